"""Intervals for what a run claims. Everything is 95 %, two-sided.

A share of right answers      Wilson's score interval: honest near 0 and 1, where the usual one is not
The mean of several shares    their Wilson intervals, squared and added (MOVER: Zou & Donner 2008)
A gap on the same problems    bootstrap over problems, within families
pass@1 and its gain           bootstrap over problems; a problem's samples are not independent of each other
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from typing import NamedTuple

Z = 1.959963984540054
"""The normal quantile that leaves 2.5 % on each side."""


class Estimate(NamedTuple):
    """A number and its interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{100 * self.value:.1f} % [{100 * self.low:.1f}, {100 * self.high:.1f}]"


def share(flags: Sequence[bool]) -> Estimate:
    """The share of true flags, with Wilson's score interval.

    >>> print(share([True] * 9 + [False]))
    90.0 % [59.6, 98.2]
    """
    n = len(flags)
    if n == 0:
        raise ValueError("flags is empty: there is no share of nothing")
    p = sum(flags) / n
    centre = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    # Rounding may leave an end of the interval on the wrong side of 0, 1 or of p itself.
    return Estimate(p, min(p, max(0.0, centre - half)), max(p, min(1.0, centre + half)))


def mean_of_shares(families: Mapping[str, Sequence[bool]]) -> Estimate:
    """The unweighted mean of the families' shares: no family counts more for having more problems."""
    shares = [share(flags) for flags in families.values()]
    k = len(shares)
    mean = sum(one.value for one in shares) / k
    below = math.sqrt(sum((one.value - one.low) ** 2 for one in shares)) / k
    above = math.sqrt(sum((one.high - one.value) ** 2 for one in shares)) / k
    return Estimate(mean, max(0.0, mean - below), min(1.0, mean + above))


def paired_gap(
    ours: Mapping[str, Sequence[float]],
    theirs: Mapping[str, Sequence[float]],
    *,
    draws: int = 2000,
    seed: int = 0,
) -> Estimate:
    """How much more often ``ours`` is right than ``theirs`` on the same problems, family by family.

    Right or wrong for each problem, or the share of several runs that got it right. The mean over
    families of the mean difference; the interval is the bootstrap's, over problems.
    """
    differences = {
        family: [mine - yours for mine, yours in zip(flags, theirs[family], strict=True)]
        for family, flags in ours.items()
    }
    rng = random.Random(seed)

    def mean(sample: Mapping[str, Sequence[float]]) -> float:
        return sum(sum(values) / len(values) for values in sample.values()) / len(sample)

    redrawn = sorted(
        mean({family: rng.choices(values, k=len(values)) for family, values in differences.items()})
        for _ in range(draws)
    )
    return Estimate(mean(differences), redrawn[int(0.025 * draws)], redrawn[int(0.975 * draws)])


def mean_of_problems(values: Sequence[float], *, draws: int = 2000, seed: int = 0) -> Estimate:
    """The mean over problems of the share of each problem's samples that are right.

    Where all problems agree the bootstrap knows no doubt; Wilson's interval for as many problems does.

    >>> print(mean_of_problems([1.0, 0.0, 0.5, 1.0] * 25))
    62.5 % [54.5, 71.0]
    >>> print(mean_of_problems([0.0] * 20))
    0.0 % [0.0, 16.1]
    """
    return bootstrap(values, (0.0, 1.0), draws=draws, seed=seed)


def gain(before: Sequence[float], after: Sequence[float], *, draws: int = 2000, seed: int = 0) -> Estimate:
    """How much the mean over the same problems grew, problem by problem.

    >>> print(gain([0.0, 0.5, 0.5, 1.0] * 25, [0.5, 0.5, 1.0, 1.0] * 25))
    25.0 % [20.5, 30.0]
    """
    differences = [late - early for early, late in zip(before, after, strict=True)]
    return bootstrap(differences, (-1.0, 1.0), draws=draws, seed=seed)


def bootstrap(
    values: Sequence[float], bounds: tuple[float, float], *, draws: int = 2000, seed: int = 0
) -> Estimate:
    """The mean, and the middle 95 % of the means of as many values drawn anew from these."""
    n = len(values)
    if n == 0:
        raise ValueError("values is empty: there is no mean of nothing")
    mean = math.fsum(values) / n
    if min(values) == max(values):
        doubt = share([False] * n).high  # what may be true of so many problems without one showing it
        return Estimate(mean, max(bounds[0], mean - doubt), min(bounds[1], mean + doubt))
    rng = random.Random(seed)
    redrawn = sorted(math.fsum(rng.choices(values, k=n)) / n for _ in range(draws))
    return Estimate(mean, redrawn[int(0.025 * draws)], redrawn[int(0.975 * draws)])


def mean_flags(runs: Sequence[Mapping[str, Sequence[bool]]]) -> dict[str, list[float]]:
    """For each problem, the share of the runs that got it right."""
    return {
        family: [sum(flags) / len(runs) for flags in zip(*(run[family] for run in runs), strict=True)]
        for family in runs[0]
    }
