"""``reasoning-rewards read``: what becomes of one answer, from its text to the rung that decides."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from reasoning_rewards.calls import NOT_GIVEN
from reasoning_rewards.cli.output import standard_output

if TYPE_CHECKING:
    from reasoning_rewards.answers.compare.trace import Trace

__all__ = ["add_command"]

_EXAMPLE = r"""
example:
  $ reasoning-rewards read '1/0' --gold '5'

what is printed, one line each: the text without its dress, its symbols, its tree, every value that it may be, and
what keeps it from being read. With --gold the same of the gold, then each rung that was tried with what it said, each
pair of values below the pair that it is part of, and the rule that decided. A text that begins with a dash stands
behind --, after the options: reasoning-rewards read --gold 5 -- '-x'
"""


def add_command(commands: Any) -> None:
    """Add the command to a parser's commands."""
    command: argparse.ArgumentParser = commands.add_parser(
        "read",
        help="show how an answer is read and, beside a gold, who decides or refuses",
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("text", help="an answer, or a gold")
    command.add_argument("--gold", default=NOT_GIVEN, help="what it is compared with")
    command.add_argument("--json", action="store_true", help="print one JSON object")
    command.set_defaults(run=_read)


def _read(options: argparse.Namespace) -> int:
    from reasoning_rewards.answers.compare.trace import trace  # brings the whole reader

    found = trace(options.text, gold=options.gold)
    said = json.dumps(_as_json(found), ensure_ascii=False) if options.json else found
    print(said, file=standard_output())
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
