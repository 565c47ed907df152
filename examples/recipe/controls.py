"""Rewards that say nothing about right and wrong: what rises under them was not learnt from the reward.

A coin raised a Qwen2.5-Math-7B by 21 points on MATH-500 (arXiv:2506.10947): the data and the trainer
may do by themselves what a good reward is praised for.
"""

from __future__ import annotations

import random
from collections.abc import Sequence


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
