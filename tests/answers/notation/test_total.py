"""Whatever a model writes, comparing returns: no exception, no surprise in time, symmetric, reflexive."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reasoning_rewards import clear_caches
from reasoning_rewards.answers.compare.comparison import compare
from reasoning_rewards.answers.compare.ladder import parse_answer, real_number
from reasoning_rewards.answers.notation.gold import gold_text
from tests.answers.calls import Calls

PIECES = (
    r"\frac \dfrac \sqrt \sqrt[3] \pi e i x y n 0 1 2 10 3.5 .5 1,234 + - * / ^ _ ( ) [ ] { } \{ \} | , ; : = < > \le \ge "
    r"\ne \pm \cup \cap \in \infty \text{cm} \text{or} \text{and} and or % \% ! ' \circ ^\circ \sin \log_2 \binom \begin{pmatrix} "
    r"\end{pmatrix} & \\ \cdot \times \left( \right) \boxed{ $ \$ \ldots \overline{AB} \sum_{k=1}^n \int \mathbb{R} yes (A) 4:30 "
    r"p.m. 1_2 101_2 {,} \, \! x^2 \lfloor \rfloor \mid \setminus \emptyset ~ \approx \to 1e5 0.\overline{3} 0.333... ½ √ π − ∞ ² ° "
    r"km m feet dollars not \phantom \mathrm{e} \operatorname{lcm} f(x) \langle \rangle \equiv \pmod ** <= != 5 6 7"
).split(" ")
EXPRESSIONS = st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join) | st.lists(
    st.sampled_from(PIECES), max_size=14
).map("".join)


@settings(max_examples=400, suppress_health_check=list(HealthCheck), deadline=None)
@given(EXPRESSIONS, EXPRESSIONS)
def test_never_raises_and_is_symmetric(one: str, other: str) -> None:
    there, back = compare(one, gold=other), compare(other, gold=one)
    assert isinstance(str(there), str)
    if there.same is not None and back.same is not None:
        assert there.same is back.same, (there, back)
    repr(parse_answer(one))
    real_number(one)


@settings(max_examples=400, suppress_health_check=list(HealthCheck), deadline=None)
@given(EXPRESSIONS)
def test_reflexive_on_readable_golds(gold: str) -> None:
    itself = compare(gold_text(gold).text, gold=gold)
    assert itself.same is True or itself.rule.startswith("gold."), itself


BOMBS = {
    "tower": "9^{9^{9^9}}",
    "power": "2^{10^{12}}",
    "factorials": "((9!)!)!",
    "marks": "3" + "!" * 500,
    "binomial": r"\binom{10^9}{5\cdot 10^8}",
    "cancelled": "2^{2^{2^{2^{2^2}}}} - 2^{2^{2^{2^{2^2}}}} + 42",
    "expansion": "(a+b+c+d+e)^{400}-1",
    "product": "*".join(f"(x+{k})" for k in range(300)),
    "radicals": "+".join(rf"\sqrt{{{p}}}" for p in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)),
    "nested roots": r"\sqrt{2+" * 40 + "2" + "}" * 40,
    "huge sine": r"\sin(10^{10^9})",
    "exponentials": r"\exp(\exp(\exp(\exp(10))))",
    "quotients": "/".join(["7"] * 900),
    "signs": "-" * 9_000 + "42",
    "brackets": "(" * 4_000 + "42" + ")" * 4_000,
    "bases of functions": r"\log_" * 300 + "x",
    "exponents of functions": r"\sin^" * 300 + "x",
    "bounds of sums": r"\sum_" * 300 + "x",
    "a numeral in a circle": r"x + \text{①}",
    "a decimal between two scripts": "x^2.5_1",
    "percents": "42" + "%" * 900,
    "literal": "1e999999",
    "digits": "9" * 9_999,
    "list": ", ".join(map(str, range(1_800))),
    "points": ", ".join(f"({k}, x+{k})" for k in range(200)),
    "bars": "|" * 900 + "x" + "|" * 900,
    "exponents": "^".join(["x"] * 900),
    "subscripts": "x" + "_1" * 900,
    "primes": "x" + "'" * 900,
    "cosines": "+".join(rf"\cos(\frac{{\pi}}{{{k}}})" for k in range(3, 200)),
    "braces": "{" * 9_000,
    "text": "a " * 4_900,
    "megabyte": "1 + " * 250_000,
    "ticks": "{" + "`" * 9_000 + "}",
    "spaces": "(" + " " * 9_000 + "z",
    "tabs": "\\left" + "\t" * 9_000 + "z",
    "stops": "1" + " . " * 3_000 + "z",
    "bases": "9AB" * 3_300 + "^",
    "letters": "ABx" * 3_300 + "^2",
    "exponent": rf"\sin(x^{{{'9' * 5_000}}})",
    "functions": "sin" * 300 + "x^2",
    "open tower": "100000000000001^{-x" * 17 + "1" + "}" * 17,
    "tower of sums": "(x+1)^{2+x" * 20 + "1" + "}" * 20,
    "tower of tens": "10^{-x" * 40 + "1" + "}" * 40,
    "tower of powers": "99^{1000+x" * 20 + "1" + "}" * 20,
    "index": r"\sqrt[(10^{10})!]{7}",
    "power of one": r"(\sin^2 1 + \cos^2 1)^{(10^{10})!}",
}


MAX_CALLS = 200_000  # about 20 ms of an idle core


@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.parametrize("gold", ["42", "x", r"\sqrt{2}", r"\{1,2\}", "bomb"])
def test_bombs_cost_little(bomb: str, gold: str) -> None:
    text = BOMBS[bomb]
    compare(r"\sin 1", gold=r"\cos 1")  # the long-decimal context is built once, not per comparison
    compare(r"\sqrt{2+\sqrt{3}}", gold=r"\frac{\sqrt 6 + \sqrt 2}{2}")
    clear_caches()
    with Calls() as work:
        verdict = compare(text, gold=text + " " if gold == "bomb" else gold)
    assert verdict.same is not True or gold == "bomb"
    assert work.count < MAX_CALLS, f"{work.count} function calls for one comparison"


@pytest.mark.parametrize("depth", [0, 300, 600])
@pytest.mark.parametrize("functions", [20, 35, 90, 300])
def test_a_verdict_does_not_hang_on_the_stack_it_is_called_from(depth: int, functions: int) -> None:
    def below(levels: int) -> str:
        return below(levels - 1) if levels else compare(one, gold=other).rule

    one, other = "sin" * functions + "x^2", r"\sin " * functions + "x^2"
    clear_caches()
    assert below(depth) == ("algebra.same" if functions <= 35 else "ladder.undecided")
