"""What the parser refuses it refuses for a reason, at a place; how tightly operators bind."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given

from reasoning_rewards.answers.notation import (
    brackets,
    codes,
    commands,
    functions,
    literals,
    matrices,
    names,
    nouns,
    parser,
    sets,
)
from reasoning_rewards.answers.notation.parser import parse
from reasoning_rewards.answers.values.tree import UnreadableError
from tests.answers.notation.test_total import EXPRESSIONS

MODULES = (brackets, codes, commands, functions, literals, matrices, names, nouns, sets)


@pytest.mark.parametrize(
    ("text", "reason", "behind"),
    [
        ("3 + (4, 5", "expected a closing bracket", "3 + (4, 5"),
        ("2 + abc = ", "the text ends where a value should stand", "2 + abc = "),
        (r"x^2 y \foo 3", r"no value begins with \foo", "x^2 y "),
        ("fish are good", "are makes a sentence of it", "fish "),
        (r"\frac12 + xyz)", "nothing that ) belongs to", r"\frac12 + xyz"),
        ("1/2/", "the text ends where a value should stand", "1/2/"),
        ("5!!!", "three factorial signs say nothing", "5!!"),
        ("", "nothing to read", ""),
    ],
)
def test_what_cannot_be_read_has_a_reason_and_a_place(text, reason, behind):
    with pytest.raises(UnreadableError) as caught:
        parse(text)
    assert (caught.value.reason, caught.value.place) == (reason, len(behind))
    assert str(caught.value) == reason


@given(EXPRESSIONS)
def test_the_place_of_an_error_is_in_the_text(text):
    error = _error(text)
    assert error is None or (error.reason and 0 <= (error.place or 0) <= len(text))


def _error(text: str) -> UnreadableError | None:
    try:
        parse(text)
    except UnreadableError as error:
        return error
    return None


TIGHTER = ["=", r"\cup", ":", r"\bmod", "+", "*"]  # each binds tighter than those before it
PAIRS = [pair for pair in combinations(TIGHTER, 2) if pair != (r"\bmod", "+")]  # a modulus is a product


@pytest.mark.parametrize(("loose", "tight"), PAIRS)
def test_what_binds_tighter_is_read_first(loose, tight):
    assert parse(f"a {loose} b {tight} c") == parse(f"a {loose} {{b {tight} c}}")
    assert parse(f"a {tight} b {loose} c") == parse(f"{{a {tight} b}} {loose} c")


def test_no_two_notations_claim_one_symbol():
    claims = [text for module in MODULES for text in module.READERS]
    twice = {text for text in claims if claims.count(text) > 1}
    assert twice == {r"\sqrt", r"\angle", r"\triangle"}  # `parser.READERS` says which of two reads each
    assert set(claims) == set(parser.READERS)
