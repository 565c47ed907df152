"""A row as a page opens it: its completion in pieces that say what they are, and why it scores what it does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from reasoning_rewards.files.scored import ScoredRow
from reasoning_rewards.report.gather import prompt_of
from reasoning_rewards.text.completion import Completion
from reasoning_rewards.text.messages import read_completion
from reasoning_rewards.verdict import Rule, sentence

__all__ = ["opened"]

_LONGEST = (
    24_000  # characters of a completion; what is longer loses its middle, for its answer stands at its end
)
_LONGEST_PROMPT = 8_000
_LONGEST_GOLD = 400  # characters of a gold that is shown, and looked for
_MARKED = 20  # places of the gold that are marked in one text
_DEEPEST = 12  # parts within parts of an explanation

Piece = tuple[str, Any]  # "text", "answer", "gold": a text; "think": pieces

_OPENED = re.compile(r"<[^<>\s]{1,30}>\s*\Z")
_CLOSED = re.compile(r"\s*</[^<>\s]{1,30}>")


def opened(row: ScoredRow, rules: Mapping[str, Rule]) -> dict[str, Any]:
    """Plain data: the prompt, the completion's pieces, the gold, and the explanation line by line.

    rules: by their slugs, for what they say.
    """
    facts = dict(_facts(row.verdict))
    gold = facts.get("gold", row.values.get("answer"))
    said = None if gold is None else str(gold)[:_LONGEST_GOLD]
    return {
        "prompt": _cut(prompt_of(row), _LONGEST_PROMPT),
        "pieces": list(pieces(read_completion(row.values["completion"]), facts.get("read"), said)),
        "gold": said,
        "why": list(_lines(row.verdict, rules, 0)),
    }


def pieces(completion: Completion, read: object = None, gold: str | None = None) -> Iterator[Piece]:
    r"""The completion from its beginning to its end: thinking, the rest, and in it the answer and the gold.

    >>> from reasoning_rewards import Completion
    >>> list(pieces(Completion("<think>6*7</think> So \\boxed{42}."), "42"))
    [('think', [('text', '<think>6*7</think>')]), ('text', ' So \\boxed{'), ('answer', '42'), ('text', '}.')]
    """
    thinking, rest = _halves(completion)
    if thinking:
        yield "think", list(_with_gold(_cut(thinking, _LONGEST), gold))
    rest = _cut(rest, _LONGEST)
    answer = next((each for each in (read, completion.answer) if isinstance(each, str) and each in rest), "")
    place = rest.rfind(answer) if answer else len(rest)
    yield from _with_gold(rest[:place], gold)
    if answer:
        yield "answer", answer
        yield from _with_gold(rest[place + len(answer) :], gold)


def _halves(completion: Completion) -> tuple[str, str]:
    """The thinking with its tags, and what is left."""
    if completion.reasoning is not None:
        return completion.reasoning, completion.text
    text, thinking = completion.text, completion.thinking
    start = text.find(thinking) if thinking else -1
    if start < 0:
        return "", text
    before = _OPENED.search(text[max(0, start - 40) : start])
    after = _CLOSED.match(text, start + len(thinking))
    begin = max(0, start - 40) + before.start() if before else start
    end = after.end() if after else start + len(thinking)
    if text[:begin].strip():  # something stands before the thinking: no order is invented
        return "", text
    return text[:end], text[end:]


def _with_gold(text: str, gold: str | None) -> Iterator[Piece]:
    """The text with the places at which the gold stands by itself."""
    begin = 0
    for place in _places(text, gold) if gold and gold.strip() else ():
        if place > begin:
            yield "text", text[begin:place]
        begin = place + len(gold or "")
        yield "gold", text[place:begin]
    if begin < len(text):
        yield "text", text[begin:]


def _places(text: str, word: str) -> Iterator[int]:
    """Where the word stands between other signs than those of words and numbers."""
    end = 0
    for _ in range(_MARKED):
        place = text.find(word, end)
        if place < 0:
            return
        end = place + len(word)
        before, after = text[place - 1 : place], text[end : end + 1]
        if not (before.isalnum() or before == "." or after.isalnum()):
            yield place


def _cut(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    half = most // 2
    return f"{text[:half]}\n… {len(text) - 2 * half:,} characters are left out here …\n{text[-half:]}"


def _facts(verdict: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """The facts of the leaves, the first leaf's last, so that they are the ones that count."""
    for part in reversed(verdict.get("parts", ())):
        yield from _facts(part)
    yield from verdict.get("facts", {}).items()


def _lines(
    verdict: Mapping[str, Any], rules: Mapping[str, Rule], depth: int
) -> Iterator[tuple[int, str, float | None, str, str]]:
    """How deep, the component, its score, its rule, and what the rule says."""
    slug = str(verdict.get("rule") or "")
    said = sentence(rules.get(slug, slug), tuple(verdict.get("facts", {}).items()))
    yield depth, str(verdict["name"]), verdict["score"], slug, said
    if depth < _DEEPEST:
        for part in verdict.get("parts", ()):
            yield from _lines(part, rules, depth + 1)
