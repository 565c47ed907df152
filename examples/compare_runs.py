"""Put finished runs side by side, and one way of training against another on the same problems.

    python examples/compare_runs.py runs/tiny_cpu_grpo/seed0 runs/tiny_cpu_grpo/seed0-format ...

Prints a table with a row per run, and then, for runs of the same seed that trained on different
rewards, how much more often the one is right than the other: paired problem by problem, with a
95 % bootstrap interval, each seed by itself and all together.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from reasoning_rewards.intervals import mean_flags, paired_gap
from recipe.tiny.report import accuracy, percent, training_time

Results = dict[str, Any]

PARTS = ("correctness", "proximity", "steps", "format")
COLUMNS = (
    "run",
    *(f"{way}: before, thinking started, after" for way in ("greedy", "sampled")),
    *PARTS,
    "tokens",
    "training",
)


def row(results: Results) -> list[str]:
    before, after = results["before"]["sampled"], results["after"]["sampled"]
    accuracies = [
        " · ".join(percent(accuracy(results[when][way]).value) for when in ("before", "forced", "after"))
        for way in ("greedy", "sampled")
    ]
    parts = [f"{before['rewards'][part]:.2f} → {after['rewards'][part]:.2f}" for part in PARTS]
    tokens = f"{before['mean_length']:.0f} → {after['mean_length']:.0f}"
    return [results["name"], *accuracies, *parts, tokens, f"{training_time(results['times']):.0f} s"]


def print_gains(name: str, runs: list[Results], way: str) -> None:
    gains = [100 * (accuracy(run["after"][way]).value - accuracy(run["before"][way]).value) for run in runs]
    each = ", ".join(f"{gain:+.1f}" for gain in gains)
    print(f"{way}, trained on {name}: {sum(gains) / len(gains):+.1f} points on average ({each})")


def print_gaps(ours: dict[int, Results], theirs: dict[int, Results], way: str) -> None:
    """The gap seed by seed, and over all seeds: over the same problems, each with its mean over seeds."""
    seeds = sorted(ours.keys() & theirs.keys())
    pairs = [(ours[seed]["after"][way]["right"], theirs[seed]["after"][way]["right"]) for seed in seeds]
    for seed, pair in zip(seeds, pairs, strict=True):
        print(f"{way}, gap on the same problems, seed {seed}: {paired_gap(*pair)}")
    if len(seeds) > 1:
        together = [mean_flags([pair[side] for pair in pairs]) for side in (0, 1)]
        print(f"{way}, gap on the same problems, {len(seeds)} seeds: {paired_gap(*together)}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("runs", nargs="+", type=Path, metavar="DIR", help="folders with a results.json")
    runs = [json.loads((folder / "results.json").read_text("utf-8")) for folder in parser.parse_args().runs]
    print(f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}")
    for results in runs:
        print(f"| {' | '.join(row(results))} |")
    trained: dict[str, dict[int, Results]] = {}
    for results in runs:
        trained.setdefault(" + ".join(results["trained_on"]), {})[results["seed"]] = results
    for way in ("greedy", "sampled"):
        print()
        for name, by_seed in trained.items():
            print_gains(name, list(by_seed.values()), way)
        if len(trained) == 2:
            print_gaps(*trained.values(), way)


if __name__ == "__main__":
    main()
