"""Numbers as they are written: integers, decimals and plain fractions, of any length."""

from __future__ import annotations

import re
from fractions import Fraction

from reasoning_rewards.caches import remembered

__all__ = ["MAX_EXPONENT", "from_digits", "lowest", "magnitude", "read_number"]

_THOUSANDS = r"\d{1,3}(?:(?:,|\{,\}|\\,|,\\!\ ?|\\!,|\\;|\\ |'| )\d{3})+"
_PLAIN_INTEGER = re.compile(r"[-+]?\d+", re.ASCII)
_NUMBER = re.compile(
    rf"(?P<sign>[-+]?)\s*(?:(?P<grouped>(?!0){_THOUSANDS}(?!\d))|(?P<digits>\d*))(?P<decimals>\.\d*)?"
    r"(?:[eE](?P<exponent>[-+]?\d{1,4}))?",
    re.ASCII,
)
_FRACTION = re.compile(
    r"(?P<sign>[-+]?)\s*(?:\\[dtc]?frac\s*\{\s*(?P<over>-?\d+)\s*\}\s*\{\s*(?P<under>-?\d+)\s*\}"
    r"|(?P<top>\d+)\s*/\s*(?P<bottom>\d+))",
    re.ASCII,
)
_NOT_DIGIT = re.compile(r"\D")
_CHUNK = 4000  # CPython refuses to convert more than 4300 digits at once
MAX_EXPONENT = 400  # of e-notation; more than any double has, and what is beyond it is no number


def from_digits(digits: str, base: int = 10) -> int:
    """Return the integer a run of digits stands for, however long.

    >>> from_digits("9" * 5000) == 10**5000 - 1
    True
    """
    if len(digits) <= _CHUNK:
        return int(digits, base)
    value = 0
    for start in range(0, len(digits), _CHUNK):
        chunk = digits[start : start + _CHUNK]
        value = value * base ** len(chunk) + int(chunk, base)
    return value


def lowest(value: int | Fraction) -> int | Fraction:
    """Return a whole fraction as the int it is."""
    return value.numerator if value.denominator == 1 else value


def magnitude(number: Fraction) -> int:
    """Return the power of ten of a positive number's first digit.

    >>> magnitude(Fraction(1234)), magnitude(Fraction(1, 200))
    (3, -3)
    """
    guess = int((number.numerator.bit_length() - number.denominator.bit_length()) * 0.30103)
    while 10**guess > number if guess >= 0 else Fraction(1, 10**-guess) > number:
        guess -= 1
    while (Fraction(10 ** (guess + 1)) if guess >= -1 else Fraction(1, 10 ** -(guess + 1))) <= number:
        guess += 1
    return guess


@remembered(8192)
def read_number(text: str) -> int | Fraction | None:
    """Return the number a plain literal stands for, exactly, or None.

    >>> read_number("-1,234.50")
    Fraction(-2469, 2)
    >>> read_number("6.5e-3"), read_number(r"\\frac{6}{4}"), read_number("12")
    (Fraction(13, 2000), Fraction(3, 2), 12)
    >>> read_number("1,23"), read_number("1/0"), read_number("12x")
    (None, None, None)
    """
    text = text.strip()
    if _PLAIN_INTEGER.fullmatch(text):
        return from_digits(text)
    match = _NUMBER.fullmatch(text)
    if match:
        return _decimal(match)
    match = _FRACTION.fullmatch(text)
    if match:
        over = from_digits(match["over"] or match["top"])
        under = from_digits(match["under"] or match["bottom"])
        if under == 0:
            return None
        value = Fraction(over, under)
        return lowest(-value if match["sign"] == "-" else value)
    return None


def _decimal(match: re.Match[str]) -> int | Fraction | None:
    whole = _NOT_DIGIT.sub("", match["grouped"] or match["digits"] or "")
    decimals = (match["decimals"] or "")[1:]
    if not whole and not decimals:
        return None
    exponent = int(match["exponent"] or 0) - len(decimals)
    if abs(exponent) > MAX_EXPONENT + len(decimals):
        return None
    number = from_digits(whole + decimals)
    if match["sign"] == "-":
        number = -number
    if exponent >= 0:
        return number * int(10**exponent)
    return lowest(Fraction(number, 10**-exponent))
