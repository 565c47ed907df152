r"""Licensed omissions: what an answer may leave out, or have beside the gold, and still be right.

One text has one meaning: no completion is right for two golds that differ, unless they are equal when what a licence names
is dropped from either. This is the whole list, as data for the tests, the benchmark of meanings and docs/answers.md; the
rungs of the ladder grant them. It imports nothing of the package, so that any version of it can be held against the list.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from reasoning_rewards.text.scan import pattern

__all__ = ["LICENCES", "Licence", "licence_between"]

Drop = Callable[[str], "tuple[str, ...]"]


class Licence(NamedTuple):
    """What may be left out, two golds that one text may be right for because of it, and how it is dropped.

    text: what is right for both golds.
    narrow: what the licence does not buy: right for the first gold, and not for this.
    """

    name: str
    says: str
    golds: tuple[str, str]
    text: str
    narrow: str
    drop: Drop


def _without(*patterns: str, by: str = "") -> Drop:
    """Return the way to drop each of these patterns."""
    compiled = [re.compile(pattern) for pattern in patterns]
    return lambda text: tuple(pattern.sub(by, text).strip() for pattern in compiled)


_WORDS = (
    r"\s*\\(?:text|mathrm)\s*\{[^{}]*\}|\s+[A-Za-z][a-z]*\.?(?:\s+[a-z]+)*|(?:[kcm]?m|[km]?g|s|h)(?![A-Za-z])"
)
_CONSTANTS = {r"\pi": math.pi, "e": math.e}
_SHOWN = pattern(
    r"(-?\d+)\s*/\s*(\d+)|(-?)\\d?frac\{?(\d+?)\}?\{?(\d+)\}?|(-?)\\sqrt\{?(\d+)\}?|(-?(?:\\pi|e))", re.ASCII
)


def _decimals(text: str) -> tuple[str, ...]:
    """The sides of a chain; a fraction, a root or a constant as decimals, rounded and cut off."""
    sides = re.split(r"\\approx|\\sim(?:eq)?|\\doteq|[≈∼≃≐]", text)
    if len(sides) > 1:
        short = re.compile(r"\s*-?(?:\d\.?\d?|\.\d\d?)\s*")
        return (sides[0].strip(), *(side.strip() for side in sides[1:] if not short.fullmatch(side)))
    found = _SHOWN().fullmatch(text.partition("=")[2].strip() or text)
    if found is None:
        return ()
    over, under, minus, above, below, sign, radicand, constant = found.groups()
    if over or above:
        if not int(under or below):
            return ()
        value = float(Fraction(int(over or minus + above), int(under or below)))
    elif radicand:
        value = float(sign + "1") * math.sqrt(int(radicand))
    else:
        value = _CONSTANTS[constant.lstrip("-")] * (-1 if constant[0] == "-" else 1)
    places = range(3, 16)
    cut = (math.trunc(value * 10**place) / 10**place for place in places)
    return tuple(
        dict.fromkeys((*(f"{value:.{place}f}" for place in places), *(f"{each:.15g}" for each in cut)))
    )


def _percentages(text: str) -> tuple[str, ...]:
    number = re.fullmatch(r"\s*(-?[\d.]+)\s*\\?%\s*", text)
    return (number[1], f"({number[1]})/100") if number else ()


def _degrees(text: str) -> tuple[str, ...]:
    number = re.fullmatch(r"\s*(-?[\d.]+)\s*(?:\^\{?\\circ\}?|°|degrees?)\s*", text)
    return (number[1], rf"({number[1]})\pi/180") if number else ()


def _commas(text: str) -> tuple[str, ...]:
    return (
        re.sub(r"(?<=\d),(?=\d)", ", ", text),
        re.sub(r"(?<=\d),\s*(?=\d)", ".", text),
        re.sub(r"(?<=\d),\s*(?=\d)", "", text),
    )


def _of_an_option(text: str) -> tuple[str, ...]:
    bare = re.sub(r"\\text(?:bf)?\s*\{([^{}]*)\}|Option |[*$]|\\[()]", lambda found: found[1] or "", text)
    bare = re.sub(r"^(?:.*?\b(?:is|be|about|probably|sure|get)\s+)?(?=\(?[A-Z][).: ])", "", bare)
    option = re.fullmatch(r"\(?([A-Z]|[a-d](?=\)))(?:[).:]|\s)\s*(.+)", bare, re.DOTALL)
    return (option[1].upper(), re.split(r",\s|\s(?:because|since|which)\b", option[2])[0]) if option else ()


def _of_day(text: str) -> tuple[str, ...]:
    time = re.fullmatch(r"\s*(\d{1,2}):(\d\d)\s*[pP]\.?\s*[mM]\.?\s*", text)
    return (f"{int(time[1]) % 12 + 12}:{time[2]}",) if time else ()


def _as_interval(text: str) -> tuple[str, ...]:
    between = re.fullmatch(r"\s*([^<>=]+?)\s*<\s*\w\s*<\s*([^<>=]+?)\s*", text)
    return (f"({between[1]}, {between[2]})",) if between else ()


LICENCES = (
    Licence(
        "unit", "a unit or a currency that stands on one side only", ("42 km", "42"), "42 km", "42 m",
        _without(rf"(?<=[\d}})])(?:{_WORDS})(?:\^\{{?[23]\}}?)?$", r"^\\?[$€£]\s*"),
    ),
    Licence(
        "noun", "the noun that a number counts, and more words about it", ("15 apples left", "15"), "15 apples",
        "15 pears", _without(rf"(?<=[\d}})])(?:{_WORDS})$", r"\s+(?:left|each|in total|total|remaining)$"),
    ),
    Licence(
        "bound name", "what a function is called, and what its variable is: y is f(x), and f(t) is f(x)",
        ("f(x)=2x+1", "g(x)=2x+1"), "y=2x+1", "f(x)=2x+2",
        _without(r"^\s*[A-Za-z]\([a-z]\)\s*=\s*", by="y="),
    ),
    Licence(
        "residue class", "which member of its class a congruence names, and whether it is written with a parameter",
        (r"x\equiv3 \pmod 7", "x=7k+3"), r"x\equiv10 \pmod 7", r"x\equiv3 \pmod 8",
        lambda text: (),
    ),
    Licence(
        "condition", "where a formula holds, and what its names may be; never what two conditions disagree on",
        (r"\frac1x, x\ne0", r"\frac1x, x>0"), r"\frac1x", r"\frac2x, x\ne0",
        _without(r"[\s,]+[a-zA-Z]\s*(?:[<>]|\\(?:neq?|leq?|geq?|in)(?![A-Za-z])).*$", r"\s*\\text\{ for \}.*$"),
    ),
    Licence(
        "left side", "the name or the expression that a value is said to be", ("x = 5", "5"), "5", "x = 6",
        _without(r"^[^=<>]{1,60}(?<![!:\\])=(?!=)\s*", r"^[A-Za-z]\w*\s*\\in\s*", r"(?:^|(?<=,))\s*[A-Za-z]\w*\s*=\s*",
                 r"^[^=]{1,60}(?:\\to|\\mapsto|:)\s*"),
    ),
    Licence(
        "remark", "what is said about a value behind it: (approximately), (double root), for all x", ("5 (approximately)", "5"),
        "5", "6",
        _without(r"[\s,]*\(?\s*(?:\\text\s*\{)?\s*\(?(?:approximately|for all|where|double root).*$"),
    ),
    Licence(
        "brackets", "the kind of bracket around items, and none at all", (r"\{1, 2\}", "(1, 2)"), "1, 2", "(2, 1)",
        _without(r"\\left|\\right|\\[{}]|[\[\]()]|\\[lr]angle", r"\s*\\cup\s*|\s+(?:and|or)\s+", by=" , "),
    ),
    Licence(
        "point or interval", "two items in round brackets are a point, and the interval between them",
        ("(1, 2)", "1 < x < 2"), "(1, 2)", "1 < x < 3", _as_interval,
    ),
    Licence(
        "time or ratio", "two numbers around a colon are a ratio, and a time of the clock of 24 hours",
        ("1:2", "3:30 PM"), "15:30", "4:30 PM", _of_day,
    ),
    Licence(
        "case", "the case of a word", ("Paris", "paris"), "paris.", "Rome",
        lambda text: (re.sub(r"\b[A-Za-z]{2,}\b", lambda word: word[0].casefold(), text),),
    ),
    Licence(
        "percent", "a percent sign: 28 % is 28 and 0.28", ("28", "0.28"), r"28\%", "0.0028", _percentages,
    ),
    Licence(
        "degree", "a degree sign: 45° is 45 and π/4", ("45", r"\pi/4"), r"45^\circ", r"\pi/2", _degrees,
    ),
    Licence(
        "comma", "a comma between digits: of a decimal, of thousands, or between two items", ("1.5", "1, 5"), "1,5", "15",
        _commas,
    ),
    Licence(
        "log", "a log without a base: natural on both sides or decimal on both", (r"\log 2", r"\ln 2"), r"\log 2", r"\log_2 3",
        _without(r"\\log(?![_A-Za-z])", r"\\log_\{?10\}?", by=r"\\ln "),
    ),
    Licence(
        "modulus", r"the modulus behind what \mod leaves of a number", ("2", r"2 \pmod 3"), r"128 \mod 3", r"1 \pmod 3",
        _without(r"\s*\\p?mod\s*\{?\d+\}?\s*$"),
    ),
    Licence(
        "choice", "the letter of an option or its text", ("B", "12"), "(B) 12", "(C) 13", _of_an_option,
    ),
    Licence(
        "rounding", "a decimal of twelve digits or more that rounds the gold; of three or more where a chain gives both",
        ("1/3", "0.333"), r"\frac13 \approx 0.333", "0.33", _decimals,
    ),
)  # fmt: skip
"""Every licence there is."""


def licence_between(text: str, one: str, other: str, same: Callable[[str, str], bool]) -> str:
    """Return the licence by which a text may be right for two golds that differ; "" where there is none.

    Something is dropped from either gold, from both where the text has nothing of it, or from the text.

    >>> licence_between("42 km", "42 km", "42", str.__eq__), licence_between("42", "42 km", "42 m", str.__eq__)
    ('unit', 'unit')
    >>> licence_between("42 km m", "42 km", "42 m", str.__eq__), licence_between("5", "5", "7", str.__eq__)
    ('', '')
    """
    for licence in LICENCES:
        left, right, parts = (
            [part for part in licence.drop(each) if part and part != each] for each in (one, other, text)
        )
        if bool(left) != bool(right) and any(same(a, b) for a in left or [one] for b in right or [other]):
            return (
                licence.name
            )  # comparing grants licences too: what the other has of it says which was meant
        if any(
            same(a, b) and _is_silent(text, one, a) and _is_silent(text, other, b)
            for a in left
            for b in right
        ):
            return licence.name
        for_one, for_other = ([part for part in parts if same(part, gold)] for gold in (one, other))
        if for_one and for_other and not (set(for_one) & set(for_other)):
            return licence.name
    return ""


def _is_silent(text: str, gold: str, rest: str) -> bool:
    """Say whether a text has nothing of what was dropped from a gold."""
    dropped = set(re.findall(r"[A-Za-z]+|\d+", gold)) - set(re.findall(r"[A-Za-z]+|\d+", rest))
    return dropped.isdisjoint(re.findall(r"[A-Za-z]+|\d+", text))
