"""A term that is large somewhere in an expression hides nothing of the rest of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reasoning_rewards import compare
from reasoning_rewards.answers.compare.ladder import real_number

GOLDS = ["5", r"\frac{\pi}{2}", r"\sqrt{2}", r"\sin 2", "x^2", r"x\cos x"]
# Added to anything it changes next to nothing; but its terms are so large that 60 digits of them end before a one.
NEGLIGIBLE = [r"\frac{\sin 1}{e^{200}+1}", r"\frac{\arctan 2}{10^{75}+\pi}", r"\frac{\sin x}{e^{150}+x}"]
# Nothing, by rounding that is larger than a one.
CANCELLED = [r"10^{71}(\sin^2 1+\cos^2 1)-10^{71}", r"e^{200}(\sin^2 1+\cos^2 1-1)"]


@pytest.mark.parametrize("hidden", NEGLIGIBLE + CANCELLED)
@pytest.mark.parametrize("gold", GOLDS)
@pytest.mark.parametrize("answer", ["7", "7x", r"7\cos(1)"])
def test_nothing_is_right_because_of_what_is_beside_it(gold, answer, hidden):
    assert compare(f"{answer} + {hidden}", gold=gold).same is not True
    assert compare(gold, gold=f"{answer} + {hidden}").same is not True


@settings(max_examples=60, deadline=None)
@given(st.integers(-9, 9), st.integers(-9, 9), st.integers(10, 190))
def test_numbers_beside_a_large_term_are_told_apart(one, other, size):
    nothing = rf"10^{{{size}}}(\sin^2 1+\cos^2 1)-10^{{{size}}}"
    same = compare(f"{one} + {nothing}", gold=f"{other}").same
    assert same is not True if one != other else same is not False


@pytest.mark.parametrize(
    ("answer", "gold"),
    [
        (r"\cosh^2(50)-\sinh^2(50)", "1"),
        (r"\cosh^2(100)-\sinh^2(100)-1", "0"),
        (r"7 + 10^{71}(\sin^2 1+\cos^2 1)-10^{71}", "7"),
        (r"x + 10^{20}(\sin^2 x+\cos^2 x)-10^{20}", "x"),
    ],
)
def test_what_cancels_is_still_nothing(answer, gold):
    assert compare(answer, gold=gold).same is True


def test_a_number_too_long_to_be_written_out_is_not_zero():
    assert real_number("(10^{10})!") is None
    assert real_number(r"\frac{1}{(10^{10})!}") is None
