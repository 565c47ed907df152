"""Many programs at once: faults of the machine lose none, bombs cost their own row, nothing is left."""

from __future__ import annotations

import itertools
import os
import random
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from reasoning_rewards.engine.outcome import Job
from reasoning_rewards.engine.sandbox import judge, values, walls
from reasoning_rewards.engine.workers import Pool
from tests.engine.processes import at_work, children, descendants, descriptors, wait_until
from tests.engine.sandbox.harness import JUDGE, ROW, limits

pytestmark = pytest.mark.skipif(not walls.kinds(), reason="no walls can be had here")
CALLS = {
    "type": "calls", "entry_point": "f", "partial": False, "wrapped": False, "checker": None, "tolerance": 0.0,
    "compare": "tokens",
}  # fmt: skip


def times(number):
    """A row that asks for so much, and a program that gives it."""
    row = CALLS | {"inputs": [[2], [number]], "outputs": [2 * number, number * number]}
    return Job("judge", (row, f"def f(x):\n    return {number} * x\n"))


@pytest.fixture
def make_pool():
    made = []

    def make(cpu=2.0, wall=None):
        setup = {"wall": wall or walls.kinds()[0], "packages": [], "cpu": cpu}
        made.append(Pool(JUDGE, limits(cpu), setup))
        return made[-1]

    before = descriptors(), set(children())
    yield make
    for pool in made:
        pool.close()
    assert wait_until(lambda: (descriptors(), set(children())) == before), "descriptors or children are left"


def hows(outcomes):
    return [outcome.value["how"] if outcome.status == "answered" else outcome.status for outcome in outcomes]


def test_every_program_is_judged_by_its_own_tests(make_pool):
    jobs = [times(number) for number in range(60)]
    swapped = [
        Job("judge", (one.arguments[0], other.arguments[1])) for one, other in itertools.pairwise(jobs)
    ]
    assert hows(make_pool().run([*jobs, *swapped])) == ["passed"] * 60 + ["differs"] * 59


def test_threads_share_the_workers(make_pool):
    pool = make_pool()
    with ThreadPoolExecutor(4) as threads:
        found = list(
            threads.map(lambda first: hows(pool.run([times(first + n) for n in range(8)])), range(0, 80, 10))
        )
    assert found == [["passed"] * 8] * 8


def test_processes_killed_among_honest_programs_lose_and_swap_none(make_pool):
    """Of everything that was started, at random: workers, fork servers, judges, programs."""
    pool, done, killed = make_pool(), threading.Event(), []
    before = set(children())
    rng = random.Random(7)

    def kill():
        while not done.wait(0.25):
            ours = [(worker, *below) for worker, below in at_work().items() if worker not in before]
            found = [pid for pids in ours for pid in pids]
            if found:
                killed.append(rng.choice(found))
                try:
                    os.kill(killed[-1], signal.SIGKILL)
                except ProcessLookupError:
                    killed.pop()

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        outcomes = [
            outcome for _ in range(6) for outcome in pool.run([times(number) for number in range(40)])
        ]
    finally:
        done.set()
        killer.join()
    lost = [how for how in hows(outcomes) if how != "passed"]
    assert killed
    assert len(lost) <= len(killed) // 20, (lost, len(killed))  # one that is hit twice is lost, and says so
    assert set(lost) <= {"died"}


def test_half_of_them_never_end_and_the_others_are_right(make_pool):
    bombs = ["while True: pass", "import time\ntime.sleep(60)", "import threading\nthreading.Event().wait()"]
    jobs = [times(number) for number in range(12)]
    mixed = [
        job for number, each in enumerate(jobs) for job in (Job("judge", (ROW, bombs[number % 3])), each)
    ]
    found = hows(make_pool(cpu=0.3).run(mixed))
    assert found[1::2] == ["passed"] * 12
    assert set(found[::2]) <= {"cpu_spent", "asleep", "skipped"}


def test_a_program_that_needs_more_than_a_short_turn_has_a_long_one(make_pool):
    slow = "import time\nwhile time.process_time() < 0.6: pass\ndef add(a, b):\n    return a + b"
    nap = "import time\ntime.sleep(0.8)\ndef add(a, b):\n    return a + b"
    assert hows(make_pool().run([Job("judge", (ROW, slow)), Job("judge", (ROW, nap))])) == ["passed"] * 2


def test_the_cpu_time_of_threads_counts(make_pool):
    code = "import threading\nfor _ in range(4): threading.Thread(target=lambda: [x for x in iter(int, 1)]).start()\n"
    found = hows(make_pool(cpu=0.4).run([Job("judge", (ROW, code + "while True: pass"))]))
    assert found in (["cpu_spent"], ["memory"])


@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
def test_a_hundred_programs_leave_nothing_and_nobody_outlives_their_pool(make_pool):
    before = set(children())
    pool = make_pool()
    pool.run([times(number) for number in range(10)])
    workers = set(children()) - before
    assert workers
    held = {pid: len(os.listdir(f"/proc/{pid}/fd")) for pid in (os.getpid(), *workers)}
    pool.run([times(number) for number in range(100)])
    assert set(children()) - before == workers
    assert all(len(os.listdir(f"/proc/{pid}/fd")) <= count for pid, count in held.items())
    everybody = [pid for worker in workers for pid in (worker, *descendants(worker))]
    assert len(everybody) >= 3 * len(workers)  # each with its fork server and a judge
    pool.close()
    assert wait_until(lambda: not any(os.path.exists(f"/proc/{pid}") for pid in everybody))


def test_a_worker_without_a_fork_server_ends_and_runs_nothing(make_pool):
    """A judge that started one would hand the tests of its row on to every program."""
    pool = make_pool(wall="no such wall")
    outcomes = pool.run([times(1), Job("judge", (ROW, "def add(a, b):\n    return a + b"))])
    assert {outcome.status for outcome in outcomes} <= {"died", "unable"}


@pytest.mark.parametrize("broken", ["start", "enter"])
def test_what_can_not_be_closed_is_not_run_behind(monkeypatch, broken):
    def refused(*arguments):
        raise OSError("refused")

    monkeypatch.setattr(judge.server, "preload", lambda packages: None)
    monkeypatch.setattr(judge.server, "start", refused if broken == "start" else lambda *arguments: None)
    monkeypatch.setattr(judge.walls, "enter", refused)
    with pytest.raises(SystemExit, match="no fork server: refused"):
        judge.warm_up(wall="landlock", packages=(), cpu=1.0)


def test_plain_data_crosses_as_it_is_and_nothing_else_does():
    plain = [
        None,
        True,
        -(2**53),
        2**70,
        0.5,
        "é\ud800",
        b"\xff",
        bytearray(b"x"),
        1j,
        (1, [2]),
        {1: {2}},
        frozenset("a"),
    ]
    back = values.decode(values.encode(plain))
    assert back == plain
    assert [type(each) for each in back] == [type(each) for each in plain]
    deep: list[object] = []
    for _ in range(1000):
        deep = [deep]
    for bad in (deep, [0] * (values.MAX_ITEMS + 1)):
        with pytest.raises(values.TooLargeError):
            values.encode(bad)
    for broken in (
        {},
        {"x": 1},
        {"t": 1},
        {"s": [[]]},
        {"d": [[1]]},
        {"i": "zz"},
        {"h": 0},
        {"b": "\u1234"},
        {"c": [1]},
    ):
        with pytest.raises(values.BrokenValueError):
            values.decode(broken)
