"""``reasoning-rewards doctor``: what of this machine the rewards can use, found by trying."""

from __future__ import annotations

import argparse
import platform
from collections.abc import Iterator

from reasoning_rewards.cli.documents import print_document
from reasoning_rewards.cli.output import standard_output
from reasoning_rewards.engine.available import unavailable
from reasoning_rewards.engine.sandbox import kernel, walls
from reasoning_rewards.rewards.code_box import unable

__all__ = ["add_doctor"]

_HELP = """
examples:
  $ reasoning-rewards doctor --json
"""
_WALLS = {
    "landlock": "Landlock for files, network and signals, and a list of allowed system calls",
    "filter": "the list of allowed system calls, none of which opens a file",
}


def add_doctor(command: argparse.ArgumentParser) -> None:
    """Add the options to the command's parser."""
    command.epilog = _HELP
    command.add_argument("--json", action="store_true", help="print one JSON object")
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    found = _found()
    if options.json:
        print_document("doctor", found)
    else:
        for line in _lines(found):
            print(line, file=standard_output())
    return int(found["isolated"] is None)


def _found() -> dict[str, object]:
    workers = unavailable()
    kinds = () if workers else walls.kinds()
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}, {platform.machine()}",
        "landlock": kernel.landlock_abi(),
        "workers": workers,
        "walls": {wall: workers or walls.fault(wall) for wall in _WALLS},  # type: ignore[arg-type]
        "isolated": kinds[0] if kinds else None,
        "none": not unable(),
    }


def _lines(found: dict[str, object]) -> Iterator[str]:
    yield f"Python {found['python']}, {found['system']}"
    yield _line("workers", str(found["workers"]), "processes of their own can be started")
    yield "Landlock  " + (f"version {found['landlock']}" if found["landlock"] else "none")
    assert isinstance(found["walls"], dict)
    for wall, fault in found["walls"].items():
        yield _line(wall, fault, _WALLS[wall])
    tier = f"yes, behind {found['isolated']!r}" if found["isolated"] else "no: building CodeTests() raises"
    yield f"sandbox='isolated'  {tier}"
    yield "sandbox='none'  " + ("for who insists: no walls" if found["none"] else "no")


def _line(name: str, fault: str, good: str) -> str:
    return f"{name}  no: {fault}" if fault else f"{name}  yes: {good}"
