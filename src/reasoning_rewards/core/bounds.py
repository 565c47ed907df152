"""Where scores can lie: intervals, carried through the algebra under an assumption.

An assumption (`Case`) may say that the answer is right or wrong, which rewards abstain on the row,
and how much of the run is over. `margin` asks the question that matters with it: over every way
the rewards may abstain on one row, how far is the worst right answer above the best wrong one?
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from reasoning_rewards.core.reward import Reward

__all__ = ["Bounds", "Case", "Span", "margin", "worst_case"]

Bounds = tuple[float, float]

_PATTERNS = 10  # 2^10 ways to abstain are walked one by one; rewards past the tenth keep both open


class Case(NamedTuple):
    """What is assumed of a row.

    right: the answer is right (True), wrong (False), or nothing is said (None).
    scored: rewards that do not abstain on this row.
    silent: rewards that do.
    progress: how much of the run is over, or None for any time.
    """

    right: bool | None = None
    scored: frozenset[Reward] = frozenset()
    silent: frozenset[Reward] = frozenset()
    progress: float | None = None


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


def margin(reward: Reward, progress: float | None = None) -> float:
    """The least a right answer can earn, less the most a wrong answer to the same row can."""
    return worst_case(reward, progress)[0]


def worst_case(reward: Reward, progress: float | None = None) -> tuple[float, Case]:
    """The margin, and the case (which rewards abstain) in which it is that small."""
    doubtful = [leaf for leaf in reward.leaves() if leaf._doubtful()][:_PATTERNS]
    worst: tuple[float, Case] | None = None
    for pattern in itertools.product((True, False), repeat=len(doubtful)):
        scored = frozenset(leaf for leaf, speaks in zip(doubtful, pattern, strict=True) if speaks)
        case = Case(None, scored, frozenset(doubtful) - scored, progress)
        right = reward._span(case._replace(right=True))
        wrong = reward._span(case._replace(right=False))
        if right is None or wrong is None:
            continue  # the whole row abstains: nothing is ranked
        gap = right.low - wrong.high
        if worst is None or gap < worst[0]:
            worst = (gap, case)
    assert worst is not None, "with every reward speaking there is a score"
    return worst
