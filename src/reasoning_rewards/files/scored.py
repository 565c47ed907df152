"""Rows of files that were scored: a verdict in a field of each, or in columns of a table."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from reasoning_rewards.core.groups import key_of
from reasoning_rewards.errors import BatchError
from reasoning_rewards.files.rows import BadLine, Fields, read_rows
from reasoning_rewards.files.sources import chunks
from reasoning_rewards.verdict import Score

__all__ = ["ScoredRow", "scored_rows"]


class ScoredRow(NamedTuple):
    """One row with its verdict.

    verdict: {"name", "score", "rule", "facts", "parts"}, as ``score`` writes it to JSON lines; of a table its rule is
        that of the reward that decides, and its parts have scores alone.
    """

    line: int
    values: dict[str, Any]
    verdict: Mapping[str, Any]

    @property
    def score(self) -> Score:
        """The whole's score."""
        found: Score = self.verdict["score"]
        return found

    def component(self, name: str | None) -> Mapping[str, Any]:
        """The whole's verdict, or that of its part of this name."""
        if name is None or self.verdict["name"] == name:
            return self.verdict
        for part in self.verdict.get("parts", ()):
            found = ScoredRow(self.line, self.values, part)
            if part["name"] == name:
                return found.verdict
        have = ", ".join(part["name"] for part in self.verdict.get("parts", ())) or "none"
        raise BatchError(f"line {self.line}: no component {name!r} (there are: {have})")

    @property
    def rule(self) -> str:
        """The rule that decided: of a whole made of parts, that of its first part."""
        verdict = self.verdict
        while verdict.get("parts") and "rule" in verdict["parts"][0]:
            verdict = verdict["parts"][0]
        return str(verdict["rule"])

    def group(self, field: str) -> Hashable:
        """What the completions of one problem have in common."""
        if field not in self.values:
            raise BatchError(f"line {self.line}: no field {field!r} to tell problems apart; name another one")
        return key_of(self.values[field])


def scored_rows(names: list[str], field: str = "reward") -> Iterator[ScoredRow]:
    """The rows of scored files; one without a verdict raises, naming its line."""
    for part in chunks(names):
        for row in read_rows(part, Fields((field,))):
            if isinstance(row, BadLine):
                raise BatchError(
                    f"{row.fault}; score the file first, or name the field of its verdicts with --as"
                )
            verdict = _of_columns(row.values, field) or row.values[field]
            if not isinstance(verdict, dict) or not {"name", "score", "rule"} <= verdict.keys():
                raise BatchError(
                    f"line {row.line}: {field} is {verdict!r:.40}; expected a verdict as `score` writes it"
                )
            yield ScoredRow(row.line, row.values, verdict)


def _of_columns(values: Mapping[str, Any], field: str) -> dict[str, Any] | None:
    """The verdict in the columns that ``score --out FILE.parquet`` and ``map_batches`` add; None where there are none."""
    rule, reason = f"{field}_rule", f"{field}_reason"
    if rule not in values or isinstance(values[field], dict):
        return None
    found = {"name": field, "score": values[field], "rule": values[rule]}
    if reason in values:
        found["facts"] = {"reason": values[reason]}
    under = [name for name in values if name.startswith(f"{field}_") and name not in (rule, reason)]
    others = tuple(f"{name[:-5]}_" for name in under if name.endswith("_rule"))  # another reward's columns
    parts = [
        name for name in under if isinstance(values[name], float | None) and not f"{name}_".startswith(others)
    ]
    if parts:
        found["parts"] = [{"name": name[len(field) + 1 :], "score": values[name]} for name in parts]
    return found


def in_groups(rows: Iterable[ScoredRow], field: str) -> dict[Hashable, list[ScoredRow]]:
    """The rows of each problem, problems in the order in which they first stand."""
    found: dict[Hashable, list[ScoredRow]] = {}
    for row in rows:
        found.setdefault(row.group(field), []).append(row)
    return found
