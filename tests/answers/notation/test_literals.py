r"""Every reader of digits reads a literal as the same number, or says that it doesn't read it: never as another."""

from __future__ import annotations

import re
from fractions import Fraction

import hypothesis.strategies as st
import pytest
from hypothesis import example, given

from reasoning_rewards import compare
from reasoning_rewards.answers.compare.comparison import _literal, _ratio
from reasoning_rewards.answers.compare.ladder import parse_answer, real_number
from reasoning_rewards.answers.notation.clean import plain
from reasoning_rewards.answers.notation.lexer import tokenize
from reasoning_rewards.answers.notation.parser import parse
from reasoning_rewards.answers.values.tree import UnreadableError
from reasoning_rewards.answers.values.values import Number
from reasoning_rewards.text import numbers
from reasoning_rewards.text.equations import equations
from reasoning_rewards.text.numbers import read_literal
from reasoning_rewards.text.phrases import last_number
from reasoning_rewards.text.results import results

SEPARATORS = ["{,}", r"\,", r",\!", r",\! ", r"\!", r"\!,", r"\;", r"\ ", "'", r"\thinspace ", r"\thinspace"]
SCRIPTS = {"arabic": 0x660, "persian": 0x6F0, "devanagari": 0x966, "full width": 0xFF10}
MARKS = (r"\overline{%s}", r"\overline {%s}", "(%s)")
DOTS = ("...", r"\ldots", r"\dots")


def grouped(digits: str, separator: str) -> str:
    head = len(digits) % 3 or 3
    return separator.join([digits[:head], *(digits[at : at + 3] for at in range(head, len(digits), 3))])


@st.composite
def literals(draw: st.DrawFn, form: str) -> tuple[str, Fraction]:
    """An unsigned literal in one form of the grammar, and its value."""
    digits = str(draw(st.integers(0, 99) | st.integers(0, 10**9)))
    decimals = draw(st.sampled_from(["", "0", "5", "25", "050"]) | st.integers(0, 10**6).map(str))
    value = Fraction(int(digits + decimals), 10 ** len(decimals))
    tail = f".{decimals}" if decimals else ""
    if form in ("grouped", "commas", "spaces"):
        separator = {"commas": ",", "spaces": " "}.get(form) or draw(st.sampled_from(SEPARATORS))
        digits = str(draw(st.integers(1000, 10**12)))
        return grouped(digits, separator) + tail, Fraction(int(digits)) + Fraction(
            int(decimals or 0), 10 ** len(decimals)
        )
    if form in ("fine", "continental"):
        digits, decimals = str(draw(st.integers(1000, 10**12))), str(draw(st.integers(10**3, 10**9 - 1)))
        value = Fraction(int(digits)) + Fraction(int(decimals), 10 ** len(decimals))
        if form == "continental":
            separator, mark = draw(
                st.sampled_from([(".", "{,}"), (r"\,", "{,}"), (r"\;", "{,}"), ("", "{,}")])
            )
            whole = grouped(digits, separator) if separator else digits
            return f"{whole}{mark}{decimals}0", value
        separator = draw(st.sampled_from([r"\,", r"\;", r"\ ", " "]))
        threes = separator.join(decimals[at : at + 3] for at in range(0, len(decimals), 3))
        return f"{grouped(digits, separator)}.{threes}", value
    if form == "exponent":
        power = draw(st.integers(-12, 12))
        return f"{digits}{tail}{draw(st.sampled_from('eE'))}{power}", value * Fraction(10) ** power
    if form in ("repeating", "endless"):
        cycle = draw(st.integers(1, 999)).__str__()
        exact = value + Fraction(int(cycle), (10 ** len(cycle) - 1) * 10 ** len(decimals))
        if form == "repeating":
            return f"{digits}.{decimals}" + draw(st.sampled_from(MARKS)) % cycle, exact
        return f"{digits}.{decimals}{cycle * 4}" + draw(st.sampled_from(DOTS)), exact
    if form in SCRIPTS:
        first = SCRIPTS[form]
        return "".join(chr(first + int(d)) if d.isdigit() else d for d in digits + tail), value
    return draw(st.sampled_from(["", "0", "00"])) * (not tail) + digits + tail, value


def literal(text: str) -> Fraction | None:
    found = read_literal(text)
    return None if found is None else Fraction(found.value)


def symbol(text: str) -> Fraction | None:
    (token,) = tokenize(plain(text))
    return Fraction(token.value)


def answer(text: str) -> Fraction | None:
    value = parse_answer(text)
    return Fraction(value.exact) if isinstance(value, Number) else None


def side(text: str) -> Fraction | None:
    """As a term of a sum."""
    found = real_number(f"{text} + 1")
    return None if found is None else found - 1


def in_text(text: str) -> Fraction | None:
    return real_number(rf"\text{{{text}}}")


def short(text: str) -> Fraction | None:
    return Fraction(found) if (found := _literal(text)) else None


def in_arithmetic(text: str) -> Fraction | None:
    found = list(equations(f"so {text} * 1 = {text} of them"))
    assert len(found) < 2 and all(equation.true for equation in found)
    return found[0].ways[-1].value if found else None


def last(text: str) -> Fraction | None:
    prose = f"first 17, then {text}"
    return real_number(last_number(prose, 0, len(prose)) or "")


def result(text: str) -> Fraction | None:
    (found,) = results(f"so we get x = {text} at last")
    return real_number(found.value)


ALL = (
    "plain",
    "grouped",
    "commas",
    "spaces",
    "exponent",
    "repeating",
    "endless",
    "fine",
    "continental",
    *SCRIPTS,
)
WRITTEN = ("plain", "grouped", "commas", "exponent")
READERS = {
    literal: ALL[:9],
    symbol: ALL,
    answer: ALL,
    real_number: ALL,
    side: ALL,
    in_text: ("plain", "commas", "endless"),
    short: (),  # a short way: what it reads is asked of its pattern below
    in_arithmetic: (*WRITTEN, *SCRIPTS),
    last: (*WRITTEN, "repeating", *SCRIPTS),
    result: (*WRITTEN, "spaces", "repeating", *SCRIPTS),
}
"""A way to read, and the forms that it promises to read."""
OTHERWISE = {in_text, last, result}
"""Where a form that isn't promised is words around a shorter number: a space in prose separates, dots trail off."""
CASES = [
    (way, form)
    for way, promised in READERS.items()
    for form in ALL
    if form in promised or way not in OTHERWISE
]


@pytest.mark.parametrize(
    ("way", "form"), [pytest.param(*case, id=f"{case[0].__name__}-{case[1]}") for case in CASES]
)
@given(data=st.data())
def test_every_reader_reads_the_same_number(way, form, data):
    text, value = data.draw(literals(form))
    read = way(text)
    assert read == value if form in READERS[way] else read in (value, None)


@given(st.sampled_from(ALL).flatmap(literals), st.sampled_from([*numbers.MINUS, "+", "- "]))
def test_a_sign_is_a_sign_before_every_form(written, sign):
    text, value = written
    assert real_number(sign + text) == (value if sign == "+" else -value)
    assert compare(sign + text, gold=Fraction(value) * (1 if sign == "+" else -1)).same is True


@given(st.from_regex(re.compile(numbers.SHORT_LITERAL, re.ASCII), fullmatch=True))
@example("-0.0")
@example("0.500")
def test_the_short_way_is_a_part_of_the_grammar(text):
    assert Fraction(_literal(text)) == read_literal(text).value == parse_answer(text).exact


@given(st.from_regex(re.compile(numbers.SHORT_RATIO, re.ASCII), fullmatch=True))
def test_the_short_way_of_fractions_is_a_part_of_the_grammar(text):
    assert Fraction(*_ratio(text, "")) == read_literal(text).value == real_number(text)


@given(st.from_regex(re.compile(numbers.SIMPLE, re.ASCII), fullmatch=True))
def test_what_most_answers_are_is_a_part_of_the_grammar(text):
    found = read_literal(text)
    assert real_number(text) == (None if found is None else found.value)


@given(st.from_regex(numbers._whole(), fullmatch=True))
@example("1e400")
@example("1e401")
@example(r"1\thinspace234")
@example("0,500")
def test_a_whole_literal_is_one_symbol_of_the_same_value(text):
    found = read_literal(text)
    try:
        node = parse(text)
    except UnreadableError:
        assert found is None
    else:
        assert real_number(text) == (None if found is None else found.value)
        assert found is None or node.op in ("number", "div", "neg")


@pytest.mark.parametrize(
    ("text", "value"),
    [("1" + ",000" * 60, 1000**60), ("9" * 5000, 10**5000 - 1), ("1e400", 10**400)],
    ids=["sixty groups", "more digits than CPython converts", "the largest exponent"],
)
def test_long_ones_are_read_whole(text, value):
    assert real_number(text) == value


@pytest.mark.parametrize(
    "text", ["1,23", "0,500", "12,34,567", "1 23", "1,2345", "1e401", "1/0", "0.12...", "1.2.3", "1'23"]
)
def test_what_looks_like_one_and_is_none(text):
    assert read_literal(text) is None


@pytest.mark.parametrize(
    ("text", "operands", "true"),
    [
        ("1{,}234 + 1 = 1{,}235", (1234, 1), True),  # once 234 + 1 = 1, and false
        ("2e3 + 1 = 2001", (2000, 1), True),  # once 3 + 1 = 2001, and false
        ("1'234 + 1 = 1'236", (1234, 1), False),
        ("12.5e1 - 5 = 1.2e2", (125, 5), True),
    ],
)
def test_arithmetic_in_prose_begins_where_its_first_number_does(text, operands, true):
    (found,) = equations(text)
    assert found.operands == operands and found.true is true


@pytest.mark.parametrize("text", ["0.5(3) + 1 = 2.5", "0.(3) + 1 = 1.(3)", "1e999 + 1 = 2"])
def test_arithmetic_with_what_nobody_checks_is_none(text):
    assert list(equations(text)) == []


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("so 1{,}234.", "1{,}234"),
        (r"so 1\,234", r"1\,234"),
        ("so 6.5e-3", "6.5e-3"),
        ("so .5 of it", ".5"),
        ("so 1,2, then", "1,2"),
    ],
)
def test_the_last_number_is_a_whole_one(text, last):
    assert last_number(text, 0, len(text)) == last


def test_a_result_is_a_whole_number():
    assert [found.value for found in results(r"x = 1{,}234 and y = 0.\overline{3}.")] == [
        "1{,}234",
        r"0.\overline{3}",
    ]
