"""A monitor that prints, in a real `GRPOTrainer`: before the reporters, with what a table of completions needs."""

from __future__ import annotations

import json
import math

import pytest

from reasoning_rewards import Correctness, NonFiniteError, TagCount
from reasoning_rewards.cli.main import main
from reasoning_rewards.metrics import Monitor
from tests.contract.test_trl import STEPS, configured, needs_hooks, trainer_of

transformers = pytest.importorskip("transformers", reason="needs TRL, in the environments of: make contract")

pytestmark = pytest.mark.filterwarnings("ignore")  # a trainer's own warnings are its own affair

SOLVED = Correctness()
TOTAL = (SOLVED + 0.2 * TagCount()).requires(SOLVED).named("total")


class Reporter(transformers.TrainerCallback):
    """What Weights & Biases would be told."""

    def __init__(self):
        self.told = []

    def on_log(self, args, state, control, logs=None, **_):
        self.told.append(dict(logs))


def watched(monitor, folder, **settings):
    reporter = Reporter()
    trainer = trainer_of([monitor], configured(folder, **settings), callbacks=[reporter])
    monitor.attach(trainer)
    trainer.train()
    return trainer, reporter


def test_a_monitor_prints_and_is_heard_before_the_reporters(tmp_path, capsys):
    trainer, reporter = watched(Monitor(TOTAL, print_every=1), tmp_path)
    said = capsys.readouterr().out
    for step in range(1, STEPS + 1):
        assert f"step {step}: total " in said
    assert "are not right: " in said
    assert "  best " in said
    steps = [told for told in reporter.told if "reward" in told]
    history = [entry for entry in trainer.state.log_history if "reward" in entry]
    assert len(steps) == len(history) == STEPS
    for entry in (*steps, *history):
        assert math.isfinite(entry["rewards/correctness/frac_zero_std"])
        assert math.isfinite(entry["total/answer_missing"]), (
            "by TRL's hook, or by the monitor where it has none"
        )


def test_a_reward_that_is_no_number_stops_the_monitored_run(tmp_path):
    def broken(completions, **columns):
        return [math.nan] * len(completions)

    with pytest.raises(NonFiniteError, match="broken gave nan for row 0"):
        watched(Monitor(broken), tmp_path)


def test_a_loss_that_is_no_number_stops_the_monitored_run_unsaved(tmp_path):
    def poison(completions, **columns):
        for weights in trainer.model.parameters():
            weights.data.fill_(math.nan)
        return [float(row % 2) for row, _ in enumerate(completions)]

    monitor = Monitor(poison)
    trainer = trainer_of([monitor], configured(tmp_path, save_strategy="steps", save_steps=1))
    monitor.attach(trainer)
    with pytest.raises(NonFiniteError, match=r"is nan at step 1 of .*learning rate"):
        trainer.train()
    assert not list(tmp_path.glob("checkpoint-*"))


@needs_hooks
def test_what_trl_writes_of_a_monitored_run_can_be_scored_again(tmp_path, capsys):
    pytest.importorskip("pyarrow", reason="TRL writes parquet with pandas and pyarrow")
    watched(Monitor(TOTAL), tmp_path)
    capsys.readouterr()
    files = sorted((tmp_path / "completions").glob("*.parquet"))
    assert len(files) == STEPS
    out = tmp_path / "again.jsonl"
    reward = "(Correctness() + 0.2*TagCount()).requires(Correctness()).named('total')"
    assert (
        main(["score", str(tmp_path / "completions"), "--reward", reward, "--as", "again", "--out", str(out)])
        == 0
    )
    said = capsys.readouterr().err
    assert "reads as TRL's log_completions: completions in 'completion', gold in 'total/answer'" in said
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert len(rows) > STEPS
    for row in rows:
        assert row["again"]["score"] == pytest.approx(row["total"]), "as it was scored in training"
