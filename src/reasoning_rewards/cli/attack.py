"""``reasoning-rewards attack``: what a reward pays that it should not."""

from __future__ import annotations

import argparse
import json
import warnings
from typing import TYPE_CHECKING, Any

from reasoning_rewards.cli.documents import print_document
from reasoning_rewards.cli.load import load_callable
from reasoning_rewards.cli.output import standard_output
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.errors import RewardWarning, SettingError
from reasoning_rewards.files.dumps import gold_columns

if TYPE_CHECKING:
    from reasoning_rewards.testing.attack import AttackReport

__all__ = ["add_attack"]

_HELP = """
examples:
  $ reasoning-rewards attack preset:math
  $ reasoning-rewards attack my_rewards.py:total --gold 7 --prompt '3 + 4?' --set task=math --json
"""


def add_attack(command: argparse.ArgumentParser) -> None:
    """Add the options to the command's parser."""
    command.epilog = _HELP
    command.add_argument(
        "reward",
        help="file.py:name, module:name, preset:name or an expression; any function a trainer could call",
    )
    command.add_argument("--gold", default="42", help="the gold of the row that is attacked (%(default)s)")
    command.add_argument("--prompt", help="its prompt (default: a word problem)")
    command.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="COLUMN=VALUE",
        help="another column of the row; JSON or text, as often as needed",
    )
    command.add_argument("--chat", action="store_true", help="pass completions as messages")
    command.add_argument(
        "--progress", type=float, default=0.0, help="how much of the run is over, for schedules"
    )
    command.add_argument("--json", action="store_true", help="print one JSON object")
    command.set_defaults(run=_attack)


def _attack(options: argparse.Namespace) -> int:
    from reasoning_rewards.testing.attack import attack

    reward = load_callable(options.reward)
    row = {"answer": options.gold, "solution": options.gold}
    if isinstance(reward, Reward):
        row = dict.fromkeys(gold_columns(reward), options.gold)
    row.update(map(_column, options.set))
    prompt = {} if options.prompt is None else {"prompt": options.prompt}
    with warnings.catch_warnings():
        # The completions are of our making: what some of them leave open says nothing of a chat template.
        warnings.filterwarnings("ignore", ".* close </think> without opening it", RewardWarning)
        report = attack(
            reward, gold=options.gold, conversational=options.chat, progress=options.progress, **prompt, **row
        )
    if options.json:
        print_document("attack", _as_json(report))
    else:
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


def _as_json(report: AttackReport) -> dict[str, object]:
    return {
        "name": report.name,
        "right": report.right,
        "wrong": report.wrong,
        "attacks": len(report.findings),
        "exploits": [
            {
                "id": each.id,
                "category": each.category,
                "note": each.note,
                "outcome": each.outcome,
                "score": each.score,
                "limit": each.limit,
                "completion": each.completion,
            }
            for each in report.exploits
        ],
    }
