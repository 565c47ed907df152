"""Circular functions of rational multiples of π, by the table that everybody learns."""

from __future__ import annotations

from fractions import Fraction
from types import MappingProxyType

__all__ = ["CIRCULAR", "SINES", "Sine", "as_sines", "first_quarter"]

HALF = Fraction(1, 2)
Sine = tuple[tuple[int, Fraction], ...]
"""A sum of square roots of integers, each with its factor."""

_QUARTER = Fraction(1, 4)
SINES = MappingProxyType(
    {
        Fraction(0): (),
        Fraction(1, 12): ((6, _QUARTER), (2, -_QUARTER)),
        Fraction(1, 10): ((5, _QUARTER), (1, -_QUARTER)),
        Fraction(1, 6): ((1, HALF),),
        Fraction(1, 4): ((2, HALF),),
        Fraction(3, 10): ((5, _QUARTER), (1, _QUARTER)),
        Fraction(1, 3): ((3, HALF),),
        Fraction(5, 12): ((6, _QUARTER), (2, _QUARTER)),
        HALF: ((1, Fraction(1)),),
    }
)
"""The sine of so many times π."""

_Factors = tuple[tuple[bool, int], ...]  # is it a cosine, and its exponent
CIRCULAR: MappingProxyType[str, _Factors] = MappingProxyType(
    {
        "sin": ((False, 1),),
        "cos": ((True, 1),),
        "tan": ((False, 1), (True, -1)),
        "cot": ((True, 1), (False, -1)),
        "sec": ((True, -1),),
        "csc": ((False, -1),),
    }
)
"""Every circular function as a product of powers of sine and cosine."""


def as_sines(name: str, turns: Fraction) -> list[tuple[int, Fraction, int]]:
    """Write a function of so many times π as powers of sines of the first quarter: signs, times π, exponents.

    >>> as_sines("tan", Fraction(3, 4))
    [(1, Fraction(1, 4), 1), (-1, Fraction(1, 4), -1)]
    """
    return [
        (*first_quarter(HALF - turns if is_cosine else turns), exponent)
        for is_cosine, exponent in CIRCULAR[name]
    ]


def first_quarter(turns: Fraction) -> tuple[int, Fraction]:
    """Return the sign and the angle in the first quarter whose sine is the same but for that.

    >>> first_quarter(Fraction(7, 6)), first_quarter(Fraction(-2, 3))
    ((-1, Fraction(1, 6)), (-1, Fraction(1, 3)))
    """
    turns %= 2
    sign = 1
    if turns > 1:
        sign, turns = -1, turns - 1
    return sign, 1 - turns if turns > HALF else turns
