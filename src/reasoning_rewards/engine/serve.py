"""What a worker does: read a frame, call a function from the list, write a frame.

This runs in processes of their own and is the only place that sets limits and timers, which all end
the process rather than raise in it:

* ``ITIMER_PROF`` at the CPU budget of a job. Nothing handles its signal, so the kernel ends the
  process, in the middle of big-integer C code too.
* a soft ``RLIMIT_CPU`` a little above it, moved on before every job, for a job that resets the timer.
* ``RLIMIT_AS``: what asks for more memory gets a ``MemoryError``. No core files.

The process that a job ends is a fork of one that stays (`Keeper`). macOS does not enforce
``RLIMIT_AS``; Windows has no forks, no timers and no limits: there the parent's clock is what ends a job.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib import import_module
from inspect import signature
from typing import Literal

from reasoning_rewards.engine.channel import Channel
from reasoning_rewards.engine.frames import Message, encode
from reasoning_rewards.engine.keeper import Keeper

__all__ = ["EndedError", "main"]

_SPENT = frozenset(-getattr(signal, name) for name in ("SIGPROF", "SIGXCPU") if hasattr(signal, name))
_LONGEST_DETAIL = 300  # characters of an exception that are passed on


class EndedError(BaseException):
    """Raised by a function for what it has started elsewhere, and what has ended there; no ``except Exception`` stops it.

    how: "spent" for CPU time, "died" for what something else has ended.
    """

    def __init__(self, how: Literal["spent", "died", "unable"], detail: str = "") -> None:
        super().__init__(how, detail)
        self.how = how
        self.detail = detail


def main() -> None:
    """Serve the process that started this one, until it closes the pipe or is gone."""
    trainer = _open_channel()
    hello = trainer.receive()
    if hello is None:
        return
    trainer.parent = _integer(hello["parent"])
    trainer.limit = _integer(hello["frame"])
    _confine(_integer(hello["memory"]))
    functions = _Functions(hello["functions"], hello["setup"], trainer)
    functions.preload(hello["preload"])
    run = _runner(partial(_run_job, functions), trainer)
    trainer.send({"id": 0})
    while (job := trainer.receive()) is not None:
        functions.preload([job["function"]])
        trainer.send(run(job))


def _open_channel() -> Channel:
    """The pipes that this process was started with, out of the reach of anything that prints."""
    channel = Channel(os.dup(0), os.dup(1), parent=os.getppid())
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)  # what is printed goes where errors go
    os.close(nothing)
    return channel


def _runner(run: Callable[[Message], Message], trainer: Channel) -> Callable[[Message], Message]:
    return Keeper(run, _SPENT, trainer).run if hasattr(os, "fork") else run


class _Functions:
    """The allow-list: the only names a job can call, each imported when it is first needed.

    A module that has more to make ready than its import does so in a function ``warm_up``. It is given
    the pool's setup, and may return the descriptor of a process that it has started beside this one.
    A function with a parameter ``cpu`` is told the CPU time that the job has.
    """

    def __init__(self, table: object, setup: object, trainer: Channel) -> None:
        self._homes = table if isinstance(table, dict) else {}
        self._setup = setup if isinstance(setup, dict) else {}
        self._beside = trainer.beside
        self.limit = trainer.limit
        self._known: dict[str, Callable[..., object]] = {}
        self._tried: set[str] = set()

    def __getitem__(self, name: object) -> Callable[..., object]:
        name = str(name)
        if name not in self._known:
            home, _, function = str(self._homes[name]).partition(":")
            module = import_module(home)
            started = getattr(module, "warm_up", _nothing)(**self._setup)
            if started is not None:
                self._beside.append(started)
            self._known[name] = getattr(module, function)
        return self._known[name]

    def preload(self, names: object) -> None:
        """Import what will be asked for, once; what can't be imported says so when it is asked for."""
        for name in names if isinstance(names, list) else ():
            if name not in self._tried:
                self._tried.add(name)
                with suppress(Exception):
                    self[name]


def _nothing() -> None:
    """What most modules have to make ready besides."""


def _run_job(functions: _Functions, job: Message) -> Message:
    """Call the function of a job, on its budget."""
    number, arguments = job["id"], job["arguments"]
    try:
        function = functions[job["function"]]
    except Exception as error:  # noqa: BLE001 - not the job's doing: this worker lacks what it needs
        return {"id": number, "unable": _describe(error)}
    try:
        _start_timer(float(str(job["cpu"])))
        try:
            known = {"cpu": job["cpu"]} if "cpu" in signature(function).parameters else {}
            value = function(*(arguments if isinstance(arguments, list) else ()), **known)
        finally:
            _stop_timer()
        encode(answer := {"id": number, "value": value}, functions.limit)
    except MemoryError:
        return {"id": number, "memory": True}
    except EndedError as ended:
        return {"id": number, ended.how: ended.detail or True}
    except ImportError as error:  # as above: what the function itself imports is not here
        return {"id": number, "unable": _describe(error)}
    except Exception as error:  # noqa: BLE001 - what a job raises is its outcome, never this loop's end
        return {"id": number, "failed": _describe(error)}
    return answer


def _describe(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".removesuffix(": ")[:_LONGEST_DETAIL]


def _confine(memory: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    # A process started from one that ignores or blocks a signal does so too.
    needed = (signal.SIGPROF, signal.SIGXCPU, signal.SIGCHLD)
    for each in needed:
        signal.signal(each, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, needed)
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
