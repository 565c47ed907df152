"""`Judged`: the base of rewards whose score depends on whether the answer is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reasoning_rewards.core import settings
from reasoning_rewards.core.margin.bounds import Bounds, Case, Clock, Span, Switch, Unknown
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.verdict import Rule

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterator, Sequence

    from reasoning_rewards.verdict import Verdicts

__all__ = ["GATE_ABSTAINS", "Judged"]

GATE_ABSTAINS = Rule("gate.abstains", "the gate abstains")


class Judged(Reward):
    """A reward that asks another one, ``by``, which answers are right, and abstains where that abstains.

    ``by`` is judged once, however many rewards ask it. A subclass declares ``bounds_if_right`` and
    ``bounds_if_wrong``; its bounds hold both.
    """

    by: Reward

    def __post_init__(self) -> None:
        if not self.by.bounds_if_right[0] > self.by.bounds_if_wrong[1]:
            raise settings.wrong(
                "by", self.by, "a reward that tells right answers from wrong ones, such as Correctness()"
            )
        super().__post_init__()

    @property
    def bounds(self) -> Bounds:
        """From the least to the greatest of what right and wrong answers can score."""
        right, wrong = self.bounds_if_right, self.bounds_if_wrong
        return min(right[0], wrong[0]), max(right[1], wrong[1])

    @property
    def may_abstain(self) -> bool:
        """Where ``by`` may."""
        return self.by.may_abstain

    @property
    def columns(self) -> tuple[str, ...]:
        """Its own columns and those of ``by``."""
        return tuple(dict.fromkeys((*super().columns, *self.by.columns)))

    def leaves(self) -> tuple[Reward, ...]:
        """This reward, and the leaves of ``by``."""
        return tuple(dict.fromkeys((self, *self.by.leaves())))

    def _judges(self) -> tuple[Reward, ...]:
        return (self.by,)

    def _reads(self) -> Iterator[tuple[Reward, str]]:
        yield from ((self, name) for name in super().columns)
        yield from self.by._reads()

    def _may_read(self, names: Sequence[str]) -> Iterator[str]:
        yield from self.by._may_read(names)

    def _right(self, judged: Verdicts) -> list[bool | None]:
        """Which rows ``by`` calls right; None where it abstains."""
        enough = self.by.bounds_if_right[0]
        return [None if score is None else score >= enough for score in judged.scores]

    def _span(self, case: Case) -> Span | None:
        judged = self.by._span(case)
        if judged is None:
            return None
        enough = self.by.bounds_if_right[0]
        low, high = self.bounds
        if judged.low >= enough:
            low, high = self.bounds_if_right
        elif judged.high < enough:
            low, high = self.bounds_if_wrong
        return Span(low, high, judged.may_abstain).pinned(case.scores.get(self))

    def _goes_by_right(self) -> bool:
        return False  # it goes by what `by` says, which is reached below

    def _reached(self, case: Case) -> Iterator[Reward]:
        yield self
        yield from self.by._reached(case)

    def _unknowns(self, case: Case) -> Iterator[Unknown]:
        yield from self.by._unknowns(case)  # it is silent exactly where `by` is

    def _switches(self) -> Iterator[Switch]:
        yield from self.by._switches()

    def _clocks(self) -> Iterator[Clock]:
        yield from self.by._clocks()

    def _bend(self, of: Collection[Hashable]) -> int:
        return 2 if self.by._bend(of) else super()._bend(of)

    def _wants_clock(self) -> bool:
        return self.by._wants_clock()
