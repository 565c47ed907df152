"""Times of day: by the clock of twelve hours with its half, and by that of twenty-four."""

from __future__ import annotations

from reasoning_rewards.answers.compare.scalars import Judge
from reasoning_rewards.answers.values.outcome import Outcome
from reasoning_rewards.answers.values.values import Clock, Number, Ratio

__all__ = ["same_clock", "same_time"]

_DAY = 24 * 3600
_SAME, _DIFFERS, _KIND = (
    Outcome(True, "time.same"),
    Outcome(False, "time.differs"),
    Outcome(False, "kind.differs"),
)


def same_clock(one: Clock, other: Clock, _: Judge) -> Outcome:
    """Compare two times of which both say the half of the day."""
    return _SAME if _seconds(one) == _seconds(other) else _DIFFERS


def same_time(one: Clock, other: Ratio, _: Judge) -> Outcome:
    """Compare 3:05 PM with 15:05; a time up to 12:59 without its half may be either, and is neither."""
    numbers = [part.exact for part in other.parts if isinstance(part, Number) and not part.digits]
    if len(numbers) != len(other.parts) or not 2 <= len(numbers) <= 3:
        return _KIND
    hour, minute, second = (*numbers, 0)[:3]
    if not (hour == 0 or 13 <= hour <= 24) or not 0 <= minute < 60 or not 0 <= second < 60:
        return _KIND
    return _SAME if (hour * 3600 + minute * 60 + second) % _DAY == _seconds(one) else _DIFFERS


def _seconds(time: Clock) -> int:
    """Seconds since midnight."""
    return (time.hour % 12 + 12 * (time.half == "pm")) * 3600 + time.minute * 60 + time.second
