"""`Node`: what margins and bounds ask of a reward."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator
from typing import TYPE_CHECKING, ClassVar

from reasoning_rewards.core.margin.bounds import Bounds, Case, Clock, Question, Rank, Span, Switch, Unknown

if TYPE_CHECKING:
    from reasoning_rewards.core.reward import Reward

__all__ = ["Node"]


class Node:
    """A reward seen from above, as a leaf answers; a base of `Reward`, which alone inherits it.

    The nodes of the algebra override what is different for a reward made of others.
    """

    if TYPE_CHECKING:  # what `Reward` has and says more of
        decides: ClassVar[bool]

        @property
        def bounds(self) -> Bounds:
            """Where scores can lie."""

        @property
        def bounds_if_right(self) -> Bounds:
            """The same for right answers."""

        @property
        def bounds_if_wrong(self) -> Bounds:
            """The same for wrong answers."""

        @property
        def may_abstain(self) -> bool:
            """Can a row score None?"""

    @property
    def _question(self) -> Question | None:
        """What it asks of an answer; None for a reward whose bounds go by whatever the others call right."""
        return self if self.decides else None

    def _goes_by_right(self) -> bool:
        """Does it score right answers otherwise than wrong ones?"""
        return not self.bounds == self.bounds_if_right == self.bounds_if_wrong

    def _span(self, case: Case) -> Span | None:
        """Where scores can lie under an assumption; None where the reward abstains."""
        speaks = case.known.get(self)
        if speaks is False:
            return None
        right = case.right if self._question is None else case.truth.get(self)
        low, high = {None: self.bounds, True: self.bounds_if_right, False: self.bounds_if_wrong}[right]
        return Span(low, high, self.may_abstain and speaks is None).pinned(case.scores.get(self))

    def _reached(self, case: Case) -> Iterator[Reward]:
        """The leaves whose scores are read on a row, each as often as it is."""
        yield self  # type: ignore[misc]  # see above: a Node is a Reward

    def _unknowns(self, case: Case) -> Iterator[Unknown]:
        """What of the row is not known yet and matters here, each as often as it does."""
        if self.may_abstain and self not in case.known:
            yield Unknown(self, Rank.DECIDER if self.decides else Rank.SCORE)

    def _switches(self) -> Iterator[Switch]:
        """The columns by which something in the tree is asked or not."""
        yield from ()

    def _clocks(self) -> Iterator[Clock]:
        """The schedules in the tree, each as often as it stands there."""
        yield from ()

    def _bend(self, of: Collection[Hashable]) -> int:
        """How the score depends on any of these leaves or clocks: 0 not, 1 linearly, 2 otherwise.

        Where a threshold stands over one leaf alone, it is what holds between its `_thresholds`.
        """
        return int(self in of)

    def _thresholds(self) -> Iterator[tuple[Reward, float]]:
        """The rewards in the tree that are held against a number, each with it."""
        yield from ()
