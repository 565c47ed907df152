"""``reasoning-rewards passrate`` and ``diff``: what scored files say of problems, and of each other."""

from __future__ import annotations

import argparse
import itertools
import json
from collections.abc import Callable, Iterator
from pathlib import Path

from reasoning_rewards.cli.documents import print_document
from reasoning_rewards.cli.fields import add_fields, asked_fields, sampled, settled
from reasoning_rewards.cli.load import load_reward
from reasoning_rewards.cli.output import standard_output, write_whole
from reasoning_rewards.errors import SettingError
from reasoning_rewards.files.differences import Differences, differences
from reasoning_rewards.files.dumps import gold_columns
from reasoning_rewards.files.passrates import PassRates, pass_rates
from reasoning_rewards.files.rows import Fields, Row, read_rows
from reasoning_rewards.files.scored import ScoredRow, scored_rows
from reasoning_rewards.files.scoring import Scorer
from reasoning_rewards.files.sources import STANDARD_INPUT, Chunk, found_files

__all__ = ["add_diff", "add_passrate"]

_PASSRATE_HELP = """
examples:
  $ reasoning-rewards passrate scored.jsonl
  $ reasoning-rewards passrate scored.jsonl --by problem_id --keep 0.2:0.8 --out train.jsonl

The file is one that `score` wrote: each row has a verdict. With --keep, one row for each problem whose pass rate lies
between the two, its first, with "pass_rate" and "tries" added and the verdict left out, goes to --out.
"""
_DIFF_HELP = """
examples:
  $ reasoning-rewards diff old.jsonl new.jsonl
  $ reasoning-rewards diff runs.jsonl --reward my_rewards.py:old --reward my_rewards.py:new
"""


def add_passrate(command: argparse.ArgumentParser) -> None:
    """Add the options to the command's parser."""
    command.epilog = _PASSRATE_HELP
    command.add_argument("files", nargs="+", metavar="FILE", help="scored files, folders or patterns")
    command.add_argument(
        "--by", metavar="FIELD", help="the field that tells problems apart (default: prompt)"
    )
    command.add_argument(
        "--as", dest="name", default="reward", help="the field with the verdicts (%(default)s)"
    )
    command.add_argument("--component", help="whose score says what right is (default: the whole's)")
    command.add_argument(
        "--completion", metavar="FIELD", help="the field with the completion (default: completion)"
    )
    command.add_argument("--at-least", type=float, default=1.0, help="the score that is right (%(default)s)")
    command.add_argument(
        "--keep", metavar="LOW:HIGH", help="write a row of each problem solved so often, as in 0.2:0.8"
    )
    command.add_argument("--out", type=Path, default=Path("-"), help="where they go (default: -)")
    command.add_argument("--json", action="store_true", help="print one JSON object")
    command.set_defaults(run=_passrate)


def add_diff(command: argparse.ArgumentParser) -> None:
    """Add the options to the command's parser."""
    command.epilog = _DIFF_HELP
    command.add_argument("files", nargs="+", metavar="FILE", help="two scored files, or one for two rewards")
    command.add_argument("--reward", action="append", default=[], help="a reward; give two")
    command.add_argument(
        "--as", dest="name", default="reward", help="the field with the verdicts (%(default)s)"
    )
    add_fields(command)
    command.add_argument("--progress", type=float, help="how much of the run is over, for schedules")
    command.add_argument("--json", action="store_true", help="print one JSON object")
    command.set_defaults(run=_diff)


def _passrate(options: argparse.Namespace) -> int:
    names = found_files(options.files)
    low, high = _range(options.keep) if options.keep else (0.0, 1.0)
    if options.json and options.keep and str(options.out) == "-":
        raise SettingError(
            "--json: standard output has the rows that are kept already; name a file with --out"
        )
    asked = {"prompt": options.by, "completion": options.completion}
    called = tuple((name, place) for name, place in asked.items() if place)
    fields, rows = _known(scored_rows(names, options.name), Fields(("completion", "prompt"), called), options)
    found = pass_rates(
        rows,
        by=fields.place("prompt"),
        component=options.component,
        at_least=options.at_least,
        completion=fields.place("completion"),
    )
    document = _as_json(found)
    if options.keep:
        document["kept"] = kept = _keep(options, found, names, low, high)
    if options.json:
        print_document("passrate", document)
    elif options.keep:
        options.say(
            f"{found}\n{kept} of {len(found.problems)} problems are solved in {low:g} to {high:g} of their tries"
        )
    else:
        print(found, file=standard_output())
    return 0


def _keep(options: argparse.Namespace, found: PassRates, names: list[str], low: float, high: float) -> int:
    """Write a row of each problem solved so often; how many there were."""
    lines = []
    for problem in found.kept(low, high):
        values = {name: value for name, value in problem.rows[0].values.items() if name != options.name}
        added = {"pass_rate": problem.rate, "tries": len(problem.right)}
        lines.append(json.dumps({**values, **added}, ensure_ascii=False, default=str) + "\n")
    write_whole(options.out, "".join(lines), names)
    return len(lines)


def _known(
    rows: Iterator[ScoredRow], fields: Fields, options: argparse.Namespace
) -> tuple[Fields, Iterator[ScoredRow]]:
    """What the fields are called in scored rows, by the first of them, and the rows."""
    first = next(rows, None)
    if first is None:
        return fields, iter(())
    own = {name: value for name, value in first.values.items() if name != options.name}
    return settled(fields, Row(first.line, own), frozenset(), options.say), itertools.chain([first], rows)


def _range(text: str) -> tuple[float, float]:
    low, _, high = text.partition(":")
    try:
        found = float(low or 0), float(high or 1)
    except ValueError:
        found = (1.0, 0.0)
    if not 0 <= found[0] <= found[1] <= 1:
        raise SettingError(f"--keep {text}: expected LOW:HIGH with 0 <= LOW <= HIGH <= 1, such as 0.2:0.8")
    return found


def _as_json(found: PassRates) -> dict[str, object]:
    most = max((len(each.right) for each in found.problems), default=0)
    return {
        "problems": len(found.problems),
        "without_a_score": found.silent,
        "pass@k": {str(k): found.at(k) for k in (1, 2, 4, 8, 16, 32, 64, 128, 256) if k <= most},
        "never": sum(each.rate == 0 for each in found.problems),
        "always": sum(each.rate == 1 for each in found.problems),
    }


def _diff(options: argparse.Namespace) -> int:
    if (len(options.files), len(options.reward)) not in {(2, 0), (1, 2)}:
        raise SettingError(
            f"{len(options.files)} files and {len(options.reward)} rewards; expected two scored files, or one file with "
            "--reward twice"
        )
    if options.reward and STANDARD_INPUT in options.files:
        raise SettingError("-: standard input can't be read once for each reward; name a file")
    if options.reward:
        place, first = _judged(options, options.reward[0], options.say)
        _, second = _judged(options, options.reward[1], lambda said: None)  # of the file it was said already
    else:
        called = () if options.completion is None else (("completion", options.completion),)
        first, second = (scored_rows(found_files([name]), options.name) for name in options.files)
        fields, first = _known(first, Fields(("completion",), called), options)
        place = fields.place("completion")
    found = differences(first, second, completion=place)
    if options.json:
        print_document("diff", _changes(found))
    else:
        print(found, file=standard_output())
    return 1 if found.changed else 0


def _judged(
    options: argparse.Namespace, where: str, tell: Callable[[str], None]
) -> tuple[str, Iterator[ScoredRow]]:
    """The field with the completions of a file, and its rows under a reward."""
    reward = load_reward(where)
    first, parts = sampled(found_files(options.files))
    fields = settled(asked_fields(options, reward), first, gold_columns(reward), tell)
    return fields.place("completion"), _under(Scorer(reward, fields, "reward\0", options.progress), parts)


def _under(scorer: Scorer, parts: Iterator[Chunk]) -> Iterator[ScoredRow]:
    """Scored rows; one that can't be scored raises, for both rewards must see the same ones."""
    for part in parts:
        done = scorer(part)
        if done.faults:
            raise SettingError(done.faults[0].fault)
        lines = (row.line for row in read_rows(part, scorer.fields))
        for line, text in zip(lines, done.text.splitlines(), strict=True):
            values = json.loads(text)
            yield ScoredRow(line, values, values.pop(scorer.name))


def _changes(found: Differences) -> dict[str, object]:
    return {
        "rows": found.rows,
        "changed": found.changed,
        "means": found.means,
        "difference": found.means[1] - found.means[0],
        "interval": found.interval,
        "changes": [
            {"from": c.rules[0], "to": c.rules[1], "rows": c.count, "lines": [a.line for a, _ in c.examples]}
            for c in found.changes
        ],
    }
