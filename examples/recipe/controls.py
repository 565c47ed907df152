"""Rewards that say nothing about right and wrong: what rises under them was not learnt from the reward.

Random rewards raised a Qwen2.5-Math-7B by 21 points on MATH-500 (arXiv:2506.10947): the data and the trainer
may do by themselves what a good reward is praised for.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

from reasoning_rewards import Format, Reward
from recipe.options import Training, load_rewards


class Dealt:
    """The true reward's scores, dealt out to the completions of a batch at random: its rate, and nothing else of it."""

    def __init__(self, reward: Reward, seed: int) -> None:
        self.__name__ = "dealt"
        self.reward, self.seed = reward, seed
        self.rng = random.Random(seed)

    def __repr__(self) -> str:
        return f"Dealt({self.reward!r}, {self.seed})"

    def __call__(self, completions: Sequence[object], **columns: Any) -> list[float | None]:
        scores = list(self.reward(completions=completions, **columns))
        self.rng.shuffle(scores)
        return scores


def trained_on(total: Reward, form: Format, options: Training) -> list[Callable[..., Any]]:
    """What GRPO is given: the script's total, unless the command line asks for a control or for your own."""
    if options.control == "format":
        return [form]
    if options.control == "random":
        return [Dealt(total, options.seed)]
    if options.rewards:
        return load_rewards(options.rewards)
    print(f"{total.__name__}: the worst right answer earns {total.margin():g} more than the best wrong one.")
    return [total]
