"""Gates: a reward on the rows, or for the answers, that another one lets pass; and what the other rows earn."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from reasoning_rewards.core import names as naming
from reasoning_rewards.core import settings
from reasoning_rewards.core.algebra.arithmetic import Sum, one_word
from reasoning_rewards.core.algebra.judged import GATE_ABSTAINS
from reasoning_rewards.core.algebra.wrappers import Wrapper, bend_at_threshold, judge_rows, reads_only_one
from reasoning_rewards.core.margin.bounds import Case, Clock, Span, Unknown
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.errors import CompositionError
from reasoning_rewards.verdict import Decision, Rule, Score, Verdicts

if TYPE_CHECKING:
    from reasoning_rewards.core.batch import Batch

__all__ = ["IfAbstains", "OnlyIf", "Requires"]

_OPEN = Decision(Rule("gate.open", "the gate is open"))
_GATE_CLOSED = Rule("gate.closed", "the gate is closed; it wants {at_least}, the gate scored {got}")
_CLOSED = Decision(_GATE_CLOSED)  # on rows where the part was not run
_SILENT = Decision(GATE_ABSTAINS)
_SCORED = Rule(
    "abstains.scored", "nothing to judge ({because:word}), so what was set for such rows; gold {gold}"
)


class OnlyIf(Wrapper):
    """The part on rows where the gate scores enough, ``otherwise`` on the rest; ∅ where either abstains.

    The part is run only on the rows that pass. A part that compares a group, or may abstain, is run
    on every row and masked: a group must be whole, and whether a row abstains must not depend on
    what the completion earned at the gate.
    """

    by: Reward
    threshold: float = 1.0
    otherwise: float = 0.0
    rules = (_OPEN.rule, _GATE_CLOSED, GATE_ABSTAINS)

    def __post_init__(self) -> None:
        threshold = settings.number("threshold", self.threshold)
        if threshold > self.by.bounds[1]:
            raise CompositionError(
                f"only_if(..., at_least={threshold:g}): {self.by.__name__} scores at most {self.by.bounds[1]:g}, so "
                "the gate would never open; lower at_least"
            )
        self._settle(threshold=threshold, otherwise=settings.number("otherwise", self.otherwise))
        super().__post_init__()

    def _parts(self) -> tuple[Reward, ...]:
        return (self.part, self.by)

    def _logged(self) -> tuple[Reward, ...]:
        return (self.part,)  # a gate is nearly always logged as a component already

    @property
    def label(self) -> str:
        """The part's label and the gate's."""
        return f"{self.part.label} if {self.by.label}"

    @property
    def key(self) -> str:
        """The part's key and the gate's."""
        return f"{self.part.key}_if_{self.by.key}"

    @property
    def _added(self) -> str | None:
        words = f"if_{self.by.__name__}" if one_word(self.by) else None
        if words is None:
            return None
        words += "" if self.threshold == 1.0 else f"_at_least_{naming.slug(self.threshold)}"
        return words + ("" if self.otherwise == 0.0 else f"_otherwise_{naming.slug(self.otherwise)}")

    def evaluate(self, batch: Batch) -> Verdicts:
        """Judge the gate, then the part where it matters."""
        gate = batch.verdicts(self.by)
        opened = [score is not None and score >= self.threshold for score in gate.scores]
        column = self._column(batch, opened)
        scores: list[Score] = []
        decisions: list[Decision] = []
        for is_open, inner, outer in zip(opened, column.scores, gate.scores, strict=True):
            score, decision = self._row(is_open, inner, outer)
            scores.append(score)
            decisions.append(decision)
        return Verdicts(scores, decisions, (column, gate), name=self.label)

    def _column(self, batch: Batch, opened: list[bool]) -> Verdicts:
        if self.part.may_abstain or not self.part.per_row:
            return batch.verdicts(self.part)
        rows = [row for row, is_open in enumerate(opened) if is_open]
        return judge_rows(batch, self.part, rows, _CLOSED)

    def _row(self, is_open: bool, inner: Score, outer: Score) -> tuple[Score, Decision]:
        if outer is None or (inner is None and self.part.may_abstain):
            return None, _SILENT
        if is_open:
            return inner, _OPEN
        return self.otherwise, Decision(_GATE_CLOSED, (("got", outer), ("at_least", self.threshold)))

    def _span(self, case: Case) -> Span | None:
        gate, part = self.by._span(case), self.part._span(case)
        if gate is None or part is None:
            return None
        closed = Span(self.otherwise, self.otherwise, part.may_abstain)
        if gate.low >= self.threshold:
            span = part
        elif gate.high < self.threshold:
            span = closed
        else:
            span = part.join(closed)
        return Span(span.low, span.high, span.may_abstain or gate.may_abstain)

    def _bend(self, of: Collection[Hashable]) -> int:
        return (
            self.part._bend(of)
            if reads_only_one(self.by, of)
            else max(bend_at_threshold(self.by, of), self.part._bend(of))
        )

    def _thresholds(self) -> Iterator[tuple[Reward, float]]:
        yield self.by, self.threshold
        yield from super()._thresholds()

    def __repr__(self) -> str:
        extra = "" if self.threshold == 1.0 else f", at_least={self.threshold!r}"
        extra += "" if self.otherwise == 0.0 else f", otherwise={self.otherwise!r}"
        return self._call(f"only_if({self.by!r}{extra})")


class Requires(Wrapper):
    """The part, abstaining where ``by`` abstains."""

    by: Reward
    _transparent = True
    _logged_as_part = True
    rules = (GATE_ABSTAINS,)

    def _parts(self) -> tuple[Reward, ...]:
        return (self.part, self.by)

    @property
    def label(self) -> str:
        """The part's label: what is required shows only where it is missing."""
        return self.part.label

    @property
    def key(self) -> str:
        """The part's key."""
        return self.part.key

    @property
    def _words(self) -> str | None:
        """Of a sum that requires one of its own parts, the sum's; otherwise what is required is said."""
        if isinstance(self.part, Sum) and set(self.by.leaves()) <= set(self.part.leaves()):
            return self.part._words
        both = one_word(self.part, Sum) and one_word(self.by)
        return f"{self.part.__name__}_requires_{self.by.__name__}" if both else None

    def evaluate(self, batch: Batch) -> Verdicts:
        """Silence the rows on which ``by`` is silent."""
        column, required = batch.verdicts(self.part), batch.verdicts(self.by)
        if None not in required.scores:
            return Verdicts(
                column.scores, column.decisions, (column, required), name=self.label, through=True
            )
        scores = [
            None if needed is None else score
            for score, needed in zip(column.scores, required.scores, strict=True)
        ]
        decisions = [
            _SILENT if needed is None else decision
            for decision, needed in zip(column.decisions, required.scores, strict=True)
        ]
        return Verdicts(scores, decisions, (column, required), name=self.label, through=True)

    def _span(self, case: Case) -> Span | None:
        required, span = self.by._span(case), self.part._span(case)
        if required is None or span is None:
            return None
        return Span(span.low, span.high, span.may_abstain or required.may_abstain)

    def _reached(self, case: Case) -> Iterator[Reward]:
        """The part's leaves: what is only required is not paid, and decides only where nothing else could."""
        yield from self.part._reached(case)
        if not self._decides_inside:
            yield from self.by._reached(case)

    @cached_property
    def _decides_inside(self) -> bool:
        return any(leaf.decides for leaf in self.part.leaves())

    def _unknowns(self, case: Case) -> Iterator[Unknown]:
        yield from self.by._unknowns(case)
        if self.by._span(case) is not None:
            yield from self.part._unknowns(case)

    def _clocks(self) -> Iterator[Clock]:
        yield from self.part._clocks()

    def _bend(self, of: Collection[Hashable]) -> int:
        return self.part._bend(of)

    def _thresholds(self) -> Iterator[tuple[Reward, float]]:
        return self.part._thresholds()

    def __repr__(self) -> str:
        return self._call(f"requires({self.by!r})")


class IfAbstains(Wrapper):
    """The part, and a fixed score on the rows on which it abstains."""

    score: float
    rules = (_SCORED,)
    _transparent = True

    def __post_init__(self) -> None:
        self._settle(score=settings.number("score", self.score))
        super().__post_init__()

    @property
    def label(self) -> str:
        """The part's label: what else a row earns shows only where it does."""
        return self.part.label

    @property
    def key(self) -> str:
        """The part's key."""
        return self.part.key

    @property
    def _words(self) -> str | None:
        plain = one_word(self.part, Sum, Requires)
        return f"{self.part.__name__}_if_abstains_{naming.slug(self.score)}" if plain else None

    def evaluate(self, batch: Batch) -> Verdicts:
        """Put the score where the part has none."""
        column = batch.verdicts(self.part)
        if None not in column.scores:
            return Verdicts(column.scores, column.decisions, (column,), name=self.label, through=True)
        scores: list[Score] = [self.score if score is None else score for score in column.scores]
        decisions = [
            Decision(_SCORED, (("because", str(decision.rule)), *decision.facts))
            if score is None
            else decision
            for score, decision in zip(column.scores, column.decisions, strict=True)
        ]
        return Verdicts(scores, decisions, (column,), name=self.label, through=True)

    def _span(self, case: Case) -> Span | None:
        span, fixed = self.part._span(case), Span(self.score, self.score)
        if span is None:
            return fixed
        return span.join(fixed)._replace(may_abstain=False) if span.may_abstain else span

    def __repr__(self) -> str:
        return self._call(f"if_abstains({self.score!r})")
