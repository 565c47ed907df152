"""Which parts of an expression its value at a point depends on, to the digits that were computed.

One evaluation writes down what every operation was given; one walk back from the value multiplies
the derivatives on the way to each leaf. In a tree only one way leads to a leaf, so nothing is added
and nothing cancels: logarithms of sizes are enough.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from reasoning_rewards.answers.algebra.points import Points

__all__ = ["Part", "Recorder", "rounding_of", "size_of", "unseen"]

_NONE = -math.inf
_EXEMPT = math.inf
_LOST, _MARGIN = 4, 10  # digits: that rounding may cost, and within which of the last one nothing is seen
_ORDERS = 6  # of a curve's terms all but the first could cancel so far
_STRAIGHT = frozenset(("ln", "log", "abs", "floor", "ceil"))
_OF_A_DERIVATIVE = 6  # operations that the slope of a function is worth


class Part:
    """A value, what it was computed from, and the sizes of its derivatives by those.

    cancelled: of a sum of which nothing is left but rounding, how far above that its terms must be moved.
    vanishes: is it such a sum, or a zero, or a product with one?
    is_product: does what vanishes in it make the rest of it matter no more?
    lopsided: did a sum in it, in no function, have a term that is next to nothing beside another?
    """

    __slots__ = ("cancelled", "is_product", "largest", "lopsided", "parts", "slopes", "value", "vanishes")

    def __init__(
        self,
        value: Any,
        parts: list[Part] | None = None,
        slopes: Callable[[], list[float]] | None = None,
        cancelled: float | None = None,
        vanishes: bool = False,
        is_product: bool = False,
    ) -> None:
        self.value = value
        self.parts = parts or []
        self.slopes = slopes
        self.cancelled = cancelled
        self.vanishes = vanishes or cancelled is not None or value == 0
        self.is_product = is_product
        self.largest: float | None = None
        self.lopsided: bool = any(part.lopsided for part in self.parts)


class Recorder:
    """The domain of points, which remembers how every value came about.

    strained: was a curve used where these digits can't tell it from a line? 10^{90} sin(10^{-90}) is 1 to all of
    them, and every leaf in it moves the value.
    """

    def __init__(self, points: Points, digits: int) -> None:
        self.points = points
        self.strained = False
        self.small = -digits / _ORDERS * math.log2(10)
        self.rounding = (digits - _LOST) * math.log2(10)
        self.least = -(digits - _MARGIN) * math.log2(10)

    def number(self, value: int | Fraction) -> Part:
        """Return a leaf."""
        return Part(self.points.number(value))

    def symbol(self, name: str) -> Part:
        """Return a leaf."""
        return Part(self.points.symbol(name))

    def unit(self, name: str) -> Part:
        """Return a leaf."""
        return Part(self.points.unit(name))

    def infinity(self) -> Part:
        """Refuse: infinity has no value."""
        return Part(self.points.infinity())

    def add(self, terms: list[Part]) -> Part:
        """Return a sum: what is added counts as it is."""
        values = [term.value for term in terms]
        value = self.points.add(values)
        sizes = [size_of(each) for each in values]
        largest = max(sizes)
        cancelled = largest + self.least if size_of(value) + self.rounding <= largest else None
        part = Part(value, terms, lambda: [0.0] * len(terms), cancelled, all(term.vanishes for term in terms))
        part.largest = largest
        least = min((size for size in sizes if size > _NONE), default=largest)
        part.lopsided = part.lopsided or least < largest + 2 * self.small
        return part

    def multiply(self, factors: list[Part]) -> Part:
        """Return a product: each factor counts times the others."""
        value = self.points.multiply([factor.value for factor in factors])

        def slopes() -> list[float]:
            return _of_others([size_of(factor.value) for factor in factors])

        vanishes = any(factor.vanishes for factor in factors)
        return Part(value, factors, slopes, vanishes=vanishes, is_product=True)

    def divide(self, over: Part, under: Part) -> Part:
        """Return a quotient."""
        value = self.points.divide(over.value, under.value)

        def slopes() -> list[float]:
            size = size_of(under.value)
            return [-size, size_of(value) - size]

        return Part(value, [over, under], slopes, vanishes=over.vanishes, is_product=True)

    def power(self, base: Part, exponent: Part) -> Part:
        """Return a power."""
        value = self.points.power(base.value, exponent.value)
        if not self.points.is_short(exponent.value):
            log = size_of(self.points.functions["ln"](base.value)) if base.value else _NONE
            self.bent([base, exponent], log + size_of(exponent.value))
        return self._raised(value, base, exponent, size_of(exponent.value), 1)

    def root(self, radicand: Part, index: Part) -> Part:
        """Return a root."""
        value = self.points.root(radicand.value, index.value)
        self.bent([radicand], 0.0)
        return self._raised(value, radicand, index, -size_of(index.value), 3)

    def bent(self, parts: list[Part], size: float) -> None:
        """Remember that a function was used next to its zero, or of a sum with a term that is lost beside another."""
        if _NONE < size < self.small or any(part.lopsided for part in parts):
            self.strained = True

    def _raised(self, value: Any, base: Part, exponent: Part, by_base: float, by_exponent: int) -> Part:
        """A power by its base, of which the exponent has this size, and by its exponent or index."""

        def slopes() -> list[float]:
            size = size_of(base.value)
            if size == _NONE:
                return [0.0, _NONE]
            self.points.fuel.charge(_OF_A_DERIVATIVE * self.points.cost)
            log = size_of(self.points.functions["ln"](base.value))
            index = size_of(exponent.value) if by_exponent > 1 else 0.0
            return [by_base + size_of(value) - size, log + size_of(value) - 2 * index]

        return Part(value, [base, exponent], slopes, vanishes=base.vanishes, is_product=True)

    def call(self, name: str, arguments: list[Part]) -> Part:
        """Return the value of a function."""
        value = self.points.call(name, [argument.value for argument in arguments])
        self.bent(arguments, 0.0 if name in _STRAIGHT else min(size_of(each.value) for each in arguments))

        def slopes() -> list[float]:
            slope = SLOPES.get(name)
            if slope is None or len(arguments) != 1:
                return [0.0] * len(arguments)  # one that nobody knows moves with what it is given
            self.points.fuel.charge(_OF_A_DERIVATIVE * self.points.cost)
            return [slope(arguments[0].value, value, self.points.functions)]

        return Part(value, arguments, slopes)


def unseen(root: Part, floor: float) -> frozenset[int]:
    """Return which leaves, by their order, would move a value by no more than 2**floor if they were taken away.

    What is left where a sum cancels is rounding: its leaves must move its terms, not the rest. And what such a
    sum is multiplied by does not matter, whatever it is.
    """
    found = []
    count = 0
    pending = [(root, 0.0, floor)]
    while pending:
        part, slope, least = pending.pop()
        if part.slopes is not None:
            if part.cancelled is not None and slope < _EXEMPT:
                slope, least = 0.0, part.cancelled
            slopes = part.slopes() if _NONE < slope < _EXEMPT else [slope] * len(part.parts)
            if part.is_product and part.vanishes:
                slopes = [
                    by if each.vanishes else _EXEMPT for each, by in zip(part.parts, slopes, strict=True)
                ]
            pending.extend((each, slope + by, least) for each, by in zip(part.parts, slopes, strict=True))
            continue
        size = size_of(part.value)
        if (0.0 if size == _NONE else size) + slope <= least:
            found.append(count)
        count += 1
    return frozenset(found)


def rounding_of(root: Part, digits: int) -> float:
    """Return the binary logarithm of what rounding may have done to a value: the most that any step's did."""
    worst = _NONE
    pending = [(root, 0.0)]
    while pending:
        part, slope = pending.pop()
        worst = max(worst, slope + (size_of(part.value) if part.largest is None else part.largest))
        if part.slopes is not None and slope > _NONE:
            pending.extend((each, slope + by) for each, by in zip(part.parts, part.slopes(), strict=True))
    return worst - digits * math.log2(10)


def size_of(number: Any) -> float:
    """Return the binary logarithm of a long decimal's size, real or complex."""
    if hasattr(number, "_mpf_"):
        return _log(number._mpf_)
    real, imaginary = (_log(part) for part in number._mpc_)
    larger, less = max(real, imaginary), min(real, imaginary)
    return larger + (math.log2(1 + 4 ** (less - larger)) / 2 if larger - less < 60 else 0.0)


def _log(raw: tuple[int, int, int, int]) -> float:
    _, mantissa, exponent, bits = raw
    if not mantissa:
        return _NONE
    return exponent + max(0, bits - 53) + math.log2(int(mantissa >> max(0, bits - 53)))


def _of_others(sizes: list[float]) -> list[float]:
    """The size of the product of all but one, for each."""
    zeros = sizes.count(_NONE)
    whole = sum(size for size in sizes if size > _NONE)
    if zeros == 0:
        return [whole - size for size in sizes]
    return [whole if zeros == 1 and size == _NONE else _NONE for size in sizes]


Slope = Callable[[Any, Any, Mapping[str, Callable[[Any], Any]]], float]


def _over(size: float) -> float:
    return -size if size > _NONE else 0.0


SLOPES: Mapping[str, Slope] = MappingProxyType(
    {
        "ln": lambda z, _, __: _over(size_of(z)),
        "log": lambda z, _, __: _over(size_of(z)),
        "exp": lambda _, v, __: size_of(v),
        "sin": lambda z, _, f: size_of(f["cos"](z)),
        "cos": lambda z, _, f: size_of(f["sin"](z)),
        "tan": lambda z, _, f: _over(2 * size_of(f["cos"](z))),
        "cot": lambda z, _, f: _over(2 * size_of(f["sin"](z))),
        "sec": lambda z, v, f: 2 * size_of(v) + size_of(f["sin"](z)),
        "csc": lambda z, v, f: 2 * size_of(v) + size_of(f["cos"](z)),
        "sinh": lambda z, _, f: size_of(f["cosh"](z)),
        "cosh": lambda z, _, f: size_of(f["sinh"](z)),
        "tanh": lambda z, _, f: _over(2 * size_of(f["cosh"](z))),
        "coth": lambda z, _, f: _over(2 * size_of(f["sinh"](z))),
        "sech": lambda z, v, f: 2 * size_of(v) + size_of(f["sinh"](z)),
        "csch": lambda z, v, f: 2 * size_of(v) + size_of(f["cosh"](z)),
        "arcsin": lambda z, _, __: _over(size_of(1 - z * z) / 2),
        "arccos": lambda z, _, __: _over(size_of(1 - z * z) / 2),
        "arctan": lambda z, _, __: _over(size_of(1 + z * z)),
        "arccot": lambda z, _, __: _over(size_of(1 + z * z)),
        "arcsec": lambda z, _, __: _over(size_of(z) + size_of(z * z - 1) / 2),
        "arccsc": lambda z, _, __: _over(size_of(z) + size_of(z * z - 1) / 2),
        "arcsinh": lambda z, _, __: _over(size_of(1 + z * z) / 2),
        "arccosh": lambda z, _, __: _over(size_of(z * z - 1) / 2),
        "arctanh": lambda z, _, __: _over(size_of(1 - z * z)),
        "arccoth": lambda z, _, __: _over(size_of(1 - z * z)),
        "arcsech": lambda z, _, __: _over(size_of(z) + size_of(1 - z * z) / 2),
        "arccsch": lambda z, _, __: _over(size_of(z) + size_of(1 + z * z) / 2),
        "factorial": lambda z, v, f: size_of(v) + size_of(f["ln"](abs(z) + 2)),
        "abs": lambda _, __, ___: 0.0,
        "floor": lambda _, __, ___: _NONE,
        "ceil": lambda _, __, ___: _NONE,
    }
)
"""The logarithm of a derivative's size, by name: of the argument, the value, and the functions of this precision."""
