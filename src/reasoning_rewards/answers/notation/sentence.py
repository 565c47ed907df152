"""The answer inside a sentence: what stands after "is", between dollars, or before an explanation."""

from __future__ import annotations

import re

from reasoning_rewards.answers.values.vocabulary import CONNECTIVES, SENTENCE_WORDS

__all__ = ["embedded", "stated"]

_LONGEST = 2_000  # characters of a sentence; longer prose is not an answer
_CHAT = re.compile(r"I hope (?:it|this) is correct|<\|[^|>]{1,30}\|>")
_NO_PROSE = re.compile(r"\W{60}")  # nobody writes so, and it would be looked through again and again
_MOST_SPANS = 40
_ADVERB = re.compile(r"^(?:for sure|definitely|clearly|probably|certainly|simply|just)\s+", re.IGNORECASE)
_LABEL = re.compile(
    r"^(?:(?:the )?(?:final |correct )?answer|solution|result)\s*(?:is)?\s*[:=]?\s+", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"[.!?]\s+(?=[A-Z])|\n+|\W+(?i:therefore|thus|hence)\W+")
_VERB = re.compile(
    r"(?<![\w\\])(?:is|are|equals?|was|be|becomes?|has|have|it's|that's|(?:in|de)creases? by)\s+(?:exactly |equal to |by )?(?=\S)"
)
_SPAN = re.compile(r"\$\$?([^$]+)\$\$?|\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL)
_DOUBT = re.compile(
    r"\b(?:or|not|either|neither|isn't|aren't|cannot|can't|wrong|incorrect|maybe|perhaps|unless|but)\b",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"(?:,|;|\.|\s-|\s\()?\s+(?:because|since|which|that|so|as|where|for (?:all|any|every|some)|in total|altogether|for sure|it|in|ago)\b.*",
    re.DOTALL,
)
_CLAUSE = re.compile(r"[,.;:]\s+[a-z].*", re.DOTALL)
_LONGEST_STATEMENT = 200  # characters
_ANY_WORD = re.compile(r"[A-Za-z]+")
_COMMAND_NAME = re.compile(r"\\(?:left|right)(?![A-Za-z])")
_RELATED = re.compile(
    r"[<>≈~;&!?]|\\(?:n?e|neq|l[et]|g[et]|[lg]eq|approx|to|in|sim|pm|mp|implies|R?rightarrow)(?![A-Za-z])|->"
)
_OUTSIDE = re.compile(r",(?![^(\[{]*[)\]}])")
_NOT_IN_A_NAME = (
    (SENTENCE_WORDS - {"the", "our", "my"})
    | CONNECTIVES
    | {"when", "for", "where", "with", "let", "given", "say"}
)
_MATHEMATICAL = re.compile(r"\d|\\|[<>=]|^\(?[A-Za-z]\)?$")
_WORDY = re.compile(r"[A-Za-z]{2}[ ,]+[A-Za-z]")


def embedded(text: str) -> list[str]:
    r"""Return what a sentence may say the answer is, the likeliest first; nothing for a doubtful one.

    >>> embedded("The largest n is 34"), embedded("We find that $x < 3$.")
    (['34'], ['x < 3'])
    >>> embedded("C because I computed the integral"), embedded("72, in total, so the farmer earns that much")
    (['C'], ['72'])
    >>> embedded("It is not 5"), embedded("either $4$ or $5$")
    ([], [])
    """
    chat = _CHAT.search(text)
    if chat is not None:
        text = text[: chat.start()].strip()
        text = text.removesuffix(".") if chat[0][0] == "I" else text
    text = text.strip()
    if len(text) > _LONGEST or " " not in text or _NO_PROSE.search(text):
        return []
    if text.count("\\(") + text.count("\\[") > _MOST_SPANS:
        return []
    whole = text
    found = []
    label = _LABEL.match(text)
    if label:
        text = text[label.end() :]
        found.append(text)
    if _ADVERB.match(text):
        text = _ADVERB.sub("", text)
        found.append(text)
    last = _SENTENCE_END.split(text.rstrip(" .!"))[-1]
    spans = list(_SPAN.finditer(last)) or list(_SPAN.finditer(text))
    outside = _SPAN.sub(" ", last)
    if not _DOUBT.search(outside) and _WORDY.search(outside):
        verbs = list(_VERB.finditer(_hidden(last)))
        if verbs:
            found.append(last[verbs[-1].end() :])
            found.append(_CLAUSE.sub("", _REASON.sub("", found[-1])))
        if spans:
            found.append(next(group for group in spans[-1].groups() if group is not None))
    leading = _CLAUSE.sub("", _REASON.sub("", text))
    alone = not spans or _SPAN.fullmatch(leading.strip())
    if leading != text and alone and not _DOUBT.search(leading):
        found.append(leading)
    stripped = (part.strip(' \t\n.,;:"') for part in found)
    return [part for part in dict.fromkeys(stripped) if part != whole and _MATHEMATICAL.search(part)]


def stated(text: str) -> list[str]:
    r"""Return what stands right of the one equals sign, of a text whose left side is beyond reading: Pr(A | B) = 1/2.

    >>> stated(r"\Pr(A \mid B) = \frac12"), stated(r"\text{Area of } ABC = 40"), stated("5 if x = 3"), stated("x = 5, y = 6")
    (['\\frac12'], ['40'], [], [])
    """
    left, sign, right = text.partition("=")
    if (
        not sign
        or len(text) > _LONGEST_STATEMENT
        or "=" in right
        or _RELATED.search(_COMMAND_NAME.sub("", left))
    ):
        return []
    words = {word.lower() for word in _ANY_WORD.findall(left)}
    opened = sum(map(left.count, "([{")) - sum(map(left.count, ")]}"))
    named = bool(words) and words.isdisjoint(_NOT_IN_A_NAME) and opened == 0 and not _OUTSIDE.search(left)
    return [right.strip()] if named and "," not in right else []


def _hidden(text: str) -> str:
    """Blank out mathematics, so that no word is looked for inside it."""
    return _SPAN.sub(lambda span: " " * len(span[0]), text)
