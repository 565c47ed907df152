"""Intervals for what completions are worth. Everything is 95 %, two-sided.

| of what | how |
|---|---|
| a share of right answers | Wilson's score interval: honest near 0 and 1, where the usual one is not |
| the mean of several shares | their Wilson intervals, squared and added (MOVER: Zou & Donner 2008) |
| a mean over completions of several problems | standard errors clustered by problem (Miller 2024, arXiv:2411.00640) |
| a mean over problems, a gain, a gap | bootstrap over problems |
| the same of completions, whose problems have several | bootstrap over problems; clustered where they are few or many |

A problem's completions are not independent of each other: whoever counts each by itself is too sure.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from reasoning_rewards.errors import SettingError

__all__ = [
    "Estimate",
    "bootstrap",
    "clustered",
    "gain",
    "mean_flags",
    "mean_of_problems",
    "mean_of_shares",
    "paired_gap",
    "resampled",
    "share",
]

_Z = 1.959963984540054  # the normal quantile that leaves 2.5 % on each side
_DRAWS = 2_000
_FEW = 20  # problems; of fewer, what is drawn anew of them is too alike, and Student's quantile is honest
_MANY = 1_000  # problems; of more, the normal limit is as good and cheaper


class Estimate(NamedTuple):
    """A number and its interval.

    >>> print(Estimate(0.5, 0.4, 0.6))
    50.0 % [40.0, 60.0]
    """

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{100 * self.value:.1f} % [{100 * self.low:.1f}, {100 * self.high:.1f}]"


def share(flags: Sequence[bool]) -> Estimate:
    """The share of true flags, with Wilson's score interval.

    [p + z²/2n ± z √(p(1 − p)/n + z²/4n²)] / (1 + z²/n) for a share p of n flags and z = 1.96 (Wilson 1927). No flags
    raise, here as below.

    >>> print(share([True] * 9 + [False]))
    90.0 % [59.6, 98.2]
    """
    n = len(flags)
    if n == 0:
        raise SettingError("flags is empty; expected one or more: there is no share of nothing")
    p = sum(flags) / n
    centre = (p + _Z * _Z / (2 * n)) / (1 + _Z * _Z / n)
    half = _Z / (1 + _Z * _Z / n) * math.sqrt(p * (1 - p) / n + _Z * _Z / (4 * n * n))
    # Rounding may leave an end of the interval on the wrong side of 0, 1 or of p itself.
    return Estimate(p, min(p, max(0.0, centre - half)), max(p, min(1.0, centre + half)))


def mean_of_shares(families: Mapping[str, Sequence[bool]]) -> Estimate:
    """The unweighted mean of the families' shares: no family counts more for having more problems.

    Each end lies √Σ(distance of a family's end from its share)² / k from the mean of k families (Zou & Donner 2008).

    >>> print(mean_of_shares({"sums": [True] * 20, "products": [True] * 10 + [False] * 10}))
    75.0 % [62.1, 85.0]
    """
    shares = [share(flags) for flags in families.values()]
    if not shares:
        raise SettingError("families is empty; expected one or more: there is no mean of nothing")
    k = len(shares)
    mean = sum(one.value for one in shares) / k
    below = math.sqrt(sum((one.value - one.low) ** 2 for one in shares)) / k
    above = math.sqrt(sum((one.high - one.value) ** 2 for one in shares)) / k
    return Estimate(mean, max(0.0, mean - below), min(1.0, mean + above))


def clustered(sums: Sequence[float], counts: Sequence[int]) -> Estimate:
    """The mean over all completions, by the sum of each problem's scores and how many it has.

    standard error = √(G/(G − 1) · Σ (sum − mean · count)²) / Σ count over G problems: cluster-robust, as Miller 2024
    (arXiv:2411.00640) asks of evaluations; times Student's quantile for G − 1. One problem alone has no interval, and
    gets its mean for both ends.

    >>> estimate = clustered([2.0, 1.0, 0.0, 1.0], [2, 2, 2, 2])
    >>> estimate.value, round(estimate.low, 3), round(estimate.high, 3)
    (0.5, -0.149, 1.149)
    """
    groups, rows = len(sums), sum(counts)
    if rows == 0:
        raise SettingError("counts is empty or 0; expected a completion or more: there is no mean of nothing")
    mean = math.fsum(sums) / rows
    if groups < 2:
        return Estimate(mean, mean, mean)
    spread = math.fsum((total - mean * count) ** 2 for total, count in zip(sums, counts, strict=True))
    half = _student(groups - 1) * math.sqrt(groups / (groups - 1) * spread) / rows
    return Estimate(mean, mean - half, mean + half)


def resampled(
    sums: Sequence[float], counts: Sequence[int], *, draws: int = _DRAWS, seed: int = 0
) -> Estimate:
    """The mean over all completions, and the middle 95 % of the means of as many problems drawn anew, each whole.

    By the sum of each problem's scores and how many it has: the bootstrap of pairs over clusters (Cameron, Gelbach &
    Miller 2008, who show that it is too sure where clusters are few). Fewer than 20 problems, and more than 1,000, are
    left to `clustered`. Problems that are all alike, and one alone, have no interval, and get the mean for both ends.

    >>> estimate = resampled([2.0, 1.0, 0.0, 1.0] * 10, [2, 2, 2, 2] * 10)
    >>> estimate.value, round(estimate.low, 3), round(estimate.high, 3)
    (0.5, 0.388, 0.613)
    """
    problems = list(zip(sums, counts, strict=True))
    if not _FEW <= len(problems) <= _MANY:
        return clustered(sums, counts)
    rng = random.Random(seed)
    drawn = (rng.choices(problems, k=len(problems)) for _ in range(draws))
    return _middle(_mean_of(problems), sorted(map(_mean_of, drawn)))


def _mean_of(problems: Sequence[tuple[float, int]]) -> float:
    return math.fsum(total for total, _ in problems) / sum(count for _, count in problems)


def _student(freedom: int) -> float:
    """Student's 97.5 % quantile: exact for one and two degrees of freedom, then Abramowitz & Stegun 26.7.5."""
    if freedom <= 2:
        return 12.706204736 if freedom == 1 else 4.302652730
    z, n = _Z, freedom
    return (
        z
        + (z**3 + z) / (4 * n)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * n**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * n**3)
        + (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / (92160 * n**4)
    )


def paired_gap(
    ours: Mapping[str, Sequence[float]],
    theirs: Mapping[str, Sequence[float]],
    *,
    draws: int = _DRAWS,
    seed: int = 0,
) -> Estimate:
    """How much more often ``ours`` is right than ``theirs`` on the same problems, family by family.

    Right or wrong for each problem, or the share of several runs that got it right. The mean over
    families of the mean difference; the interval is the bootstrap's, over problems of each family.

    >>> print(paired_gap({"sums": [True, True, False, True] * 10}, {"sums": [True, False, False, True] * 10}))
    25.0 % [12.5, 40.0]
    """
    if ours.keys() != theirs.keys():
        raise SettingError(
            f"ours has {', '.join(ours)}, theirs {', '.join(theirs)}; expected the same families"
        )
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
    return _middle(mean(differences), redrawn)


def mean_of_problems(values: Sequence[float], *, draws: int = _DRAWS, seed: int = 0) -> Estimate:
    """The mean over problems of the share of each problem's samples that are right.

    Where all problems agree the bootstrap knows no doubt; Wilson's interval for as many problems does.

    >>> print(mean_of_problems([1.0, 0.0, 0.5, 1.0] * 25))
    62.5 % [54.5, 71.0]
    >>> print(mean_of_problems([0.0] * 20))
    0.0 % [0.0, 16.1]
    """
    return bootstrap(values, (0.0, 1.0), draws=draws, seed=seed)


def gain(before: Sequence[float], after: Sequence[float], *, draws: int = _DRAWS, seed: int = 0) -> Estimate:
    """How much the mean over the same problems grew, problem by problem.

    >>> print(gain([0.0, 0.5, 0.5, 1.0] * 25, [0.5, 0.5, 1.0, 1.0] * 25))
    25.0 % [20.5, 30.0]
    """
    differences = [late - early for early, late in zip(before, after, strict=True)]
    return bootstrap(differences, (-1.0, 1.0), draws=draws, seed=seed)


def bootstrap(
    values: Sequence[float], bounds: tuple[float, float], *, draws: int = _DRAWS, seed: int = 0
) -> Estimate:
    """The mean, and the middle 95 % of the means of as many values drawn anew from these.

    Where all are equal, the interval reaches as far as Wilson's does for none of so many, within the bounds.

    bounds: the least and the greatest that a value can be.

    >>> print(bootstrap([0.0, 0.0, 1.0, 0.5] * 25, (0.0, 1.0)))
    37.5 % [29.5, 45.5]
    """
    n = len(values)
    if n == 0:
        raise SettingError("values is empty; expected one or more: there is no mean of nothing")
    mean = math.fsum(values) / n
    if min(values) == max(values):
        doubt = share([False] * n).high  # what may be true of so many problems without one showing it
        return Estimate(mean, max(bounds[0], mean - doubt), min(bounds[1], mean + doubt))
    rng = random.Random(seed)
    return _middle(mean, sorted(math.fsum(rng.choices(values, k=n)) / n for _ in range(draws)))


def _middle(value: float, redrawn: Sequence[float]) -> Estimate:
    """The middle 95 % of what was drawn, in order."""
    return Estimate(value, redrawn[int(0.025 * len(redrawn))], redrawn[int(0.975 * len(redrawn))])


def mean_flags(runs: Sequence[Mapping[str, Sequence[bool]]]) -> dict[str, list[float]]:
    """For each problem, the share of the runs that got it right.

    >>> mean_flags([{"sums": [True, False]}, {"sums": [True, True]}])
    {'sums': [1.0, 0.5]}
    """
    if not runs:
        raise SettingError("runs is empty; expected one or more: there is no share of nothing")
    return {
        family: [sum(flags) / len(runs) for flags in zip(*(run[family] for run in runs), strict=True)]
        for family in runs[0]
    }
