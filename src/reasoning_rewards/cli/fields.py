"""Which field of a file is what: as the options say, or as the file is known to be another program's dump."""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Callable, Iterator

from reasoning_rewards.core.fields import fields_read
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.errors import SettingError
from reasoning_rewards.files.dumps import dump_of
from reasoning_rewards.files.rows import Fields, Row, read_rows
from reasoning_rewards.files.sources import ROWS, Chunk, chunks

__all__ = ["add_fields", "asked_fields", "asked_names", "sampled", "settled"]


def add_fields(command: argparse.ArgumentParser) -> None:
    """Add ``--fields`` and its short form for completions."""
    command.add_argument(
        "--completion", metavar="FIELD", help="the field with the completion: --fields completion=FIELD"
    )
    command.add_argument(
        "--fields",
        action="append",
        default=[],
        metavar="NAME=FIELD",
        help="the file's name for what the reward reads, as in answer=gts; as often as needed",
    )


def _renamed(options: argparse.Namespace) -> dict[str, str]:
    """What --fields says: the file's names by the reward's."""
    called = {}
    for pair in options.fields:
        name, given, place = pair.partition("=")
        if not given or not place:
            raise SettingError(f"--fields {pair}: expected NAME=FIELD, such as answer=gts")
        called[name] = place
    return called


def asked_fields(options: argparse.Namespace, reward: Reward) -> Fields:
    """The fields that the reward needs, and what the options call them."""
    return Fields(("completion", *fields_read(reward)), tuple(asked_names(options).items()))


def asked_names(options: argparse.Namespace) -> dict[str, str]:
    """What the options call the fields."""
    given = {} if options.completion is None else {"completion": options.completion}
    return given | _renamed(options)


def sampled(
    names: list[str],
    watch: Callable[[int], None] = lambda _: None,
    size: int = ROWS,
    tables: bool = False,
) -> tuple[Row | None, Iterator[Chunk]]:
    """The first row of files that can be read, and all of their parts; the settings are those of `chunks`."""
    parts = chunks(names, watch, size, tables)
    first = next(parts, None)
    if first is None:
        return None, iter(())
    if isinstance(first.records, list):
        row = next((row for row in read_rows(first, Fields(())) if isinstance(row, Row)), None)
    else:
        values = next(iter(first.records.slice(0, 1).to_pylist()), dict.fromkeys(first.records.column_names))
        row = Row(first.first, values)
    return row, itertools.chain([first], parts)


def settled(
    fields: Fields,
    row: Row | None,
    golds: frozenset[str],
    tell: Callable[[str], None],
    option: str = "--fields",
) -> Fields:
    """The fields, with what a dump of another program calls them; raises where the first row lacks one.

    golds: which of the needed ones are golds.
    """
    if row is None:
        return fields
    dump = dump_of(row.values)
    if dump is None:
        fields.checked(row.values)
        return fields
    found = dump.fields_of(fields, row.values, golds)
    used = [f"{what} in {place!r}" for what, place in dump.read(found, golds)]
    if used:
        tell(f"reads as {dump.name}: {', '.join(used)} ({option} overrides it)")
    try:
        found.checked(row.values)
    except SettingError as error:
        raise SettingError(f"{error}. {dump.lacks}" if dump.lacks else str(error)) from None
    return found
