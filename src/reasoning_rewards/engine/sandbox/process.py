"""A program's process as its judge sees it: pipes that never block, a clock, and an end."""

from __future__ import annotations

import os
import select
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, NamedTuple

from reasoning_rewards.engine.frames import Frames, Message
from reasoning_rewards.engine.sandbox.server import RUN, STOP
from reasoning_rewards.engine.serve import EndedError

__all__ = ["FRAME", "NO_SERVICE", "Budget", "Ending", "How", "Process", "StoppedError"]

FRAME = 8 << 20  # bytes of a question, of an answer, and of what a program prints
_PIECE = 1 << 16
_CPU_CLOCK = 2  # of a process, in the number of a clock (include/linux/posix-timers.h)
_LOOK = 0.005  # seconds between two looks at the clock, at the least
_GRACE = 2.0  # seconds of sleep that a program may have
_SHARE = 0.05  # of a processor; who computes gets more, even under a load of 40 on two of them
_KILLED, _CPU_LIMIT = -9, -24
NO_SERVICE = 75  # the status of what stands for a program elsewhere, where the service is not there

How = Literal["asleep", "broken", "crashed", "exited", "flooded", "forged", "lacks", "memory"]


class Ending(NamedTuple):
    """Why no test can go on with a program."""

    how: How
    detail: str = ""


class StoppedError(BaseException):
    """Raised in the tests where the program has ended: no ``except Exception`` of theirs goes on after it."""

    def __init__(self, ending: Ending) -> None:
        super().__init__(ending)
        self.ending = ending


class Budget:
    """What the programs of a row may use: CPU time, as the kernel tells it, and some sleep.

    A program sleeps when it is waited for and computes less than a twentieth of the time. One that is
    starved by others computes more than that, so that a load of 16 changes nothing.

    patient: is this the last turn? In the first one a program that takes its time is told to come again.
    remote: seconds that a service may take in all, where it is one that runs the program.
    """

    def __init__(self, cpu: float, *, patient: bool, remote: float = 0.0) -> None:
        self._cpu = cpu
        self._patient = patient
        self.remote = remote
        self._used = 0.0
        self._waited = 0.0

    def check(self, running: float) -> None:
        """Raise where it is spent; ``running``: seconds of the program that runs."""
        used = self._used + running
        if used >= self._cpu or (not self._patient and self._waited > 2 * self._cpu):
            raise EndedError("spent")
        if self._waited > (self.remote or _GRACE) + used / _SHARE:
            raise StoppedError(Ending("asleep"))

    def wait(self, poll: select.poll, running: float) -> list[int]:
        """The descriptors of a poll that are ready; none where the clock has to be looked at first."""
        longest = _GRACE / 8 if self._patient else self._cpu / 4
        started = time.monotonic()
        ready = poll.poll(1000 * max(_LOOK, min(self._cpu - self._used - running, longest)))
        self._waited += time.monotonic() - started
        return [descriptor for descriptor, _ in ready]

    def add(self, used: float) -> None:
        """Count what a program has used that has ended."""
        self._used += used


class Process:
    """A process of the fork server's.

    script: does it read a standard input, and is it printed to be read? Otherwise there is nothing at both.
    """

    def __init__(self, server: socket.socket, budget: Budget, *, script: bool) -> None:
        self.received: dict[int, bytearray] = {}
        self.ended: int | None = None  # its exit status
        self._server = server
        self._budget = budget
        self._reports = Frames()
        self._sending: dict[int, memoryview] = {}
        self._last: set[int] = set()  # to be closed when all is sent
        self._open: set[int] = set()
        theirs: list[int] = []
        try:
            self.requests = self._pipe(theirs, to=True)
            self.replies = self._pipe(theirs, to=False)
            if script:
                self.input = self._pipe(theirs, to=True)
                self.output = self._pipe(theirs, to=False)
            self._report = self._pipe(theirs, to=False)
            del self.received[self._report]
            with _of_the_server():
                socket.send_fds(server, [RUN], theirs)
        finally:
            for descriptor in theirs:
                os.close(descriptor)
        self._pid = int(str(self._told()["pid"]))

    def send(self, descriptor: int, data: bytes, *, last: bool = False) -> None:
        """Have it written as the program reads, and closed after it if it is the last."""
        self._sending[descriptor] = memoryview(data)
        if last:
            self._last.add(descriptor)

    def step(self) -> None:
        """Wait for the program, and read and write what can be; raises where its budget is spent before."""
        running = self._running()
        self._budget.check(running)
        poll = select.poll()
        for descriptor in self.received.keys() & self._open:
            poll.register(descriptor, select.POLLIN)
        for descriptor in self._sending:
            poll.register(descriptor, select.POLLOUT)
        if self.ended is None:
            poll.register(self._report, select.POLLIN)
        for descriptor in self._budget.wait(poll, running):
            if descriptor in self._sending:
                self._write(descriptor)
            elif descriptor in self.received:
                self._read(descriptor)
            else:
                self._note(self._told())

    def is_over(self) -> bool:
        """Has it ended, and has all been read that it wrote?"""
        return self.ended is not None and not self.received.keys() & self._open

    def ending(self) -> Ending:
        """What its end says of it; raises where it was not its own."""
        status = self.ended or 0
        self._budget.check(0.0)
        if status == _CPU_LIMIT:
            raise EndedError("spent")
        if status == _KILLED:
            raise EndedError("died", "the process of a program was killed")
        if status == NO_SERVICE and self._budget.remote:
            raise EndedError("unable", "the service that runs programs gave no answer that can be read")
        if status < 0:
            return Ending("crashed", f"signal {-status}")
        return Ending("exited", f"status {status}")

    def stop(self) -> None:
        """Kill it if it runs, wait until it is gone, and close its pipes."""
        try:
            if self.ended is None:
                with _of_the_server():
                    socket.send_fds(self._server, [STOP], [])
                self._note(self._told())
        finally:
            while self._open:
                os.close(self._open.pop())

    def _pipe(self, theirs: list[int], *, to: bool) -> int:
        reading, writing = os.pipe()
        ours = writing if to else reading
        theirs.append(reading if to else writing)
        self._open.add(ours)
        if to:
            os.set_blocking(ours, False)
        else:
            self.received[ours] = bytearray()
        return ours

    def _running(self) -> float:
        """CPU seconds that it has used, which are not counted yet."""
        if self.ended is not None:
            return 0.0
        try:
            return time.clock_gettime((~self._pid << 3) | _CPU_CLOCK)
        except OSError:  # it has just ended
            return 0.0

    def _write(self, descriptor: int) -> None:
        try:
            rest = self._sending[descriptor]
            self._sending[descriptor] = rest = rest[os.write(descriptor, rest) :]
        except BrokenPipeError:  # it reads no more
            rest = memoryview(b"")
        if rest:
            return
        del self._sending[descriptor]
        if descriptor in self._last:
            self._close(descriptor)

    def _read(self, descriptor: int) -> None:
        piece = os.read(descriptor, _PIECE)
        self.received[descriptor] += piece
        if not piece:
            self._close(descriptor)
        elif len(self.received[descriptor]) > 2 * FRAME:
            raise StoppedError(Ending("flooded", f"more than {FRAME} bytes"))

    def _close(self, descriptor: int) -> None:
        self._open.remove(descriptor)
        os.close(descriptor)

    def _told(self) -> Message:
        """What the fork server says next."""
        while (told := self._reports.next()) is None:
            piece = os.read(self._report, _PIECE)
            if not piece:
                raise EndedError("died", "the fork server has ended")
            self._reports.feed(piece)
        if "unable" in told:
            raise EndedError("unable", str(told["unable"]))
        return told

    def _note(self, told: Message) -> None:
        self.ended = int(str(told["status"]))
        self._budget.add(float(str(told["cpu"])))


@contextmanager
def _of_the_server() -> Iterator[None]:
    """What can't be sent to the fork server says that it has gone."""
    try:
        yield
    except OSError as error:
        raise EndedError("died", f"the fork server has gone: {error}") from None
