"""What attacks and bombs cost: the corpus, threads beside it, batches of bombs, injected deaths.

    python benchmarks/adversarial.py [--deaths 1000] [corpus threads kills batches deaths]

Run from the repository's root. Wall times are of the machine as it is: its load is printed. Exits 1
if a floor is missed; a floor that is a time is missed only where the machine had a core to spare.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import statistics
import sys
import threading
import time
import warnings
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.engine.jobs import FUNCTIONS  # noqa: E402
from tests.engine.processes import children, cpu_seconds  # noqa: E402

from reasoning_rewards import Correctness, RewardWarning, clear_caches  # noqa: E402
from reasoning_rewards.engine.outcome import Job, Limits  # noqa: E402
from reasoning_rewards.engine.workers import Pool  # noqa: E402

SCORED = {"score 0": 0.0, "score 1": 1.0, "abstain": None}
SYMBOLIC = {"sympy": "reasoning_rewards.answers.engines.symbolic:decide"}
BOMBS = (  # each with a number in it, so that no two are one; none is decided in the trainer's process
    r"\sum_{{k=1}}^{{1000000000}} \frac{{1}}{{k^2+k^3+{}}}",
    r"\sum_{{k=1}}^{{1000000000}} \frac{{1}}{{k^5+{}k+1}}",
    r"\prod_{{k=1}}^{{1000000000}} (k^2+{})",
    r"\sum_{{k=1}}^{{1000}} \sin(k^2+{})",
    r"\sum_{{k=1}}^{{99}} \sqrt{{k+{}}}\coth(k)",
    r"\coth(x)+(\sqrt{{x}}+\sqrt{{y}}+\sqrt{{z}}+{})^{{24}}",
)
RIGHT = (  # each with a number in it; only the algebra system decides them
    (r"\sum_{{k=1}}^n (k+{0})", r"\frac{{n(n+1)}}{{2}}+{0} n"),
    (r"\sum_{{k=1}}^{{\infty}}\frac{{{0}}}{{k^2}}", r"\frac{{{0}\pi^2}}{{6}}"),
    (r"\lim_{{n\to\infty}}(1+{0}/n)^n", r"e^{{{0}}}"),
    (r"\frac{{\binom{{2n}}{{n}}}}{{n+1}}+{0}", r"\frac{{(2n)!}}{{n!(n+1)!}}+{0}"),
    (r"\coth ({0} x)", r"\frac{{1}}{{\tanh ({0} x)}}"),
)
ENDS = {  # what a job may do to its process, and what it comes to
    "spin": "cpu_spent", "stuck_in_c": "cpu_spent", "memory_bomb": "memory_spent", "slow_memory_bomb": "memory_spent",
    "abort": "died", "segfault": "died", "leave": "died", "broken_frame": "died",
}  # fmt: skip
missed: list[str] = []


def say(what: str, value: str, floor: str = "", fine: bool = True) -> None:
    print(f"  {what:<58}{value:>22}{'   floor ' + floor if floor else ''}{'' if fine else '   MISSED'}")
    if not fine:
        missed.append(what)


class Heartbeat:
    """The longest time for which another thread of this process could not run."""

    def __enter__(self) -> Heartbeat:
        self.gap = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat)
        self._thread.start()
        return self

    def _beat(self) -> None:
        last = time.perf_counter()
        while not self._over.wait(0.001):
            now = time.perf_counter()
            self.gap, last = max(self.gap, now - last), now

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()


def attacks() -> list[dict]:
    """The corpus, with the texts that are written as expressions built."""
    names = {each.__name__: each for each in (dict, range, float, complex, object, bytes, bytearray, set)}
    rows = []
    for line in (ROOT / "tests/cases/attacks.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if "math" not in row["kind"] and row["category"] != "gold":
            continue
        for key, expression in (("text", "expr"), ("gold", "gold_expr")):
            if expression in row:
                row[key] = eval(row[expression], {"__builtins__": {}}, names)  # the corpus is ours
        if isinstance(row["text"], str):
            rows.append(row)
    return rows


def least_of_three(reward: Correctness, row: dict) -> tuple[tuple[float, float], float | None]:
    """CPU and wall seconds of a row by itself, and its score; a pass may be interrupted, three rarely are."""
    passes = []
    for _ in range(3):
        clear_caches()
        start, cpu = time.perf_counter(), time.process_time()
        [score] = reward([row["text"]], answer=[row["gold"]])
        passes.append((time.process_time() - cpu, time.perf_counter() - start))
    return min(passes), score


def corpus(rows: list[dict]) -> None:
    print(f"\nAttack corpus: {len(rows)} rows, each by itself, nothing remembered")
    Correctness(engine=None)(
        [r"\boxed{\sec x}"], answer=[r"\tan x"]
    )  # what is imported is not what a row costs
    for engine in (None, "sympy"):
        reward, times, wrong, failed = Correctness(engine=engine), [], [], []
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for row in rows:
            try:
                (spent, waited), score = least_of_three(reward, row)
            except Exception as error:  # noqa: BLE001 - this is what is counted
                failed.append((row["id"], error))
                continue
            times.append((spent, waited, row["id"]))
            if score == 1.0 and row["expected"] in ("score 0", "abstain"):
                wrong.append(row["id"])
        slowest = max(times)
        say(f"engine={engine!r}: exceptions", str(len(failed)), "0", not failed)
        say(f"engine={engine!r}: wrongly accepted", f"{len(wrong)} {' '.join(wrong)}", "0", not wrong)
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        fine = slowest[0] <= 0.02 or busy()
        say(
            f"engine={engine!r}: slowest, CPU here",
            f"{slowest[0] * 1e3:.1f} ms ({slowest[2]})",
            "20 ms",
            fine,
        )
        say(f"engine={engine!r}: memory this process grew by", f"{grown:.1f} MB", "20 MB", grown <= 20)
        say(f"engine={engine!r}: slowest, wall", f"{max(each[1] for each in times) * 1e3:.1f} ms")


def threads(rows: list[dict]) -> None:
    print("\nThe corpus in one batch, beside a heartbeat of 1 ms")
    columns = [row["text"] for row in rows], [row["gold"] for row in rows]
    results = {}

    def score(name: str) -> None:
        results[name] = Correctness()(columns[0], answer=columns[1])

    for name in ("main thread", "worker thread"):
        clear_caches()
        with Heartbeat() as heart:
            if name == "main thread":
                score(name)
            else:
                thread = threading.Thread(target=score, args=(name,))
                thread.start()
                thread.join()
        say(
            f"{name}: longest time another thread stood still",
            f"{heart.gap * 1e3:.0f} ms",
            "50 ms",
            heart.gap < 0.05 or busy(),
        )
    same = results["main thread"] == results["worker thread"]
    say("the same scores in both", str(same), "True", same)


def bombs(count: int, seed: int = 0) -> list[str]:
    rng = random.Random(seed)
    return [f"<answer>{rng.choice(BOMBS).format(3 + number)}</answer>" for number in range(count)]


def batches() -> None:
    print("\nBatches (CPU budget of a pair 1 s, of a batch 20 s)")
    golds = [str(number) for number in range(255)]
    right = [f"<answer>{number if number % 2 else number + 1}</answer>" for number in range(255)]
    reward = Correctness()
    reward([r"<answer>\sum_{k=1}^n k</answer>"], answer=["n(n+1)/2"])  # warm
    alone = reward(right, answer=golds)
    clear_caches()
    start = time.perf_counter()
    mixed = reward([*right[:100], *bombs(1), *right[100:]], answer=[*golds[:100], "1", *golds[100:]])
    wall = time.perf_counter() - start
    unchanged = [*mixed[:100], *mixed[101:]] == alone and mixed[100] == 0.0
    say("255 + 1 bomb: the 255 unchanged", str(unchanged), "True", unchanged)
    say("255 + 1 bomb: wall", f"{wall:.2f} s")
    clear_caches()
    start = time.perf_counter()
    verdicts = reward.verdicts(bombs(256, 1), answer=["1"] * 256)
    wall = time.perf_counter() - start
    say("256 bombs: wall", f"{wall:.2f} s", "21 s", wall <= 21)
    rules = Counter(decision.rule for decision in verdicts.decisions)
    say("256 bombs: all score 0", str(set(verdicts.scores) == {0.0}), "True", set(verdicts.scores) == {0.0})
    print("   ", ", ".join(f"{count} {rule}" for rule, count in rules.most_common()))
    for count, few in ((60, 2), (256, 10)):
        among_bombs(reward, count, few)
    among_ends(256, 10)


def among_bombs(reward: Correctness, count: int, few: int) -> None:
    """Right answers whose pairs are sorted among those of bombs, which have all the time of the batch."""
    clear_caches()
    pairs = [tuple(each.format(2 + number) for each in RIGHT[number % len(RIGHT)]) for number in range(few)]
    texts = [*bombs(count, 2), *(f"<answer>{answer}</answer>" for answer, _ in pairs)]
    start = time.perf_counter()
    scores = reward(texts, answer=["1"] * count + [gold for _, gold in pairs])[count:]
    wall = time.perf_counter() - start
    decided(f"{count} bombs and {few} right answers", sum(map(bool, scores)), few, wall)


def among_ends(count: int, few: int) -> None:
    """The same of every kind of end."""
    pool = Pool(FUNCTIONS)
    pool.run([Job("echo", (number,)) for number in range(2)])
    kinds = [list(ENDS)[number % len(ENDS)] for number in range(count)]
    start = time.perf_counter()
    outcomes = pool.run([*map(Job, kinds), *(Job("double", (number,)) for number in range(few))])
    wall = time.perf_counter() - start
    pool.close()
    right = [outcome.value for outcome in outcomes[count:]] == [2 * number for number in range(few)]
    decided(f"{count} ends of {len(ENDS)} kinds and {few} answers", few if right else 0, few, wall)
    told = all(
        outcome.status in (ENDS[kind], "skipped") for kind, outcome in zip(kinds, outcomes, strict=False)
    )
    say("each end told for what it was", str(told), "True", told)


def decided(what: str, found: int, wanted: int, wall: float) -> None:
    say(f"{what}: decided", f"{found} of {wanted}", "all", found == wanted or busy())
    say(f"{what}: wall", f"{wall:.2f} s", "21 s", wall <= 21 or busy())


def kills() -> None:
    limits = Limits()
    budget = limits.turn + limits.cpu
    print(
        f"\nOne job (CPU budget {limits.turn:g} s and {limits.cpu:g} s), killed in big-integer code and in a loop"
    )
    for functions, bad, good in (
        (SYMBOLIC, Job("sympy", (BOMBS[0].format(9), "1", {})), Job("sympy", ("x", "1", {}))),
        (FUNCTIONS, Job("stuck_in_c"), Job("echo", (1,))),
    ):
        pool, late, ready, beyond = Pool(functions, limits), [], [], []
        pool.run([good])
        pool.run([bad, good])
        for _ in range(7):
            start, spent = time.perf_counter(), _cpu_of_children()
            [outcome] = pool.run([bad])
            late.append(time.perf_counter() - start - budget)
            beyond.append(_cpu_of_children() - spent - budget)
            if outcome.status != "cpu_spent":
                continue  # starved: the wall clock was over before the CPU time was
            start = time.perf_counter()
            [outcome] = pool.run([good])
            ready.append(time.perf_counter() - start)
            assert outcome.status == "answered", outcome
        pool.close()
        name = "sympy" if "sympy" in functions else "9^(9^9) in C"
        fine = statistics.median(late) < 0.1 or busy()
        say(
            f"{name}: wall after its CPU budget, least / median / worst",
            f"{_ms(late)}",
            "100 ms (goal 50)",
            fine,
        )
        say(f"{name}: CPU the workers used beyond it, a kill", f"{_ms(beyond)}")
        fine = statistics.median(ready) < 0.2 or busy()
        say(f"{name}: next job answered, least / median / worst", f"{_ms(ready)}", "200 ms (goal 100)", fine)


def deaths(count: int) -> None:
    print(f"\n{count} injected deaths among honest jobs")
    kinds = {
        "abort": "died", "segfault": "died", "killed": "died", "leave": "died", "system_exit": "died",
        "broken_frame": "died", "forged_frame": "died", "half_a_frame": "died", "flood_frames": "died",
        "closes_everything": "died", "memory_bomb": "memory_spent", "spin": "cpu_spent",
        "stuck_in_c": "cpu_spent", "stopped": "stalled",
    }  # fmt: skip
    rng = random.Random(0)
    pool = Pool(FUNCTIONS, Limits(cpu=0.05, stall=3.0, batch=600.0, deaths=10**9))
    lost = swapped = done = honest = 0
    began = time.perf_counter()
    while done < count:
        faults = rng.choices(list(kinds), k=min(10, count - done))
        jobs = [Job(fault) for fault in faults] + [Job("double", (rng.randrange(10**9),)) for _ in range(40)]
        rng.shuffle(jobs)
        for job, outcome in zip(jobs, pool.run(jobs), strict=True):
            if job.function in kinds:
                swapped += outcome.status != kinds[job.function]
            elif outcome.status != "answered":
                lost += 1
            else:
                honest += 1
                swapped += outcome.value != 2 * job.arguments[0]
        done += len(faults)
    pool.close()
    say("honest results", str(honest))
    say("lost", str(lost), "0", lost == 0)
    say("swapped", str(swapped), "0", swapped == 0)
    say("wall", f"{time.perf_counter() - began:.0f} s")


def _cpu_of_children() -> float:
    """CPU seconds of the workers, and of the processes that they have forked and reaped."""
    return sum(map(cpu_seconds, children()))


def busy() -> bool:
    """Does something else want the cores, so that wall times say little?"""
    return os.getloadavg()[0] > (os.cpu_count() or 1)


def _ms(seconds: list[float]) -> str:
    shown = (min(seconds), statistics.median(seconds), max(seconds))
    return " / ".join(f"{each * 1e3:.0f}" for each in shown) + " ms"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--deaths", type=int, default=1000)
    parser.add_argument("parts", nargs="*", default=["corpus", "threads", "kills", "batches", "deaths"])
    options = parser.parse_args()
    warnings.simplefilter("ignore", RewardWarning)
    print(
        f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True
    )
    rows = attacks()
    parts = {
        "corpus": lambda: corpus(rows),
        "threads": lambda: threads(rows),
        "kills": kills,
        "batches": batches,
        "deaths": lambda: deaths(options.deaths),
    }
    for part in options.parts:
        parts[part]()
    print(
        f"\nload {os.getloadavg()[0]:.1f}; "
        + (f"missed: {', '.join(missed)}" if missed else "every floor is held")
    )
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
