"""What sympy is asked means there what it means in the text."""

from __future__ import annotations

import pytest

pytest.importorskip("sympy")
from reasoning_rewards import compare
from reasoning_rewards.answers.engines.symbolic import CONVENTIONS, agree, decide
from reasoning_rewards.answers.values.tree import Node, integer

X, Y = Node("symbol", leaf="m"), Node("symbol", leaf="n")
PLAIN = [
    X,
    Y,
    integer(0),
    integer(1),
    integer(-1),
    Node("mul", (X, Y)),
    Node("add", (X, Y)),
    Node("div", (X, Y)),
]
OTHERS = ("mod", "residue")


@pytest.mark.parametrize("name", [*CONVENTIONS, *OTHERS])
@pytest.mark.parametrize("gold", range(len(PLAIN)))
def test_names_alone_decide_nothing(name, gold):
    count = CONVENTIONS[name].arguments if name in CONVENTIONS else 2
    call = Node("call", (X,) if count == 1 else (X, Y), name)
    assert agree(call, PLAIN[gold]) is not True


@pytest.mark.parametrize("name", CONVENTIONS)
def test_every_convention_is_said(name):
    assert CONVENTIONS[name].says


@pytest.mark.parametrize(
    ("answer", "gold"),
    [
        ("m+n-1", r"m+n-\gcd(m,n)"),
        ("1", r"\gcd(a,b)"),
        ("ab", r"\text{lcm}(a,b)"),
        ("mn", r"\frac{mn}{\gcd(m,n)}"),
        ("1", r"\gcd(n,n+2)"),
        ("n", r"n \bmod 2"),
        ("x", r"\lfloor x \rfloor"),
        ("x-\\frac12", r"\lfloor x \rfloor"),
        ("n", "n!"),
        (r"\binom{n}{k}", r"\binom{n}{k+1}"),
        ("0", r"\arg(x)"),
        ("1", r"\operatorname{sgn}(x)"),
        ("x", r"\max(x,y)"),
    ],
)
def test_not_the_same(answer, gold):
    assert compare(answer, gold=gold).same is not True
    assert decide(answer, gold, {}) is not True
    assert decide(gold, answer, {}) is not True


@pytest.mark.parametrize(
    ("answer", "gold"),
    [
        (r"\gcd(12,18)", "6"),
        (r"\text{lcm}(4,6)", "12"),
        (r"\sum_{k=0}^{n}\binom{n}{k}", "2^n"),
        (r"\prod_{k=1}^{n} k", "n!"),
        (r"\max(2,\sqrt3)", "2"),
    ],
)
def test_the_same(answer, gold):
    assert decide(answer, gold, {}) is True
