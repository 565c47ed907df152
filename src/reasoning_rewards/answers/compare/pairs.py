"""What a table of comparisons is made of: its rows, and the small views of values that they share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from collections.abc import Sequence as Items
from typing import Any

from reasoning_rewards.answers.compare.scalars import Judge
from reasoning_rewards.answers.values.outcome import UNDECIDED, Outcome
from reasoning_rewards.answers.values.tree import Node
from reasoning_rewards.answers.values.values import (
    Equation,
    Listing,
    Named,
    Number,
    Ratio,
    Relation,
    Scalar,
    Sequence,
    Sets,
    Value,
)

__all__ = [
    "KIND",
    "Way",
    "by_equality",
    "distinct",
    "equation_of",
    "has_relations",
    "is_clock",
    "of_other_kinds",
    "product_of",
    "ratio_and_scalar",
    "table",
    "tree_of_part",
    "unmatched",
    "unread",
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
    """Return y = 2x, or f(x) = 2x, as the equation it also is."""
    if named.member or not isinstance(named.value, (Scalar, Number)):
        return None
    right = Node("number", value=named.value.exact) if isinstance(named.value, Number) else named.value.tree
    name, of, _ = named.name.partition("()")
    if of and named.bound and name.isalpha():
        return Equation(Node("call", tuple(Node("symbol", leaf=bound) for bound in named.bound), name), right)
    return Equation(Node("symbol", leaf=named.name), right)


def unread(one: Value, other: Value, judge: Judge) -> Outcome:
    """Compare what nothing here reads: it equals only itself, which was seen before."""
    return UNDECIDED


def has_relations(listing: Listing) -> bool:
    """Say whether any item is a relation or a set, which the whole may be too."""
    return any(isinstance(item, (Relation, Named, Sets, Sequence)) for item in listing.items)


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


def canonical(value: Value, judge: Judge) -> object:
    """Return something that equal values share, where that is cheap; the value itself otherwise."""
    if isinstance(value, Number):
        return value.exact
    if isinstance(value, Scalar):
        return judge.name(value.tree)
    if isinstance(value, Sequence):
        return (value.brackets, *(canonical(item, judge) for item in value.items))
    return value


def distinct(items: Items[Value], judge: Judge) -> list[Value]:
    """Return items without those that are plainly there already."""
    kept: dict[object, Value] = {}
    for item in items:
        kept.setdefault(canonical(item, judge), item)
    return list(kept.values())


def unmatched(left: Items[Value], right: Items[Value], judge: Judge) -> tuple[list[Value], list[Value]]:
    """Return what is left of two rows of items when those of one canonical form have found each other."""
    judge.fuel.charge(2 * len(left))
    waiting: dict[object, list[Value]] = {}
    for item in right:
        waiting.setdefault(canonical(item, judge), []).append(item)
    alone = []
    for item in left:
        partners = waiting.get(canonical(item, judge))
        if partners:
            partners.pop()
        else:
            alone.append(item)
    return alone, [item for items in waiting.values() for item in items]


def ratio_and_scalar(one: Ratio, other: Number | Scalar, judge: Judge) -> Outcome:
    """Compare a ratio of two parts with the quotient that it is."""
    parts = [part for part in one.parts if isinstance(part, (Number, Scalar))]
    if len(one.parts) == len(parts) == 2 and not is_clock(one):
        quotient = Scalar(Node("div", (tree_of_part(parts[0]), tree_of_part(parts[1]))))
        return judge.numbers(quotient, other)
    return KIND
