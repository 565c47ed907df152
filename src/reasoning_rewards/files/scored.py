"""Rows with their verdicts: of files that were scored, in a field or in columns, or scored as they are read."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from reasoning_rewards.core.fields import fields_read
from reasoning_rewards.core.groups import key_of
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.errors import BatchError
from reasoning_rewards.files.encoded import encoded
from reasoning_rewards.files.jobs import uncut
from reasoning_rewards.files.rows import (
    BadLine,
    Fields,
    Row,
    batches,
    group_of,
    judge_good_rows,
    read_rows,
)
from reasoning_rewards.files.sources import ROWS, Chunk, chunks
from reasoning_rewards.verdict import Score

__all__ = ["ScoredRow", "in_groups", "judged", "judged_parts", "judged_rows", "named", "scored_rows"]

_LARGEST = 1e100  # score: its square is a number, too


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
        while verdict.get("parts") and verdict["parts"][0].get("rule"):
            verdict = verdict["parts"][0]
        return str(verdict.get("rule") or "")

    def problem(self, by: str | None = None) -> Hashable:
        """What the completions of one problem have in common: a field, or the prompt; None where no row has one."""
        if by is None and "prompt" not in self.values:
            return None
        return self.group(by or "prompt")

    def group(self, field: str) -> Hashable:
        """What the completions of one problem have in common."""
        if field not in self.values:
            raise BatchError(f"line {self.line}: no field {field!r} to tell problems apart; name another one")
        return key_of(self.values[field])


def scored_rows(names: list[str], field: str = "reward") -> Iterator[ScoredRow]:
    """The rows of scored files; one without a verdict raises, naming its line.

    A bare number, such as a trainer's dump has, is a verdict whose rule is "given".

    field: that with the verdicts.

    >>> import json, pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder, "scored.jsonl")
    ...     _ = file.write_text(json.dumps({"completion": "#### 42", "score": 1.0}))
    ...     [(row.line, row.score, row.rule) for row in scored_rows([str(file)], "score")]
    [(1, 1.0, 'given')]
    """
    for part in chunks(names):
        for row in read_rows(part, Fields((field,))):
            if isinstance(row, BadLine):
                raise BatchError(
                    f"{row.fault}; score the file first, or name the field of its verdicts with --as"
                )
            verdict = (
                _of_columns(row.values, field) or _of_number(field, row.values[field]) or row.values[field]
            )
            if not isinstance(verdict, dict) or not {"name", "score", "rule"} <= verdict.keys():
                raise BatchError(
                    f"line {row.line}: {field} is {verdict!r:.40}; expected a verdict as `score` writes it"
                )
            yield ScoredRow(row.line, row.values, _sound(verdict, row.line, field))


def _sound(verdict: Any, line: int, place: str) -> dict[str, Any]:
    """A verdict of a file with nothing in it that others would stumble over; what can't be one raises."""
    if not isinstance(verdict, dict) or not {"name", "score"} <= verdict.keys():
        raise BatchError(
            f"line {line}: {place} is {verdict!r:.40}; expected an object with a name and a score"
        )
    score = verdict["score"]
    if score is not None and (not isinstance(score, int | float) or _LARGEST < abs(score) < math.inf):
        raise BatchError(
            f"line {line}: {place}.score is {score!r:.40}; expected null or a number up to 1e100"
        )
    found = {**verdict, "name": str(verdict["name"]), "rule": str(verdict.get("rule") or "")}
    found["score"] = None if score is None or not math.isfinite(score) else float(score)
    for name, kind in (("facts", dict), ("parts", list)):
        if found.get(name) is None:
            found.pop(name, None)
        elif not isinstance(found[name], kind):
            raise BatchError(
                f"line {line}: {place}.{name} is {found[name]!r:.40}; expected a JSON {kind.__name__}"
            )
    if parts := found.get("parts"):
        found["parts"] = [_sound(part, line, f"{place}.parts") for part in parts]
    return found


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


def _of_number(field: str, value: object) -> dict[str, Any] | None:
    """A bare score as a verdict that nobody gave a reason for."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return {"name": field, "score": value, "rule": "given"}


def judged(
    reward: Reward,
    rows: Iterable[Mapping[str, Any]],
    *,
    fields: Mapping[str, str] | None = None,
    progress: float | None = None,
) -> Iterator[ScoredRow]:
    """Rows that nobody has scored, with the reward's verdicts; one that can't be scored raises.

    All are judged at once, as one batch, where they have the same fields.

    fields: the rows' names for what the reward reads, such as {"answer": "gts"}.
    progress: how much of the run is over, for schedules.

    >>> from reasoning_rewards import Correctness
    >>> [row.rule for row in judged(Correctness(), [{"completion": "#### 41", "answer": "42"}])]
    ['number.differs']
    """
    numbered = [Row(number, dict(row)) for number, row in enumerate(rows, 1)]
    needed = Fields(("completion", *fields_read(reward)), tuple((fields or {}).items()))
    if numbered:
        needed.checked(numbered[0].values)
    yield from _verdicts(reward, numbered, max(1, len(numbered)), needed, progress, _refused)


def judged_rows(
    names: list[str],
    reward: Reward,
    *,
    fields: Mapping[str, str] | None = None,
    progress: float | None = None,
    bad: Callable[[BadLine], None] | None = None,
) -> Iterator[ScoredRow]:
    """The rows of files that nobody has scored, with the reward's verdicts; groups are judged whole.

    fields: the rows' names for what the reward reads, such as {"answer": "gts"}.
    progress: how much of the run is over, for schedules.
    bad: told of each row that can't be scored; without it the first one raises.

    >>> import json, pathlib, tempfile
    >>> from reasoning_rewards import Correctness
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder, "dump.jsonl")
    ...     _ = file.write_text(json.dumps({"output": "#### 41", "gts": "42"}))
    ...     rows = judged_rows([str(file)], Correctness(), fields={"completion": "output", "answer": "gts"})
    ...     [(row.line, row.score, row.rule) for row in rows]
    [(1, 0.0, 'number.differs')]
    """
    needed = Fields(("completion", *fields_read(reward)), tuple((fields or {}).items()))
    return judged_parts(chunks(names), reward, needed, progress, bad)


def judged_parts(
    parts: Iterable[Chunk],
    reward: Reward,
    fields: Fields,
    progress: float | None = None,
    bad: Callable[[BadLine], None] | None = None,
) -> Iterator[ScoredRow]:
    """The same of files that are being read."""
    by = group_of(reward, fields)
    for part in uncut(parts, by) if by else parts:
        size = max(ROWS, len(part.records))
        yield from _verdicts(reward, read_rows(part, fields), size, fields, progress, bad or _refused)


def named(rows: Iterable[ScoredRow], called: Mapping[str, str]) -> Iterator[ScoredRow]:
    """The rows with "completion", "prompt" and so on beside the names that their file has for them.

    called: these, by the name that is given. A row without its completion raises.
    """
    for row in rows:
        place = called.get("completion", "completion")
        if place not in row.values:
            raise BatchError(
                f"line {row.line}: no field {place!r} with the completion (it has: {', '.join(map(repr, row.values))}); "
                "name it with --fields completion=…"
            )
        own = {name: row.values[place] for name, place in called.items() if place in row.values}
        yield row._replace(values={**row.values, **own}) if own else row


def _refused(line: BadLine) -> None:
    raise BatchError(line.fault)


def _verdicts(
    reward: Reward,
    rows: Iterable[Row | BadLine],
    size: int,
    fields: Fields,
    progress: float | None,
    bad: Callable[[BadLine], None],
) -> Iterator[ScoredRow]:
    for batch in batches(rows, size, bad):
        good, judged_batch = judge_good_rows(reward, batch, fields, progress, bad)
        for row, text in zip(good, encoded(judged_batch.verdicts(reward)), strict=True):
            yield ScoredRow(row.line, row.values, json.loads(text))


def in_groups(rows: Iterable[ScoredRow], field: str) -> dict[Hashable, list[ScoredRow]]:
    """The rows of each problem, problems in the order in which they first stand."""
    found: dict[Hashable, list[ScoredRow]] = {}
    for row in rows:
        found.setdefault(row.group(field), []).append(row)
    return found
