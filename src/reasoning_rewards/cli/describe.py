"""``reasoning-rewards describe``: what a reward is made of, and what a trainer makes of it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from reasoning_rewards.cli.documents import print_document
from reasoning_rewards.cli.load import load_reward
from reasoning_rewards.cli.output import standard_output

if TYPE_CHECKING:
    from reasoning_rewards.core.margin.describe import Description

__all__ = ["add_describe"]

_HELP = """
examples:
  $ reasoning-rewards describe preset:math
  $ reasoning-rewards describe 'Correctness() + 0.2*Format()' --json
"""


def add_describe(command: argparse.ArgumentParser) -> None:
    """Add the options to the command's parser."""
    command.epilog = _HELP
    command.add_argument("reward", help="file.py:name, module:name, preset:name or an expression")
    command.add_argument("--json", action="store_true", help="print one JSON object")
    command.set_defaults(run=_describe)


def _describe(options: argparse.Namespace) -> int:
    found = load_reward(options.reward).describe()
    if options.json:
        print_document("describe", _as_json(found))
    else:
        print(found, file=standard_output())
    return 0


def _as_json(found: Description) -> dict[str, object]:
    return {
        "name": found.name,
        "code": found.code,
        "bounds": found.bounds,
        "margin": found.margin if found.pair else None,
        "columns": found.columns,
        "needs": found.needs,
        "may_abstain": found.may_abstain,
        "tree": [{"part": part.strip("└├│─ "), "bounds": bounds} for part, bounds in found.tree],
        "pair": [{"part": part, "right": right, "wrong": wrong} for part, (right, wrong) in found.pair],
        "unguarded": found.unguarded,
        "advantages": [
            {"group": each.group, "completion": each.role, **each.by_normalisation}
            for each in found.advantages
        ],
        "notes": found.notes,
    }
