"""Leaves for tests of the algebra: their scores are read from a column, so a test chooses them."""

from __future__ import annotations

from reasoning_rewards import Reward
from reasoning_rewards.core.margin.bounds import Bounds


class Given(Reward):
    """Scores what its column holds; None abstains."""

    score_column: str
    low: float = -1.0
    high: float = 1.0
    silent: bool = True

    @property
    def bounds(self) -> Bounds:
        return self.low, self.high

    @property
    def may_abstain(self) -> bool:
        return self.silent

    def evaluate(self, batch):
        return list(batch.column(self.score_column))


class Right(Reward):
    """Says right (1.0) or wrong (0.0) as its column does."""

    score_column: str = "right"
    decides = True
    bounds = (0.0, 1.0)
    may_abstain = True

    def evaluate(self, batch):
        return list(batch.column(self.score_column))


def score(reward, **columns):
    """The scores of a reward over columns alone."""
    rows = len(next(iter(columns.values())))
    return list(reward.verdicts([""] * rows, progress=columns.pop("progress", None), **columns).scores)
