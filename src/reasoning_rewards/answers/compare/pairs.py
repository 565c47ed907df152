"""What a table of comparisons is made of: its rows, and the small views of values that they share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from reasoning_rewards.answers.compare.scalars import Judge
from reasoning_rewards.answers.values.outcome import Outcome
from reasoning_rewards.answers.values.tree import Node
from reasoning_rewards.answers.values.values import Equation, Named, Number, Ratio, Scalar, Value

__all__ = [
    "KIND",
    "Way",
    "by_equality",
    "equation_of",
    "is_clock",
    "of_other_kinds",
    "product_of",
    "table",
    "tree_of_part",
]

KIND = Outcome(False, "kind.differs")
Way = Callable[[Any, Any, Judge], Outcome]
"""What compares two values, each of its own type."""


def table(rows: Iterable[tuple[type, Iterable[type], Way]]) -> dict[tuple[type, type], Way]:
    """Return one way for each pair of types; of two rows for a pair the later counts."""
    return {(kind, other): way for kind, others, way in rows for other in others}


def by_equality(word: str) -> Way:
    """Return the way to compare what is the same only where its parts are."""
    same, differs = Outcome(True, f"{word}.same"), Outcome(False, f"{word}.differs")
    return lambda one, other, judge: same if one == other else differs


def of_other_kinds(one: Value, other: Value, judge: Judge) -> Outcome:
    """Tell two values apart that no way is listed for."""
    return KIND


def equation_of(named: Named) -> Equation | None:
    """Return y = 2x as the equation it also is."""
    if named.member or not isinstance(named.value, (Scalar, Number)):
        return None
    right = Node("number", value=named.value.exact) if isinstance(named.value, Number) else named.value.tree
    return Equation(Node("symbol", leaf=named.name), right)


def is_clock(ratio: Ratio) -> bool:
    """Say whether a ratio could be hours and minutes."""
    numbers = [part.exact for part in ratio.parts if isinstance(part, Number)]
    return len(numbers) == len(ratio.parts) == 2 and (numbers[1] == 0 or numbers[0] == 0)


def tree_of_part(value: Value) -> Node:
    """Return the tree of a part of a ratio; a missing one for what is no number."""
    if isinstance(value, Number):
        return Node("number", value=value.exact, digits=value.digits)
    return value.tree if isinstance(value, Scalar) else Node("missing")


def product_of(one: Value, other: Value) -> Scalar:
    """Return the product of two parts."""
    return Scalar(Node("mul", (tree_of_part(one), tree_of_part(other))))
