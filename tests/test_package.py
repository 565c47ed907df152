"""What people install: wheel and sdist, the console script, types, and what importing it loads."""

from __future__ import annotations

import ast
import importlib
import json
import os
import re
import subprocess
import sys
import tarfile
import zipfile
from email.parser import BytesParser
from importlib.util import find_spec
from pathlib import Path

import pytest

import reasoning_rewards

ROOT = Path(__file__).parent.parent


def run(*command: object, **settings) -> str:
    """Run a command and give back what it printed; its complaints are part of the failure."""
    done = subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, check=False, **settings
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


# ── wheel and sdist ──


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The folder with the sdist, and the wheel that was built from that sdist."""
    pytest.importorskip("build", reason="needs build and hatchling, see requirements/dev.txt")
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT)
    return folder


@pytest.fixture(scope="module")
def wheel(built):
    return next(built.glob("*.whl"))


@pytest.fixture(scope="module")
def sdist(built):
    return next(built.glob("*.tar.gz"))


def installed(file, folder):
    """A fresh environment with only this in it, made without a network; its folder of programs."""
    run(sys.executable, "-m", "venv", "--without-pip", folder)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--python"]
    options = ["install", "--no-deps", "--no-index", "--no-build-isolation"]
    # An sdist is built by the tools of this environment: the fresh one has none.
    tools = {**os.environ, "PYTHONPATH": str(Path(importlib.import_module("hatchling").__file__).parents[1])}
    run(*pip, programs / "python", *options, file, env=tools)
    return programs


def needs(folder):
    """What the package depends on, lent from this environment: the fresh one has no network to get it from."""
    folder.mkdir()
    for name in ("sympy", "mpmath"):
        (folder / name).symlink_to(Path(importlib.import_module(name).__file__).parent)
    return folder


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_it_installs_and_the_console_script_runs(kind, request, tmp_path):
    programs = installed(request.getfixturevalue(kind), tmp_path / "env")
    alone = {**os.environ, "PYTHONPATH": str(needs(tmp_path / "needs"))}
    script = programs / "reasoning-rewards"
    said = run(script, "--version", cwd=tmp_path, env=alone)
    assert said == f"reasoning-rewards {reasoning_rewards.__version__}\n"
    (tmp_path / "runs.jsonl").write_text('{"completion": "#### 42", "answer": "42"}\n', encoding="utf-8")
    reward = "reasoning_rewards:Correctness"
    scored = run(script, "score", "runs.jsonl", "--reward", reward, cwd=tmp_path, env=alone)
    assert json.loads(scored)["reward"]["score"] == 1.0
    python = programs / "python"
    home = run(python, "-c", "import reasoning_rewards as r; print(r.__file__)", cwd=tmp_path, env=alone)
    assert Path(home.strip()).is_relative_to(tmp_path)


def test_the_wheel_holds_the_package_and_its_types_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert "reasoning_rewards/py.typed" in names
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"reasoning_rewards"}
    source = {
        path.relative_to(ROOT / "src").as_posix()
        for path in (ROOT / "src").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {name for name in names if ".dist-info/" not in name} == source


def test_the_sdist_holds_what_its_tests_need(sdist):
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {
        "pyproject.toml",
        "README.md",
        "CHANGELOG.md",
        "LICENSE",
        "Makefile",
        "requirements/environment.py",
    } <= names
    assert {"tests/test_package.py", "requirements/dev.txt", "src/reasoning_rewards/__init__.py"} <= names
    # What a notebook installs is the sdist: its script, the parts it shares, and the pinned versions.
    assert {"examples/qwen3_t4.py", "examples/recipe/rows/completions.jsonl"} <= names
    assert {"requirements/colab-t4.txt", "notebooks/qwen3_t4.ipynb"} <= names
    assert not any(name.startswith((".venvs", "runs/", ".ci")) for name in names)


def description(metadata: bytes) -> str:
    return BytesParser().parsebytes(metadata).get_payload(decode=True).decode()


def test_the_description_needs_no_files_beside_it(wheel, sdist):
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (each for each in archive.namelist() if each.endswith(".dist-info/METADATA"))
        texts = [description(archive.read(name))]
    with tarfile.open(sdist) as archive:
        (member,) = (each for each in archive.getmembers() if each.name.endswith("/PKG-INFO"))
        texts.append(description(archive.extractfile(member).read()))
    for text in texts:
        assert text.startswith("# reasoning-rewards\n")
        assert "```python" in text
        assert not re.findall(r"\]\((?!https?:|#)", text)


# ── names ──


def test_every_public_name_can_be_imported():
    for name in reasoning_rewards.__all__:
        assert getattr(reasoning_rewards, name) is not None


def test_the_table_of_names_is_sorted_and_what_dir_and_all_say():
    table = list(reasoning_rewards._HOME)
    assert table == sorted(table)
    assert reasoning_rewards.__all__ == table
    assert set(table) <= set(dir(reasoning_rewards))


def test_every_name_comes_from_a_module_that_calls_it_public():
    for name, home in reasoning_rewards._HOME.items():
        module = importlib.import_module(f"reasoning_rewards.{home}")
        assert name in module.__all__, f"{module.__name__}.__all__ lacks {name}"
        assert getattr(module, name) is getattr(reasoning_rewards, name)


def test_type_checkers_are_told_of_every_name():
    tree = ast.parse(Path(reasoning_rewards.__file__).read_text(encoding="utf-8"))
    told = {
        alias.asname: node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("reasoning_rewards")
        for alias in node.names
    }
    modules = {name for name, home in told.items() if home == "reasoning_rewards"}
    assert modules == set(reasoning_rewards._MODULES)
    told = {name: home for name, home in told.items() if name not in modules}
    assert told == {name: f"reasoning_rewards.{home}" for name, home in reasoning_rewards._HOME.items()}


_MODULES = """
import reasoning_rewards as rr
assert {{"layouts", "metrics", "presets", "schemas", "testing"}} <= set(dir(rr))
rr.{module}.{name}
"""


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("presets", "math"),
        ("schemas", "find"),
        ("layouts", "QWEN3"),
        ("metrics", "Monitor"),
        ("testing", "check_reward"),
    ],
)
def test_modules_are_there_without_an_import_of_their_own_and_loaded_when_used(module, name):
    loaded = ours(loaded_by(_MODULES.format(module=module, name=name)))
    assert module in loaded
    others = {"layouts", "metrics", "presets", "testing"} - {module}
    assert not (others - {"layouts"}) & loaded


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'Corectness'"):
        _ = reasoning_rewards.Corectness


# ── what importing loads: counted, as time depends on the machine ──

_HEAVY = {"numpy", "torch", "sympy", "mpmath", "transformers", "trl", "datasets", "pandas", "hypothesis"}
_HEAVY |= {"re2", "regex"}
_IMPORTS = """
import json, sys
before = set(sys.modules)
{code}
print(json.dumps(sorted(set(sys.modules) - before)))
"""


def loaded_by(code: str) -> set[str]:
    """The modules that some code loads in a fresh interpreter."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    return set(json.loads(run(sys.executable, "-c", _IMPORTS.format(code=code), env=environment)))


def ours(modules):
    return {name.removeprefix("reasoning_rewards.") for name in modules if "reasoning_rewards" in name}


def test_importing_the_package_loads_nothing_else_of_it():
    loaded = loaded_by("import reasoning_rewards")
    assert ours(loaded) == {"reasoning_rewards"}
    assert not _HEAVY & {name.partition(".")[0] for name in loaded}


_TWO = """
from reasoning_rewards import Correctness, Format
(Correctness() + 0.2 * Format())(["<think>6*7</think><answer>42</answer>"], answer=["42"])
"""


def test_two_rewards_load_only_what_they_use():
    loaded = loaded_by(_TWO)
    assert not (_HEAVY | {"threading"}) & {name.partition(".")[0] for name in loaded}
    margins = ("core.margin.worst", "core.margin.describe")
    unused = {"cli", "testing", "core.decorator", "core.algebra.schedule", "rewards.steps", *margins}
    assert not unused & ours(loaded)
    assert all(find_spec(f"reasoning_rewards.{name}") for name in unused)
