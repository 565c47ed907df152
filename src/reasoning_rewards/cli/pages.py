"""What commands that write a page have in common: what runs are called, and where the page goes."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from reasoning_rewards.cli.output import write_whole
from reasoning_rewards.errors import SettingError
from reasoning_rewards.files.sources import found_files

__all__ = ["distinct", "runs_of", "write_page"]


def runs_of(given: Iterable[str]) -> dict[str, list[str]]:
    """The files of each run, by a name that tells runs apart."""
    found: dict[str, list[str]] = {}
    for each in given:
        name = distinct(Path(each).name.partition(".")[0] or each, found, Path(each).parent.name)
        found[name] = found_files([each])
    return found


def distinct(name: str, taken: Iterable[str], folder: str = "") -> str:
    """The name, with its folder or a number where another is called so.

    >>> distinct("run", ["run"], "old"), distinct("run", ["run"])
    ('old/run', 'run (2)')
    """
    known = set(taken)
    within = [f"{folder}/{name}"] if folder else []
    candidates = [name, *within, *(f"{name} ({n})" for n in range(2, len(known) + 3))]
    return next(each for each in candidates if each not in known)


def write_page(options: argparse.Namespace, page: str, rows: int, sources: list[str]) -> dict[str, object]:
    """Write the page to ``--out`` and say so; what ``--json`` has of it."""
    if options.json and str(options.out) == "-":
        raise SettingError("--json: standard output has the page already; name a file with --out")
    write_whole(options.out, page, sources)
    size = len(page.encode())
    if not options.json:
        options.say(f"{options.out}: {rows:,} rows, {size / 1e6:.1f} MB")
    return {"out": str(options.out), "bytes": size}
