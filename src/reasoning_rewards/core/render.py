"""Verdicts as text for a person: a tree with the score, the rule and its sentence."""

from __future__ import annotations

from reasoning_rewards.core.verdict import Verdict
from reasoning_rewards.rules import number, sentence

__all__ = ["render"]


def render(verdict: Verdict) -> str:
    """The verdict as lines: label, score, rule, sentence; parts indented under their whole."""
    rows = _rows(verdict, "", "")
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = (
        f"{label:<{widths[0]}}  {score:>{widths[1]}}  {rule:<{widths[2]}}  {text}"
        for label, score, rule, text in rows
    )
    return "\n".join(line.rstrip() for line in lines)


def _rows(verdict: Verdict, lead: str, indent: str) -> list[tuple[str, str, str, str]]:
    score = "–" if verdict.score is None else number(verdict.score)
    rows = [(lead + (verdict.name or "verdict"), score, verdict.rule, sentence(verdict.rule, verdict.facts))]
    for place, part in enumerate(verdict.parts, 1):
        last = place == len(verdict.parts)
        branch, below = ("└─ ", "   ") if last else ("├─ ", "│  ")
        rows += _rows(part, indent + branch, indent + below)
    return rows
