"""Programs by the hundred: killed at random, without an end, and very many of them.

    python benchmarks/many_programs.py killed [--number 1000]     # processes killed among programs
    python benchmarks/many_programs.py endless [--number 256]     # programs, of which half come to no end
    python benchmarks/many_programs.py soak [--number 100000]     # programs of every kind, one batch after another

Run from the repository's root, on Linux. Every program has numbers of its own in its tests, so that a verdict that
belongs to another is seen. Exits 1 where a verdict is lost or swapped, or something grows or is left.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import threading
import time
import warnings
from collections import Counter
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.soak import resident, slope
from tests.engine.processes import at_work, children, descendants, descriptors, wait_until

from reasoning_rewards import CodeTests, RewardWarning
from reasoning_rewards.engine import workers
from reasoning_rewards.verdict import Verdicts

BATCH = 256
EVERY = 0.15  # seconds between two kills
LONGEST = 90.0  # seconds for a batch of which half come to no end
FLOOR = 8192.0  # bytes a thousand programs, of this process and of its workers
ENDLESS = (
    "while True: pass",
    "import time\ntime.sleep(600)",
    "def f(x):\n    while True: pass",
    "import threading\nthreading.Event().wait()",
)
# What each comes to where its tests want `{0} * x`.
KINDS = {
    "code.passed": "def f(x):\n    return {0} * x\n",
    "code.differs": "def f(x):\n    return {0} * x + (x == {0})\n",
    "code.raised": "def f(x):\n    return {0} // (x - {0}) and {0} * x\n",
    "code.exited": "import os\ndef f(x):\n    os._exit(0)\n# {0}\n",
    "code.broken": "def f(x:\n# {0}\n",
    "code.lacks": "def g(x):\n    return {0} * x\n",
    "code.memory_spent": "x = bytearray({0} + (6 << 30))\n",
}


def tests_of(number: int) -> dict[str, object]:
    inputs = [[1], [number]]
    return {"type": "calls", "entry_point": "f", "inputs": inputs, "outputs": [number, number * number]}


def judged(reward: CodeTests, numbers: list[int], programs: list[str]) -> Verdicts:
    texts = [f"```python\n{program}\n```" for program in programs]
    return reward.verdicts(texts, tests=[tests_of(number) for number in numbers])


def killed(number: int) -> bool:
    """Kill so many processes of all that run, one after another; are all verdicts there and right?"""
    reward, done, victims = CodeTests(), threading.Event(), Counter()
    rng = random.Random(7)

    def kill() -> None:
        while victims.total() < number and not done.wait(EVERY):
            below = at_work()
            found = [pid for worker, its in below.items() for pid in (worker, *its)]
            if not found:
                continue
            victim = rng.choice(found)
            with suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)
                victims["a worker" if victim in below else "what it has forked"] += 1

    killer = threading.Thread(target=kill)
    lost: Counter[str] = Counter()
    started, asked, swapped = time.monotonic(), 0, 0
    killer.start()
    try:
        while killer.is_alive():
            numbers = list(range(asked + 2, asked + 2 + BATCH))
            wanted = ["code.differs" if each % 4 == 0 else "code.passed" for each in numbers]
            programs = [KINDS[rule].format(each) for each, rule in zip(numbers, wanted, strict=True)]
            found = [verdict.rule for verdict in judged(reward, numbers, programs)]
            lost += Counter(rule for rule in found if rule.startswith("worker."))
            swapped += sum(
                rule != right and not rule.startswith("worker.")
                for rule, right in zip(found, wanted, strict=True)
            )
            asked += BATCH
    finally:
        done.set()
        killer.join()
    said = ", ".join(f"{count:,} times {who}" for who, count in victims.most_common())
    print(
        f"killed: {victims.total():,} processes ({said}) among {asked:,} programs in {time.monotonic() - started:.0f} s"
    )
    print(f"    {lost.total()} verdicts lost, {swapped} swapped" + (f"; {dict(lost)}" if lost else ""))
    return not lost and not swapped


def endless(number: int) -> bool:
    """A batch of which every other program comes to no end; are the others right, and in time?"""
    numbers = list(range(2, 2 + number))
    programs = [
        ENDLESS[each // 2 % len(ENDLESS)] + f"\n# {each}" if each % 2 else KINDS["code.passed"].format(each)
        for each in numbers
    ]
    reward = CodeTests()
    judged(reward, [1], [KINDS["code.passed"].format(1)])  # the workers are up
    started = time.monotonic()
    rules = [verdict.rule for verdict in judged(reward, numbers, programs)]
    wall = time.monotonic() - started
    honest, others = Counter(rules[::2]), Counter(rules[1::2])
    print(f"endless: {number} programs in {wall:.0f} s (at most {LONGEST:.0f})")
    print(f"    honest: {dict(honest)}; without an end: {dict(others)}")
    return set(honest) == {"code.passed"} and "code.passed" not in others and wall <= LONGEST


def soak(number: int) -> bool:
    """Programs of every kind; do memory, descriptors and processes stay, and is every verdict the right one?"""
    reward, rng = CodeTests(memory=256), random.Random(0)
    kinds = [*["code.passed"] * 6, *["code.differs"] * 3, *KINDS]
    before, wrong, done = descriptors(), 0, 0
    ours: list[tuple[int, int]] = []
    theirs: list[tuple[int, int]] = []
    opened: list[int] = []
    started_of_us: list[int] = []
    started = time.monotonic()
    batches = max(number // BATCH, 20)
    for place in range(batches):
        numbers = list(range(done + 2, done + 2 + BATCH))
        wanted = rng.choices(kinds, k=BATCH)
        programs = [KINDS[rule].format(each) for each, rule in zip(numbers, wanted, strict=True)]
        found = [verdict.rule for verdict in judged(reward, numbers, programs)]
        wrong += sum(rule != right for rule, right in zip(found, wanted, strict=True))
        done += BATCH
        if place >= batches // 5:
            ours.append((done, resident([os.getpid()])))
            theirs.append((done, resident(descendants())))
            opened.append(descriptors())
            started_of_us.append(len(descendants()))
    wall = time.monotonic() - started
    close()
    print(f"soak: {done:,} programs in {wall:.0f} s, {done / wall:.0f} a second")
    print(f"    {wrong} verdicts not the right one")
    for who, points in (("this process", ours), ("its workers", theirs)):
        print(
            f"    memory of {who}: {points[0][1] / 2**20:.1f} to {points[-1][1] / 2**20:.1f} MiB, "
            f"slope {slope(points):,.0f} bytes a 1,000 programs (floor {FLOOR:,.0f})"
        )
    print(
        f"    descriptors: {min(opened)} to {max(opened)}; processes: {min(started_of_us)} to {max(started_of_us)}"
    )
    gone = wait_until(lambda: not children())
    left = descriptors() - before, len(children())
    print(f"    after closing: {left[0]} descriptors and {left[1]} children more than before")
    return not wrong and gone and not any(left) and max(slope(ours), slope(theirs)) <= FLOOR


def close() -> None:
    """End the workers of this process."""
    for pool in workers._pools.values():
        pool.close()


CHECKS = {"killed": (killed, 1_000), "endless": (endless, 256), "soak": (soak, 100_000)}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("check", choices=CHECKS)
    parser.add_argument("--number", type=int, help="processes killed, or programs run")
    options = parser.parse_args()
    warnings.simplefilter("ignore", RewardWarning)
    check, usual = CHECKS[options.check]
    good = check(options.number or usual)
    close()
    return int(not good)


if __name__ == "__main__":
    sys.exit(main())
