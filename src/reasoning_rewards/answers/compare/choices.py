"""Several choices at once: a set of letters, however it is written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence

from reasoning_rewards.answers.notation.words import undressed
from reasoning_rewards.text.scan import pattern

__all__ = ["letters_apart", "letters_in", "plainly_letters"]

_MOST = 26
_AND = pattern(r"\s*(?:[,;/&+、，；]|\band\b|\bund\b|\bet\b|和|\n)\s*(?:(?:and|&)\s+)?", re.IGNORECASE)
_TOGETHER = pattern(r"[A-Z]{2,26}")
_TOUCHING = pattern(r"(?<=\))\s*(?=\()")  # (A)(C)
_LEAD = pattern(
    r"\A(?:both|only|(?:the )?(?:correct )?(?:options|choices|answers|statements)(?: are)?)\b:?\s*",
    re.IGNORECASE,
)
_OPEN = pattern(
    r"=|\b(?i:or|not|nor|but)\W+[A-Z]\b"
)  # what equates choices picks none, nor does what leaves one open
_LETTER = pattern(r"\(?([A-Za-z])[).]?")

Picked = Callable[[str], str]  # the letter of the option that a text picks, or ""


def letters_apart(text: str) -> list[str]:
    """The members of a list that may be of choices, as texts.

    >>> letters_apart("Options A, (C) and D"), letters_apart('["A", "C"]'), letters_apart("(A)(C)"), letters_apart("A or C")
    (['A', '(C)', 'D'], ['A', 'C'], ['(A)', '(C)'], ['A or C'])
    """
    text = text.strip()
    if text.startswith("[") and (listed := _json(text)) is not None:
        return listed
    plain = undressed(text.replace("\\{", "{").replace("\\}", "}"))
    plain = _LEAD().sub("", plain.strip(" ."))
    if plain[:1] in ("[", "{") and plain[-1:] in ("]", "}"):
        plain = plain[1:-1]
    plain = _TOUCHING().sub(", ", plain)
    return [part.strip(" \"'") for part in _AND().split(plain, maxsplit=_MOST) if part.strip(" \"'")]


def letters_in(text: str, picked: Picked) -> frozenset[str] | None:
    """The set of choices that a text names, each once; None for any other text.

    >>> sorted(letters_in("AC", str)), letters_in("A, A", str), letters_in("A or C", lambda text: "")
    (['A', 'C'], None, None)
    """
    if _OPEN().search(text):
        return None
    parts = letters_apart(text)
    if len(parts) == 1 and _TOGETHER().fullmatch(parts[0]):
        parts = list(parts[0])
    elif len(parts) > 1 and all(map(_LETTER().fullmatch, parts)):
        parts = [part.upper() for part in parts]
    letters = [picked(part) for part in parts]
    return frozenset(letters) if all(letters) and 0 < len(letters) == len(set(letters)) else None


def plainly_letters(gold: object) -> Sequence[object] | None:
    """The members of a gold that is plainly several letters: a list, or a text that joins them; not "AC".

    >>> plainly_letters("A and C"), plainly_letters(["A", "C"]), plainly_letters("AC"), plainly_letters("B, 12 cm")
    (['A', 'C'], ['A', 'C'], None, None)
    """
    if isinstance(gold, list | tuple):
        return gold if 1 < len(gold) <= _MOST else None
    if not isinstance(gold, str):
        return None
    parts = letters_apart(gold)
    found = [match[1] for part in parts if (match := _LETTER().fullmatch(part)) and match[1].isupper()]
    return found if 1 < len(found) == len(parts) else None


def _json(text: str) -> list[str] | None:
    """The texts of a list as JSON or Python writes it."""
    try:
        listed = json.loads(text.replace("'", '"'))
    except (ValueError, RecursionError):
        return None
    if isinstance(listed, list) and len(listed) <= _MOST and all(isinstance(each, str) for each in listed):
        return [each.strip() for each in listed]
    return None
