"""Hashes that are computed once: a reward is looked up for every batch, and for every row of a margin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["remembered", "state"]

_KEY = "_hash"


def remembered(hashed: Callable[[Any], int]) -> Callable[[Any], int]:
    """The hash of a value that never changes, kept beside it."""

    def once(self: Any) -> int:
        found: int | None = self.__dict__.get(_KEY)
        if found is None:
            found = self.__dict__[_KEY] = hashed(self)
        return found

    return once


def state(value: Any) -> dict[str, Any]:
    """What is pickled of a value: all but its hash, which another process computes otherwise."""
    return {name: held for name, held in value.__dict__.items() if name != _KEY}
