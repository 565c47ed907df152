"""Amounts in two units: 5 feet 3 inches, 2 hours and 30 minutes."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from reasoning_rewards.answers.values.tree import Node, UnreadableError
from reasoning_rewards.answers.values.units import size_of
from reasoning_rewards.text.numbers import lowest

__all__ = ["summed"]


def summed(node: Node) -> Node:
    """Return an amount in several units, from large to small, in the smallest; any other tree as it is.

    >>> feet, inches = Node("unit", leaf="ft"), Node("unit", leaf="inch")
    >>> total = summed(Node("mul", (Node("number", value=5), feet, Node("number", value=3), inches)))
    >>> total.args[0].value, total.args[1].leaf
    (63, 'inch')
    """
    if node.op == "mul":
        pieces = tuple(zip(node.args[::2], node.args[1::2], strict=False))
        if len(node.args) % 2 or len(pieces) < 2:
            _refuse_two_counts(node)
            return node
    elif node.op == "add" or (node.op == "list" and node.leaf != "or"):
        if any(part.op != "mul" or len(part.args) != 2 for part in node.args):
            return node
        pieces = tuple((part.args[0], part.args[1]) for part in node.args)
    else:
        return node
    counted = all(number.op == "number" and unit.op == "unit" for number, unit in pieces)
    sizes = [size for _, unit in pieces if (size := size_of(unit.leaf))] if counted else []
    descending = all(one.number > other.number and one[1:] == other[1:] for one, other in pairwise(sizes))
    if len(sizes) < len(pieces) or not descending:
        if node.op == "mul":
            _refuse_two_counts(node)
        return node
    smallest = sizes[-1].number
    total = sum(
        Fraction(number.value) * size.number / smallest
        for (number, _), size in zip(pieces, sizes, strict=True)
    )
    return Node("mul", (Node("number", value=lowest(Fraction(total))), pieces[-1][1]))


def _refuse_two_counts(node: Node) -> None:
    """Refuse 5 apples 3 pears: nobody multiplies them."""
    ops = [part.op for part in node.args]
    if ops[0] == "number" and "noun" in ops and "number" in ops[ops.index("noun") :]:
        raise UnreadableError("two counts")
