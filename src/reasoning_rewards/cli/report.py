"""``reasoning-rewards report``: a page to look at completions and what they score."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from reasoning_rewards.cli.documents import print_document
from reasoning_rewards.cli.fields import add_fields, renamed
from reasoning_rewards.cli.load import load_reward
from reasoning_rewards.cli.output import write_whole
from reasoning_rewards.cli.told import Told
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.files.scored import ScoredRow, judged_rows, scored_rows
from reasoning_rewards.files.sources import found_files

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
    runs = _runs(options.files)
    told = Told(options.say, options.keep_going)
    counts = dict.fromkeys(runs, 0)
    page = report_page(
        {name: _counted(name, _rows(files, reward, options, told), counts) for name, files in runs.items()},
        title=options.title or " and ".join(islice(runs, 3)),
        by=options.by,
        component=options.component,
        at_least=options.at_least,
        fields=_called(options),
        step=options.step,
    )
    told.more()
    write_whole(options.out, page, [file for files in runs.values() for file in files])
    size = len(page.encode())
    if options.json:
        document = {"out": str(options.out), "bytes": size, "rows": counts, "bad_rows": told.faults}
        print_document("report", document)
    else:
        options.say(f"{options.out}: {sum(counts.values()):,} rows, {size / 1e6:.1f} MB")
    return 1 if told.faults else 0


def _called(options: argparse.Namespace) -> dict[str, str]:
    given = {} if options.completion is None else {"completion": options.completion}
    return given | renamed(options)


def _rows(
    files: list[str], reward: Reward | None, options: argparse.Namespace, told: Told
) -> Iterator[ScoredRow]:
    if reward is None:
        return scored_rows(files, options.name)
    return judged_rows(
        files, reward, fields=_called(options), progress=options.progress, bad=lambda line: told.of([line])
    )


def _counted(name: str, rows: Iterator[ScoredRow], counts: dict[str, int]) -> Iterator[ScoredRow]:
    for row in rows:
        counts[name] += 1
        yield row


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
