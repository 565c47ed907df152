"""Rows of a JSONL file: the good ones in batches, the bad ones with their line and their fault."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple

from reasoning_rewards.core.reward import Reward
from reasoning_rewards.core.verdict import Verdict, Verdicts
from reasoning_rewards.errors import RewardsError
from reasoning_rewards.text.messages import read_completion

__all__ = ["BadLine", "Row", "as_json", "batches", "judge", "read_rows", "writing"]

_CONTEXT = ("prompt", "completion_ids")  # what a row may hold besides its completion and its columns


class Row(NamedTuple):
    """A line of the file, as read."""

    line: int
    values: dict[str, Any]


class BadLine(NamedTuple):
    """A line that can't be scored, and why."""

    line: int
    fault: str


def read_rows(lines: Iterable[str], completion: str | None, wanted: Iterable[str]) -> Iterator[Row | BadLine]:
    """Each line as a row, or as what is wrong with it; empty lines are passed over.

    completion: the field that must hold a completion, or None where none is needed.
    wanted: fields that must be there.

    >>> list(read_rows(['{"completion": "42"}', "{"], "completion", []))  # doctest: +ELLIPSIS
    [Row(line=1, values={'completion': '42'}), BadLine(line=2, fault='not JSON: ...')]
    """
    needed = tuple(wanted)
    for number, text in enumerate(lines, 1):
        if text.strip():
            yield _row(number, text, completion, needed)


def _row(number: int, text: str, completion: str | None, needed: tuple[str, ...]) -> Row | BadLine:
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        return BadLine(number, f"not JSON: {error}")
    if not isinstance(values, dict):
        return BadLine(number, f"a JSON {type(values).__name__}, where an object was expected")
    missing = [name for name in (completion, *needed) if name is not None and name not in values]
    if missing:
        return BadLine(number, f"no field {missing[0]!r} (it has: {', '.join(map(repr, values)) or 'none'})")
    if completion is None:
        return Row(number, values)
    try:
        read_completion(values[completion])
    except RewardsError as error:
        return BadLine(number, str(error))
    return Row(number, values)


def batches(rows: Iterable[Row | BadLine], size: int, bad: Callable[[BadLine], None]) -> Iterator[list[Row]]:
    """Good rows in lists of ``size``; bad lines go to ``bad`` as they come."""
    batch: list[Row] = []
    for row in rows:
        if isinstance(row, BadLine):
            bad(row)
            continue
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def judge(reward: Reward, rows: list[Row], completion: str, progress: float | None) -> Verdicts:
    """The verdicts on some rows; a field that every row has is a column."""
    shared = set.intersection(*(set(row.values) for row in rows)) - {completion}
    columns = {name: [row.values[name] for row in rows] for name in shared.difference(_CONTEXT)}
    context = {name: [row.values[name] for row in rows] if name in shared else None for name in _CONTEXT}
    return reward.verdicts(
        [row.values[completion] for row in rows],
        prompts=context["prompt"],
        completion_ids=context["completion_ids"],
        progress=progress,
        **columns,
    )


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


@contextmanager
def writing(path: Path) -> Iterator[IO[str]]:
    """A file that appears under its name when it is whole, and not at all if it never is."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            yield file
        os.replace(temporary, path)
    finally:
        if os.path.exists(temporary):
            os.unlink(temporary)
