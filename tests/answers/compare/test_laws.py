"""Laws of a comparison, over random expressions whose value is known without our parser."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reasoning_rewards.answers.compare.comparison import compare


class Expression(NamedTuple):
    """A random expression: its dresses, and its value at two points (x, y)."""

    plain: str
    tex: str
    values: tuple[Fraction, ...]


POINTS = ((Fraction(3), Fraction(5)), (Fraction(-7, 3), Fraction(11, 2)), (Fraction(13, 4), Fraction(-2, 5)))
LEAVES = st.integers(0, 30).map(lambda n: Expression(str(n), str(n), (Fraction(n),) * 3)) | st.sampled_from(
    "xy"
).map(lambda name: Expression(name, name, tuple(point["xy".index(name)] for point in POINTS)))


def _combine(op: str, one: Expression, other: Expression) -> Expression | None:
    pairs = list(zip(one.values, other.values, strict=True))
    if op == "+":
        return Expression(
            f"({one.plain} + {other.plain})",
            rf"\left({one.tex}+{other.tex}\right)",
            tuple(a + b for a, b in pairs),
        )
    if op == "-":
        return Expression(
            f"({one.plain}-{other.plain})", f"({one.tex} - {other.tex})", tuple(a - b for a, b in pairs)
        )
    if op == "*":
        return Expression(
            f"({one.plain})*({other.plain})",
            rf"\left({one.tex}\right) \cdot \left({other.tex}\right)",
            tuple(a * b for a, b in pairs),
        )
    if 0 in other.values:
        return None
    return Expression(
        f"(({one.plain})/({other.plain}))",
        rf"\frac{{{one.tex}}}{{{other.tex}}}",
        tuple(a / b for a, b in pairs),
    )


def _grown(children: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    pairs = st.tuples(st.sampled_from("+-*/"), children, children)
    return pairs.map(lambda parts: _combine(*parts)).filter(lambda expression: expression is not None)


EXPRESSIONS = st.recursive(LEAVES, _grown, max_leaves=7)
DRESSES = (
    lambda e: e.plain,
    lambda e: e.tex,
    lambda e: e.tex.replace(r"\frac", r"\dfrac"),
    lambda e: e.tex.replace(r"\left", "").replace(r"\right", ""),
    lambda e: e.tex.replace(" ", r"\, "),
    lambda e: f"${e.tex}$",
    lambda e: rf"\({e.tex}\)",
    lambda e: rf"\boxed{{{e.tex}}}",
    lambda e: f"{{{e.tex}}}",
    lambda e: f"  {e.tex} .",
    lambda e: e.plain.replace("*", r" \times "),
    lambda e: e.plain.replace("-", "−"),
)


@settings(deadline=None)
@given(EXPRESSIONS, st.sampled_from(DRESSES), st.sampled_from(DRESSES))
def test_dress_says_nothing(expression: Expression, one, other) -> None:
    verdict = compare(one(expression), gold=other(expression))
    assert verdict.same is True or verdict.rule == "budget.exceeded", verdict


@settings(deadline=None)
@given(EXPRESSIONS, EXPRESSIONS, st.sampled_from(DRESSES))
def test_the_verdict_is_that_of_the_values(one: Expression, other: Expression, dress) -> None:
    verdict = compare(dress(one), gold=other.tex)
    assume(verdict.rule != "budget.exceeded")
    if one.values != other.values:
        assert verdict.same is False, verdict
    assert compare(other.tex, gold=dress(one)).same is verdict.same


@settings(deadline=None)
@given(EXPRESSIONS, st.integers(1, 9))
def test_equal_by_algebra(expression: Expression, k: int) -> None:
    for rewritten in (
        f"{expression.plain} + {k} - {k}",
        f"({k}*({expression.plain}))/{k}",
        rf"\frac{{{k}}}{{2}}\left({expression.tex}\right)+\frac{{{2 - k}}}{{2}}({expression.tex})",
        f"({expression.plain})({expression.plain}+{k}) - ({expression.plain})^2 - {k - 1}({expression.plain})",
    ):
        verdict = compare(rewritten, gold=expression.tex)
        assert verdict.same is True or verdict.rule == "budget.exceeded", verdict


@settings(deadline=None)
@given(EXPRESSIONS, st.fractions(min_value=Fraction(-5), max_value=Fraction(5), max_denominator=10**9))
def test_perturbed_differs_at_any_scale(expression: Expression, off: Fraction) -> None:
    assume(off)
    verdict = compare(f"{expression.plain} + ({off})", gold=expression.tex)
    assert verdict.same is False, verdict


ITEMS = st.lists(st.integers(-50, 50), min_size=2, max_size=6, unique=True)


@given(ITEMS, st.randoms())
def test_sets_have_no_order_and_points_do(items: list[int], rng) -> None:
    shuffled = rng.sample(items, len(items))
    listed, other = ", ".join(map(str, items)), ", ".join(map(str, shuffled))
    assert compare(rf"\{{{other}\}}", gold=rf"\{{{listed}\}}").same is True
    assert compare(other, gold=listed).same is True
    assert compare(f"({other})", gold=f"({listed})").same is (shuffled == items)
    assert compare(listed.replace(", ", r" \text{ and } "), gold=listed).same is True


@given(ITEMS)
def test_neither_a_part_nor_more_than_all_pays(items: list[int]) -> None:
    listed = ", ".join(map(str, items))
    assert compare(", ".join(map(str, items[1:])), gold=listed).same is False
    assert compare(listed + ", 77", gold=listed).same is False
    assert compare(" or ".join(map(str, items)), gold=str(items[0])).same is False
    assert compare(rf"{items[0]} \pm 1", gold=str(items[0])).same is False


@given(st.integers(-99, 99), st.integers(1, 60), st.sampled_from(["()", "[]", "(]", "[)"]))
def test_intervals_are_inequalities(low: int, width: int, brackets: str) -> None:
    high = low + width
    left, right = ("<" if brackets[0] == "(" else r"\le"), ("<" if brackets[1] == ")" else r"\leq")
    interval = f"{brackets[0]}{low}, {high}{brackets[1]}"
    for same in (
        f"{low} {left} x {right} {high}",
        rf"x \in {interval}",
        rf"\{{x \mid {low} {left} x {right} {high}\}}",
        rf"\{{ t \in \mathbb{{R}} : {low} {left} t {right} {high} \}}",
        f"{interval} \\cup {interval}",
    ):
        assert compare(same, gold=interval).same is True, same
        assert compare(interval, gold=same).same is True, same
    assert compare(f"{low} {left} x {right} {high + 1}", gold=interval).same is False
    flipped = f"{'[' if brackets[0] == '(' else '('}{low}, {high}{brackets[1]}"
    assert compare(flipped, gold=interval).same is False


@given(st.integers(1, 10**12), st.sampled_from([",", "{,}", r"\,", r",\!", " "]))
def test_thousands(number: int, separator: str) -> None:
    grouped = f"{number:,}".replace(",", separator)
    assert compare(grouped, gold=str(number)).same is True
    assert compare(grouped, gold=str(number + 1)).same is False
    assert compare(rf"\${grouped}", gold=number).same is True
    assert compare(f"{grouped}.50", gold=f"{2 * number + 1}/2").same is True


@given(st.integers(2, 10**6), st.integers(2, 10**6))
def test_radicals(a: int, b: int) -> None:
    assert compare(rf"\sqrt{{{a}}}\sqrt{{{b}}}", gold=rf"\sqrt{{{a * b}}}").same is True
    assert compare(rf"\frac{{{a}}}{{\sqrt{{{b}}}}}", gold=rf"\frac{{{a}\sqrt{{{b}}}}}{{{b}}}").same is True
    assert compare(rf"(\sqrt{{{a}}}+\sqrt{{{b}}})^2", gold=rf"{a + b}+2\sqrt{{{a * b}}}").same is True
    assert compare(rf"\sqrt{{{a}}}+\sqrt{{{b + 1}}}", gold=rf"\sqrt{{{a}}}+\sqrt{{{b}}}").same is False


@given(st.integers(0, 999), st.integers(1, 10**4), st.sampled_from([3, 7, 11, 13, 17, 19]))
def test_decimals_of_fractions(cycle: int, over: int, prime: int) -> None:
    assert compare(rf"0.\overline{{{cycle:03}}}", gold=f"{cycle}/999").same is True
    quotient = Fraction(over * prime + 1, prime)
    whole, rest = int(quotient), quotient - int(quotient)
    for digits, same in ((15, True), (4, False)):
        cut = f"{whole}.{int(rest * 10**digits):0{digits}}"
        rounded = f"{whole}.{round(rest * 10**digits):0{digits}}"
        for decimal in (cut, rounded):
            assert compare(decimal, gold=f"{quotient.numerator}/{prime}").same is same
            assert compare(f"{quotient.numerator}/{prime}", gold=decimal).same is same
    wrong = f"{whole}.{int(rest * 10**15) + 2:015}"
    assert compare(wrong, gold=f"{quotient.numerator}/{prime}").same is False
