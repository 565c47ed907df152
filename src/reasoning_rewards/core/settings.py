"""Checks for the settings of rewards: each gives the value back, clean, or says what was expected."""

from __future__ import annotations

import math
from collections.abc import Iterable

from reasoning_rewards.errors import SettingError

__all__ = ["choice", "column", "count", "number", "optional_column", "pair", "wrong"]


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
    wanted = "a finite number" + _range(above, at_least, at_most)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise SettingError(f"{name}={value!r}: expected {wanted}")
    if (
        (above is not None and not value > above)
        or (at_least is not None and not value >= at_least)
        or (at_most is not None and not value <= at_most)
    ):
        raise SettingError(f"{name}={value!r}: expected {wanted}")
    return float(value)


def count(name: str, value: object, *, at_least: int = 1) -> int:
    """A whole number, as an int."""
    if isinstance(value, bool) or not isinstance(value, int) or value < at_least:
        raise SettingError(f"{name}={value!r}: expected a whole number of at least {at_least}")
    return value


def column(name: str, value: object) -> str:
    """The name of a data set column."""
    if not isinstance(value, str) or not value:
        raise SettingError(f"{name}={value!r}: expected the name of a column, such as 'answer'")
    return value


def optional_column(name: str, value: object) -> str | None:
    """The name of a column, or None for none."""
    return None if value is None else column(name, value)


def choice(name: str, value: object, options: Iterable[str]) -> str:
    """One of a closed set of words."""
    known = tuple(options)
    if not isinstance(value, str) or value not in known:
        raise SettingError(f"{name}={value!r}: expected one of {', '.join(map(repr, known))}")
    return value


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
    """The error for a setting whose expectation no helper here knows."""
    return SettingError(f"{name}={value!r}: expected {wanted}")


def pair(name: str, value: object, wanted: str) -> tuple[float, float]:
    """Two finite numbers."""
    if not isinstance(value, tuple | list) or len(value) != 2:
        raise SettingError(f"{name}={value!r}: expected {wanted}")
    return number(f"{name}[0]", value[0]), number(f"{name}[1]", value[1])
