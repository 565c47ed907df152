"""Every short way to a verdict says what the long way says."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from random import Random
from types import ModuleType

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from reasoning_rewards import NumberPolicy, compare
from reasoning_rewards.answers.algebra.exact import UndefinedError
from reasoning_rewards.answers.compare import ladder
from reasoning_rewards.answers.compare.chains import FalseChainError
from reasoning_rewards.answers.compare.defined import is_plain, may_be_undefined
from reasoning_rewards.answers.compare.golds import gold_fault
from reasoning_rewards.answers.compare.scalars import Judge
from reasoning_rewards.answers.compare.structures import same_values
from reasoning_rewards.answers.notation import reader, undress
from reasoning_rewards.answers.notation.clean import plain
from reasoning_rewards.answers.notation.wellformed import is_broken
from reasoning_rewards.answers.values.limits import Fuel, FuelSpentError
from reasoning_rewards.answers.values.tree import UnreadableError
from reasoning_rewards.answers.values.values import Choice, Number, Opaque, Text, Value
from tests.answers.templates import ARGUMENTS, POLICIES, STRUCTURES, TEMPLATES, filled

DRESS = ("@", " @ ", "$@$", r"\(@\)", r"\left@", "@.", r"\displaystyle @", "**@**", "{@}", r"@\!", r"\,@")
NEVER = re.compile(r"(?!)")

seeds = st.integers(0, 10**9).map(Random)
texts = (
    st.builds(lambda seed, template: filled(template, seed, 2), seeds, st.sampled_from(TEMPLATES))
    | st.sampled_from((*ARGUMENTS, *STRUCTURES))
    | st.lists(
        st.sampled_from([*"0123456789+-*/^()[]{}=,.xyei !%_", r"\frac{", "}{", r"\sqrt"]), max_size=9
    ).map("".join)
)
plainer = st.lists(
    st.sampled_from(
        [
            *"0123579+-.,()[] &xyzneAC",
            r"\pi",
            r"\sqrt{2}",
            r"\sqrt{x+1}",
            r"\frac{1}{2}",
            r"\frac{x}{30}",
            r"\dfrac12",
            "^2",
            "^{10}",
            r"^\circ",
            r"\left(",
            r"\right)",
            r"\cdot",
            r"\\",
            r"\!",
            r"\%",
            r"\begin{pmatrix}",
            r"\end{pmatrix}",
        ]
    ),
    min_size=1,
    max_size=9,
).map("".join)


@pytest.mark.parametrize(
    "gold",
    [r"\lg 0", "0^{0-1}", r"\sqrt[0]{2}", "1/0", "x = 1/0", r"(1, \ln 0)", r"\{\frac{1}{2-2}\}", "1 = 2 = 3",
     r"[5, 1/(1-1))", "(-2)!", r"y > \frac{1}{0}", "0^{-1}"],
)  # fmt: skip
@pytest.mark.parametrize("answer", ["", "5", r"\frac{1}{2}", "the same"])
def test_a_gold_without_a_value_abstains_whatever_the_answer(gold, answer):
    for text in (gold, f"${gold}$") if answer == "the same" else (answer,):
        assert compare(text, gold=gold)[:2] == (None, "gold.broken")
    assert gold_fault(gold) == "gold.broken"


@pytest.mark.parametrize(
    "gold", [r"\lg 1", "0^{2-1}", r"\sqrt[3]{2}", "x/2", "x^{-1}", r"\ln x", r"\infty", "1 = 1"]
)
def test_a_gold_with_a_value_is_right_for_itself(gold):
    assert compare(gold, gold=gold).same is True
    assert compare(f"${gold}$", gold=gold).same is True


def _equals_itself(value: Value) -> None:
    same_values(value, value, Judge(NumberPolicy(), Fuel()))


@given(texts)
def test_what_looks_defined_has_a_value(text):
    for value in reader.read(text):
        if not may_be_undefined(value):
            with suppress(FuelSpentError, UnreadableError):  # too much to compute says nothing of its value
                _equals_itself(value)


@given(plainer | texts)
@example("0^2")
@example(r"\frac{1}{0}")
@example(r"\left")
@example(r"\frac{1}{2}^2")
def test_a_text_that_looks_plain_has_a_value_for_sure(text):
    assume(is_plain(text) and any(map(str.isalnum, text)))
    value = reader.read(text)[0]
    assert reader.reading(text).spelling
    assert not (isinstance(value, Opaque) and is_broken(plain(text)))
    try:
        _equals_itself(value)
    except FuelSpentError:
        pass
    except (UndefinedError, FalseChainError) as error:
        raise AssertionError(text) from error


def _long_way(answer: str, want: str, policy: NumberPolicy) -> bool | None:
    """What the values say, without any rung that looks at the texts."""
    said, meant = reader.reading(answer), reader.reading(want)
    judge = Judge(policy, Fuel())
    return ladder._by_value(ladder._readings(said, policy), ladder._readings(meant, policy), judge).same


@given(st.sampled_from(ARGUMENTS), st.sampled_from(ARGUMENTS), st.sampled_from(POLICIES))
@example("1,234", "1234", NumberPolicy())
@example("1,5", "3/2", NumberPolicy())
@example("0.333", r"\frac13", NumberPolicy(rounded=3))
@example("0.333333333333", "0.3333333333334", NumberPolicy())
def test_two_literals_are_told_as_their_values_are(answer, want, policy):
    outcome = ladder.literals(reader.reading(answer), reader.reading(want), policy)
    if outcome is not None:
        assert _long_way(answer, want, policy) is outcome.same


@given(texts, st.sampled_from(DRESS), st.sampled_from(POLICIES))
def test_what_is_spelled_alike_is_the_same_by_its_value(want, dress, policy):
    answer = dress.replace("@", want)
    said, meant = reader.reading(answer), reader.reading(want)
    assume(ladder.usable(said, meant, policy) is None)
    outcome = ladder.verbatim(said, meant, policy) or ladder.spelling(said, meant, policy)
    if outcome is None or any(
        isinstance(value, (Opaque, Text, Choice)) for value in (*said.values, *meant.values)
    ):
        return  # words and what nobody reads have no other way to be compared
    assert outcome.same is True
    if not isinstance(meant.values[0], Number):
        assert _long_way(answer, want, policy) is not False or _costs_too_much(meant.values[0], policy)


def _costs_too_much(value: Value, policy: NumberPolicy) -> bool:
    try:
        same_values(value, value, Judge(policy, Fuel()))
    except (FuelSpentError, UnreadableError):
        return True
    return False


def _without(module: ModuleType, name: str, read: Callable[[], object]) -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, name, NEVER)
        return read()


@given(texts | plainer)
def test_a_text_that_needs_no_cleaning_is_not_changed_by_it(text):
    assert undress.cleaned(text) == _without(undress, "_SETTLED", lambda: undress.cleaned(text))


@given(texts | plainer)
@example("2024-01-05")
@example("-3/4")
def test_a_formula_is_read_as_anything_else_is(text):
    short = reader.Reading(text).values
    long = _without(reader, "_FORMULA", lambda: reader.Reading(text).values)
    if not isinstance(short[0], Opaque) and not re.fullmatch(
        r"[-+]?\d+(?:,\d+)+", reader.Reading(text).clean
    ):
        assert short == long


@given(st.from_regex(reader._SIMPLE, fullmatch=True))
def test_a_literal_is_the_number_that_the_parser_makes_of_it(text):
    short = reader.Reading(text)
    long = reader.Reading(text)
    long.is_number = False
    (one,), other = short.values, long.values[0]
    if isinstance(one, Number):
        assert same_values(one, other, Judge(NumberPolicy(rounded=None), Fuel())).same is True
