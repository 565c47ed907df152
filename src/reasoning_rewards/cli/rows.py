"""Rows of a JSONL file: the good ones in batches, the bad ones with their line and their fault."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from reasoning_rewards.core.batch import Batch
from reasoning_rewards.core.lift import ready
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.errors import BatchError, ClockError, RewardFailedError, RewardsError
from reasoning_rewards.text.messages import prompt_text, read_completion
from reasoning_rewards.verdict import Verdict, Verdicts

__all__ = ["BadLine", "Row", "as_json", "batches", "fields_read", "judge", "judge_good_rows", "read_rows"]

_CONTEXT = ("prompt", "completion_ids")  # what a row may hold besides its completion and its columns
_TAKEN = frozenset({"self", "completions", "prompts", "progress", *_CONTEXT})  # fields that are no columns


class Row(NamedTuple):
    """A line of the file, as read."""

    line: int
    values: dict[str, Any]


class BadLine(NamedTuple):
    """A line that can't be scored, and why: a sentence that names the line."""

    line: int
    fault: str


def fields_read(reward: Reward) -> tuple[str, ...]:
    """The fields that a reward can't do without, besides the completion.

    >>> from reasoning_rewards import Brevity, Correctness
    >>> fields_read(Correctness(gold_column="gold") + Brevity(limit=9))
    ('gold', 'completion_ids')
    """
    leaves = reward.leaves()
    prompt = ("prompt",) if any(leaf.needs_prompts for leaf in leaves) else ()
    ids = ("completion_ids",) if any(leaf.needs_token_ids for leaf in leaves) else ()
    return (*reward.columns, *prompt, *ids)


def read_rows(
    lines: Iterable[str | bytes], completion: str | None, wanted: Iterable[str], first: int = 1
) -> Iterator[Row | BadLine]:
    """Each line as a row, or as what is wrong with it; empty lines are passed over.

    completion: the field that must hold a completion, or None where none is needed.
    wanted: fields that must be there.
    first: the number of the first line.

    >>> list(read_rows(['{"completion": "42"}', "{"], "completion", []))  # doctest: +ELLIPSIS
    [Row(line=1, values={'completion': '42'}), BadLine(line=2, fault='line 2: not JSON: ...')]
    """
    needed = tuple(wanted)
    for number, text in enumerate(lines, first):
        if text.strip():
            yield _row(number, text, completion, needed)


def _row(number: int, text: str | bytes, completion: str | None, needed: tuple[str, ...]) -> Row | BadLine:
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        return BadLine(number, f"line {number}: not JSON: {error}")
    fault = _fault_of(values, completion, needed)
    return BadLine(number, f"line {number}: {fault}") if fault else Row(number, values)


def _fault_of(values: Any, completion: str | None, needed: tuple[str, ...]) -> str:
    """What keeps a line from being scored, or ""."""
    if not isinstance(values, dict):
        return f"a JSON {type(values).__name__}, where an object was expected"
    missing = [name for name in (completion, *needed) if name is not None and name not in values]
    if missing:
        return f"no field {missing[0]!r} (it has: {', '.join(map(repr, values)) or 'none'})"
    if completion is None:
        return ""
    try:
        read_completion(values[completion])
        if "prompt" in needed:
            prompt_text(values["prompt"])
    except RewardsError as error:
        return str(error)
    if "completion_ids" in needed and not isinstance(values["completion_ids"], list):
        return "completion_ids is not a list of token ids"
    return ""


def batches(rows: Iterable[Row | BadLine], size: int, bad: Callable[[BadLine], None]) -> Iterator[list[Row]]:
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


def judge_good_rows(
    reward: Reward, rows: list[Row], completion: str, progress: float | None, bad: Callable[[BadLine], None]
) -> tuple[list[Row], Verdicts]:
    """The rows that can be scored, with their verdicts; those that can't go to ``bad``."""
    try:
        return rows, judge(reward, rows, completion, progress)
    except RewardsError as error:
        if not _is_of_a_row(error):
            raise
    good: list[Row] = []
    for row in rows:
        try:
            judge(reward, [row], completion, progress)
        except RewardsError as error:
            bad(BadLine(row.line, str(error)))
        else:
            good.append(row)
    return good, judge(reward, good, completion, progress)


def _is_of_a_row(error: RewardsError) -> bool:
    """Is it a fault that another row need not have?"""
    return isinstance(error, RewardFailedError | BatchError) and not isinstance(error, ClockError)


def judge(reward: Reward, rows: list[Row], completion: str, progress: float | None) -> Verdicts:
    """The verdicts on rows that have the same fields."""
    fields = rows[0].values.keys() if rows else dict.fromkeys(fields_read(reward)).keys()
    values = {name: [row.values[name] for row in rows] for name in fields}
    columns = {name: column for name, column in values.items() if name not in {completion, *_TAKEN}}
    batch = Batch(
        [row.values[completion] for row in rows],
        prompts=values.get("prompt"),
        completion_ids=values.get("completion_ids"),
        columns=columns,
        progress=progress,
        lines=[row.line for row in rows],
    )
    return ready(reward, batch).verdicts(reward)


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
