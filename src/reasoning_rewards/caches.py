"""Bounded memos of pure functions, and one way to empty them all."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, ParamSpec, TypeVar, cast

__all__ = ["clear_caches", "remembered"]

P = ParamSpec("P")
R = TypeVar("R")

_caches: list[Any] = []  # one entry for each decorated function: as many as the source has


def remembered(size: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Remember the last ``size`` results of a pure function of hashable arguments.

    Arguments that are equal but of different types (1, 1.0, True) are kept apart.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        cached = lru_cache(maxsize=size, typed=True)(function)
        _caches.append(cached)
        return cast("Callable[P, R]", cached)

    return decorate


def clear_caches() -> None:
    """Forget everything this process remembers: parsed answers, comparisons, warnings given once."""
    from reasoning_rewards.core.notices import forget

    for cached in _caches:
        cached.cache_clear()
    forget()
