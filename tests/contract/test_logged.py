"""What rewards log inside a real `GRPOTrainer` is what the trainer says of them; and schedules outside ``train()``."""

from __future__ import annotations

import math

import pytest

from reasoning_rewards import Correctness, TagCount, linear
from reasoning_rewards.metrics import Monitor
from tests.contract.test_trl import GROUP, STEPS, Witness, configured, needs_hooks, train, trainer_of
from tests.contract.wrapped import MONITORED, WRAPPED

pytestmark = pytest.mark.filterwarnings("ignore")  # a trainer's own warnings are its own affair

FADING = TagCount().anneal(linear(1, 0)).named("fading")


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The logged steps, what the trainer called the rewards with, and what the monitor said at each step."""
    witness, monitor = Witness(), Monitor(MONITORED)
    callback, said = monitor.callback(), []
    add = callback.on_log

    def on_log(*arguments, logs=None, **more):
        mine = {}
        add(*arguments, logs=mine, **more)
        said.append(mine)

    callback.on_log = on_log
    trainer = train(
        [*WRAPPED, monitor, witness], configured(tmp_path_factory.mktemp("logged")), callbacks=[callback]
    )
    return [entry for entry in trainer.state.log_history if "reward" in entry], witness.calls, said


def logged_mean(entry, path, lead=""):
    total = f"{lead}{path.partition('/')[0]}/scored"  # a component's, where it has none of its own
    return entry[f"{lead}{path}/score"] / entry.get(f"{lead}{path}/scored", entry[total])


def test_a_batch_has_rows_without_a_gold_and_rows_with_one(run):
    _, calls, _ = run
    assert any(None in call["answer"] and set(call["answer"]) != {None} for call in calls)


@needs_hooks
@pytest.mark.parametrize("kind", [*WRAPPED, MONITORED], ids=repr)
def test_the_mean_that_is_logged_is_the_trainers(run, kind):
    steps, _, _ = run
    theirs = [step[f"rewards/{kind.__name__}/mean"] for step in steps]
    assert len(theirs) == STEPS
    assert any(theirs), "a reward that earns nothing shows nothing"
    for step, mean in zip(steps, theirs, strict=True):
        assert logged_mean(step, kind.__name__) == pytest.approx(mean, abs=1e-6)
        assert math.isfinite(step[f"{kind.__name__}/score"])


def test_a_monitor_says_the_trainers_mean(run):
    steps, _, said = run
    for step, mine in zip(steps, said[:STEPS], strict=True):
        assert mine["rewards/monitored/mean"] == pytest.approx(step["rewards/monitored/mean"], abs=1e-6)


@needs_hooks
def test_a_monitors_components_are_the_logged_ones(run):
    steps, _, said = run
    for step, mine in zip(steps, said[:STEPS], strict=True):
        for part in ("correctness", "tag_count", "in_units"):
            assert mine[f"rewards/{part}/mean"] == pytest.approx(
                logged_mean(step, f"monitored/{part}"), abs=1e-6
            )


@needs_hooks
def test_components_are_logged_as_the_trainer_logs_them_apart(tmp_path):
    total = (Correctness() + 0.5 * TagCount().named("signs")).requires(Correctness()).named("total")
    parts, weights = total.split()
    named = [part.named(name) for part, name in zip(parts, ("first", "second"), strict=True)]
    trainer = train([total, *named], configured(tmp_path, reward_weights=[1.0, *weights]))
    steps = [entry for entry in trainer.state.log_history if "reward" in entry]
    assert len(steps) == STEPS
    for step in steps:
        assert logged_mean(step, "total/correctness") == pytest.approx(step["rewards/first/mean"], abs=1e-6)
        assert logged_mean(step, "total/signs") == pytest.approx(step["rewards/second/mean"], abs=1e-6)


# ── evaluate() before, and after, train() ──


@pytest.fixture(scope="module")
def evaluated(tmp_path_factory):
    """The evaluations before and after a training, with what the rewards were called with in them."""
    from tests.contract import tiny

    witness = Witness()
    config = configured(tmp_path_factory.mktemp("evaluated"), per_device_eval_batch_size=4 * GROUP)
    trainer = trainer_of([FADING, TagCount(), witness], config, eval_dataset=tiny.dataset(False))
    trainer.evaluate()
    before = trainer.state.log_history[-1]  # train() begins another history
    trainer.train()
    trainer.evaluate()
    return (before, trainer.state.log_history[-1]), witness.calls


def test_before_training_a_schedule_is_at_its_start(evaluated):
    (before, _), calls = evaluated
    assert (calls[0]["trainer_state"].global_step, calls[0]["trainer_state"].max_steps) == (0, 0)
    assert before["eval_rewards/fading/mean"] == pytest.approx(before["eval_rewards/tag_count/mean"])
    assert before["eval_rewards/fading/mean"] > 0.0


def test_after_training_it_is_at_its_end(evaluated):
    (_, after), calls = evaluated
    assert (calls[-1]["trainer_state"].global_step, calls[-1]["trainer_state"].max_steps) == (STEPS, STEPS)
    assert after["eval_rewards/fading/mean"] == 0.0 < after["eval_rewards/tag_count/mean"]


@needs_hooks
def test_evaluations_log_the_trainers_mean_too(evaluated):
    for entry in evaluated[0]:
        for name in ("fading", "tag_count"):
            theirs = entry[f"eval_rewards/{name}/mean"]
            assert logged_mean(entry, name, "eval_") == pytest.approx(theirs, abs=1e-6)
