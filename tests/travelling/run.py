"""Run the scripts beside this file as a user would, and read what they say."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import reasoning_rewards

HERE = Path(__file__).resolve().parent
SCRIPT = ("rewards.py",)
LISTED, UNLISTED, IMPORTED = (("there_and_back.py", how) for how in ("listed", "unlisted", "imported"))


def sent(script: tuple[str, ...], way: str, empty: Path) -> str:
    """What a script says after it has sent its rewards that way; it runs in an empty folder."""
    path = [str(Path(reasoning_rewards.__file__).parent.parent)]
    path += [str(HERE)] if script == IMPORTED else []
    said = subprocess.run(
        [sys.executable, str(HERE / script[0]), *script[1:], way],
        capture_output=True,
        text=True,
        cwd=empty,
        timeout=300,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(path)},
    )
    return said.stdout.strip() or said.stderr
