"""What looks like an answer: a number, a formula or a choice's letter, told from prose.

"42 square miles" looks like one, "Step 2: add them" and "4, so it is even" don't.
"""

from __future__ import annotations

import re

from reasoning_rewards.text.scan import pattern

__all__ = [
    "LINE_WINDOW",
    "begins_with_a_word",
    "is_cut_off",
    "is_formula",
    "is_whole_answer",
    "looks_like_answer",
]

LINE_WINDOW = 512
"""Characters in which the line of an answer may turn to prose; what is longer can't be told."""

_ALONE_WORDS = 5  # words of an answer that is no mathematics ("none of the other three")
_UNIT_WORDS = 3  # plain words that may follow a number ("42 square miles")
_WORD = pattern(r"(?<![\\A-Za-z])[A-Za-z]{2,}")
_FUNCTIONS = frozenset(
    ("sqrt", "cbrt", "pi", "sin", "cos", "tan", "cot", "sec", "csc", "log", "ln", "exp", "abs", "min", "max")
)
# Words that no answer holds, so that what holds them is a sentence.
_SENTENCE = frozenset(
    ("is", "are", "was", "so", "it", "we", "i", "then", "because", "this", "that", "which", "cannot")
)
_MATHEMATICAL = pattern(r"[0-9\\^√π∞∅±]|\d|[A-Za-z]\s*[=<>]")
_CHOICE = pattern(r"[(\[（]?[A-Za-z][)\]）]?(?:[.:)]\s.*)?", re.S)
_CHOICES = pattern(r"[A-Z](?:\s*[、,，和与]\s*[A-Z]){1,9}|[A-Z]{2,6}")
# Two letters, or one sign of a script in which that may be a word; Greek letters are names.
_LETTERS = pattern(r"[^\W\d_Α-Ωα-ω]{2,}|(?!\d)[\u0900-\u1fff\u3040-\u9fff\uac00-\ud7a3]")
_PLAIN_WORD = pattern(r"[A-Za-z]{2,}(?=\s)")
_AFTER_A_LETTER = pattern(r"[A-Za-z]\s+(?!and\b|or\b)[A-Za-z]{2}")
_COMMAND = pattern(r"\\[A-Za-z]+")
_UNFINISHED = pattern(r"(?:[-+=*/<>^?]|\\(?:equiv|in|approx|times|cdot))\s*\$*\Z")
_MONEY = pattern(r"\$\s?\d")
_TAG = pattern(r"<\s*/?\s*[A-Za-z_]+\s*>")


def looks_like_answer(text: str) -> bool:
    r"""Tell a number, a formula or a choice's letter from prose.

    >>> [looks_like_answer(t) for t in ("42", "$18 per day", "x = -3", "D", "\\frac{1}{2}", "sqrt(3)/2")]
    [True, True, True, True, True, True]
    >>> [looks_like_answer(t) for t in ("correct", "Step 2: add them", "in dollars", "4, so it is even", "")]
    [False, False, False, False, False]
    """
    if text.isdigit():
        return True
    if not text or len(text) > LINE_WINDOW or text[-1] == "?":
        return False  # too long to tell, or a question
    if _CHOICE().fullmatch(text) or (not text.isascii() and _CHOICES().fullmatch(text)):
        return True
    if not _MATHEMATICAL().search(text) or _TAG().search(text):
        return False
    undecorated = text.lstrip("*_(")
    if not text.isascii() and (first := _LETTERS().match(undecorated)) and first[0] not in _FUNCTIONS:
        return False
    words = [word for word in _WORD().findall(text) if word.lower() not in _FUNCTIONS]
    if not words:
        return True
    prose = len(words) > _UNIT_WORDS or not _SENTENCE.isdisjoint(map(str.lower, words))
    return not prose and not (undecorated.startswith(words[0]) or _AFTER_A_LETTER().match(undecorated))


def is_formula(text: str) -> bool:
    r"""Tell a formula from what holds a word.

    >>> is_formula("$x = 408$"), is_formula("408 apples"), is_formula("\\frac{1}{2}")
    (True, False, True)
    """
    if len(text) > LINE_WINDOW or not _MATHEMATICAL().search(text):
        return False
    words = _LETTERS().findall(_COMMAND().sub(" ", text))
    return _FUNCTIONS.issuperset(word.lower() for word in words)


def begins_with_a_word(text: str, at: int) -> bool:
    """Tell whether what stands at an offset is a word, so that nothing from there on is a formula.

    >>> begins_with_a_word("the sum", 0), begins_with_a_word("sin 3", 0), begins_with_a_word("x = 3", 0)
    (True, False, False)
    """
    word = _PLAIN_WORD().match(text, at, at + LINE_WINDOW)
    return word is not None and word[0].lower() not in _FUNCTIONS


def is_cut_off(text: str) -> bool:
    """Tell whether a formula ends in the midst, as where a text does, or is asked for.

    >>> is_cut_off("$x = "), is_cut_off("$x = 4"), is_cut_off("4?"), is_cut_off("$x = 4$")
    (True, True, True, False)
    """
    opened = text.count("$") % 2 == 1 and not _MONEY().search(text)
    return opened or text.count("\\[") != text.count("\\]") or bool(_UNFINISHED().search(text))


def is_whole_answer(text: str) -> bool:
    """Tell an answer, in a few words if need be, from a sentence.

    >>> is_whole_answer("African wild dog"), is_whole_answer("It is a dog"), is_whole_answer("42")
    (True, False, True)
    """
    if looks_like_answer(text):
        return True
    words = text.lower().split()
    if len(words) > _ALONE_WORDS or any(word[-1] in ".?!:" for word in words) or _TAG().search(text):
        return False
    return _SENTENCE.isdisjoint(words) and any(character.isalnum() for character in text)
