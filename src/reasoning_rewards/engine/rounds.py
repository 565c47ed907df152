"""One batch of jobs on its way through the workers.

Every job has a short turn first, and those that need more have a long one when all others have had
theirs. So a job that comes to no end delays the others by its short turn, however many there are.
"""

from __future__ import annotations

import select
import time
from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from reasoning_rewards.engine.outcome import Job, Outcome
from reasoning_rewards.engine.worker import Worker

if TYPE_CHECKING:
    from reasoning_rewards.engine.workers import Pool

__all__ = ["Round"]

# A process forked by somebody else may hold the other end of a worker's pipe, and then the worker's
# death is no end-of-file; so the round wakes up and asks for its exit status at least so often.
_TICK = 0.02
_TIME_OVER = Outcome("skipped", detail="the time of the batch was over")


class _Turn(NamedTuple):
    """A job's place in the batch; has it had its short turn, and how often was it the machine's victim?"""

    place: int
    long: bool = False
    tries: int = 0  # in vain, for the machine's sake


class _Running(NamedTuple):
    worker: Worker
    turn: _Turn


class Round:
    """The state of one `Pool.run`: what waits, what runs, what has come of the rest."""

    def __init__(self, pool: Pool, jobs: Sequence[Job]) -> None:
        self._pool = pool
        self._jobs = jobs
        self._outcomes: list[Outcome | None] = [None] * len(jobs)
        self._short = deque(map(_Turn, range(len(jobs))))
        self._long: deque[_Turn] = deque()
        self._running: list[_Running] = []
        self._deadline = time.monotonic() + pool.limits.start
        self._begun = False

    def run(self) -> list[Outcome]:
        """Go on until every job has come to something or the time is over."""
        rest = _TIME_OVER
        try:
            while self._short or self._long or self._running:
                self._hire()
                if not self._running:
                    rest = self._nobody()
                    break
                if time.monotonic() > self._deadline:
                    rest = _TIME_OVER if self._begun else self._nobody()
                    break
                _wait([each.worker for each in self._running], _TICK)
                for each in list(self._running):
                    self._look(each)
        finally:
            for each in self._running:
                self._pool.discard(each.worker)
        return [outcome or rest for outcome in self._outcomes]

    def _hire(self) -> None:
        """Give waiting jobs to workers; with nothing running, wait for a worker."""
        limits = self._pool.limits
        while queue := self._short or self._long:
            worker = self._pool.borrow(until=None if self._running else self._deadline)
            if worker is None:
                return
            turn = queue.popleft()
            self._running.append(_Running(worker, turn))
            cpu = limits.cpu if turn.long else min(limits.turn, limits.cpu)
            worker.give(self._jobs[turn.place], cpu=cpu, fresh=turn.tries > 0 or limits.fresh)

    def _look(self, each: _Running) -> None:
        worker, turn = each
        outcome = worker.look()
        if worker.ready and not self._begun:
            self._begun = True
            self._deadline = time.monotonic() + self._pool.limits.batch
        if outcome is None:
            return
        self._running.remove(each)
        if worker.lost:
            self._pool.discard(worker, fault=outcome.detail)
        else:
            self._pool.give_back(worker)
        if worker.ready:
            self._note(turn, outcome)
        else:
            (self._long if turn.long else self._short).appendleft(turn)  # it has not had it

    def _note(self, turn: _Turn, outcome: Outcome) -> None:
        """Keep what a turn came to, or give the job another."""
        limits = self._pool.limits
        if outcome.status == "cpu_spent" and not turn.long and limits.turn < limits.cpu:
            self._long.append(turn._replace(long=True))
        elif outcome.repeatable or turn.tries + 1 >= limits.tries:
            self._outcomes[turn.place] = outcome
        else:
            (self._long if turn.long else self._short).append(turn._replace(tries=turn.tries + 1))

    def _nobody(self) -> Outcome:
        """What jobs come to for which there was no worker."""
        if reason := self._pool.refusal():
            return Outcome("unable", detail=reason)
        if not self._begun:
            return Outcome("unable", detail=f"no worker process was ready in {self._pool.limits.start:g} s")
        return _TIME_OVER


def _wait(workers: Sequence[Worker], seconds: float) -> None:
    """Sleep until a worker has something to say, or for so long."""
    if not hasattr(select, "poll"):
        time.sleep(min(seconds, 0.002))  # Windows can't wait for pipes
        return
    poll = select.poll()  # not select(), which can't take the descriptors past 1023 of a big trainer
    for worker in workers:
        reading, writing = worker.wanted
        poll.register(reading, select.POLLIN)
        if writing is not None:
            poll.register(writing, select.POLLOUT)
    poll.poll(seconds * 1000)
