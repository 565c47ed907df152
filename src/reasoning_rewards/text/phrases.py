r"""Finding answers that stand in plain prose: after a marker, after a phrase, alone.

"#### 42" and "the answer is 42" announce an answer; "#### Step 2" and "the answer is correct" don't.
So these searches tell what looks like an answer from what reads like prose, and return both: the
last that is surely meant (`strong`) and the last that may be (`weak`). Like everything in this room
they work on offsets, see windows of bounded length and never raise.

A statement is cut where prose goes on ("72, in total, so …"), never inside a list: "41; 42" and
"41, or 42" are read whole, so that naming several answers is never read as naming the first.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from reasoning_rewards.text.numbers import IN_PROSE, PROSE_MINUS
from reasoning_rewards.text.scan import TRIES, Span, pattern, trim

__all__ = ["Said", "last_after", "last_number", "last_phrase", "looks_like_answer", "standing_alone"]

_STATEMENT = 20_000  # characters of a line after a marker; what is longer is no answer
_LINE_WINDOW = 512  # characters in which such a line may turn to prose
_PHRASE_WINDOW = 160  # characters between "answer" and what it is said to be
_ALONE = 200  # characters of an answer that stands alone
_ALONE_WORDS = 5  # words of such an answer ("none of the other three")
_UNIT_WORDS = 3  # plain words that may follow a number ("42 square miles")


class Said(NamedTuple):
    """What was announced last: certainly an answer, and perhaps one."""

    strong: Span | None
    weak: Span | None


_NOTHING = Said(None, None)

# ── what looks like an answer ───────────────────────────────────────────────────────────────────

_WORD = pattern(r"(?<![\\A-Za-z])[A-Za-z]{2,}")
_FUNCTIONS = frozenset(
    ("sqrt", "cbrt", "pi", "sin", "cos", "tan", "cot", "sec", "csc", "log", "ln", "exp", "abs", "min", "max")
)
# Words that no answer holds, so that what holds them is a sentence.
_SENTENCE = frozenset(
    ("is", "are", "was", "so", "it", "we", "i", "then", "because", "this", "that", "which", "cannot")
)
_MATHEMATICAL = pattern(r"[0-9\\^√π∞∅±]|[A-Za-z]\s*[=<>]")
_CHOICE = pattern(r"[(\[]?[A-Za-z][)\]]?(?:[.:)]\s.*)?", re.S)
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
    if not text or len(text) > _LINE_WINDOW:
        return False  # too long to tell
    if _CHOICE().fullmatch(text):
        return True
    if not _MATHEMATICAL().search(text) or _TAG().search(text):
        return False
    words = [word for word in _WORD().findall(text) if word.lower() not in _FUNCTIONS]
    if not words:
        return True
    prose = len(words) > _UNIT_WORDS or not _SENTENCE.isdisjoint(map(str.lower, words))
    return not prose and not text.lstrip("*_(").startswith(words[0])


# ── one statement ───────────────────────────────────────────────────────────────────────────────

_NUMBER_LINE = pattern(r"\s*([-+]?\d(?:[\d,.]*\d)?)[ \t]*(?:\.?[ \t]*(?:\r?\n|\Z))")
_VISIBLE = pattern(r"\S")
_SENTENCE_END = pattern(r"(?<!\\)[.?](?=\s|$|[\"'”)*])|</|\[/")
_CLAUSE = pattern(  # a run of spaces is looked through from its beginning alone
    r"(?:,|(?<!\s))\s+(?:because|since|as|which|so|in\s+total|altogether|overall)\b"
    r"|[,;]\s+(?!(?:and|or)\b)(?=[a-z]{2})|(?<!\s)\s+\((?=[A-Za-z]{3})",
)
_CLOSERS = {"**": "**", "$$": "$$", "\\(": "\\)", "\\[": "\\]"}
_CURRENCY = pattern(r"\s|[^$\\]*\s[A-Za-z]{2,}\s")
_AND_THEN = pattern(r"\s*(?:,\s*)?(?:and|or|(?<=[,\s]))\s*(?=[$\\])")


def _statement(text: str, at: int, end: int) -> Span:
    """Read what is stated from `at` on: the first line that isn't blank, cut where prose goes on."""
    window = min(end, at + _LINE_WINDOW)
    number = _NUMBER_LINE().match(text, at, window)
    if number is not None and (number.end() < window or window == end):
        return Span(at, number.end(1), number[1])  # what nearly every "####" is followed by
    visible = _VISIBLE().search(text, at, end)
    if visible is None:
        return Span(at, end, None)
    at = visible.start()
    stop = _delimited_end(text, at, end)
    if stop == -1:
        return _sentence(text, at, end)
    while (more := _AND_THEN().match(text, stop, min(end, stop + 16))) is not None:
        further = _delimited_end(text, more.end(), end)
        if further == -1:
            break
        stop = further  # "$1$, $2$ and $3$"
        if stop - at > _LINE_WINDOW:
            break
    return Span(at, stop, trim(text[at:stop]) or None)


def _delimited_end(text: str, at: int, end: int) -> int:
    r"""Return where a delimited answer (`$…$`, `\[…\]`, `**…**`) that starts at `at` ends, or -1."""
    opener = text[at : at + 2]
    if opener not in _CLOSERS:
        opener = opener[:1]
        if opener != "$":
            return -1
    closer = _CLOSERS.get(opener, "$")
    inner = at + len(opener)
    close = text.find(closer, inner, min(end, inner + _LINE_WINDOW))
    if close <= inner:
        return -1
    if closer == "$" and (text[close - 1].isspace() or _CURRENCY().match(text, inner, close)):
        return -1  # "$5 because $3 + $2": dollars, not delimiters
    return close + len(closer)


def _sentence(text: str, at: int, end: int) -> Span:
    window = min(end, at + _STATEMENT)
    line_end = text.find("\n", at, window)
    stop = window if line_end == -1 else line_end
    sentence = _SENTENCE_END().search(text, at, stop)
    if sentence is not None:
        stop = sentence.start()
        if sentence[0] == "?":
            return Span(at, stop, None)  # a question states nothing
    elif stop == window < end:
        return Span(at, stop, None)  # cut short, it would be read as something it isn't
    for clause in _CLAUSE().finditer(text, at, min(stop, at + _LINE_WINDOW)):
        if looks_like_answer(trim(text[at : clause.start()])):
            stop = clause.start()
            break
    return Span(at, stop, trim(text[at:stop]) or None)


# ── announced answers ───────────────────────────────────────────────────────────────────────────


def last_after(text: str, marker: str, begin: int, end: int) -> Said:
    """Look for what follows the last `marker`, and for the last one followed by more than prose.

    A marker that nothing follows is strong, and says nothing.
    """
    weak = None
    at = end
    for _ in range(TRIES):
        at = text.rfind(marker, begin, at)
        if at == -1:
            break
        said = _statement(text, at + len(marker), end)
        if said.text is None or looks_like_answer(said.text):
            return Said(said, weak)
        weak = weak or said
    return Said(None, weak) if weak else _NOTHING


_VERB = r"(?i:is|are|was|were|be|becomes|equals|would\s+be|will\s+be|should\s+be|must\s+be)"
_FILLER = r"(?:(?i:therefore|thus|then|hence|simply|just|indeed|equal\s+to|given\s+by)\b,?\s*)?"
_PHRASE = pattern(  # case is ignored word by word: over the whole it costs milliseconds to compile
    r"[sS]?(?:\]|\**\s*[:：=]|"  # "Answer: …", "[ANSWER]…", "the answer = …"
    r"(?:\s+(?i:to|for|of|in)\s[^.:;=\n]{1,80}?)?,?(?=(?P<all>\s+))(?P=all)\**"  # all spaces, never fewer
    + _VERB
    + r"\b)"  # "the answer to b is …"
    r"\s*[*_]*\s*[:：]?\s*" + _FILLER
)
_HEADING = pattern(r"[\s#*_>\-✅]*(?:(?:the|my|our|your|final|correct)\s+){0,3}$", re.I)
_CHECKING = pattern(
    r"\b(?:check|verify|verifying|checking|confirm|test)\s+(?:(?:the|my|our|your|this|that|final)\s+)*$", re.I
)


def last_phrase(text: str, begin: int, end: int) -> Said:
    """Look for what the last "the answer is …" or "Answer: …" says, and the last that isn't prose."""
    if end - begin < 8:  # shorter than any phrase
        return _NOTHING
    weak = None
    lower, upper = text.rfind("nswer", begin, end), text.rfind("NSWER", begin, end)
    for _ in range(TRIES):
        at = max(lower, upper) - 1
        if at < begin:
            break
        if lower > upper:
            lower = text.rfind("nswer", begin, at)
        else:
            upper = text.rfind("NSWER", begin, at)
        announced = _announced(text, at, begin, end) if text[at] in "aA" else -1
        said = _statement(text, announced, end) if announced != -1 else None
        if said is None or said.text is None:
            continue
        if looks_like_answer(said.text):
            return Said(said, weak)
        weak = weak or said
    return Said(None, weak) if weak else _NOTHING


def _announced(text: str, word: int, begin: int, end: int) -> int:
    """Return where the statement begins that the word "answer" at `word` announces, or -1."""
    after = word + len("answer")
    lead = max(begin, word - 40)
    phrase = _PHRASE().match(text, after, min(end, after + _PHRASE_WINDOW))
    if phrase is not None:  # but not "we check our answer: 6 * 7 = 42"
        return -1 if _CHECKING().search(text, lead, word) else phrase.end()
    # A heading: the word ends a line that says nothing else.
    line_end = text.find("\n", after, min(end, after + 8))
    if line_end == -1 or text[after:line_end].strip("s*_:# \t\r"):
        return -1
    line_start = max(lead, text.rfind("\n", lead, word) + 1)
    return line_end if _HEADING().fullmatch(text, line_start, word) else -1


# ── answers that nothing announces ──────────────────────────────────────────────────────────────


def standing_alone(text: str, begin: int, end: int) -> str | None:
    r"""Return an answer that stands alone: the whole text if it is short, else its last line.

    The whole text may be a few words; a last line (or a last displayed formula) must look like a
    number, a formula or a choice's letter.

    >>> standing_alone("African wild dog", 0, 16), standing_alone("6 * 7 is\n\\[ 42 \\]", 0, 18)
    ('African wild dog', '42')
    >>> standing_alone("It is a dog.\nThat was easy", 0, 26) is None
    True
    """
    if end - begin <= 2 * _ALONE:
        whole = text[begin:end].strip()
        if len(whole) <= _ALONE and "\n" not in whole:
            alone = trim(whole)
            return alone if _is_whole_answer(alone) else None
    start = max(begin, text.rfind("\n", begin, end) + 1)
    for opener, closer in (("\\[", "\\]"), ("$$", "$$")):
        if text.endswith(closer, begin, end):
            opened = text.rfind(opener, max(begin, end - _ALONE), end - len(closer))
            start = opened if opened != -1 else start
    if end - start > _ALONE:
        return None
    alone = trim(text[start:end])
    return alone if looks_like_answer(alone) else None


def _is_whole_answer(text: str) -> bool:
    if looks_like_answer(text):
        return True
    words = text.lower().split()
    if len(words) > _ALONE_WORDS or any(word[-1] in ".?!:" for word in words) or _TAG().search(text):
        return False
    return _SENTENCE.isdisjoint(words) and any(character.isalnum() for character in text)


_NUMBER_WINDOWS = (256, 2_048, 16_384)
_NUMBER = pattern(rf"(?<![\w.])[{PROSE_MINUS}+]?[$€£]?{IN_PROSE}(?:\s?/\s?\d+)?%?")


def last_number(text: str, begin: int, end: int) -> str | None:
    """Return the last number of the text's last 16,384 characters, with its sign, currency and percent.

    >>> last_number("So she pays $1,234.50.", 0, 22)
    '$1,234.50'
    """
    for window in _NUMBER_WINDOWS:
        start = max(begin, end - window)
        last = None
        for match in _NUMBER().finditer(text, start, end):
            last = match
        # A number at the very start of the window may go on to its left.
        if last is not None and (start == begin or last.start() > start):
            return last[0]
        if start == begin:
            break
    return None
