"""Bounded memos of pure functions, and one way to empty them all."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Generic, ParamSpec, TypeVar, cast

from reasoning_rewards.notices import forget

__all__ = ["Memo", "clear_caches", "remembered"]

P = ParamSpec("P")
R = TypeVar("R")
K = TypeVar("K")
V = TypeVar("V")

_caches: list[Any] = []  # one entry for each decorated function: as many as the source has


def remembered(size: int, *, typed: bool = False) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Remember the last ``size`` results of a pure function of hashable arguments.

    ``typed``: keep arguments apart that are equal but of different types: 1, 1.0, True.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        cached = lru_cache(maxsize=size, typed=typed)(function)
        _caches.append(cached)
        return cast("Callable[P, R]", cached)

    return decorate


class Memo(Generic[K, V]):
    """Results that are remembered one by one, for a function that has to be asked about many at once.

    Full, it forgets the oldest quarter. Any thread may use it.

    >>> memo = Memo(4)
    >>> for number in range(5):
    ...     memo.put(number, -number)
    >>> memo.get(0), memo.get(4)
    (None, -4)
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._known: dict[K, V] = {}
        _caches.append(self)

    def get(self, key: K) -> V | None:
        """What was remembered, or None."""
        return self._known.get(key)

    def put(self, key: K, value: V) -> None:
        """Remember a result."""
        if len(self._known) >= self._size:
            for old in list(self._known)[: self._size // 4]:
                self._known.pop(old, None)
        self._known[key] = value

    def cache_clear(self) -> None:
        """Forget everything."""
        self._known.clear()


def clear_caches() -> None:
    """Forget everything this process remembers: parsed answers, comparisons, warnings given once."""
    for cached in _caches:
        cached.cache_clear()
    forget()
