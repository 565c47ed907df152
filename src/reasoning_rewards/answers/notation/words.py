"""Answers that are not mathematics: words, yes and no, letters of choices, times of day."""

from __future__ import annotations

import re

from reasoning_rewards.answers.notation.clean import text_key
from reasoning_rewards.answers.values.values import Choice, Clock, Value
from reasoning_rewards.answers.values.vocabulary import FUNCTIONS, GREEK, is_word
from reasoning_rewards.text.dress import WORDS, as_text

__all__ = ["has_lead", "polarity", "read_choice", "read_clock", "same_words"]

_DRESS = re.compile(WORDS + r"|[{}$*]|\\[ ,;!]|~")
_CLOCK = re.compile(r"(\d{1,2})(?::([0-5]\d))?(?::([0-5]\d))?\s*([ap])\.?\s*m\.?", re.IGNORECASE | re.ASCII)
_NAMED_TIME = re.compile(r"(?:12(?::00){0,2}\s*)?(noon|midday|midnight)\.?", re.IGNORECASE)
_BARE_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")
_CHOICE = re.compile(
    r"(?:(?i:option|choice|answer)\s+)?(?:\(([A-Za-z])\)|([A-Z])(?=\s*[.):]\s|[.):]?$|[):]))[.):]*\s*(.*)",
    re.DOTALL,
)
_LETTER_AND_NAME = re.compile(r"([A-Z])\s+([A-Z][a-z].*)", re.DOTALL)
_NAMED_RATIO = re.compile(r"[A-Z]+\s*:\s*[A-Z]+\s*(?:[:=]|$)")  # A:B = 3:4
_POLARITY = re.compile(
    r"(yes|no|true|false)\b(?=\s*$|\s*[,.;:!-]|\s+(?:we|it|they|he|she|this|that|because|since)\b)"
)
_ARTICLE = re.compile(r"^(?:the|a|an) (?=\w)")
_LEAD = re.compile(
    r"^(?:(?:it|this|that|(?:(?:the|my|our) )?(?:final |correct )?answer) (?:is|was) |it's |that's )(?=\w)"
)


def undressed(text: str) -> str:
    """Take text commands, braces and spacing off, and keep the spaces between words.

    >>> undressed(r"\\textbf{(B)}\\ 12")
    '(B) 12'
    """
    return " ".join(_DRESS.sub(" ", as_text(text)).split()).replace("( ", "(").replace(" )", ")")


def read_clock(text: str) -> Clock | None:
    """Read a time of day.

    >>> read_clock(r"9\\text{ a.m.}"), read_clock("1:03 PM"), read_clock("7:32")
    (Clock(hour=9, minute=0, half='am'), Clock(hour=1, minute=3, half='pm'), None)
    >>> read_clock("noon"), read_clock("12 midnight")
    (Clock(hour=12, minute=0, half='pm'), Clock(hour=12, minute=0, half='am'))
    """
    if "i" in text[-7:] or "noon" in text[-6:].lower():  # midnight, midday, noon
        named = _NAMED_TIME.fullmatch(undressed(text))
        if named is not None:
            return Clock(12, 0, "am" if named[1].lower() == "midnight" else "pm")
    if not text[:1].isdigit() and "\\" not in text:
        return None
    match = _CLOCK.fullmatch(undressed(text)) if text[-1:] in "mM.})" else None
    if match is None or not 1 <= int(match[1]) <= 12:
        return None
    return Clock(int(match[1]), int(match[2] or 0), match[4].lower() + "m", int(match[3] or 0))


def looks_like_clock(text: str) -> bool:
    """Say whether a ratio may be a time of day.

    >>> looks_like_clock("12:00"), looks_like_clock("3:1")
    (True, False)
    """
    return _BARE_CLOCK.fullmatch(text) is not None


def read_choice(text: str) -> Value | None:
    """Read the letter of an option, in any dress, with the option's text behind it.

    >>> read_choice(r"\\textbf{(B)}\\ 12"), read_choice("C"), read_choice("B) 12 cm")
    (Choice(letter='B', option='12'), Choice(letter='C', option=''), Choice(letter='B', option='12 cm'))
    >>> read_choice("(x + 1)"), read_choice("A dog")
    (None, None)
    """
    plain = undressed(text)
    match = _CHOICE.fullmatch(plain)
    if match:
        if _NAMED_RATIO.match(plain):
            return None
        if match[1] and match[1].islower() and match[3]:
            return None  # (a) 5 may be a part of a question
        return Choice(
            (match[1] or match[2]).upper() if match[2] or match[1].isupper() else match[1], match[3]
        )
    match = _LETTER_AND_NAME.fullmatch(plain)
    return Choice(match[1], match[2]) if match and match[1] != "I" else None


def has_lead(words: str) -> bool:
    """Say whether an article or "it is" stands before words: an ellipse, it is friday.

    >>> has_lead("an ellipse"), has_lead("it is friday"), has_lead("ellipse"), has_lead("a sqrt b")
    (True, True, False, False)
    """
    lead = _ARTICLE.match(words) or _LEAD.match(words)
    if not lead:
        return False
    first = words[lead.end() :].partition(" ")[0]
    return (
        len(first) > 1
        and first not in FUNCTIONS
        and first not in GREEK
        and (len(first) > 3 or is_word(first))
    )


def polarity(words: str) -> str:
    """Return the yes, no, true or false that a sentence begins with.

    >>> polarity("no, we cannot make that conclusion"), polarity("no solution")
    ('no', '')
    """
    match = _POLARITY.match(words)
    return match[1] if match else ""


def same_words(left: str, right: str) -> bool:
    """Say whether two texts say the same: the same words, or the same yes or no.

    >>> same_words("The ellipse.", "ellipse"), same_words("yes", "Yes, it is"), same_words("even", "odd")
    (True, True, False)
    """
    left, right = (_LEAD.sub("", text.casefold().strip(" .!")) for text in (left, right))
    if text_key(_ARTICLE.sub("", left)) == text_key(_ARTICLE.sub("", right)) != "":
        return True
    answer = polarity(left)
    return answer != "" and answer == polarity(right)
