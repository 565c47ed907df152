"""A reward handed to a trainer that calls another way says so at its first call, and names what to write instead."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest

from reasoning_rewards import BatchError, Correctness, Format, RewardWarning, SettingError

SAMPLE = SimpleNamespace(prompt="p", response="#### 4", label="4", metadata={})
ROW = {"response": "#### 4", "response_length": 3, "ground_truth": "4"}
RECIPE = "docs/trainers.md"
ANY_ADAPTER = "reasoning_rewards.adapters"
CALLS = [  # trainer, what it passes by position and by name, what is named
    ("verl", (), {"data_source": "gsm8k", "solution_str": "#### 4", "ground_truth": "4", "extra_info": {}}, "compute_score = adapters.verl("),
    ("OpenRLHF", (["#### 4"], ["p"], ["4"]), {}, "reward_func = adapters.openrlhf("),
    ("OpenRLHF by name", (), {"queries": ["#### 4"], "prompts": ["p"], "labels": ["4"]}, "reward_func = adapters.openrlhf("),
    ("ms-swift", (), {"args": SAMPLE}, 'orms["name"] = adapters.swift('),
    ("EasyR1", ([ROW, ROW],), {}, RECIPE),
    ("EasyR1, one row", (ROW,), {}, RECIPE),
    ("EasyR1, one row by name", (), {"reward_input": ROW}, RECIPE),
    ("Trinity-RFT", (), {"response": "#### 4", "truth": "4", "prompt": "p"}, RECIPE),
    ("AReaL", ("p", "#### 4", [1], [2]), {"answer": "4"}, RECIPE),
    ("slime", (SimpleNamespace(), SAMPLE), {}, ANY_ADAPTER),
    ("slime, a group", (SimpleNamespace(), [SAMPLE, SAMPLE]), {}, ANY_ADAPTER),
    ("NeMo-RL", ([[{"role": "assistant", "content": "#### 4"}]], [{"ground_truth": "4"}]), {}, ANY_ADAPTER),
    ("verifiers", (), {"completion": [{"role": "assistant", "content": "4"}], "answer": "4", "state": {}}, RECIPE),
]  # fmt: skip
IDS = [name for name, *_ in CALLS]
REWARDS = [Correctness(), Format(), (Correctness() + 0.2 * Format()).requires(Correctness()).named("total")]


@pytest.mark.filterwarnings("ignore::reasoning_rewards.errors.RewardWarning")
@pytest.mark.parametrize("reward", REWARDS, ids=lambda reward: reward.__name__)
@pytest.mark.parametrize(("trainer", "values", "named", "remedy"), CALLS, ids=IDS)
def test_the_first_call_names_the_adapter(trainer, values, named, remedy, reward):
    with pytest.raises(BatchError, match=re.escape(remedy)):
        reward(*values, **named)


@pytest.mark.parametrize("trainer", ["verl", "OpenRLHF by name", "ms-swift", "Trinity-RFT"])
def test_a_class_where_a_reward_belongs_is_told_of_both(trainer):
    _, values, named, remedy = next(call for call in CALLS if call[0] == trainer)
    wanted = f"{remedy}Correctness())" if remedy.endswith("(") else remedy
    with pytest.raises(
        SettingError, match=r"the \(\) that build the reward are missing; .*" + re.escape(wanted)
    ):
        Correctness(*values, **named)


def test_openrlhf_which_swallows_errors_is_warned_besides():
    with pytest.warns(RewardWarning, match=r"adapters\.openrlhf"), pytest.raises(BatchError):
        Correctness()(["#### 4"], ["p"], ["4"])


def test_dicts_that_are_no_messages_earn_nothing_in_silence_no_more():
    with pytest.raises(BatchError, match="a completion is a dict of output; expected a message"):
        Format()([{"output": "#### 4"}])


@pytest.mark.parametrize("parsed", [{}, {"analysis": "4"}, {"response": "#### 4"}])
def test_what_a_models_text_made_a_parser_say_raises_nothing(parsed):
    assert Format()([[parsed], [{"role": "tool", "content": "4"}, parsed]]) == [0.0, 0.0]
