"""What a process has open and has started, read from /proc."""

from __future__ import annotations

import os
import time
from pathlib import Path


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


def children(parent: int | None = None) -> list[int]:
    """The processes a process has started and not reaped."""
    parent = parent or os.getpid()
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                after_name = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(after_name[1]) == parent:
                found.append(int(entry.name))
    return found


def descendants(parent: int | None = None) -> list[int]:
    """The processes a process has started, and those they have."""
    found = children(parent)
    return found + [each for child in found for each in descendants(child)]


def at_work() -> dict[int, list[int]]:
    """The workers of this process that have something below them, a fork server and a judge, and what that is.

    One that is being started has not: to kill those, one after another, says that none can be had here.
    """
    return {worker: below for worker in children() if len(below := descendants(worker)) > 1}


def cpu_seconds(pid: int) -> float:
    """CPU time of a process and of the children that it has reaped; 0 if it is gone."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, after_name[11:15])) / os.sysconf("SC_CLK_TCK")


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def wait_until(condition, seconds: float = 10.0) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True
