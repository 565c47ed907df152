"""Which rows' texts go into a report: a few of every kind, rather than many of the commonest."""

from __future__ import annotations

import heapq
import random
from collections import Counter
from collections.abc import Hashable
from typing import Generic, TypeVar

__all__ = ["FairSample"]

T = TypeVar("T")


class FairSample(Generic[T]):
    """At most so many of the things it is offered, one after the other, by stratum and by group.

    Strata get equal places, less where they have fewer things (max-min fair); within a stratum each group gets its
    first place before any gets its second; chance decides the rest. So a rule that decides three rows of 50,000 is
    seen with all three.

    >>> sample = FairSample(4)
    >>> for number in range(100):
    ...     sample.offer("rare" if number == 50 else "common", number // 10, number)
    >>> 50 in sample.taken(), len(sample.taken())
    (True, 4)
    """

    def __init__(self, most: int, seed: int = 0) -> None:
        self._most = most
        self._chance = random.Random(seed)
        self._seen: Counter[tuple[Hashable, Hashable]] = Counter()
        self._strata: dict[Hashable, list[tuple[int, float, int, T]]] = {}
        self._size = 0
        self._count = 0

    def offer(self, stratum: Hashable, group: Hashable, thing: T) -> None:
        """Take the thing, or let it go, or let go of another for it."""
        heap = self._strata.setdefault(stratum, [])
        rank = self._seen[stratum, group]
        self._seen[stratum, group] += 1
        self._count += 1  # no two entries are equal, so that things are never compared
        heapq.heappush(heap, (-rank, self._chance.random(), self._count, thing))
        self._size += 1
        if self._size > self._most:
            heapq.heappop(max(self._strata.values(), key=len))
            self._size -= 1

    def taken(self) -> list[T]:
        """What was kept, the strata in turn, so that what comes first is fair as well."""
        turns = [
            (turn, chance, thing)
            for heap in self._strata.values()
            for turn, (_, chance, _, thing) in enumerate(
                sorted(heap, key=lambda entry: entry[:3], reverse=True)
            )
        ]
        return [thing for _, _, thing in sorted(turns, key=lambda entry: entry[:2])]
