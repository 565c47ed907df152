"""Where the command line writes: a file that is whole or not there, a device or a pipe as it is, and what it says."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import stat
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import IO, TextIO

from reasoning_rewards.errors import SettingError

__all__ = ["EndedError", "Teller", "ended_by_signals", "silence", "standard_output", "writing"]

_SPELT = "backslashreplace"  # a lone surrogate can't be written; as \\udXXX it is what JSON spells it with


_STANDARD = frozenset(("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"))


def standard_output(remedy: str = "this command writes there and nowhere else") -> TextIO:
    """Standard output; it raises where the process was started without one."""
    if sys.stdout is None:
        raise SettingError(f"standard output is closed; {remedy}")
    return sys.stdout


@contextmanager
def writing(path: Path, source: Path) -> Iterator[IO[str]]:
    """Open what ``--out`` names, for the lines that come of ``source``.

    A regular file appears under its name when it is whole, and not at all if it never is; through a
    symbolic link the file it points to is replaced, and the link stays. A pipe or a device is written to as it is,
    and so is standard output, under any of its names.
    """
    if str(path) in _STANDARD:
        yield standard_output("name a file with --out")
        return
    kind = path.stat().st_mode if path.exists() else stat.S_IFREG
    is_stream = stat.S_ISFIFO(kind) or stat.S_ISCHR(kind)
    if not is_stream:  # the link of /dev/fd to a pipe leads to no path
        path = path.resolve()  # of a link that leads nowhere yet: where it leads
    if stat.S_ISDIR(kind):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if is_stream:
        with path.open("w", encoding="utf-8", errors=_SPELT) as file:
            yield file
    elif not stat.S_ISREG(kind):
        raise SettingError(
            f"--out {path}: expected a file, a pipe or a character device; this is none of them"
        )
    elif path.exists() and source.exists() and path.samefile(source):
        raise SettingError(f"--out {path}: is the file that is read; name another one")
    else:
        with _whole(path) as file:
            yield file


@contextmanager
def _whole(path: Path) -> Iterator[IO[str]]:
    """A file that is written beside its place and takes it in the end."""
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path.parent))
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors=_SPELT) as file:
            yield file
        os.chmod(temporary, _mode(path))  # a temporary file is its owner's only
        os.replace(temporary, path)
    finally:
        if os.path.exists(temporary):
            os.unlink(temporary)


def _mode(path: Path) -> int:
    """The permissions of the file that is replaced, or those that a new one gets."""
    if path.exists():
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


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
