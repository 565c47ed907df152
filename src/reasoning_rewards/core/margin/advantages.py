"""What GRPO makes of a group's rewards, by the formulas of TRL's trainer.

With r the rewards of a group, s the sample standard deviation and ε = 1e-4:

    scale_rewards="group"   (r − mean r) / (s(r) + ε)
    scale_rewards="batch"   the same with s taken over the batch; here the group is the batch
    scale_rewards="none"    r − mean r
    normalize_then_sum      each component by its own group, then Σ w·component, then (· − mean) / (s + ε)

Source: ``GRPOTrainer._generate_and_score_completions`` in TRL 1.16.0 (``scale_rewards``, and
``multi_objective_aggregation`` from GDPO, arXiv:2601.05242).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

__all__ = ["normalised", "normalised_then_summed"]

_EPSILON = 1e-4  # TRL's, added to every standard deviation


def normalised(rewards: Sequence[float], scale_rewards: str = "group") -> list[float]:
    """The advantages of one group.

    >>> [round(a, 2) for a in normalised([1.0, 0.0, 0.0, 0.0])]
    [1.5, -0.5, -0.5, -0.5]
    >>> normalised([0.3, 0.3])
    [0.0, 0.0]
    """
    mean = math.fsum(rewards) / len(rewards)
    centred = [reward - mean for reward in rewards]
    if scale_rewards == "none":
        return centred
    spread = _deviation(centred)
    return [value / (spread + _EPSILON) for value in centred]


def normalised_then_summed(components: Sequence[Sequence[float]], weights: Sequence[float]) -> list[float]:
    """The advantages of one group whose components are normalised before they are summed."""
    columns = [normalised(component) for component in components]
    summed = [
        math.fsum(weight * value for weight, value in zip(weights, row, strict=True))
        for row in zip(*columns, strict=True)
    ]
    return normalised(summed)


def _deviation(centred: Sequence[float]) -> float:
    """The sample standard deviation of values whose mean is 0."""
    return math.sqrt(math.fsum(value * value for value in centred) / max(len(centred) - 1, 1))
