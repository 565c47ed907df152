"""Verdicts as JSON, a column at a time: rows that share a decision share the text of it."""

from __future__ import annotations

import json
from json.encoder import encode_basestring as _quoted

from reasoning_rewards.spelling import as_it_can_be
from reasoning_rewards.verdict import Decision, Score, Verdicts

__all__ = ["encoded"]


def encoded(column: Verdicts) -> list[str]:
    """One JSON text a row: an object of name, score, rule, and facts and parts where there are any.

    >>> from reasoning_rewards import Correctness
    >>> encoded(Correctness().verdicts(["#### 4"], answer=["4"]))
    ['{"name": "correctness", "score": 1.0, "rule": "number.same", "facts": {"read": "4", "gold": "4"}}']
    """
    known: dict[tuple[Score, int], str] = {}
    heads: list[str] = []
    name = _quoted(column.name)
    decisions = list(column.decisions)  # each stays alive, so that its id is its own
    for score, decision in zip(column.scores, decisions, strict=True):
        head = known.get((score, id(decision)))
        if head is None:
            head = known[score, id(decision)] = _head(name, score, decision)
        heads.append(head)
    if not column.parts:
        return [head + "}" for head in heads]
    inside = zip(*map(encoded, column.parts), strict=True)
    return [f'{head}, "parts": [{", ".join(parts)}]}}' for head, parts in zip(heads, inside, strict=True)]


def _head(name: str, score: Score, decision: Decision) -> str:
    """The object's text without what closes it, made by hand: a general encoder costs thrice as much."""
    rule, facts = decision
    said = f'{{"name": {name}, "score": {"null" if score is None else repr(score)}, "rule": {_quoted(rule)}'
    if not facts:
        return said
    listed = ", ".join([f"{_quoted(label)}: {_value(value)}" for label, value in facts])
    return f'{said}, "facts": {{{listed}}}'


def _value(value: object) -> str:
    if isinstance(value, str):
        return _quoted(value)
    return json.dumps(as_it_can_be(value)) if isinstance(value, int | float) else _quoted(str(value))
