"""Answers that are not mathematics: words, yes and no, letters of choices, times of day."""

from __future__ import annotations

import re

from reasoning_rewards.answers.notation.clean import text_key
from reasoning_rewards.answers.notation.numerals import ordinal
from reasoning_rewards.answers.values.tree import Node
from reasoning_rewards.answers.values.values import Choice, Clock, Listing, Scalar, Value
from reasoning_rewards.answers.values.vocabulary import (
    ABBREVIATIONS,
    CONNECTIVES,
    FUNCTIONS,
    GREEK,
    is_long_word,
    is_word,
)
from reasoning_rewards.caches import remembered
from reasoning_rewards.text.dress import WORDS, as_text
from reasoning_rewards.text.scan import pattern

__all__ = [
    "as_words",
    "figures_behind",
    "has_lead",
    "in_capitals",
    "is_phrase",
    "polarity",
    "read_choice",
    "read_choices",
    "read_clock",
    "same_words",
]

_LONGEST_ROW = 300  # characters of several options' letters
_WORD = re.compile(r"[a-z]+")
_DRESS = re.compile(WORDS + r"|[{}$*]|\\[ ,;!]|~")
_CLOCK = pattern(r"(\d{1,2})(?::([0-5]\d))?(?::([0-5]\d))?\s*([ap])\.?\s*m\.?", re.IGNORECASE | re.ASCII)
_NAMED_TIME = pattern(r"(?:12(?::00){0,2}\s*)?(noon|midday|midnight)\.?", re.IGNORECASE)
_AFTERNOON = re.compile(
    r"(1[3-9]|2[0-3]):(0\d)(?::([0-5]\d))?", re.ASCII
)  # 15:05 is no ratio: nobody writes 05 in one
_CHOICE = re.compile(
    r"(?:(?i:option|choice|answer)\s+)?(?:\(([A-Za-z])\)|([A-Z])(?=\s*[.):]\s|[.):]?$|[):]))[.):]*\s*(.*)",
    re.DOTALL,
)
_PART = pattern(r"\(?([a-d])\) (?=[-+]?[\d\\$.])(.*)", re.DOTALL)  # with its space: c(5) is a product
_OTHER_PART = pattern(r"\([a-z]\)|(?<![\w(])[a-z]\)")
_LETTER = r"(?:\([A-Z]\)|[A-Z])"
_LETTERS = pattern(rf"{_LETTER}(?:(?:\s*,\s*(?:and\s+)?|\s*\\?&\s*|\s+and\s+){_LETTER}){{1,9}}")
_LETTER_AND_NAME = pattern(r"([A-Z])\s+([A-Z][a-z].*)", re.DOTALL)
# What stands behind an option's letter and is not the option's text: more letters, or what is said of the option.
_LETTER = r"(?:\([A-Z]\)|[A-Z](?=\s*(?:[,;.:)/&]|$|(?:and|or|AND|OR)\b)))"
_MORE_LETTERS = pattern(
    rf"(?!.*\bonly\W*$)[\s,;/&+–—-]*(?:(?i:and/or|and|or|but|no|not|nor|rather than|maybe|perhaps|possibly)[\s,]+)*{_LETTER}"
    r"|(?!(?i:both|all|neither|none|either|only)\b).*(?:(?<![\w\\])\([A-Z]\)|(?:[,;]|\b(?:and|or))\s+[A-Z][.):]\s)",
    re.DOTALL,
)
_NO_TEXT = pattern(
    r"[,;?]|(?-i:because|since|where|as|so|which|that|or|and|but)\b"  # what goes on after the letter, or explains it
    r"|(?:is|are|was|were|isn't|aren't|wasn't|can't|cannot|would|could|might|may|must|should|seems?|looks?)\s+"
    r"(?:(?:not|be|to|the|a|an|my|one|also|probably|likely|clearly|definitely)\s+)*"
    r"(?:wrong|incorrect|false|right|correct|true|answer|choice|option|possible|impossible|out|unlikely|plausible)\W*$"
    r"|(?-i:wrong|incorrect|maybe|perhaps|possibly|probably|not)\W*$",
    re.IGNORECASE,
)
_CONFIRMED = pattern(
    r"[\s,]*(?:is|must be|would be)\s+(?:(?:the|my|our|your)\s+)?(?:(?:only|final|best|most)\s+)*"
    r"(?:correct|right|true|answer|choice|option)(?:\s+(?:one|answer|choice|option))?[\s.!]*",
    re.IGNORECASE,
)
_BRACED = re.compile(r"[\\^_]")
_LEADING_SPACE = re.compile(r"^(?:\s|~|[).:}]|\\[ ,;:!]|\\q?quad(?![A-Za-z]))+")
_SMALL_LETTER = pattern(r"(?:(?i:option|choice)\s+\(?([a-e])[).]?|([a-e])\))")
_NAMED_RATIO = pattern(r"[A-Z]+\s*:\s*[A-Z]+\s*(?:[:=]|$)")  # A:B = 3:4
_POLARITY = pattern(
    r"(yes|no|true|false)\b(?=\s*$|\s*[,.;:!-]|\s+(?:we|it|they|he|she|this|that|because|since)\b)"
)
_CLAUSES = re.compile(r"[,.;:!?-]+")
_TURN = re.compile(r"^\s*(?:(?:and|or|but|wait|actually|rather|so|i mean)\s+)*|\s+$")
_HEDGE = re.compile(
    r"maybe|perhaps|possibly|(?:maybe |perhaps |possibly )?not|not sure|unsure|neither|both|(?:yes|no|true|false) (?:and|or) (?:yes|no|true|false)"
)
_YES_OR_NO = frozenset(("yes", "no", "true", "false"))
_MOST_CLAUSES = 40
_FIGURE = re.compile(r"\d")
_WORD_IN = re.compile(r"(?<![\\a-z])[a-z]{2}")
_SAYS_YES = {"true": "yes", "false": "no"}
_DOTTED = pattern(r"(?:[A-Z]\.){2,6}[A-Z]?")
_CAPITALS = pattern(r"[A-Z]+(?:[ ,'-]+[A-Z]+)*[.!]?")
_PHRASE = pattern(r"[A-Za-z]{2,}(?: [A-Za-z]{2,})+")
_NO_SUCH_THING = pattern(
    r"(?:(?:(?:the|this) )?(?:limit|value|it) )?(?:does not|doesn't|do not|don't) exist|d\. ?n\. ?e"
)
_ARTICLE = pattern(r"^(?:the|a|an) (?=\w)")
_LEAD = pattern(
    r"^(?:(?:it|this|that|(?:(?:the|my|our) )?(?:final |correct )?answer) (?:is|was) |it's |that's )(?=\w)"
)


@remembered(64)  # several readers ask it of one text
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
        named = _NAMED_TIME().fullmatch(undressed(text))
        if named is not None:
            return Clock(12, 0, "am" if named[1].lower() == "midnight" else "pm")
    if not text[:1].isdigit() and "\\" not in text:
        return None
    afternoon = _AFTERNOON.fullmatch(text)
    if afternoon:
        return Clock(int(afternoon[1]) - 12, int(afternoon[2]), "pm", int(afternoon[3] or 0))
    match = _CLOCK().fullmatch(undressed(text)) if text[-1:] in "mM.})" else None
    if match is None or not 1 <= int(match[1]) <= 12:
        return None
    return Clock(int(match[1]), int(match[2] or 0), match[4].lower() + "m", int(match[3] or 0))


def read_choice(text: str) -> Value | None:
    """Read the letter of an option, in any dress, with the option's text behind it.

    >>> read_choice(r"\\textbf{(B)}\\ 12"), read_choice("C"), read_choice("B) 12 cm")
    (Choice(letter='B', option='12'), Choice(letter='C', option=''), Choice(letter='B', option='12 cm'))
    >>> read_choice("(x + 1)"), read_choice("A dog")
    (None, None)
    >>> read_choice("(b) -5"), read_choice("(b) - 5"), read_choice("c(5)")
    (Choice(letter='B', option='-5'), None, None)
    """
    plain = undressed(text)
    part = _PART().fullmatch(plain)
    if part and not _OTHER_PART().search(part[2]):
        return Choice(part[1].upper(), _option_of(text, part[1], part[2]))
    small = _SMALL_LETTER().fullmatch(plain)
    if small:
        return Choice((small[1] or small[2]).upper())
    match = _CHOICE.fullmatch(plain)
    if match:
        if _NAMED_RATIO().match(plain):
            return None
        if match[1] and match[1].islower() and match[3]:
            return None  # (a) 5 may be a part of a question
        choice = _with_text(match[1] or match[2], match[3])
        if choice and choice.option:
            return Choice(choice.letter, _option_of(text, choice.letter, choice.option))
        return choice
    match = _LETTER_AND_NAME().fullmatch(plain)
    return _with_text(match[1], match[2]) if match and match[1] != "I" else None


def _option_of(text: str, letter: str, plain: str) -> str:
    r"""Return the text of an option as it is written, where its braces say something.

    >>> _option_of(r"\textbf{(B)}\ \frac{12}{5}", "B", r"\frac 12 5"), _option_of(r"\text{(B) $x_{12}$}", "B", "x_ 12")
    ('\\frac{12}{5}', '$x_{12}$')
    """
    if "{" not in text or not _BRACED.search(plain):
        return plain
    found = re.search(
        rf"(?<![A-Za-z\\]){letter}(?![A-Za-z])", text
    )  # not the b of \textbf, nor the A of Answer
    option = _LEADING_SPACE.sub("", text[found.end() :]) if found else plain
    for _ in range(3):  # of commands around the whole
        if option.endswith("}") and option.count("{") < option.count("}"):
            option = option[:-1].rstrip()
    return option if option.count("{") == option.count("}") else plain


def _with_text(letter: str, tail: str) -> Choice | None:
    """Return a letter with the text of its option; None where what follows is no option's text.

    >>> _with_text("A", "is correct"), _with_text("A", "is wrong"), _with_text("A", "or (B)"), _with_text("A", ", B")
    (Choice(letter='A', option=''), None, None, None)
    >>> _with_text("C", "Both (A) and (B)").option, _with_text("C", "Vitamin C").option
    ('Both (A) and (B)', 'Vitamin C')
    """
    if not tail:
        return Choice(letter)
    if _CONFIRMED().fullmatch(tail):
        return Choice(letter)
    if _MORE_LETTERS().match(tail) or _NO_TEXT().match(tail):
        return None
    return Choice(letter, tail)


def read_choices(text: str) -> Listing | None:
    """Read the letters of several options: A, B or (A) & (B), or A and B.

    >>> read_choices("A and B"), read_choices("(A), (C)"), read_choices("A, 5"), read_choices("AB")
    (Listing(items=(Scalar(A), Scalar(B))), Listing(items=(Scalar(A), Scalar(C))), None, None)
    """
    plain = undressed(text) if len(text) < _LONGEST_ROW else ""
    if not _LETTERS().fullmatch(plain):
        return None
    letters = plain.replace("and", "")
    return Listing(tuple(Scalar(Node("symbol", leaf=sign)) for sign in letters if sign.isupper()))


def in_capitals(text: str) -> str:
    """Return the words of a text that is written in capitals, in small letters; "" for names and all else.

    >>> in_capitals("NEW YORK"), in_capitals("USA"), in_capitals("ABCD"), in_capitals("ABC"), in_capitals("Rome")
    ('new york', 'usa', '', '', '')
    """
    plain = undressed(text) if text[-1:] in "}.!" or text[-1:].isupper() else ""
    plain = plain.replace(".", "") if _DOTTED().fullmatch(plain) else plain
    if not _CAPITALS().fullmatch(plain):
        return ""
    words = plain.lower().rstrip(".!")
    parts = _WORD.findall(words)
    if (
        len(parts) == 1 and len(words) == 3 and is_word(words)
    ):  # CAT is cat; a product of letters is no triangle
        return words
    return words if any(is_long_word(word) or word in ABBREVIATIONS for word in parts) else ""


def is_phrase(text: str) -> bool:
    """Say whether several words are words, though the letters of some could be multiplied.

    >>> is_phrase("New York"), is_phrase("NEW YORK"), is_phrase("sin theta"), is_phrase("area x"), is_phrase("Paris")
    (True, True, False, False, False)
    """
    plain = undressed(text) if " " in text else ""
    if not _PHRASE().fullmatch(plain):
        return False
    words = plain.split(" ")
    return any(map(is_long_word, words)) and GREEK.isdisjoint(words) and FUNCTIONS.keys().isdisjoint(words)


def as_words(words: str) -> str:
    """Return how words are spelled that have several spellings: a place in a row, "does not exist"; or "".

    >>> as_words("the limit does not exist"), as_words("d.n.e"), as_words("second"), as_words("five")
    ('does not exist', 'does not exist', '2nd', '')
    """
    if not words[:1].isalnum():
        return ""
    return "does not exist" if _NO_SUCH_THING().fullmatch(words) else ordinal(words)


def has_lead(words: str) -> bool:
    """Say whether an article or "it is" stands before words: an ellipse, it is friday.

    >>> has_lead("an ellipse"), has_lead("it is friday"), has_lead("ellipse"), has_lead("a sqrt b")
    (True, True, False, False)
    """
    lead = _ARTICLE().match(words) or _LEAD().match(words)
    if not lead:
        return False
    first = words[lead.end() :].partition(" ")[0]
    return (
        len(first) > 1
        and first not in CONNECTIVES
        and first not in FUNCTIONS
        and first not in GREEK
        and (len(first) > 3 or is_word(first))
    )


def polarity(words: str) -> str:
    """Return the yes, no, true or false that a sentence begins with.

    >>> polarity("no, we cannot make that conclusion"), polarity("no solution"), polarity("yes, no"), polarity("yes, maybe")
    ('no', '', '', '')
    """
    match = _POLARITY().match(words)
    if match is None:
        return ""
    said = _SAYS_YES.get(match[1], match[1])
    rest = (_TURN.sub("", clause) for clause in _CLAUSES.split(words[match.end() :], maxsplit=_MOST_CLAUSES))
    open_or_turned = any(
        _HEDGE.fullmatch(clause) or (clause in _YES_OR_NO and _SAYS_YES.get(clause, clause) != said)
        for clause in rest
    )
    return "" if open_or_turned else match[1]


def figures_behind(words: str) -> str:
    """Return the mathematics that a yes or no goes on with; "" where it is words.

    >>> figures_behind("yes, 42"), figures_behind("no, f(x) = 1"), figures_behind("yes, it is 5"), figures_behind("yes")
    ('42', 'f(x) = 1', '', '')
    """
    match = _POLARITY().match(words)
    rest = words[match.end() :].lstrip(" ,.;:!-") if match else ""
    return rest if _FIGURE.search(rest) and not _WORD_IN.search(rest) else ""


def same_words(left: str, right: str) -> bool:
    """Say whether two texts say the same: the same words, or the same yes or no.

    >>> same_words("The ellipse.", "ellipse"), same_words("yes", "Yes, it is"), same_words("even", "odd"), same_words("no", "False")
    (True, True, False, True)
    """
    left, right = (_LEAD().sub("", text.casefold().strip(" .!")) for text in (left, right))
    if text_key(_ARTICLE().sub("", left)) == text_key(_ARTICLE().sub("", right)) != "":
        return True
    answer, wanted = (_SAYS_YES.get(said, said) for said in (polarity(left), polarity(right)))
    return answer == wanted != ""
