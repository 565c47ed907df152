"""``reasoning-rewards passrate`` and ``diff``: what scored files say of problems, and of each other."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from reasoning_rewards.cli.commands import new_command
from reasoning_rewards.cli.load import load_reward
from reasoning_rewards.cli.output import standard_output, streamed
from reasoning_rewards.errors import SettingError
from reasoning_rewards.files.differences import Differences, differences
from reasoning_rewards.files.passrates import PassRates, pass_rates
from reasoning_rewards.files.rows import Fields, fields_read
from reasoning_rewards.files.scored import ScoredRow, scored_rows
from reasoning_rewards.files.scoring import Scorer
from reasoning_rewards.files.sources import chunks, found_files

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

exit codes:
  0  no row's score differs
  1  some do; each kind is shown
  2  nothing was compared
"""


def add_passrate(commands: Any) -> None:
    """Add the command to a parser's commands."""
    command = new_command(
        commands, "passrate", "how often each problem is solved: pass@k, maj@n", _PASSRATE_HELP
    )
    command.add_argument("files", nargs="+", metavar="FILE", help="scored files, folders or patterns")
    command.add_argument("--by", default="prompt", help="the field that tells problems apart (%(default)s)")
    command.add_argument(
        "--as", dest="name", default="reward", help="the field with the verdicts (%(default)s)"
    )
    command.add_argument("--component", help="whose score says what right is (default: the whole's)")
    command.add_argument(
        "--completion", default="completion", help="the field with the completion (%(default)s)"
    )
    command.add_argument("--at-least", type=float, default=1.0, help="the score that is right (%(default)s)")
    command.add_argument(
        "--keep", metavar="LOW:HIGH", help="write a row of each problem solved so often, as in 0.2:0.8"
    )
    command.add_argument("--out", type=Path, default=Path("-"), help="where they go (default: -)")
    command.add_argument("--json", action="store_true", help="print one JSON object")
    command.set_defaults(run=_passrate)


def add_diff(commands: Any) -> None:
    """Add the command to a parser's commands."""
    command = new_command(
        commands, "diff", "which rows two rewards, or two runs, score differently", _DIFF_HELP
    )
    command.add_argument("files", nargs="+", metavar="FILE", help="two scored files, or one for two rewards")
    command.add_argument("--reward", action="append", default=[], help="a reward; give two")
    command.add_argument(
        "--as", dest="name", default="reward", help="the field with the verdicts (%(default)s)"
    )
    command.add_argument("--progress", type=float, help="how much of the run is over, for schedules")
    command.add_argument("--json", action="store_true", help="print one JSON object")
    command.set_defaults(run=_diff)


def _passrate(options: argparse.Namespace) -> int:
    names = found_files(options.files)
    low, high = _range(options.keep) if options.keep else (0.0, 1.0)
    found = pass_rates(
        scored_rows(names, options.name),
        by=options.by,
        component=options.component,
        at_least=options.at_least,
        completion=options.completion,
    )
    if not options.keep:
        print(json.dumps(_as_json(found)) if options.json else found, file=standard_output())
        return 0
    with ExitStack() as stack:
        stream, path = streamed(options.out, names)
        out = stack.enter_context(stream if stream is not None else path.open("w", encoding="utf-8"))
        kept = 0
        for problem in found.kept(low, high):
            values = {name: value for name, value in problem.rows[0].values.items() if name != options.name}
            added = {"pass_rate": problem.rate, "tries": len(problem.right)}
            out.write(json.dumps({**values, **added}, ensure_ascii=False, default=str) + "\n")
            kept += 1
    options.say(
        f"{found}\n{kept} of {len(found.problems)} problems are solved in {low:g} to {high:g} of their tries"
    )
    return 0


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
    if options.reward:
        first, second = (_judged(options.files, where, options.progress) for where in options.reward)
    else:
        first, second = (scored_rows([name], options.name) for name in options.files)
    found = differences(first, second)
    print(json.dumps(_changes(found)) if options.json else found, file=standard_output())
    return 1 if found.changed else 0


def _judged(files: list[str], where: str, progress: float | None) -> Iterator[ScoredRow]:
    """The rows of a file under a reward; rows that can't be scored raise, for both rewards must see the same ones."""
    reward = load_reward(where)
    scorer = Scorer(reward, Fields(("completion", *fields_read(reward))), "reward\0", progress)
    for part in chunks(found_files(files)):
        done = scorer(part)
        if done.faults:
            raise SettingError(done.faults[0].fault)
        for line in done.text.splitlines():
            values = json.loads(line)
            yield ScoredRow(part.first, values, values.pop(scorer.name))


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
