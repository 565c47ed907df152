"""``reasoning-rewards audit``: which golds of a data set no reward can use."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from reasoning_rewards.answers.compare.audit import GoldAudit, GoldFinding, audit_golds
from reasoning_rewards.cli.documents import print_document
from reasoning_rewards.cli.fields import sampled, settled
from reasoning_rewards.cli.output import standard_output
from reasoning_rewards.cli.told import Told
from reasoning_rewards.files.rows import BadLine, Fields, read_rows
from reasoning_rewards.files.sources import found_files

__all__ = ["add_audit"]

_GOLD = "answer"
_HELP = """
examples:
  $ reasoning-rewards audit train.parquet --gold solution
  $ reasoning-rewards audit 'shards/*.jsonl.gz' --gold answers --golds any --json
"""


def add_audit(command: argparse.ArgumentParser) -> None:
    """Add the options to the command's parser."""
    command.epilog = _HELP
    command.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="files, folders or patterns with a gold a row; - is standard input",
    )
    command.add_argument("--gold", help=f"the field with the gold (default: {_GOLD})")
    command.add_argument(
        "--golds", choices=("any", "all"), help="what several golds in a row mean, as the setting of a reward"
    )
    command.add_argument(
        "--keep-going", action="store_true", help="do not stop where many rows have the same fault"
    )
    command.add_argument("--json", action="store_true", help="print one JSON object")
    command.set_defaults(run=_audit)


def _audit(options: argparse.Namespace) -> int:
    names = found_files(options.files)
    first, parts = sampled(names)
    called = () if options.gold is None else ((_GOLD, options.gold),)
    fields = settled(Fields((_GOLD,), called), first, frozenset((_GOLD,)), options.say, "--gold")
    place = fields.place(_GOLD)
    golds: list[object] = []
    lines: list[int] = []
    told = Told(options.say, options.keep_going)
    for part in parts:
        for row in read_rows(part, Fields((_GOLD,), ((_GOLD, place),))):
            if isinstance(row, BadLine):
                told.of([row])
            else:
                golds.append(row.values[place])
                lines.append(row.line)
    told.more()
    found = audit_golds(golds, lines=lines, several=options.golds)
    if options.json:
        print_document("audit", _as_json(found, told.faults))
    else:
        print(found, file=standard_output())
    return 1 if told.faults or found.unusable else 0


def _as_json(found: GoldAudit, faults: int) -> dict[str, object]:
    return {
        "golds": found.total,
        "bad_rows": faults,
        "unusable": [_finding(each) for each in found.unusable],
        "verbatim": [_finding(each) for each in found.verbatim],
        "twofold": [_finding(each) for each in found.twofold],
        "kinds": [_shown(asdict(each)) for each in found.kinds],
        "wrapped": [_shown(asdict(each)) for each in found.wrapped],
    }


def _finding(each: GoldFinding) -> dict[str, object]:
    return _shown({"rule": each.rule, "gold": each.gold, "readings": each.readings, "line": each.line})


def _shown(values: dict[str, object]) -> dict[str, object]:
    """Without the place among the good rows: a line is what a person can look up."""
    return {name: value for name, value in values.items() if name != "row"}
