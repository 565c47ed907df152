"""Where scores can lie: intervals, carried through the algebra under an assumption; `Node` is what a reward is asked.

An assumption (`Case`) may say what the row holds, which rewards are silent on it, to which questions
the answer is right, and how much of the run is over. Where every reward stands once, the interval's
ends are scores that can be had; of one that is read twice, each reading has all of its own (see `pins`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from enum import IntEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from reasoning_rewards.errors import SettingError

if TYPE_CHECKING:
    from reasoning_rewards.core.algebra.schedule import Schedule
    from reasoning_rewards.core.reward import Reward

__all__ = [
    "Bounds",
    "Case",
    "Clock",
    "Node",
    "Question",
    "Rank",
    "Span",
    "Switch",
    "Unknown",
    "check",
    "check_within",
]

Bounds = tuple[float, float]
Question = Hashable  # what a reward asks of an answer; two that ask the same agree on what is right
Clock = tuple["Schedule", "float | None"]  # a schedule, and the factor where no step is known

_NOTHING: Mapping[Hashable, object] = MappingProxyType({})


class Case(NamedTuple):
    """What is assumed of a row and of an answer to it; what is not in it may be either way.

    known: of the row: {column: value}, {predicate: does it match}, {reward: does it speak}.
    truth: of the answer: {reward: is it right by the reward's question}.
    right: is it right by all that decide on this row; None where not said, or where they disagree.
    factors: of the moment: {clock: (least, greatest factor)}.
    scores: of the answer: {reward: (the least, the most that it scores)}.
    """

    known: Mapping[Hashable, object] = _NOTHING
    truth: Mapping[Hashable, bool] = MappingProxyType({})
    right: bool | None = None
    factors: Mapping[Clock, Bounds] = MappingProxyType({})
    scores: Mapping[Hashable, Bounds] = MappingProxyType({})

    def knowing(self, of: Hashable, value: object) -> Case:
        """The case in which one thing more is known of the row."""
        return self._replace(known={**self.known, of: value})


class Rank(IntEnum):
    """In which order the unknowns of a row are settled, should there be too many for all of them."""

    SWITCH = 0  # which rewards are asked
    DECIDER = 1  # who says what is right
    SCORE = 2  # who else speaks


class Unknown(NamedTuple):
    """Something of a row that a span depends on: a column, a predicate, or a reward that may be silent."""

    of: Hashable
    rank: Rank


class Switch(NamedTuple):
    """A column by which a reward knows whether a row is its own: the values it names, and what it makes of one."""

    column: str
    values: tuple[object, ...]
    choice: Callable[[object], Hashable]


class Span(NamedTuple):
    """Every score a row can get, and whether it can also get none."""

    low: float
    high: float
    may_abstain: bool = False

    def pinned(self, to: Bounds | None) -> Span:
        """The span where the scores are known to be these."""
        return self if to is None else self._replace(low=to[0], high=to[1])

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


class Node:
    """What bounds and margins ask of a reward, answered as a reward does that is made of no others.

    A base of `Reward`, which alone inherits it; the nodes of the algebra override what is different for them.
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


def check(owner: type, bounds: object, name: str = "bounds") -> None:
    """Refuse what is not (low, high), two finite numbers with low ≤ high."""
    match bounds:
        case (int() | float() as low, int() | float() as high) if -math.inf < low <= high < math.inf:
            return
    raise SettingError(
        f"{owner.__name__}: {name}={bounds!r}; expected (low, high), two finite numbers with low ≤ high"
    )


def check_within(owner: type, whole: Bounds, name: str, part: Bounds) -> None:
    """Refuse bounds of some answers that are wider than those of all: no margin could be reckoned with them."""
    check(owner, part, name)
    if part[0] < whole[0] or part[1] > whole[1]:
        raise SettingError(f"{owner.__name__}: {name}={part!r}; expected them within bounds={whole!r}")
