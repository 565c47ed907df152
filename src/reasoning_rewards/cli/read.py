"""``reasoning-rewards read``: what becomes of one answer, from its text to the rung that decides."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from reasoning_rewards.answers.compare.trace import Trace, trace
from reasoning_rewards.calls import NOT_GIVEN
from reasoning_rewards.cli.documents import print_document
from reasoning_rewards.cli.output import standard_output

__all__ = ["add_read"]

_EXAMPLE = r"""
examples:
  $ reasoning-rewards read '1/0' --gold '5'

what is printed, one line each: the text without its dress, its symbols, its tree, every value that it may be, and
what keeps it from being read. With --gold the same of the gold, then each rung that was tried with what it said, each
pair of values below the pair that it is part of, and the rule that decided. A text that begins with a dash stands
behind --, after the options: reasoning-rewards read --gold 5 -- '-x'
"""


def add_read(command: argparse.ArgumentParser) -> None:
    """Add the options to the command's parser."""
    command.epilog = _EXAMPLE
    command.add_argument("text", help="an answer, or a gold")
    command.add_argument("--gold", default=NOT_GIVEN, help="what it is compared with")
    command.add_argument("--json", action="store_true", help="print one JSON object")
    command.set_defaults(run=_read)


def _read(options: argparse.Namespace) -> int:
    found = trace(options.text, gold=options.gold)
    if options.json:
        print_document("read", _as_json(found))
    else:
        print(found, file=standard_output())
    return 0


def _as_json(found: Trace) -> dict[str, object]:
    shown: dict[str, object] = {"answer": asdict(found.answer)}
    if found.gold is not None and found.comparison is not None:
        same, rule, _ = found.comparison
        shown |= {
            "gold": asdict(found.gold),
            "path": [asdict(step) for step in found.steps],
            "same": same,
            "rule": rule,
            "why": str(found.comparison),
        }
    return shown
