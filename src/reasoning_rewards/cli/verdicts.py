"""Rows with their verdicts, by how they come: unscored, for a reward that is given, or scored by an earlier run."""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Callable, Iterator

from reasoning_rewards.cli.fields import asked_fields, sampled, settled
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.files.dumps import GOLD, dump_of, gold_columns
from reasoning_rewards.files.rows import BadLine, Fields, Row
from reasoning_rewards.files.scored import ScoredRow, judged_parts, scored_rows

__all__ = ["judged_files", "scored_files"]


def judged_files(
    options: argparse.Namespace,
    names: list[str],
    reward: Reward,
    tell: Callable[[str], None],
    bad: Callable[[BadLine], None] | None = None,
) -> tuple[dict[str, str], Iterator[ScoredRow]]:
    """What files call the completion, the prompt and the gold ("answer"), and their rows under a reward.

    bad: told of each row that can't be scored; without it the first one raises.
    """
    first, parts = sampled(names)
    golds = gold_columns(reward)
    fields = settled(asked_fields(options, reward), first, golds, tell)
    called = dict(fields.called)
    for gold in sorted(golds):  # of several, the page shows one
        called.setdefault("answer", fields.place(gold))
    return called, judged_parts(parts, reward, fields, options.progress, bad)


def scored_files(
    names: list[str],
    field: str,
    asked: dict[str, str],
    tell: Callable[[str], None],
    needed: tuple[str, ...] = ("completion",),
) -> tuple[dict[str, str], Iterator[ScoredRow]]:
    """What scored files call the completion, the prompt and the gold, and their rows.

    field: that with the verdicts.
    asked: what the options call them.
    needed: which of these must be there.
    """
    rows = scored_rows(names, field)
    first = next(rows, None)
    if first is None:
        return asked, iter(())
    fields = settled(Fields(needed, tuple(asked.items())), Row(first.line, first.values), frozenset(), tell)
    called = dict(fields.called)
    dump = dump_of(first.values)
    if dump is not None and dump.fields.get(GOLD) in first.values and "answer" not in first.values:
        called.setdefault("answer", dump.fields[GOLD])
    return called, itertools.chain([first], rows)
