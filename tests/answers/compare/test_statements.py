"""A number is compared with what a statement ends in; the other way round a statement is more than its number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reasoning_rewards.answers.compare.comparison import compare

LEFT_SIDES = (
    "m+n", "AB^2", r"\frac ab", r"\cos\theta", r"\det A", "E[X]", "f'(2)", r"m\angle A", "P(A|B)", r"P(A \mid B)", r"\Pr(A)",
    "xy", r"\text{Var}(X)", r"|A\cup B|", r"n(A\cap B)", r"\text{Area of } ABC", "[ABC]", r"\frac{AB}{CD}", "x^2+y^2",
    r"\lim_{x\to0}f(x)", r"\vec a\cdot\vec b", r"z\bar z", r"\overline{AB}", "f(g(2))", "f(2)+g(2)", r"\#A", r"\gcd(a,b)",
    r"\operatorname{rank}(A)", r"\|v\|", "P(X=2)", "S_{10}", "|x-y|", "2x+y", "a+b+c", "AB+BC", r"\tan\alpha",
)  # fmt: skip
NUMBERS = ("293", r"\frac12", r"\sqrt2", "5\\%", r"12\text{ cm}", "-3")


@pytest.mark.parametrize("left", LEFT_SIDES)
@pytest.mark.parametrize("gold", NUMBERS)
def test_a_number_is_what_the_equation_ends_in(left: str, gold: str) -> None:
    assert compare(f"{left} = {gold}", gold=gold).same is True
    assert compare(f"{left} = 71 - 7", gold=gold).same is False


@pytest.mark.parametrize(
    ("gold", "answer"),
    [
        ("293", "m+n = 256+37 = 293"), ("40", "x+y=20+20=40"), ("40", "40=xy"), ("5", "x = 5 = y"), ("0", r"\det A=0"), ("0", "a+b=0"),
        (r"\infty", r"\lim_{x\to0}f(x)=\infty"), ("6t-5", "y(t)=6t-5"), ("2x", r"\frac{dy}{dx}=2x"), ("5", "AB=2+3=5"),
        (r"\frac{n(n+1)}{2}", r"\sum_{k=1}^n k=\frac{n(n+1)}2"), ("62", "a+b+c = 12+25+25 = 62"), ("0", "a+b+c=1-1=0"),
    ],
)  # fmt: skip
def test_chains_and_functions(gold: str, answer: str) -> None:
    assert compare(answer, gold=gold).same is True


@pytest.mark.parametrize(
    ("gold", "answer"),
    [
        ("5", "3=5"), ("3", r"x=3 \text{ when } x>0"), ("256", "m+n=256+37=293"), ("40", "x+y=41=40"), ("41", "x+y=41=40"),
        ("A", "B=A"), ("A", "x=A"), ("A", "Paris = A"), ("0", "x^2-5x+6=0"), ("0", "ax^2+bx+c=0"), ("5", "5=x=6"), ("5", "x=4, y=5"),
        ("5", r"y=7 \text{ if } x=5"), ("5", "2x=5y"), ("3", "x=2x-3"), ("5", "a+b>5"), ("5", r"a+b=\pm5"), ("5", "a+b=5 or 6"),
        ("5", "a+b=5,6"), ("2x", "x^2=2x"), ("5", r"x \text{ or } y = 5"), ("5", r"P(A)\ne5"), ("5", r"\text{if } x=5"), ("5", "2x=3+2=5"),
        ("0", "x^2-1=1-1=0"), ("5", r"\sqrt a=5"), ("2", r"\log_2 x = 2"), ("5", r"\text{not } x = 5"), ("5", r"\Pr(A) < 1 = 5"),
        ("5", r"\Pr(A) = 4, \Pr(B) = 5"), ("5", r"\Pr(A) \approx 1 = 5"), ("5", r"\Pr(A) = 5x"),
    ],
)  # fmt: skip
def test_what_is_no_statement_of_the_number(gold: str, answer: str) -> None:
    assert compare(answer, gold=gold).same is not True


@pytest.mark.parametrize("gold", ["m+n=293", "x+y=5", "xy=40", "x^2+y^2=25"])
def test_a_number_is_no_equation(gold: str) -> None:
    assert compare(gold.rpartition("=")[2], gold=gold).same is False


NAMES = st.sampled_from("abmnpqrstuvwxyzABMN")


@given(st.lists(NAMES, min_size=2, max_size=5, unique=True), st.integers(-99, 99), st.integers(1, 99))
def test_a_sum_of_names_tells_its_value_and_no_other(names: list[str], value: int, off: int) -> None:
    said = f"{' + '.join(names)} = {value - 7} + 7 = {value}"
    assert compare(said, gold=str(value)).same is True
    assert compare(said, gold=str(value + off)).same is False
    assert compare(f"{said} = {value + off}", gold=str(value + off)).same is False


@given(NAMES, NAMES, st.integers(-9, 9), st.integers(-9, 9))
def test_a_bound_name_may_be_any(one: str, other: str, slope: int, rest: int) -> None:
    same = compare(f"f({one}) = {slope}{one} + {rest}", gold=f"f({other}) = {slope}{other} + {rest}").same
    assert same is True
    free = compare(f"f({one}) = {slope}{other} + {rest}", gold=f"f({other}) = {slope}{other} + {rest}").same
    assert (free is True) is (one == other or slope == 0)


@given(st.integers(2, 50), st.integers(-200, 200), st.integers(-200, 200))
def test_a_congruence_is_its_residue_class(modulus: int, one: int, other: int) -> None:
    gold = rf"x \equiv {one} \pmod{{{modulus}}}"
    same = (one - other) % modulus == 0
    assert (compare(rf"x \equiv {other} \pmod{{{modulus}}}", gold=gold).same is True) is same
    assert (compare(f"x = {modulus}k + {other}", gold=gold).same is True) is same
