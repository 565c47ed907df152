"""How much work one comparison may cost, counted in operations and never in seconds.

A clock makes a verdict depend on the load of the machine, and it cannot interrupt the big-integer
code of CPython anyway. So every operation is charged *before* it starts, and what cannot be paid
for is never begun.
"""

from __future__ import annotations

__all__ = ["MAX_ANSWER", "MAX_DEPTH", "MAX_GOLD", "MAX_TOKENS", "Fuel", "FuelSpentError"]

MAX_ANSWER = 10_000  # characters of one answer; the longest of 30,000 real answers has 2,000
MAX_GOLD = 1_000_000  # characters of one gold, which may be a whole worked solution
MAX_TOKENS = 2_000  # more symbols than any answer a person checks by hand
MAX_DEPTH = 120  # of brackets, roots, exponents; keeps recursion far from the interpreter's limit


class FuelSpentError(Exception):
    """Raised inside the engine when a comparison would cost too much; it never leaves it."""


class Fuel:
    """What one comparison may still spend; one unit is roughly one small-integer operation.

    >>> fuel = Fuel(10)
    >>> fuel.charge(7)
    >>> fuel.left
    3
    >>> fuel.charge(4)
    Traceback (most recent call last):
        ...
    reasoning_rewards.answers.values.limits.FuelSpentError
    """

    __slots__ = ("left",)

    def __init__(self, left: int = 30_000) -> None:
        self.left = left

    def charge(self, cost: int) -> None:
        """Pay for an operation that is about to start."""
        self.left -= cost
        if self.left < 0:
            self.left += cost
            raise FuelSpentError
