r"""What is stated after a marker, or stands alone: one line, list or fence, cut where prose goes on.

"#### 42" and "the answer is 42" announce an answer; "#### Step 2" and "the answer is correct" don't.
`looks_like_answer` tells what looks like an answer from what reads like prose.

A statement is cut where prose goes on ("72, in total, so …"), never inside a list: "41; 42" and
"41, or 42" are read whole, so that naming several answers is never read as naming the first.
"""

from __future__ import annotations

import re
from functools import cache

from reasoning_rewards.text.languages import LANGUAGES
from reasoning_rewards.text.markdown import after_dress, block, html_end, is_item, undressed
from reasoning_rewards.text.scan import Span, pattern

__all__ = [
    "as_one",
    "begins_with_a_word",
    "bold_at_the_end",
    "few_words",
    "inside",
    "is_cut_off",
    "is_formula",
    "is_whole_answer",
    "last_line",
    "looks_like_answer",
    "standing_alone",
    "statement",
]

_STATEMENT = 20_000  # characters of a line after a marker; what is longer is no answer
_LINE_WINDOW = 512  # characters in which such a line may turn to prose
_ALONE = 200  # characters of an answer that stands alone
_MOST_ITEMS = 64  # of a list at the end
_ALONE_WORDS = 5  # words of an answer that is no mathematics ("none of the other three")
_UNIT_WORDS = 3  # plain words that may follow a number ("42 square miles")

# ── what looks like an answer ───────────────────────────────────────────────────────────────────

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
    if not text or len(text) > _LINE_WINDOW or text[-1] == "?":
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
    if len(text) > _LINE_WINDOW or not _MATHEMATICAL().search(text):
        return False
    words = _LETTERS().findall(_COMMAND().sub(" ", text))
    return _FUNCTIONS.issuperset(word.lower() for word in words)


def begins_with_a_word(text: str, at: int) -> bool:
    """Tell whether what stands at an offset is a word, so that nothing from there on is a formula.

    >>> begins_with_a_word("the sum", 0), begins_with_a_word("sin 3", 0), begins_with_a_word("x = 3", 0)
    (True, False, False)
    """
    word = _PLAIN_WORD().match(text, at, at + _LINE_WINDOW)
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


def as_one(parts: list[str]) -> str:
    """Return the lines of a fence or the items of a list as one text: a list of answers, or prose.

    >>> as_one(["2", "3"]), as_one(["42", "or rather 43"])
    ('2, 3', '42 or rather 43')
    """
    return (", " if all(map(looks_like_answer, parts)) else " ").join(parts)


def inside(text: str) -> str:
    r"""Return what a text says that is an answer as a whole, such as what a tag holds.

    A dash is a minus there, unless it is one of several bullets.

    >>> inside("\n```\n42\n```\n"), inside("- 2\n- 3"), inside("**42**."), inside("- 5")
    ('42', '2, 3', '42', '- 5')
    """
    if "\n" in text:
        text = text.strip()
        held = block(text, 0, len(text))
        if held is not None and held[1] == len(text):
            return as_one(held[0])
    return undressed(text)


# ── one statement ───────────────────────────────────────────────────────────────────────────────

_NUMBER_LINE = pattern(r"\s*([-+]?\d(?:[\d,.]*\d)?)[ \t]*(?:\.?[ \t]*(?:\r?\n|\Z))")
_LINE_BELOW = pattern(r"\.?[ \t]*\r?\n[ \t]*([^\s=][^\n]*)")  # what begins with = goes on with the same
_UNIT_BEHIND = pattern(r"[ \t]+[^\W\d_][^\d+*/^=,;]*")
_VISIBLE = pattern(r"\S")
_SENTENCE_END = pattern(r"(?<!\\)[.．?](?=\s|$|[\"'”)*])|[。！？؟।]|</|\[/")
_SAYS_MORE = pattern(  # what may be another answer, or says how near this one is
    r"\b(?:it|that|this|which|answer|result|value)(?:'s|\s+(?:is|was|are|equals|(?:could|might|may|would)(?:\s+also)?\s+be))\s"
    r"(?=[^.,;]{0,24}?(?:[\d\\$]|\b[A-Za-z]\b))"
    r"|[,;(]\s*(?:or|no|maybe|perhaps|possibly|alternatively|actually|wait|rather|instead|otherwise|approx\w*|about)\b",
    re.I,
)
_CLOSERS = {"**": "**", "$$": "$$", "\\(": "\\)", "\\[": "\\]"}
_CURRENCY = pattern(r"\s|[^$\\]*\s[A-Za-z]{2,}\s")


@cache
def _choice() -> str:
    """A pattern: "or", in any language; "42 of them" is no Dutch choice."""
    choices = "|".join(language.choice for language in LANGUAGES if language.choice)
    return rf"(?:(?!of\s+[A-Za-z])(?:{choices})(?!\w)|[或还])"


@cache
def _joint() -> str:
    """A pattern: "and" and "or", in any language."""
    return rf"(?:(?:and|und|et|e|y|i|и|en|ve|và|dan|و|और)(?!\w)|[和与及也又且]|{_choice()})"


@cache
def _and_then() -> re.Pattern[str]:
    """What stands between one delimited answer and the next."""
    return re.compile(rf"\s*(?:,\s*)?(?:{_joint()}|(?<=[,\s]))\s*(?=[$\\])")


@cache
def _or_else() -> re.Pattern[str]:
    """What leaves a choice open behind a delimited answer."""
    return re.compile(rf"\s*[,，]?\s*{_choice()}")


@cache
def _clause() -> re.Pattern[str]:
    """What prose goes on with; a run of spaces is looked through from its beginning alone."""
    return re.compile(
        r"(?:,|(?<!\s))\s+(?:because|since|as|which|so|in\s+total|altogether|overall)\b"
        rf"|[,;]\s+(?!{_joint()})(?=[^\W\d_A-Z]{{2}})|(?<!\s)\s+\((?=[A-Za-z]{{3}})"
        rf"|[，；（]\s*(?!{_joint()}|[^，；。]*[或还])(?=[^\W\d_A-Za-z]{{2}})",
    )


def statement(text: str, at: int, end: int) -> Span:
    """Read what is stated from `at` on: the first line that isn't blank, cut where prose goes on."""
    window = min(end, at + _LINE_WINDOW)
    number = _NUMBER_LINE().match(text, at, window)
    if (
        number is not None
        and (number.end() < window or window == end)
        and "\n" not in text[at : number.start(1)]
    ):
        return Span(at, number.end(1), number[1])  # what nearly every "####" is followed by
    visible = _VISIBLE().search(text, at, end)
    if visible is None:
        return Span(at, end, None)
    if "\n" in text[at : visible.start()]:
        at = text.rfind("\n", at, visible.start()) + 1
        held = block(text, at, end)
        if held is not None:
            return Span(at, held[1], as_one(held[0]) or None)
        return _with_lines_below(text, _stated(text, after_dress(text, at, end), end), end)
    return _stated(text, visible.start(), end)


def _with_lines_below(text: str, first: Span, end: int) -> Span:
    """Add the answers that stand right below one on a line of its own: 2 and then 3 are two answers, and not the first."""
    if first.text is None or not looks_like_answer(first.text):
        return first
    answers, stop = [first.text], first.stop
    while (below := _LINE_BELOW().match(text, stop, min(end, stop + _LINE_WINDOW))) is not None:
        answer = undressed(below[1].rstrip(". \t\r"))
        if is_item(text, below.start(1)) or not looks_like_answer(answer):
            break
        if any(_says_again(answer, earlier) for earlier in answers):
            stop = below.end()
            continue
        if len(answers) == _MOST_ITEMS:
            return Span(first.start, below.end(), None)
        answers.append(answer)
        stop = below.end()
    return Span(first.start, stop, as_one(answers)) if len(answers) > 1 else first


def _says_again(answer: str, earlier: str) -> bool:
    """Whether it is an earlier answer with or without a unit: 42 and 42 apples, 7 dollars and 7."""
    short, long = sorted((answer, earlier), key=len)
    return long.startswith(short) and (
        long == short or _UNIT_BEHIND().fullmatch(long, len(short)) is not None
    )


def _stated(text: str, at: int, end: int) -> Span:
    """Read what is stated from a line's first character on."""
    stop = _delimited_end(text, at, end)
    if stop == -1:
        return _sentence(text, at, end)
    while (more := _and_then().match(text, stop, min(end, stop + 16))) is not None:
        further = _delimited_end(text, more.end(), end)
        if further == -1:
            break
        stop = further  # "$1$, $2$ and $3$"
        if stop - at > _LINE_WINDOW:
            break
    if _or_else().match(text, stop, min(end, stop + 16)):
        return _sentence(text, at, end)
    return Span(at, stop, undressed(text[at:stop]) or None)


def _delimited_end(text: str, at: int, end: int) -> int:
    r"""Return where a delimited answer (`$…$`, `\[…\]`, `**…**`) that starts at `at` ends, or -1."""
    opener = text[at : at + 2]
    if opener not in _CLOSERS:
        opener = opener[:1]
        if opener != "$":
            return html_end(text, at, end) if opener == "<" else -1
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
        if sentence[0] in "?？؟":
            return Span(at, stop, None)  # a question states nothing
    elif stop == window < end:
        return Span(at, stop, None)  # cut short, it would be read as something it isn't
    for clause in _clause().finditer(text, at, min(stop, at + _LINE_WINDOW)):
        if looks_like_answer(undressed(text[at : clause.start()])):
            if _SAYS_MORE().search(text, clause.start(), min(stop, at + _LINE_WINDOW)):
                break  # "5, it is 7": whoever reads it has to see both
            stop = clause.start()
            break
    return Span(at, stop, undressed(text[at:stop]) or None)


# ── answers that nothing announces ──────────────────────────────────────────────────────────────


def standing_alone(text: str, begin: int, end: int) -> str | None:
    r"""Return an answer that stands alone: the last line if it looks like one, else a whole text of a few words.

    >>> standing_alone("African wild dog", 0, 16), standing_alone("6 * 7 is\n\\[ 42 \\]", 0, 18)
    ('African wild dog', '42')
    >>> standing_alone("It is a dog.\nThat was easy", 0, 26) is None
    True
    """
    return last_line(text, begin, end) or few_words(text, begin, end)


def few_words(text: str, begin: int, end: int) -> str | None:
    """Return the whole text if it is nothing but a few words."""
    if end - begin > 2 * _ALONE:
        return None
    whole = text[begin:end].strip()
    alone = undressed(whole[after_dress(whole, 0, len(whole)) :])
    return alone if len(whole) <= _ALONE and "\n" not in whole and is_whole_answer(alone) else None


def last_line(text: str, begin: int, end: int) -> str | None:
    r"""Return the last line, fence, list or displayed formula of a text if it looks like an answer.

    >>> last_line("12 times 34:\n```\n408\n```", 0, 24), last_line("So:\n- 2\n- 3", 0, 11)
    ('408', '2, 3')
    """
    nearest = max(begin, end - _ALONE)
    start = max(begin, text.rfind("\n", begin, end) + 1)
    if text.endswith(("\\]", "$$", "```", "~~~"), begin, end):
        for opener, closer in (("\\[", "\\]"), ("$$", "$$"), ("```", "```"), ("~~~", "~~~")):
            if text.endswith(closer, begin, end):
                opened = text.rfind(opener, nearest, end - len(closer))
                start = opened if opened != -1 else start
    if end - start > _ALONE:
        return None
    line = text[start:end]
    if line.isdigit():
        return line
    if line[:1].isalpha():  # no list, and no fence
        alone = undressed(line)
        return alone if looks_like_answer(alone) else None
    start = _list_start(text, begin, start)
    if start == -1:
        return None
    held = block(text, start, end)
    if held is not None:
        parts, stop = held
        return as_one(parts) or None if stop == end and all(map(looks_like_answer, parts)) else None
    alone = undressed(text[after_dress(text, start, end) : end])
    return alone if looks_like_answer(alone) else None


_BOLD_AT_THE_END = pattern(r"[^*\n]*(?<![\w*])(?:is|are|equals)\s+\*\*([^*\n]{1,100})\*\*[\s.!]*")
_LEFT_OPEN = pattern(
    r"\b(?:not|or|if|when|maybe|perhaps|either|neither|unless|would|could|might|wrong|incorrect|assum\w*|suppos\w*|let|step|options|choices)\b|n't",
    re.I,
)


def bold_at_the_end(text: str, begin: int, end: int) -> str | None:
    """Return what the last sentence of a text says in bold, and says outright.

    >>> [bold_at_the_end(text, 0, len(text)) for text in ("The product is **42**.", "**42** is it", "It is not **42**.")]
    ['42', None, None]
    """
    line = text[max(begin, end - _ALONE, text.rfind("\n", begin, end) + 1) : end]
    said = _BOLD_AT_THE_END().fullmatch(line)
    if said is None or _LEFT_OPEN().search(line):
        return None
    return inner if looks_like_answer(inner := undressed(said[1].rstrip(".!"))) else None


def _list_start(text: str, begin: int, start: int) -> int:
    """Return where the list begins whose last item is at `start`; -1 where it is longer than any answer."""
    if not is_item(text, start):
        return start
    for _ in range(_MOST_ITEMS):
        before = _line_before(text, begin, start)
        if before != -1 and text[before] == "\n":  # a blank line between the items
            before = _line_before(text, begin, before)
        if before == -1 or not is_item(text, before):
            return start
        start = before
    return -1


def _line_before(text: str, begin: int, start: int) -> int:
    """Return where the line begins before the one at `start`; -1 where there is none, or a very long one."""
    if start <= begin:
        return -1
    nearest = max(begin, start - _ALONE)
    line = text.rfind("\n", nearest, start - 1)
    return line + 1 if line != -1 else nearest if nearest == begin else -1
