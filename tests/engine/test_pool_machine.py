"""The pool as a state machine: any sequence of batches, faults, forced deaths and threads."""

from __future__ import annotations

import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from reasoning_rewards.engine.outcome import Job, Limits, Outcome
from reasoning_rewards.engine.workers import Pool
from tests.engine.jobs import FUNCTIONS
from tests.engine.processes import children, descriptors

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

LIMITS = Limits(cpu=0.06, turn=0.02, stall=1.0, batch=60.0, deaths=10**9, jobs=7)
QUICK = {
    "abort": "died",
    "segfault": "died",
    "killed": "died",
    "leave": "died",
    "broken_frame": "died",
    "forged_frame": "died",
    "half_a_frame": "died",
    "closes_everything": "died",
    "memory_bomb": "memory_spent",
    "spin": "cpu_spent",
    "stuck_in_c": "cpu_spent",
    "stopped": "stalled",
    "flood_stdout": "answered",
    "too_large": "failed",
}
numbers = st.lists(st.integers(-(2**40), 2**40), max_size=8)


class PoolMachine(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.others = set(children())
        self.before = descriptors()
        self.pool = Pool(FUNCTIONS, LIMITS)

    def teardown(self):
        self.pool.close()
        assert set(children()) == self.others, "a child is left"
        assert descriptors() == self.before, "a descriptor is left"

    def workers(self):
        return sorted(set(children()) - self.others)

    @rule(values=numbers)
    def honest(self, values):
        assert self.pool.run([Job("double", (value,)) for value in values]) == [
            Outcome("answered", 2 * value) for value in values
        ]

    @rule(values=numbers, fault=st.sampled_from(sorted(QUICK)), data=st.data())
    def one_fault(self, values, fault, data):
        place = data.draw(st.integers(0, len(values)))
        jobs = [Job("echo", (value,)) for value in values]
        outcomes = self.pool.run([*jobs[:place], Job(fault), *jobs[place:]])
        assert outcomes.pop(place).status == QUICK[fault]
        assert [outcome.value for outcome in outcomes] == values

    @rule(faults=st.lists(st.sampled_from(sorted(set(QUICK) - {"stopped"})), min_size=2, max_size=3))
    def several_faults(self, faults):
        outcomes = self.pool.run([each for fault in faults for each in (Job(fault), Job("echo", (fault,)))])
        assert [outcome.status for outcome in outcomes[::2]] == [QUICK[fault] for fault in faults]
        assert [outcome.value for outcome in outcomes[1::2]] == faults

    @precondition(lambda self: self.workers())
    @rule(which=st.integers(0, 9), how=st.sampled_from([signal.SIGKILL, signal.SIGTERM, signal.SIGABRT]))
    def killed_while_idle(self, which, how):
        workers = self.workers()
        os.kill(workers[which % len(workers)], how)

    @rule(batches=st.lists(numbers, min_size=2, max_size=3), fault=st.sampled_from(["abort", "spin"]))
    def from_several_threads(self, batches, fault):
        def run(values):
            return self.pool.run([Job(fault), *[Job("double", (value,)) for value in values]])

        with ThreadPoolExecutor(len(batches)) as threads:
            for values, outcomes in zip(batches, threads.map(run, batches), strict=True):
                assert outcomes[0].status == QUICK[fault]
                assert [outcome.value for outcome in outcomes[1:]] == [2 * value for value in values]

    @invariant()
    def no_more_processes_than_workers(self):
        assert len(self.workers()) <= LIMITS.workers

    @invariant()
    def two_descriptors_a_worker(self):
        assert descriptors() - self.before <= 2 * LIMITS.workers


PoolMachine.TestCase.settings = settings(
    max_examples=8, stateful_step_count=12, deadline=None, database=None, derandomize=True
)
TestPool = PoolMachine.TestCase
