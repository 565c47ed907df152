"""How a command is added to the parser of the command line."""

from __future__ import annotations

import argparse
from typing import Any

__all__ = ["new_command"]


def new_command(commands: Any, name: str, about: str, epilog: str) -> argparse.ArgumentParser:
    """A command with its help as it is written: examples, then exit codes."""
    command: argparse.ArgumentParser = commands.add_parser(
        name, help=about, epilog=epilog, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    return command
