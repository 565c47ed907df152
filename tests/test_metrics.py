"""Metrics: finite, with keys that depend on the reward alone, live and from a file."""

from __future__ import annotations

import json
import math
import sys

import pytest

from reasoning_rewards import Correctness, Format, MissingExtraError, StepCount, TagCount
from reasoning_rewards.cli.main import main
from reasoning_rewards.core.report import metrics
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
PARTLY = {**BATCH, "answer": ["7", "7", None, "7", None, "7"]}
EVEN = (SOLVED + TagCount()).requires(SOLVED).named("even")


def test_a_batch_is_measured_by_component_group_and_completion():
    found = metrics_of(TOTAL, **BATCH)
    assert found["correctness/mean"] == pytest.approx(0.5)
    assert found["correctness/std"] == pytest.approx(0.5)
    assert found["correctness/frac_zero_std"] == 0.0
    assert (
        metrics_of(SOLVED, ["#### 7"] * 2, prompts=["a", "b"], answer=["7", "7"])["correctness/frac_zero_std"]
        == 1.0
    )
    assert found["group/best"] > found["group/mean"] > found["group/worst"]
    assert found["group/distinct_answers"] == pytest.approx((2 + 2) / 2)
    assert found["share/answer_missing"] == pytest.approx(1 / 6)
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


@pytest.mark.parametrize("total", [TOTAL, EVEN, 2 * EVEN, SOLVED], ids=lambda each: each.__name__)
def test_means_are_those_of_the_keys_that_the_reward_logs(total):
    logged, found = metrics(total, total.verdicts(**PARTLY)), metrics_of(total, **PARTLY)
    names = [name.removesuffix("/mean") for name in found if name.endswith("/mean") and name != "group/mean"]
    keys = [key.removesuffix("/score") for key in logged if key.endswith("/score")]
    assert keys == [total.__name__, *(f"{total.__name__}/{name}" for name in names[1:])]
    for name, key in zip(names, keys, strict=True):
        assert found[f"{name}/mean"] == pytest.approx(
            logged[f"{key}/score"] / logged.get(f"{key}/scored", logged[f"{total.__name__}/scored"])
        )


def test_a_component_called_like_the_total_takes_nothing_from_it():
    total = (SOLVED + 0.5 * TagCount()).named("correctness")
    found = metrics_of(total, **BATCH)
    scores = total(**BATCH)
    assert found["correctness/mean"] == pytest.approx(sum(scores) / len(scores))
    assert found["group/best"] == pytest.approx(1.5)
    assert found["correctness_2/mean"] == pytest.approx(0.5)


def test_a_batch_without_scores_has_no_say_in_a_monitors_means():
    monitor = Monitor(TOTAL)
    monitor(**BATCH)
    monitor(**{**BATCH, "answer": [None] * 6})
    assert monitor.taken()["total/mean"] == pytest.approx(metrics_of(TOTAL, **BATCH)["total/mean"])
    monitor(**{**BATCH, "answer": [None] * 6})
    assert monitor.taken().keys() == metrics_of(TOTAL, **BATCH).keys()


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
    monitor(**BATCH)
    evaluated = {"eval_loss": 0.5}
    monitor.callback().on_log(None, None, None, logs=evaluated)
    assert evaluated["eval_rewards/correctness/mean"] == pytest.approx(0.5)
    assert "rewards/correctness/mean" not in evaluated
    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(MissingExtraError, match=r"reasoning-rewards\[train\]"):
        monitor.callback()


@pytest.mark.parametrize("name", ["TOTAL", "EVEN"])
@pytest.mark.parametrize("rows", [BATCH, PARTLY], ids=["every row", "rows without a gold"])
def test_a_scored_file_says_what_the_live_batch_said(tmp_path, capsys, rows, name):
    total = globals()[name]
    runs, scored = tmp_path / "runs.jsonl", tmp_path / "scored.jsonl"
    lines = [
        {"completion": text, "prompt": prompt, "answer": gold}
        for text, prompt, gold in zip(rows["completions"], rows["prompts"], rows["answer"], strict=True)
    ]
    runs.write_text("\n".join(map(json.dumps, lines)))
    assert main(["score", str(runs), "--reward", f"tests.test_metrics:{name}", "--out", str(scored)]) == 0
    found, live = of_scored(scored.read_text().splitlines()), metrics_of(total, **rows)
    assert f"mean {live[f'{total.__name__}/mean']:.4f}" in capsys.readouterr().err
    assert {name: value for name, value in found.items() if name in live} == pytest.approx(
        {name: value for name, value in live.items() if name in found}
    )
    assert {
        f"{total.__name__}/mean",
        "correctness/mean",
        "group/best",
        "share/answer_missing",
    } <= found.keys()
    assert ("tag_count/mean" in found) == (total is EVEN)


def test_a_line_that_is_no_scored_row_is_named():
    with pytest.raises(BatchError, match="line 1: not a scored row"):
        of_scored(["{}"])
