"""Metrics: finite, with keys that depend on the reward alone, live and from a file."""

from __future__ import annotations

import json
import math
import pickle
import sys
from types import SimpleNamespace

import pytest

from reasoning_rewards import (
    Correctness,
    Format,
    MissingExtraError,
    NonFiniteError,
    RewardFailedError,
    SettingError,
    StepCount,
    TagCount,
)
from reasoning_rewards.cli.main import main
from reasoning_rewards.core.report import metrics
from reasoning_rewards.errors import BatchError
from reasoning_rewards.metrics import Monitor, metrics_of, of_scored, stop_on_non_finite

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


# ── watched by a person ──


@pytest.fixture
def trainer(monkeypatch):
    """As much of a trainer as a callback sees."""
    fake = type(sys)("transformers")
    fake.TrainerCallback = object
    monkeypatch.setitem(sys.modules, "transformers", fake)
    monkeypatch.setitem(sys.modules, "tqdm", None)  # then it is written as it is
    return SimpleNamespace(callback_handler=SimpleNamespace(callbacks=["the reporter"]))


def logged(callback, step, **logs):
    state = SimpleNamespace(
        global_step=step, max_steps=100, is_world_process_zero=True, log_history=[dict(logs)]
    )
    callback.on_log(SimpleNamespace(output_dir="out"), state, None, logs=logs)
    return logs, state.log_history[-1]


def test_a_monitor_prints_every_so_many_steps(trainer, capsys):
    monitor = Monitor(TOTAL, print_every=4)
    callback = monitor.callback()
    printed = []
    for step in range(1, 10):
        monitor(**BATCH)
        logged(callback, step, reward=0.5)
        if said := capsys.readouterr().out:
            printed.append((step, said))
    assert [step for step, _ in printed] == [1, 4, 8]
    head, unpaid, best, why, worst, _ = printed[-1][1].splitlines()
    assert head == "step 8: total 0.63 (spread 0.63)"
    assert unpaid == "  50% are not right: number.differs 17%, answer.unfinished 17%, answer.broken 17%"
    assert best.startswith("  best 1.27  <think>First, 3 + 4 = 7.")
    assert "correctness 1 number.same (the same number; read '7', gold '7'); format 1 layout.ok" in why
    assert worst == "  worst 0.00  #### 8"


def test_components_that_do_not_tell_a_group_apart_are_named(trainer, capsys):
    monitor = Monitor((SOLVED + 0.2 * Format()).requires(SOLVED).named("total"), print_every=1)
    monitor(["#### 7", "#### 8", "#### 7"], prompts=["a", "a", "b"], answer=["7"] * 3)
    logged(monitor.callback(), 1)
    head, _, flat, *_ = capsys.readouterr().out.splitlines()
    assert head.endswith(", 50% of groups without spread, which teach nothing")
    assert flat == "  without spread: format 100%, correctness 50% of groups"


def test_of_rows_without_a_gold_it_says_so(trainer, capsys):
    monitor = Monitor(SOLVED, print_every=1)
    monitor(["#### 7", "#### 8"], answer=[None, "8"])
    logged(monitor.callback(), 1)
    said = capsys.readouterr().out
    assert "50% are not right: gold.missing 50%" in said
    assert "worst" not in said, "one row has a score, and it is the best"


def test_it_prints_in_one_process_and_in_no_evaluation(trainer, capsys):
    monitor = Monitor(TOTAL, print_every=1)
    callback = monitor.callback()
    monitor(**BATCH)
    logged(callback, 1, eval_loss=0.5)
    monitor(**BATCH)
    state = SimpleNamespace(global_step=2, max_steps=9, is_world_process_zero=False, log_history=[{}])
    callback.on_log(None, state, None, logs={})
    assert capsys.readouterr().out == ""


def test_what_a_model_writes_can_not_steer_the_terminal(trainer, capsys):
    monitor = Monitor(SOLVED, print_every=1)
    monitor(["\x1b[2J\x07#### 7\x9b1A"], answer=["7"])
    logged(monitor.callback(), 1)
    said = capsys.readouterr().out
    assert "#### 7" in said
    assert not {"\x1b", "\x07", "\x9b"} & set(said)


def test_any_function_of_a_trainers_can_be_watched(trainer, capsys):
    def length(completions, prompts, **columns):
        return [float(len(text)) if text else None for text in completions]

    monitor = Monitor(length, print_every=1)
    assert monitor(completions=["ab", "", "abcd"], prompts=["?"] * 3, log_extra=None) == [2.0, None, 4.0]
    logs, history = logged(monitor.callback(), 1)
    assert logs["rewards/length/mean"] == history["rewards/length/mean"] == 3.0
    assert "step 1: length 3.00 (spread 1.00)" in capsys.readouterr().out


@pytest.mark.parametrize("score", [math.nan, math.inf, -math.inf])
def test_a_score_that_is_no_number_stops_the_run_and_is_named(score):
    def broken(completions, **columns):
        return [1.0, score]

    with pytest.raises(
        NonFiniteError, match=r"broken gave .* for row 1 .*expected a finite number.*begins: 'two'"
    ):
        Monitor(broken)(["one", "two"])
    assert issubclass(NonFiniteError, RewardFailedError)


def test_a_loss_that_is_no_number_stops_the_run_with_the_remedy(trainer):
    for callback in (Monitor(TOTAL).callback(), stop_on_non_finite()):
        args = SimpleNamespace(logging_nan_inf_filter=True)
        callback.on_train_begin(args, None, None)
        assert args.logging_nan_inf_filter is False, "or the trainer logs the mean of the losses before"
        logged(callback, 1, loss=0.5, grad_norm=1.0)
        with pytest.raises(
            NonFiniteError, match=r"loss is nan at step 2 of 100.*learning rate.*checkpoint in out"
        ):
            logged(callback, 2, loss=math.nan)


def test_a_gradient_norm_may_be_none_while_float16_finds_its_scale(trainer):
    callback = stop_on_non_finite()
    for step in range(19):
        logged(callback, step, grad_norm=math.inf)
    logged(callback, 19, grad_norm=1.0, **{"rewards/other/mean": math.nan})  # TRL's of a batch that abstains
    for step in range(19):
        logged(callback, step, grad_norm=math.inf)
    with pytest.raises(NonFiniteError, match="grad_norm is inf"):
        logged(callback, 19, grad_norm=math.inf)


def test_attached_it_comes_before_those_that_write_the_logs(trainer):
    Monitor(TOTAL).attach(trainer)
    assert trainer.callback_handler.callbacks[1:] == ["the reporter"]


def test_a_trainer_without_hooks_is_told_what_the_reward_logs(trainer):
    monitor = Monitor(TOTAL)
    monitor(**BATCH)
    logs, history = logged(monitor.callback(), 1)
    assert logs["total/score"] == pytest.approx(metrics(TOTAL, TOTAL.verdicts(**BATCH))["total/score"])
    assert history["total/answer_missing"] == pytest.approx(1 / 6)
    monitor(**BATCH, log_metric=lambda name, value: None)
    assert "total/score" not in logged(monitor.callback(), 2)[0], "the trainer has them already"


def test_the_columns_that_it_reads_go_into_the_trainers_table():
    told = {}
    monitor = Monitor(SOLVED)
    monitor(["#### 7", "#### 8"], answer=["7", {"ground_truth": 8}], log_extra=told.__setitem__)
    assert told["correctness/answer"] == ["7", '{"ground_truth": 8}']
    assert told["correctness/why"]
    assert SOLVED(["#### 7", "#### 8"], answer=told["correctness/answer"]) == [1.0, 1.0]


def test_each_batch_may_be_taken():
    batches = []
    Monitor(TOTAL, each=batches.append)(**{**BATCH, "prompts": [[{"role": "user", "content": "3 + 4?"}]] * 6})
    (samples,) = batches
    assert [sample.score for sample in samples] == TOTAL(**BATCH)
    assert samples[0].prompt == "3 + 4?"
    assert samples[0].text == GOOD
    assert "number.same" in samples[0].why


def test_what_is_kept_between_two_looks_does_not_grow():
    monitor = Monitor(TOTAL, print_every=5)
    sizes = set()
    for _ in range(3):
        for _ in range(20):
            monitor(**BATCH)
        sizes.add(len(pickle.dumps(monitor)) // 200)
    assert len(sizes) == 1


@pytest.mark.parametrize(
    ("reward", "settings", "says"),
    [
        (Correctness, {}, r"write Correctness\(\)"),
        (3, {}, "expected a reward, or a function"),
        (TOTAL, {"print_every": -1}, "print_every=-1: expected a whole number"),
    ],
)
def test_settings_are_refused_when_it_is_built(reward, settings, says):
    with pytest.raises(SettingError, match=says):
        Monitor(reward, **settings)


def test_a_coroutine_function_is_refused():
    async def judge(completions, **columns):
        return [0.0]

    with pytest.raises(SettingError, match="hand it to the trainer as it is"):
        Monitor(judge)
