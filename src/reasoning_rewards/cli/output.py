"""Where the command line writes: a file that is whole or not there, a device or a pipe as it is, and what it says."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import stat
import sys
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import FrameType
from typing import IO, TextIO

from reasoning_rewards.errors import SettingError
from reasoning_rewards.spelling import SPELT

__all__ = [
    "EndedError",
    "Teller",
    "ended_by_signals",
    "silence",
    "standard_output",
    "streamed",
    "write_whole",
]

_STANDARD = frozenset(("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"))


def standard_output(remedy: str = "this command writes there and nowhere else") -> TextIO:
    """Standard output; it raises where the process was started without one."""
    if sys.stdout is None:
        raise SettingError(f"standard output is closed; {remedy}")
    return sys.stdout


def streamed(path: Path, sources: list[str]) -> tuple[AbstractContextManager[IO[str]] | None, Path]:
    """What ``--out`` names: a stream that is written to as it is, or None with the path of a file to be.

    A pipe or a device is a stream, and so is standard output under any of its names. Through a symbolic link the file
    it points to is replaced, and the link stays. What is none of them, or is read, is refused.
    """
    if str(path) in _STANDARD:
        return contextlib.nullcontext(standard_output("name a file with --out")), path
    kind = path.stat().st_mode if path.exists() else stat.S_IFREG
    if stat.S_ISFIFO(kind) or stat.S_ISCHR(kind):  # the link of /dev/fd to a pipe leads to no path
        return path.open("w", encoding="utf-8", errors=SPELT, newline=""), path
    path = path.resolve()  # of a link that leads nowhere yet: where it leads
    if stat.S_ISDIR(kind):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(kind):
        raise SettingError(
            f"--out {path}: expected a file, a pipe or a character device; this is none of them"
        )
    if path.exists() and any(os.path.exists(source) and path.samefile(source) for source in sources):
        raise SettingError(f"--out {path}: is the file that is read; name another one")
    return None, path


def write_whole(path: Path, text: str, sources: list[str]) -> None:
    """Write a text to what ``--out`` names; a file takes its place when it is whole."""
    stream, path = streamed(path, sources)
    if stream is not None:
        with stream as out:
            out.write(text)
        return
    partial = path.with_name(path.name + ".partial")
    try:
        partial.write_text(text, encoding="utf-8", errors=SPELT, newline="")
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)


class Teller:
    """Standard error, which may be closed or full: what can't be told is dropped, and not forgotten.

    ``failed``: could something not be told?
    """

    def __init__(self) -> None:
        self.failed = False

    def say(self, message: str) -> None:
        """Write a line to standard error."""
        if self.failed or sys.stderr is None:  # None where the process was started without one
            return
        try:
            sys.stderr.write(f"{message}\n")
            sys.stderr.flush()
        except OSError:
            self.failed = True
            silence(sys.stderr)

    def warn(
        self,
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        """Say a warning as a line of its own: where in this library it was given helps nobody here."""
        self.say(f"warning: {message}")

    def fail(self, message: str) -> int:
        """Say why nothing was done, and return the exit code for it."""
        self.say(f"reasoning-rewards: {message}")
        return 2


def silence(stream: IO[str]) -> None:
    """Send what is left in a stream's buffer nowhere, so that the interpreter does not fail on it as it ends."""
    with contextlib.suppress(OSError, ValueError):
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, stream.fileno())
        os.close(nothing)


class EndedError(BaseException):
    """A signal asked this process to end; carried up the stack, so that nothing half done is left behind."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Let SIGTERM and SIGHUP unwind the stack as an interrupt does, while this process is the command line."""
    names = ("SIGTERM", "SIGHUP")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    # One that is ignored already (nohup) stays so.
    before = {number: signal.getsignal(number) for number in numbers}
    for number, handler in before.items():
        if handler is signal.SIG_DFL:
            signal.signal(number, _end)
    try:
        yield
    finally:
        for number, handler in before.items():
            if handler is signal.SIG_DFL:
                signal.signal(number, handler)


def _end(number: int, frame: FrameType | None) -> None:
    raise EndedError(number)
