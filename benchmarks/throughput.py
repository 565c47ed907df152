"""What a row costs: reward by reward, and `Correctness` beside its peers.

    python benchmarks/throughput.py                       # rewards and nodes alone
    python benchmarks/throughput.py --peers [--data DIR]  # and the peers that are installed

Rewards: 128 prompts × 8 completions of about 4,400 characters, word problems with worked thinking;
half of the answers right, the rest spread over a few wrong ones, a few rows cut off. Printed: the
median over rounds of CPU time per row, and for compositions what a node adds to what is inside it.

Peers (requirements/bench.txt), on the workloads of workloads.py: in one process and run, our caches
emptied before each pass, theirs warm from a round before; only the rows count on which our verdict
and theirs are both right; the CPU time of child processes is counted. As in timeit the garbage
collector is off while either is timed. They score an eighth of the rows, then we score all of them, and so
on, 5 rounds. Our turn is the median of 25 calls, for one is over in milliseconds. A ratio is theirs over
ours, medians of the rounds.
"""

from __future__ import annotations

import argparse
import gc
import os
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(1, str(Path(__file__).parent.parent))
from tests.all_rewards import one_of_each

from peers import PEERS, UnavailableError
from reasoning_rewards import (
    THINK_BOXED,
    Correctness,
    Format,
    Pattern,
    RepetitionPenalty,
    Reward,
    clear_caches,
    linear,
)
from workloads import GROUP, PROMPTS, Row, Workload, batch, workloads

PATTERN = r"(?s)^<think>.+</think>.*boxed"
ROUNDS = 7


class Given(Reward):
    """A leaf that costs nothing, so that what is left is the node around it."""

    name_of_it: str
    bounds = (0.0, 1.0)

    def evaluate(self, batch):
        return batch.column("zeros")


class Free(Reward):
    """A decider that costs nothing."""

    decides = True
    bounds = (0.0, 1.0)

    def evaluate(self, batch):
        return batch.column("right")


FREE = Free()


def cost(reward: Reward, columns: dict[str, list]) -> float:
    """The median CPU microseconds a row, caches emptied before each round."""
    rounds = []
    for _ in range(ROUNDS):
        clear_caches()
        start = time.process_time()
        reward.verdicts(progress=0.5, **columns)
        rounds.append((time.process_time() - start) / len(columns["completions"]) * 1e6)
    return statistics.median(rounds)


def rewards_table() -> None:
    columns = batch()
    solved, form = Correctness(), Format(layout=THINK_BOXED)
    # What asks a decider costs this beside it: a total judges that once for all of them.
    leaves = [
        *one_of_each(length=2048, by=FREE, layout=THINK_BOXED),
        RepetitionPenalty(unit="words"),
        Pattern(regex=PATTERN),
    ]
    warnings.simplefilter("ignore")  # some ask whether these completions were cut off
    print(f"{PROMPTS * GROUP} rows, median of {ROUNDS} rounds, caches emptied before each\n")
    print(f"{'reward':<40}{'µs a row':>10}")
    for leaf in leaves:
        print(f"{leaf.__name__:<40}{cost(leaf, columns):>10.2f}")
    print(f"{'sum of two: correctness + 0.2 * format':<40}{cost(solved + 0.2 * form, columns):>10.2f}")

    print(f"\n{'node':<40}{'µs a row':>10}")
    one, two = Given(name_of_it="one"), Given(name_of_it="two")
    bare, both = cost(one, columns), cost(one, columns) + cost(two, columns)
    nodes = {
        "0.2 * a": (0.2 * one, bare),
        "a + b": (one + two, both),
        "a * b": (one * two, both),
        "a.at_least(0.5)": (one.at_least(0.5), bare),
        "a.only_if(b), closed": (one.only_if(two), cost(two, columns)),
        "a.requires(b)": (one.requires(two), both),
        "a.clip(0.25, 0.5)": (one.clip(0.25, 0.5), bare),
        "a.anneal(linear(1, 0))": (one.anneal(linear(1, 0)), bare),
        "a.named('x')": (one.named("x"), bare),
        "a.if_abstains(0)": (one.if_abstains(0), bare),
    }
    for name, (node, inside) in nodes.items():
        print(f"{name:<40}{cost(node, columns) - inside:>10.2f}")


# ── beside the peers ──

AGAINST = ("math-verify", "TRL accuracy_reward", "verl math_dapo")
PEER_ROUNDS = 5  # a peer's round can take a minute
PARTS = 8  # of a peer's round; after each we take our turn, so that both meet the machine in the same moods
OUR_PASSES = 25


def cpu() -> float:
    """CPU seconds of this process, finely, and of its children."""
    times = os.times()
    return time.process_time() + times.children_user + times.children_system


def spent(work: Callable[[], object]) -> float:
    """CPU seconds of one call."""
    gc.disable()
    start = cpu()
    work()
    end = cpu()
    gc.enable()
    return end - start


OURS = Correctness()


def ours(rows: list[Row]) -> list[bool]:
    """Our verdicts on rows, as a trainer gets them."""
    scores = OURS([row.completion for row in rows], answer=[row.gold for row in rows])
    return [score == 1.0 for score in scores]


def our_cost(rows: list[Row]) -> float:
    """CPU seconds of a call on rows with empty caches: the median of several, for they are short."""
    completions, golds = [row.completion for row in rows], [row.gold for row in rows]

    def once() -> float:
        clear_caches()
        return spent(lambda: OURS(completions, answer=golds))

    return statistics.median(once() for _ in range(OUR_PASSES))


def beside(name: str, scorer: Callable, load: Workload) -> None:
    """One line: how often both are right, and the ratio on those rows, first pass and warm."""
    verdicts: list[bool] = []

    def score_all(rows: list[Row]) -> None:
        verdicts[:] = [scorer(row.gold, row.completion, "completion").same is True for row in rows]

    first = spent(lambda: score_all(load.rows))
    clear_caches()
    mine = ours(load.rows)
    both = [
        row
        for row, theirs, here in zip(load.rows, verdicts, mine, strict=True)
        if theirs == here == row.right
    ]
    pairs = []
    for _ in range(PEER_ROUNDS):
        round_theirs = round_ours = 0.0
        for part in (both[start::PARTS] for start in range(PARTS)):
            round_theirs += spent(lambda rows=part: score_all(rows))
            round_ours += our_cost(both) / PARTS
        pairs.append((round_theirs, round_ours))
    theirs, mine_too = (statistics.median(column) / len(both) * 1e6 for column in zip(*pairs, strict=True))
    our_first = our_cost(load.rows) / len(load.rows) * 1e6
    their_first = first / len(load.rows) * 1e6
    print(
        f"{load.name:<9}{name:<40}{len(both):>6} of {len(load.rows):<6}{mine_too:>9.2f}{theirs:>12.1f}"
        f"{theirs / mine_too:>10,.0f}x{their_first / our_first:>10,.0f}x"
    )


def single_rows(load: Workload) -> None:
    """One line: how long one row takes by itself, and how many rows no rung could decide."""
    clear_caches()
    reward, times, undecided = Correctness(), [], 0
    for row in load.rows:
        start = time.thread_time()
        verdict = reward.verdicts([row.completion], answer=[row.gold])
        times.append((time.thread_time() - start) * 1e6)
        undecided += verdict.decisions[0].rule == "ladder.undecided"
    times.sort()
    wrong = sum(here != row.right for here, row in zip(ours(load.rows), load.rows, strict=True))
    print(
        f"{load.name:<9}rows {len(load.rows)}, text {load.source}; one at a time: p50 {times[len(times) // 2]:.1f} µs, "
        f"p99 {times[int(len(times) * 0.99)]:.1f}, max {times[-1]:.1f}; undecided {undecided}; not as labelled {wrong}"
    )


def peers_table(data: Path | None) -> None:
    """Every workload beside every peer that is installed."""
    loads = workloads(data)
    for load in loads:
        single_rows(load)
    head = f"\n{'load':<9}{'peer':<40}{'both right':>16}{'ours µs':>9}{'theirs µs':>12}{'ratio':>11}{'first pass':>11}"
    print(head)
    for name, make in PEERS.items():
        if not name.startswith(AGAINST):
            continue
        try:
            scorer = make()
        except UnavailableError as error:
            print(f"{name}: {error}")
            continue
        for load in loads:
            beside(name, scorer, load)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--peers", action="store_true", help="measure the peers too; takes minutes")
    parser.add_argument("--data", type=Path, help="folder of labelled data for the workloads")
    options = parser.parse_args()
    if options.peers:
        peers_table(options.data)
    else:
        rewards_table()


if __name__ == "__main__":
    main()
