"""``reasoning-rewards score`` and ``explain``: files of completions, and one row of them."""

from __future__ import annotations

import argparse
import hashlib
import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

from reasoning_rewards import __version__
from reasoning_rewards.cli.commands import add_fields, new_command, renamed
from reasoning_rewards.cli.load import load_reward
from reasoning_rewards.cli.meter import Meter, metered
from reasoning_rewards.cli.output import standard_output, streamed
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.errors import SettingError
from reasoning_rewards.files.growing import fingerprint, growing
from reasoning_rewards.files.jobs import in_order, uncut
from reasoning_rewards.files.rows import BadLine, Fields, Row, fields_read, group_of, judge, read_rows
from reasoning_rewards.files.scoring import Scored, Scorer, Tally
from reasoning_rewards.files.sources import STANDARD_INPUT, Chunk, chunks, found_files

__all__ = ["add_explain", "add_score"]

_RULES_SHOWN = 8
_EQUAL_FAULTS = 20  # so many rows with one fault have it for a reason that the next ones share
_STOPPED = 3

_SCORE_HELP = """
examples:
  $ reasoning-rewards score runs.jsonl --reward my_rewards.py:total --out scored.jsonl
  $ reasoning-rewards score 'runs/*.jsonl.gz' --reward preset:gsm8k --jobs 4 --out scored.jsonl --resume
  $ reasoning-rewards score rollouts.jsonl --reward reasoning_rewards:Correctness \\
        --fields completion=output --fields answer=gts --as strict --out -

files: .jsonl, .json, .csv, .tsv, .parquet, each but the last also .gz or .zst; folders; patterns; - is standard input.
Verdicts are the field "reward" of each line, or what --as names: {"name", "score", "rule", "facts", "parts"}.
"""


def add_score(commands: Any, exits: str) -> None:
    """Add the command to a parser's commands."""
    command = new_command(commands, "score", "score every row of files of completions", _SCORE_HELP + exits)
    command.add_argument(
        "files", nargs="+", metavar="FILE", help="files, folders or patterns; - is standard input"
    )
    _reward_options(command)
    command.add_argument(
        "--out",
        type=Path,
        default=Path("-"),
        help="where the lines with their verdicts go (default: -, standard output)",
    )
    command.add_argument(
        "--as", dest="name", default="reward", metavar="NAME", help="the field for the verdicts (%(default)s)"
    )
    command.add_argument("--jobs", type=int, default=1, help="processes that score (%(default)s)")
    command.add_argument(
        "--resume", action="store_true", help="go on with what an interrupted run left beside --out"
    )
    command.add_argument(
        "--keep-going", action="store_true", help="do not stop where many rows have the same fault"
    )
    command.set_defaults(run=_score)


def add_explain(commands: Any, exits: str) -> None:
    """Add the command to a parser's commands."""
    command = new_command(commands, "explain", "explain the score of one row", exits)
    command.add_argument("files", nargs=1, metavar="FILE", help="a file of completions")
    _reward_options(command)
    command.add_argument(
        "--row", type=int, required=True, help="the line, or the row of a table, counted from 1"
    )
    command.set_defaults(run=_explain)


def _reward_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--reward", required=True, help="file.py:name, module:name or preset:name")
    command.add_argument("--completion", help="the field with the completion: --fields completion=…")
    add_fields(command)
    command.add_argument("--progress", type=float, help="how much of the run is over, 0 to 1, for schedules")


def _fields(options: argparse.Namespace, reward: Reward) -> Fields:
    needed = ("completion", *fields_read(reward))
    called = {} if options.completion is None else {"completion": options.completion}
    called |= renamed(options)
    return Fields(needed, tuple(called.items()))


def _score(options: argparse.Namespace) -> int:
    if options.jobs < 1:
        raise SettingError(f"--jobs {options.jobs}: expected 1 or more")
    reward = load_reward(options.reward)
    fields = _fields(options, reward)
    names = found_files(options.files)
    scorer = Scorer(reward, fields, options.name, options.progress)
    told = _Told(options.say, options.keep_going)
    with ExitStack() as stack:
        meter = stack.enter_context(metered(names))
        parts = _parts(names, scorer, meter)
        stream, path = streamed(options.out, names)
        if stream is not None:
            if options.resume:
                raise SettingError("--resume: needs a file to go on with; name one with --out")
            tally = _to_stream(
                in_order(scorer, parts, options.jobs, options.say), stack.enter_context(stream), told, meter
            )
        else:
            tally = _to_file(options, scorer, parts, names, path, told, meter)
    told.sum_up(reward, tally)
    return 1 if told.faults else 0


def _to_stream(parts: Iterator[Scored], out: IO[str], told: _Told, meter: Meter) -> Tally:
    tally = Tally()
    for part in parts:
        told.of(part)
        out.write(part.text)
        tally.add(part.tally)
        meter.done(part.records)
    return tally


def _to_file(
    options: argparse.Namespace,
    scorer: Scorer,
    parts: Iterator[Chunk],
    names: list[str],
    path: Path,
    told: _Told,
    meter: Meter,
) -> Tally:
    made_by = {
        "reward": repr(scorer.reward),
        "source of the reward": _source_of(options.reward),
        "version": __version__,
        "fields": scorer.fields.called,
        "name": scorer.name,
        "progress": scorer.progress,
        "input": [] if STANDARD_INPUT in names else fingerprint(names),
    }
    if options.resume and STANDARD_INPUT in names:
        raise SettingError("--resume: standard input can't be read a second time; name a file")
    with ExitStack() as stack:
        stack.callback(_say_what_is_left, path, options.say)
        grown = stack.enter_context(growing(path, made_by, options.resume))
        told.faults = grown.faults
        for part in in_order(scorer, _without(parts, grown.records), options.jobs, options.say):
            told.of(part)
            grown.add(part)
            meter.done(part.records)
    return grown.tally


def _say_what_is_left(path: Path, tell: Callable[[str], None]) -> None:
    if path.with_name(path.name + ".partial").exists():
        tell(f"what was finished is in {path}.partial; the same command with --resume goes on from there")


def _source_of(where: str) -> str:
    """A hash of the file that the reward is read from: a function's code does not show in its name."""
    home = Path(where.rpartition(":")[0])
    return hashlib.sha256(home.read_bytes()).hexdigest() if home.is_file() else ""


def _parts(names: list[str], scorer: Scorer, meter: Meter) -> Iterator[Chunk]:
    """The rows in parts; the first row is looked at before any is scored, and no group is cut."""
    parts = chunks(names, meter.read)
    first = next(parts, None)
    if first is None:
        return iter(())
    everything = itertools.chain([first], parts)
    sample = next((row for row in read_rows(first, Fields(())) if isinstance(row, Row)), None)
    if sample is not None:
        scorer.fields.checked(sample.values)
        scorer.check(sample)
    key = group_of(scorer.reward)
    return everything if key is None else uncut(everything, key, scorer.fields)


def _without(parts: Iterator[Chunk], done: int) -> Iterator[Chunk]:
    """The parts without the records that an earlier run has done."""
    for part in parts:
        if done >= len(part.records):
            done -= len(part.records)
            continue
        yield part._replace(first=part.first + done, records=part.records[done:]) if done else part
        done = 0


class _Told:
    """What is said of rows that can't be scored: each, up to a number; then that there are more, or no further."""

    def __init__(self, tell: Callable[[str], None], keep_going: bool) -> None:
        self._tell = tell
        self._keep_going = keep_going
        self._kinds: Counter[str] = Counter()
        self.faults = 0

    def of(self, part: Scored) -> None:
        """Tell the faults of a part."""
        for fault in part.faults:
            self.faults += 1
            self._kinds[fault.kind] += 1
            seen = self._kinds[fault.kind]
            if seen <= _EQUAL_FAULTS:
                self._tell(fault.fault)
            if seen == _EQUAL_FAULTS and not self._keep_going:
                raise StoppedError(
                    f"{seen} rows have this fault, and likely more: {fault.kind}. Nothing further was scored; "
                    "mend the file, or pass --keep-going to leave such rows out"
                )

    def sum_up(self, reward: Reward, tally: Tally) -> None:
        """The closing lines."""
        for kind, count in self._kinds.items():
            if count > _EQUAL_FAULTS:
                self._tell(f"… and {count - _EQUAL_FAULTS} more: {kind}")
        mean = f"mean {tally.sum / tally.scored:.4f}" if tally.scored else "no scores"
        silent = tally.rows - tally.scored
        self._tell(
            f"{reward.__name__}: {tally.rows} rows, {mean}, {silent} abstained, {self.faults} bad lines"
        )
        for (name, rule), count in tally.rules.most_common(_RULES_SHOWN):
            self._tell(f"  {count / tally.rows:6.1%}  {name}  {rule}")


class StoppedError(SettingError):
    """So many rows had one fault that the rest was left."""

    code = _STOPPED


def _explain(options: argparse.Namespace) -> int:
    reward = load_reward(options.reward)
    fields = _fields(options, reward)
    (name,) = found_files(options.files)
    for part in chunks([name]):
        if not part.first <= options.row < part.first + len(part.records):
            continue
        record = part.records[options.row - part.first : options.row - part.first + 1]
        for row in read_rows(Chunk("", options.row, record), fields):
            if isinstance(row, BadLine):
                options.say(row.fault)
                return 1
            print(judge(reward, [row], fields, options.progress)[0], file=standard_output())
            return 0
    raise SettingError(f"--row {options.row}: {name} has no such line, or it is empty")
