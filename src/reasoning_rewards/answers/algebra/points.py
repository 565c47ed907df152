"""Values at points: in doubles, and in long decimals."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any
from zlib import crc32

from reasoning_rewards.answers.algebra.doubles import DOUBLES, NoValueError
from reasoning_rewards.answers.algebra.places import NEAR, Place
from reasoning_rewards.answers.values.limits import Fuel
from reasoning_rewards.answers.values.tree import Node, fold

__all__ = ["POINTS", "Points", "evaluate", "exact_ratio"]

POINTS = 3  # positive reals, negative reals, complex numbers
_GRIDS = NEAR[:POINTS]
_LARGEST_LOG = 2**30  # of the logarithm of anything evaluated in long decimals
_LARGEST_ANGLE, _LARGEST_DOUBLE_ANGLE = 2**40, 2**20
_OF_ANY_SIZE = frozenset(
    ("ln", "log", "abs", "floor", "ceil", *(name for name in DOUBLES if name[:3] == "arc"))
)
_LARGEST_WHOLE = 2**53  # doubles know no more of a larger number than that it is even
_SHORT = 64  # an exponent
_CANCELLED = 1e-6  # of its largest term: less of a sum in doubles says nothing
_POWER, _GAMMA = 6, 20  # operations that a power is worth, and a factorial in long decimals
_COSTS = {0: 8, 30: 60, 60: 80, 120: 110, 200: 140}  # fuel of one operation, by digits


class Points:
    """Numbers at one point: a place for names, or one of three by its number."""

    def __init__(self, point: int | Place, digits: int, fuel: Fuel) -> None:
        self.place = Place(_GRIDS[point]) if isinstance(point, int) else point
        self.names: dict[str, Any] = {}
        self.context: Any = None
        self.functions = DOUBLES
        if digits:
            self.context, self.functions = _long(digits)
        self.cost = _COSTS.get(digits, _COSTS[200])
        self.fuel = fuel
        self.largest: Any = 0.0

    def number(self, value: int | Fraction) -> Any:
        """Return a rational number."""
        self.fuel.charge(self.cost)
        if self.context is None:
            return complex(value)
        if isinstance(value, int):
            return self.context.mpf(value)
        return self.context.mpf(value.numerator) / value.denominator

    def symbol(self, name: str) -> Any:
        """Return a constant, or a fixed number for a free name."""
        self.fuel.charge(self.cost)
        if name == "π":
            return self.context.pi * 1 if self.context is not None else complex(math.pi)
        if name == "e":
            return self.context.e * 1 if self.context is not None else complex(math.e)
        if name == "i":
            return self.context.mpc(0, 1) if self.context is not None else 1j
        known = self.names.get(name)
        if known is None:
            known = self.names[name] = self.coordinates(*self.place.of(name))
        return known

    def coordinates(self, real: Fraction, imaginary: Fraction) -> Any:
        """Return a point of the line or of the plane."""
        if self.context is None:
            return complex(float(real), float(imaginary))
        if not imaginary:
            return self.number(real)
        return self.context.mpc(self.number(real), self.number(imaginary))

    def unit(self, name: str) -> Any:
        """Return a fixed number for a unit."""
        return self.symbol("u:" + name)

    def infinity(self) -> Any:
        """Refuse: infinity has no value."""
        raise NoValueError

    def add(self, terms: list[Any]) -> Any:
        """Return the sum, and remember how large its terms are."""
        self.fuel.charge(self.cost * len(terms))
        largest = max(map(abs, terms))
        total = sum(terms[1:], terms[0])
        if self.context is None and abs(total) < _CANCELLED * largest:
            largest = math.inf  # what is left is rounding, and whatever it is multiplied by grows with it
        self.largest = max(self.largest, largest)
        return total

    def multiply(self, factors: list[Any]) -> Any:
        """Return the product."""
        self.fuel.charge(self.cost * len(factors))
        product = factors[0]
        for factor in factors[1:]:
            product = product * factor
        return product

    def divide(self, over: Any, under: Any) -> Any:
        """Return the quotient."""
        self.fuel.charge(self.cost)
        if abs(under) < 1e-40:
            raise NoValueError
        return over / under

    def power(self, base: Any, exponent: Any) -> Any:
        """Return the principal power."""
        self.fuel.charge(_POWER * self.cost)
        if base == 0:
            if exponent.real > 0 and self.is_short(exponent):
                return base
            raise NoValueError  # 0^x is no 0, for x may be less
        log = self.functions["ln"](base)
        if abs(log) * abs(exponent) > _LARGEST_LOG:
            raise NoValueError
        if self.is_short(exponent):
            return base ** int(exponent.real)
        return self.functions["exp"](log * exponent)

    def is_short(self, exponent: Any) -> bool:
        """Say whether a power is multiplied out."""
        whole = _whole(exponent)
        return whole is not None and abs(whole) < _SHORT

    def root(self, radicand: Any, index: Any) -> Any:
        """Return the principal root, the real one of a negative number and an odd index."""
        whole = _whole(index)
        if whole == 2:
            self.fuel.charge(2 * self.cost)
            return self.functions["sqrt"](radicand)
        if whole is not None and whole % 2 and radicand.imag == 0 and radicand.real < 0:
            return -self.power(-radicand, 1 / index)
        return self.power(radicand, 1 / index)

    def call(self, name: str, arguments: list[Any]) -> Any:
        """Return the value of a function; one that nobody knows is a fixed smooth function of its name."""
        slow = self.context is not None and name == "factorial"
        self.fuel.charge((_GAMMA if slow else 6) * self.cost)
        first = arguments[0]
        if len(arguments) == 1 and name in self.functions:
            if name not in _OF_ANY_SIZE and abs(first) > (
                _LARGEST_DOUBLE_ANGLE if self.context is None else _LARGEST_ANGLE
            ):
                raise NoValueError
            return self.functions[name](first)
        if len(name.partition("_")[0]) == 1:
            spell = crc32(name.encode("utf-8", "surrogatepass"))
            total = first * 0
            for place, argument in enumerate(arguments):
                if abs(argument) > 50:
                    raise NoValueError
                total = total + self.functions["sin"](
                    argument * self.number(Fraction(spell % 97 + 50, 101 + place))
                )
            return total + self.number(Fraction(spell % 89, 83))
        raise NoValueError


def _whole(number: Any) -> int | None:
    """Return the integer that a number is; None for any other, and for one that is too long to be written out."""
    if number.imag != 0 or not abs(number.real) <= _LARGEST_WHOLE:  # nor is what is no number at all
        return None
    whole = int(number.real)
    return whole if whole == number.real else None


def _long(digits: int) -> tuple[Any, Mapping[str, Callable[[Any], Any]]]:
    """The numbers of so many digits, and their functions; imported when the first pair needs them."""
    from reasoning_rewards.answers.algebra.long_decimals import long

    return long(digits)


def evaluate(node: Node, point: int | Place, digits: int, fuel: Fuel) -> tuple[Any, Any]:
    """Return a tree's value at a point and the size of the largest term on the way.

    ``digits`` 0 means doubles.
    """
    domain = Points(point, digits, fuel)
    try:
        value = fold(node, domain)
    except (OverflowError, ValueError, ZeroDivisionError):  # ValueError: of what has become no number
        raise NoValueError from None
    if domain.context is None and not cmath.isfinite(value):
        raise NoValueError
    return value, max(domain.largest, abs(value))


def exact_ratio(number: object) -> tuple[int, int]:
    """Return the exact fraction a long decimal stands for, where that is short enough to be written out."""
    sign, mantissa, exponent, _ = number._mpf_  # type: ignore[attr-defined]
    value = -int(mantissa) if sign else int(mantissa)
    if abs(exponent) >= 4096:
        raise NoValueError
    return (value << exponent, 1) if exponent >= 0 else (value, 1 << -exponent)
