"""What changes between two verdicts on the same rows: another reward, another version, another run."""

from __future__ import annotations

import math
from array import array
from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

from reasoning_rewards.errors import BatchError
from reasoning_rewards.files.scored import ScoredRow
from reasoning_rewards.intervals import Estimate, resampled
from reasoning_rewards.verdict import Score, shown

__all__ = ["Change", "Differences", "Pair", "Pairs", "differences"]

_SHOWN = 3  # examples of each change

Pair = tuple[ScoredRow, ScoredRow]


@dataclass
class Change:
    """Rows whose score changes and that one pair of rules decides: the first's, the second's.

    gap: the sum of the differences, second less first, of those that both score.
    scored: how many these are.
    examples: the first few.
    """

    rules: tuple[str, str]
    count: int = 0
    gap: float = 0.0
    scored: int = 0
    examples: list[Pair] = field(default_factory=list)

    @property
    def mean(self) -> float | None:
        """The mean difference; None where one of the two abstains on all."""
        return self.gap / self.scored if self.scored else None

    def add(self, pair: Pair, gap: float | None) -> None:
        """One row more; ``gap`` is None where one of the two abstains."""
        self.count += 1
        if gap is not None:
            self.gap += gap
            self.scored += 1
        if len(self.examples) < _SHOWN:
            self.examples.append(pair)


@dataclass(frozen=True)
class Differences:
    """What was found; print it.

    rows: how many were compared.
    changes: those whose score differs, by pair of rules, the most frequent first.
    means: the mean score of each, over the rows that both score; None where there is no such row.
    difference: second less first over the same rows, with the interval that `intervals.resampled` has by problem.
    problems: how many problems these rows belong to.
    """

    rows: int
    changes: tuple[Change, ...]
    means: tuple[float, float] | None
    difference: Estimate | None
    problems: int

    @property
    def changed(self) -> int:
        """The rows whose score differs."""
        return sum(change.count for change in self.changes)

    def __str__(self) -> str:
        lines = [f"{self.changed} of {self.rows} rows changed", self._compared()]
        for change in self.changes:
            lines.append(f"  {change.count:>6}  {change.rules[0]} → {change.rules[1]}")
            lines += [
                f"          line {a.line}: {_score(a.score)} → {_score(b.score)}  {_read(b) or _read(a)}".rstrip()
                for a, b in change.examples
            ]
        return "\n".join(lines)

    def _compared(self) -> str:
        if self.means is None or self.difference is None:
            return "no row has a score on both sides"
        (first, second), (gap, low, high) = self.means, self.difference
        between = f"[{low:+.4f}, {high:+.4f}]" if self.problems > 1 else "(no interval: it is one problem)"
        return f"mean {first:.4f} → {second:.4f}, difference {gap:+.4f} {between}"


class Pairs:
    """Verdicts on the same completions in the same order, counted as they pass: go through them, then ask for `found`.

    Rows that are not the same raise.

    by: the field that tells problems apart; by default the prompt, where rows have one.
    completion: the field with the completion.
    """

    def __init__(
        self,
        first: Iterable[ScoredRow],
        second: Iterable[ScoredRow],
        *,
        by: str | None = None,
        completion: str = "completion",
    ) -> None:
        self._rows = first, second
        self.by = by
        self._completion = completion
        self._count = 0
        self._changes: dict[tuple[str, str], Change] = {}
        self._problems: dict[Hashable, int] = {}
        self._sums: defaultdict[int, float] = defaultdict(float)
        self._counts: defaultdict[int, int] = defaultdict(int)
        self._first, self._second = array("d"), array("d")

    def __iter__(self) -> Iterator[Pair]:
        for a, b in zip_longest(*self._rows):
            self._check(a, b)
            self._add(a, b)
            yield a, b

    def found(self, seed: int = 0) -> Differences:
        """What was counted so far."""
        changes = tuple(sorted(self._changes.values(), key=lambda change: -change.count))
        scored = len(self._first)
        if not scored:
            return Differences(self._count, changes, None, None, 0)
        means = math.fsum(self._first) / scored, math.fsum(self._second) / scored
        difference = resampled(list(self._sums.values()), list(self._counts.values()), seed=seed)
        return Differences(self._count, changes, means, difference, len(self._counts))

    def _check(self, a: ScoredRow | None, b: ScoredRow | None) -> None:
        if a is None or b is None:
            shorter = "first" if a is None else "second"
            raise BatchError(
                f"the {shorter} ends after {self._count} rows, and the other has more: they do not hold the same "
                "completions in the same order"
            )
        for row in (a, b):
            if self._completion not in row.values:
                raise BatchError(f"line {row.line}: no field {self._completion!r} to know the row by")
        if a.values[self._completion] != b.values[self._completion]:
            second = "" if a.line == b.line else f" of the first, line {b.line} of the second"
            raise BatchError(
                f"line {a.line}{second}: the two do not hold the same completions in the same order"
            )

    def _add(self, a: ScoredRow, b: ScoredRow) -> None:
        key = a.problem(self.by)
        problem = ("row", self._count) if key is None else ("problem", key)
        place = self._problems.setdefault(problem, len(self._problems))
        self._count += 1
        gap = None
        if a.score is not None and b.score is not None:
            gap = b.score - a.score
            self._sums[place] += gap
            self._counts[place] += 1
            self._first.append(a.score)
            self._second.append(b.score)
        if a.score != b.score:
            self._changes.setdefault((a.rule, b.rule), Change((a.rule, b.rule))).add((a, b), gap)


def differences(
    first: Iterable[ScoredRow],
    second: Iterable[ScoredRow],
    *,
    by: str | None = None,
    completion: str = "completion",
    seed: int = 0,
) -> Differences:
    """What changes from the first verdicts to the second, as `Pairs` counts it.

    >>> from reasoning_rewards import Correctness
    >>> from reasoning_rewards.files import judged
    >>> rows = [{"completion": f"#### {said}", "answer": "1,5"} for said in ("1.5", "15", "1")]
    >>> loose, strict = Correctness(), 0.5 * Correctness()
    >>> differences(judged(loose, rows), judged(strict, rows)).changed
    1
    """
    pairs = Pairs(first, second, by=by, completion=completion)
    deque(pairs, maxlen=0)
    return pairs.found(seed)


def _score(score: Score) -> str:
    return "–" if score is None else f"{score:.4g}"


def _read(row: ScoredRow) -> str:
    """What the deciding rule saw, where it is written down."""
    verdict = row.verdict
    while verdict.get("parts"):
        verdict = verdict["parts"][0]
    facts = verdict.get("facts", {})
    return ", ".join(f"{name} {shown(facts[name])}" for name in ("read", "gold") if name in facts)
