"""Steps of a reasoning: where one ends and the next begins.

A step ends with its sentence, or where the text says that another begins: "Step 2:", "First,", an item
of a list. A line break alone ends nothing, so breaking lines makes no steps.
"""

from __future__ import annotations

import re

__all__ = ["gist", "segments"]

_BOUNDARY = re.compile(
    r"""(?<=[.!?])(?=\s)                                   # a sentence ends
      | (?<=[。！？])
      | (?=\bStep\s{1,4}\d{1,3}\s?[:.)])                        # the next step is announced
      | (?=\b(?:First|Second|Third|Next|Then|Finally|Therefore),)
      | \n(?=[ \t]*[-*•][ \t]+[^\W\d])                     # an item of a list, which begins with a word""",
    re.VERBOSE,
)
_LABEL = re.compile(
    r"^\W*(?:Step\s{1,4}\d{1,3}|(?:First|Second|Third|Next|Then|Finally|Therefore)(?=,)|\d{1,3}(?=[.)]\s))\W*"
)
_WORD = re.compile(r"\w+|[=+*/^<>≤≥]")
_LEAST = 2  # words or signs of a step; "1." and "Wait." are none


def segments(text: str) -> list[str]:
    r"""The steps of a text, in order; empty ones, and bare labels, left out.

    >>> segments("Step 1: Tom has 3 marbles.\nHe finds 4. So 3 + 4 = 7.\n\n- That is\nall of them")
    ['Step 1: Tom has 3 marbles.', 'He finds 4.', 'So 3 + 4 = 7.', '- That is\nall of them']
    """
    pieces = (piece.strip() for piece in _BOUNDARY.split(text))
    return [piece for piece in pieces if len(gist(piece)) >= _LEAST]


def gist(step: str) -> tuple[str, ...]:
    """What a step says, without its label, case and punctuation: equal for the same step said again.

    >>> gist("Step 2: So 3 + 4 = 7.") == gist("so 3 + 4 = 7")
    True
    """
    return tuple(_WORD.findall(_LABEL.sub("", step).lower()))
