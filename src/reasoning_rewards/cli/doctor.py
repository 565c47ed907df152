"""``reasoning-rewards doctor``: what of this machine the rewards can use, found by trying."""

from __future__ import annotations

import argparse
import platform
import sys
from typing import Any

from reasoning_rewards.cli.commands import new_command
from reasoning_rewards.cli.output import standard_output
from reasoning_rewards.engine.available import unavailable
from reasoning_rewards.engine.sandbox import kernel, walls

__all__ = ["add_command"]

_EXIT = """
exit codes:
  0  CodeTests() can be built here
  1  it can't; the reasons are shown
"""
_WHAT = {
    "landlock": "Landlock for files, network and signals, and a list of allowed system calls",
    "filter": "the list of allowed system calls, none of which opens a file",
}


def add_command(commands: Any) -> None:
    """Add the command to a parser."""
    command = new_command(
        commands, "doctor", "say what programs can be run behind here, and what is missing", _EXIT
    )
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    workers = unavailable()
    found = () if workers else walls.kinds()
    lines = [
        f"Python {platform.python_version()}, {platform.system()} {platform.release()}, {platform.machine()}",
        _line("workers", workers, "processes of their own can be started"),
        f"Landlock  {f'version {kernel.landlock_abi()}' if kernel.landlock_abi() else 'none'}",
    ]
    for wall, what in _WHAT.items():
        lines.append(_line(wall, workers or walls.fault(wall), what))  # type: ignore[arg-type]
    tier = f"yes, behind {found[0]!r}" if found else "no: building CodeTests() raises"
    lines.append(f"sandbox='isolated'  {tier}")
    lines.append(
        "sandbox='none'  " + ("no" if workers or sys.platform == "win32" else "for who insists: no walls")
    )
    for line in lines:
        print(line, file=standard_output())
    return int(not found)


def _line(name: str, fault: str, good: str) -> str:
    return f"{name}  no: {fault}" if fault else f"{name}  yes: {good}"
