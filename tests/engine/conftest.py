"""A pool of the tests' own jobs, with short limits, closed and checked for what it leaves."""

from __future__ import annotations

import gc
import sys

import pytest

from reasoning_rewards.engine.outcome import Limits
from reasoning_rewards.engine.workers import Pool
from tests.engine.jobs import FUNCTIONS
from tests.engine.processes import children, descriptors

SHORT = Limits(cpu=0.15, turn=0.05, stall=2.0, batch=20.0)


@pytest.fixture
def make_pool():
    made = []

    def make(limits: Limits = SHORT) -> Pool:
        made.append(Pool(FUNCTIONS, limits))
        return made[-1]

    gc.collect()
    before = descriptors(), set(children()) if sys.platform == "linux" else (0, set())
    yield make
    for pool in made:
        pool.close()
    if sys.platform == "linux":
        gc.collect()
        assert (descriptors(), set(children())) == before, "descriptors or children are left"


@pytest.fixture
def pool(make_pool):
    return make_pool()
