"""What is asked of a worker, what it may spend, and what can become of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from reasoning_rewards.engine.frames import MAX_FRAME

__all__ = ["Job", "Limits", "Outcome", "Status"]

Status = Literal["answered", "failed", "cpu_spent", "memory_spent", "died", "stalled", "unable", "skipped"]


class Job(NamedTuple):
    """One call: the name of a function on the pool's list, and arguments that JSON can carry."""

    function: str
    arguments: tuple[object, ...] = ()


class Outcome(NamedTuple):
    """What became of a job.

    ================  ==========================================================  ==========  ========
    ``status``        meaning                                                      repeatable  tried
    ================  ==========================================================  ==========  ========
    ``answered``      ``value`` is what the function returned                      yes         once
    ``failed``        the function raised; ``detail`` says what                    yes         once
    ``cpu_spent``     it used up the CPU time of a job                             yes         once
    ``memory_spent``  it asked for more memory than a worker has                   yes         once
    ``died``          its process died or sent what is no frame                    no          twice
    ``stalled``       its process neither answered nor used its CPU time           no          twice
    ``unable``        no process could be had that can run it; ``detail`` says     no          twice
                      why
    ``skipped``       the batch's time was over                                    no          –
    ================  ==========================================================  ==========  ========

    Repeatable outcomes belong to the job and may be remembered. The others belong to the machine or
    to the job's company, and another day the same job may be answered.
    """

    status: Status
    value: object = None
    detail: str = ""

    @property
    def repeatable(self) -> bool:
        """Would the same job come to the same again?"""
        return self.status not in ("died", "stalled", "unable", "skipped")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What jobs, batches and workers may spend; seconds and bytes."""

    cpu: float = 1.0  # CPU time of one job; 99 of 100 simplifications in sympy need less than a quarter
    turn: float = 0.1  # of a job's first turn; what needs more waits until every other job had its turn
    stall: float = 10.0  # wall time of one job, for a worker that is stopped or starved
    batch: float = 20.0  # wall time of one batch, from its first worker being ready
    start: float = 60.0  # wall time until a worker is ready; importing sympy on a busy machine took 5 s
    memory: int = 512 << 20  # address space of one worker
    workers: int = 2
    tries: int = 2  # of a job whose process dies or stalls
    jobs: int = 1_000  # after so many a worker is replaced, so that nothing in it grows for ever
    deaths: int = 8  # of workers, in a row, without one outcome: then they are left alone for a while
    rest: float = 60.0  # how long they are left alone
    frame: int = MAX_FRAME  # bytes of a job or an answer, as JSON
    fresh: bool = False  # does every job have a process to itself?
