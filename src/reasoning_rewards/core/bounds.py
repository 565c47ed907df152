"""Where scores can lie: intervals, carried through the algebra under an assumption.

An assumption (`Case`) may say that the answer is right or wrong, which rewards abstain on the row,
and how much of the run is over. `margin` asks the question that matters with it: over every way
the rewards may abstain on one row, how far is the worst right answer above the best wrong one?

Right is what the deciding rewards say. Two that read the answer elsewhere, or hold it against other
golds, may disagree: right is then what all of them call right, wrong what any of them calls wrong.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from reasoning_rewards.errors import SettingError

if TYPE_CHECKING:
    from reasoning_rewards.core.reward import Reward

__all__ = ["Bounds", "Case", "Question", "Span", "WorstCase", "check", "margin", "worst_case"]

Bounds = tuple[float, float]
Question = Hashable  # what a reward asks of an answer; two that ask the same agree on what is right

_PATTERNS = 10  # 2^10 ways to abstain are walked one by one; rewards past the tenth keep both open


class Case(NamedTuple):
    """What is assumed of a row.

    right: the answer is right (True), wrong (False), or nothing is said (None).
    asked: the questions to which it is that; None for every question there is.
    scored: rewards that do not abstain on this row.
    silent: rewards that do.
    progress: how much of the run is over, or None for any time.
    """

    right: bool | None = None
    scored: frozenset[Reward] = frozenset()
    silent: frozenset[Reward] = frozenset()
    progress: float | None = None
    asked: frozenset[Question] | None = None


class Span(NamedTuple):
    """Every score a row can get, and whether it can also get none."""

    low: float
    high: float
    may_abstain: bool = False

    def within(self, low: float, high: float) -> Span:
        """The span after clipping."""
        return Span(min(max(self.low, low), high), min(max(self.high, low), high), self.may_abstain)

    def times(self, other: Span) -> Span:
        """The span of a product of two scores."""
        corners = [x * y for x in (self.low, self.high) for y in (other.low, other.high)]
        return Span(min(corners), max(corners), self.may_abstain or other.may_abstain)

    def join(self, other: Span) -> Span:
        """The smallest span that holds both."""
        return Span(
            min(self.low, other.low), max(self.high, other.high), self.may_abstain or other.may_abstain
        )


def check(owner: type, bounds: object) -> None:
    """Refuse what is not (low, high), two finite numbers with low ≤ high."""
    match bounds:
        case (int() | float() as low, int() | float() as high) if -math.inf < low <= high < math.inf:
            return
    raise SettingError(
        f"{owner.__name__}: bounds={bounds!r}; expected (low, high), two finite numbers with low ≤ high"
    )


class WorstCase(NamedTuple):
    """The margin, and the assumptions under which it is that small."""

    margin: float
    right: Case
    wrong: Case


def margin(reward: Reward, progress: float | None = None) -> float:
    """The least a right answer can earn, less the most a wrong answer to the same row can."""
    return worst_case(reward, progress).margin


def worst_case(reward: Reward, progress: float | None = None) -> WorstCase:
    """The worst right answer and the best wrong one, over every way to abstain and to be wrong."""
    worst: WorstCase | None = None
    for right_case, wrong_case in _pairs(reward, progress):
        right, wrong = reward._span(right_case), reward._span(wrong_case)
        if right is None or wrong is None:
            continue  # the whole row abstains: nothing is ranked
        gap = right.low - wrong.high
        if worst is None or gap < worst.margin:
            worst = WorstCase(gap, right_case, wrong_case)
    assert worst is not None, "with every reward speaking there is a score"
    return worst


def _pairs(reward: Reward, progress: float | None) -> Iterator[tuple[Case, Case]]:
    """What may be true of a right and of a wrong answer to one row."""
    leaves = reward.leaves()
    deciding = frozenset(leaf for leaf in leaves if leaf.decides)
    doubtful = sorted((leaf for leaf in leaves if leaf._doubtful()), key=lambda leaf: leaf not in deciding)
    doubtful = doubtful[:_PATTERNS]
    for pattern in itertools.product((True, False), repeat=len(doubtful)):
        scored = frozenset(leaf for leaf, speaks in zip(doubtful, pattern, strict=True) if speaks)
        silent = frozenset(doubtful) - scored
        if deciding and deciding <= silent:
            continue  # nobody says what is right on such a row
        asking = (deciding or frozenset(leaves)) - silent
        questions = frozenset(leaf._question for leaf in asking) - {None}
        case = Case(None, scored, silent, progress)
        right = case._replace(right=True, asked=questions or None)
        for question in questions or (None,):
            yield right, case._replace(right=False, asked=None if question is None else frozenset({question}))
