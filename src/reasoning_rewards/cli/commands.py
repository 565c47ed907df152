"""How a command is added to the parser of the command line."""

from __future__ import annotations

import argparse
from typing import Any

from reasoning_rewards.errors import SettingError

__all__ = ["add_fields", "new_command", "renamed"]


def new_command(commands: Any, name: str, about: str, epilog: str) -> argparse.ArgumentParser:
    """A command with its help as it is written: examples, then exit codes."""
    command: argparse.ArgumentParser = commands.add_parser(
        name, help=about, epilog=epilog, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    return command


def add_fields(command: argparse.ArgumentParser) -> None:
    """The option that says what the file calls what is read."""
    command.add_argument(
        "--fields",
        action="append",
        default=[],
        metavar="NAME=FIELD",
        help="the file's name for what the reward reads, as in answer=gts; as often as needed",
    )


def renamed(options: argparse.Namespace) -> dict[str, str]:
    """What --fields says: the file's names by the reward's."""
    called = {}
    for pair in options.fields:
        name, given, place = pair.partition("=")
        if not given or not place:
            raise SettingError(f"--fields {pair}: expected NAME=FIELD, such as answer=gts")
        called[name] = place
    return called
