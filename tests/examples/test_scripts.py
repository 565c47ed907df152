"""The scripts that need no GPU, run as a reader runs them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from reasoning_rewards import Correctness

ROOT = Path(__file__).parents[2]
ROWS = ROOT / "examples" / "recipe" / "rows" / "completions.jsonl"


def script(name, *arguments, folder, fails=False):
    """What a script prints when it is run in a folder."""
    command = [sys.executable, str(ROOT / "examples" / name), *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode != 0) == fails, done.stdout + done.stderr
    return done.stderr if fails else done.stdout


def lines(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def expected(name):
    """The lines that a script's docstring says it prints."""
    about = (ROOT / "examples" / name).read_text("utf-8").split('"""')[1]
    below = about.partition("Expected")[2].partition("\n\n")[2]
    return [line[4:] for line in below.splitlines() if line.startswith("    ")]


# ── offline_scoring.py ──


@pytest.fixture(scope="module")
def scored(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scored")
    return script("offline_scoring.py", "--out", folder, folder=folder), folder


def test_offline_scoring_prints_what_its_docstring_says(scored):
    said = expected("offline_scoring.py")
    assert len(said) > 8
    assert [line for line in said if line not in scored[0]] == []


def test_the_best_of_each_problem_is_right_and_no_problem_comes_twice(scored):
    best = lines(scored[1] / "best.jsonl")
    golds = {row["prompt"]: row["answer"] for row in lines(ROWS)}
    assert len({row["prompt"] for row in best}) == len(best) == 4
    right = Correctness()([row["completion"] for row in best], answer=[golds[row["prompt"]] for row in best])
    assert right == [1.0] * 4


def test_useful_problems_are_those_that_are_solved_sometimes(scored):
    useful = [row["prompt"] for row in lines(scored[1] / "useful.jsonl")]
    by_problem: dict[str, set[float | None]] = {}
    for row in lines(ROWS):
        scores = Correctness()([row["completion"]], answer=[row["answer"]])
        by_problem.setdefault(row["prompt"], set()).update(scores)
    assert useful == [prompt for prompt, scores in by_problem.items() if scores == {0.0, 1.0}]


def test_the_shell_scores_the_same(scored, tmp_path):
    out = tmp_path / "scored.jsonl"
    reward = f"{ROOT / 'examples' / 'my_rewards.py'}:best"
    command = [sys.executable, "-m", "reasoning_rewards", "score", ROWS, "--reward", reward, "--out", out]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    subprocess.run([str(word) for word in command], env=environment, check=True, capture_output=True)
    assert [row["reward"]["score"] for row in lines(out)] == [
        row["score"] for row in lines(scored[1] / "scored.jsonl")
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [('{"completion": "4"}', "line 1: no field 'prompt' (it has: completion)"), ("{", "line 1: not JSON")],
)
def test_a_line_that_can_not_be_scored_is_named(tmp_path, line, said):
    (tmp_path / "mine.jsonl").write_text(line + "\n")
    assert said in script("offline_scoring.py", "mine.jsonl", folder=tmp_path, fails=True)


# ── custom_reward.py ──


def test_custom_reward_runs_whole(tmp_path):
    pytest.importorskip("trl", reason="trains a model: needs requirements/trl.txt")
    said = script("custom_reward.py", "--smoke", folder=tmp_path)
    assert "no exploit among" in said
    assert "margin   0.7" in said
    heads = [line.split()[0] for line in expected("custom_reward.py")]
    assert [line.split()[0] for line in said.splitlines()[-4:]] == heads


def test_my_rewards_keep_the_contract():
    import my_rewards
    from reasoning_rewards.testing import check_reward

    check_reward(my_rewards.signposts, max_examples=10)
    check_reward(my_rewards.total, max_examples=10)
    check_reward(my_rewards.best, max_examples=10)
    assert my_rewards.total.margin() == 0.7
    assert my_rewards.best.margin() == 0.8


def test_signposts_count_openings_of_lines_once():
    from my_rewards import signposts

    texts = ["<think>\nFirst 1\nthen 2\nfinally 3\n</think>", "<think>\nfirst\nfirst\n</think>", "first then"]
    assert signposts(texts) == pytest.approx([1.0, 1 / 3, 0.0])
