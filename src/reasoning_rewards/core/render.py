"""Verdicts as text for a person: a tree with the score, the rule and its sentence."""

from __future__ import annotations

from reasoning_rewards.core.verdict import Facts, Verdict
from reasoning_rewards.rules import RULES

__all__ = ["number", "quote", "render", "sentence"]

_QUOTED = 60  # characters of a fact that a line shows; the rest is counted, not printed


def render(verdict: Verdict) -> str:
    """The verdict as lines: label, score, rule, sentence; parts indented under their whole."""
    rows = list(_rows(verdict, "", ""))
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


def sentence(rule: str, facts: Facts) -> str:
    """The sentence of a rule with its facts filled in; a clause whose fact is absent is left out.

    >>> sentence("number.differs", (("read", "41"), ("gold", "42")))
    'different numbers; read 41, gold 42'
    >>> sentence("a.rule.of.your.own", (("unit", "cm"),))
    'unit cm'
    """
    known = {name: quote(value) for name, value in facts}
    template = RULES.get(rule)
    if template is None:
        return ", ".join(f"{name} {text}" for name, text in known.items())
    clauses = (_fill(clause, known) for clause in template.split("; "))
    return "; ".join(clause for clause in clauses if clause)


def _fill(clause: str, known: dict[str, str]) -> str:
    pieces = [piece for part in clause.split(", ") if (piece := _substitute(part, known))]
    return ", ".join(pieces)


def _substitute(piece: str, known: dict[str, str]) -> str:
    head, brace, rest = piece.partition("{")
    if not brace:
        return piece
    name, _, tail = rest.partition("}")
    if name not in known:
        return ""
    return head + known[name] + (_substitute(tail, known) if "{" in tail else tail)


def quote(value: object) -> str:
    """One line for a fact: escaped, shortened in the middle, so that no text can forge a log line.

    >>> quote("two\\nlines")
    'two\\\\nlines'
    """
    if isinstance(value, float):
        return number(value)
    text = str(value)
    if len(text) > _QUOTED:
        half = _QUOTED // 2
        text = f"{text[:half]} … {text[-half:]} ({len(text)} characters)"
    return text.translate(_CONTROLS) if not text.isprintable() else text


class _Escapes(dict[int, str]):
    """Maps every character that is not printable to its escape, on demand."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        # a space is printable; line breaks, ANSI, bidi marks and lone surrogates are not
        return character if character.isprintable() else character.encode("unicode_escape").decode()


_CONTROLS = _Escapes()


def number(value: float) -> str:
    """A float as a person writes it.

    >>> number(1.0), number(0.2), number(-0.0), number(1 / 3)
    ('1', '0.2', '0', '0.3333')
    """
    return f"{value + 0.0:.4g}"
