"""The laws of the algebra, over random columns and random trees."""

from __future__ import annotations

import math
import os
import pickle
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

import reasoning_rewards as rr
from reasoning_rewards import linear
from reasoning_rewards.testing.rebuild import rebuild
from tests.core.algebra.leaves import Given, Right, score

EIGHTHS = st.integers(-8, 8).map(lambda n: n / 8)  # dyadic: sums and products of a few are exact
SCORES = st.one_of(st.none(), EIGHTHS)
CREDITS = st.one_of(st.none(), st.integers(0, 8).map(lambda n: n / 8))
A, B, C = (Given(score_column=name, low=0.0) for name in "abc")


def columns(cell):
    return st.lists(st.tuples(cell, cell, cell), min_size=1, max_size=6).map(
        lambda rows: dict(zip("abc", map(list, zip(*rows, strict=True)), strict=True))
    )


def same(left, right, cells):
    assert score(left, **cells) == score(right, **cells)


@given(columns(CREDITS))
def test_scores_and_abstaining_form_a_commutative_semiring(cells):
    same(A + B, B + A, cells)
    same((A + B) + C, A + (B + C), cells)
    same(A * B, B * A, cells)
    same((A * B) * C, A * (B * C), cells)
    same(A * (B + C), A * B + A * C, cells)
    silent = {**cells, "c": [None] * len(cells["a"])}
    same(A + C, A, silent)  # abstaining is the zero of +
    assert score(A * C, **silent) == silent["c"]  # and swallows ×
    ones = {**cells, "b": [1.0] * len(cells["a"])}
    same(A * B, A, ones)


@given(columns(SCORES))
def test_weights_distribute_and_differences_are_sums(cells):
    a, b = Given(score_column="a"), Given(score_column="b")
    same(0.5 * (a + b), 0.5 * a + 0.5 * b, cells)
    same(a - b, a + -1.0 * b, cells)
    same(2 * (0.25 * a), 0.5 * a, cells)
    same(-1 * -a, a, cells)
    same(sum([a, b]), a + b, cells)


@given(columns(SCORES))
def test_a_sum_is_what_nansum_is(cells):
    total = sum(Given(score_column=name) for name in "abc")
    for row, cell in enumerate(score(total, **cells)):
        present = [cells[name][row] for name in "abc" if cells[name][row] is not None]
        assert cell == (math.fsum(present) if present else None)


def trees(leaves):
    """Random rewards over given leaves, every operation included; what is refused is left out."""

    def grow(inner):
        pairs = st.tuples(inner, inner)
        return st.one_of(
            pairs.map(lambda two: attempt(lambda: two[0] + two[1], two[0])),
            pairs.map(lambda two: attempt(lambda: two[0] - two[1], two[0])),
            pairs.map(lambda two: attempt(lambda: two[0] * two[1], two[0])),
            st.tuples(EIGHTHS, inner).map(lambda two: two[0] * two[1]),
            pairs.map(
                lambda two: attempt(lambda: two[0].only_if(two[1], at_least=0.5, otherwise=0.25), two[0])
            ),
            pairs.map(lambda two: two[0].requires(two[1])),
            inner.map(lambda one: one.clip(-0.5, 0.75)),
            inner.map(lambda one: attempt(lambda: one.at_least(0.5), one)),
            inner.map(lambda one: one.anneal(linear(1, 0), without_clock=0.5)),
            inner.map(lambda one: one.named("x")),
            st.tuples(EIGHTHS, inner).map(lambda two: two[1].if_abstains(two[0])),
        )

    return st.recursive(st.sampled_from(leaves), grow, max_leaves=6)


def attempt(make, otherwise):
    try:
        return make()
    except rr.CompositionError:
        return otherwise


LEAVES = [
    Given(score_column="a"),
    Given(score_column="b", low=0.0),
    Given(score_column="c", low=0.25, high=0.5, silent=False),
    Right(),
]
CELLS = {
    "a": SCORES,
    "b": CREDITS,
    "c": st.sampled_from([0.25, 0.375, 0.5]),
    "right": st.sampled_from([0.0, 1.0, None]),
}


@st.composite
def rows_of_cells(draw):
    count = draw(st.integers(1, 5))
    return {name: [draw(cell) for _ in range(count)] for name, cell in CELLS.items()}


@given(trees(LEAVES), rows_of_cells())
def test_scores_stay_inside_the_composed_bounds(tree, cells):
    low, high = tree.bounds
    for cell in score(tree, **cells):
        assert cell is None or low <= cell <= high
        assert cell is not None or tree.may_abstain


@given(trees(LEAVES), rows_of_cells())
def test_a_batch_is_its_rows(tree, cells):
    whole = score(tree, **cells)
    for row in range(len(whole)):
        assert score(tree, **{name: [values[row]] for name, values in cells.items()}) == [whole[row]]


@given(trees(LEAVES), rows_of_cells())
def test_explaining_is_the_same_road_as_scoring(tree, cells):
    for row, cell in enumerate(score(tree, **cells)):
        verdict = tree.explain("", **{name: values[row] for name, values in cells.items()})
        assert verdict.score == cell
        assert str(verdict).count("\n") + 1 == count_lines(verdict)


@given(trees(LEAVES), rows_of_cells())
def test_a_columns_parts_are_its_rows_parts(tree, cells):
    def assert_same(column, row, verdict):
        assert (column.name, column.scores[row], column.decisions[row].rule) == (
            verdict.name,
            verdict.score,
            verdict.rule,
        )
        for part, each in zip(column.parts, verdict.parts, strict=True):
            assert_same(part, row, each)

    column = tree.verdicts([""] * len(cells["a"]), progress=0.25, **cells)
    for row, verdict in enumerate(column):
        assert_same(column, row, verdict)
    taken = column.take(range(len(column)))
    assert taken == column
    assert [part.name for part in taken.parts] == [part.name for part in column.parts]


def test_the_parts_of_a_total_are_its_summands_whatever_is_around_it():
    total = Right() + 0.5 * Given(score_column="a")
    for around in (
        total,
        total.requires(Right()),
        total.named("total"),
        2 * total,
        total.named("t").if_abstains(0.0),
    ):
        column = around.verdicts([""], right=[1.0], a=[0.5])
        assert [part.name for part in column.parts] == ["right", "0.5 * given"]
        assert [part.name for part in column[0].parts] == ["right", "0.5 * given"]


def count_lines(verdict):
    return 1 + sum(map(count_lines, verdict.parts))


@given(trees(LEAVES))
def test_a_tree_is_a_value(tree):
    clone = pickle.loads(pickle.dumps(tree))
    assert clone == tree
    assert hash(clone) == hash(tree)
    assert rebuild(tree) == tree
    assert eval(repr(tree), vars(rr) | {name: getattr(rr, name) for name in rr.__all__} | globals()) == tree
    assert tree.__name__.isidentifier()


def test_a_reward_hashes_anew_in_another_process():
    """Texts hash differently there, and a hash that had travelled would be found nowhere."""
    reward = Right() + 0.5 * Given(score_column="a")
    assert hash(reward) == hash(pickle.loads(pickle.dumps(reward)))
    code = (
        "import pickle, sys; one, other = pickle.loads(sys.stdin.buffer.read()); "
        "assert hash(one) == hash(other) and one in {other}"
    )
    hash(reward)
    fresh = Right() + 0.5 * Given(score_column="a")
    subprocess.run(
        [sys.executable, "-c", code],
        input=pickle.dumps((reward, fresh)),
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": "7"},
        check=True,
    )


@given(trees(LEAVES), trees(LEAVES))
def test_rewards_that_differ_have_names_that_differ(one, other):
    """But for those that somebody names, and for sums, whose names leave out weights."""
    named = any(word in repr(each) for each in (one, other) for word in (".named(", " + "))
    assert named or one == other or one.__name__ != other.__name__


def test_a_sum_is_called_by_its_parts():
    solved, form = rr.Correctness(), rr.Format()
    assert (solved + 0.2 * form).__name__ == "correctness_format"
    assert (solved + 0.2 * form).requires(solved).__name__ == "correctness_format"
    assert (rr.Correctness(gold_column="x") + form).__name__ == "correctness_gold_x_format"
    assert (solved + form.named("shape")).__name__ == "correctness_shape"
    assert (2 * (solved + form)).__name__ == "correctness_format_times_2"
    assert form.requires(solved).__name__ == "format_requires_correctness"
    assert (0.5 * form).__name__ == "format_times_0_5"
    many = sum(rr.Correctness(gold_column=f"column_{number}") for number in range(9))
    assert len(many.__name__) <= 60
    assert many.__name__ != (many + form).__name__


def test_sums_with_one_name_stand_beside_each_other():
    assert (A + 0.5 * B).clip(-0.5, 1) + (A + B).clip(-0.5, 1) + A * (A + B) + 0.5 * A
    assert (A + B) * (A + 0.5 * B)
    with pytest.raises(rr.CompositionError, match="two different rewards are called 'x'"):
        A.named("x") + B.named("x")


# One row, two completions: what they earn on it may differ, on what it abstains may not.
@st.composite
def right_and_wrong(draw):
    cells = {"right": ([1.0], [0.0])}
    for name in "abc":
        pair = draw(st.tuples(CELLS[name], CELLS[name]))
        if None in pair:
            pair = (None, None)
        cells[name] = ([pair[0]], [pair[1]])
    return [{name: pair[which] for name, pair in cells.items()} for which in (0, 1)]


@given(trees(LEAVES), right_and_wrong())
def test_the_margin_is_a_promise(tree, pair):
    right, wrong = (score(tree, **cells)[0] for cells in pair)
    assert (right is None) == (wrong is None)
    if right is not None and wrong is not None:
        assert right - wrong >= tree.margin() - 1e-12


@given(st.lists(st.tuples(EIGHTHS, st.sampled_from(LEAVES)), min_size=1, max_size=4), rows_of_cells())
def test_components_with_their_weights_are_the_whole(terms, cells):
    total = sum(weight * leaf for weight, leaf in terms).requires(Right()).named("total")
    parts, weights = total.split()
    scored = [score(part, **cells) for part in parts]
    for row, cell in enumerate(score(total, **cells)):
        present = [
            w * column[row] for w, column in zip(weights, scored, strict=True) if column[row] is not None
        ]
        assert cell == (math.fsum(present) if present else None)


@pytest.mark.parametrize("progress", [0.0, 0.25, 1.0])
def test_the_margin_at_a_moment_is_not_below_the_margin_at_any(progress):
    total = Right() + (0.5 * Given(score_column="b", low=0.0)).anneal(linear(1, 0))
    assert total.margin() == 0.5
    assert total.margin(progress) == 1.0 - 0.5 * (1 - progress)


@given(trees(LEAVES), EIGHTHS, rows_of_cells())
def test_what_abstains_earns_what_was_said_and_nothing_else_changes(tree, earned, cells):
    filled = tree.if_abstains(earned)
    before, after = score(tree, **cells), score(filled, **cells)
    assert after == [earned if cell is None else cell for cell in before]
    assert not filled.may_abstain
    low, high = tree.bounds
    assert filled.bounds == ((min(low, earned), max(high, earned)) if tree.may_abstain else (low, high))
    same(filled.if_abstains(0.75), filled, cells)
    same(tree.requires(tree).if_abstains(earned), filled, cells)


@given(rows_of_cells(), EIGHTHS)
def test_a_sum_with_zero_where_it_abstains_is_the_sum_of_its_parts_with_zero(cells, weight):
    total = Right() + weight * Given(score_column="a") + 0.5 * Given(score_column="b")
    parts, weights = total.if_abstains(0.0).split()
    assert not any(part.may_abstain for part in parts)
    same(total.if_abstains(0.0), sum(w * part for w, part in zip(weights, parts, strict=True)), cells)
