"""Where names are put when two expressions are compared at points: near and far, of either sign, off the real line."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple
from zlib import crc32

__all__ = ["CLOSE", "FAR", "NEAR", "Grid", "Place", "far_beyond"]

Coordinates = tuple[Fraction, Fraction]  # the real and the imaginary part


class Grid(NamedTuple):
    """How far from zero names lie, and on which side: the name in place k is turned round where k & turned is odd."""

    scale: Fraction
    turned: int = 0
    over: bool = False  # all of them once more
    height: Fraction = Fraction(0)  # of the imaginary parts; negative for names that are turned round

    @property
    def is_real_and_far(self) -> bool:
        """Is it on the real line, and not where everything is tried first?"""
        return self.scale != 1 and not self.height


_ONE = Fraction(1)
NEAR = (Grid(_ONE), Grid(_ONE, over=True), Grid(_ONE, height=_ONE), Grid(Fraction(73, 10), 1, over=True))
"""Enough for what is the same everywhere once it is so in a neighbourhood."""

FAR = (
    Grid(Fraction(73, 10), 1),
    Grid(Fraction(41), 2),
    Grid(Fraction(41), 2, over=True),
    Grid(Fraction(10007, 10), 3),
    Grid(Fraction(10007, 10), 3, over=True),
    Grid(Fraction(7, 2), height=Fraction(-1, 2)),
    Grid(Fraction(41), over=True, height=Fraction(3, 4)),
    Grid(Fraction(2, 13), 1),
)
"""More, for what has branches: far out, turned against each other, beside the real line, and next to zero.

Beside it and no further away, so that what holds for all real numbers holds there: ln(2^x) is x ln 2.
"""

CLOSE = (Grid(Fraction(2, 13), 1), Grid(Fraction(1, 97), 2))
"""Next to zero, where what is flat further out is not."""


class Place:
    """A point: coordinates for every name, from its spelling and its place among the names of both sides."""

    def __init__(self, grid: Grid, names: Iterable[str] = ()) -> None:
        self.grid = grid
        self.orders = {name: order for order, name in enumerate(sorted(names), 1)}
        self.known: dict[str, Coordinates] = {}

    def of(self, name: str) -> Coordinates:
        """Where a name lies; a unit is positive everywhere."""
        known = self.known.get(name)
        if known is None:
            known = self.known[name] = self._placed(name)
        return known

    def _placed(self, name: str) -> Coordinates:
        spell = crc32(name.encode("utf-8", "surrogatepass"))
        size = Fraction(600 + spell % 1601, 1000 + spell % 7)  # between 0.6 and 2.2
        if name[:2] == "u:":
            return size, Fraction(0)
        grid = self.grid
        turned = (grid.turned & self.orders.get(name, 0)).bit_count() % 2 == 1
        side = -1 if turned != grid.over else 1
        height = grid.height * Fraction(300 + spell // 1601 % 901, 1009)
        return side * grid.scale * size, -height if turned else height


def far_beyond(size: float) -> tuple[Grid, ...]:
    """Points on all sides of the largest constant of an expression: its branches may begin there.

    >>> [float(grid.scale) for grid in far_beyond(1e9)][0]
    17000000000.0
    """
    scale = Fraction(17 * int(size))
    return tuple(grid._replace(scale=scale) for grid in (FAR[3], FAR[4], FAR[5], FAR[6]))
