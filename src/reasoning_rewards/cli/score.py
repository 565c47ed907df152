"""``reasoning-rewards score`` and ``explain``: files of completions, and one row of them."""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import IO

from reasoning_rewards import __version__
from reasoning_rewards.cli.documents import print_document
from reasoning_rewards.cli.fields import add_fields, asked_fields, sampled, settled
from reasoning_rewards.cli.load import load_reward
from reasoning_rewards.cli.meter import Meter, metered
from reasoning_rewards.cli.output import standard_output, streamed
from reasoning_rewards.cli.told import Told
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.errors import SettingError
from reasoning_rewards.files.dumps import gold_columns
from reasoning_rewards.files.encoded import encoded
from reasoning_rewards.files.growing import Body, Lines, fingerprint, growing
from reasoning_rewards.files.jobs import in_order, uncut
from reasoning_rewards.files.rows import BadLine, group_of, judge, read_rows
from reasoning_rewards.files.scoring import Scored, Scorer, Tally
from reasoning_rewards.files.sources import ROWS, STANDARD_INPUT, Chunk, found_files

__all__ = ["add_explain", "add_score"]

_RULES_SHOWN = 8
_NOT_WRITTEN = (".csv", ".tsv", ".arrow", ".feather", ".gz", ".zst")

_SCORE_HELP = """
examples:
  $ reasoning-rewards score runs.jsonl --reward my_rewards.py:total --out scored.jsonl
  $ reasoning-rewards score 'runs/*.jsonl.gz' --reward preset:gsm8k --jobs 4 --out scored.jsonl --resume
  $ reasoning-rewards score rollouts.jsonl --reward reasoning_rewards:Correctness \\
        --fields completion=output --fields answer=gts --as strict --out -

files: .jsonl, .json, .csv, .tsv, each also .gz or .zst; .parquet, .arrow, .feather; folders; patterns; - is standard input.
Dumps of verl, TRL and OpenRLHF are known by their columns; --fields overrides what is read there.
Verdicts are the field "reward" of each line, or what --as names: {"name", "score", "rule", "facts", "parts"}.
With --out FILE.parquet they are columns: reward, reward_rule, reward_<component> and reward_reason.
"""
_EXPLAIN_HELP = """
examples:
  $ reasoning-rewards explain runs.jsonl --reward my_rewards.py:total --row 17
  $ reasoning-rewards explain rollouts/40.jsonl --reward preset:math --row 1 --json
"""


def add_score(command: argparse.ArgumentParser) -> None:
    """Add the options to the command's parser."""
    command.epilog = _SCORE_HELP
    command.add_argument(
        "files", nargs="+", metavar="FILE", help="files, folders or patterns; - is standard input"
    )
    _reward_options(command)
    command.add_argument(
        "--out",
        type=Path,
        default=Path("-"),
        help="where the rows with their verdicts go, as JSON lines or as .parquet (default: -, standard output)",
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
    command.add_argument("--json", action="store_true", help="print the closing lines as one JSON object")
    command.set_defaults(run=_score)


def add_explain(command: argparse.ArgumentParser) -> None:
    """Add the options to the command's parser."""
    command.epilog = _EXPLAIN_HELP
    command.add_argument("files", nargs=1, metavar="FILE", help="a file of completions")
    _reward_options(command)
    command.add_argument(
        "--row", type=int, required=True, help="the line, or the row of a table, counted from 1"
    )
    command.add_argument("--json", action="store_true", help="print one JSON object")
    command.set_defaults(run=_explain)


def _reward_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--reward", required=True, help="file.py:name, module:name, preset:name or an expression"
    )
    add_fields(command)
    command.add_argument("--progress", type=float, help="how much of the run is over, 0 to 1, for schedules")


def _score(options: argparse.Namespace) -> int:
    if options.jobs < 1:
        raise SettingError(f"--jobs {options.jobs}: expected 1 or more")
    if options.json and str(options.out) == "-":
        raise SettingError("--json: standard output has the scored lines already; name a file with --out")
    reward = load_reward(options.reward)
    names = found_files(options.files)
    told = Told(options.say, options.keep_going)
    with ExitStack() as stack:
        meter = stack.enter_context(metered(names))
        scorer, parts = _scorer(options, reward, names, meter)
        stream, path = streamed(options.out, names)
        if stream is not None:
            if options.resume:
                raise SettingError("--resume: needs a file to go on with; name one with --out")
            tally = _to_stream(
                in_order(scorer, parts, options.jobs, options.say), stack.enter_context(stream), told, meter
            )
        else:
            tally = _to_file(options, scorer, parts, names, path, told, meter)
    told.more()
    if options.json:
        print_document("score", _as_json(reward, tally, told.faults, options.out))
    else:
        _sum_up(reward, tally, told.faults, options.say)
    return 1 if told.faults else 0


def _is_table(out: Path) -> bool:
    """Is the output a table, by its suffix? Else it is JSON lines."""
    suffix = out.suffix.lower()
    if suffix in _NOT_WRITTEN:
        raise SettingError(f"--out {out}: {suffix} files are read, not written; name it .jsonl or .parquet")
    if suffix == ".parquet" and out.exists() and not (out.is_file() or out.is_dir()):
        raise SettingError(f"--out {out}: a parquet file can't be written to a pipe or a device")
    return suffix == ".parquet"


def _to_stream(parts: Iterator[Scored], out: IO[str], told: Told, meter: Meter) -> Tally:
    tally = Tally()
    for part in parts:
        told.of(part.faults)
        out.write(part.text.decode("utf-8"))
        tally.add(part.tally)
        meter.done(part.records)
    return tally


def _to_file(
    options: argparse.Namespace,
    scorer: Scorer,
    parts: Iterator[Chunk],
    names: list[str],
    path: Path,
    told: Told,
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
        body: Callable[[Path], Body] = Lines
        if _is_table(options.out):
            from reasoning_rewards.files.parquet import RowGroups
            from reasoning_rewards.files.tables import TableScorer

            assert isinstance(scorer, TableScorer), "made for this output"
            body = partial(RowGroups, nothing=scorer.nothing)
        work = partial(in_order, scorer, jobs=options.jobs, tell=options.say)
        grown = stack.enter_context(growing(path, made_by, options.resume, body))
        told.faults = grown.faults
        for part in scorer.over(_without(parts, grown.records), work):
            told.of(part.faults)
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


def _scorer(
    options: argparse.Namespace, reward: Reward, names: list[str], meter: Meter
) -> tuple[Scorer, Iterator[Chunk]]:
    """What scores the rows, and the rows in parts: the first is looked at before any is scored, and no group is cut."""
    tables = _is_table(options.out)
    kind, size = Scorer, ROWS
    if tables:  # what only tables need: lines start without it
        from reasoning_rewards.files.tables import PART, TableScorer

        kind, size = TableScorer, PART
    first, parts = sampled(names, meter.read, size, tables)
    fields = settled(asked_fields(options, reward), first, gold_columns(reward), options.say)
    scorer = kind(reward, fields, options.name, options.progress)
    if first is not None:
        scorer.check(first.values, first.line)
    by = group_of(reward, fields)
    return scorer, uncut(parts, by) if by else parts


def _without(parts: Iterator[Chunk], done: int) -> Iterator[Chunk]:
    """The parts without the records that an earlier run has done."""
    for part in parts:
        if done >= len(part.records):
            done -= len(part.records)
            continue
        yield part._replace(first=part.first + done, records=part.records[done:]) if done else part
        done = 0


def _sum_up(reward: Reward, tally: Tally, faults: int, tell: Callable[[str], None]) -> None:
    """The closing lines."""
    mean = f"mean {tally.sum / tally.scored:.4f}" if tally.scored else "no scores"
    tell(
        f"{reward.__name__}: {tally.rows} rows, {mean}, {tally.rows - tally.scored} abstained, {faults} bad lines"
    )
    for (name, rule), count in tally.rules.most_common(_RULES_SHOWN):
        tell(f"  {count / tally.rows:6.1%}  {name}  {rule}")


def _as_json(reward: Reward, tally: Tally, faults: int, out: Path) -> dict[str, object]:
    return {
        "reward": reward.__name__,
        "code": repr(reward),
        "out": str(out),
        "rows": tally.rows,
        "scored": tally.scored,
        "mean": tally.sum / tally.scored if tally.scored else None,
        "bad_rows": faults,
        "rules": [
            {"component": name, "rule": rule, "rows": count}
            for (name, rule), count in tally.rules.most_common()
        ],
    }


def _explain(options: argparse.Namespace) -> int:
    reward = load_reward(options.reward)
    names = found_files(options.files)
    first, parts = sampled(names)
    fields = asked_fields(options, reward)
    if first is not None:
        fields = settled(fields, first, gold_columns(reward), options.say)
    rows = 0
    for part in parts:
        rows = part.first + len(part.records) - 1
        if not part.first <= options.row <= rows:
            continue
        record = part.records[options.row - part.first : options.row - part.first + 1]
        for row in read_rows(Chunk("", options.row, record), fields):
            if isinstance(row, BadLine):
                options.say(row.fault)
                return 1
            verdicts = judge(reward, [row], fields, options.progress).verdicts(reward)
            if options.json:
                verdict = json.loads(encoded(verdicts)[0])
                print_document("explain", {"line": row.line, "verdict": verdict, "why": str(verdicts[0])})
            else:
                print(verdicts[0], file=standard_output())
            return 0
    raise SettingError(
        f"--row {options.row}: {', '.join(names)} has no such line, or it is empty (there are {rows:,})"
    )
