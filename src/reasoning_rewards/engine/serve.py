"""The loop of a worker: read a frame, call a function from the list, write a frame.

This runs in a process of its own and is the only place that sets limits and timers, which all end
the process rather than raise in it:

* ``ITIMER_PROF`` at the CPU budget of a job. Nothing handles its signal, so the kernel ends the
  process, in the middle of big-integer C code too.
* a soft ``RLIMIT_CPU`` a little above it, moved on before every job, for a job that resets the timer.
* ``RLIMIT_AS``: what asks for more memory gets a ``MemoryError``. No core files.

An orphan ends by end-of-file on its pipe. A process forked from the parent may hold that pipe open,
so a worker with nothing to do also looks now and then whether its parent is still there.

macOS does not enforce ``RLIMIT_AS``; Windows has no timers and no limits: there the parent's clock
is what ends a job.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module

from reasoning_rewards.engine.frames import Frames, Message, encode

__all__ = ["SPENT", "main"]

SPENT = frozenset(-getattr(signal, name) for name in ("SIGPROF", "SIGXCPU") if hasattr(signal, name))
"""Exit statuses of a worker that the kernel ended for its CPU time."""

_LOOK_AROUND = 5.0  # seconds between two looks for the parent
_PIECE = 1 << 16
_LONGEST_DETAIL = 300  # characters of an exception that are passed on


def main() -> None:
    """Serve the process that started this one, until it closes the pipe or is gone."""
    channel = _Channel()
    hello = channel.receive()
    if hello is None:
        return
    channel.parent = _integer(hello["parent"])
    _confine(_integer(hello["memory"]))
    functions = _Functions(hello["functions"])
    functions.preload(hello["preload"])
    channel.send({"id": 0})
    budget = float(str(hello["cpu"]))
    while (job := channel.receive()) is not None:
        channel.send(_done(job, functions, budget))


class _Channel:
    """The two pipes to the parent, out of the reach of anything that prints."""

    def __init__(self) -> None:
        self.parent = os.getppid()
        self._incoming, self._outgoing = os.dup(0), os.dup(1)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.dup2(2, 1)  # what is printed goes where errors go
        os.close(nothing)
        self._frames = Frames()

    def receive(self) -> Message | None:
        """The next frame; None where the parent has closed the pipe or is gone."""
        while (frame := self._frames.next()) is None:
            if not self._has_bytes():
                return None
            piece = os.read(self._incoming, _PIECE)
            if not piece:
                return None
            self._frames.feed(piece)
        return frame

    def _has_bytes(self) -> bool:
        """Wait for bytes or the end of the pipe; False once the parent is gone."""
        if not hasattr(select, "poll"):
            return True  # Windows: reading waits, and the pipe ends with the parent
        poll = select.poll()
        poll.register(self._incoming, select.POLLIN)
        while not poll.poll(_LOOK_AROUND * 1000):
            if os.getppid() != self.parent:
                return False
        return True

    def send(self, message: Message) -> None:
        rest = encode(message)
        while rest:
            rest = rest[os.write(self._outgoing, rest) :]


class _Functions:
    """The allow-list: the only names a job can call, each imported when it is first needed."""

    def __init__(self, table: object) -> None:
        self._homes = table if isinstance(table, dict) else {}
        self._known: dict[str, Callable[..., object]] = {}

    def __getitem__(self, name: object) -> Callable[..., object]:
        name = str(name)
        if name not in self._known:
            module, _, function = str(self._homes[name]).partition(":")
            self._known[name] = getattr(import_module(module), function)
        return self._known[name]

    def preload(self, names: object) -> None:
        """Import what will be asked for; what can't be imported says so when it is asked for."""
        for name in names if isinstance(names, list) else ():
            with suppress(Exception):
                self[name]


def _done(job: Message, functions: _Functions, budget: float) -> Message:
    """Call the function of a job, on its budget."""
    number, arguments = job["id"], job["arguments"]
    try:
        function = functions[job["function"]]
    except Exception as error:  # noqa: BLE001 - not the job's doing: this worker lacks what it needs
        return {"id": number, "unable": _said(error)}
    try:
        _start_timer(budget)
        try:
            value = function(*(arguments if isinstance(arguments, list) else ()))
        finally:
            _stop_timer()
        encode(answer := {"id": number, "value": value})
    except MemoryError:
        return {"id": number, "memory": True}
    except ImportError as error:  # as above: what the function itself imports is not here
        return {"id": number, "unable": _said(error)}
    except Exception as error:  # noqa: BLE001 - what a job raises is its outcome, never this loop's end
        return {"id": number, "failed": _said(error)}
    return answer


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:_LONGEST_DETAIL]


def _confine(memory: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    timers = (signal.SIGPROF, signal.SIGXCPU)
    for each in timers:  # a process started from one that ignores or blocks a signal does so too
        signal.signal(each, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, timers)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    within = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (within, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _start_timer(budget: float) -> None:
    if sys.platform == "win32":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(time.process_time() + budget) + 2
    if hard == resource.RLIM_INFINITY or soft <= hard:
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
    signal.setitimer(signal.ITIMER_PROF, budget)


def _stop_timer() -> None:
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_PROF, 0)


def _integer(value: object) -> int:
    return int(str(value))
