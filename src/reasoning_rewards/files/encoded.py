"""Verdicts as JSON, a column at a time: rows that share a decision share the text of it."""

from __future__ import annotations

import json

from reasoning_rewards.verdict import Score, Verdict, Verdicts

__all__ = ["as_json", "encoded"]


def as_json(verdict: Verdict) -> dict[str, object]:
    """A verdict as an object: name, score, rule, facts, parts."""
    facts = {
        name: value if isinstance(value, int | float | str) else str(value) for name, value in verdict.facts
    }
    found: dict[str, object] = {"name": verdict.name, "score": verdict.score, "rule": verdict.rule}
    if facts:
        found["facts"] = facts
    if verdict.parts:
        found["parts"] = [as_json(part) for part in verdict.parts]
    return found


def encoded(column: Verdicts) -> list[str]:
    """One JSON text a row: what `as_json` says of each verdict.

    >>> from reasoning_rewards import Correctness
    >>> encoded(Correctness().verdicts(["#### 4"], answer=["4"]))
    ['{"name": "correctness", "score": 1.0, "rule": "number.same", "facts": {"read": "4", "gold": "4"}}']
    """
    known: dict[tuple[Score, int], str] = {}
    heads: list[str] = []
    decisions = list(column.decisions)  # each stays alive, so that its id is its own
    for score, decision in zip(column.scores, decisions, strict=True):
        head = known.get((score, id(decision)))
        if head is None:
            whole = json.dumps(as_json(Verdict(score, *decision, name=column.name)), ensure_ascii=False)
            head = known[score, id(decision)] = whole[:-1]
        heads.append(head)
    if not column.parts:
        return [head + "}" for head in heads]
    inside = zip(*map(encoded, column.parts), strict=True)
    return [f'{head}, "parts": [{", ".join(parts)}]}}' for head, parts in zip(heads, inside, strict=True)]
