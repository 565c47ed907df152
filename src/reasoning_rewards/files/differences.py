"""What changes between two verdicts on the same rows: another reward, another version, another run."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest

from reasoning_rewards.errors import BatchError
from reasoning_rewards.files.scored import ScoredRow
from reasoning_rewards.verdict import Score, shown

__all__ = ["Change", "Differences", "differences"]

_RESAMPLES = 2_000
_SHOWN = 3  # examples of each change


@dataclass(frozen=True)
class Change:
    """Rows that one pair of rules decides: the first's, the second's."""

    rules: tuple[str, str]
    count: int
    examples: tuple[tuple[ScoredRow, ScoredRow], ...]


@dataclass(frozen=True)
class Differences:
    """What was found; print it.

    rows: how many were compared.
    changes: those whose score differs, by pair of rules, the most frequent first.
    means: the mean score of each, over the rows that both score.
    interval: 95 % of the difference of the means (second less first), by paired bootstrap over rows.
    """

    rows: int
    changes: tuple[Change, ...]
    means: tuple[float, float]
    interval: tuple[float, float]

    @property
    def changed(self) -> int:
        """The rows whose score differs."""
        return sum(change.count for change in self.changes)

    def __str__(self) -> str:
        first, second = self.means
        low, high = self.interval
        lines = [
            f"{self.changed} of {self.rows} rows changed",
            f"mean {first:.4f} → {second:.4f}, difference {second - first:+.4f} [{low:+.4f}, {high:+.4f}]",
        ]
        for change in self.changes:
            lines.append(f"  {change.count:>6}  {change.rules[0]} → {change.rules[1]}")
            lines += [
                f"          line {a.line}: {_score(a.score)} → {_score(b.score)}  {_read(b)}"
                for a, b in change.examples
            ]
        return "\n".join(lines)


def differences(
    first: Iterable[ScoredRow], second: Iterable[ScoredRow], *, completion: str = "completion", seed: int = 0
) -> Differences:
    """Compare verdicts on the same completions in the same order; rows that are not the same raise.

    completion: the field with the completion.
    """
    rows = 0
    found: dict[tuple[str, str], list[tuple[ScoredRow, ScoredRow]]] = {}
    counts: Counter[tuple[str, str]] = Counter()
    pairs: Counter[tuple[float, float]] = Counter()
    for a, b in zip_longest(first, second):
        if a is None or b is None or a.values.get(completion) != b.values.get(completion):
            where = a or b
            raise BatchError(
                f"line {where.line}: the two files do not hold the same completions in the same order"
            )
        rows += 1
        if a.score is not None and b.score is not None:
            pairs[a.score, b.score] += 1
        if a.score != b.score:
            counts[a.rule, b.rule] += 1
            examples = found.setdefault((a.rule, b.rule), [])
            if len(examples) < _SHOWN:
                examples.append((a, b))
    changes = tuple(Change(rules, count, tuple(found[rules])) for rules, count in counts.most_common())
    return Differences(rows, changes, _means(pairs), _interval(pairs, seed))


def _means(pairs: Counter[tuple[float, float]]) -> tuple[float, float]:
    total = pairs.total() or 1
    first = math.fsum(a * count for (a, _), count in pairs.items()) / total
    return first, math.fsum(b * count for (_, b), count in pairs.items()) / total


def _interval(pairs: Counter[tuple[float, float]], seed: int) -> tuple[float, float]:
    """The paired bootstrap's 2.5 % and 97.5 %: rows are drawn with replacement, by how often a difference occurs."""
    gaps = Counter({0.0: 0})
    for (a, b), count in pairs.items():
        gaps[b - a] += count
    total = gaps.total()
    if not total:
        return 0.0, 0.0
    chance = random.Random(seed)
    means = sorted(_resampled(gaps, total, chance) for _ in range(_RESAMPLES))
    return means[int(0.025 * _RESAMPLES)], means[int(0.975 * _RESAMPLES) - 1]


def _resampled(gaps: Counter[float], total: int, chance: random.Random) -> float:
    """The mean of one sample: how often each difference is drawn, one after the other, out of what is left."""
    left, mass, mean = total, total, 0.0
    for gap, count in gaps.items():
        drawn = _binomial(left, count / mass, chance) if mass else 0
        mean += gap * drawn
        left -= drawn
        mass -= count
    return mean / total


def _binomial(n: int, p: float, chance: random.Random) -> int:
    """How many of n succeed: counted where few do, the normal limit where many do."""
    if p > 0.5:
        return n - _binomial(n, 1.0 - p, chance)
    if n * p > 50:
        return min(n, max(0, round(chance.gauss(n * p, math.sqrt(n * p * (1.0 - p))))))
    if p <= 0.0:
        return 0
    successes, place = 0, 0
    while True:  # gaps between successes are geometric
        place += 1 + int(math.log(1.0 - chance.random()) / math.log1p(-p))
        if place > n:
            return successes
        successes += 1


def _score(score: Score) -> str:
    return "–" if score is None else f"{score:.4g}"


def _read(row: ScoredRow) -> str:
    """What the deciding rule saw, where it is written down."""
    verdict = row.verdict
    while verdict.get("parts"):
        verdict = verdict["parts"][0]
    facts = verdict.get("facts", {})
    return ", ".join(f"{name} {shown(facts[name])}" for name in ("read", "gold") if name in facts)
