"""A pool of warm worker processes that can be killed, shared by everything in this process.

What may run away is never run in the trainer: no thread can be stopped, no signal reaches the
big-integer code of CPython, and a signal handler would be the trainer's. A worker is a fresh
interpreter that runs one job at a time, in a fork of its own. It is started when it is first needed,
from any thread; it is never forked from this process, and nothing in this process is pickled or
imported again.

A pool belongs to the process that made it. A process forked from it gets a pool of its own and
leaves the workers it sees alone.

=========  =========================================================================================
Linux      everything below holds, and is tested
macOS      the same but for the memory limit, which its kernel does not enforce; not tested here
Windows    from Python 3.12 on, without forks and limits on memory and CPU time: the parent's clock
           (`stall`) ends a job, and its worker with it, so that a few such jobs take the time of a
           batch; not tested here. Before 3.12 pipes there can't be read without waiting, and the
           constructors of rewards say so
=========  =========================================================================================
"""

from __future__ import annotations

import atexit
import os
import threading
import time
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from reasoning_rewards.engine.outcome import Job, Limits, Outcome
from reasoning_rewards.engine.rounds import Round
from reasoning_rewards.engine.worker import Worker

__all__ = ["Pool", "shared"]


class Pool:
    """Workers, lent to whoever has jobs, one job at a time.

    functions: the allow-list; a job names one of its keys, and the values are ``"module:function"``.
    limits: what jobs, batches and workers may spend.
    setup: what the modules of these functions are told when they make themselves ready.
    """

    def __init__(
        self,
        functions: Mapping[str, str],
        limits: Limits | None = None,
        setup: Mapping[str, object] = MappingProxyType({}),
    ) -> None:
        self.functions = MappingProxyType(dict(functions))
        self.limits = limits or Limits()
        self.setup = MappingProxyType(dict(setup))
        self._pid = os.getpid()
        self._change = threading.Condition()  # guards everything below
        self._idle: list[Worker] = []
        self._lent: set[Worker] = set()
        self._asked: set[str] = set()
        self._deaths = 0
        self._resting_until = 0.0
        self._fault = ""  # what kept the last worker from working
        self._finished = False  # this process is about to end: nothing is started any more
        self._registered = False

    def run(self, jobs: Sequence[Job]) -> list[Outcome]:
        """Run jobs and return what became of each, in their order; any thread may call this.

        It returns within the batch's time, whatever the jobs do. A job has a short turn, and a long one
        when all others had theirs; one whose process died or stalled is tried once more in a fresh one.
        No job's outcome depends on what another's did, except that long turns may be skipped when the
        time is over.
        """
        if unknown := {job.function for job in jobs} - self.functions.keys():
            raise KeyError(f"not on the list of this pool: {', '.join(sorted(unknown))}")
        if not jobs:
            return []
        with self._change:
            self._asked.update(job.function for job in jobs)
        return Round(self, jobs).run()

    def close(self) -> None:
        """End all workers; the next job starts new ones. In a process forked from the pool's, do nothing."""
        if os.getpid() != self._pid:
            return
        with self._change:
            ending, self._idle = self._idle, []
            for worker in self._lent:
                worker.kill()  # its round closes it
            self._change.notify_all()
        for worker in ending:
            worker.end()

    def _finish(self) -> None:
        self._finished = True
        self.close()

    # ── what a round asks for ──

    def refusal(self) -> str:
        """Why no worker is to be had here, now; empty where one is, though all may be lent."""
        if self._finished:
            return "this process is about to end"
        return self._fault

    def borrow(self, *, until: float | None = None) -> Worker | None:
        """Lend a worker; with ``until`` wait for one to come back, otherwise None if all are out."""
        with self._change:
            while not self._is_resting():
                if (worker := self._idle_or_new()) is not None:
                    self._lent.add(worker)
                    return worker
                if until is None or not self._lent:
                    break
                if not self._change.wait(max(0.0, until - time.monotonic())):
                    break
            return None

    def give_back(self, worker: Worker) -> None:
        """Take a worker back after a job."""
        with self._change:
            self._lent.discard(worker)
            self._deaths, self._fault, self._resting_until = 0, "", 0.0
            kept = not self._finished and worker.jobs < self.limits.jobs
            if kept:
                self._idle.append(worker)
            self._change.notify()
        if not kept:
            worker.end()

    def discard(self, worker: Worker, *, fault: str = "") -> None:
        """End a lent worker; ``fault`` says what it died of, if it did.

        For one that had to be ended at work the next is made ready, before somebody waits for it.
        """
        worker.end()
        with self._change:
            self._lent.discard(worker)
            if fault:
                # A worker that never came up says more about the machine than one that was at work.
                self._count_deaths(1 if worker.ready else self.limits.deaths // 3 + 1, fault)
            elif worker.ready and not self._is_resting() and (other := self._new()):
                self._idle.append(other)
            self._change.notify()

    # ── under the lock ──

    def _is_resting(self) -> bool:
        """Are workers left alone, because one after another died or because this process ends?"""
        return self._finished or time.monotonic() < self._resting_until

    def _idle_or_new(self) -> Worker | None:
        while self._idle:
            worker = self._idle.pop()
            if worker.is_alive():
                return worker
            worker.end()
        return self._new() if len(self._lent) < self.limits.workers else None

    def _new(self) -> Worker | None:
        if not self._registered:
            self._registered = True
            atexit.register(self._finish)
        try:
            worker = Worker(self.functions, self._asked, self.limits, self.setup)
        # No memory, no processes or no descriptors left, or the interpreter is about to end: a matter of
        # this machine, now. Whoever asks next tries again.
        except (OSError, ValueError, MemoryError, RuntimeError) as error:
            self._fault = f"no process could be started: {error}"
            return None
        self._fault = ""
        return worker

    def _count_deaths(self, weight: int, fault: str) -> None:
        self._deaths += weight
        if self._deaths >= self.limits.deaths:
            self._deaths = 0
            self._fault = f"one worker process after another ended, the last with {fault}"
            self._resting_until = time.monotonic() + self.limits.rest
            self._change.notify_all()  # nobody waits for a worker that will not come


_pools: dict[tuple[object, ...], Pool] = {}


def shared(
    functions: Mapping[str, str],
    limits: Limits | None = None,
    setup: Mapping[str, object] = MappingProxyType({}),
) -> Pool:
    """The pool of this process for an allow-list, with its limits and its setup, which has to be hashable.

    The process is part of the key: after a fork the child finds no pool of its own and makes one,
    and the parent's, whose lock may be held by a thread that does not exist in the child, stays
    untouched. ``setdefault`` makes two threads agree on one pool without a lock of ours.
    """
    limits = limits or Limits()
    key = (os.getpid(), limits, *sorted(functions.items()), *sorted(setup.items()))
    return _pools.setdefault(key, Pool(functions, limits, setup))
