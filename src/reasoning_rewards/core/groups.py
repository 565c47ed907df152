"""Groups: the rows of a batch that are completions of one prompt.

A reward sees the rows of its own process. Where a trainer spreads a group over processes, each of
them compares a part of it with itself. That can't be seen from here, but it can be suspected: groups
of one batch are usually of one size, and where groups are cut into equal parts, a process has one alone.
"""

from __future__ import annotations

import os
from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING

from reasoning_rewards.notices import warn_once

if TYPE_CHECKING:
    from reasoning_rewards.core.batch import Batch

__all__ = ["groups", "key_of"]

_REMEDY = (
    "make the rows of a process (in TRL: per_device_train_batch_size × steps_per_generation) a multiple of "
    "num_generations. This is said once"
)


def groups(batch: Batch, column: str | None, asked_by: str) -> list[list[int]]:
    """The rows of each group, in order: equal prompts, or equal values of the column where one is named.

    Groups of different sizes warn once: one of them was probably cut. So does a single one in one of several processes.

    >>> from reasoning_rewards import Batch
    >>> groups(Batch(["a", "b", "c", "d"], prompts=["2+2?", "3+3?", "3+3?", "2+2?"]), None, "a reward")
    [[0, 3], [1, 2]]
    """
    values = batch.prompts if column is None else batch.column(column, asked_by=asked_by)
    assert values is not None, "a batch without prompts is refused before it is judged"
    found: dict[Hashable, list[int]] = {}
    for row, value in enumerate(values):
        found.setdefault(key_of(value), []).append(row)
    rows = list(found.values())
    _warn_of_cuts(rows, asked_by, "prompt" if column is None else column)
    # AsyncGRPO and others that hand over one whole group a call pass no state.
    if len(rows) == 1 and "trainer_state" in batch.passed:
        _warn_of_parts(len(rows[0]), asked_by)
    return rows


def key_of(value: object) -> Hashable:
    """A value of a column as something that can be looked up; equal for equal conversations."""
    if isinstance(value, str | int | float | bool | None):
        return value
    if isinstance(value, Mapping):
        return tuple((str(name), key_of(part)) for name, part in value.items())
    if isinstance(value, list | tuple):
        return tuple(map(key_of, value))
    return repr(value)  # an image, say: whatever tells it from another one


def _warn_of_cuts(rows: list[list[int]], asked_by: str, by: str) -> None:
    sizes = sorted({len(group) for group in rows})
    if len(sizes) < 2 and not (sizes == [1] and len(rows) > 1):
        return
    seen = (
        f"sizes from {sizes[0]} to {sizes[-1]}"
        if len(sizes) > 1
        else "one completion each, with nothing to compare"
    )
    warn_once(
        (asked_by, "groups"),
        f"{asked_by}: the groups of this batch (rows with the same {by}) have {seen}. A group that is spread over "
        f"processes, or cut at the end of a batch, is compared only in parts: {_REMEDY}",
    )


def _warn_of_parts(size: int, asked_by: str) -> None:
    processes = os.environ.get("WORLD_SIZE", "")  # torchrun's and accelerate's
    if processes.isdecimal() and int(processes) > 1:
        warn_once(
            (asked_by, "groups"),
            f"{asked_by}: this is one of {processes} processes, and all {size} completions of its batch answer one "
            f"prompt. Where num_generations is {size}, that is a whole group. Where it is more, the group is spread over "
            f"processes, and each compares a part of it: {_REMEDY}",
        )
