"""Numbers written in words: seven, twenty-one, one hundred and five, two thirds."""

from __future__ import annotations

import re
from fractions import Fraction
from types import MappingProxyType

from reasoning_rewards.answers.values.vocabulary import SCALES
from reasoning_rewards.text.numbers import lowest
from reasoning_rewards.text.scan import pattern

__all__ = ["ordinal", "spelled"]

_SMALL = MappingProxyType(
    {
        word: value
        for value, word in enumerate(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
            "sixteen seventeen eighteen nineteen".split()
        )
    }
)
_TENS = MappingProxyType(
    {
        word: 10 * value
        for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
    }
)
_ENDS = {1: "st", 2: "nd", 3: "rd"}
_PARTS = MappingProxyType(
    {
        word: value
        for value, word in enumerate("half third quarter fifth sixth seventh eighth ninth tenth".split(), 2)
    }
)
_ORDINALS = MappingProxyType(
    {
        word: f"{value}{_ENDS.get(value, 'th')}"
        for value, word in enumerate(
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
            "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(),
            1,
        )
    }
)
_ONES_IN_ORDER = frozenset(list(_ORDINALS)[:9])
_IN_DIGITS = pattern(r"([1-9]\d{0,8})\s*\^?\s*(st|nd|rd|th)", re.ASCII)
_BETWEEN = pattern(r"[\s-]+")
_MOST_WORDS = 12


def spelled(text: str) -> int | Fraction | None:
    """Return the number that words spell, or None.

    >>> spelled("twenty-one"), spelled("one hundred and five"), spelled("minus two million"), spelled("a dozen")
    (21, 105, -2000000, 12)
    >>> spelled("a"), spelled("a third")
    (None, Fraction(1, 3))
    >>> spelled("five sixths"), spelled("one half"), spelled("two ten"), spelled("and five"), spelled("one third party")
    (Fraction(5, 6), Fraction(1, 2), None, None, None)
    """
    words = _BETWEEN().split(text.casefold().strip())
    if not words[0].isalpha() or len(words) > _MOST_WORDS:
        return None
    negative = words[0] in ("minus", "negative")
    words = words[negative:]
    if not words or words in (["a"], ["an"]):
        return None
    part = _PARTS.get(words[-1].removesuffix("s").replace("halve", "half"))
    value = 1 if words == ["half"] else _whole(words[:-1] if part else words)
    if value is None:
        return None
    number = lowest(Fraction(value, part)) if part else value
    return -number if negative else number


def ordinal(words: str) -> str:
    """Return a place in a row as 1st, 2nd, 3rd ..., however it is written; "" for anything else.

    >>> ordinal("second"), ordinal("the 2 nd"), ordinal("2 ^ nd"), ordinal("two"), ordinal("second to none")
    ('2nd', '2nd', '2nd', '', '')
    """
    words = words.removeprefix("the ")
    digits = _IN_DIGITS().fullmatch(words) if words[:1].isdigit() else None
    tens, dash, ones = words.partition("-")
    if dash and tens in _TENS and ones in _ONES_IN_ORDER:
        return f"{_TENS[tens] // 10}{_ORDINALS[ones]}"
    return digits[1] + digits[2] if digits else _ORDINALS.get(words, "")


def _whole(words: list[str]) -> int | None:
    """Return a whole number: groups of less than a thousand, each before its scale."""
    if words == ["zero"]:
        return 0
    if words[:1] in (["a"], ["an"]):
        words = ["one", *words[1:]]
        if len(words) > 1 and words[1] not in SCALES:
            return None
    total, ceiling = 0, 10**15
    group: list[str] = []
    for word in words:
        scale = SCALES.get(word, 0)
        if scale < 1000:
            group.append(word)
            continue
        value = _below_thousand(group)
        if not value or scale >= ceiling:
            return None
        total, ceiling, group = total + value * scale, scale, []
    if not group:
        return total or None
    value = _below_thousand(group[1:] if total and group[0] == "and" else group)
    return total + value if value else None


def _below_thousand(words: list[str]) -> int:
    """Return what at most "nine hundred and ninety nine" says; 0 for anything else."""
    hundreds = 0
    if len(words) > 1 and words[1] in ("hundred", "dozen"):
        hundreds = _SMALL.get(words[0], 0) * SCALES[words[1]]
        if not hundreds or (words[1] == "dozen" and len(words) > 2):
            return 0
        words = words[3:] if words[2:3] == ["and"] and len(words) > 3 else words[2:]
        if not words:
            return hundreds
    if words == ["dozen"]:
        return SCALES["dozen"]
    if len(words) == 1:
        rest = _SMALL.get(words[0]) or _TENS.get(words[0], 0)
    elif len(words) == 2 and words[0] in _TENS and 0 < _SMALL.get(words[1], 0) < 10:
        rest = _TENS[words[0]] + _SMALL[words[1]]
    else:
        rest = 0
    return hundreds + rest if rest else 0
