r"""Digits under another country's conventions: a decimal comma (3,5 cm), commas after every two digits (1,23,456).

Either may as well be a list, so it is a second way to read a whole text, and only where every comma of it can
be meant so: none is followed by a space, and inside brackets, where commas separate, semicolons do it instead.
"""

from __future__ import annotations

import re

from reasoning_rewards.text.numbers import read_literal
from reasoning_rewards.text.scan import pattern

__all__ = ["with_decimal_points", "without_lakhs"]

_APART = r"(?<![\w}^.,\\])"  # behind an exponent, a name or a command the digits are no number by themselves
_DECIMAL = pattern(
    _APART + r"(?P<whole>\d{1,3}(?:(?P<between>[.' ~]|\\,)\d{3})(?:(?P=between)\d{3}){0,40}|\d+)"
    r",(?P<decimals>\d+(?(between)(?:(?P=between)\d{1,3}(?!\d)){0,40}))(?!\d|[.,]\d|\{,)",
    re.ASCII,
)
_LAKHS = pattern(_APART + r"(?!0)\d{1,2}(?:,\d{2}){1,20},\d{3}(?:\.\d+)?(?!\d|[.,]\d)", re.ASCII)
_IDLE_COMMA = pattern(r"\\,|\{,\}")
_POINT = pattern(r"\d\.\d", re.ASCII)
_JOINT = pattern(r"\b(?:and|or)\b|\\(?:lor|vee|cup)(?![A-Za-z])")
_SIGNS = pattern(r"\\[{}]|\\[lr]angle|[()\[\];,]")
_OPENERS = frozenset(("(", "[", "\\{", "\\langle"))
_SPACING = pattern(r"\D")


def with_decimal_points(text: str) -> str | None:
    r"""Write a text with decimal points that may have decimal commas; None for one that can't.

    >>> with_decimal_points("3,5 cm"), with_decimal_points("1.234,56"), with_decimal_points("(1,5; 2)")
    ('3.5 cm', '1234.56', '(1.5; 2)')
    >>> [with_decimal_points(text) for text in ("1,234", "(1,5)", "1,5, 2,5", "1,5,2,5", "2,3 or 4", "x^2,5", "x_{1,2}")]
    [None, None, None, None, None, None, None]
    """
    if "_" in text or not _DECIMAL().search(text) or _POINT().search(rest := _DECIMAL().sub("", text)):
        return None
    if "," in _IDLE_COMMA().sub("", rest) or not _separated_otherwise(text):
        return None
    if any(_thousands(match) for match in _DECIMAL().finditer(text)):
        return None
    if not all(_DECIMAL().search(part) for part in _JOINT().split(text)):
        return None
    return _DECIMAL().sub(_with_point, text)


def _with_point(match: re.Match[str]) -> str:
    return f"{_SPACING().sub('', match['whole'])}.{_SPACING().sub('', match['decimals'])}"


def _thousands(match: re.Match[str]) -> bool:
    """Say whether a comma stands between thousands: 1,234 is never 1.234."""
    return not match["between"] and read_literal(match[0]) is not None


def _separated_otherwise(text: str) -> bool:
    """Say whether every bracket around a comma between digits holds a semicolon that separates its items."""
    open_ones = [[True, False]]  # is there a semicolon, and a comma?
    for sign in _SIGNS().findall(text):
        if sign in _OPENERS:
            open_ones.append([False, False])
        elif sign in ";,":
            open_ones[-1][sign == ","] = True
        elif len(open_ones) > 1:
            semicolon, comma = open_ones.pop()
            if comma and not semicolon:
                return False
    return all(semicolon or not comma for semicolon, comma in open_ones)


def without_lakhs(text: str) -> str | None:
    """Write a number whose digits are set apart by two, as in India, without its commas; None for any other text.

    >>> without_lakhs("1,23,45,678"), without_lakhs("12,34"), without_lakhs("(1,23,456)")
    ('12345678', None, None)
    """
    if not _LAKHS().search(text) or "," in _LAKHS().sub("", text) or _SIGNS().search(_LAKHS().sub("", text)):
        return None
    return _LAKHS().sub(lambda match: match[0].replace(",", ""), text)
