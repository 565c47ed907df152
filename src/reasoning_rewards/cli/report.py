"""``reasoning-rewards report``: a page to look at completions and what they score."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from reasoning_rewards.cli.commands import add_fields, new_command, renamed
from reasoning_rewards.cli.load import load_reward
from reasoning_rewards.cli.output import write_whole
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.files.rows import BadLine
from reasoning_rewards.files.scored import ScoredRow, judged_rows, scored_rows
from reasoning_rewards.files.sources import found_files

__all__ = ["add_page_options", "add_report", "write_page"]

_FAULTS_SHOWN = 20
_HELP = """
examples:
  $ reasoning-rewards report scored.jsonl --out page.html
  $ reasoning-rewards report before.jsonl after.jsonl --component correctness --out page.html
  $ reasoning-rewards report rollouts.parquet --reward preset:gsm8k --fields completion=output --out page.html

Each FILE, folder or pattern is a run of its own; runs stand side by side. Without --reward each row has a verdict, as
`score` writes it, or a number, in the field that --as names. The page loads nothing, and nothing in it can run but the
script that lists its rows. Where rows have a field "step", it has curves over training.

exit codes:
  0  the page is written
  1  it is, without the rows that could not be scored; each was told
  2  it is not
"""


def add_report(commands: Any) -> None:
    """Add the command to a parser's commands."""
    command = new_command(commands, "report", "write a page to look at scored completions", _HELP)
    command.add_argument("files", nargs="+", metavar="FILE", help="files, folders or patterns, a run each")
    command.add_argument("--reward", help="score rows that have no verdicts: as for `score`")
    command.add_argument(
        "--as", dest="name", default="reward", help="the field with the verdicts (%(default)s)"
    )
    command.add_argument("--progress", type=float, help="how much of the run is over, 0 to 1, for schedules")
    command.add_argument("--title", help="what stands above the page")
    command.add_argument(
        "--out", type=Path, default=Path("report.html"), help="where the page goes (%(default)s)"
    )
    add_fields(command)
    add_page_options(command)
    command.set_defaults(run=_report)


def add_page_options(command: argparse.ArgumentParser) -> None:
    """The options that say what a page makes of its rows."""
    command.add_argument("--by", help="the field that tells problems apart (default: the prompt)")
    command.add_argument("--component", help="whose score says what right is (default: the whole's)")
    command.add_argument("--at-least", type=float, default=1.0, help="the score that is right (%(default)s)")
    command.add_argument("--step", default="step", help="the field with the step of training (%(default)s)")


def _report(options: argparse.Namespace) -> int:
    from reasoning_rewards.report import report_page

    reward = None if options.reward is None else load_reward(options.reward)
    runs = _runs(options.files)
    faults: list[BadLine] = []
    page = report_page(
        {name: _rows(files, reward, options, faults) for name, files in runs.items()},
        title=options.title or " and ".join(islice(runs, 3)),
        by=options.by,
        component=options.component,
        at_least=options.at_least,
        fields=renamed(options),
        step=options.step,
    )
    for fault in faults[:_FAULTS_SHOWN]:
        options.say(fault.fault)
    if len(faults) > _FAULTS_SHOWN:
        options.say(f"… and {len(faults) - _FAULTS_SHOWN:,} more rows that could not be scored")
    write_page(options, page, [file for files in runs.values() for file in files])
    return 1 if faults else 0


def write_page(options: argparse.Namespace, page: str, sources: list[str]) -> None:
    """Write a page to --out, and say what it weighs."""
    write_whole(options.out, page, sources)
    options.say(f"{options.out}: {len(page.encode()) / 1e6:.1f} MB")


def _rows(
    files: list[str], reward: Reward | None, options: argparse.Namespace, faults: list[BadLine]
) -> Iterator[ScoredRow]:
    if reward is None:
        return scored_rows(files, options.name)
    return judged_rows(files, reward, fields=renamed(options), progress=options.progress, bad=faults.append)


def _runs(given: Iterable[str]) -> dict[str, list[str]]:
    """The files of each run, by a name that tells runs apart."""
    found: dict[str, list[str]] = {}
    for each in given:
        name = _distinct(Path(each).name.partition(".")[0] or each, Path(each).parent.name, found)
        found[name] = found_files([each])
    return found


def _distinct(name: str, folder: str, taken: Iterable[str]) -> str:
    """The name, with its folder or a number before it where another run is called so."""
    known = set(taken)
    candidates = [
        name,
        f"{folder}/{name}" if folder else name,
        *(f"{name} ({n})" for n in range(2, len(known) + 3)),
    ]
    return next(each for each in candidates if each not in known)
