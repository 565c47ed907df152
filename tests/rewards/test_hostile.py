"""Whatever a model writes is scored: nothing raises, nothing runs away, nothing is paid by accident."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reasoning_rewards import Correctness
from reasoning_rewards.text.equations import equations, numbers
from tests.rewards.test_contract import REWARDS

MEGABYTE = 1_000_000
# Each is quadratic, or worse, for some natural way to write a scanner.
LONG = {
    "spaces": " " * MEGABYTE,
    "digits": "7" * MEGABYTE,
    "groups": "1" + ",111" * (MEGABYTE // 4) + "1",
    "sums": "1+" * (MEGABYTE // 2) + "1=2",
    "chain": "1=" * (MEGABYTE // 2),
    "brackets": "(" * MEGABYTE + "=1",
    "signs": "-" * MEGABYTE + "1=1",
    "points": "." * MEGABYTE,
    "opened": "<think>" * (MEGABYTE // 7),
    "closed": "</think>" * (MEGABYTE // 8),
    "answers": "<answer>" * (MEGABYTE // 8),
    "boxes": "\\boxed{" * (MEGABYTE // 7),
    "braces": "\\boxed{" + "{" * MEGABYTE,
    "marks": "#### " * (MEGABYTE // 5),
    "phrases": "The answer is " * (MEGABYTE // 14),
    "lines": "\n" * MEGABYTE,
    "backslashes": "\\" * MEGABYTE,
    "dollars": "$" * MEGABYTE,
    "power": "\\boxed{" + "9^{" * 300_000 + "}" * 300_000 + "}",
}


def columns_of(reward):
    values = {
        "checkpoints": ["42", "x^2"],
        "key_results": ["1/2"],
        "steps": 1,
        "options": ["42", "41"],
        "target": 10,
        "puzzle": 4,
        "table": {"Ann": "knight", "Bob": "knave"},
        "nums": [1, 9, 42],
        "mask": None,
    }
    return {column: [values.get(column, "42")] for column in reward.columns}


@pytest.mark.parametrize("name", LONG)
def test_a_megabyte_of_anything_is_scored(name):
    prompt = "Tom has 3 marbles and 4 more."
    for reward in REWARDS:
        columns = columns_of(reward)
        reward.verdicts([LONG[name]], prompts=[prompt], completion_ids=[[0]], progress=0.5, **columns)


@given(st.text(), st.text())
def test_nothing_in_a_text_raises(text, prompt):
    list(equations(text))
    numbers(prompt)
    for reward in REWARDS:
        columns = columns_of(reward)
        reward.verdicts([text], prompts=[prompt], completion_ids=[[0]], progress=0.5, **columns)


@given(st.text(alphabet="0123456789+-*/=() .,%x", max_size=60))
def test_arithmetic_is_total_and_true_equations_are_true(text):
    for equation in equations(text):
        assert len(equation.operands) >= 2


@pytest.mark.parametrize(
    "text", ["", " ", "\n", ".", "\\boxed{}", "<answer></answer>", "#### ", "The answer is", "1/0"]
)
def test_nothing_is_not_an_answer(text):
    for gold in ("42", "0", "Paris", "1"):
        assert Correctness()([text], answer=[gold]) == [0.0]
