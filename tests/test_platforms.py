"""macOS and Windows, as far as can be decided without them: nothing of POSIX is needed where no worker is."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import reasoning_rewards as rr
from tests.all_rewards import one_of_each, without_engine

ROOT = Path(__file__).parent.parent
CHILD = Path(__file__).with_name("elsewhere.py")
ELSEWHERE = ["win32", "emscripten", "darwin"]
INSTALLED = {"numpy", "pyarrow", "ray", "torch", "transformers", "trl", "hypothesis", "math_verify"}

# An answer that only exact arithmetic, structures or points can decide, beside the plain one.
COMPLETIONS = [
    "<think>6*7 = 42</think>\n<answer>42</answer>",
    r"<think>wait, 6*7 = 41</think> so \boxed{\frac{\sin(2)}{2\cos(1)}}",
    "<think>6*7",
]
COLUMNS = {
    "checkpoints": ["42", "x^2"], "steps": 1, "options": ["42", "41"], "choice": "A", "target": 42, "puzzle": 4,
    "nums": [6, 7], "table": {"Ann": "knight"},
}  # fmt: skip


def child(platform: str, **job: object) -> object:
    """What another system's Python prints."""
    line = [sys.executable, "-W", "ignore", str(CHILD), platform]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(line, input=json.dumps(job), env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def rewards() -> list[str]:
    """Every public reward but the one that is nothing without processes, as code."""
    each = one_of_each(by=rr.Correctness(engine=None))
    return [repr(without_engine(reward)) for reward in each if not isinstance(reward, rr.CodeTests)]


@pytest.mark.parametrize("platform", ELSEWHERE)
def test_every_module_can_be_imported(platform):
    wrong = child(platform, modules=True)
    ours = {name: why for name, why in wrong.items() if not any(f"'{other}" in why for other in INSTALLED)}
    assert ours == {}


@pytest.mark.parametrize("completion", COMPLETIONS)
def test_without_an_engine_everything_is_as_it_is_here(completion):
    pytest.importorskip("re2", reason="Pattern needs google-re2")
    gold = r"\sin 1" if "boxed" in completion else "42"
    job = {"rewards": rewards(), "completion": completion, "prompt": "What is 6*7?"}
    job["columns"] = {**COLUMNS, "answer": gold, "solution": gold}
    here = child("here", **job)
    assert any(score for score, _ in here) or "</think>" not in completion
    for platform in ELSEWHERE:
        assert child(platform, **job) == here, platform


REFUSED = {
    "rr.Correctness()": "engine=None",
    "rr.Symbolic(engine='sympy')": "engine=None",
    "rr.Pattern(regex='a', engine='regex')": "engine='re2' needs none",
    "rr.CodeTests()": "score such rows on Linux",
    "rr.CodeTests(sandbox='none')": "score such rows on Linux",
}


@pytest.mark.parametrize(
    ("platform", "why"), [("win32", "on Windows that takes Python 3.12"), ("emscripten", "no processes")]
)
def test_what_needs_a_process_is_refused_where_it_is_built(platform, why):
    pytest.importorskip("regex", reason="Pattern(engine='regex') needs regex")
    said = child(platform, build=list(REFUSED))
    for (code, remedy), message in zip(REFUSED.items(), said, strict=True):
        assert why in message, code
        assert remedy in message, code


@pytest.mark.parametrize("platform", ["win32", "emscripten"])
def test_the_command_line_works_there(platform, tmp_path):
    rows, out = tmp_path / "runs.jsonl", tmp_path / "scored.jsonl"
    rows.write_text('{"completion": "<answer>½</answer>", "answer": "0.5"}\n', "utf-8")
    score = ["score", str(rows), "--reward", "Correctness(engine=None)", "--out", str(out)]
    (scored, _), (doctor, said) = child(platform, commands=[score, ["doctor"]])
    assert scored == 0
    assert json.loads(out.read_text("utf-8"))["reward"]["score"] == 1.0
    assert doctor == 1  # no program can be run here
    assert "workers  no: " in said


# ── files ──


def files() -> list[Path]:
    """Every program that users run, and what makes the documentation and the release."""
    folders = ("src", "examples", "benchmarks", "docs", "notebooks", "release", "requirements")
    return [file for folder in folders for file in sorted((ROOT / folder).rglob("*.py"))]


def without_encoding(tree: ast.AST) -> list[int]:
    """Lines that read or write a text in the system's encoding; ruff sees those whose path it knows to be one."""
    places = {"read_text": 1, "write_text": 2}  # by position it is so many
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (most := places.get(getattr(node.func, "attr", "")))
        and len(node.args) < most
        and not any(word.arg == "encoding" for word in node.keywords)
    ]


def test_a_text_without_an_encoding_is_seen():
    code = "a.read_text()\na.write_text(b)\na.read_text('utf-8')\na.write_text(b, encoding='utf-8')"
    assert without_encoding(ast.parse(code)) == [1, 2]


@pytest.mark.parametrize("file", files(), ids=lambda file: file.relative_to(ROOT).as_posix())
def test_a_file_is_read_in_an_encoding_that_is_said(file):
    assert without_encoding(ast.parse(file.read_text("utf-8"))) == []


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="file names are those of the repository")
def test_every_file_can_have_its_name_on_every_system():
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    paths = [name for name in names.stdout.split("\0") if name]
    assert len({path.casefold() for path in paths}) == len(paths)
    devices = {"con", "prn", "aux", "nul"}
    parts = {part for path in paths for part in path.split("/")}
    assert not [part for part in parts if set(part) & set('<>:"\\|?*') or part.partition(".")[0] in devices]
    assert not [path for path in paths if len(path) > 160]
