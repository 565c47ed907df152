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

from recipe.report import accuracy, percent, training_time
from recipe.statistics import paired_gap

COLUMNS = (
    "run",
    "greedy before",
    "forced",
    "after",
    "sampled before",
    "forced",
    "after",
    "format",
    "steps",
    "tokens",
    "training",
)


def row(results: dict[str, Any]) -> tuple[str, ...]:
    before, after = results["before"]["sampled"], results["after"]["sampled"]
    accuracies = [
        percent(accuracy(results[when][way]).value)
        for way in ("greedy", "sampled")
        for when in ("before", "forced", "after")
    ]
    return (
        results["name"],
        *accuracies,
        f"{before['rewards']['format']:.2f} → {after['rewards']['format']:.2f}",
        f"{before['rewards']['steps']:.2f} → {after['rewards']['steps']:.2f}",
        f"{before['mean_length']:.0f} → {after['mean_length']:.0f}",
        f"{training_time(results['times']):.0f} s",
    )


def gaps(runs: list[dict[str, Any]]) -> None:
    """Print the paired gaps between the runs with the total reward and the others, seed by seed."""
    full = {results["seed"]: results for results in runs if results["trained_on"] == ["total"]}
    others = {results["seed"]: results for results in runs if results["trained_on"] != ["total"]}
    seeds = sorted(full.keys() & others.keys())
    for way in ("greedy", "sampled"):
        together: tuple[dict[str, list[bool]], dict[str, list[bool]]] = ({}, {})
        for seed in seeds:
            pair = (full[seed]["after"][way]["right"], others[seed]["after"][way]["right"])
            print(
                f"{way}, seed {seed}: {' + '.join(full[seed]['trained_on'])} is right more often than "
                f"{' + '.join(others[seed]['trained_on'])} by {paired_gap(*pair)}"
            )
            for merged, families in zip(together, pair, strict=True):
                for family, flags in families.items():
                    merged.setdefault(f"{family} {seed}", []).extend(flags)
        if len(seeds) > 1:
            print(f"{way}, {len(seeds)} seeds together: {paired_gap(*together)}")
        for name, group in (("full", full), ("control", others)):
            gains = [
                accuracy(r["after"][way]).value - accuracy(r["before"][way]).value for r in group.values()
            ]
            if gains:
                each = ", ".join(f"{100 * gain:+.1f}" for gain in gains)
                print(
                    f"{way}, gain of the {name} runs: {100 * sum(gains) / len(gains):+.1f} points on average ({each})"
                )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("runs", nargs="+", type=Path, metavar="DIR", help="folders with a results.json")
    runs = [json.loads((folder / "results.json").read_text()) for folder in parser.parse_args().runs]
    print(f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}")
    for results in runs:
        print(f"| {' | '.join(row(results))} |")
    print()
    gaps(runs)


if __name__ == "__main__":
    main()
