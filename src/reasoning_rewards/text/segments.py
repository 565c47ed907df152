"""Steps of a reasoning: where one ends and the next begins.

A step ends with its sentence, or where the text says that another begins: "Step 2:", "First,", an item
of a list. A line break alone ends nothing, so breaking lines makes no steps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

__all__ = ["gist", "segments", "steps_of"]

# Where a step ends (after the character that is found) or begins (before it). One pass: single characters
# are searched for at C speed, and what stands around them is looked at there.
_BOUNDARY = re.compile(
    r"""[.!?。！？\nSFTN](?:
        (?<=[.!?])(?=\s)
      | (?<=[。！？])
      | (?<=\n)(?=[ \t]*[-*•][ \t]+[^\W\d])  # an item of a list
      | (?<=[SFTN])(?<!\w[SFTN])(?=
            (?<=S)tep\s{1,4}\d{1,3}\s?[:.)]
          | (?:(?<=F)irst|(?<=S)econd|(?<=T)hird|(?<=N)ext|(?<=T)hen|(?<=F)inally|(?<=T)herefore),
        )
      )""",
    re.VERBOSE,
)
_BEGINS = frozenset("SFTN")
_LABEL = re.compile(
    r"\W*(?:Step\s{1,4}\d{1,3}|(?:First|Second|Third|Next|Then|Finally|Therefore)(?=,)|\d{1,3}(?=[.)]\s))\W*"
)
_WORD = re.compile(r"\w+|[=+*/^<>≤≥]")
_LEAST = 2  # words or signs of a step; "1." and "Wait." are none


def segments(text: str) -> Iterator[str]:
    r"""The steps of a text, in order; empty ones, and bare labels, left out.

    >>> list(segments("Step 1: Tom has 3 marbles.\nHe finds 4. So 3 + 4 = 7.\n\n- That is\nall of them"))
    ['Step 1: Tom has 3 marbles.', 'He finds 4.', 'So 3 + 4 = 7.', '- That is\nall of them']
    """
    return (step for step, _ in steps_of(text))


def steps_of(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each step with its gist."""
    start = 0
    ends = (found.start() for found in _BOUNDARY.finditer(text))
    for end in chain(ends, (len(text),)):
        stop = end + (text[end : end + 1] not in _BEGINS)  # behind the sign, where one ends the step
        if end - start >= _LEAST:  # fewer characters are no two words
            said = gist(text[start:end])
            if len(said) >= _LEAST:
                yield text[start:stop].strip(), said
        start = stop


def gist(step: str) -> tuple[str, ...]:
    """What a step says, without its label, case and punctuation: equal for the same step said again.

    >>> gist("Step 2: So 3 + 4 = 7.") == gist("so 3 + 4 = 7")
    True
    """
    label = _LABEL.match(step)
    return tuple(_WORD.findall((step[label.end() :] if label else step).lower()))
