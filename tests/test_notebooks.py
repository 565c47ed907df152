"""The notebooks are the scripts, in cells that Colab can run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SCRIPTS = [file for file in sorted((ROOT / "examples").glob("*.py")) if "\n# %%\n" in file.read_text("utf-8")]

every_notebook = pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)


def generate(*arguments, **environment):
    command = [sys.executable, str(ROOT / "notebooks" / "generate.py"), *arguments]
    told = {name: value for name, value in os.environ.items() if name != "REPOSITORY"} | environment
    return subprocess.run(command, env=told, capture_output=True, text=True, check=False)


def cells(file):
    """Kind and text of every cell."""
    return [
        (cell["cell_type"], "".join(cell["source"])) for cell in json.loads(file.read_text("utf-8"))["cells"]
    ]


def test_notebooks_are_up_to_date():
    pytest.importorskip("jupytext", reason="makes the notebooks: needs requirements/dev.txt")
    done = generate("--check")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_badge_leads_where_it_is_told():
    pytest.importorskip("jupytext", reason="makes the notebooks: needs requirements/dev.txt")
    said = generate("--check", REPOSITORY="somebody/theirs")
    assert "out of date" in said.stderr  # every badge would lead elsewhere
    assert "expected owner/name" in generate("--check", REPOSITORY="https://github.com/a/b").stderr


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda file: file.stem)
def test_every_script_with_cells_has_a_notebook(script):
    assert [file for file in NOTEBOOKS if f"`examples/{script.name}`" in cells(file)[0][1]]


@every_notebook
def test_a_notebook_opens_in_colab_and_installs_first(file):
    (kind, about), (_, install), (_, arguments), *_ = cells(file)
    assert kind == "markdown"
    assert about.startswith("[![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)](")
    assert "pip install" in install
    assert "ARGUMENTS = " in arguments


@every_notebook
def test_a_notebook_asks_for_a_t4_where_its_requirements_do(file):
    metadata = json.loads(file.read_text("utf-8"))["metadata"]
    wants = "colab-t4.txt" in cells(file)[1][1]
    assert (metadata.get("accelerator") == "GPU") == wants
    assert (metadata["colab"].get("gpuType") == "T4") == wants


@every_notebook
def test_what_a_notebook_installs_is_there(file):
    install = cells(file)[1][1]
    version = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text("utf-8"), re.M)[1]
    assert f"reasoning_rewards-{version}.tar.gz" in install
    for name in re.findall(r"-r \.\./(\S+)", install):
        assert (ROOT / name).is_file()


@every_notebook
def test_a_notebook_says_all_that_its_script_says(file):
    """Cutting at ``# %%`` loses no line of code."""
    name = re.search(r"`examples/(\w+\.py)`", cells(file)[0][1])[1]
    script = (ROOT / "examples" / name).read_text("utf-8").partition('"""')[2].partition('"""')[2]
    code = "\n".join(text for kind, text in cells(file)[3:] if kind == "code")
    lost = [
        line for line in script.splitlines() if line.strip() and not line.startswith("#") and line not in code
    ]
    assert lost == []


def run(file, folder, arguments=""):
    """Run a notebook's cells as a kernel does: one namespace, no ``__file__``, a command line of its own."""
    skipped = [text for kind, text in cells(file)[2:] if kind == "code"]
    program = (
        "import __future__, json, sys\n"
        "sys.argv = ['colab_kernel_launcher.py', '-f', 'kernel.json']\n"
        "space = {'__name__': '__main__', '__doc__': 'a kernel'}\n"
        "for cell in json.load(sys.stdin):\n"
        "    exec(compile(cell, '<cell>', 'exec', __future__.annotations.compiler_flag), space)\n"
    )
    text = json.dumps([cell.replace('ARGUMENTS = ""', f'ARGUMENTS = "{arguments}"') for cell in skipped])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "examples")])}
    command = [sys.executable, "-W", "ignore", "-c", program]
    return subprocess.run(
        command, input=text, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_offline_scoring_runs_as_a_notebook(tmp_path):
    done = run(ROOT / "notebooks" / "offline_scoring.ipynb", tmp_path, "--out mine")
    assert done.returncode == 0, done.stderr
    assert "5 problems: 1 never solved" in done.stdout
    assert (tmp_path / "mine" / "best.jsonl").exists()
