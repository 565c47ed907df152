"""``reasoning-rewards passrate``: how often each problem is solved, and those worth training on."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from pathlib import Path

from reasoning_rewards.cli.documents import print_document
from reasoning_rewards.cli.output import standard_output, write_whole
from reasoning_rewards.cli.verdicts import scored_files
from reasoning_rewards.console import short
from reasoning_rewards.errors import BatchError, SettingError
from reasoning_rewards.files.passrates import PassRates, Problem, pass_rates
from reasoning_rewards.files.sources import found_files
from reasoning_rewards.spelling import as_it_can_be
from reasoning_rewards.text.messages import prompt_text

__all__ = ["add_passrate"]

_TABLE = "-"
_LONGEST = 60  # characters of a problem in the table
_HELP = """
examples:
  $ reasoning-rewards passrate scored.jsonl
  $ reasoning-rewards passrate scored.jsonl --by problem_id --problems problems.jsonl
  $ reasoning-rewards passrate scored.jsonl --keep 0.2:0.8 --out train.jsonl

The file is one that `score` wrote, or a dump with a number in the field that --as names. With --keep, one row for each
problem whose pass rate lies between the two, its first, with "pass_rate" and "tries" added and the verdict left out, goes
to --out. With --problems, pass@k and maj@k of each problem, the least solved first; - is a table.
"""


def add_passrate(command: argparse.ArgumentParser) -> None:
    """Add the options to the command's parser."""
    command.epilog = _HELP
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
        "--problems",
        metavar="FILE",
        help="write the figures of each problem, as JSON lines; - prints a table",
    )
    command.add_argument(
        "--keep", metavar="LOW:HIGH", help="write a row of each problem solved so often, as in 0.2:0.8"
    )
    command.add_argument("--out", type=Path, default=Path("-"), help="where they go (default: -)")
    command.add_argument("--json", action="store_true", help="print one JSON object")
    command.set_defaults(run=_passrate)


def _passrate(options: argparse.Namespace) -> int:
    names = found_files(options.files)
    low, high = _range(options.keep) if options.keep else (0.0, 1.0)
    if options.json and options.keep and str(options.out) == "-":
        raise SettingError(
            "--json: standard output has the rows that are kept already; name a file with --out"
        )
    if options.problems == _TABLE and options.keep and str(options.out) == "-":
        raise SettingError(
            "--problems -: standard output has the rows that are kept already; name a file with --out"
        )
    asked = {"prompt": options.by, "completion": options.completion}
    called, rows = scored_files(
        names,
        options.name,
        {name: place for name, place in asked.items() if place},
        options.say,
        ("completion", "prompt"),
    )
    by = called.get("prompt", "prompt")
    found = pass_rates(
        rows,
        by=by,
        component=options.component,
        at_least=options.at_least,
        completion=called.get("completion", "completion"),
    )
    document = _as_json(found)
    if options.keep:
        document["kept"] = kept = _keep(options, found.kept(low, high), names)
    if options.problems == _TABLE and options.json:
        document["each"] = list(found.each(by))
    elif options.problems and options.problems != _TABLE:
        write_whole(Path(options.problems), _lines(found.each(by)), names)
    if options.json:
        print_document("passrate", document)
    elif options.keep:
        options.say(
            f"{found}\n{kept} of {len(found.problems)} problems are solved in {low:g} to {high:g} of their tries"
        )
    else:
        print(found, file=standard_output())
    if options.problems == _TABLE and not options.json:
        print(_table(list(found.each(by))), file=standard_output())
    return 0


def _keep(options: argparse.Namespace, problems: Iterable[Problem], names: list[str]) -> int:
    """Write a row of each problem; how many there were."""
    rows = []
    for problem in problems:
        values = {name: value for name, value in problem.rows[0].values.items() if name != options.name}
        rows.append({**values, "pass_rate": problem.rate, "tries": len(problem.right)})
    write_whole(options.out, _lines(rows), names)
    return len(rows)


def _lines(rows: Iterable[dict[str, object]]) -> str:
    return "".join(json.dumps(as_it_can_be(row), ensure_ascii=False, default=str) + "\n" for row in rows)


def _table(rows: list[dict[str, object]]) -> str:
    """Columns of figures, and what each problem is."""
    if not rows:
        return ""
    figures = [name for name in rows[0] if name != "problem"]
    lines = [[*figures, "problem"]]
    for row in rows:
        lines.append([*(_cell(row[name]) for name in figures), short(_called(row["problem"]), _LONGEST)])
    widths = [max(len(line[at]) for line in lines) for at in range(len(figures))]
    return "\n".join(
        "  ".join([*(cell.rjust(width) for cell, width in zip(line, widths, strict=False)), line[-1]])
        for line in lines
    )


def _called(problem: object) -> str:
    """A prompt's text, or whatever else tells the problem."""
    try:
        return prompt_text(problem) or str(problem)
    except BatchError:
        return str(problem)


def _cell(value: object) -> str:
    return "–" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)


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
    return {
        "problems": len(found.problems),
        "without_a_score": found.silent,
        "pass@k": {str(k): found.at(k) for k in found.steps},
        "maj@k": {**{str(k): found.majority(k) for k in found.votes}, "n": found.majority()},
        "never": sum(each.rate == 0 for each in found.problems),
        "always": sum(each.rate == 1 for each in found.problems),
    }
