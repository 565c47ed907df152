"""Is what is paid proven? Pairs built to fool points, and equal ones rewritten, by the thousand.

    python benchmarks/proofs.py [--pairs 20000] [--seed 1] [--show 5]

The pairs come from tests/answers/pairs.py, from a seed, and their truth from how they are made. Printed for each
family: of different pairs how many are paid (asked: none), of equal ones the share that is found the same in this
process (asked: 99.5 %); how many stay undecided, and would go to an engine; and the CPU time a pair. Only the public
`compare` is used, so that it runs against any version of the package (PYTHONPATH).
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
from tests.answers.pairs import DIFFERENT, EQUAL, Family, drawn

from reasoning_rewards import compare

LEAST = 0.995  # of equal pairs


def measured(
    title: str, families: Mapping[str, Family], count: int, seed: int, wrong: bool | None, show: int
) -> Counter:
    """Print what becomes of the pairs of these families; ``wrong``: the verdict of which examples are shown, if not None."""
    print(f"{title:32}{'pairs':>8}{'same':>8}{'differ':>8}{'open':>8}{'budget':>8}{'µs':>8}{'worst ms':>10}")
    total: Counter = Counter()
    tallies: dict[str, Counter] = {}
    examples: dict[str, list] = {}
    compare("\\sin^2 x+\\cos^2 x", gold="1")  # imports
    for name, (answer, gold) in drawn(families, count, seed):
        begun = time.process_time()
        found = compare(answer, gold=gold)
        spent = time.process_time() - begun
        tally = tallies.setdefault(name, Counter())
        tally["pairs"] += 1
        budget = found.rule == "budget.exceeded"
        tally["budget" if budget else {True: "same", False: "differ", None: "open"}[found.same]] += 1
        tally["seconds"] += spent
        tally["worst"] = max(tally["worst"], spent)
        if (found.same is True) is wrong:
            examples.setdefault(name, []).append((gold, answer, found.rule))
    for name, tally in tallies.items():
        print(_row(name, tally))
        for gold, answer, rule in examples.get(name, [])[:show]:
            print(f"    {rule}: {gold}  <-  {answer}")
        worst = max(total["worst"], tally["worst"])
        total.update(tally)
        total["worst"] = worst
    print(_row("all", total))
    return total


def _row(name: str, tally: Counter) -> str:
    counts = "".join(f"{tally[each]:8}" for each in ("pairs", "same", "differ", "open", "budget"))
    return f"{name:32}{counts}{tally['seconds'] / tally['pairs'] * 1e6:8.0f}{tally['worst'] * 1e3:10.1f}"


def main() -> int:
    """Measure both, and say whether what is asked holds."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pairs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=3, help="examples of what is wrong, for each family")
    options = parser.parse_args()
    different = measured("different", DIFFERENT, options.pairs, options.seed, True, options.show)
    equal = measured("equal", EQUAL, options.pairs, options.seed, False, options.show)
    share = equal["same"] / equal["pairs"]
    print(
        f"paid: {different['same']} of {different['pairs']}; found the same: {share:.2%} of {equal['pairs']}"
    )
    return int(different["same"] > 0 or share < LEAST)


if __name__ == "__main__":
    sys.exit(main())
