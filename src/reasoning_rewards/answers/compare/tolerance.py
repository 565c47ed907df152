"""How far a number may be from the gold's: exact unless somebody says otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from reasoning_rewards.calls import by_name
from reasoning_rewards.errors import SettingError
from reasoning_rewards.numeric import real, whole
from reasoning_rewards.text.numbers import magnitude

__all__ = ["Tolerance"]

_EXPECTED = {"relative": "a number above 0 and below 1", "absolute": "a finite number above 0"}


@by_name("Tolerance(relative=0.01)")
@dataclass(frozen=True, kw_only=True)
class Tolerance:
    """How far a real number may be from the gold's; a number within any of the bounds counts.

    With a the answer's number and g the gold's, in the gold's unit:

    ============  ==========================================================================
    ``relative``  \\|a − g\\| ≤ relative · \\|g\\|
    ``absolute``  \\|a − g\\| ≤ absolute
    ``digits``    half a unit of the gold's digit of that place, counted from its first: of
                  3 digits 3.14159 has 0.005, and 1234 has 5
    ``as_gold``   half a unit of the last place that a decimal gold is written to: ``3.14``
                  has 0.005, ``2.50`` has 0.005; a gold that is an integer, a fraction or a
                  radical has nothing to give
    ============  ==========================================================================

    Bounds are inclusive and computed exactly: 0.01 is one hundredth, not the double next to it.

    >>> Tolerance(relative=0.01).allows(101, 100), Tolerance(relative=0.01).allows(Fraction("101.01"), 100)
    (True, False)
    >>> Tolerance(digits=0)
    Traceback (most recent call last):
        ...
    reasoning_rewards.errors.SettingError: digits=0: must be None or a whole number from 1 on
    """

    relative: float | None = None
    absolute: float | None = None
    digits: int | None = None
    as_gold: bool = False

    def __post_init__(self) -> None:
        for name, expected in _EXPECTED.items():
            value = getattr(self, name)
            if value is None:
                continue
            number = real(value)
            if number is None or number <= 0 or (name == "relative" and number >= 1):
                raise SettingError(f"{name}={value!r}: must be None or {expected}")
            object.__setattr__(self, name, number)
        if self.digits is not None:
            digits = whole(self.digits)
            if digits is None or digits < 1:
                raise SettingError(f"digits={self.digits!r}: must be None or a whole number from 1 on")
            object.__setattr__(self, "digits", digits)
        if not isinstance(self.as_gold, bool):
            raise SettingError(f"as_gold={self.as_gold!r}: must be True or False")
        if not (self.relative or self.absolute or self.digits or self.as_gold):
            raise SettingError(
                "Tolerance() allows nothing: give relative=, absolute=, digits= or as_gold=True, "
                "or leave the policy without one"
            )

    def __hash__(self) -> int:  # the same in every process: that of None is not, before Python 3.12
        return hash((self.relative or 0, self.absolute or 0, self.digits or 0, self.as_gold))

    def __repr__(self) -> str:
        named = ((name, getattr(self, name)) for name in ("relative", "absolute", "digits", "as_gold"))
        return f"Tolerance({', '.join(f'{name}={value!r}' for name, value in named if value)})"

    def allows(self, answer: Fraction | int, gold: Fraction | int, written: int = 0) -> bool:
        """Say whether a number is near enough to the gold's; ``written``: significant digits of a decimal gold."""
        gap, size = abs(Fraction(answer) - gold), abs(Fraction(gold))
        if self.relative is not None and gap <= _decimal(self.relative) * size:
            return True
        if self.absolute is not None and gap <= _decimal(self.absolute):
            return True
        places = [digits for digits in (self.digits, written if self.as_gold else 0) if digits]
        return bool(size) and any(2 * gap <= _last_place(size, digits) for digits in places)


def _decimal(number: float) -> Fraction:
    """The decimal that a float is written as."""
    return Fraction(repr(number))


def _last_place(size: Fraction, digits: int) -> Fraction:
    """A unit of a number's last place, where so many of its digits count."""
    return Fraction(10) ** (magnitude(size) - digits + 1)
