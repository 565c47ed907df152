"""``reasoning-rewards``: score a file, explain a row, describe a reward, audit golds, read an answer."""

from __future__ import annotations

import argparse
import io
import json
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reasoning_rewards import __version__
from reasoning_rewards.answers.compare.audit import audit_golds
from reasoning_rewards.cli.compare import add_diff, add_passrate
from reasoning_rewards.cli.load import load_callable, load_reward
from reasoning_rewards.cli.output import EndedError, Teller, ended_by_signals, silence, standard_output
from reasoning_rewards.cli.read import add_command as add_read
from reasoning_rewards.cli.report import add_report
from reasoning_rewards.cli.score import add_explain, add_score
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.errors import RewardsError, RewardWarning, SettingError
from reasoning_rewards.files.rows import BadLine, Fields, read_rows
from reasoning_rewards.files.sources import chunks, found_files

__all__ = ["main"]

_EXIT = """
exit codes:
  0  everything was scored, or shown
  1  some lines could not be scored, or some golds can not be used; each was reported, the rest was done;
     or what was to be reported could not be, because standard error was closed on the way
  2  nothing was scored: a bad option, a reward or a file that can't be loaded, an output that can't be written
  3  stopped, because many rows had the same fault; see --keep-going
  129, 130, 143  ended by SIGHUP, an interrupt or SIGTERM; what was finished is in FILE.partial, for --resume
"""
_ATTACK_EXIT = """
exit codes:
  0  no exploit was found
  1  the reward pays for something it should not; each exploit is shown
  2  nothing was tried: a bad option, a reward that can't be loaded, or one that ranks honest answers wrong
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    options = _parser().parse_args(arguments)
    teller = Teller()
    options.say = teller.say
    for stream in (sys.stdout, sys.stderr):  # JSON is UTF-8, and what can't be printed is spelt out
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        with warnings.catch_warnings(), ended_by_signals():
            warnings.simplefilter("always", RewardWarning)  # each is given once
            warnings.showwarning = teller.warn
            code = int(options.run(options))
            if sys.stdout is not None:
                sys.stdout.flush()  # while a full disk can still be said
            return max(code, int(teller.failed))
    except RewardsError as error:
        teller.fail(str(error))
        return int(getattr(error, "code", 2))
    except KeyboardInterrupt:
        teller.say("interrupted")
        return 130
    except EndedError as ended:
        teller.say("terminated")
        return 128 + ended.number
    except BrokenPipeError:  # the reader of our output has seen enough; nothing is left to flush to it
        silence(sys.stdout)
        return int(teller.failed)
    except OSError as error:
        if error.filename is None and sys.stdout is not None:
            silence(sys.stdout)
        return teller.fail(f"{error.filename or 'output'}: {error.strerror}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="reasoning-rewards",
        description="Score completions with a reward, and see why they score what they do.",
        epilog=_EXIT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"reasoning-rewards {__version__}")
    commands = parser.add_subparsers(required=True, metavar="command")

    add_score(commands, _EXIT)
    add_explain(commands, _EXIT)

    audit = commands.add_parser(
        "audit",
        help="say which golds of a JSONL file no reward can use, before a run is paid for",
        epilog=_EXIT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    audit.add_argument("file", type=Path, help="JSON lines with a gold each")
    audit.add_argument("--gold", default="answer", help="the field with the gold (%(default)s)")
    audit.add_argument(
        "--golds", choices=("any", "all"), help="what several golds in a row mean, as the setting of a reward"
    )
    audit.set_defaults(run=_audit)

    describe = commands.add_parser(
        "describe", help="say what a reward is made of and what a trainer makes of it"
    )
    describe.add_argument("reward", help="file.py:name or module:name")
    describe.set_defaults(run=_describe)

    add_read(commands)
    add_passrate(commands)
    add_diff(commands)
    add_report(commands)

    attacked = commands.add_parser(
        "attack",
        help="try to earn a reward without deserving it; for your tests before a run",
        epilog=_ATTACK_EXIT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    attacked.add_argument("reward", help="file.py:name or module:name; any function a trainer could call")
    attacked.add_argument("--gold", default="42", help="the gold of the row that is attacked (%(default)s)")
    attacked.add_argument("--prompt", help="its prompt (default: a word problem)")
    attacked.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="COLUMN=VALUE",
        help="another column of the row; JSON or text, as often as needed",
    )
    attacked.add_argument("--chat", action="store_true", help="pass completions as messages")
    attacked.add_argument(
        "--progress", type=float, default=0.0, help="how much of the run is over, for schedules"
    )
    attacked.set_defaults(run=_attack)
    return parser


def _describe(options: argparse.Namespace) -> int:
    print(load_reward(options.reward).describe(), file=standard_output())
    return 0


def _audit(options: argparse.Namespace) -> int:
    golds: list[object] = []
    places: list[int] = []
    bad = 0
    names = found_files([str(options.file)])
    for part in chunks(names):
        for row in read_rows(part, Fields((options.gold,))):
            if isinstance(row, BadLine):
                bad += 1
                options.say(row.fault)
            else:
                golds.append(row.values[options.gold])
                places.append(row.line)
    found = audit_golds(golds, lines=places, several=options.golds)
    print(found, file=standard_output())
    return 1 if bad or found.unusable else 0


def _attack(options: argparse.Namespace) -> int:
    from reasoning_rewards.testing.attack import attack

    reward = load_callable(options.reward)
    row = {"answer": options.gold, "solution": options.gold}
    if isinstance(reward, Reward):
        golds = {getattr(leaf, "gold_column", None) for leaf in reward.leaves()}
        row = {name: options.gold for name in reward.columns if name in golds}
    row.update(map(_column, options.set))
    prompt = {} if options.prompt is None else {"prompt": options.prompt}
    report = attack(
        reward, gold=options.gold, conversational=options.chat, progress=options.progress, **prompt, **row
    )
    print(report, file=standard_output())
    return 1 if report.exploits else 0


def _column(text: str) -> tuple[str, Any]:
    name, given, value = text.partition("=")
    if not given:
        raise SettingError(f"--set {text}: expected COLUMN=VALUE")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value
