r"""Results in prose and TeX: what stands behind an equals sign.

A chain ``a = b = c`` says one value, its last side; what encloses it (words, TeX delimiters, a full stop)
is left out. Around every sign a stretch of bounded length is looked at, so reading is linear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from reasoning_rewards.text.numbers import SEPARATOR

__all__ = ["Result", "results"]

_SIGN = re.compile(r"[=≈]")  # single characters are searched for at C speed; what is around them comes after
_EQUALS = re.compile(r"(?<![<>!=])==?(?![=>])|≈")
_APPROXIMATELY = re.compile(r"\\approx(?![a-zA-Z])")
_SIDE_LENGTH = 160  # characters; nobody writes a longer side of a step's equation
_SIDES = 8  # of a chain; the rest begins another
_CHAINS = 4_000  # looked at in one text; the rest is not
# One side of an equation: everything that mathematics is written with, and no prose.
_SIDE = re.compile(
    rf"""(?:
        (?<=\d){SEPARATOR}(?=\d{{3}})
      | """
    r"""(?<!\\)\\(?:text|textbf|mathrm|mbox)\s?\{[^{}\n]{0,60}\}
      | (?<!\\)\\(?!(?:begin|end|Rightarrow|implies|iff|to|quad|qquad|neq?|leq?|geq?|lt|gt|approx|text)(?![a-zA-Z]))[a-zA-Z]+
      | (?<!\\)\\[,;!%$ {}|]
      | \$(?=\d)
      | [.,](?=\d) | \.(?=\(\d|\\(?:overline|dot|bar))
      | [(\[](?:[^()\[\]=\nA-Za-z]|(?<![A-Za-z])[A-Za-z](?![A-Za-z])){1,60}[)\]]
      | [\d+\-*/^_(){}\[\]|'·×÷∗⋅−√π°∞%!&~ \t]
      | (?<![A-Za-z])(?:[A-Za-z]|[A-Z]{2,4}|sqrt|pi|sin|cos|tan|log|ln|exp)(?![A-Za-z])
      )+""",
    re.VERBOSE,
)
# Words of five letters are no name and no function: where no brace could hold text, no side runs across one.
_PROSE = re.compile(r".*(?<![\\A-Za-z])[A-Za-z]{5}", re.DOTALL)
_TIMES = re.compile(r"(?<=[\d)])\s?x\s?(?=[\d(])")
_IDLE = " \t&~"
_MIRROR = str.maketrans("()[]{}", ")(][}{")
_NUMBER = re.compile(rf"(?:[\d.,$ ]|{SEPARATOR})*")
# What a statement begins behind. A number alone behind any other word belongs to that: "20 % of 50 = 10", "day 5 = 7".
_OPENS = re.compile(
    r"(?:\A|[.,:;!?\n(\[{>“]|\b(?:and|as|because|but|finds?|gets?|gives?|have|hence|is|means?|now|since|so|that|then|therefore|thus))\W*\Z",
    re.IGNORECASE,
)


class Result(NamedTuple):
    """One chain of equations: its last side, and all of it as ``a = b = c``."""

    value: str
    chain: str


def results(text: str) -> Iterator[Result]:
    r"""Every chain of equations of a text, in the order in which they are written.

    >>> list(results(r"So 3 + 4 = 7 marbles, and $x = \frac{14}{2} = 7$."))
    [Result(value='7', chain='3 + 4 = 7'), Result(value='7', chain='x = \\frac{14}{2} = 7')]
    """
    after = 0
    if "\\approx" in text:
        text = _APPROXIMATELY.sub("≈", text)
    for _ in range(_CHAINS):
        found = _SIGN.search(text, after)
        if found is None:
            return
        past, after = after, found.end()
        sign = _EQUALS.match(text, found.start())
        if sign is None:
            continue
        sides = [_before(text, sign.start(), past)]
        while sign is not None and len(sides) < _SIDES:
            start = after = sign.end()
            if side := _SIDE.match(text, start, start + _SIDE_LENGTH):
                sides.append(side[0].strip(_IDLE))
                after = side.end()
            sign = _EQUALS.match(text, after)
        sides[-1] = value = _closed(sides[-1])
        if len(sides) > 1 and any(map(str.isalnum, value)):
            yield Result(value, _TIMES.sub(r" \\times ", " = ".join(filter(None, sides))))


def _before(text: str, stop: int, after: int) -> str:
    """The side that ends where a sign begins; "" if there is none, or a number that belongs to a word before it."""
    window = text[max(after, stop - _SIDE_LENGTH) : stop]
    prose = _PROSE.match(window) if "{" not in window else None
    side, start = "", 0
    for match in _SIDE.finditer(window, prose.end() if prose else 0):
        side, start = (match[0], match.start()) if match.end() == len(window) else ("", 0)
    side = _closed(side[::-1].translate(_MIRROR))[::-1].translate(_MIRROR).strip(_IDLE)
    return "" if _NUMBER.fullmatch(side) and not _OPENS.search(window, 0, start) else side


def _closed(side: str) -> str:
    r"""A side up to the first bracket that closes what something else has opened.

    >>> _closed(r"\frac{1}{2}}"), _closed("(1 + 2) \\cdot 3) cm")
    ('\\frac{1}{2}', '(1 + 2) \\cdot 3')
    """
    depth = 0
    for place, character in enumerate(side):
        depth += (character in "([{") - (character in ")]}")
        if depth < 0:
            return side[:place].strip(_IDLE)
    return side.rstrip(_IDLE + "([{")
