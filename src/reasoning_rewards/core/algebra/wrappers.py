"""Rewards around a reward: thresholds, clipping, schedules, names."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal

from reasoning_rewards.core import names as naming
from reasoning_rewards.core import settings
from reasoning_rewards.core.algebra.arithmetic import Composite, Product, Scale, Sum, one_word, parenthesise
from reasoning_rewards.core.algebra.schedule import Schedule
from reasoning_rewards.core.margin.bounds import Case, Clock, Span
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.errors import CompositionError, SettingError
from reasoning_rewards.verdict import Decision, Rule, Score, Verdicts

if TYPE_CHECKING:
    from reasoning_rewards.core.batch import Batch

__all__ = [
    "Anneal",
    "AtLeast",
    "Clip",
    "Named",
    "Wrapper",
    "bend_at_threshold",
    "judge_rows",
    "reads_only_one",
]

_REACHED = Rule("threshold.reached", "{score} reaches {at_least}")
_MISSED = Rule("threshold.missed", "{score} is below {at_least}")
_THRESHOLD_ABSTAINS = Rule("threshold.abstains", "the part abstains")
_CLIPPED = Rule("clip", "held within {low} and {high}")
_SCHEDULED = Rule("schedule", "the part times {factor} at {progress} of the run")


class Wrapper(Composite):
    """A composite around one part; its code is a method call on that part."""

    part: Reward

    def _parts(self) -> tuple[Reward, ...]:
        return (self.part,)

    def _call(self, text: str) -> str:
        return f"{parenthesise(self.part, (Sum, Scale, Product))}.{text}"

    @property
    def _words(self) -> str | None:
        added = self._added
        return f"{self.part.__name__}_{added}" if added is not None and one_word(self.part) else None

    @property
    def _added(self) -> str | None:
        """What it adds to the name of a part that is one word."""
        return None

    def _wrapped(self, scores: list[Score], decisions: list[Decision], part: Verdicts) -> Verdicts:
        return Verdicts(scores, decisions, (part,), name=self.label)


def judge_rows(batch: Batch, part: Reward, rows: Sequence[int], elsewhere: Decision) -> Verdicts:
    """What a reward says of some rows, laid out over the batch; the other rows abstain, with this decision.

    The reward sees no others: one that compares a group needs rows that are chosen by their columns, which
    the completions of a group share.
    """
    if len(rows) == len(batch):
        return batch.verdicts(part)
    return batch.take(rows).verdicts(part).spread(rows, len(batch), elsewhere)


def reads_only_one(part: Reward, of: Collection[Hashable]) -> bool:
    """Does the part read one of these leaves, once, and nothing else? Then it rises or falls with it."""
    read = list(part._reached(Case()))
    return len(read) == 1 and read[0] in of


def bend_at_threshold(part: Reward, of: Collection[Hashable]) -> int:
    """The bend of something that jumps or stops at a threshold of the part."""
    return 2 if part._bend(of) else 0


class AtLeast(Wrapper):
    """1.0 where the part's score reaches the threshold, else 0.0."""

    threshold: float
    rules = (_REACHED, _MISSED, _THRESHOLD_ABSTAINS)

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

    @property
    def _added(self) -> str:
        return f"at_least_{naming.slug(self.threshold)}"

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
            return Decision(_THRESHOLD_ABSTAINS)
        rule = _REACHED if passed else _MISSED
        return Decision(rule, (("score", score), ("at_least", self.threshold)))

    def _span(self, case: Case) -> Span | None:
        span = self.part._span(case)
        if span is None:
            return None
        low, high = float(span.low >= self.threshold), float(span.high >= self.threshold)
        return Span(low, high, span.may_abstain)

    def _bend(self, of: Collection[Hashable]) -> int:
        return 0 if reads_only_one(self.part, of) else bend_at_threshold(self.part, of)

    def _thresholds(self) -> Iterator[tuple[Reward, float]]:
        yield self.part, self.threshold
        yield from self.part._thresholds()

    def __repr__(self) -> str:
        return self._call(f"at_least({self.threshold!r})")


class Clip(Wrapper):
    """The part held within [low, high]."""

    low: float
    high: float
    rules = (_CLIPPED,)

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

    @property
    def _added(self) -> str:
        return f"clipped_{naming.slug(self.low)}_{naming.slug(self.high)}"

    def evaluate(self, batch: Batch) -> Verdicts:
        """Clip every score."""
        column = batch.verdicts(self.part)
        low, high = self.low, self.high
        scores: list[Score] = [
            None if score is None else min(max(score, low), high) for score in column.scores
        ]
        return self._wrapped(
            scores, [Decision(_CLIPPED, (("low", low), ("high", high)))] * len(batch), column
        )

    def _span(self, case: Case) -> Span | None:
        span = self.part._span(case)
        return None if span is None else span.within(self.low, self.high)

    def _bend(self, of: Collection[Hashable]) -> int:
        return 1 if reads_only_one(self.part, of) else bend_at_threshold(self.part, of)

    def _thresholds(self) -> Iterator[tuple[Reward, float]]:
        yield from ((self.part, self.low), (self.part, self.high))
        yield from self.part._thresholds()

    def __repr__(self) -> str:
        return self._call(f"clip({self.low!r}, {self.high!r})")


class Anneal(Wrapper):
    """The part times a schedule of the run's progress, global_step / max_steps."""

    schedule: Schedule
    without_clock: float | None = None
    rules = (_SCHEDULED,)

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
        decision = Decision(_SCHEDULED, (("factor", factor), *known))
        scores = [None if score is None else factor * score for score in column.scores]
        return self._wrapped(scores, [decision] * len(batch), column)

    def _span(self, case: Case) -> Span | None:
        span = self.part._span(case)
        if span is None:
            return None
        low, high = case.factors.get(self._clock, self.schedule.bounds)
        if self.without_clock is not None and self._clock not in case.factors:
            low, high = min(low, self.without_clock), max(high, self.without_clock)
        return span.times(Span(low, high))

    @property
    def _clock(self) -> Clock:
        return self.schedule, self.without_clock

    def _clocks(self) -> Iterator[Clock]:
        yield self._clock
        yield from self.part._clocks()

    def _bend(self, of: Collection[Hashable]) -> int:
        return min(self.part._bend(of) + (self._clock in of), 2)

    def _wants_clock(self) -> bool:
        return self.without_clock is None or self.part._wants_clock()

    def __repr__(self) -> str:
        extra = "" if self.without_clock is None else f", without_clock={self.without_clock!r}"
        return self._call(f"anneal({self.schedule!r}{extra})")


class Named(Wrapper):
    """The part under another name; nothing else changes.

    log: how much a trainer is told, where this stands around the whole reward; inside another it says nothing.
    """

    _named = True
    name: str
    log: Literal["default", "all", "none"] = "default"
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
        extra = "" if self.log == "default" else f", log={self.log!r}"
        return self._call(f"named({self.name!r}{extra})")
