"""Finding things in a model's text, from the tail, in linear time.

Everything here works on a text and two offsets, so a long completion is never copied or hashed.
Substrings are looked for with `str.rfind`; a regular expression only ever sees a window of bounded
length. Hence the cost is that of a few `rfind`s, whatever the text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = [
    "BOX_SIGNS",
    "Pair",
    "Span",
    "Tries",
    "box_at",
    "closing_brace",
    "content_end",
    "is_blank",
    "join_between",
    "last_after",
    "last_box",
    "last_number",
    "last_pair",
    "last_phrase",
    "looks_like_answer",
    "standing_alone",
    "trim",
]

# What decoders leave behind a completion when special tokens are kept.
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

BOX_SIGNS = ("\\boxed", "\\fbox")

# Limits of one look. No real answer comes near them; they keep hostile text linear.
_BOX_WINDOW = 20_000  # characters in which the brace of a box must close
_LINE_WINDOW = 512  # characters of a line read after a marker
_TRIM_ROUNDS = 6  # layers of decoration taken off an answer ("**$\\(42\\)$.**")
_TRIES = 16  # occurrences of a marker looked at before the search gives up
_ALONE = 200  # characters of an answer that stands alone
_ALONE_WORDS = 5  # words of an answer in words that stands alone ("none of the other three")
_UNIT_WORDS = 3  # plain words that may follow a number ("42 square miles")


class Span(NamedTuple):
    """A marker's place in a text and what stands in it; `text` is None where it holds nothing."""

    start: int
    stop: int
    text: str | None


class Pair(NamedTuple):
    """A tag's place: where it opens, its inside, where it ends; `closed` tells whether it does."""

    start: int
    inner: int
    inner_stop: int
    stop: int
    closed: bool


class Tries(NamedTuple):
    """What a marker that may as well be prose gave: the last strong reading, the last weak one."""

    strong: Span | None
    weak: Span | None


# ── characters ──────────────────────────────────────────────────────────────────────────────────

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))


def is_blank(text: str) -> bool:
    """Tell whether nothing visible stands in `text`."""
    text = text.strip()
    return not text or (len(text) < _LINE_WINDOW and not text.translate(_INVISIBLE).strip())


def content_end(text: str) -> int:
    """Return where the text ends, not counting trailing white space and end-of-turn tokens.

    >>> content_end("42<|im_end|>\\n")
    2
    """
    end = _end_of_visible(text, len(text))
    for _ in range(_MAX_END_TOKENS):
        token = next((t for t in _END_TOKENS if text.endswith(t, 0, end)), None)
        if token is None:
            break
        end = _end_of_visible(text, end - len(token))
    return end


def _end_of_visible(text: str, end: int) -> int:
    if end == 0 or not text[end - 1].isspace():
        return end
    tail = text[max(0, end - 64) : end]
    visible = tail.rstrip()
    if visible or len(tail) == end:
        return end - len(tail) + len(visible)
    return len(text[:end].rstrip())


def trim(text: str) -> str:
    r"""Return `text` without markdown emphasis, mathematics delimiters around it and a full stop.

    >>> trim(" **42**. "), trim("$x$"), trim("\\( 7 \\)."), trim("3.14"), trim("42...")
    ('42', 'x', '7', '3.14', '42...')
    """
    for _ in range(_TRIM_ROUNDS):
        before = text
        text = text.strip(" \t\r\n*`")
        if text.endswith(".") and not text.endswith(".."):
            text = text[:-1]
        elif len(text) > 2 and text[0] == "$" == text[-1] and "$" not in text.strip("$"):
            text = text.strip("$")
        elif len(text) > 3 and text[:2] + text[-2:] in ("\\(\\)", "\\[\\]", "____"):
            text = text[2:-2]
        if text == before:
            break
    return text


# ── what looks like an answer ───────────────────────────────────────────────────────────────────

_WORD = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{2,}")
_FUNCTIONS = frozenset(
    # fmt: off
    (
        "sqrt",
        "cbrt",
        "pi",
        "sin",
        "cos",
        "tan",
        "cot",
        "sec",
        "csc",
        "arcsin",
        "arccos",
        "arctan",
        "log",
        "ln",
        "exp",
        "abs",
        "min",
        "max",
        "gcd",
        "lcm",
        "floor",
        "ceil",
        "mod",
        "inf",
        "infinity",
    )
    # fmt: on
)
_MATHEMATICAL = re.compile(r"[0-9\\^√π∞∅±]|[A-Za-z]\s*[=<>]")
_CHOICE = re.compile(r"[(\[]?[A-Za-z][)\]]?(?:[.:)]\s.*)?", re.S)


def _plain_words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if word.lower() not in _FUNCTIONS]


def looks_like_answer(text: str) -> bool:
    r"""Tell a number, a formula or a choice's letter from prose.

    >>> [looks_like_answer(t) for t in ("42", "$18 per day", "x = -3", "D", "\\frac{1}{2}", "sqrt(3)/2")]
    [True, True, True, True, True, True]
    >>> [looks_like_answer(t) for t in ("correct", "Step 2: add them", "in dollars", "")]
    [False, False, False, False]
    """
    if not text or len(text) > _LINE_WINDOW:
        return False
    if _CHOICE.fullmatch(text):
        return True
    if not _MATHEMATICAL.search(text):
        return False
    words = _plain_words(text)
    return not words or (len(words) <= _UNIT_WORDS and not text.lstrip("*_(").startswith(words[0]))


# ── boxes ───────────────────────────────────────────────────────────────────────────────────────

_BRACE = re.compile(r"\\.|[{}]", re.S)
_BARE_BOX = re.compile(r"[ \t]+([-+]?\d[\d,./]*\d|[-+]?\d|[A-Za-z](?![A-Za-z]))")


def closing_brace(text: str, start: int, end: int) -> int:
    """Return the offset of the brace that closes a group whose inside begins at `start`, or -1."""
    close = text.find("}", start, end)
    if close == -1:
        return -1
    if text.find("{", start, close) == -1 and text[close - 1] != "\\":
        return close
    depth = 1
    for brace in _BRACE.finditer(text, start, min(end, start + _BOX_WINDOW)):
        if brace[0] == "{":
            depth += 1
        elif brace[0] == "}":
            depth -= 1
            if depth == 0:
                return brace.start()
    return -1


def box_at(text: str, start: int, after: int, end: int) -> Span | None:
    r"""Read the box whose command starts at `start` and ends before `after`.

    None: not a box at all, as in "use \boxed notation". A span without text: an empty box, or one
    whose brace never closes (within 20,000 characters); what it holds was cut off, so it isn't an answer.
    """
    brace = after
    while brace < end and brace < after + 4 and text[brace] in " \t":
        brace += 1
    if brace < end and text[brace] == "{":
        close = closing_brace(text, brace + 1, end)
        if close == -1:
            return Span(start, end, None)
        return Span(start, close + 1, trim(text[brace + 1 : close]) or None)
    bare = _BARE_BOX.match(text, after, min(end, after + 64)) if text[start] == "\\" else None
    return bare and Span(start, bare.end(), bare[1])


def last_box(text: str, begin: int, end: int) -> Span | None:
    r"""Return the last `\boxed{…}`, `\fbox{…}` or `\boxed 5` between two offsets.

    "boxed{" without its backslash counts: prompts that were not raw strings teach models to write it.
    """
    hit = None
    for sign, floor in (("boxed", begin), ("\\fbox", begin)):
        at = end
        for _ in range(_TRIES):
            at = text.rfind(sign, floor if hit is None else hit.stop, at)
            if at == -1:
                break
            start = at - 1 if sign == "boxed" and at > begin and text[at - 1] == "\\" else at
            found = box_at(text, start, at + len(sign), end)
            if found is not None:
                hit = found
                break
    return hit


_SPACE = r"(?:\s|[$*]|\\[()\[\],;:! ]|\\q?quad(?![a-z]))*"
_JOIN = re.compile(
    rf"{_SPACE}([,;&])?{_SPACE}(?:\\(?:text|textrm|mathrm|mbox)\s*\{{\s*)?(and|or)?\s*\}}?{_SPACE}"
    rf"(?:[A-Za-z](?:_\w)?\s*={_SPACE})?"
)
_JOIN_WINDOW = 48


def join_between(text: str, stop: int, start: int) -> str | None:
    r"""Return how two markers are joined (", " or " or "), or None where they are two statements.

    >>> [join_between(gap, 0, len(gap)) for gap in (", ", "$ and $y = ", " \\text{ or } ", " ", ". So ")]
    [', ', ', ', ' or ', None, None]
    """
    if not 0 < start - stop <= _JOIN_WINDOW:
        return None
    join = _JOIN.fullmatch(text, stop, start)
    if join is None or not (join[1] or join[2]):
        return None
    return " or " if join[2] == "or" else ", "


# ── tags ────────────────────────────────────────────────────────────────────────────────────────


def last_pair(text: str, opening: str, closing: str, begin: int, end: int) -> Pair | None:
    """Return the last tag between two offsets, closed or not; None where there is none.

    A closing tag without an opening one before it is no tag.
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


# ── markers that may as well be prose: "####", "the answer is" ──────────────────────────────────

_SENTENCE_END = re.compile(r"(?<!\\)[.;?](?=\s|$|[\"'”)*])|</|\[/")
_CLAUSE = re.compile(
    r",?\s+(?:because|since|as|which|so|in\s+total|altogether|overall)\b|,\s+(?!(?:and|or)\b)(?=[a-z]{2})"
    r"|\s+\((?=[A-Za-z]{3})",
)
_OPENERS = {"**": "**", "$$": "$$", "\\(": "\\)", "\\[": "\\]"}
_AND_THEN = re.compile(r"\s*(?:,\s*)?(?:and|or|(?<=[,\s]))\s*(?=[$\\])")
_CURRENCY = re.compile(r"\s|[^$\\]*\s[A-Za-z]{2,}\s")


def _delimited(text: str, at: int, end: int) -> int:
    """Return where a delimited answer (`$…$`, `\\[…\\]`, `**…**`) that starts at `at` ends, or -1."""
    opener = text[at : at + 2]
    closer = _OPENERS.get(opener)
    if closer is None:
        opener = closer = text[at : at + 1]
        if closer != "$":
            return -1
    inner = at + len(opener)
    close = text.find(closer, inner, min(end, inner + _LINE_WINDOW))
    if close <= inner or (closer == "$" and _CURRENCY.match(text, inner, close)):
        return -1
    if closer == "$" and text[close - 1].isspace():
        return -1
    return close + len(closer)


def _statement(text: str, at: int, end: int) -> Span:
    """Read what is stated from `at` on: the first line that isn't blank, cut where prose goes on."""
    while at < end and text[at].isspace():
        at += 1
    stop = _delimited(text, at, end)
    if stop != -1:
        while True:  # "$1$, $2$ and $3$"
            following = _AND_THEN.match(text, stop, min(end, stop + 16))
            more = -1 if following is None else _delimited(text, following.end(), end)
            if more == -1:
                break
            stop = more
        return Span(at, stop, trim(text[at:stop]) or None)
    line_end = text.find("\n", at, min(end, at + _LINE_WINDOW))
    stop = min(end, at + _LINE_WINDOW) if line_end == -1 else line_end
    sentence = _SENTENCE_END.search(text, at, stop)
    if sentence is not None:
        stop = sentence.start()
    for clause in _CLAUSE.finditer(text, at, stop):
        if looks_like_answer(trim(text[at : clause.start()])):
            stop = clause.start()
            break
    return Span(at, stop, trim(text[at:stop]) or None)


def last_after(text: str, marker: str, begin: int, end: int) -> Tries:
    """Look for what follows the last `marker`, and for the last one followed by more than prose."""
    weak = None
    at = end
    for _ in range(_TRIES):
        at = text.rfind(marker, begin, at)
        if at == -1:
            break
        said = _statement(text, at + len(marker), end)
        found = Span(at, said.stop, said.text)
        if said.text is None or looks_like_answer(said.text):
            return Tries(found, weak)
        weak = weak or found
    return Tries(None, weak)


_VERB = r"(?:is|are|was|were|be|becomes|equals|would\s+be|will\s+be|should\s+be|must\s+be|is\s+equal\s+to)"
_FILLER = r"(?:(?:therefore|thus|then|hence|simply|just|indeed|equal\s+to|given\s+by)\b,?\s*)?"
_PHRASE = re.compile(
    r"s?(?:\]|\**\s*(?::|：|=)|"  # Answer: …   [ANSWER]…   the answer = …
    r"(?:\s+(?:to|for|of|in)\s[^.:;=\n]{1,80}?)?,?\s+\**" + _VERB + r"\b)\s*[*_]*\s*[:：]?\s*" + _FILLER,
    re.I,
)
_HEADING = re.compile(r"[\s#*_>\-✅]*(?:(?:the|my|our|your|final|correct)\s+){0,3}$", re.I)


def _phrase_end(text: str, word: int, begin: int, end: int) -> int:
    """Return where the statement begins that the word "answer" at `word` announces, or -1."""
    after = word + len("answer")
    phrase = _PHRASE.match(text, after, min(end, after + 160))
    if phrase is not None:
        return phrase.end()
    # A heading: the word ends a line that says nothing else.
    line_end = text.find("\n", after, min(end, after + 8))
    if line_end == -1 or text[after:line_end].strip("s*_:# \t\r"):
        return -1
    line_start = max(begin, word - 40)
    line_start = max(line_start, text.rfind("\n", line_start, word) + 1)
    return line_end if _HEADING.fullmatch(text, line_start, word) else -1


def last_phrase(text: str, begin: int, end: int) -> Tries:
    """Look for what the last "the answer is …" or "Answer: …" says, and the last that isn't prose."""
    weak = None
    lower, upper = text.rfind("nswer", begin, end), text.rfind("NSWER", begin, end)
    for _ in range(_TRIES):
        at = max(lower, upper) - 1
        if at < begin:
            break
        if lower > upper:
            lower = text.rfind("nswer", begin, at)
        else:
            upper = text.rfind("NSWER", begin, at)
        said_at = _phrase_end(text, at, begin, end) if text[at] in "aA" else -1
        if said_at == -1:
            continue
        said = _statement(text, said_at, end)
        if said.text is None:
            continue
        found = Span(at, said.stop, said.text)
        if looks_like_answer(said.text):
            return Tries(found, weak)
        weak = weak or found
    return Tries(None, weak)


# ── answers without a marker ────────────────────────────────────────────────────────────────────


def standing_alone(text: str, begin: int, end: int) -> str | None:
    r"""Return an answer that stands alone: the whole text if it is short, else its last line.

    The whole text may be a few words; a last line (or a last displayed formula) must be a number, a
    formula or a choice's letter.
    """
    if end - begin <= 2 * _ALONE:
        whole = text[begin:end].strip()
        if len(whole) <= _ALONE and "\n" not in whole:
            alone = trim(whole)
            return alone if _is_alone(alone) else None
    line = max(begin, text.rfind("\n", begin, end) + 1)
    for opener, closer in (("\\[", "\\]"), ("$$", "$$")):
        if text.endswith(closer, begin, end):
            opened = text.rfind(opener, max(begin, end - _ALONE), end - len(closer))
            if opened != -1:
                line = opened
    if end - line > _ALONE:
        return None
    alone = trim(text[line:end])
    return alone if looks_like_answer(alone) else None


def _is_alone(text: str) -> bool:
    if looks_like_answer(text):
        return True
    words = text.split()
    if any(word[-1] in ".?!:" for word in words[:-1]) or text.endswith(("?", ":", "!")):
        return bool(_MATHEMATICAL.search(text)) and not _plain_words(text)
    return any(ch.isalnum() for ch in text) and len(words) <= _ALONE_WORDS


_NUMBER = re.compile(r"(?<![\w.])[-−+]?[$€£]?\d[\d,]*(?:\.\d+)?(?:\s*/\s*\d+)?%?")


def last_number(text: str, begin: int, end: int) -> str | None:
    """Return the last number of the text, with its sign, currency, slash and percent sign.

    >>> last_number("So she pays $1,234.50.", 0, 22)
    '$1,234.50'
    """
    window = 256
    while True:
        start = max(begin, end - window)
        last = None
        for match in _NUMBER.finditer(text, start, end):
            last = match
        # A number at the very start of the window may go on to its left.
        if last is not None and (start == begin or last.start() > start):
            return last[0].rstrip(",")
        if start == begin:
            return None
        window *= 8
