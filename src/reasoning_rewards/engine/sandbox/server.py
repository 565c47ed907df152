"""The fork server: a process that forks one for every program, behind walls, and never sees a test.

It is forked from a worker that has had no job yet, so that nothing of a test or of another program is in
its memory, not even in what was freed. What programs import has been imported. It closes the walls around itself
once, and then takes orders: an order is a few descriptors, from the process that judges.

===========  ===============================================================
requests      what the program is asked, for it to read
replies       what it answers
input         its standard input, if it has one
output        its standard output, the same
report        where this server says that it runs, and how it has ended
===========  ===============================================================

One program runs at a time. It is dead and reaped before the next is forked, and when its judge has gone.
"""

from __future__ import annotations

import atexit
import gc
import os
import select
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import NamedTuple

from reasoning_rewards.engine.frames import encode
from reasoning_rewards.engine.sandbox import kernel, walls

__all__ = ["REPLIES", "REQUESTS", "RUN", "STOP", "preload", "start"]

RUN, STOP = b"run", b"stop"
_FEW = 64  # bytes of an order
_DESCRIPTORS = (3, 5)
_IN, _OUT, _ERRORS, REQUESTS, REPLIES = range(5)  # a program's descriptors
_FREE = 64  # descriptors from here on are nobody's
_MAIN_STACK = 120 << 20  # bytes; the kernel keeps 128 MB free below the stack of a process
_OPEN_FILES = 64
_KILL = 9
# What programs import. It is here before they are forked, as an import costs more than most of them, and
# as without Landlock nothing can be imported later.
_PRELOADED = tuple(
    "abc array ast atexit base64 binascii bisect builtins calendar cmath codecs collections collections.abc contextlib "
    "copy csv ctypes dataclasses datetime decimal difflib enum fcntl fractions functools gc graphlib hashlib heapq hmac html "
    "inspect io ipaddress itertools json keyword linecache locale math numbers operator os os.path pathlib pickle "
    "platform pprint queue random re reprlib resource secrets shlex signal statistics string struct sys textwrap "
    "threading time timeit token tokenize traceback types typing unicodedata urllib.parse uuid warnings weakref "
    "zlib zoneinfo encodings.ascii encodings.cp1252 encodings.idna encodings.latin_1 encodings.utf_16 "
    "encodings.utf_32 encodings.utf_8_sig".split()
)


def preload(packages: tuple[str, ...]) -> None:
    """Import what programs and tests import; what is not here says so to whoever asks for it."""
    for name in (*_PRELOADED, *packages):
        with suppress(ImportError):
            import_module(name)


def start(
    wall: walls.Wall, packages: tuple[str, ...], cpu: float, become: Callable[[], Callable[[], None]]
) -> socket.socket:
    """Fork the server; what is returned takes orders, and hangs up when the server has ended.

    packages: what programs may import beside the standard library.
    cpu: seconds after which the kernel ends a program, whoever else looks on.
    become: makes what a program's process does behind the walls.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    worker = os.getpid()
    if os.fork() == 0:
        try:
            ours.close()
            _Server(theirs, wall, packages, cpu, become, worker).serve()
        finally:
            os._exit(1)  # the caller's frames are the worker's
    theirs.close()
    return ours


class _Running(NamedTuple):
    pid: int
    report: int


class _Server:
    def __init__(
        self,
        orders: socket.socket,
        wall: walls.Wall,
        packages: tuple[str, ...],
        cpu: float,
        become: Callable[[], Callable[[], None]],
        worker: int,
    ) -> None:
        kernel.end_with_parent(worker)
        kernel.close_all_but((_IN, _OUT, _ERRORS, orders.fileno()))
        self._orders = orders
        self._wall = wall
        self._cpu = cpu
        self._become = become
        self._running: _Running | None = None
        self._woken, wake = os.pipe()
        for descriptor in (self._woken, wake):
            os.set_blocking(descriptor, False)
        signal.signal(signal.SIGCHLD, _notice)
        signal.set_wakeup_fd(wake)
        sys.path[:] = walls.importable(packages)
        atexit._clear()
        os.environ.clear()
        walls.enter(wall, packages)
        gc.collect()
        gc.freeze()

    def serve(self) -> None:
        """Take orders until the worker and its judges have gone."""
        while True:
            poll = select.poll()
            poll.register(self._orders, select.POLLIN)
            poll.register(self._woken, select.POLLIN)
            if self._running is not None:
                poll.register(self._running.report, 0)  # its hanging up
            ready = {descriptor for descriptor, _ in poll.poll()}
            if self._woken in ready:
                with suppress(BlockingIOError):
                    while os.read(self._woken, _FEW):
                        pass
            if self._running is not None:
                self._look(gone=self._running.report in ready)
            if self._orders.fileno() in ready and not self._take():
                return

    def _take(self) -> bool:
        """Take an order and carry it out; False where nobody is left who could give one."""
        order, descriptors, _, _ = socket.recv_fds(self._orders, _FEW, max(_DESCRIPTORS))
        if self._running is not None:
            self._end(self._running)
        if not order:
            return False
        try:
            if order == RUN and len(descriptors) in _DESCRIPTORS:
                self._running = self._fork(descriptors)
                descriptors = descriptors[:-1]  # the report is kept
        finally:
            for descriptor in descriptors:
                os.close(descriptor)
        return True

    def _fork(self, descriptors: list[int]) -> _Running:
        report = descriptors[-1]
        server = os.getpid()
        try:
            pid = os.fork()
        except OSError as error:
            _say(report, {"unable": f"no process could be forked: {error}"})
            return _Running(0, report)
        if pid == 0:
            try:
                kernel.end_with_parent(server)
                self._become_program(descriptors)
            finally:
                os._exit(1)  # the caller's frames are the server's
        _say(report, {"pid": pid})
        return _Running(pid, report)

    def _become_program(self, descriptors: list[int]) -> None:
        import resource

        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # whose output nobody reads any more has ended
        places = dict(zip((REQUESTS, REPLIES, _IN, _OUT), descriptors[:-1], strict=False))
        # Far away first: the numbers that they get may be those of others.
        moved = {place: _far(descriptor) for place, descriptor in places.items()}
        # Its own too: what it sets on the server's, the next program would find there.
        nothing = _far(os.open(os.devnull, os.O_RDWR))
        moved = dict.fromkeys((_IN, _OUT, _ERRORS), nothing) | moved
        for place, descriptor in moved.items():
            os.dup2(descriptor, place)
        kernel.close_all_but((_IN, _OUT, _ERRORS, REQUESTS, REPLIES))
        seconds = int(self._cpu) + 2
        for limit, value in (
            (resource.RLIMIT_CPU, seconds),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_NOFILE, _OPEN_FILES),
            (resource.RLIMIT_AS, resource.getrlimit(resource.RLIMIT_AS)[0]),
            (resource.RLIMIT_STACK, _MAIN_STACK),
        ):
            _, hard = resource.getrlimit(limit)
            value = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(limit, (value, value))
        serve = self._become()
        walls.close(self._wall)
        serve()

    def _look(self, *, gone: bool) -> None:
        """Has the program ended, or its judge?"""
        running = self._running
        assert running is not None
        if gone or not running.pid:
            self._end(running)
            return
        pid, status, usage = os.wait4(running.pid, os.WNOHANG)
        if pid:
            self._tell(running, status, usage.ru_utime + usage.ru_stime)

    def _end(self, running: _Running) -> None:
        """Kill a program and wait until it is gone."""
        if running.pid:
            os.kill(running.pid, _KILL)
            _, status, usage = os.wait4(running.pid, 0)
            self._tell(running, status, usage.ru_utime + usage.ru_stime)
        else:
            os.close(running.report)
            self._running = None

    def _tell(self, running: _Running, status: int, seconds: float) -> None:
        _say(running.report, {"status": os.waitstatus_to_exitcode(status), "cpu": seconds})
        os.close(running.report)
        self._running = None


def _far(descriptor: int) -> int:
    from fcntl import F_DUPFD, fcntl

    return fcntl(descriptor, F_DUPFD, _FREE)


def _say(report: int, message: dict[str, object]) -> None:
    with suppress(BrokenPipeError):  # nobody wants to know any more
        os.write(report, encode(message))


def _notice(number: int, frame: object) -> None:
    """A child has ended: the pipe that wakes the poll up says so."""
