"""Rows of files: the good ones in batches, the bad ones with their line and their fault."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from reasoning_rewards.core.batch import Batch
from reasoning_rewards.core.fields import fields_read, likely_field
from reasoning_rewards.core.lift import ready
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.errors import BatchError, ClockError, RewardFailedError, RewardsError, SettingError
from reasoning_rewards.files.sources import Chunk
from reasoning_rewards.text.messages import prompt_text, read_completion

__all__ = [
    "BadLine",
    "Fields",
    "Row",
    "batches",
    "group_of",
    "is_of_a_row",
    "judge",
    "judge_good_rows",
    "read_rows",
]

_CONTEXT = ("prompt", "completion_ids")  # what a row may hold besides its completion and its columns
_TAKEN = frozenset({"self", "completions", "prompts", "progress", "completion", *_CONTEXT})  # no columns


class Row(NamedTuple):
    """A row of a file, as read.

    place: what messages call it.
    values: its fields.
    text: the line as it stands in the file, where it is a line of JSON.
    """

    line: int
    values: dict[str, Any]
    text: bytes = b""


class BadLine(NamedTuple):
    """A row that can't be scored: a sentence that names it, and the fault alone, which other rows may share."""

    line: int
    fault: str
    kind: str


@dataclass(frozen=True)
class Fields:
    """What each field of a file is to the reward.

    needed: what must be there, by the reward's names: "completion", its columns, "prompt", "completion_ids".
    called: the names that the file has for some of them.
    """

    needed: tuple[str, ...]
    called: tuple[tuple[str, str], ...] = ()

    def place(self, name: str) -> str:
        """The field of the file that is meant by a name of the reward's."""
        return dict(self.called).get(name, name)

    def checked(self, values: Mapping[str, object]) -> None:
        """Raise where the first row lacks a field, naming those it has and the likely one."""
        for name in self.needed:
            place = self.place(name)
            if place not in values:
                meant = likely_field(name, place, values)
                remedy = (
                    f"; did you mean {meant!r}? --fields {name}={meant}" if meant else f"; --fields {name}=…"
                )
                raise SettingError(f"no field {place!r} (the first row has: {_listed(values)}){remedy}")


def read_rows(chunk: Chunk, fields: Fields) -> Iterator[Row | BadLine]:
    """Each record of a part as a row, or as what is wrong with it; empty lines are passed over.

    >>> list(read_rows(Chunk("", 1, [b'{"completion": "42"}', b"{"]), Fields(("completion",))))[0].values
    {'completion': '42'}
    """
    wanted = [(name, fields.place(name)) for name in fields.needed]
    record: Any
    for number, record in enumerate(chunk.records, chunk.first):
        text = b""
        if isinstance(record, bytes):
            text = record.strip()
            if not text:
                continue
            try:
                record = json.loads(text)
            except (ValueError, RecursionError) as error:
                yield _bad(chunk, number, f"not JSON: {error}", "not JSON")
                continue
        fault = _fault_of(record, wanted)
        yield _bad(chunk, number, fault, fault) if fault else Row(number, record, text)


def _bad(chunk: Chunk, number: int, fault: str, kind: str) -> BadLine:
    source = f"{chunk.source}, " if chunk.source else ""
    return BadLine(number, f"{source}line {number}: {fault}", kind)


def _fault_of(values: Any, wanted: list[tuple[str, str]]) -> str:
    """What keeps a row from being scored, or ""."""
    if not isinstance(values, dict):
        return f"a JSON {type(values).__name__}, where an object was expected"
    for name, place in wanted:
        if place not in values:
            return f"no field {place!r} (it has: {_listed(values)})"
        value = values[place]
        if type(value) is str:
            continue
        try:
            if name == "completion":
                read_completion(value)
            elif name == "prompt":
                prompt_text(value)
        except RewardsError as error:
            return str(error)
        if name == "completion_ids" and not isinstance(value, list):
            return f"{place} is not a list of token ids"
    return ""


def _listed(values: Mapping[str, object]) -> str:
    return ", ".join(map(repr, values)) or "none"


def batches(
    rows: Iterable[Row | BadLine],
    size: int,
    bad: Callable[[BadLine], None],
) -> Iterator[list[Row]]:
    """Good rows in lists of up to ``size``, those of a list with the same fields; bad lines go to ``bad``."""
    batch: list[Row] = []
    for row in rows:
        if isinstance(row, BadLine):
            bad(row)
            continue
        if batch and (len(batch) == size or row.values.keys() != batch[0].values.keys()):
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def group_of(reward: Reward, fields: Fields) -> tuple[str, ...]:
    """The fields that rows of one group have in common, for a reward that compares them; none where none does."""
    alone = [leaf for leaf in reward.leaves() if not leaf.per_row]
    return tuple(
        dict.fromkeys(fields.place(getattr(leaf, "group_column", None) or "prompt") for leaf in alone)
    )


def judge_good_rows(
    reward: Reward, rows: list[Row], fields: Fields, progress: float | None, bad: Callable[[BadLine], None]
) -> tuple[list[Row], Batch]:
    """The rows that can be scored, judged; those that can't go to ``bad``."""
    try:
        return rows, judge(reward, rows, fields, progress)
    except RewardsError as error:
        if not is_of_a_row(error):
            raise
    good: list[Row] = []
    for row in rows:
        try:
            judge(reward, [row], fields, progress)
        except RewardsError as error:
            bad(BadLine(row.line, str(error), str(error).replace(f"line {row.line}", "line")))
        else:
            good.append(row)
    return good, judge(reward, good, fields, progress)


def is_of_a_row(error: RewardsError) -> bool:
    """Is it a fault that another row need not have?"""
    return isinstance(error, RewardFailedError | BatchError) and not isinstance(error, ClockError)


def judge(reward: Reward, rows: list[Row], fields: Fields, progress: float | None) -> Batch:
    """Rows that have the same fields, judged."""
    completion = fields.place("completion")
    names = rows[0].values.keys() if rows else dict.fromkeys(map(fields.place, fields_read(reward))).keys()
    columns = {name: [row.values[name] for row in rows] for name in names if name != completion}
    for name, place in fields.called:
        if place in columns:
            columns[name] = columns[place]
    batch = Batch(
        [row.values[completion] for row in rows],
        prompts=columns.get("prompt"),
        completion_ids=columns.get("completion_ids"),
        columns={name: column for name, column in columns.items() if name not in _TAKEN},
        progress=progress,
        lines=[row.line for row in rows],
    )
    ready(reward, batch).verdicts(reward)
    return batch
