"""Commands of a check, and what it says while somebody waits."""

from __future__ import annotations

import subprocess
import sys


def say(line: str) -> None:
    """A line for the person who waits."""
    print(line, flush=True)


def run(*command: object, **settings: object) -> str:
    """Run a command and return what it printed; a failure ends the program with its complaints."""
    line = [str(word) for word in command]
    done = subprocess.run(line, capture_output=True, text=True, check=False, **settings)  # type: ignore[call-overload]
    if done.returncode != 0:
        sys.exit(f"{' '.join(line)}\n{done.stdout}{done.stderr}")
    return str(done.stdout)
