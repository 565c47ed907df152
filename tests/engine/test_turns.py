"""Short turns first: jobs that come to no end delay the others, and lose none."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reasoning_rewards.engine.outcome import Job, Limits, Outcome
from reasoning_rewards.engine.workers import Pool
from tests.engine.jobs import FUNCTIONS
from tests.engine.processes import children

BOMBS = {
    "spin": {"cpu_spent", "skipped"},  # skipped where the batch's time was over before its long turn was
    "stuck_in_c": {"cpu_spent", "skipped"},
    "memory_bomb": {"memory_spent"},
    "slow_memory_bomb": {"memory_spent", "skipped"},
    "abort": {"died"},
    "segfault": {"died"},
    "system_exit": {"died"},
    "broken_frame": {"died"},
    "closes_everything": {"died"},
    "lacks_a_module": {"unable"},
}
RIGHT = [Job("double", (number,)) for number in range(10)]


@pytest.mark.skipif(sys.platform != "linux", reason="forks and CPU timers")
@pytest.mark.parametrize("kinds", [["spin"], ["stuck_in_c"], ["abort"], list(BOMBS)], ids="-".join)
def test_bombs_before_right_answers_lose_none(make_pool, kinds):
    """Those that spend their time would take ten times the batch's on their long turns."""
    pool = make_pool(Limits(cpu=5.0, turn=0.02, batch=6.0, deaths=4))
    bombs = [kinds[number % len(kinds)] for number in range(24)]
    outcomes = pool.run([*map(Job, bombs), *RIGHT])
    assert outcomes[24:] == [Outcome("answered", 2 * number) for number in range(10)]
    for bomb, outcome in zip(bombs, outcomes, strict=False):
        assert outcome.status in BOMBS[bomb], (bomb, outcome)


def test_what_was_skipped_is_said_to_be_so_for_the_time_alone(make_pool):
    outcomes = make_pool(Limits(cpu=5.0, turn=0.01, batch=0.5)).run([Job("spin")] * 20)
    assert set(outcomes) == {Outcome("skipped", detail="the time of the batch was over")}


def test_a_job_that_needs_more_than_its_short_turn_is_answered_in_its_long_one(make_pool):
    jobs = [Job("work", (seconds, number)) for number, seconds in enumerate([0.3, 0.0, 0.2, 0.0, 0.4])]
    assert make_pool(Limits(turn=0.05)).run(jobs) == [Outcome("answered", number) for number in range(5)]


def test_every_long_turn_comes_after_every_short_one(make_pool, tmp_path):
    log = tmp_path / "log"
    pool = make_pool(Limits(cpu=0.1, turn=0.03, workers=1))
    pool.run([Job("note_and", (str(log), name)) for name in ["spin", "leave_a_note", "spin", "leave_a_note"]])
    short = ["spin", "leave_a_note", "spin", "leave_a_note"]
    assert log.read_text().split() == [*short, "spin", "spin"]


@pytest.mark.skipif(sys.platform != "linux", reason="forks")
def test_a_bomb_costs_no_worker(make_pool):
    before = set(children())
    pool = make_pool(Limits(cpu=0.1, turn=0.03))
    pool.run([Job("echo", (number,)) for number in range(4)])
    workers = set(children()) - before
    assert workers
    pool.run([Job(name) for name in ("spin", "stuck_in_c", "memory_bomb", "abort", "segfault", "leave")])
    assert workers <= set(children())


@pytest.mark.skipif(sys.platform != "linux", reason="forks")
def test_the_second_try_has_a_process_to_itself(make_pool, tmp_path):
    pool = make_pool(Limits(workers=1))
    file = str(tmp_path / "file")
    outcomes = pool.run([Job("nth_here"), Job("nth_here"), Job("aborts_once", (file,)), Job("nth_here")])
    assert [outcome.value for outcome in outcomes] == [1, 2, 1, 1]


@pytest.mark.skipif(sys.platform != "linux", reason="forks")
def test_after_a_death_a_process_knows_nothing_of_the_jobs_before(make_pool):
    pool = make_pool(Limits(cpu=0.1, turn=0.03, workers=1))
    jobs = [
        Job("nth_here"),
        Job("nth_here"),
        Job("stuck_in_c"),
        Job("nth_here"),
        Job("memory_bomb"),
        Job("nth_here"),
    ]
    assert [outcome.value for outcome in pool.run(jobs)] == [1, 2, None, 1, None, 1]


KINDS = {
    **{name: st.just(Job(name)) for name in ("spin", "abort", "memory_bomb", "not_json", "lacks_a_module")},
    "echo": st.builds(lambda value: Job("echo", (value,)), st.integers()),
    "work": st.builds(lambda value: Job("work", (0.05, value)), st.integers()),
}


@pytest.mark.skipif(sys.platform != "linux", reason="CPU timers")
@settings(max_examples=8, deadline=None, database=None, derandomize=True)
@given(st.lists(st.one_of(*KINDS.values()), max_size=6))
def test_the_length_of_the_short_turn_changes_no_outcome(jobs):
    pools = [Pool(FUNCTIONS, Limits(cpu=0.2, turn=turn)) for turn in (0.02, 0.2)]
    try:
        one, other = (pool.run(jobs) for pool in pools)
    finally:
        for pool in pools:
            pool.close()
    assert one == other
