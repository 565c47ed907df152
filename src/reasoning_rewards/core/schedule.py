"""Schedules: a factor that depends on how much of the run is over."""

from __future__ import annotations

import abc
import math
from dataclasses import dataclass

from reasoning_rewards.core import settings

__all__ = ["Cosine", "Linear", "Schedule", "cosine", "linear"]


@dataclass(frozen=True, slots=True)
class Schedule(abc.ABC):
    """From ``start`` to ``end`` while progress goes from 0 to 1.

    ``schedule(progress)`` is the factor; progress outside [0, 1] is clamped.
    """

    start: float
    end: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", settings.number("start", self.start))
        object.__setattr__(self, "end", settings.number("end", self.end))

    def __call__(self, progress: float) -> float:
        """The factor at this point of the run."""
        share = self._share(min(max(progress, 0.0), 1.0))
        low, high = self.bounds  # which the sum may miss by a rounding
        return min(max(self.start * (1.0 - share) + self.end * share, low), high)

    @abc.abstractmethod
    def _share(self, progress: float) -> float:
        """How much of the way from start to end has been gone; from 0 to 1, never outside."""

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the greatest factor."""
        return min(self.start, self.end), max(self.start, self.end)

    def __repr__(self) -> str:
        return f"{type(self).__name__.lower()}({self.start!r}, {self.end!r})"


@dataclass(frozen=True, slots=True, repr=False)
class Linear(Schedule):
    """start + (end − start)·p."""

    def _share(self, progress: float) -> float:
        return progress


@dataclass(frozen=True, slots=True, repr=False)
class Cosine(Schedule):
    """start + (end − start)·(1 − cos πp)/2: slow at both ends."""

    def _share(self, progress: float) -> float:
        return (1.0 - math.cos(math.pi * progress)) / 2.0


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
