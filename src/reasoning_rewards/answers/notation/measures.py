r"""Amounts whose unit is set like names, or whose notation is nobody else's: 5kJ, 5\,\mathrm{m\,s^{-2}}, 30°15', US$2.50.

What is found is written again in the notation that the parser reads: there is one parser.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from reasoning_rewards.answers.values.units import COMPOUND, LETTER_UNITS, SYMBOLS, UNITS
from reasoning_rewards.text.scan import pattern

__all__ = ["Amount", "rewritten", "with_unit_set"]


class Amount(NamedTuple):
    """An amount with its unit set as one.

    is_sure: can hardly be a product of names: kJ, min. is_likely: nor is it one that people ask about: 5N, 3m.
    """

    text: str
    is_sure: bool
    is_likely: bool


# A literal, perhaps with radicals, fractions and powers; not a fraction of units.
_NUMBER = re.compile(
    r"(?:[A-Za-z](?:_\w|_\{\w{1,9}\})?\s*(?:=|\\approx(?![A-Za-z]))\s*)?"
    r"(?:[-+\d.,(){}^*\s~]|/(?=[\d\s])|\\(?:[dtc]?frac(?!\s*\{\s*(?:[A-Za-z]|\\(?:text|mathrm|mu|Omega)(?![A-Za-z])))"
    r"|sqrt|pi|cdot|times|left|right)(?![A-Za-z])|\\[,;:! ])+",
    re.ASCII,
)
_ENDS_NUMBER = re.compile(r"(?:\d\.?|\}|\)|\\pi)(?:\s|~|\\[,;:! ])*$", re.ASCII)
_PIECE = pattern(
    r"(?P<open>\\(?:text|mathrm|mathsf|mathit|operatorname|unit)\s*\{)"
    r"|(?P<fraction>\\[dtc]?frac\s*\{)"
    r"|(?P<between>\}\s*\{)"
    r"|(?P<close>\})"
    r"|(?P<word>(?:\\mu(?![A-Za-z])\s*(?:\\(?:text|mathrm)\s*\{\s*)?)?(?:[kMGmp]?\s*\\Omega(?![A-Za-z])|[A-Za-z]+))"
    r"|(?P<power>\^\s*(?:\{\s*[-+]?\s*\d\s*\}|[-+]?\d(?!\d))|(?<=[a-z])[23](?!\d))"
    r"|(?P<times>\\cdot(?![A-Za-z])|\\times(?![A-Za-z])|\*)"
    r"|(?P<other>[/()])"
    r"|(?P<space>\s+|~|\\[,;:! ])",
    re.ASCII,
)
_SUM = re.compile(r"\s*[-+]?\s*[\d.]+(?:\s*[-+]\s*[\d.]+)+\s*", re.ASCII)
_SPACED = pattern(r"[-+]?\d[\d,]*(?:\.\d+)?\s+", re.ASCII)
_ENERGY = "kT"  # a product that physics writes everywhere, and next to no field's strength
_LONGEST = 80  # characters of a unit


def with_unit_set(text: str) -> Amount | None:
    r"""Return an amount with its unit set as a unit; None where what follows the number is not all units.

    >>> with_unit_set("5kJ"), with_unit_set("5x"), with_unit_set("3m + 2")
    (Amount(text='5\\unit{kJ}', is_sure=False, is_likely=True), None, None)
    >>> with_unit_set(r"9.8\,\mathrm{m\,s^{-2}}").text
    '9.8\\,\\unit{m}\\,\\unit{s}^{-2}'
    """
    number = _NUMBER.match(text)
    if number is None or not number.end() < len(text) <= number.end() + _LONGEST:
        return None
    head = number[0]
    if not _ENDS_NUMBER.search(head[-20:]):
        return None
    return _read_unit(head, text[number.end() :])


def _read_unit(head: str, tail: str) -> Amount | None:
    written, words, closers, place = [head], [], [], 0
    while place < len(tail):
        piece = _PIECE().match(tail, place)
        if piece is None:
            return None
        place = piece.end()
        kind, said = piece.lastgroup, piece[0]
        if kind == "open":
            closers.append("")
        elif kind == "fraction":
            closers.append("/")
            written.append("(")
        elif kind == "between":
            if not closers or closers.pop() != "/":
                return None
            closers.append(")")
            written.append(")/(")
        elif kind == "close":
            if not closers or (end := closers.pop()) == "/":
                return None
            written.append(end)
        elif kind == "word":
            name = _spelled(said)
            if not _is_unit(name) and name != "per":
                return None
            closers += [""] * said.count("{")
            words.append(name)
            written.append("/" if name == "per" else rf"\unit{{{name}}}")
        elif kind == "power" and said.isdigit():
            written.append("^" + said)
        elif kind == "times":
            written.append(r"\cdot ")
        else:
            written.append(said)
    if closers or not words:
        return None
    is_sure = "\\mu" in tail or any(map(_is_no_product, words))
    if not is_sure and words == [tail] and _SPACED().fullmatch(head):
        is_sure = len(tail) > 1 and not tail.islower() and tail != _ENERGY  # 5 kJ, but not \frac{3}{2} mV
    if not is_sure and _SUM.fullmatch(head):
        return None  # 2 + 5m is a polynomial
    is_likely = is_sure or not all(map(_is_product, words)) or _is_likely(words, "".join(written[1:]))
    return Amount("".join(written), is_sure, is_likely)


def _is_unit(name: str) -> bool:
    return name in SYMBOLS or name in COMPOUND or (len(name) > 1 and name.lower() in UNITS)


def _is_no_product(word: str) -> bool:
    return len(word) > 2 or (len(word) > 1 and word in UNITS)


def _is_product(word: str) -> bool:
    return len(word) == 1 or (word.islower() and word not in UNITS)


def _is_likely(letters: list[str], unit: str) -> bool:
    """Say whether single letters are a usual unit: one of them, an area, a quotient; not 5K, which is 5,000."""
    if not LETTER_UNITS.difference("K").issuperset(letters):
        return False
    if len(letters) == 1:
        return "^" not in unit or re.fullmatch(r"\s*\\unit\{m\}\s*\^\{?[23]\}?", unit) is not None
    return "/" in unit or "-" in unit


def _spelled(word: str) -> str:
    """A symbol in ASCII letters: u for micro, ohm for the Greek letter."""
    micro = "u" if word.startswith("\\mu") else ""
    letters = word.removeprefix("\\mu").rpartition("{")[2].strip() if micro else word
    return micro + letters.replace("\\Omega", "ohm").replace(" ", "")


# ── notations of their own ──

_FEET = pattern(r"(?P<feet>\d{1,9})\s*'\s*(?P<inches>\d{1,2}(?:\.\d{1,9})?)\s*(?:''|\")", re.ASCII)
_BEFORE_DOLLAR = pattern(r"^(-?)(?:US|U\.S\.)\s*(?=\\?\$)")
_RUPEES = pattern(r"^Rs\.?\s*(?=[\d.])")
_SECONDS = pattern(r"(\d{1,2}:[0-5]\d):00", re.ASCII)


def rewritten(text: str) -> str:
    r"""Return heights in feet and sums of money in the notation of other amounts.

    >>> rewritten("5'3\""), rewritten("US$2.50")
    ('5\\unit{ft} 3\\unit{inch}', '$2.50')
    """
    if "'" in text:
        return _in_feet(text)
    if text.endswith(":00"):  # of a time; as a ratio 1:2:0 is not written so
        return _SECONDS().sub(r"\1", text) if _SECONDS().fullmatch(text) else text
    if text.startswith("Rs"):
        return _RUPEES().sub("₹", text)
    return _BEFORE_DOLLAR().sub(r"\1", text) if "$" in text and "U" in text else text


def _in_feet(text: str) -> str:
    height = _FEET().fullmatch(text)
    return f"{height['feet']}\\unit{{ft}} {height['inches']}\\unit{{inch}}" if height else text
