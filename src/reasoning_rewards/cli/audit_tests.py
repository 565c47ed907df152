"""``reasoning-rewards audit-tests``: which rows no program can be judged by."""

from __future__ import annotations

import argparse

from reasoning_rewards.cli.documents import print_document
from reasoning_rewards.cli.fields import sampled, settled
from reasoning_rewards.cli.output import standard_output
from reasoning_rewards.cli.told import Told
from reasoning_rewards.files.rows import BadLine, Fields, read_rows
from reasoning_rewards.files.sources import found_files
from reasoning_rewards.rewards.code_audit import CodeAudit, CodeFinding, audit_tests

__all__ = ["add_audit_tests"]

_HELP = """
examples:
  $ reasoning-rewards audit-tests train.parquet
  $ reasoning-rewards audit-tests train.jsonl --tests test_list --prompt text --json
"""


def add_audit_tests(command: argparse.ArgumentParser) -> None:
    """Add the options to the command's parser."""
    command.epilog = _HELP
    command.add_argument(
        "files", nargs="+", metavar="FILE", help="files, folders or patterns with tests a row"
    )
    command.add_argument(
        "--tests", default="tests", help="the field with the tests, as CodeTests reads them (%(default)s)"
    )
    command.add_argument("--prompt", help="the field with the prompt, to see which show every test")
    command.add_argument(
        "--keep-going", action="store_true", help="do not stop where many rows have the same fault"
    )
    command.add_argument("--json", action="store_true", help="print one JSON object")
    command.set_defaults(run=_audit)


def _audit(options: argparse.Namespace) -> int:
    wanted = (options.tests, *([options.prompt] if options.prompt else []))
    first, parts = sampled(found_files(options.files))
    fields = settled(Fields(wanted), first, frozenset(wanted), options.say, "--tests or --prompt")
    tests: list[object] = []
    prompts: list[object] = []
    lines: list[int] = []
    told = Told(options.say, options.keep_going)
    for part in parts:
        for row in read_rows(part, fields):
            if isinstance(row, BadLine):
                told.of([row])
            else:
                tests.append(row.values[options.tests])
                prompts += [row.values[options.prompt]] if options.prompt else []
                lines.append(row.line)
    told.more()
    found = audit_tests(tests, prompts=prompts if options.prompt else None, lines=lines)
    if options.json:
        print_document("audit-tests", _as_json(found, told.faults))
    else:
        print(found, file=standard_output())
    return 1 if told.faults or found.unusable else 0


def _as_json(found: CodeAudit, faults: int) -> dict[str, object]:
    return {
        "rows": found.total,
        "bad_rows": faults,
        "unusable": [_finding(each) for each in found.unusable],
        "shown": [_finding(each) for each in found.shown],
        "kinds": dict(found.kinds),
    }


def _finding(each: CodeFinding) -> dict[str, object]:
    return {"rule": each.rule, "facts": dict(each.facts), "line": each.line}
