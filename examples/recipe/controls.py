"""Rewards that say nothing about right and wrong: what rises under them was not learnt from the reward.

A coin raised a Qwen2.5-Math-7B by 21 points on MATH-500 (arXiv:2506.10947): the data and the trainer
may do by themselves what a good reward is praised for.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

from reasoning_rewards import Format, Reward
from recipe.options import Training, load_rewards


class Coin:
    """1 or 0 with equal chances, whatever was written."""

    def __init__(self, seed: int) -> None:
        self.__name__ = "coin"
        self.seed = seed
        self.rng = random.Random(seed)

    def __repr__(self) -> str:
        return f"Coin({self.seed})"

    def __call__(self, completions: Sequence[object], **_: object) -> list[float | None]:
        return [float(self.rng.random() < 0.5) for _ in completions]


def trained_on(total: Reward, form: Format, options: Training) -> list[Callable[..., Any]]:
    """What GRPO is given: the script's total, unless the command line asks for a control or for your own."""
    if options.control == "format":
        return [form]
    if options.control == "random":
        return [Coin(options.seed)]
    if options.rewards:
        return load_rewards(options.rewards)
    print(f"{total.__name__}: the worst right answer earns {total.margin():g} more than the best wrong one.")
    return [total]
