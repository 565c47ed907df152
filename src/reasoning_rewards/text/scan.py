r"""Finding tags and boxes in a model's text, from the tail, in linear time.

Everything here takes a text and two offsets, so a long completion is never copied or hashed.
Substrings are looked for with `str.rfind`; a regular expression only ever sees a window of bounded
length. So the cost is that of a few `rfind`s, whatever the text. Nothing raises.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import NamedTuple

from reasoning_rewards.text.dress import TEXT

__all__ = [
    "BOX_SIGNS",
    "JOIN_WINDOW",
    "Pair",
    "Span",
    "closing_brace",
    "content_end",
    "is_blank",
    "join_between",
    "last_box",
    "last_pair",
    "pattern",
    "trim",
]

BOX_SIGNS = ("\\boxed", "\\fbox", "\\framebox")

# Limits of one look. No real answer comes near them; they keep hostile text linear.
BOX_WINDOW = 20_000  # characters in which the brace of a box must close
JOIN_WINDOW = 48  # characters between two markers that are parts of one answer
TRIES = 16  # occurrences of a sign looked at before the search gives up
_TRIM_ROUNDS = 6  # layers of decoration taken off an answer, as in "**$\boxed{42}$.**"

# What decoders leave at the end of a completion when special tokens are kept.
_END_TOKENS = (
    "<|im_end|>",
    "<|endoftext|>",
    "<|eot_id|>",
    "<|end_of_text|>",
    "<|end|>",
    "<|return|>",
    "<end_of_turn>",
    "<eos>",
    "</s>",
    "<｜end▁of▁sentence｜>",
)
_MAX_END_TOKENS = 8  # padding may repeat the token; more than this is the model's own text


def pattern(source: str, flags: int = 0) -> Callable[[], re.Pattern[str]]:
    """Compile a regular expression when it is first used; importing the package has to be cheap."""
    return functools.cache(functools.partial(re.compile, source, flags))


class Span(NamedTuple):
    """A marker's place and what it says; `text` is None where it says nothing.

    `open` is True where the text leaves a choice between alternatives.
    """

    start: int
    stop: int
    text: str | None
    open: bool = False


class Pair(NamedTuple):
    """A tag's place: where it starts, its inside, where it stops, and whether it is closed."""

    start: int
    inner: int
    inner_stop: int
    stop: int
    closed: bool


# ── characters ──────────────────────────────────────────────────────────────────────────────────

_WHITE = "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_UNSEEN = _WHITE + "\u00ad\u200b\u200c\u200d\u2060\ufeff"  # soft hyphen, zero-width space and its kin


def is_blank(text: str) -> bool:
    r"""Tell whether nothing visible stands in `text`.

    >>> is_blank(" \u200b\n"), is_blank(" .")
    (True, False)
    """
    return not text[:64].strip(_UNSEEN) and not text.strip(_UNSEEN)


def content_end(text: str) -> int:
    """Return where the text ends, not counting trailing white space and end-of-turn tokens.

    >>> content_end("42<|im_end|>\\n")
    2
    """
    end = _visible_end(text, len(text))
    if not text.endswith(">", 0, end):
        return end
    for _ in range(_MAX_END_TOKENS):
        if not text.endswith(_END_TOKENS, 0, end):
            break
        token = next(token for token in _END_TOKENS if text.endswith(token, 0, end))
        end = _visible_end(text, end - len(token))
    return end


def _visible_end(text: str, end: int) -> int:
    if end == 0 or not text[end - 1].isspace():
        return end
    tail = text[max(0, end - 64) : end]
    visible = tail.rstrip()
    if visible or len(tail) == end:
        return end - len(tail) + len(visible)
    return len(text[:end].rstrip())


def trim(text: str) -> str:
    r"""Return `text` without markdown emphasis, mathematics delimiters around it and a full stop.

    What is nothing but decoration is left as it is.

    >>> trim(" **42**. "), trim("$x$"), trim("\\( 7 \\)."), trim("3.14"), trim("42...")
    ('42', 'x', '7', '3.14', '42...')
    """
    first, last = text[:1], text[-1:]
    if (last.isalnum() or last == "}") and (first.isalnum() or first in "\\-({"):  # most answers
        return text
    whole = text
    for _ in range(_TRIM_ROUNDS):
        before = text
        text = text.strip().strip("*`").strip()
        if text.endswith(".") and not text.endswith(".."):
            text = text[:-1]
        elif len(text) > 2 and text[0] == "$" == text[-1] and "$" not in text.strip("$"):
            text = text.strip("$")
        elif len(text) > 3 and text[:2] + text[-2:] in ("\\(\\)", "\\[\\]", "____"):
            text = text[2:-2]
        if text == before:
            break
    return text.strip() or whole.strip()


# ── tags ────────────────────────────────────────────────────────────────────────────────────────


def last_pair(text: str, opening: str, closing: str, begin: int, end: int) -> Pair | None:
    """Return the last tag between two offsets, closed or not.

    A closing tag with no opening one before it is no tag.
    """
    close = text.rfind(closing, begin, end)
    start = text.rfind(opening, begin if close == -1 else close, end)
    if start != -1:
        return Pair(start, start + len(opening), end, end, closed=False)
    if close == -1:
        return None
    start = text.rfind(opening, begin, close)
    if start == -1:
        return None
    return Pair(start, start + len(opening), close, close + len(closing), closed=True)


# ── boxes ───────────────────────────────────────────────────────────────────────────────────────

_BRACE = pattern(r"\\.|[{}]", re.S)
_BLANKS = (" ", "\t")
_BOX_ENDS = ("boxed", "fbox", "framebox")  # looked for without the backslash
_BARE = pattern(r"[ \t]+([-+]?\d[\d,./]*\d|[-+]?\d|[A-Za-z](?![A-Za-z]))")


def last_box(text: str, begin: int, end: int) -> Span | None:
    r"""Return the last `\boxed{…}`, `\fbox{…}`, `\framebox[2cm]{…}` or `\boxed 5` between two offsets.

    A missing backslash is forgiven: prompts that were not raw strings teach models to write it.
    Without braces TeX boxes one token, so `\boxed 5` is 5; of `\boxed 42` it boxes the 4, and what was
    meant nobody knows: such a box has no text.
    A box that holds nothing has no text; nor has one whose brace doesn't close (within 20,000
    characters): what it holds was cut off, so nobody knows what the answer was to be.

    >>> last_box("\\boxed{\\frac{1}{2}}.", 0, 20)
    Span(start=0, stop=19, text='\\frac{1}{2}', open=False)
    >>> last_box("use \\boxed notation", 0, 19) is None
    True
    """
    box = None
    for sign in _BOX_ENDS:
        at, tries = text.rfind(sign, begin, end), TRIES
        while at != -1 and tries:
            found = _box_at(text, at, at + len(sign), end)
            if found is not None:
                box, begin = found, found.stop
                break
            at, tries = text.rfind(sign, begin, at), tries - 1
    return box


def _box_at(text: str, start: int, after: int, end: int) -> Span | None:
    slash = start > 0 and text[start - 1] == "\\"
    start -= slash
    if not slash and start > 0 and text[start - 1] in _UNSEEN[len(_WHITE) :]:
        return None  # a character that nobody sees makes another word of it
    brace = after
    if text.startswith("[", after) and text.startswith("framebox", start + slash):
        brace = max(after, text.find("]", after, min(end, after + JOIN_WINDOW)) + 1)  # a width
    while brace < after + 4 and text[brace : brace + 1] in _BLANKS:
        brace += 1
    if brace < end and text[brace] == "{":
        close = closing_brace(text, brace + 1, end)
        if close == -1:
            return Span(start, end, None)
        return Span(start, close + 1, trim(text[brace + 1 : close]) or None)
    bare = _BARE().match(text, after, min(end, after + 64)) if slash else None
    if bare is None:
        return None
    return Span(start, bare.end(), bare[1] if len(bare[1]) == 1 else None)


def closing_brace(text: str, start: int, end: int) -> int:
    """Return the offset of the brace that closes a group whose inside begins at `start`, or -1."""
    close = text.find("}", start, end)
    if close == -1:
        return -1
    if text.find("{", start, close) == -1 and text[close - 1] != "\\":
        return close
    depth = 1
    for brace in _BRACE().finditer(text, start, min(end, start + BOX_WINDOW)):
        if brace[0] == "{":
            depth += 1
        elif brace[0] == "}":
            depth -= 1
            if depth == 0:
                return brace.start()
    return -1


# ── parts of one answer ─────────────────────────────────────────────────────────────────────────

_SPACE = r"(?:\s|[$*]|\\[()\[\],;:! ]|\\q?quad(?![a-z]))*"


def _all_space(name: str) -> str:
    """A pattern that takes all the space there is, or fails: less of it is never tried."""
    return rf"(?=(?P<{name}>{_SPACE}))(?P={name})"


_JOIN = pattern(
    rf"{_all_space('a')}(?P<sign>[,;&])?{_all_space('b')}(?:(?:{TEXT}|\\mathrm)\s*\{{\s*)?"
    rf"(?P<word>and|or)?(?:\s*\}})?{_all_space('c')}(?:[A-Za-z](?:_\w)?\s*={_all_space('d')})?"
)


# "for part (a) and": words that say what the part before was, within one clause.
_WORDS_BETWEEN = pattern(
    rf"{_all_space('a')}(?:{TEXT}\s*\{{)?[ \w()-]*\b(?P<word>and|or)(?:\s*\}})?{_all_space('b')}"
)

# "or it could be", "or maybe": words that say nothing but that another answer is possible.
_HEDGE = "or|either|maybe|perhaps|possibly|alternatively|otherwise|could|might|may"
_HEDGED = pattern(
    rf"{_all_space('a')}[,;]?{_all_space('b')}(?:{TEXT}\s*\{{\s*)?(?=[^.!?\n]*\b(?i:{_HEDGE})\b)"
    rf"(?:(?i:{_HEDGE}|it|that|this|the|answer|value|result|even|else|also|be|is|as|well|equally|just|simply"
    r"|likely|probably|potentially|if|not)\b[\s,]*)+\}?" + _all_space("c")
)


def join_between(text: str, stop: int, start: int) -> str | None:
    r"""Return how two markers are joined (", " or " or "), or None where they are two statements.

    >>> [join_between(gap, 0, len(gap)) for gap in (", ", "$ and $y = ", " \\text{ or } ", " ", ". So ")]
    [', ', ', ', ' or ', None, None]
    >>> join_between(" papers and ", 0, 12), join_between(" and so it is ", 0, 14)
    (', ', None)
    >>> join_between(" or it could be $", 0, 17), join_between(", maybe ", 0, 8)
    (' or ', ' or ')
    """
    if start == stop:  # boxes side by side are parts; tags side by side are a second attempt
        return ", " if text.startswith(BOX_SIGNS, start) else None
    if not 0 < start - stop <= JOIN_WINDOW:
        return None
    join = _JOIN().fullmatch(text, stop, start)
    if join is None and _HEDGED().fullmatch(text, stop, start):
        return " or "
    if join is None:
        words = _WORDS_BETWEEN().fullmatch(text, stop, start)
        return words and (" or " if words["word"] == "or" else ", ")
    if not (join["sign"] or join["word"]):
        return None
    return " or " if join["word"] == "or" else ", "
