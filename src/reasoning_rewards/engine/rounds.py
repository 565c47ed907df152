"""One batch of jobs on its way through the workers."""

from __future__ import annotations

import select
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reasoning_rewards.engine.outcome import Job, Outcome
from reasoning_rewards.engine.worker import Worker

if TYPE_CHECKING:
    from reasoning_rewards.engine.workers import Pool

__all__ = ["Round"]

# A process forked by somebody else may hold the other end of a worker's pipe, and then the worker's
# death is no end-of-file; so the round wakes up and asks for its exit status at least so often.
_TICK = 0.02
_SKIPPED_TIME = Outcome("skipped", detail="the time of the batch was over")
_SKIPPED_REST = Outcome("skipped", detail="one worker after another died, or none can be started")


@dataclass(slots=True)
class _Running:
    worker: Worker
    place: int
    again: bool


class Round:
    """The state of one `Pool.run`: what waits, what runs, what has come of the rest."""

    def __init__(self, pool: Pool, jobs: Sequence[Job]) -> None:
        self._pool = pool
        self._jobs = jobs
        self._outcomes: list[Outcome | None] = [None] * len(jobs)
        self._waiting = deque((place, False) for place in range(len(jobs)))
        self._running: list[_Running] = []
        self._deadline = time.monotonic() + pool.limits.start
        self._begun = False

    def run(self) -> list[Outcome]:
        """Go on until every job has come to something or the time is over."""
        try:
            while self._waiting or self._running:
                self._hire()
                if not self._running or time.monotonic() > self._deadline:
                    break
                _wait([each.worker for each in self._running], _TICK)
                for each in list(self._running):
                    self._look(each)
        finally:
            for each in self._running:
                self._pool.discard(each.worker, died=False)
        rest = _SKIPPED_REST if self._pool.is_resting() else _SKIPPED_TIME
        return [outcome or rest for outcome in self._outcomes]

    def _hire(self) -> None:
        """Give waiting jobs to workers; with nothing running, wait for a worker."""
        while self._waiting:
            place, again = self._waiting[0]
            until = None if self._running else self._deadline
            worker = self._pool.borrow(fresh=again, until=until)
            if worker is None:
                return
            self._waiting.popleft()
            self._running.append(_Running(worker, place, again))
            worker.give(self._jobs[place])

    def _look(self, each: _Running) -> None:
        worker = each.worker
        outcome = worker.look()
        if worker.ready and not self._begun:
            self._begun = True
            self._deadline = time.monotonic() + self._pool.limits.batch
        if outcome is None:
            if worker.ready and time.monotonic() > worker.since + self._pool.limits.slow:
                self._pool.prepare_spare()
            return
        self._running.remove(each)
        if outcome.status in ("answered", "failed"):
            self._pool.give_back(worker)
        else:
            self._pool.discard(worker, died=not outcome.repeatable)
        if outcome.repeatable or each.again:
            self._outcomes[each.place] = outcome
        else:
            self._waiting.appendleft((each.place, True))


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
