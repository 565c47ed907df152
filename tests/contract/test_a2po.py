"""A2PO, which makes a tensor of what a reward gives: 0 or 1, and never None."""

from __future__ import annotations

from importlib import import_module

import pytest

from reasoning_rewards import Correctness, LengthPenalty, MissingColumnError

pytest.importorskip("trl", reason="needs TRL, in the environments of: make contract")
a2po = pytest.importorskip("trl.experimental.a2po", reason="this TRL has no A2PO")

pytestmark = pytest.mark.filterwarnings("ignore")  # a trainer's own warnings are its own affair


def trained(folder, reward):
    tiny = import_module("tests.contract.tiny")
    calls = []

    def witness(**passed):
        calls.append(passed)
        return [0.0] * len(passed["completions"])

    config = a2po.A2POConfig(
        output_dir=str(folder),
        per_device_train_batch_size=4,
        max_completion_length=8,
        num_value_samples=8,
        filter_all_incorrect=False,
        max_steps=1,
        logging_steps=1,
        save_strategy="no",
        report_to=[],
        use_cpu=True,
        bf16=False,
        disable_tqdm=True,
        seed=1,
    )
    trainer = a2po.A2POTrainer(
        model=tiny.model(),
        reward_funcs=[reward, witness],
        args=config,
        train_dataset=tiny.dataset(False),
        processing_class=tiny.tokenizer(),
    )
    trainer.train()
    return trainer, calls


def test_rows_without_a_gold_earn_what_was_said_of_them(tmp_path):
    reward = Correctness().if_abstains(0.0)
    trainer, calls = trained(tmp_path, reward)
    logged = [entry["reward"] for entry in trainer.state.log_history if "reward" in entry]
    call = calls[-1]
    mine = reward(**call)
    assert None in call["answer"] and set(mine) <= {0.0, 1.0}
    assert logged == [pytest.approx(sum(mine) / len(mine))]
    assert {score for each in calls for score in reward(**each)} == {0.0, 1.0}


def test_without_that_it_can_not_take_them(tmp_path):
    with pytest.raises(TypeError, match="NoneType"):
        trained(tmp_path, Correctness())


def test_lengths_in_tokens_name_the_unit_that_will_do(tmp_path):
    with pytest.raises(MissingColumnError, match="unit='words'"):
        trained(tmp_path, LengthPenalty(max_length=8, soft_cache=4))
