"""Numbers of any library as Python's own."""

from __future__ import annotations

import math
import numbers
import operator
from typing import Any

__all__ = ["real", "whole"]


def real(value: Any) -> float | None:
    """A finite real number of any type as a float; None for all else, a bool and text among it.

    >>> from fractions import Fraction
    >>> real(Fraction(1, 5)), real(2), real(True), real("2"), real(float("nan"))
    (0.2, 2.0, None, None, None)
    """
    if type(value) is not float:
        imaginary = isinstance(value, numbers.Complex) and not isinstance(value, numbers.Real)
        if imaginary or not hasattr(type(value), "__float__") or not _is_one_number(value):
            return None
        try:
            value = float(value)
        except (TypeError, ValueError, OverflowError):
            return None
    return value if math.isfinite(value) else None


def whole(value: Any) -> int | None:
    """A whole number of any integer type as an int; None for all else, 2.0 and a bool among it."""
    if type(value) is int:
        return value
    if not hasattr(type(value), "__index__") or not _is_one_number(value):
        return None
    try:
        return operator.index(value)
    except TypeError:
        return None


def _is_one_number(value: object) -> bool:
    """Not a bool, NumPy's and PyTorch's included, nor an array of several."""
    truth = isinstance(value, bool) or str(getattr(value, "dtype", "")).endswith("bool")
    return not truth and not getattr(value, "shape", ())
