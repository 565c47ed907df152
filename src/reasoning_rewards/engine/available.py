"""Can a worker be started here? Asked when a reward is built, so it has to be cheap."""

from __future__ import annotations

import os
import sys
from functools import lru_cache

from reasoning_rewards.engine.places import interpreter

__all__ = ["unavailable"]


def unavailable() -> str:
    """Why no worker can be started in this process; empty where one can.

    >>> unavailable()
    ''
    """
    if sys.platform in ("emscripten", "wasi"):
        return f"{sys.platform} has no processes"
    if sys.platform == "win32" and sys.version_info < (3, 12):
        return "on Windows that takes Python 3.12"
    if getattr(sys, "frozen", False) or not sys.executable:
        return "this program has no Python interpreter to start (sys.executable)"
    if sys.platform == "win32":
        return ""
    try:
        started = _has_started(interpreter())
    except OSError as error:
        return f"{sys.executable} can't be started ({error.strerror})"
    return "" if started else f"{sys.executable} is not a Python interpreter"


@lru_cache(maxsize=4)
def _has_started(executable: str) -> bool:
    """Is this program an interpreter? Asking for its version is the cheapest way to know.

    Raises OSError where it can't be started, which may be so at this moment only.
    """
    to_nowhere = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in (1, 2)]
    pid = os.posix_spawn(executable, [executable, "-V"], {}, file_actions=to_nowhere)
    try:
        _, status = os.waitpid(pid, 0)
    except ChildProcessError:
        return True  # this process reaps its children elsewhere; the start went well
    return status == 0
