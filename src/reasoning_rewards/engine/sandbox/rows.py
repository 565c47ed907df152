"""What the judge is told of a row: its tests, as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

__all__ = ["Row", "spread"]

Row = dict[str, Any]
T = TypeVar("T")


def spread(items: Sequence[T], most: int | None) -> list[T]:
    """As many of the items as are allowed, from the first to the last at even distances.

    >>> spread(range(10), 4), spread("ab", 4), spread("abc", 1)
    ([0, 3, 6, 9], ['a', 'b'], ['a'])
    """
    if most is None or len(items) <= most:
        return list(items)
    last = max(most - 1, 1)
    return [items[place * (len(items) - 1) // last] for place in range(most)]
