"""Laws of bounds and margins: no row breaks them, and some row attains them, by brute force."""

from __future__ import annotations

import math
from collections import Counter

import pytest
from hypothesis import HealthCheck, assume, given, settings

import reasoning_rewards as rr
from reasoning_rewards import CompositionError
from reasoning_rewards.core.margin import pins
from reasoning_rewards.core.margin import rows as rows_of
from tests.core.algebra.leaves import Given, Right
from tests.core.algebra.trees import (
    COLUMNS,
    FREE,
    LEAVES,
    TIMES,
    answers,
    built,
    heard,
    names,
    ops,
    rows,
    silent,
    trees,
)

_MOST = 4000  # answers that are tried of one tree
SLACK = 1e-9
patient = settings(suppress_health_check=list(HealthCheck), deadline=None)


class Seen:
    """Every answer to every row, scored: {(row, moment): [(right, score, scores of the leaves)]}."""

    def __init__(self, tree, between=()):
        self.tree, self.rows = tree, list(rows(tree))
        self.tried = []
        for number, row in enumerate(self.rows):
            for right, cells in answers(tree, row, between):
                self.tried.append((number, right, cells))
                assume(len(self.tried) <= _MOST)
        try:
            self.reward = built(tree)
        except CompositionError:
            assume(False)
        self.times = TIMES if "anneal" in ops(tree) else (0.0,)
        self.scores = [self.scored(self.reward, time) for time in self.times]

    def scored(self, reward, time):
        columns = {name: [cells.get(name) for _, _, cells in self.tried] for name in LEAVES}
        columns |= {name: [self.rows[number][name] for number, _, _ in self.tried] for name in COLUMNS}
        return list(reward.verdicts([""] * len(self.tried), progress=time, **columns).scores)

    def pairs(self):
        """(least of a right answer, most of a wrong one) for each row and moment at which both are scored."""
        for scores in self.scores:
            least, most = {}, {}
            for (number, right, _), score in zip(self.tried, scores, strict=True):
                if score is None or right is None:
                    continue
                if right is True:
                    least[number] = min(score, least.get(number, math.inf))
                else:
                    most[number] = max(score, most.get(number, -math.inf))
            yield from ((least[number], most[number]) for number in least.keys() & most.keys())

    def attaining(self, pair, side, time):
        """(row, right) of the answers whose components earn just what the pair says."""
        try:
            parts, weights = self.reward.split()
        except CompositionError:
            parts, weights = [self.reward], [1.0]
        wanted = [share[side] for _, share in pair]
        columns = [self.scored(part, time) for part in parts]
        for (number, right, _), *scores in zip(self.tried, *columns, strict=True):
            shares = [w * score for w, score in zip(weights, scores, strict=True) if score is not None]
            if right is not None and shares == pytest.approx(wanted, abs=SLACK):
                yield number, right

    def gap(self):
        return min((low - high for low, high in self.pairs()), default=None)


def read_once(tree, but=()):
    """Is no free leaf read twice on one row?"""
    return all(
        times == 1 or name in but
        for row in rows(tree)
        for name, times in Counter(heard(tree, row)).items()
        if name in FREE
    )


def bend(tree, leaf=None):
    """How often a leaf, or a schedule's factor, is multiplied in; 2 too where a threshold or a clip breaks it.

    A threshold over that leaf alone does no harm: it is found, and both sides of it are tried.
    """
    if isinstance(tree, str):
        return int(tree == leaf)
    op, _, *parts = tree
    bends = [bend(part, leaf) for part in parts]
    if op in ("clip", "at_least"):
        return (op == "clip") if names(parts[0]) == [leaf] else 2 * bool(bends[0])
    if op == "only_if":
        return bends[0] if names(parts[1]) == [leaf] else max(bends[0], 2 * bool(bends[1]))
    if op == "requires":
        return bends[0]
    if op == "anneal":
        return bends[0] + (leaf is None)
    return sum(bends) if op == "product" else max(bends)


def tight(tree):
    """The trees whose bounds and margins are exact: no free leaf is read twice, and time comes in linearly."""
    return read_once(tree) and bend(tree) < 2


@patient
@given(trees())
def test_who_abstains_is_said_by_hand_as_by_the_reward(tree):
    seen = Seen(tree)
    for (number, _, _), score in zip(seen.tried, seen.scores[0], strict=True):
        assert (score is None) == silent(tree, seen.rows[number])
    assert seen.reward.may_abstain == any(silent(tree, row) for row in seen.rows)


@patient
@given(trees())
def test_no_answer_breaks_the_bounds_and_some_answers_attain_them(tree):
    seen = Seen(tree, between=(0.25, 0.5))
    found = [score for scores in seen.scores for score in scores if score is not None]
    low, high = seen.reward.bounds
    assert not found or low - SLACK <= min(found) <= max(found) <= high + SLACK
    if found and tight(tree):
        assert (min(found), max(found)) == pytest.approx((low, high), abs=SLACK)


@patient
@given(trees())
def test_what_is_checked_when_it_is_built_holds_the_bounds(tree):
    try:
        reward = built(tree)
    except CompositionError:
        assume(False)
    low, high = reward._outline()
    assert low <= reward.bounds[0] <= reward.bounds[1] <= high


@patient
@given(trees())
def test_no_pair_breaks_the_margin_and_some_pair_attains_it(tree):
    seen = Seen(tree, between=(0.25, 0.5))
    gap, margin = seen.gap(), seen.reward.margin()
    if gap is None:
        assert margin == 0.0
    elif tight(tree):
        assert margin == pytest.approx(gap, abs=SLACK)
    else:
        assert margin <= gap + SLACK


BOTH_SIDES = sorted({n / 16 + shift for n in range(-16, 17) for shift in (-(2**-33), 0.0, 2**-33)})


@settings(patient, max_examples=40)
@given(trees(leaves=["a", "a", "b", "right"], but=("anneal",)))
def test_a_leaf_that_is_read_twice_scores_the_same_at_both_places(tree):
    assume(names(tree).count("a") > 1 and read_once(tree, but="a") and bend(tree, "a") < 2)
    seen = Seen(tree, between=BOTH_SIDES)
    found = [score for score in seen.scores[0] if score is not None]
    assume(found)
    assert (min(found), max(found)) == pytest.approx(seen.reward.bounds, abs=1e-8)
    if (gap := seen.gap()) is not None:
        assert seen.reward.margin() == pytest.approx(gap, abs=1e-8)


@patient
@given(trees())
def test_the_pair_that_is_shown_sums_to_the_margin_and_can_be_had(tree):
    seen = Seen(tree)
    about = seen.reward.describe()
    assert math.fsum(right - wrong for _, (right, wrong) in about.pair) == pytest.approx(about.margin)
    assert all(math.isfinite(each) for row in about.advantages for each in row.by_normalisation.values())
    assert str(about)
    assume(tight(tree) and about.pair)
    shares = Counter()
    for time in seen.times:
        for side, row in ((0, True), (1, False)):
            for number, right in seen.attaining(about.pair, side, time):
                if (right is True) == row:
                    shares[number, side, time] += 1
    assert any(shares[number, 1, time] for number, side, time in list(shares) if side == 0)


@patient
@given(trees())
def test_components_with_their_weights_are_the_whole(tree):
    seen = Seen(tree)
    try:
        parts, weights = seen.reward.split()
    except CompositionError:
        assume(False)
    for time, whole in zip(seen.times, seen.scores, strict=True):
        columns = [seen.scored(part, time) for part in parts]
        for total, *scores in zip(whole, *columns, strict=True):
            present = [w * score for w, score in zip(weights, scores, strict=True) if score is not None]
            assert total == (pytest.approx(math.fsum(present)) if present else None)


@patient
@given(trees())
@pytest.mark.parametrize("most", [1, 3])
def test_however_few_rows_are_told_apart_nothing_is_promised_that_does_not_hold(most, tree):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows_of, "_ROWS", most)
        patch.setattr(rows_of, "_QUESTIONS", most - 1)
        patch.setattr(pins, "_PINS", most)
        seen = Seen(tree)
        (low, high), margin, gap = seen.reward.bounds, seen.reward.margin(), seen.gap()
    found = [score for scores in seen.scores for score in scores if score is not None]
    assert not found or low - SLACK <= min(found) <= max(found) <= high + SLACK
    assert gap is None or margin <= gap + SLACK


def test_the_work_is_bounded_however_large_the_total():
    """Fifty columns with three branches, and a hundred rewards that may be silent: 4^50 · 2^100 rows."""
    routes = [
        rr.route(column=f"task{n}", **{name: Right(score_column=f"{name}{n}") for name in "xyz"})
        for n in range(50)
    ]
    total = sum([*routes, *(Given(score_column=f"s{n}", low=0.0) for n in range(100))])
    assert len(list(rows_of.rows(total))) <= rows_of._ROWS
    assert total.may_abstain
    assert total.bounds == (0.0, 150.0)
