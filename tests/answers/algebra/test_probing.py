"""What counts as evidence at points: where they lie, which leaves they show, and what it costs."""

from __future__ import annotations

import math

import pytest

from reasoning_rewards.answers.algebra.places import CLOSE, FAR, NEAR, Place, far_beyond
from reasoning_rewards.answers.algebra.points import Points
from reasoning_rewards.answers.algebra.probing import PROBING_FUEL, probe
from reasoning_rewards.answers.algebra.sweep import SLOPES, Recorder, rounding_of, size_of, unseen
from reasoning_rewards.answers.notation.parser import parse
from reasoning_rewards.answers.values.limits import Fuel
from reasoning_rewards.answers.values.tree import fold
from tests.answers.calls import Calls

ONE = Place(NEAR[0])
LEAST = -50 * math.log2(10)


def recorded(text: str, place: Place = ONE, digits: int = 60):
    return fold(parse(text), Recorder(Points(place, digits, Fuel(10**7)), digits))


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("x+1", 0), (r"\sin(x)\cos(x)+2", 0), ("1+e^{0-400x}", 5), (r"5+\tanh(300)", 1), (r"3+\frac{x}{10^{80}}", 3),
        (r"\cos(\pi/2)+1", 0), ("x-x+7", 0), (r"7+0\cdot x", 0),
    ],
)  # fmt: skip
def test_leaves_that_a_point_does_not_show(text, hidden):
    part = recorded(text)
    assert len(unseen(part, LEAST + size_of(part.value))) == hidden


def test_what_a_zero_is_multiplied_by_does_not_matter_and_the_zero_itself_does():
    part = recorded(r"e^{x}(\sin^2 x+\cos^2 x-1)")
    assert unseen(part, LEAST) == frozenset()
    part = recorded(r"e^{x}(\sin^2 x+\cos^2 x-1+\frac{\sin x}{10^{65}})")
    assert unseen(part, LEAST)


@pytest.mark.parametrize(
    ("text", "strained"),
    [
        (r"10^{30}\sin(10^{-30})", True), (r"\ln(1+10^{-40})", True), (r"(1+10^{-30})^{10^{30}}", True), ("2^{10^{-20}}", True),
        (r"\sin(x)+10^{-30}", False), (r"\ln(10^{-40})", False), (r"\cosh(100)^2-1", False), ("(1+10^{-30})^{5}", False),
    ],
)  # fmt: skip
def test_where_a_curve_is_a_line_to_all_digits(text, strained):
    domain = Recorder(Points(ONE, 60, Fuel(10**7)), 60)
    fold(parse(text), domain)
    assert domain.strained is strained


def test_rounding_is_known_where_it_grows():
    part = recorded(r"e^{9x^2}(\cosh(99x)+\sinh(0-99x))")
    assert rounding_of(part, 60) > size_of(part.value)
    assert rounding_of(recorded("x+1"), 60) < -190


@pytest.mark.parametrize("name", SLOPES)
@pytest.mark.parametrize("argument", ["0.4", "-2.5", "0.3+0.2j", "3.75"])
def test_slopes_are_those_of_the_functions(name, argument):
    """By a difference of two values, to a factor of four: what is asked is whether anything moves at all."""
    points = Points(ONE, 60, Fuel(10**9))
    functions = points.functions
    z = points.context.mpmathify(argument)
    if name in ("floor", "ceil"):
        assert SLOPES[name](z, z, functions) == -math.inf
        return
    if name == "factorial" and argument == "0.4":
        return  # next to its minimum; the estimate is that of its growth
    step = points.context.mpf(10) ** -30
    value = functions[name](z)
    slope = abs(functions[name](z + step) - value) / step
    assert abs(SLOPES[name](z, value, functions) - size_of(slope)) < 2


def test_names_lie_near_and_far_on_either_side_and_turned_against_each_other():
    places = [Place(grid, ("x", "y")) for grid in (*NEAR, *FAR, *CLOSE)]
    values = [(place.of("x"), place.of("y")) for place in places]
    reals = [(float(x[0]), float(y[0])) for x, y in values if x[1] == y[1] == 0]
    for scale in (7.3, 41, 1000.7):
        for sign in (1, -1):
            assert any(sign * x > scale / 2 and abs(x) < 3 * scale for x, _ in reals)
    assert {(x > 0, y > 0) for x, y in reals} == {(a, b) for a in (True, False) for b in (True, False)}
    heights = {height > 0 for point in values for _, height in point if height}
    assert heights == {True, False}
    assert all(grid.scale > 10**9 for grid in far_beyond(1e9))


def test_the_place_of_a_name_is_that_of_its_spelling():
    assert Place(NEAR[2], ("x", "y")).of("x") == Place(NEAR[2], ("x",)).of("x") != Place(NEAR[2]).of("y")


def test_one_point_is_no_evidence():
    """To the left e^{e^{-kx}} is too large, and off the line a function that nobody knows is asked for too much."""
    size = float(ONE.of("x")[0])
    part = rf"e^{{e^{{0-{22 / size:.2f}x}}}}f({49.9 / size:.3f}x)"
    left, right = parse(rf"{part}(\sin^2 x+\cos^2 x)"), parse(part)
    assert probe(left, right, True, Fuel(PROBING_FUEL)) is None


TERMS = [
    r"\sin({}+x)",
    r"\arctan({}+x)",
    r"\ln({}+x)",
    r"\arcsin({}x)",
    r"\sqrt{{{}+x}}",
    "(x+1/{})!",
    "(x+{})^{{x}}",
]


@pytest.mark.parametrize("term", TERMS)
def test_trees_of_forty_nodes_are_finished(term):
    left = "+".join(term.format(k) for k in range(2, 8))
    right = "+".join(term.format(k) for k in range(7, 1, -1)) + r"+\sin^2 x+\cos^2 x-1"
    with Calls() as work:
        assert probe(parse(left), parse(right), True, Fuel(PROBING_FUEL)) is True
    assert work.count < 400_000  # 50 ms


def test_fuel_that_is_spent_is_no_opinion():
    assert probe(parse(r"\sin x"), parse(r"\cos x"), True, Fuel(10)) is None
    text = "+".join(rf"\arcsin({k}x)" for k in range(2, 150))
    with Calls() as work:
        assert probe(parse(text), parse(text + "+0"), True, Fuel(PROBING_FUEL)) is None
    assert work.count < 400_000
