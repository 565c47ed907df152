"""Checks for the settings of rewards: each gives the value back, clean, or says what was expected.

What a setting's annotation says already is checked by `kinds` for every reward; what is here knows ranges.
"""

from __future__ import annotations

from types import MappingProxyType

from reasoning_rewards.errors import SettingError
from reasoning_rewards.numeric import real, whole

__all__ = [
    "PASSED",
    "TAKEN_NAMES",
    "bounds",
    "count",
    "number",
    "pair",
    "real",
    "refuse_changeable",
    "refuse_taken",
    "refuse_taken_name",
    "share",
    "whole",
    "wrong",
]

_DROPPED = "TRL does not pass a column of this name on to rewards"
_ITS_OWN = "TRL passes something of its own under this name"
# What TRL passes beside the columns (0.22 to 1.16, _calculate_rewards).
PASSED = ("trainer_state", "log_extra", "log_metric", "environments")
# Names that a reward can't read a column under, with the reason (TRL 0.22 to 1.16, _calculate_rewards).
_TAKEN_COLUMNS = MappingProxyType(
    {
        **dict.fromkeys(("prompt", "completion", "completion_ids"), _DROPPED),
        **dict.fromkeys(("prompts", "completions"), _ITS_OWN),
        **dict.fromkeys(PASSED, _ITS_OWN),
        "progress": "verdicts and explain take it for how much of the run is over",
        "self": "to Python it is the reward itself",
    }
)
# The columns of TRL's table of completions; a reward's column of the same name would take their place.
TAKEN_NAMES = frozenset(("step", "prompt", "completion", "advantage", "image"))


_WHOLE = object()


def number(
    name: str,
    value: object,
    *,
    above: float | None = None,
    at_least: float | None = None,
    at_most: float | None = None,
) -> float:
    """A finite number inside the range, as a float; a bool is not a number.

    >>> number("reach", 2, above=0)
    2.0
    >>> number("reach", 0, above=0)
    Traceback (most recent call last):
    ...
    reasoning_rewards.errors.SettingError: reach=0: expected a finite number above 0
    """
    found = real(value)
    if (
        found is None
        or (above is not None and not found > above)
        or (at_least is not None and not found >= at_least)
        or (at_most is not None and not found <= at_most)
    ):
        raise wrong(name, value, "a finite number" + _range(above, at_least, at_most))
    return found


def share(name: str, value: object) -> float:
    """A share of what a right answer earns: from 0 to below 1, as a float."""
    found = number(name, value, at_least=0)
    if found >= 1:
        raise wrong(name, value, "a number from 0 to below 1, less than a right answer earns")
    return found


def count(name: str, value: object, *, at_least: int = 1) -> int:
    """A whole number, as an int."""
    found = whole(value)
    if found is None or found < at_least:
        raise wrong(name, value, f"a whole number of at least {at_least}")
    return found


def refuse_taken(
    said: str, column: str, remedy: str = "give the column another name in the data set"
) -> None:
    """Raise for a column that no trainer passes on under this name; ``said`` is how it was asked for."""
    if column in _TAKEN_COLUMNS:
        raise SettingError(f"{said}: {_TAKEN_COLUMNS[column]}; {remedy}")


def refuse_taken_name(name: str, value: str) -> None:
    """Raise for a reward's name that is a column of the trainer's own."""
    if value in TAKEN_NAMES:
        raise SettingError(
            f"{name}={value!r}: TRL's table of completions has a column of this name, and one would take the "
            "other's place; choose another name"
        )


def refuse_changeable(name: str, value: object) -> None:
    """Raise for a value without a hash: rewards are looked up by theirs."""
    if _can_change(value):
        raise wrong(name, value, "a value that can't change (a tuple, not a list)")


def _can_change(value: object) -> bool:
    return any(map(_can_change, value)) if isinstance(value, tuple) else type(value).__hash__ is None


def _range(above: float | None, at_least: float | None, at_most: float | None) -> str:
    words = [
        text
        for bound, text in (
            (above, f"above {above}"),
            (at_least, f"of at least {at_least}"),
            (at_most, f"of at most {at_most}"),
        )
        if bound is not None
    ]
    return (" " + " and ".join(words)) if words else ""


def wrong(name: str, value: object, wanted: str) -> SettingError:
    """The error for a value, with what was expected."""
    return SettingError(f"{name}={value!r}: expected {wanted}")


def bounds(name: str, value: object) -> tuple[float, float]:
    """(low, high), where scores lie."""
    wanted = "(low, high), two finite numbers with low ≤ high, such as (0.0, 1.0)"
    low, high = pair(name, value, wanted)
    if not low <= high:
        raise wrong(name, value, wanted)
    return low, high


def pair(name: str, value: object, wanted: str, *, within: object = _WHOLE) -> tuple[float, float]:
    """Two finite numbers; ``within``: where they are only a part of the setting's value, that part."""
    two = value if within is _WHOLE else within
    found = [real(each) for each in two] if isinstance(two, tuple | list) else []
    if len(found) != 2 or found[0] is None or found[1] is None:
        raise wrong(name, value, wanted)
    return found[0], found[1]
