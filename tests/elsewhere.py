"""A Python as other systems have it, as far as that can be had here: what POSIX alone has is taken away.

    python tests/elsewhere.py win32 < job.json

The modules of POSIX can't be imported, ``os``, ``signal`` and ``select`` have what Windows has and nothing else, and
``sys.platform`` is another. What the standard library does at its own import is done before. Jobs: {"rewards": [code, …],
"completion": …, "columns": {…}} prints [[score, rule], …] a reward; {"build": [code, …]} prints what each raises;
{"modules": true} imports every module of the package and prints those that can't be; {"commands": [[word, …], …]} runs
them and prints their exit codes and what they wrote.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import pkgutil
import select
import signal
import sys
from importlib.abc import MetaPathFinder

HIDDEN = {"fcntl", "grp", "posix_ipc", "pty", "pwd", "resource", "syslog", "termios", "tty"}
_OF_OS = """
    fork forkpty posix_spawn posix_spawnp POSIX_SPAWN_OPEN killpg setsid setpgid getpgid getpgrp getuid geteuid getgid getegid
    setuid setgid uname pipe2 mkfifo mknod fchmod fchown chown lchown waitid wait wait3 wait4 WNOHANG WEXITED WIFSIGNALED WTERMSIG
    register_at_fork memfd_create pidfd_open sysconf getloadavg sched_getaffinity sched_setaffinity sched_yield nice
    O_CLOEXEC O_NONBLOCK O_PATH O_DIRECTORY O_NOFOLLOW O_SYNC statvfs getpriority openpty
""".split()
_SIGNALS = {"SIGABRT", "SIGFPE", "SIGILL", "SIGINT", "SIGSEGV", "SIGTERM", "SIG_DFL", "SIG_IGN"}
_OF_SIGNAL = [
    "setitimer",
    "getitimer",
    "alarm",
    "pause",
    "pthread_sigmask",
    "pthread_kill",
    "sigwait",
    "ITIMER_PROF",
]


class Hidden(MetaPathFinder):
    """Finds no module of POSIX, whatever else might."""

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
        if fullname in HIDDEN:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)


def go(platform: str) -> None:
    """Be elsewhere from here on."""
    # What reads the system's name when it is imported, and is not ours.
    for name in ("subprocess", "tempfile", "threading", "ctypes", "multiprocessing.pool", "concurrent.futures.process",
                 "asyncio", "socket", "urllib.request", "mpmath", "platform", "re2", "zipfile", "pathlib", "shutil"):  # fmt: skip
        importlib.import_module(name)
    for name in HIDDEN:
        sys.modules.pop(name, None)
    importlib.import_module("platform").uname()  # remembered from here on
    sys.meta_path.insert(0, Hidden())
    for name in _OF_OS:
        if hasattr(os, name):
            delattr(os, name)
    for name in dir(signal):
        if (name.startswith("SIG") and name not in _SIGNALS) or name in _OF_SIGNAL:
            delattr(signal, name)
    for name in [name for name in dir(select) if "poll" in name.lower()]:
        delattr(select, name)
    sys.platform = platform
    if platform == "win32" and sys.version_info >= (3, 12):
        sys.version_info = (3, 11, 0, "final", 0)  # type: ignore[assignment] # where workers can't be had


def scored(code: str, job: dict) -> list:
    """What a reward says of the job's row."""
    import reasoning_rewards as rr
    from reasoning_rewards.rewards.process import brevities

    reward = eval(code, {**{name: getattr(rr, name) for name in rr.__all__}, "brevities": brevities})
    columns = {name: [job["columns"].get(name, "42")] for name in reward.columns}
    context = {"prompts": [job["prompt"]], "completion_ids": [[0, 1, 2]], "progress": 0.5}
    (said,) = reward.verdicts([job["completion"]], **context, **columns)
    return [said.score, str(said.rule)]


def refused(code: str) -> str:
    """Why a reward can't be built, empty where it can."""
    import reasoning_rewards as rr

    try:
        eval(code, {"rr": rr})
    except rr.SettingError as error:
        return str(error)
    return ""


def run(words: list[str]) -> list:
    """The exit code of a command, and what it printed."""
    from reasoning_rewards.cli.main import main as command

    with contextlib.redirect_stdout(io.StringIO()) as out:
        code = command(words)
    return [code, out.getvalue()]


def unimportable() -> dict[str, str]:
    """Modules of the package that can't be imported, with the reason."""
    import reasoning_rewards

    wrong = {}
    for module in pkgutil.walk_packages(reasoning_rewards.__path__, "reasoning_rewards."):
        if module.name.endswith("__main__"):
            continue
        try:
            importlib.import_module(module.name)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the answer
            wrong[module.name] = f"{type(error).__name__}: {error}"
    return wrong


def main() -> None:
    """Go there, do the job, print what came of it."""
    job = json.load(sys.stdin)
    if sys.argv[1] != "here":
        go(sys.argv[1])
    if "modules" in job:
        found: object = unimportable()
    elif "commands" in job:
        found = [run(words) for words in job["commands"]]
    elif "build" in job:
        found = [refused(code) for code in job["build"]]
    else:
        found = [scored(code, job) for code in job["rewards"]]
    print(json.dumps(found))


if __name__ == "__main__":
    main()
