"""The report and the lines at the end say what the results say."""

import pytest

pytest.importorskip("matplotlib", reason="the report's picture needs matplotlib")

from reasoning_rewards import THINK_ANSWER, Correctness, Format
from recipe.tiny.problems import draw
from recipe.tiny.report import headline, write_report
from recipe.tiny.samples import Sample, measure
from recipe.tiny.traces import solution


def moment(kind):
    import random

    rng = random.Random(0)
    samples = [
        Sample(problem, solution(problem, kind, rng), (1, 2, 3)) for problem in draw("test", 40, seed=0)
    ]
    measured = measure(samples, {"correctness": Correctness(layout=THINK_ANSWER), "format": Format()})
    return {"greedy": measured, "sampled": measured}


@pytest.fixture(scope="module")
def results():
    log = [
        {
            "step": step,
            "reward": 0.1 * step,
            "completions/mean_length": 20.0 + step,
            "rewards/format/mean": 0.9,
        }
        for step in range(1, 6)
    ]
    return {
        "name": "seed0",
        "seed": 0,
        "split": "test",
        "trained_on": ["format"],
        "stopped": None,
        "before": moment("guess"),
        "forced": moment("slip"),
        "after": moment("good"),
        "log": log,
        "times": {"pretraining": 1.0, "warm-up": 2.0, "GRPO": 3.0, "all": 7.0, "processor": 9.0},
    }


def test_the_closing_lines(results):
    lines = headline(results)
    assert "100.0 % [91.2, 100.0]" not in lines, "the mean of four families of ten is not one of forty"
    assert lines.count("mean of families") == 2
    assert "correctness" in lines
    assert "training 6 s (pretraining 1 s, warm-up 2 s, GRPO 3 s)" in lines
    assert "stopped" not in lines


def test_a_stopped_run_says_so(results, tmp_path):
    stopped = {**results, "stopped": "GRPO at step 11 of 40", "log": []}
    assert "stopped in GRPO at step 11 of 40" in headline(stopped)
    write_report(tmp_path, stopped, "the reward")
    assert "stopped in GRPO at step 11 of 40" in (tmp_path / "report.md").read_text()


def test_the_report(results, tmp_path):
    write_report(tmp_path, results, "the reward")
    text = (tmp_path / "report.md").read_text()
    for family in ("marbles", "shopping", "travel", "sharing", "**mean**"):
        assert f"| {family} |" in text
    assert "I will guess." in text, "a transcript from before"
    assert "the reward" in text
    assert (tmp_path / "curves.png").read_bytes().startswith(b"\x89PNG")
