"""Millions of rows: does memory grow, are descriptors or children left?

    python benchmarks/soak.py [rows]        # 1,000,000 unless told

Run from the repository's root, on Linux. Rows come in batches of 1,024 as GRPO makes them, all of
them new text: right, wrong, hostile and broken answers; one batch in fifty has pairs that only a
worker can decide, one in five hundred a bomb. After a warm-up of a fifth, the slope of the resident
memory of this process and of its workers is fitted. Exits 1 if a floor is missed.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.engine.processes import children, descendants, descriptors

from reasoning_rewards import Brevity, Correctness, Format, Proximity, RewardWarning
from reasoning_rewards.answers.engines import engines

BATCH, WARM_UP, LOOKS = 1_024, 0.2, 60
FLOOR = 1024.0  # bytes a thousand rows
SOLVED = Correctness()
TOTAL = (SOLVED + 0.2 * Format() + 0.1 * Proximity() + 0.1 * Brevity(limit=400, unit="words")).requires(
    SOLVED
)


def answer(rng: random.Random, number: int) -> str:
    kind = rng.randrange(12)
    if kind < 4:
        return str(number)
    if kind < 6:
        return f"\\frac{{{2 * number}}}{{2}}"
    if kind == 6:
        return f"{number}.{rng.randrange(10**9)}"
    if kind == 7:
        return f"(x+{number})^2-x^2-{2 * number}x"
    if kind == 8:
        return f"9^{{9^{{{number}}}}}"
    if kind == 9:
        return "(" * rng.randrange(200) + str(number)
    if kind == 10:
        return f"\\frac{{{number}}}{{"
    return f"about {number} or {number + 1}"


def batch(rng: random.Random, place: int) -> tuple[list[str], list[str]]:
    texts, golds = [], []
    for _ in range(BATCH // 8):
        number = rng.randrange(10**6)
        for _ in range(8):
            thinking = f"{rng.random()} " * rng.randrange(5, 60)
            texts.append(f"<think>{thinking}</think><answer>{answer(rng, number)}</answer>")
            golds.append(str(number))
    if place % 50 == 0:
        terms = rng.randrange(2, 10**6)
        texts[0], golds[0] = f"<answer>\\sum_{{k=1}}^n ({terms}k)</answer>", f"{terms}n(n+1)/2"
    if place % 500 == 0:
        texts[1] = f"<answer>\\sum_{{k=1}}^{{1000000000}} \\frac{{1}}{{k^2+k^3+{place + 7}}}</answer>"
    return texts, golds


def resident(pids: list[int]) -> int:
    """Bytes of memory that these processes have resident."""
    page, total = os.sysconf("SC_PAGE_SIZE"), 0
    for pid in pids:
        try:
            total += int(Path(f"/proc/{pid}/statm").read_text("utf-8").split()[1]) * page
        except OSError:
            continue
    return total


def slope(points: list[tuple[int, int]]) -> float:
    """Least squares, in bytes a thousand rows."""
    count = len(points)
    rows, sizes = sum(x for x, _ in points) / count, sum(y for _, y in points) / count
    over = sum((x - rows) * (y - sizes) for x, y in points)
    under = sum((x - rows) ** 2 for x, _ in points)
    return 1000 * over / under if under else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rows", type=int, nargs="?", default=1_000_000, help="(default: %(default)s)")
    rows = parser.parse_args().rows
    warnings.simplefilter("ignore", RewardWarning)
    rng, batches, done = random.Random(0), max(rows // BATCH, 20), 0
    ours, workers, open_files, started = [], [], [], []
    before, begun, cpu = descriptors(), time.perf_counter(), time.process_time()
    for place in range(batches):
        texts, golds = batch(rng, place)
        TOTAL(texts, answer=golds)
        done += len(texts)
        if place >= WARM_UP * batches and place % max(1, batches // LOOKS) == 0:
            ours.append((done, resident([os.getpid()])))
            workers.append((done, resident(descendants())))
            open_files.append(descriptors())
            started.append(len(children()))
    wall, cpu = time.perf_counter() - begun, time.process_time() - cpu
    print(f"{done:,} rows in {wall:.0f} s ({1e6 * cpu / done:.1f} µs of CPU a row, making them included)")
    print(
        f"memory of this process: {ours[0][1] / 2**20:.1f} to {ours[-1][1] / 2**20:.1f} MiB, slope {slope(ours):,.0f} bytes a 1,000 rows (floor {FLOOR:,.0f})"
    )
    print(f"memory of the workers: {workers[0][1] / 2**20:.1f} to {workers[-1][1] / 2**20:.1f} MiB")
    print(f"descriptors: {min(open_files)} to {max(open_files)}; children: {min(started)} to {max(started)}")
    engines.close()
    left = descriptors() - before, len(children())
    print(f"after closing: {left[0]} descriptors and {left[1]} children more than before")
    sys.exit(slope(ours) > FLOOR or any(left) or max(started) > 2)


if __name__ == "__main__":
    main()
