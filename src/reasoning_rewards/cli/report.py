"""``reasoning-rewards report``: a page to look at completions and what they score."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from reasoning_rewards.cli.documents import print_document
from reasoning_rewards.cli.fields import add_fields, asked_names
from reasoning_rewards.cli.load import load_reward
from reasoning_rewards.cli.pages import runs_of, write_page
from reasoning_rewards.cli.told import Told
from reasoning_rewards.cli.verdicts import judged_files, scored_files
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.files.scored import ScoredRow, named

__all__ = ["add_report"]

_HELP = """
examples:
  $ reasoning-rewards report scored.jsonl --out page.html
  $ reasoning-rewards report before.jsonl after.jsonl --component correctness --out page.html
  $ reasoning-rewards report rollouts.parquet --reward preset:gsm8k --fields completion=output --out page.html

Each FILE, folder or pattern is a run of its own; runs stand side by side. Without --reward each row has a verdict, as
`score` writes it, or a number, in the field that --as names. The page loads nothing, and nothing in it can run but the
script that lists its rows. Where rows have a field "step", it has curves over training.

"""


def add_report(command: argparse.ArgumentParser) -> None:
    """Add the options to the command's parser."""
    command.epilog = _HELP
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
    command.add_argument("--by", help="the field that tells problems apart (default: the prompt)")
    command.add_argument("--component", help="whose score says what right is (default: the whole's)")
    command.add_argument("--at-least", type=float, default=1.0, help="the score that is right (%(default)s)")
    command.add_argument("--step", default="step", help="the field with the step of training (%(default)s)")
    command.add_argument(
        "--keep-going", action="store_true", help="do not stop where many rows have the same fault"
    )
    command.add_argument("--json", action="store_true", help="print one JSON object of what was written")
    command.set_defaults(run=_report)


def _report(options: argparse.Namespace) -> int:
    from reasoning_rewards.report import report_page

    reward = None if options.reward is None else load_reward(options.reward)
    runs = runs_of(options.files)
    told = Told(options.say, options.keep_going)
    counts = dict.fromkeys(runs, 0)
    page = report_page(
        {name: _counted(name, _rows(files, reward, options, told), counts) for name, files in runs.items()},
        title=options.title or " and ".join(islice(runs, 3)),
        by=options.by,
        component=options.component,
        at_least=options.at_least,
        step=options.step,
    )
    told.more()
    files = [file for each in runs.values() for file in each]
    document = write_page(options, page, sum(counts.values()), files)
    if options.json:
        print_document("report", document | {"rows": counts, "bad_rows": told.faults})
    return 1 if told.faults else 0


def _rows(
    files: list[str], reward: Reward | None, options: argparse.Namespace, told: Told
) -> Iterator[ScoredRow]:
    """The rows of a run, whose completions, prompts and golds are called so."""
    if reward is None:
        called, rows = scored_files(files, options.name, asked_names(options), options.say)
    else:
        called, rows = judged_files(options, files, reward, options.say, lambda line: told.of([line]))
    return named(rows, called)


def _counted(name: str, rows: Iterator[ScoredRow], counts: dict[str, int]) -> Iterator[ScoredRow]:
    for row in rows:
        counts[name] += 1
        yield row
