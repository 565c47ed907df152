"""No arithmetic raises, nor says what is not so: every function and operator of the notation, on arguments of every kind.

A sample runs here; ``ARITHMETIC=100000 pytest tests/answers/algebra/test_arithmetic.py`` tries so many, from other seeds.
"""

from __future__ import annotations

import os
from fractions import Fraction
from traceback import extract_tb

import pytest

from reasoning_rewards import Correctness, Numeric, Proximity, Symbolic
from reasoning_rewards.answers.algebra import doubles, polynomial
from reasoning_rewards.answers.algebra.doubles import NoValueError
from reasoning_rewards.answers.algebra.exact import Exact, Quotient, UndefinedError
from reasoning_rewards.answers.algebra.points import evaluate
from reasoning_rewards.answers.compare.comparison import compare
from reasoning_rewards.answers.compare.golds import gold_fault
from reasoning_rewards.answers.compare.ladder import parse_answer, real_number
from reasoning_rewards.answers.engines import symbolic
from reasoning_rewards.answers.notation.parser import parse
from reasoning_rewards.answers.values import vocabulary
from reasoning_rewards.answers.values.limits import Fuel, FuelSpentError
from reasoning_rewards.answers.values.tree import UnreadableError, fold, free_names, walk
from tests.answers.calls import Calls
from tests.answers.templates import TEMPLATES, questions

COUNT = int(os.environ.get("ARITHMETIC", "0"))
SEEDS = range(1, 1 + max(1, COUNT // 1_000))
EACH = 1_000 if COUNT else len(TEMPLATES)
INSIDE = 6  # frames of sympy: fewer, and it refuses what it was given
OWN = (UndefinedError, UnreadableError, FuelSpentError, NoValueError)


@pytest.mark.parametrize("seed", SEEDS)
def test_comparing_never_raises_and_what_equals_itself_says_so(seed: int) -> None:
    for text, other, policy in questions(seed, EACH):
        for answer, gold in ((text, other), (other, text)):
            assert str(compare(answer, gold=gold, policy=policy))
        itself = compare(text, gold=text, policy=policy)
        assert itself.same or itself.rule.startswith(("gold.", "answer.missing")), (text, itself)
        repr(parse_answer(text))
        real_number(text, policy)
        gold_fault(text, policy)


CRITICAL = ("0", "-1", "-3", r"\frac{1}{2}", r"-\sqrt{2}", "x", "i", "10^{400}")


@pytest.mark.parametrize("argument", CRITICAL)
def test_every_operation_on_one_argument_throughout(argument: str) -> None:
    for template in TEMPLATES:
        assert compare(template.replace("@", argument), gold="2").rule


@pytest.mark.parametrize(
    ("kind", "exponent", "coefficient"),
    [("x", 1, 1), ("√", Fraction(1, 2), 1), ("x", Fraction(2, 3), Fraction(1, 3)), ("x", 1, Fraction(1, 7))],
)
def test_a_product_is_paid_for_by_its_work(kind: str, exponent: Fraction, coefficient: Fraction) -> None:
    """Fractions are several times the work of whole numbers: they were had at the same price."""

    def terms(first: int) -> polynomial.Polynomial:
        return {
            ((f"{kind}{n}", exponent), (f"{kind}{n + 1}", exponent)): coefficient
            for n in range(first, first + 10)
        }

    fuel = Fuel()
    paid = fuel.left
    with Calls() as calls:
        polynomial.multiply(terms(2), terms(9), {}, fuel)
    paid -= fuel.left
    assert paid <= calls.count <= 3 * paid


def test_rewards_never_raise() -> None:
    asked = list(questions(0, 400))
    completions = [rf"So \boxed{{{text}}}" for text, _, _ in asked]
    golds = [other for _, other, _ in asked]
    for kind in (Correctness, Numeric, Symbolic, Proximity):
        scores = kind(engine=None)(completions, answer=golds)
        assert {*map(type, scores)} <= {float, type(None)}


@pytest.mark.parametrize("seed", SEEDS)
def test_every_domain_gives_a_tree_the_same_value(seed: int) -> None:
    """Exact values, doubles, long decimals and sympy: each by its own arithmetic, raising nothing but its own errors."""
    for text, _, _ in questions(seed, EACH // 2):
        try:
            tree = parse(text)
        except UnreadableError:
            continue
        found = {"exact": told(tree, Exact(Fuel())), "sympy": told(tree, symbolic.SympyBuilder(Fuel()))}
        exact = found["exact"]
        if free_names(tree) or exact is None or isinstance(exact, Quotient) or not 1e-30 < abs(exact) < 1e30:
            continue
        for digits in (0, 30):
            try:
                value, _ = evaluate(tree, 0, digits, Fuel())
            except OWN:
                continue
            assert abs(complex(value) - float(exact)) <= 1e-8 * float(abs(exact)), (text, exact, value)
        value = found["sympy"]
        if value is not None and value.is_number:
            assert abs(complex(value.evalf(20)) - float(exact)) <= 1e-8 * float(abs(exact)), (
                text,
                exact,
                value,
            )


def told(tree, domain):
    """The value of a tree; None for one without, or that sympy trips over somewhere inside (a worker says so)."""
    try:
        return fold(tree, domain)
    except OWN:
        return None
    except Exception as error:
        inside = [frame for frame in extract_tb(error.__traceback__) if "sympy" in frame.filename.split("/")]
        its_own = inside and inside[-1].filename.endswith(
            "cache.py"
        )  # it trips over the message of an error of its own
        if len(inside) < INSIDE and not its_own:
            raise
        return None


ASKED_OF_SYMPY = [
    r"\gcd(x)", r"\gcd(x,y,z)", r"\gcd(i,2)", r"\operatorname{lcm}(a,b)", r"\lcm(5)", r"\min(i,x)", r"\max(1+i,x,2)", r"\min(x)",
    r"\factorial(n,k)", r"\operatorname{binomial}(n)", r"\operatorname{binomial}(n,k,m)", r"\binom{\sin 1}{2}", r"(\frac{1}{x-x})!",
    r"(\ln(x-x))!", r"\lim_{x \to x} \sin x", r"\lim_{x \to \infty} x!", r"\sum_{k=x}^{\infty} \frac{1}{k!}", r"\infty!", r"\floor(\infty)",
    r"\min(\infty, 2)", r"\sqrt[0]{x}", r"\sqrt[i]{-8}", r"\arg(0)", r"\sgn(i)",
]  # fmt: skip


@pytest.mark.parametrize("text", ASKED_OF_SYMPY)
def test_sympy_is_asked_nothing_that_it_refuses(text: str) -> None:
    told(parse(text), symbolic.SympyBuilder(Fuel()))


@pytest.mark.parametrize(
    ("answer", "gold"),
    [
        (r"\gcd(m,n)", "1"),
        (r"m+n-\gcd(m,n)", "m+n-1"),
        (r"\operatorname{lcm}(a,b)", "ab"),
        (r"\gcd(x,y,z)", "1"),
    ],
)
def test_a_divisor_of_names_is_not_that_of_polynomials(answer: str, gold: str) -> None:
    assert symbolic.decide(answer, gold, {}) is not True


def test_every_function_that_a_domain_knows_is_tried() -> None:
    known = {*doubles.DOUBLES, *symbolic.CONVENTIONS}
    tried = set()
    for seed in range(3):
        for text, _, _ in questions(seed, len(TEMPLATES)):
            try:
                tried |= {part.leaf for part in walk(parse(text)) if part.op == "call"}
            except UnreadableError:
                continue
    assert {*vocabulary.FUNCTIONS.values()} - tried <= {
        "exp",
        "log",
        "lg",
        "sqrt",
        "cbrt",
    }  # read as powers, roots, quotients
    assert known - tried <= {"exp", "sqrt", "Gamma"}  # what no text is read as


# ── values ──

EQUAL = [
    ("(-8)^{-1/3}", "-1/2"), (r"(-8)^{-\frac13}", r"-\frac12"), ("(-8)^{1/3}", "-2"), ("(-8)^{-2/3}", "1/4"), ("(-27)^{-4/3}", "1/81"),
    ("(-32)^{0.2}", "-2"), ("(-32)^{-0.6}", "-1/8"), (r"(-\frac{8}{27})^{-\frac{1}{3}}", r"-\frac32"), (r"\sqrt[-3]{8}", r"\frac12"),
    (r"\sqrt[-3]{-8}", r"-\frac12"), (r"\sqrt[3]{-8}", "-2"), ("(-4)^{1/2}", "2i"), ("(-4)^{-1/2}", "-i/2"), ("(-4)^{-3/2}", "i/8"),
    (r"\sin((-8)^{1/3})", r"-\sin 2"), ("x^{2/3}", r"\sqrt[3]{x^2}"), ("x^{-1/3}", r"\frac{1}{\sqrt[3]{x}}"),
    (r"x^{1/3}(\sin^2 y + \cos^2 y)", r"\sqrt[3]{x}"), (r"(\sqrt{x+1})^{7/3}", r"(x+1)\sqrt[6]{x+1}"),
    (r"(\sqrt{1+\sqrt2})^{7/3}", r"(1+\sqrt2)(1+\sqrt2)^{1/6}"), (r"5 \bmod 3", "2"), (r"-5 \bmod 3", "1"), (r"\gcd(0,0)", "0"),
    (r"\lfloor -\frac{7}{2} \rfloor", "-4"), (r"\lceil -3.5 \rceil", "-3"), (r"\binom{3}{5}", "0"), ("0!", "1"), ("0^0", "1"),
    (r"\sqrt{2}^{10}", "32"), (r"\sqrt[4]{4}^{6}", "8"), (r"\det \begin{pmatrix} -1 \end{pmatrix}", "-1"),
]  # fmt: skip
DIFFERENT = [
    (r"(\sqrt{1+\sqrt2})^{7/3}", r"(\sqrt{1+\sqrt2})^{1/3}"), (r"(\sqrt{x+1})^{7/3}", r"(\sqrt{x+1})^{1/3}"),
    (r"\sin((-8)^{1/3})", r"\sin(1+i\sqrt3)"), ("(-8)^{-1/3}", "1/2"), ("(-8)^{-2/3}", "-1/4"), ("(-4)^{-1/2}", "i/2"),
    (r"\sqrt{2}^{10^{100}}", "4"), (r"(\sqrt{1+\sqrt2})^{10^{100}}", "4"), (r"(\sqrt{1+\sqrt2})^{10^{100}/3}", "4"),
    (r"(2\sqrt{2})^{10^{100}/3}", "4"), (r"(\sqrt{2}\pi)^{10^{100}/7}", "4"), (r"(\sqrt{2}x)^{-10^{100}}", "x"),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "gold"), EQUAL)
def test_equal(answer: str, gold: str) -> None:
    assert compare(answer, gold=gold).same is True
    assert compare(gold, gold=answer).same is True
    assert Correctness(engine=None)([rf"\boxed{{{answer}}}"], answer=[gold]) == [1.0]


@pytest.mark.parametrize(("answer", "gold"), DIFFERENT)
def test_different(answer: str, gold: str) -> None:
    assert compare(answer, gold=gold).same is not True
    assert compare(gold, gold=answer).same is not True


UNDEFINED = [
    r"0^{-1}", r"\log_1 5", r"\frac{1}{0}", r"\ln 0", r"(-2)!", r"\frac{1}{2}!", r"\sqrt[0]{2}", "0^{-1/2}", r"\tan(\infty)", r"1/(x-x)",
]  # fmt: skip
NO_NUMBER = [
    r"5 \bmod 0", r"5 \bmod -3", r"0 \bmod 0", r"\binom{-3}{-2}", r"\lfloor i\rfloor", r"\arcsin(x)", r"\sum_{k=1}^{0} k", r"\gcd()",
    r"\begin{pmatrix} 1 & 2 \\ 3 \end{pmatrix}", r"\begin{vmatrix} 1 & 2 \end{vmatrix}", "[5, 1)", r"(\infty, -\infty)", r"\{\}",
    r"\pm", r"\%", r"\text{cats}\%", r"\min()", r"\max\{\}", r"\prod_{k=3}^{1} k", r"|\begin{pmatrix} 1 & 2 \end{pmatrix}|",
]  # fmt: skip


@pytest.mark.parametrize("text", [*UNDEFINED, *NO_NUMBER])
def test_what_has_no_value_is_no_number(text: str) -> None:
    """A mutant that computes any of these raises or pays."""
    for number in ("0", "1", "2", "5", "-1", "x", "i"):
        assert compare(text, gold=number).same is not True
        assert compare(number, gold=text).same is not True
    assert real_number(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [(r"7 \bmod 3", 1), (r"-7 \bmod 3", 2), (r"6 \bmod 3", 0), (r"(-8)^{-1/3}", Fraction(-1, 2))],
)
def test_numbers(text: str, value: Fraction) -> None:
    assert real_number(text) == value


@pytest.mark.parametrize("modulus", ["0", "-3", "-1", "3-3"])
def test_only_a_positive_modulus_has_a_remainder(modulus: str) -> None:
    assert compare(rf"5 \bmod {modulus}", gold=rf"5 \bmod {modulus}").same is True
    for number in range(-5, 6):
        assert compare(str(number), gold=rf"5 \bmod {modulus}").same is not True
