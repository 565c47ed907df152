"""Residues modulo primes: what they prove, and what they keep quiet about."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reasoning_rewards.answers.algebra.residues import _primes, _seed, same_residues
from reasoning_rewards.answers.notation.parser import parse
from reasoning_rewards.answers.values.limits import Fuel
from reasoning_rewards.answers.values.tree import Node, integer


def told(one: str, other: str) -> bool | None:
    left, right = parse(one), parse(other)
    forth, back = (same_residues(*pair, Fuel(40_000)) for pair in ((left, right), (right, left)))
    assert forth is back
    return forth


SAME = [
    ("(x-y)^{300}", "(y-x)^{300}"), ("(x+1)^{2000}", "(x^2+2x+1)^{1000}"), (r"\frac{(x^2-1)^{500}}{(x+1)^{500}}", "(x-1)^{500}"),
    (r"(\sin x+1)^{99}", r"(1+\sin x)^{99}"), ("(x+i)^{200}(x-i)^{200}", "(x^2+1)^{200}"), (r"\frac{a}{a}", "1"), ("(2x)^{-90}", r"\frac{1}{2^{90}x^{90}}"),
    (r"\sqrt{(x+1)^2}", r"\sqrt{x^2+2x+1}"), ("2^{x+y}", "2^{y+x}"), (r"\frac{x}{2}-\frac{x}{3}", r"\frac{x}{6}"),
]  # fmt: skip
DIFFERENT = [
    ("(x-y)^{300}", "(x-y)^{301}"), ("(a-b)^{2023}", "(b-a)^{2023}"), ("(p-q)^{365}", "2(p-q)^{365}"), ("(x+1)^{10^{40}}", "(x+1)^{10^{40}}+y"),
    ("x", "x+1"), ("x^{10^{400}}", "x^{10^{400}+1}"), ("(x+i)^{200}", "(x-i)^{200}"), (r"\frac{x}{y}", r"\frac{y}{x}"),
]  # fmt: skip
QUIET = [
    (r"\sqrt2\sqrt2", "2"), ("e^{x}e^{y}", "e^{x+y}"), (r"\sin^2 x+\cos^2 x", "1"), (r"\pi", "3"), (r"\sqrt{x}", "x"), ("2^x", "3^x"),
    (r"\frac{x}{x-x}", "x"), (r"\frac{x}{x-x}", r"\frac{x}{x-x}+1"), (r"\ln(x-x)", r"\ln(x-x)"), ("(x-x)^{-3}", "1"), ("(x-x)^{0}", "1"),
    (r"\lfloor x\rfloor", r"\lfloor x\rfloor"), ("2^{10^{10}}", "2^{10^{10}}"), ("(x+1)^{10^{40}}", "(1+x)^{10^{40}}"),
    (r"(\frac12)^{10^{10}}x", r"(\frac12)^{10^{10}}x"), ("x^{(10^{10})!}", "x"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME)
def test_same(one, other):
    assert told(one, other) is True


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different(one, other):
    assert told(one, other) is False


@pytest.mark.parametrize(("one", "other"), QUIET)
def test_no_opinion(one, other):
    assert told(one, other) is None


TREES = st.recursive(
    st.sampled_from("xyz").map(lambda name: Node("symbol", leaf=name)) | st.integers(-5, 5).map(integer),
    lambda parts: (
        st.builds(
            lambda op, one, other: Node(op, (one, other)),
            st.sampled_from(["add", "mul", "div"]),
            parts,
            parts,
        )
        | st.builds(lambda base, power: Node("pow", (base, integer(power))), parts, st.integers(-3, 4))
    ),
    max_leaves=8,
)


def at(node: Node, point: dict[str, Fraction]) -> Fraction:
    """The value of a tree, by another way."""
    if node.op == "number":
        return Fraction(node.value)
    if node.op == "symbol":
        return point[node.leaf]
    one, other = (at(part, point) for part in node.args)
    if node.op == "add":
        return one + other
    if node.op == "mul":
        return one * other
    return one / other if node.op == "div" else one ** int(other)


@settings(deadline=None)
@given(TREES, TREES, st.tuples(*[st.fractions(-9, 9, max_denominator=50)] * 3))
def test_the_residues_say_what_the_values_say(left, right, coordinates):
    point = dict(zip("xyz", coordinates, strict=True))
    said = same_residues(left, right, Fuel(40_000))
    try:
        values = at(left, point), at(right, point)
    except ZeroDivisionError:
        return
    if values[0] != values[1]:
        assert said is not True
    assert same_residues(left, left, Fuel(40_000)) is not False


def test_a_text_can_not_be_written_for_the_primes():
    """Every digit goes into the hash: a multiple of the primes of one pair is none of the next one's."""
    one, other = parse("x"), parse("x+y")
    primes = _primes(_seed(one, other, Fuel(10**6)), Fuel(10**6))
    product = 1
    for _ in range(6):
        product *= next(primes)
    assert same_residues(one, parse(f"x+{product}y"), Fuel(40_000)) is False
    assert same_residues(one, parse(f"x+{product}{'0' * 9000}y"), Fuel(10**6)) is False


def test_the_primes_are_primes():
    import sympy

    primes = _primes(b"seed" * 8, Fuel(10**6))
    for _, prime in zip(range(40), primes, strict=False):
        assert sympy.isprime(prime) and prime.bit_length() == 61 and prime % 4 == 1


def test_fuel_that_is_spent_is_no_opinion():
    assert same_residues(parse("x+1"), parse("x+2"), Fuel(20)) is None
