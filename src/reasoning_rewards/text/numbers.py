r"""The one grammar of number literals: every pattern of digits in this package is put together from these pieces.

=============  ==================================================================================
piece          written as
=============  ==================================================================================
digit          ``\d``: of any script, one value in all; text that was through `clean.plain` has ASCII
               ones alone, and its patterns are compiled with ``re.ASCII``
sign           `SIGN`; `MINUS` holds every dash that is a minus before an answer, `PROSE_MINUS` those
               that are one between other words too
`PLAIN`        ``12``, ``1.5``, ``.5``
`GROUPED`      thousands set apart by what separates nothing else: ``1{,}234``, ``1\,234``, ``1'234``
`COMMAS`       ``1,234``; `SPACES`: ``1 234``. Among items or in prose either may separate
`FINE`         decimals in threes too: ``43\,279.168\,29``
`CONTINENTAL`  ``3{,}14``, ``1\,234{,}56``, ``1.234.567{,}8``: digits with a decimal comma that separates nothing
`EXPONENT`     ``e-9`` behind a plain one, up to ``MAX_EXPONENT``
`IN_PROSE`     all that a number among words may take up: digits, and points and commas between them
`PREFIXED`     ``0xff``, ``0b101``, ``0o17``: digits with the base that a programmer writes before them
`REPEATING`    ``0.\overline{3}``, ``0.(3)``, ``0.\dot3``; `ENDLESS`: ``0.333``, before three dots
=============  ==================================================================================

A reader's own pattern says where a literal may stand; what it is worth says this module alone.
"""

from __future__ import annotations

import functools
import re
from fractions import Fraction
from typing import NamedTuple

from reasoning_rewards.caches import remembered
from reasoning_rewards.text.scan import pattern

__all__ = [
    "COMMAS",
    "CONTINENTAL",
    "DECIMALS",
    "ENDLESS",
    "EXPONENT",
    "FINE",
    "FRACTION",
    "GROUPED",
    "IN_PROSE",
    "MAX_EXPONENT",
    "MINUS",
    "PLAIN",
    "PREFIXED",
    "PROSE_MINUS",
    "REPEATING",
    "SEPARATOR",
    "SHORT_LITERAL",
    "SHORT_RATIO",
    "SIGN",
    "SIMPLE",
    "SPACES",
    "Literal",
    "continental",
    "endless",
    "from_digits",
    "lowest",
    "magnitude",
    "prefixed",
    "read_literal",
    "repeating",
    "written",
]

# ── the grammar ──

MINUS = "-−–﹣－‐‑‒"
PROSE_MINUS = "-−"
SIGN = "[-+]"
DECIMALS = r"\.\d+"
PLAIN = rf"(?:\d+(?:{DECIMALS})?|{DECIMALS})"
PREFIXED = r"0(?:[xX][\dA-Fa-f]{1,99}|[oO][0-7]{1,99}|[bB][01]{1,99})(?![\dA-Za-z_])"
_BASES = {"x": 16, "o": 8, "b": 2}
EXPONENT = rf"[eE]{SIGN}?\d+(?![\dA-Za-z])"
SEPARATOR = r"(?:\{,\}|\\,|,\\!\ ?|\\!,?|\\;|\\\ |'|\\thinspace\ ?)"
REPEATING = r"\d*\.\d*(?:\\overline\s*\{\d+\}|\\(?:dot|bar)\s*\{?\d\}?|\(\d+\))"
ENDLESS = rf"\d*{DECIMALS}"
_DOTS = r"(?:\.\.\.|\\[lc]?dots)"
_A_FEW = "{1,40}"  # groups; a longer row within a text is a list, and is not looked through again and again


def _groups(separator: str, times: str = _A_FEW) -> str:
    return rf"(?!0)\d{{1,3}}(?:{separator}\d{{3}}){times}(?:{DECIMALS})?"


_SPACE = r"\ "
GROUPED = rf"{_groups(SEPARATOR)}(?!\d|\{{,\}}\d|{SEPARATOR}\d{{3}})"
COMMAS = rf"{_groups(',')}(?!\d|,\d)"
_FINE_SPACES = (
    r"(?:(?!0)\d{1,3}(?:\ \d{3}){1,40}\.(?:\d{3}\ ){1,40}\d{1,3}|\d+\.\d{3}(?:\ \d{3}){1,40}(?:\ \d{1,2})?)"
)
SPACES = rf"(?:{_FINE_SPACES}|{_groups(_SPACE)})(?![\d/]|\ \d)"

# What sets digits apart without being a comma: in front of a decimal comma, and between decimals.
_THIN = r"(?:\\[,;!\ ]|\\thinspace\ ?)"
_DECIMAL_COMMA = r"\{,\}\d+"
FINE = rf"(?:(?!0)\d{{1,3}}(?:{_THIN}\d{{3}}){_A_FEW}|\d+)\.(?:\d{{3}}{_THIN}){_A_FEW}\d{{1,3}}(?!\d)"
CONTINENTAL = (
    rf"(?!{GROUPED})(?:(?!0)\d{{1,3}}(?:(?:{_THIN}\d{{3}}){_A_FEW}|(?:\.\d{{3}}){_A_FEW}){_DECIMAL_COMMA}"
    rf"|(?!0)\d{{1,3}}(?:\.\d{{3}}){{2,40}}(?:{_DECIMAL_COMMA})?|\d+{_DECIMAL_COMMA})(?!\d|\.\d|\{{,\}}\d)"
)
FRACTION = r"(?:\\[dt]?frac\{-?\d+\}\{\d+\}|\d+/\d+)"

IN_PROSE = rf"(?:{REPEATING}|\d+(?:(?:[.,]|\{{,\}})\d+|{SEPARATOR}\d{{3}})*(?:{EXPONENT})?|{DECIMALS})"

# Subsets of it, for the short ways: what they match, the whole grammar reads as the same number.
SIMPLE = rf"{SIGN}?(?:\d+(?:{DECIMALS})?|{FRACTION})"
SHORT_LITERAL = r"(-?)((?:0|[1-9]\d{0,2}(?:,\d{3}){1,2}|[1-9]\d{0,9})(?:\.\d{1,9})?)"
SHORT_RATIO = r"(-?)(?:\\[dt]?frac\{(\d{1,9})\}\{([1-9]\d{0,8})\}|(\d{1,9})/([1-9]\d{0,8}))"

MAX_EXPONENT = 400  # of e-notation; more than any double has, and what is beyond it is no number
_LATEST_CYCLE = 10  # decimals before which digits begin to repeat
_CHUNK = 4000  # CPython refuses to convert more than 4300 digits at once


# ── what a literal is worth ──


class Literal(NamedTuple):
    """A number as it was written: its value, how many digits of a decimal count, and the place of its last one."""

    value: int | Fraction
    digits: int = 0
    places: int = 0


def prefixed(literal: str) -> str:
    """Return a `PREFIXED` literal as its digits with their base behind them.

    >>> prefixed("0xff")
    'FF_16'
    """
    return f"{literal[2:].upper()}_{_BASES[literal[1].lower()]}"


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


_BETWEEN = pattern(rf"{SEPARATOR}|[,\ ]")
_NOT_DIGIT = pattern(r"\D")


def written(text: str) -> Literal | None:
    r"""Return what an unsigned literal without a cycle says; None for an exponent too large to be built.

    >>> written("1,234.50"), written(r"1\,234"), written("2.5e3"), written("1e999")
    (Literal(value=Fraction(2469, 2), digits=6, places=2), Literal(value=1234, digits=0, places=0), Literal(value=2500, digits=2, places=-2), None)
    """
    if text.isdecimal():
        return Literal(from_digits(text))
    mantissa, _, exponent = _BETWEEN().sub("", text).lower().rstrip(".").partition("e")
    power = int(exponent or 0) if len(exponent) <= 5 else MAX_EXPONENT + 1
    if abs(power) > MAX_EXPONENT:
        return None
    whole, _, decimals = mantissa.partition(".")
    number = from_digits(whole + decimals)
    digits = len((whole + decimals).lstrip("0")) if decimals else 0
    places = len(decimals) - power
    value = number * 10**-places if places <= 0 else lowest(Fraction(number, 10**places))
    return Literal(value, digits, places if decimals else 0)


def continental(text: str) -> Literal | None:
    r"""Return what a literal with a decimal comma says, or one with points between thousands.

    >>> continental("1.234.567").value, continental(r"1\,234{,}5").value
    (1234567, Fraction(2469, 2))
    """
    whole, _, decimals = text.replace("{,}", ",").rpartition(",") if "," in text else (text, "", "")
    return written(f"{_NOT_DIGIT().sub('', whole)}.{_NOT_DIGIT().sub('', decimals)}")


def repeating(text: str) -> Literal:
    r"""Return what decimals with a marked cycle say.

    >>> repeating("0.(3)"), repeating(r"1.2\overline{7}").value
    (Literal(value=Fraction(1, 3), digits=0, places=0), Fraction(23, 18))
    """
    head, _, cycle = text.replace("(", "\\").partition("\\")
    return _cycle(head, _NOT_DIGIT().sub("", cycle))


def endless(text: str) -> Literal | None:
    """Return what 0.333 before three dots says: its end must repeat, be three digits or more, and stand twice or more.

    >>> endless("0.1666"), endless("0.12")
    (Literal(value=Fraction(1, 6), digits=0, places=0), None)
    """
    whole, _, decimals = text.partition(".")
    borders = _borders(decimals[::-1])  # a tail is a beginning of what is read backwards
    for start in range(min(len(decimals) - 2, _LATEST_CYCLE)):
        length = len(decimals) - start
        period = length - borders[length]
        if length >= 2 * period:
            return _cycle(f"{whole}.{decimals[:start]}", decimals[start : start + period])
    return None


def _cycle(head: str, cycle: str) -> Literal:
    whole, _, decimals = head.partition(".")
    start = from_digits((whole + decimals) or "0")
    nines = 10 ** len(cycle) - 1
    return Literal(lowest(Fraction(start * nines + from_digits(cycle), nines * 10 ** len(decimals))))


def _borders(text: str) -> list[int]:
    """Return for each length the longest end of that beginning that it also begins with, and is shorter.

    What is left of the length is the shortest period (Knuth, Morris and Pratt): one pass, whatever repeats.

    >>> _borders("12121")
    [0, 0, 0, 1, 2, 3]
    """
    borders = [0] * (len(text) + 1)
    border = 0
    for place in range(1, len(text)):
        while border and text[place] != text[border]:
            border = borders[border]
        border += text[place] == text[border]
        borders[place + 1] = border
    return borders


# ── a text that is one literal, and nothing more ──


@functools.cache
def _whole() -> re.Pattern[str]:
    forms = (  # what is commonest first
        rf"{PLAIN}(?:{EXPONENT})?\.?",
        _groups(SEPARATOR, "+"),
        _groups(",", "+"),
        _groups("\\ ", "+"),
        FINE,
        SPACES,
    )
    fraction = r"\\[dt]?frac\{(?P<over>-?\d+)\}\{(?P<under>\d+)\}|(?P<top>\d+)/(?P<bottom>\d+)"
    return re.compile(
        rf"(?P<sign>{SIGN}?)(?:{fraction}|(?P<written>{'|'.join(forms)})|(?P<continental>{CONTINENTAL})"
        rf"|(?P<repeating>{REPEATING})|(?P<endless>{ENDLESS}){_DOTS})",
        re.ASCII,
    )


@remembered(8192)
def read_literal(text: str) -> Literal | None:
    r"""Return the number that a whole text is, written in any form of the grammar or as a fraction of two; or None.

    >>> read_literal("-1,234.50").value, read_literal(r"\frac{6}{4}").value, read_literal("0.333...").value
    (Fraction(-2469, 2), Fraction(3, 2), Fraction(1, 3))
    >>> read_literal("1,23"), read_literal("1/0"), read_literal("12x")
    (None, None, None)
    """
    if text.isdecimal() and text.isascii():
        return Literal(from_digits(text))
    match = _whole().fullmatch(text)
    if match is None:
        return None
    if match["written"]:
        found = written(match["written"])
    elif match["continental"]:
        found = continental(match["continental"])
    elif match["repeating"]:
        found = repeating(match["repeating"])
    elif match["endless"]:
        found = endless(match["endless"])
    else:
        under = from_digits(match["under"] or match["bottom"])
        over = from_digits(match["over"] or match["top"])
        found = Literal(lowest(Fraction(over, under))) if under else None
    if found is None or match["sign"] != "-":
        return found
    return found._replace(value=-found.value)
