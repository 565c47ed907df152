"""``reasoning-rewards``: score a file, explain a row, describe a reward, audit golds, read an answer."""

from __future__ import annotations

import argparse
import contextlib
import io
import itertools
import json
import math
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from reasoning_rewards import __version__
from reasoning_rewards.answers.compare.audit import audit_golds
from reasoning_rewards.cli.load import load_callable, load_reward
from reasoning_rewards.cli.output import (
    EndedError,
    Teller,
    ended_by_signals,
    silence,
    standard_output,
    writing,
)
from reasoning_rewards.cli.read import add_command as add_read
from reasoning_rewards.cli.rows import (
    BadLine,
    as_json,
    batches,
    fields_read,
    judge,
    judge_good_rows,
    read_rows,
)
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.errors import RewardsError, RewardWarning, SettingError
from reasoning_rewards.verdict import Verdicts

__all__ = ["main"]

_EXIT = """
exit codes:
  0  everything was scored, or shown
  1  some lines could not be scored, or some golds can not be used; each was reported, the rest was done;
     or what was to be reported could not be, because standard error was closed on the way
  2  nothing was scored: a bad option, a reward or a file that can't be loaded, an output that can't be written
  129, 130, 143  ended by SIGHUP, an interrupt or SIGTERM; with --out FILE nothing was written
"""
_ATTACK_EXIT = """
exit codes:
  0  no exploit was found
  1  the reward pays for something it should not; each exploit is shown
  2  nothing was tried: a bad option, a reward that can't be loaded, or one that ranks honest answers wrong
"""
_BATCH = 1_024  # rows scored at once: enough for what is shared to be shared, small enough to show progress
_RULES_SHOWN = 8


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
        return teller.fail(str(error))
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

    score = _file_command(commands, "score", "score every line of a JSONL file")
    score.add_argument(
        "--out",
        type=Path,
        default=Path("-"),
        help="where to write the lines with their verdicts (default: -, standard output)",
    )
    score.set_defaults(run=_score)

    explain = _file_command(commands, "explain", "explain the score of one line")
    explain.add_argument("--row", type=int, required=True, help="the line, counted from 1")
    explain.set_defaults(run=_explain)

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


def _file_command(commands: Any, name: str, about: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(
        name, help=about, epilog=_EXIT, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    command.add_argument(
        "file",
        type=Path,
        help="JSON lines with a completion, the columns the reward reads and, where it needs them, "
        "prompt and completion_ids; - reads standard input",
    )
    command.add_argument("--reward", required=True, help="file.py:name or module:name")
    command.add_argument(
        "--completion", default="completion", help="the field with the completion (%(default)s)"
    )
    command.add_argument("--progress", type=float, help="how much of the run is over, 0 to 1, for schedules")
    return command


def _score(options: argparse.Namespace) -> int:
    reward = load_reward(options.reward)
    tally = _Tally(reward, options.say)
    with contextlib.ExitStack() as stack:
        lines = stack.enter_context(_lines(options.file))
        out = stack.enter_context(writing(options.out, options.file))
        rows = read_rows(lines, options.completion, fields_read(reward))
        for batch in batches(rows, _BATCH, tally.bad):
            good, verdicts = judge_good_rows(reward, batch, options.completion, options.progress, tally.bad)
            for row, verdict in zip(good, verdicts, strict=True):
                out.write(json.dumps({**row.values, "reward": as_json(verdict)}, ensure_ascii=False) + "\n")
            tally.good(verdicts)
    tally.say()
    return 1 if tally.bad_lines else 0


def _explain(options: argparse.Namespace) -> int:
    reward = load_reward(options.reward)
    with _lines(options.file) as lines:
        line = itertools.islice(lines, max(options.row - 1, 0), max(options.row, 0))
        for row in read_rows(line, options.completion, fields_read(reward), first=options.row):
            if isinstance(row, BadLine):
                options.say(row.fault)
                return 1
            print(judge(reward, [row], options.completion, options.progress)[0], file=standard_output())
            return 0
    raise SettingError(f"--row {options.row}: {options.file} has no such line, or it is empty")


def _describe(options: argparse.Namespace) -> int:
    print(load_reward(options.reward).describe(), file=standard_output())
    return 0


def _audit(options: argparse.Namespace) -> int:
    golds: list[object] = []
    places: list[int] = []
    bad = 0
    with _lines(options.file) as lines:
        for row in read_rows(lines, None, [options.gold]):
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


class _Tally:
    """What the rows scored, for the closing lines."""

    def __init__(self, reward: Reward, tell: Callable[[str], None]) -> None:
        self.reward = reward
        self.tell = tell
        self.scored = 0
        self.sum = 0.0
        self.rows = 0
        self.bad_lines = 0
        self.rules: Counter[tuple[str, str]] = Counter()

    def bad(self, line: BadLine) -> None:
        self.bad_lines += 1
        self.tell(line.fault)

    def good(self, verdicts: Verdicts) -> None:
        self.rows += len(verdicts)
        scores = [score for score in verdicts.scores if score is not None]
        self.scored += len(scores)
        self.sum += math.fsum(scores)
        # A reward that stands in a composition twice, as a summand and as a gate, was judged once.
        for column in {id(column.decisions): column for column in _leaves(verdicts)}.values():
            self.rules.update((column.name, decision.rule) for decision in column.decisions)

    def say(self) -> None:
        silent = self.rows - self.scored
        mean = f"mean {self.sum / self.scored:.4f}" if self.scored else "no scores"
        self.tell(
            f"{self.reward.__name__}: {self.rows} rows, {mean}, {silent} abstained, {self.bad_lines} bad lines"
        )
        for (name, rule), count in self.rules.most_common(_RULES_SHOWN):
            self.tell(f"  {count / self.rows:6.1%}  {name}  {rule}")


def _leaves(verdicts: Verdicts) -> Iterator[Verdicts]:
    if not verdicts.inner:
        yield verdicts
    for part in verdicts.inner:
        yield from _leaves(part)


@contextmanager
def _lines(path: Path) -> Iterator[Iterator[bytes]]:
    """The lines of a file, with a progress bar where tqdm is installed and somebody is watching."""
    if str(path) == "-":
        if sys.stdin is None:  # the process was started without one
            raise SettingError("standard input is closed; name a file")
        yield iter(sys.stdin.buffer)
        return
    with path.open("rb") as file:
        if sys.stderr is None or not sys.stderr.isatty():  # None where the process was started without one
            yield iter(file)
            return
        try:
            from tqdm import tqdm
        except ImportError:
            yield iter(file)
            return
        total = path.stat().st_size
        with tqdm(total=total, unit="B", unit_scale=True, desc=path.name, file=sys.stderr) as bar:
            yield _counted(file, bar)


def _counted(file: IO[bytes], bar: Any) -> Iterator[bytes]:
    for line in file:
        bar.update(len(line))
        yield line
