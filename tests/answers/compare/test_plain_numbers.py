"""The rung that needs no reader says what the ladder would have said."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import example, given

from reasoning_rewards import NumberPolicy, compare
from reasoning_rewards.answers.compare.comparison import _plain_numbers
from reasoning_rewards.answers.compare.ladder import decided
from reasoning_rewards.answers.notation.gold import gold_text

POLICIES = [
    NumberPolicy(),
    NumberPolicy(rounded=3),
    NumberPolicy(rounded=None),
    NumberPolicy(percent="exact", units="convert", decimal_comma=False),
    NumberPolicy(kinds="numbers", units="ignore"),
]


@st.composite
def literals(draw: st.DrawFn) -> str:
    whole = draw(st.integers(0, 20) | st.integers(0, 9_999_999_999))
    decimals = draw(st.sampled_from(["", ".0", ".50", ".25"]) | st.integers(0, 999_999_999).map(".{}".format))
    sign, dollar = draw(st.sampled_from(["", "-"])), draw(st.sampled_from(["", "", "$", "\\$"]))
    return f"{dollar}{sign}{whole:,}{decimals}" if draw(st.booleans()) else f"{dollar}{sign}{whole}{decimals}"


@st.composite
def fractions(draw: st.DrawFn) -> str:
    over, under = (
        draw(st.integers(0, 40) | st.integers(0, 10**9)),
        draw(st.integers(0, 40) | st.integers(0, 10**9)),
    )
    dress = draw(st.sampled_from([r"\frac{%d}{%d}", r"\dfrac{%d}{%d}", r"\tfrac{%d}{%d}", "%d/%d"]))
    return draw(st.sampled_from(["", "-"])) + dress % (over, under)


NUMBERS = literals() | fractions()


@given(NUMBERS, NUMBERS, st.booleans(), st.sampled_from(POLICIES))
@example(r"\frac{1}{3}", "0.333", False, NumberPolicy(rounded=3))
@example(r"\frac{1}{3}", "0.333333333333", False, NumberPolicy())
@example("1/0", r"\frac{0}{0}", False, NumberPolicy())
@example("3.14", "3.1415", False, NumberPolicy(rounded=3))
@example("1234567890.12", "1234567890.1234", False, NumberPolicy())
@example("1,234", "1234", False, NumberPolicy(decimal_comma=False))
def test_it_agrees_with_the_ladder(answer, gold, alike, policy):
    answer = gold.replace(",", "") if alike else answer
    want = gold_text(gold).text
    same = _plain_numbers(answer, want, policy.rounded)
    if same is not None:
        assert decided(answer, want, policy).same is same


@pytest.mark.parametrize("answer", ["42", "42.0", "$42", "\\$42.00", "1,042"])
def test_it_decides_what_most_golds_are(answer):
    assert _plain_numbers(answer, "42", 12) is (answer != "1,042")


@pytest.mark.parametrize("answer", ["2/4", r"\frac{1}{2}", r"\dfrac{-1}{-2}", "0.5", r"\frac{3}{2}", "1/20"])
def test_it_decides_what_most_other_golds_are(answer):
    assert _plain_numbers(answer, r"\frac{1}{2}", 12) is {
        r"\frac{3}{2}": False,
        "1/20": False,
        r"\dfrac{-1}{-2}": None,
    }.get(answer, True)


def test_a_rounding_that_the_policy_allows_is_right():
    assert compare("3.14", gold="3.1415", policy=NumberPolicy(rounded=3)).rule == "number.rounded"
