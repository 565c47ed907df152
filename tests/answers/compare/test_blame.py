"""Whose fault it is decides whether a row abstains, and nothing a model writes raises."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reasoning_rewards.answers.compare.comparison import compare
from reasoning_rewards.answers.compare.ladder import parse_answer, real_number
from reasoning_rewards.answers.compare.policy import NumberPolicy
from reasoning_rewards.errors import SettingError

UNREADABLE = [None, float("nan"), [], {}, b"42"]
UNREADABLE += ["", " ", "nan", "N/A", "?", "null", "[INVALID]", "{", "\\frac{", "\ud800"]


@pytest.mark.parametrize("gold", UNREADABLE, ids=repr)
@pytest.mark.parametrize("answer", ["42", "", "nan", "None", "[INVALID]", "\\frac{"])
def test_an_unreadable_gold_never_pays(gold: object, answer: str) -> None:
    comparison = compare(answer, gold=gold)
    assert comparison.same is None
    assert comparison.rule.startswith("gold.")


def test_long_integers() -> None:
    digits = "123456789" * 600
    assert compare(digits, gold=digits).same is True
    assert compare(digits[:-1] + "8", gold=digits).same is False
    assert compare("9" * 1_000_000, gold="42").rule == "answer.too_long"
    assert compare("42", gold="9" * 2_000_000).rule == "gold.too_long"
    assert repr(parse_answer(digits))


@given(st.text(), st.text())
def test_total_and_reflexive(answer: str, gold: str) -> None:
    assert isinstance(str(compare(answer, gold=gold)), str)
    itself = compare(gold, gold=gold)
    assert itself.same is True or itself.rule.startswith("gold.") or itself.rule == "answer.missing"


@given(st.text(max_size=40), st.text(max_size=40))
def test_symmetric(one: str, other: str) -> None:
    there, back = compare(one, gold=other), compare(other, gold=one)
    if there.same is not None and back.same is not None:
        assert there.same is back.same


@given(st.fractions())
def test_fractions_of_any_dress(number: Fraction) -> None:
    over, under = number.numerator, number.denominator
    for dress in (f"{over}/{under}", rf"\frac{{{over}}}{{{under}}}", rf"$\dfrac{{{over}}}{{{under}}}$"):
        assert real_number(dress) == number
    assert compare(f"{over + 1}/{under}", gold=f"{over}/{under}").same is False


@pytest.mark.parametrize("settings", [{"rounded": 1}, {"rounded": True}, {"units": "all"}, {"kinds": 1}])
def test_policy_refuses(settings: dict) -> None:
    with pytest.raises(SettingError, match=next(iter(settings))):
        NumberPolicy(**settings)


def test_a_gold_beyond_the_limit_is_not_looked_through() -> None:
    assert compare("5", gold="." * 1_000_000).rule == "gold.too_long"
    assert compare("5", gold=" " * 1_000_000).rule == "gold.missing"
