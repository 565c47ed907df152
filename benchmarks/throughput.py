"""What a row costs, reward by reward: CPU microseconds over batches shaped like GRPO's.

    python benchmarks/throughput.py

128 prompts × 8 completions of about 4,400 characters, word problems with worked thinking; half of
the answers right, the rest spread over a few wrong ones, a few rows cut off. Every round starts
with empty caches. Printed: the median over rounds of CPU time per row, and for compositions what
a node adds to the rewards inside it.
"""

from __future__ import annotations

import random
import statistics
import time

from reasoning_rewards import (
    THINK_BOXED,
    AlpLength,
    AroraLength,
    Brevity,
    Correctness,
    CosineScaled,
    Diversity,
    Format,
    KimiLength,
    LaserLength,
    LeadLength,
    LengthPenalty,
    LengthTarget,
    Numeric,
    Pattern,
    Proximity,
    RepetitionPenalty,
    Reward,
    SelfCorrection,
    StepArithmetic,
    StepCount,
    StepRewards,
    TagCount,
    TextOverlap,
    Truncation,
    clear_caches,
    linear,
)
from reasoning_rewards.rewards.process import brevities

PROMPTS, GROUP, ROUNDS = 128, 8, 7
FILLER = "Let me read the problem once more and note what is known, what is asked, and what is not. "


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


def batch(seed: int = 0) -> dict[str, list]:
    """Columns as TRL passes them."""
    rng = random.Random(seed)
    columns: dict[str, list] = {
        name: [] for name in ("completions", "prompts", "completion_ids", "answer", "zeros", "right")
    }
    for _ in range(PROMPTS):
        a, b, c = (rng.randint(2, 99) for _ in range(3))
        gold = a + b - c
        for _ in range(GROUP):
            answer = gold if rng.random() < 0.5 else gold + rng.choice((-10, -1, 1, 2))
            thinking = FILLER * rng.randint(30, 65) + f"{a} + {b} = {a + b}. {a + b} - {c} = {answer}."
            ending = "" if rng.random() < 0.03 else f"</think>\n\nThe answer is \\boxed{{{answer}}}."
            columns["completions"].append(f"<think>{thinking}{ending}")
            columns["prompts"].append(f"Tom has {a} marbles, finds {b} and loses {c}. How many are left?")
            columns["completion_ids"].append(range(len(thinking) // 4))
            columns["answer"].append(str(gold))
            columns["zeros"].append(0.0)
            columns["right"].append(float(answer == gold))
    return columns


def cost(reward: Reward, columns: dict[str, list]) -> float:
    """The median CPU microseconds a row, caches emptied before each round."""
    rounds = []
    for _ in range(ROUNDS):
        clear_caches()
        start = time.process_time()
        reward.verdicts(progress=0.5, **columns)
        rounds.append((time.process_time() - start) / len(columns["completions"]) * 1e6)
    return statistics.median(rounds)


def main() -> None:
    columns = batch()
    solved, form = Correctness(), Format(layout=THINK_BOXED)
    leaves = [
        solved,
        Numeric(),
        form,
        TagCount(layout=THINK_BOXED),
        Pattern(regex=r"(?s)^<think>.+</think>.*boxed"),
        Proximity(),
        StepArithmetic(steps=2),
        StepCount(),
        StepRewards(function=brevities),
        SelfCorrection(),
        TextOverlap(),
        LengthPenalty(max_length=1024, soft_cache=256),
        Brevity(limit=2048),
        LengthTarget(target=1024),
        Truncation(mode="soft", flag_column="zeros"),
        RepetitionPenalty(),
        RepetitionPenalty(unit="words"),
    ]
    # What these cost beside the decider that they ask, which a total judges once for all of them.
    judged = [
        CosineScaled(by=FREE, max_length=2048),
        KimiLength(by=FREE),
        AroraLength(by=FREE),
        LeadLength(by=FREE),
        AlpLength(by=FREE, max_length=2048),
        LaserLength(by=FREE, target=1024),
        Diversity(by=FREE),
    ]
    print(f"{PROMPTS * GROUP} rows, median of {ROUNDS} rounds, caches emptied before each\n")
    print(f"{'reward':<40}{'µs a row':>10}")
    for leaf in [*leaves, *judged]:
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
    }
    for name, (node, inside) in nodes.items():
        print(f"{name:<40}{cost(node, columns) - inside:>10.2f}")


if __name__ == "__main__":
    main()
