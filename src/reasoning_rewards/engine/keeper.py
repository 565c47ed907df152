"""The process of a worker that runs no job: it forks one that does, and tells how that one ended.

Everything is imported and warm here, and no job has ever run here. So a process that a job has ended
costs a fork and no start, and every new one begins in the same state: no exception has to be raised
in the middle of an algebra system, none of whose memos would survive that for certain. How a process
ended is known to its parent alone, whatever the trainer does with the signals of its children.

Windows has no fork: there a worker is one process, and ends with the job that ends it.
"""

from __future__ import annotations

import gc
import os
import select
import sys
from collections.abc import Callable

from reasoning_rewards.engine.channel import Channel
from reasoning_rewards.engine.frames import BrokenFrameError, Message

__all__ = ["Keeper"]

_KILL = 9
# A process that a job has left behind may hold the pipe open, and then a death is no end-of-file.
_TICK = 50  # milliseconds
_DRAINED = 32  # pieces; more than a pipe holds


class Keeper:
    """Runs jobs in a child, one after another, and in a new one after a job that ended it.

    run: what a child does with a job; it returns the answer.
    spent: the exit statuses of a child that the kernel ended for its CPU time.
    trainer: where the jobs come from.
    """

    def __init__(self, run: Callable[[Message], Message], spent: frozenset[int], trainer: Channel) -> None:
        self._run = run
        self._spent = spent
        self._trainer = trainer
        self._child: _Child | None = None
        gc.collect()
        gc.freeze()  # the collections of a child leave alone what is here now, so that it stays shared

    def run(self, job: Message) -> Message:
        """What became of a job: its answer, or how the process ended that ran it."""
        if job["fresh"] or (self._child and self._child.has_ended()):
            self._end()
        try:
            answer = self._ask(job)
        except BrokenFrameError as error:
            self._end()
            return {"id": job["id"], "died": str(error)}
        except OSError as error:  # no memory or no processes left
            return {"id": job["id"], "unable": f"no process could be forked: {error}"}
        if answer is None:
            status = self._end()
            ending: Message = {"spent": True} if status in self._spent else {"died": f"exit status {status}"}
            return {"id": job["id"], **ending}
        if "memory" in answer:
            self._end()  # what was under way when there was no more is left as it was then
        return answer

    def _ask(self, job: Message) -> Message | None:
        """The answer of the child; None where it has ended without one."""
        if self._child is None:
            self._child = _Child(self._run, self._trainer)
        child = self._child
        if not child.give(job):
            return None
        theirs = child.channel.incoming
        poll = select.poll()
        poll.register(theirs, select.POLLIN)
        self._trainer.watch(poll)
        while True:
            ready = {descriptor for descriptor, _ in poll.poll(_TICK)}
            if ready - {theirs} or self._trainer.is_orphaned():
                self._leave()  # before the answer nothing is sent: it has gone, or what is beside this process
            if theirs in ready:
                if not child.channel.fetch():
                    return None
                if (answer := child.channel.next()) is not None:
                    return _check(answer, job)
            elif child.has_ended():
                return None

    def _end(self) -> int | None:
        """End the child, and return its exit status."""
        if self._child is None:
            return None
        child, self._child = self._child, None
        status = child.end()
        if child.has_heirs():
            self._leave()
        child.channel.close()
        return status

    def _leave(self) -> None:
        """End this process; the trainer ends what else is in its group, if there is a trainer."""
        if self._child is not None:
            self._child.end()
        sys.exit()


class _Child:
    """A process forked from this one, that runs one job after another."""

    def __init__(self, run: Callable[[Message], Message], trainer: Channel) -> None:
        self._status: int | None = None
        keeper = os.getpid()
        self.channel, theirs = _connect(keeper, trainer.limit)
        try:
            self._pid = os.fork()
        except OSError:
            self.channel.close()
            theirs.close()
            raise
        if self._pid == 0:
            try:
                self.channel.close()
                trainer.close()
                while (job := theirs.receive()) is not None:
                    theirs.send(run(job))
            finally:
                os._exit(1)  # the caller's frames are the keeper's
        theirs.close()

    def give(self, job: Message) -> bool:
        """Send it a job; False where it is not there any more."""
        try:
            self.channel.send(job)
        except BrokenPipeError:
            return False
        return True

    def has_ended(self) -> bool:
        """Has it ended by itself?"""
        if self._status is None:
            pid, status = os.waitpid(self._pid, os.WNOHANG)
            self._status = os.waitstatus_to_exitcode(status) if pid else None
        return self._status is not None

    def end(self) -> int:
        """Kill it if it runs; its exit status."""
        if self._status is None:
            os.kill(self._pid, _KILL)
            self._status = os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])
        return self._status

    def has_heirs(self) -> bool:
        """Does a process that its job has started hold its pipe open, now that it has ended?"""
        poll = select.poll()
        poll.register(self.channel.incoming, select.POLLIN)
        for _ in range(_DRAINED):
            if not poll.poll(0):
                return True
            if not self.channel.skip():
                return False
        return True


def _connect(keeper: int, limit: int) -> tuple[Channel, Channel]:
    """The keeper's end of two pipes, and its child's."""
    jobs, to = os.pipe()
    try:
        back, answers = os.pipe()
    except OSError:
        os.close(jobs)
        os.close(to)
        raise
    return Channel(back, to, limit=limit), Channel(jobs, answers, parent=keeper, limit=limit)


def _check(answer: Message, job: Message) -> Message:
    if answer.get("id") != job["id"]:
        raise BrokenFrameError(f"an answer nobody asked for: {answer.get('id')!r}")
    return answer
