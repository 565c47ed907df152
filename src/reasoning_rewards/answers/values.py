"""What an answer is, once it is read."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

__all__ = ["Number", "Opaque", "Text", "Value"]


class Value:
    """Something an answer can be; equal values are the same answer, written the same way or not."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Number(Value):
    """One exact rational number."""

    exact: int | Fraction

    def __repr__(self) -> str:
        return f"Number({self.exact})" if self.exact.numerator.bit_length() < 10_000 else "Number(...)"


@dataclass(frozen=True, slots=True)
class Text(Value):
    """Words, without their dress and in one case."""

    words: str


@dataclass(frozen=True, slots=True)
class Opaque(Value):
    """Something well-formed that nothing here reads; it equals only itself."""

    text: str
