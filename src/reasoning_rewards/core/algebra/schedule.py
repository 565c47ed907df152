"""Schedules: a factor that depends on how much of the run is over."""

from __future__ import annotations

import abc
import math
from dataclasses import dataclass
from typing import ClassVar

from reasoning_rewards.core import settings

__all__ = ["Cosine", "Linear", "Schedule", "Steps", "Warmup", "cosine", "linear", "steps", "warmup"]


class Schedule(abc.ABC):
    """A factor by progress, which goes from 0 to 1; progress outside is clamped."""

    __slots__ = ()

    # On which scale it is a straight line between two of its `times`: "constant", "linear" (progress itself),
    # "cosine"; None for one of which that is not known.
    shape: ClassVar[str | None] = None

    def __call__(self, progress: float) -> float:
        """The factor at this point of the run."""
        return self._at(min(max(progress, 0.0), 1.0))

    @abc.abstractmethod
    def _at(self, progress: float) -> float:
        """The factor; progress is between 0 and 1."""

    @property
    @abc.abstractmethod
    def bounds(self) -> tuple[float, float]:
        """The least and the greatest factor."""

    @property
    def times(self) -> tuple[float, ...]:
        """Where within the run it bends or jumps."""
        return ()

    def between(self, start: float, end: float) -> tuple[float, float]:
        """The least and the greatest factor in a stretch of the run without any of its `times` inside."""
        if self.shape is None:
            return self.bounds
        factors = self(start), self(end)
        return min(factors), max(factors)


@dataclass(frozen=True, slots=True)
class Ramp(Schedule):
    """From ``start`` to ``end`` over the run."""

    start: float
    end: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", settings.number("start", self.start))
        object.__setattr__(self, "end", settings.number("end", self.end))

    def _at(self, progress: float) -> float:
        share = self._share(progress)
        low, high = self.bounds  # which the sum may miss by a rounding
        return min(max(self.start * (1.0 - share) + self.end * share, low), high)

    @abc.abstractmethod
    def _share(self, progress: float) -> float:
        """How much of the way from start to end has been gone; from 0 to 1, never outside."""

    @property
    def bounds(self) -> tuple[float, float]:
        """Start and end, the lesser first."""
        return min(self.start, self.end), max(self.start, self.end)

    def __repr__(self) -> str:
        return f"{type(self).__name__.lower()}({self.start!r}, {self.end!r})"


class Linear(Ramp):
    """start + (end − start)·p."""

    __slots__ = ()
    shape = "linear"

    def _share(self, progress: float) -> float:
        return progress


class Cosine(Ramp):
    """start + (end − start)·(1 − cos πp)/2: slow at both ends."""

    __slots__ = ()
    shape = "cosine"

    def _share(self, progress: float) -> float:
        return (1.0 - math.cos(math.pi * progress)) / 2.0


@dataclass(frozen=True, slots=True, repr=False)
class Warmup(Ramp):
    """From start to end by the time that ``until`` of the run is over, then end."""

    until: float
    shape = "linear"

    def __post_init__(self) -> None:
        object.__setattr__(self, "until", settings.number("until", self.until, above=0, at_most=1))
        Ramp.__post_init__(self)

    def _share(self, progress: float) -> float:
        return min(progress / self.until, 1.0)

    @property
    def times(self) -> tuple[float, ...]:
        """Where it reaches its end."""
        return (self.until,)

    def __repr__(self) -> str:
        ends = "" if (self.start, self.end) == (0.0, 1.0) else f", start={self.start!r}, end={self.end!r}"
        return f"warmup({self.until!r}{ends})"


@dataclass(frozen=True, slots=True, repr=False)
class Steps(Schedule):
    """``first``, and from each progress on another factor."""

    first: float
    later: tuple[tuple[float, float], ...]
    shape = "constant"

    def __post_init__(self) -> None:
        wanted = "pairs of (progress, factor), such as (0.5, 0.1)"
        later = tuple(settings.pair("later", self.later, wanted, within=each) for each in self.later)
        times = [time for time, _ in later]
        if not later or times != sorted(set(times)) or not 0.0 < times[0] <= times[-1] <= 1.0:
            raise settings.wrong(
                "later", self.later, "steps (progress, factor) with progress ascending within (0, 1]"
            )
        object.__setattr__(self, "first", settings.number("first", self.first))
        object.__setattr__(self, "later", later)

    def _at(self, progress: float) -> float:
        factor = self.first
        for time, then in self.later:
            if progress >= time:
                factor = then
        return factor

    @property
    def times(self) -> tuple[float, ...]:
        """Where it jumps."""
        return tuple([time for time, _ in self.later])

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the greatest of its factors."""
        factors = [self.first, *(factor for _, factor in self.later)]
        return min(factors), max(factors)

    def __repr__(self) -> str:
        return f"steps({', '.join(map(repr, (self.first, *self.later)))})"


def linear(start: float, end: float) -> Schedule:
    """A factor that goes evenly from ``start`` to ``end`` over the run: start + (end − start)·p.

    p is progress, 0 at the first step and 1 at the last.

    >>> linear(1, 0)(0.25)
    0.75
    """
    return Linear(start, end)


def cosine(start: float, end: float) -> Schedule:
    """A factor that goes from ``start`` to ``end``, slowly at both ends: (1 − cos πp)/2 of the way.

    >>> round(cosine(1, 0)(0.25), 4)
    0.8536
    """
    return Cosine(start, end)


def warmup(until: float, *, start: float = 0.0, end: float = 1.0) -> Schedule:
    """A factor that goes evenly from ``start`` to ``end`` until that much of the run is over, and stays.

    >>> warmup(0.2)(0.1), warmup(0.2)(0.9)
    (0.5, 1.0)
    """
    return Warmup(start, end, until)


def steps(first: float, *later: tuple[float, float]) -> Schedule:
    """A factor that jumps: ``first``, then from each progress on the factor beside it.

    >>> halved = steps(1, (0.5, 0.5), (0.75, 0))
    >>> halved(0.49), halved(0.5), halved(1)
    (1.0, 0.5, 0.0)
    """
    return Steps(first, later)
