"""One worker process, as the process that started it sees it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from contextlib import ExitStack, suppress
from types import MappingProxyType

from reasoning_rewards.engine.frames import BrokenFrameError, Frames, Message, encode
from reasoning_rewards.engine.outcome import Job, Limits, Outcome, Status
from reasoning_rewards.engine.places import interpreter, python_home, search_path

__all__ = ["Worker"]

# -s: no user site; the path is the parent's, so that the same package is found whatever way it was
# installed. Nothing is imported before the path is set.
_BOOT = "import sys; sys.path[:] = sys.argv[1:]; from reasoning_rewards.engine.serve import main; main()"
_PASSED_ON = (
    "PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "TEMP", "TMP",
    "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "__PYVENV_LAUNCHER__",
)  # fmt: skip
_FIXED = {
    "PYTHONHASHSEED": "0",  # sympy walks through sets: without this a verdict could depend on the run
    "PYTHONDONTWRITEBYTECODE": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}
_ENDINGS: dict[str, Status] = {
    "failed": "failed",
    "spent": "cpu_spent",
    "memory": "memory_spent",
    "died": "died",
    "unable": "unable",
}
_LAST_STANDARD = 2
_KILL = 9
_PIECE = 1 << 16
_REAPED = 5.0  # seconds a killed process may take to be gone; only a hung file system makes it longer


class Worker:
    """A process that runs one job at a time; made ready in the background, ended with everything in it.

    Not for two threads at once: the pool lends a worker to one.

    ready: is it up, with everything imported?
    lost: it can't be given another job and has to be ended.
    """

    def __init__(
        self,
        functions: Mapping[str, str],
        preload: Iterable[str],
        limits: Limits,
        setup: Mapping[str, object] = MappingProxyType({}),
    ) -> None:
        self.limits = limits
        self.jobs = 0
        self.ready = False
        self.lost = False
        self._busy = False
        self._killed = False
        self.since = time.monotonic()  # of the start, and then of the job that runs
        self._frames = Frames(limits.frame)
        self._outbox = bytearray()
        self._process, self._to, self._from = _start()
        self._post(
            {
                "parent": os.getpid(),
                "functions": dict(functions),
                "preload": sorted(preload),
                "memory": limits.memory,
                "frame": limits.frame,
                "setup": dict(setup),
            }
        )

    @property
    def pid(self) -> int:
        """The process, which is also its group and its session."""
        return self._process.pid

    @property
    def wanted(self) -> tuple[int, int | None]:
        """The descriptors to wait for: one to read, and one to write while something is left to send."""
        return self._from, self._to if self._outbox else None

    @property
    def deadline(self) -> float:
        """When the parent stops waiting, on the monotonic clock."""
        return self.since + (self.limits.stall if self.ready else self.limits.start)

    def give(self, job: Job, *, cpu: float, fresh: bool) -> None:
        """Send a job with its CPU time; nothing is waited for.

        fresh: no other job may have run in the process that runs this one.
        """
        self.jobs += 1
        self._busy = True
        self.since = time.monotonic()
        call = {"function": job.function, "arguments": list(job.arguments), "cpu": cpu, "fresh": fresh}
        self._post({"id": self.jobs, **call})

    def look(self) -> Outcome | None:
        """What has become of the job by now, None while it runs; returns at once."""
        gone = self._process.poll() is not None  # asked first: what it wrote before is read below
        try:
            gone = not (self._send() and self._fetch()) or gone
            while (frame := self._frames.next()) is not None:
                if (outcome := self._read(frame)) is not None:
                    return outcome
        except BrokenFrameError as error:
            self.lost = True
            return Outcome("died", detail=str(error))
        if gone:
            self.lost = True
            return Outcome("died", detail=f"exit status {self.end()}")
        if time.monotonic() > self.deadline:
            self.lost = True
            return Outcome("stalled", detail=f"nothing was heard of it for {self.deadline - self.since:g} s")
        return None

    def is_alive(self) -> bool:
        """Can it be given a job? A worker that said something nobody asked for can't."""
        if self._process.poll() is not None:
            return False
        try:
            if not self._fetch():
                return False
            while (frame := self._frames.next()) is not None:
                self._read(frame)
        except BrokenFrameError:
            return False
        return True

    def kill(self) -> None:
        """Kill the process and everything in its group, once.

        Where the process has just been found dead, its group may live on. Its number can't have
        been given to another group by then: numbers are given out in turn.
        """
        if not self._killed:
            self._killed = True
            with suppress(OSError):
                _kill(self._process)

    def end(self) -> int | None:
        """Kill the process, reap it and close the pipes; the exit status if it is known."""
        self.kill()
        with suppress(subprocess.TimeoutExpired):  # nothing more can be done; subprocess reaps it later
            self._process.wait(_REAPED)
        for descriptor in (self._to, self._from):
            if descriptor >= 0:
                os.close(descriptor)
        self._to = self._from = -1
        return self._process.returncode

    def _read(self, frame: Message) -> Outcome | None:
        """The outcome in a frame; None for the one that says the worker is ready."""
        number = frame.get("id")
        if number == 0 and not self.ready:
            self.ready = True
            self.since = time.monotonic()
            return None
        if number != self.jobs or not self._busy:
            raise BrokenFrameError(f"an answer nobody asked for: {number!r}")
        self._busy = False
        if "value" in frame:
            return Outcome("answered", frame["value"])
        for word, status in _ENDINGS.items():
            if word in frame:
                return Outcome(status, detail="" if frame[word] is True else str(frame[word]))
        raise BrokenFrameError("an answer that says nothing")

    def _post(self, message: Message) -> None:
        self._outbox += encode(message, self.limits.frame)
        self._send()

    def _send(self) -> bool:
        """Write what the pipe takes; False where nobody reads it any more."""
        try:
            while self._outbox:
                del self._outbox[: os.write(self._to, self._outbox[:_PIECE])]
        except BlockingIOError:
            return True
        except OSError:
            return False
        return True

    def _fetch(self) -> bool:
        """Read what is there, a frame's worth at most; False at the end of the pipe."""
        try:
            for _ in range(32):
                piece = os.read(self._from, _PIECE)
                self._frames.feed(piece)
                if len(piece) < _PIECE:
                    return bool(piece)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return True


def _start() -> tuple[subprocess.Popen[bytes], int, int]:
    """Start a process; return it with the descriptors to write to and to read from, non-blocking."""
    with ExitStack() as theirs, ExitStack() as ours:
        jobs, to = _pipe(theirs, ours)
        back, answers = _pipe(ours, theirs)
        os.set_blocking(to, False)
        os.set_blocking(back, False)
        process = subprocess.Popen(
            [interpreter(), "-s", "-c", _BOOT, *search_path()],
            cwd=os.path.abspath(os.sep),  # there is always one, and nobody's folder is kept busy
            stdin=jobs,
            stdout=answers,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            start_new_session=True,
        )
        ours.pop_all()  # it runs: these stay open
    return process, to, back


def _pipe(reader: ExitStack, writer: ExitStack) -> tuple[int, int]:
    """A pipe whose ends are closed with the stacks of their owners."""
    reading, writing = os.pipe()
    with ExitStack() as both:
        for end in (reading, writing):
            both.callback(os.close, end)
        if min(reading, writing) <= _LAST_STANDARD and sys.platform != "win32":
            reading, writing = _elsewhere(reading), _elsewhere(writing)
        else:
            both.pop_all()
    reader.callback(os.close, reading)
    writer.callback(os.close, writing)
    return reading, writing


def _elsewhere(descriptor: int) -> int:
    """Another number for a descriptor, which no standard stream has.

    A program may have closed those, and what it prints then goes to whatever got their numbers.
    """
    from fcntl import F_DUPFD_CLOEXEC, fcntl

    return fcntl(descriptor, F_DUPFD_CLOEXEC, _LAST_STANDARD + 1)


def _kill(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, _KILL)


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return kept | python_home() | _FIXED
