"""What somebody who looks on is told while the ladder is climbed."""

from __future__ import annotations

from typing import Protocol

from reasoning_rewards.answers.values.outcome import Outcome
from reasoning_rewards.answers.values.values import Value

__all__ = ["Watch"]


class Watch(Protocol):
    """Is told of every rung that is tried and of every pair of values, in order; it decides nothing."""

    def rung(self, name: str, outcome: Outcome | None) -> None:
        """A rung was tried; None: it had no opinion."""

    def pair(self, one: Value, other: Value) -> None:
        """Two values are about to be compared."""

    def told(self, outcome: Outcome) -> None:
        """The last pair that is still open has been compared."""
