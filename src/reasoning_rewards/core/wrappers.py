"""Rewards around a reward: thresholds, gates, clipping, schedules, names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reasoning_rewards.core import naming, settings
from reasoning_rewards.core.arithmetic import Composite, Product, Scale, Sum, grouped
from reasoning_rewards.core.bounds import Case, Span
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.core.schedule import Schedule
from reasoning_rewards.core.verdict import Decision, Score, Verdicts
from reasoning_rewards.errors import CompositionError, SettingError

if TYPE_CHECKING:
    from reasoning_rewards.core.batch import Batch

__all__ = ["Anneal", "AtLeast", "Clip", "Named", "OnlyIf", "Requires"]


class Wrapper(Composite):
    """A composite around one part; its code is a method call on that part."""

    part: Reward

    def _parts(self) -> tuple[Reward, ...]:
        return (self.part,)

    def _call(self, text: str) -> str:
        return f"{grouped(self.part, (Sum, Scale, Product))}.{text}"

    def _wrapped(self, scores: list[Score], decisions: list[Decision], part: Verdicts) -> Verdicts:
        return Verdicts(scores, decisions, (part,), name=self.label)


class AtLeast(Wrapper):
    """1.0 where the part's score reaches the threshold, else 0.0."""

    threshold: float

    def __post_init__(self) -> None:
        threshold = settings.number("threshold", self.threshold)
        low, high = self.part.bounds
        if not low < threshold <= high:
            always = "always" if threshold <= low else "never"
            raise CompositionError(
                f"at_least({threshold:g}): {self.part.__name__} scores between {low:g} and {high:g}, so it would "
                f"{always} be reached; choose a threshold above {low:g} and up to {high:g}"
            )
        self._settle(threshold=threshold)
        super().__post_init__()

    @property
    def label(self) -> str:
        """The part's label and the threshold."""
        return f"{self.part.label} ≥ {self.threshold:g}"

    @property
    def key(self) -> str:
        """The part's key and the threshold."""
        return f"{self.part.key}_at_least_{naming.slug(self.threshold)}"

    def evaluate(self, batch: Batch) -> Verdicts:
        """Compare every score with the threshold."""
        column = batch.verdicts(self.part)
        scores: list[Score] = [
            None if score is None else float(score >= self.threshold) for score in column.scores
        ]
        decisions = [
            self._decision(score, passed) for score, passed in zip(column.scores, scores, strict=True)
        ]
        return self._wrapped(scores, decisions, column)

    def _decision(self, score: Score, passed: Score) -> Decision:
        if passed is None:
            return Decision("threshold.abstains")
        rule = "threshold.reached" if passed else "threshold.missed"
        return Decision(rule, (("score", score), ("at_least", self.threshold)))

    def _span(self, case: Case) -> Span | None:
        span = self.part._span(case)
        if span is None:
            return None
        low, high = float(span.low >= self.threshold), float(span.high >= self.threshold)
        return Span(low, high, span.may_abstain)

    def __repr__(self) -> str:
        return self._call(f"at_least({self.threshold!r})")


class OnlyIf(Wrapper):
    """The part on rows where the gate scores enough, ``otherwise`` on the rest; ∅ where either abstains.

    The part is run only on the rows that pass. A part that compares a group, or may abstain, is run
    on every row and masked: a group must be whole, and whether a row abstains must not depend on
    what the completion earned at the gate.
    """

    by: Reward
    threshold: float = 1.0
    otherwise: float = 0.0

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
        if self.part.may_abstain or not self.part.per_row or all(opened):
            return batch.verdicts(self.part)
        rows = [row for row, is_open in enumerate(opened) if is_open]
        if not rows:
            return self.part._judge(batch.take([])).spread([], len(batch), _CLOSED)
        return batch.take(rows).verdicts(self.part).spread(rows, len(batch), _CLOSED)

    def _row(self, is_open: bool, inner: Score, outer: Score) -> tuple[Score, Decision]:
        if outer is None or (inner is None and self.part.may_abstain):
            return None, _GATE_SILENT
        if is_open:
            return inner, _OPEN
        return self.otherwise, Decision("gate.closed", (("got", outer), ("at_least", self.threshold)))

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

    def __repr__(self) -> str:
        extra = "" if self.threshold == 1.0 else f", at_least={self.threshold!r}"
        extra += "" if self.otherwise == 0.0 else f", otherwise={self.otherwise!r}"
        return self._call(f"only_if({self.by!r}{extra})")


_OPEN, _CLOSED, _GATE_SILENT = Decision("gate.open"), Decision("gate.closed"), Decision("gate.abstains")


class Requires(Wrapper):
    """The part, abstaining where ``by`` abstains."""

    by: Reward
    _transparent = True
    _logged_as_part = True

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

    def evaluate(self, batch: Batch) -> Verdicts:
        """Silence the rows on which ``by`` is silent."""
        column, required = batch.verdicts(self.part), batch.verdicts(self.by)
        if None not in required.scores:
            return Verdicts(column.scores, column.decisions, (column,), name=self.label, through=True)
        scores = [
            None if needed is None else score
            for score, needed in zip(column.scores, required.scores, strict=True)
        ]
        decisions = [
            Decision("gate.abstains") if needed is None else decision
            for decision, needed in zip(column.decisions, required.scores, strict=True)
        ]
        return Verdicts(scores, decisions, (column,), name=self.label, through=True)

    def _span(self, case: Case) -> Span | None:
        required = self.by._span(case)
        if required is None:
            return None
        span = self.part._span(case._replace(scored=case.scored | self.by._implied()))
        if span is None:
            return None
        return Span(span.low, span.high, span.may_abstain or required.may_abstain)

    def __repr__(self) -> str:
        return self._call(f"requires({self.by!r})")


class Clip(Wrapper):
    """The part held within [low, high]."""

    low: float
    high: float

    def __post_init__(self) -> None:
        low, high = settings.number("low", self.low), settings.number("high", self.high)
        if not low < high:
            raise SettingError(f"clip({low:g}, {high:g}): expected low below high")
        self._settle(low=low, high=high)
        super().__post_init__()

    @property
    def label(self) -> str:
        """The part's label, clipped."""
        return f"clipped {self.part.label}"

    @property
    def key(self) -> str:
        """The part's key, clipped."""
        return f"clipped_{self.part.key}"

    def evaluate(self, batch: Batch) -> Verdicts:
        """Clip every score."""
        column = batch.verdicts(self.part)
        low, high = self.low, self.high
        scores: list[Score] = [
            None if score is None else min(max(score, low), high) for score in column.scores
        ]
        return self._wrapped(scores, [Decision("clip", (("low", low), ("high", high)))] * len(batch), column)

    def _span(self, case: Case) -> Span | None:
        span = self.part._span(case)
        return None if span is None else span.within(self.low, self.high)

    def __repr__(self) -> str:
        return self._call(f"clip({self.low!r}, {self.high!r})")


class Anneal(Wrapper):
    """The part times a schedule of the run's progress, global_step / max_steps."""

    schedule: Schedule
    without_clock: float | None = None

    def __post_init__(self) -> None:
        if self.without_clock is not None:
            self._settle(without_clock=settings.number("without_clock", self.without_clock))
        super().__post_init__()

    @property
    def label(self) -> str:
        """The part's label, annealed."""
        return f"annealed {self.part.label}"

    @property
    def key(self) -> str:
        """The part's key, annealed."""
        return f"annealed_{self.part.key}"

    def _factor(self, progress: float | None) -> float:
        if progress is not None:
            return self.schedule(progress)
        assert self.without_clock is not None, "a batch without a clock is refused before it is judged"
        return self.without_clock

    def evaluate(self, batch: Batch) -> Verdicts:
        """Multiply every score with the factor of the moment."""
        column = batch.verdicts(self.part)
        factor = self._factor(batch.progress)
        known: tuple[tuple[str, Any], ...] = () if batch.progress is None else (("progress", batch.progress),)
        decision = Decision("schedule", (("factor", factor), *known))
        scores = [None if score is None else factor * score for score in column.scores]
        return self._wrapped(scores, [decision] * len(batch), column)

    def _span(self, case: Case) -> Span | None:
        span = self.part._span(case)
        if span is None:
            return None
        if case.progress is not None:
            low = high = self.schedule(case.progress)
        else:
            low, high = self.schedule.bounds
            if self.without_clock is not None:
                low, high = min(low, self.without_clock), max(high, self.without_clock)
        return span.times(Span(low, high))

    def _wants_clock(self) -> bool:
        return self.without_clock is None or self.part._wants_clock()

    def __repr__(self) -> str:
        extra = "" if self.without_clock is None else f", without_clock={self.without_clock!r}"
        return self._call(f"anneal({self.schedule!r}{extra})")


class Named(Wrapper):
    """The part under another name; nothing else changes."""

    name: str
    _transparent = True

    def __post_init__(self) -> None:
        if not self.name.isidentifier():
            raise settings.wrong(
                "name", self.name, "a word of letters, digits and underscores, as logs use it for a key"
            )
        settings.refuse_taken_name("name", self.name)
        super().__post_init__()

    @property
    def __name__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name."""
        return self.name

    @property
    def key(self) -> str:
        """The name."""
        return self.name

    def evaluate(self, batch: Batch) -> Verdicts:
        """Rename the part's column."""
        column = batch.verdicts(self.part)
        return Verdicts(column.scores, column.decisions, (column,), name=self.name, through=True)

    def _span(self, case: Case) -> Span | None:
        return self.part._span(case)

    def __repr__(self) -> str:
        return self._call(f"named({self.name!r})")
