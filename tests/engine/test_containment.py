"""Whatever a job does to its worker, the other jobs' results are intact and the next call works."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time

import pytest

from reasoning_rewards.engine.outcome import Job, Limits, Outcome
from tests.engine.processes import children, is_running, wait_until

FAULTS = {
    "stuck_in_c": "cpu_spent",
    "spin": "cpu_spent",
    "stubborn": "stalled or cpu_spent",  # on a busy machine the kernel's second timer may be faster
    "sleep_for_ever": "stalled",
    "stopped": "stalled",
    "memory_bomb": "memory_spent",
    "slow_memory_bomb": "memory_spent",
    "abort": "died",
    "segfault": "died",
    "killed": "died",
    "leave": "died",
    "system_exit": "died",
    "broken_frame": "died",
    "forged_frame": "died",
    "half_a_frame": "died",
    "flood_frames": "died",
    "closes_everything": "died",
    "leaves_a_child": "died",
    "nowhere": "unable",
    "lacks_a_module": "unable",
    "flood_stdout": "answered",
    "too_large": "failed",
    "not_json": "failed",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_others_are_intact_and_the_next_call_works(pool, fault):
    jobs = [Job("double", (number,)) for number in range(10)]
    outcomes = pool.run([*jobs[:5], Job(fault), *jobs[5:]])
    assert outcomes.pop(5).status in FAULTS[fault].split(" or ")
    assert outcomes == [Outcome("answered", 2 * number) for number in range(10)]
    assert pool.run([Job("echo", ("next",))]) == [Outcome("answered", "next")]


def test_all_faults_in_one_batch(make_pool):
    pool = make_pool(Limits(cpu=0.2, stall=2.5, batch=120.0, deaths=1000))
    jobs = [each for fault in FAULTS for each in (Job("echo", (fault,)), Job(fault))]
    outcomes = pool.run(jobs)
    assert [outcome.value for outcome in outcomes[::2]] == list(FAULTS)
    for (fault, expected), outcome in zip(FAULTS.items(), outcomes[1::2], strict=True):
        assert outcome.status in expected.split(" or "), (fault, outcome)


def test_a_worker_killed_from_outside_while_it_works_is_replaced_and_its_job_done(make_pool):
    pool = make_pool(Limits(workers=1))
    pool.run([Job("echo", (1,))])
    [pid] = {outcome.value["pid"] for outcome in pool.run([Job("where_am_i")])}
    threading.Timer(0.1, os.kill, (pid, signal.SIGKILL)).start()
    assert pool.run([Job("nap", (0.3, "done"))]) == [Outcome("answered", "done")]
    [pid] = {outcome.value["pid"] for outcome in pool.run([Job("where_am_i")])}
    os.kill(pid, signal.SIGKILL)  # and one killed while it has nothing to do
    assert pool.run([Job("echo", (2,))]) == [Outcome("answered", 2)]


def test_a_job_that_dies_is_tried_twice_and_one_that_spends_its_time_has_its_two_turns(pool, tmp_path):
    log = tmp_path / "log"
    died, spent = pool.run([Job("note_and", (str(log), "abort")), Job("note_and", (str(log), "spin"))])
    assert (died.status, spent.status) == ("died", "cpu_spent")
    assert sorted(log.read_text().split()) == ["abort", "abort", "spin", "spin"]  # a short turn, a long one
    assert not died.repeatable and spent.repeatable


def test_a_stray_process_of_a_worker_ends_with_it(pool, tmp_path):
    log = tmp_path / "pid"
    pool.run([Job("leaves_a_child", (str(log),))])
    pids = [int(line) for line in log.read_text().split()]
    assert len(pids) == 2  # tried twice
    assert wait_until(lambda: not any(map(is_running, pids)))


def test_exceptions_are_told_and_cost_no_worker(pool):
    first = pool.run([Job("where_am_i")])[0].value["pid"]
    [raised] = pool.run([Job("raises", ("no \ud800 luck " + "x" * 10_000,))])
    assert (
        raised.status == "failed" and raised.detail.startswith("ValueError: no") and len(raised.detail) < 400
    )
    assert pool.run([Job("where_am_i")])[0].value["pid"] == first


def test_a_bomb_is_answered_at_its_budget_and_the_next_job_at_once(make_pool):
    pool = make_pool(Limits(cpu=0.5))
    for fault in ("stuck_in_c", "spin"):
        start = time.monotonic()
        assert pool.run([Job(fault)])[0].status == "cpu_spent"
        assert time.monotonic() - start < 20  # the wall clock of a busy machine; benchmarks measure it
        assert pool.run([Job("echo", (1,))])[0].value == 1


def test_a_batch_of_bombs_ends_in_its_time(make_pool):
    pool = make_pool(Limits(cpu=0.3, turn=0.03, batch=2.0))
    pool.run([Job("echo", (1,))])
    start = time.monotonic()
    outcomes = pool.run([Job("stuck_in_c")] * 64)
    assert time.monotonic() - start < 20
    statuses = [outcome.status for outcome in outcomes]
    assert "skipped" in statuses and set(statuses) <= {"cpu_spent", "skipped"}
    assert pool.run([Job("echo", (2,))]) == [Outcome("answered", 2)]


def test_workers_that_keep_dying_are_left_alone_for_a_while(make_pool):
    pool = make_pool(Limits(deaths=4, rest=0.5))
    outcomes = pool.run([Job("ends_its_worker")] * 10)
    assert {outcome.status for outcome in outcomes} <= {"died", "unable"}
    [outcome] = pool.run([Job("echo", (1,))])
    assert outcome == Outcome(
        "unable", detail="one worker process after another ended, the last with exit status -9"
    )
    time.sleep(0.6)
    assert pool.run([Job("echo", (1,))])[0].status == "answered"


def test_one_that_comes_back_from_a_job_shows_that_workers_can_be_had(make_pool):
    pool = make_pool(Limits(deaths=2, rest=60.0, tries=1))
    jobs = [Job("nap", (3.0, "it works")), Job("ends_its_worker"), Job("ends_its_worker"), Job("echo", (1,))]
    assert [outcome.status for outcome in pool.run(jobs)] == ["answered", "died", "died", "answered"]


def test_a_worker_is_replaced_after_enough_jobs(make_pool):
    pool = make_pool(Limits(jobs=3, workers=1))
    pids = [pool.run([Job("where_am_i")])[0].value["pid"] for _ in range(7)]
    assert len(set(pids)) == 3 and pids[0] == pids[2] != pids[3]


@pytest.mark.parametrize("deaths", [1, 40])
def test_jobs_that_end_their_processes_put_no_worker_to_rest(make_pool, deaths):
    outcomes = make_pool(Limits(deaths=4)).run([Job("abort")] * deaths + [Job("echo", (1,))])
    assert [outcome.status for outcome in outcomes] == ["died"] * deaths + ["answered"]


@pytest.mark.parametrize("executable", ["/nowhere/python", "nowhere-python", "", None])
def test_where_no_process_can_be_started_it_is_said_and_the_next_batch_tries_again(
    make_pool, monkeypatch, executable
):
    pool = make_pool()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", executable)
        for outcome in pool.run([Job("echo", (1,))] * 3):
            assert outcome.status == "unable"
            assert outcome.detail.startswith("no process could be started: ")
            assert str(executable) in outcome.detail
    assert pool.run([Job("echo", (1,))]) == [Outcome("answered", 1)]


def test_a_worker_that_never_gets_ready_is_given_up(make_pool, monkeypatch, tmp_path):
    script = tmp_path / "python"
    script.write_text("#!/bin/sh\nsleep 60\n")
    script.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(script))
    pool = make_pool(Limits(start=0.5))
    outcomes = pool.run([Job("echo", (1,))] * 3)
    assert {(outcome.status, outcome.detail) for outcome in outcomes} == {
        ("unable", "no worker process was ready in 0.5 s")
    }


def test_a_worker_that_ends_before_it_is_ready_is_no_jobs_fault(make_pool, monkeypatch, tmp_path):
    script = tmp_path / "python"
    script.write_text("#!/bin/sh\nexit 7\n")
    script.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(script))
    outcomes = make_pool().run([Job("echo", (1,))] * 3)
    assert {(outcome.status, outcome.detail) for outcome in outcomes} == {
        ("unable", "one worker process after another ended, the last with exit status 7")
    }


def test_only_what_is_on_the_list_runs(pool):
    with pytest.raises(KeyError, match="not on the list"):
        pool.run([Job("os:system", ("true",))])


def test_a_closed_pool_starts_again(pool):
    first = pool.run([Job("where_am_i")])[0].value["pid"]
    pool.close()
    assert wait_until(lambda: not is_running(first))
    assert pool.run([Job("where_am_i")])[0].value["pid"] != first


def test_no_jobs_start_nothing(pool):
    before = children()
    assert pool.run([]) == [] and children() == before
