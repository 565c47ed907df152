"""Metrics: finite, with keys that depend on the reward alone, live and from a file."""

from __future__ import annotations

import json
import math
import sys

import pytest

from reasoning_rewards import Correctness, Format, MissingExtraError, StepCount
from reasoning_rewards.cli.main import main
from reasoning_rewards.errors import BatchError
from reasoning_rewards.metrics import Monitor, metrics_of, of_scored

SOLVED = Correctness()
TOTAL = (SOLVED + 0.2 * Format() + 0.1 * StepCount()).requires(SOLVED).named("total")
GOOD = "<think>First, 3 + 4 = 7. Wait, that is all.</think><answer>7</answer>"
BATCH = {
    "completions": [GOOD, "#### 8", "<think>and", GOOD, GOOD, "\\boxed{(((}"],
    "prompts": ["one"] * 3 + ["two"] * 3,
    "answer": ["7"] * 6,
}


def test_a_batch_is_measured_by_component_group_and_completion():
    found = metrics_of(TOTAL, **BATCH)
    assert found["correctness/mean"] == pytest.approx(0.5)
    assert found["correctness/spread"] == pytest.approx(0.5)
    assert found["correctness/flat_groups"] == 0.0
    assert (
        metrics_of(SOLVED, ["#### 7"] * 2, prompts=["a", "b"], answer=["7", "7"])["correctness/flat_groups"]
        == 1.0
    )
    assert found["group/best"] > found["group/mean"] > found["group/worst"]
    assert found["group/distinct_answers"] == pytest.approx((2 + 2) / 2)
    assert found["share/unanswered"] == pytest.approx(1 / 6)
    assert found["completion/turns"] == pytest.approx(0.5)
    assert 0 < found["completion/steps"] < 3


def test_keys_depend_on_the_reward_alone_and_values_are_finite():
    keys = list(metrics_of(TOTAL, **BATCH))
    empty = {name: [] for name in BATCH}
    silent = {**BATCH, "answer": [None] * 6}
    for batch in (empty, silent):
        found = metrics_of(TOTAL, **batch)
        assert list(found) == keys
        assert all(math.isfinite(value) for value in found.values())


def test_a_monitor_scores_as_the_reward_does_and_hands_over_what_it_saw():
    monitor = Monitor(TOTAL)
    assert monitor(**BATCH) == TOTAL(**BATCH)
    assert monitor.__name__ == "total"
    monitor(**BATCH)
    assert monitor.taken() == pytest.approx(metrics_of(TOTAL, **BATCH))
    assert monitor.taken() == {}


def test_a_callback_adds_to_what_the_trainer_logs(monkeypatch):
    monitor = Monitor(TOTAL)
    fake = type(sys)("transformers")
    fake.TrainerCallback = object
    monkeypatch.setitem(sys.modules, "transformers", fake)
    monitor(**BATCH)
    logs = {"loss": 0.5}
    monitor.callback().on_log(None, None, None, logs=logs)
    assert logs["loss"] == 0.5
    assert logs["rewards/correctness/mean"] == pytest.approx(0.5)
    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(MissingExtraError, match=r"reasoning-rewards\[train\]"):
        monitor.callback()


def test_a_scored_file_says_what_the_live_batch_said(tmp_path):
    runs, scored = tmp_path / "runs.jsonl", tmp_path / "scored.jsonl"
    rows = [
        {"completion": text, "prompt": prompt, "answer": "7"}
        for text, prompt in zip(BATCH["completions"], BATCH["prompts"], strict=True)
    ]
    runs.write_text("\n".join(map(json.dumps, rows)))
    assert main(["score", str(runs), "--reward", "tests.test_metrics:TOTAL", "--out", str(scored)]) == 0
    found, live = of_scored(scored.read_text().splitlines()), metrics_of(TOTAL, **BATCH)
    assert {name: value for name, value in found.items() if name in live} == pytest.approx(
        {name: value for name, value in live.items() if name in found}
    )
    assert {"total/mean", "correctness/mean", "group/best", "share/unanswered"} <= found.keys()
    with pytest.raises(BatchError, match="line 1: not a scored row"):
        of_scored(["{}"])
