"""``reasoning-rewards diff``: which rows two rewards, or two runs, score differently."""

from __future__ import annotations

import argparse
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from reasoning_rewards.cli.documents import print_document
from reasoning_rewards.cli.fields import add_fields, asked_names
from reasoning_rewards.cli.load import load_reward
from reasoning_rewards.cli.output import standard_output
from reasoning_rewards.cli.pages import distinct, runs_of, write_page
from reasoning_rewards.cli.verdicts import judged_files, scored_files
from reasoning_rewards.errors import SettingError
from reasoning_rewards.files.changes import Differences, Pairs
from reasoning_rewards.files.scored import ScoredRow, named
from reasoning_rewards.files.sources import STANDARD_INPUT

__all__ = ["add_diff"]

_HELP = """
examples:
  $ reasoning-rewards diff old.jsonl new.jsonl
  $ reasoning-rewards diff runs.jsonl --reward my_rewards.py:old --reward my_rewards.py:new --out page.html

The interval of the difference is by problem: completions of one problem are not independent of each other. With --out, a
page as `report` writes it, with every row and how the two came to its scores.
"""


def add_diff(command: argparse.ArgumentParser) -> None:
    """Add the options to the command's parser."""
    command.epilog = _HELP
    command.add_argument("files", nargs="+", metavar="FILE", help="two scored files, or one for two rewards")
    command.add_argument("--reward", action="append", default=[], help="a reward; give two")
    command.add_argument(
        "--as", dest="name", default="reward", help="the field with the verdicts (%(default)s)"
    )
    add_fields(command)
    command.add_argument("--by", help="the field that tells problems apart (default: the prompt)")
    command.add_argument("--progress", type=float, help="how much of the run is over, for schedules")
    command.add_argument("--out", type=Path, help="write a page to look at the rows, too")
    command.add_argument("--title", help="what stands above the page")
    command.add_argument("--json", action="store_true", help="print one JSON object")
    command.set_defaults(run=_diff)


def _diff(options: argparse.Namespace) -> int:
    if (len(options.files), len(options.reward)) not in {(2, 0), (1, 2)}:
        raise SettingError(
            f"{len(options.files)} files and {len(options.reward)} rewards; expected two scored files, or one file with "
            "--reward twice"
        )
    if str(options.out) == "-":
        raise SettingError("--out -: standard output has the differences already; name a file")
    runs = runs_of(options.files)
    (one, first), (other, second) = _judged(options, runs) if options.reward else _scored(options, runs)
    pairs = Pairs(first, second, by=options.by)
    written: dict[str, object] = {}
    if options.out is None:
        deque(pairs, maxlen=0)
    else:
        from reasoning_rewards.report import difference_page

        page = difference_page(pairs, names=(one, other), title=options.title)
        sources = [file for each in runs.values() for file in each]
        written = {"out": write_page(options, page, pairs.found().rows, sources)["out"]}
    found = pairs.found()
    if options.json:
        print_document("diff", _as_json(found) | written)
    else:
        print(found, file=standard_output())
    return 1 if found.changed else 0


Named = tuple[str, Iterator[ScoredRow]]


def _scored(options: argparse.Namespace, runs: dict[str, list[str]]) -> Iterator[Named]:
    """Two files, each with verdicts of its own."""
    for name, files in runs.items():
        called, rows = scored_files(files, options.name, asked_names(options), options.say)
        yield name, named(rows, called)


def _judged(options: argparse.Namespace, runs: dict[str, list[str]]) -> Iterator[Named]:
    """One file under each of two rewards; a row that can't be scored raises, for both must see the same ones."""
    (files,) = runs.values()
    if STANDARD_INPUT in files:
        raise SettingError("-: standard input can't be read once for each reward; name a file")
    taken: list[str] = []
    for where in options.reward:
        reward = load_reward(where)
        # What the file is read as was said for the first reward.
        tell = (lambda said: None) if taken else options.say
        called, rows = judged_files(options, files, reward, tell)
        taken.append(distinct(reward.__name__, taken))
        yield taken[-1], named(rows, called)


def _as_json(found: Differences) -> dict[str, object]:
    difference = found.difference
    return {
        "rows": found.rows,
        "problems": found.problems,
        "changed": found.changed,
        "means": found.means,
        "difference": None if difference is None else difference.value,
        "interval": None if difference is None else (difference.low, difference.high),
        "changes": [
            {"from": c.rules[0], "to": c.rules[1], "rows": c.count, "lines": [a.line for a, _ in c.examples]}
            for c in found.changes
        ],
    }
