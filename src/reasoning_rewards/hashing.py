"""A hash that is computed once, for frozen values that memos ask for theirs again and again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

__all__ = ["hashed_once"]

C = TypeVar("C", bound=type)


def hashed_once(cls: C) -> C:
    """Let the values of a frozen dataclass without slots remember their hash.

    A pickle leaves it out: the hashes of strings differ from process to process.
    """
    compute: Callable[[Any], int] = cls.__hash__  # type: ignore[assignment]

    def remembered_hash(self: Any) -> int:
        known: int | None = self.__dict__.get("_hash")
        if known is None:
            known = self.__dict__["_hash"] = compute(self)
        return known

    def state(self: Any) -> dict[str, object]:
        return {name: value for name, value in self.__dict__.items() if name != "_hash"}

    cls.__hash__ = remembered_hash  # type: ignore[assignment]
    cls.__getstate__ = state  # type: ignore[attr-defined]
    return cls
