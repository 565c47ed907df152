"""Write notebooks/*.ipynb from the scripts in examples/, which are their source.

    python notebooks/generate.py            # write; make notebooks does it
    python notebooks/generate.py --check    # exit 1 if one is out of date

A notebook is its script, cut at the ``# %%`` lines, below three cells of its own: what it is, with a
badge that opens it in Colab; an installation; and the command line that the script reads. Nothing in a
script knows of notebooks.

Where the badge leads: to REPOSITORY (owner/name on GitHub), which is read from the environment, else from
project.urls in pyproject.toml. While there is neither, it opens Colab's own page, where a notebook can be
uploaded. The installation needs no repository: the examples are part of the source distribution.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

HERE = Path(__file__).parent
ROOT = HERE.parent
PYPROJECT = (ROOT / "pyproject.toml").read_text("utf-8")
VERSION = re.search(r'^version = "(.+)"$', PYPROJECT, re.M)[1]  # type: ignore[index]
T4, CPU = "requirements/colab-t4.txt", ""


@dataclass(frozen=True)
class Notebook:
    """A script, what it needs, and the arguments to begin with."""

    script: str
    requirements: str
    arguments: str = ""
    about: str = ""


STAGE = """\
The second and third of the three notebooks go on in the folder of the first: `--out` and `--resume` say which.
Colab forgets a machine's disk; mount your Drive and name a folder there."""
NOTEBOOKS = {
    "qwen3_t4": Notebook("qwen3_t4", T4),
    "qwen25_3b_t4": Notebook("qwen25_3b_t4", T4),
    "smollm2_135m": Notebook("smollm2_135m", T4),
    "openr1_math_1_sft": Notebook(
        "openr1_math", T4, "--stage data,before,sft --out runs/openr1_math/mine", STAGE
    ),
    "openr1_math_2_grpo": Notebook("openr1_math", T4, "--stage grpo --resume runs/openr1_math/mine", STAGE),
    "openr1_math_3_evaluation": Notebook(
        "openr1_math", T4, "--stage after,export --resume runs/openr1_math/mine", STAGE
    ),
    "ask": Notebook("ask", T4, "runs/qwen3_t4/unsloth-seed0"),
    "custom_reward": Notebook("custom_reward", CPU),
    "offline_scoring": Notebook("offline_scoring", CPU),
}

BADGE = "[![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)]({link})"
UPLOAD = "The badge opens Colab; upload this file there (File, Upload notebook)."
INSTALL = """\
# The scripts' shared parts come with the source distribution. Before it is on PyPI, or to run your own:
# make it (python -m build --sdist) and upload the .tar.gz; then nothing is downloaded here.
!test -f reasoning_rewards-{version}.tar.gz || pip download -q --no-deps --no-binary :all: reasoning-rewards=={version}
!tar xzf reasoning_rewards-{version}.tar.gz
%cd reasoning_rewards-{version}/examples
{install}"""
ARGUMENTS = """\
# What stands behind the script's name on a command line; "--help" lists what there is.
ARGUMENTS = "{arguments}"

import shlex
import sys

sys.argv = ["{script}.py", *shlex.split(ARGUMENTS)]"""


def repository() -> str | None:
    """owner/name on GitHub, where it is known."""
    told = os.environ.get("REPOSITORY")
    if told is not None and not re.fullmatch(r"[\w.-]+/[\w.-]+", told):
        sys.exit(f"REPOSITORY={told}: expected owner/name, as in https://github.com/owner/name")
    found = re.search(r'= "https://github\.com/([\w.-]+/[\w.-]+?)(?:\.git)?/?"', PYPROJECT)
    return told or (found[1] if found else None)


def made(name: str) -> str:
    """The text of a notebook."""
    notebook = NOTEBOOKS[name]
    text = (ROOT / "examples" / f"{notebook.script}.py").read_text("utf-8")
    about = ast.get_docstring(ast.parse(text)) or ""
    code = text.partition('"""')[2].partition('"""')[2]
    code = re.sub(r"^# ruff: noqa.*\n", "", code.lstrip("\n"), flags=re.M)
    book = jupytext.reads(code, fmt="py:percent")
    book.cells = [*opening(name, notebook, about), *(cell for cell in book.cells if cell.source.strip())]
    for number, cell in enumerate(book.cells):
        cell.id = f"cell-{number}"  # the same text gives the same file
        cell.metadata = {}
    book.metadata = metadata(notebook)
    book.nbformat_minor = 5
    nbformat.validate(book)
    return nbformat.writes(book, indent=1) + "\n"


def opening(name: str, notebook: Notebook, about: str) -> list[NotebookNode]:
    """The three cells that a script has no use for."""
    where = repository()
    page = f"github/{where}/blob/main/notebooks/{name}.ipynb" if where else ""
    badge = BADGE.format(link=f"https://colab.research.google.com/{page}")
    title, _, rest = about.partition("\n\n")
    source = f"`examples/{notebook.script}.py`, cut into cells. {'' if where else UPLOAD}".rstrip()
    first = [badge, f"# {' '.join(title.split()).rstrip('.')}", source, notebook.about, rest]
    install = '!pip install -q "..[train,test]"'
    if notebook.requirements:
        install = f"!pip install -q uv && uv pip install --system -q .. -r ../{notebook.requirements}"
    return [
        new_markdown_cell("\n\n".join(part for part in first if part)),
        new_code_cell(INSTALL.format(version=VERSION, install=install)),
        new_code_cell(ARGUMENTS.format(arguments=notebook.arguments, script=notebook.script)),
    ]


def metadata(notebook: Notebook) -> dict[str, object]:
    """Python, and a T4 where the script wants one."""
    told: dict[str, object] = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        "colab": {"provenance": []},
    }
    if notebook.requirements == T4:
        told |= {"accelerator": "GPU", "colab": {"gpuType": "T4", "provenance": []}}
    return told


def main() -> None:
    """Write them all, or compare."""
    stale = []
    for name in NOTEBOOKS:
        file, text = HERE / f"{name}.ipynb", made(name)
        if not file.exists() or file.read_text("utf-8") != text:
            stale.append(file.relative_to(ROOT).as_posix())
            if "--check" not in sys.argv[1:]:
                file.write_text(text, "utf-8")
    if stale and "--check" in sys.argv[1:]:
        sys.exit(f"out of date: {', '.join(stale)}. Run make notebooks")
    print("\n".join(stale) or "up to date")


if __name__ == "__main__":
    main()
