"""Two versions of the package in one run: what do the throughput workloads cost with each?

    python benchmarks/two_versions.py OLD/src src [--data DIR] [--rounds 15] [--only b b8]

Each version has a process of its own that is warm and takes turns with the other, so that both meet the machine in the
same moods; caches are emptied before each call, and CPU time is what counts. Printed for `Correctness` on each workload,
for its sum with `Format`, and for the rewards of steps: the medians in microseconds a row, their ratio, and the ratio's middle half over the rounds.
Every run is repeated with the old version in both places: how far apart two runs of one version lie is what a ratio has to beat.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import statistics
import subprocess
import sys
import time
import warnings
from pathlib import Path

HERE = Path(__file__).resolve().parent
CALLS = 5  # a turn, of which the median counts


def main() -> None:
    """Read the command line; ``--serve`` is how a version's process is started."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("versions", nargs="*", type=Path)
    parser.add_argument("--data", type=Path, help="folder of labelled data for the workloads")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--only", nargs="+", default=[], help="names of workloads; all of them without")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.data)
        return
    old, new = options.versions
    for title, pair in (("old and new", (old, new)), ("old and old (what a ratio has to beat)", (old, old))):
        print(title)
        beside(pair, options)


def beside(pair: tuple[Path, Path], options: argparse.Namespace) -> None:
    """Take turns, and print a line a workload."""
    sides = [start(source, options.data) for source in pair]
    names, _ = (json.loads(read(side)) for side in sides)
    print(f"  {'workload':<24}{'first':>10}{'second':>10}{'ratio':>8}  middle half")
    for name in options.only or names:
        turns = []
        for number in range(options.rounds + 1):
            order = (0, 1) if number % 2 else (1, 0)
            found = {side: ask(sides[side], name) for side in order}
            turns.append((found[0], found[1]))
        turns = turns[1:]  # the first turn is a warm-up
        first, second = (statistics.median(side) for side in zip(*turns, strict=True))
        low, middle, high = statistics.quantiles([b / a for a, b in turns], n=4)
        print(f"  {name:<24}{first:>10.2f}{second:>10.2f}{middle:>8.3f}  {low:.3f} to {high:.3f}", flush=True)
    for side in sides:
        side.stdin.close()
        side.wait()


def start(source: Path, data: Path | None) -> subprocess.Popen:
    """A process with one version of the package."""
    command = [sys.executable, __file__, "--serve", *(["--data", str(data)] if data else [])]
    environment = {**os.environ, "PYTHONPATH": str(source.resolve()), "PYTHONHASHSEED": "0"}
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    )


def read(side: subprocess.Popen) -> str:
    """A line of what a process says."""
    line = side.stdout.readline()
    if not line:
        raise SystemExit("a version's process has ended; see above")
    return line


def ask(side: subprocess.Popen, name: str) -> float:
    """Microseconds a row of one turn."""
    side.stdin.write(name + "\n")
    side.stdin.flush()
    return float(read(side))


def serve(data: Path | None) -> None:
    """Say what there is to time, then time what is asked for."""
    warnings.simplefilter("ignore")
    sys.path.insert(0, str(HERE))
    from reasoning_rewards import (
        THINK_BOXED,
        Checkpoints,
        Correctness,
        Format,
        StepArithmetic,
        StepCount,
        clear_caches,
    )
    from workloads import batch, workloads

    solved = Correctness(engine=None)
    whole = solved + 0.2 * Format(layout=THINK_BOXED)
    columns = batch()
    few = {name: columns[name] for name in ("completions", "answer")}
    tasks = {"throughput batch": (solved, few), "its sum with Format": (whole, few)}
    for leaf in (Checkpoints(engine=None), StepArithmetic(), StepCount()):
        tasks[type(leaf).__name__] = (leaf, columns)
    for load in workloads(data):
        rows = {
            "completions": [row.completion for row in load.rows],
            "answer": [row.gold for row in load.rows],
        }
        tasks[load.name] = (solved, rows)
    print(json.dumps(list(tasks)), flush=True)
    for line in sys.stdin:
        reward, rows = tasks[line.strip()]
        spent = []
        for _ in range(CALLS):
            clear_caches()
            gc.collect()
            gc.disable()
            begun = time.process_time()
            reward(**rows)
            spent.append(time.process_time() - begun)
            gc.enable()
        print(statistics.median(spent) / len(rows["completions"]) * 1e6, flush=True)


if __name__ == "__main__":
    main()
