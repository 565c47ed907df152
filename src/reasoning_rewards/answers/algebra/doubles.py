"""Functions of doubles, and what both precisions share: which arguments have no value."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["DOUBLES", "NoValueError", "real_only"]

_STEP = 1e-9


class NoValueError(Exception):
    """Raised inside the engine where an expression has no value at a point; it never leaves it."""


def _checked(function: Callable[[complex], complex]) -> Callable[[complex], complex]:
    def at(argument: complex) -> complex:
        try:
            return function(argument)
        except (ValueError, ZeroDivisionError):
            raise NoValueError from None

    return at


def real_only(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Refuse numbers with an imaginary part."""

    def at(argument: Any) -> Any:
        if argument.imag != 0:
            raise NoValueError
        return function(argument.real) + argument * 0

    return at


def _off_steps(function: Callable[[float], int]) -> Callable[[float], int]:
    """Refuse numbers next to a step: a double does not say on which side they lie."""

    def at(argument: float) -> int:
        if abs(argument - round(argument)) <= _STEP * max(1.0, abs(argument)):
            raise NoValueError
        return function(argument)

    return at


DOUBLES: Mapping[str, Callable[[Any], Any]] = {
    "ln": _checked(cmath.log),
    "log": _checked(cmath.log),
    "exp": cmath.exp,
    "sqrt": cmath.sqrt,
    "sin": cmath.sin,
    "cos": cmath.cos,
    "tan": _checked(cmath.tan),
    "cot": _checked(lambda z: 1 / cmath.tan(z)),
    "sec": _checked(lambda z: 1 / cmath.cos(z)),
    "csc": _checked(lambda z: 1 / cmath.sin(z)),
    "arcsin": cmath.asin,
    "arccos": cmath.acos,
    "arctan": _checked(cmath.atan),
    "sinh": cmath.sinh,
    "cosh": cmath.cosh,
    "tanh": _checked(cmath.tanh),
    "arcsinh": cmath.asinh,
    "arccosh": cmath.acosh,
    "coth": _checked(lambda z: 1 / cmath.tanh(z)),
    "sech": _checked(lambda z: 1 / cmath.cosh(z)),
    "csch": _checked(lambda z: 1 / cmath.sinh(z)),
    "arcsec": _checked(lambda z: cmath.acos(1 / z)),
    "arccsc": _checked(lambda z: cmath.asin(1 / z)),
    "arccot": _checked(lambda z: cmath.atan(1 / z) if z else cmath.pi / 2),
    "arctanh": _checked(cmath.atanh),
    "arccoth": _checked(lambda z: cmath.atanh(1 / z)),
    "arcsech": _checked(lambda z: cmath.acosh(1 / z)),
    "arccsch": _checked(lambda z: cmath.asinh(1 / z)),
    "abs": abs,
    "factorial": _checked(real_only(lambda x: math.gamma(x + 1))),
    "floor": real_only(_off_steps(math.floor)),
    "ceil": real_only(_off_steps(math.ceil)),
}
