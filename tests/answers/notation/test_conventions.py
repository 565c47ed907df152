"""Digits under other conventions: which second reading a text has, and that a policy may have none of it."""

from __future__ import annotations

from fractions import Fraction

import hypothesis.strategies as st
import pytest
from hypothesis import given

from reasoning_rewards import NumberPolicy, compare
from reasoning_rewards.answers.notation.conventions import with_decimal_points, without_lakhs
from reasoning_rewards.answers.notation.reader import read
from reasoning_rewards.answers.values.values import Listing, Number
from reasoning_rewards.text.numbers import read_literal

POINTS_ONLY = NumberPolicy(decimal_comma=False)
WHOLE = st.integers(0, 99) | st.integers(1000, 10**9)
DECIMALS = st.from_regex(r"[0-9]{1,2}|[0-9]{4,6}", fullmatch=True)


@given(
    WHOLE,
    DECIMALS,
    st.sampled_from(["{}", "{} cm", r"\${}", "x={}", r"{}\%", r"\frac{{{}}}{{2}}", r"{}\cdot 10^3", "-{}"]),
)
def test_a_decimal_comma_says_what_a_point_says_and_no_more(whole, decimals, dress):
    comma, point = dress.format(f"{whole},{decimals}"), dress.format(f"{whole}.{decimals}")
    assert compare(comma, gold=point).same is True
    assert compare(comma, gold=point, policy=POINTS_ONLY).same is not True
    assert compare(comma, gold=dress.format(f"{whole}{decimals}")).same is not True or int(whole) == 0


@given(st.integers(1, 999), st.integers(0, 999))
def test_three_digits_behind_a_comma_are_thousands(whole, rest):
    text = f"{whole},{rest:03}"
    assert read(text)[0] == Number(1000 * whole + rest)
    assert with_decimal_points(text) is None
    assert compare(text, gold=f"{whole}.{rest:03}").same is False
    assert compare(f"{whole}.{rest:03}", gold=text).same is False


@given(st.integers(10**5, 10**12), st.sampled_from(["", ".5"]))
def test_lakhs_and_crores_are_one_number(value, tail):
    digits = str(value)
    pairs = digits[:-3]
    head = len(pairs) % 2 or 2
    groups = [pairs[:head], *(pairs[at : at + 2] for at in range(head, len(pairs), 2)), digits[-3:]]
    text = ",".join(groups) + tail
    assert without_lakhs(text) == digits + tail
    assert compare(text, gold=str(value + Fraction(tail or 0))).same is True
    assert compare(text, gold=str(value + 1)).same is False


@given(st.lists(st.from_regex(r"[0-9]{1,2}", fullmatch=True), min_size=3, max_size=8))
def test_a_row_of_short_items_is_a_list_alone(items):
    text = ",".join(items)
    assert with_decimal_points(text) is None and without_lakhs(text) is None
    assert all(isinstance(value, Listing) for value in read(text))


@pytest.mark.parametrize(
    "brackets", ["({})", "[{})", r"\{{{}\}}", r"\langle {} \rangle", "f({})", r"\max({})", r"\left({}\right)"]
)
def test_inside_brackets_a_comma_separates_unless_semicolons_do(brackets):
    assert with_decimal_points(brackets.format("1,5")) is None
    assert with_decimal_points(brackets.format("1,5; 2")) == brackets.format("1.5; 2")
    assert with_decimal_points(brackets.format("1,5") + "; " + brackets.format("2,5")) is None


@pytest.mark.parametrize(
    "piece",
    [
        "1,5;",
        "1,5",
        "1,",
        "(1,5;",
        "1.234,",
        "12,34,567,",
        "1 234,5 ",
        "[",
        "{,}",
        "1,5 and ",
        r"\num{1}",
        r"\SI{5}{m}",
        r"\ang{1;",
        "30°15'",
    ],
)
def test_long_texts_are_no_answer_and_never_raise(piece):
    for length in (10_000, 100_000):
        assert compare((piece * length)[:length], gold="1").same is not True


def test_the_grammar_itself_knows_no_ambiguous_comma():
    assert (
        read_literal("1,5") is None and read_literal("1,23,456") is None and read_literal("1.234,5") is None
    )
