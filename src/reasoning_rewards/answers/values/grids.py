"""Sums and products of matrices, computed entry by entry."""

from __future__ import annotations

from reasoning_rewards.answers.values.tree import Node, UnreadableError, integer, walk

__all__ = ["SCALARS", "computed"]

SCALARS = frozenset(
    (
        "number",
        "name",
        "log",
        "symbol",
        "unit",
        "noun",
        "infinity",
        "add",
        "neg",
        "mul",
        "div",
        "pow",
        "root",
        "call",
        "pm",
    )
)
"""What a tree of one number or expression is made of."""
_MOST_MATRICES = 3  # that are multiplied
_WIDEST_MATRIX = 5  # rows or columns of one that is


def computed(node: Node) -> Node:
    """Return the matrix that a sum or a product of matrices is; what holds none stays as it is."""
    if node.op == "matrix" or all(part.op != "matrix" for part in walk(node)):
        return node
    if node.op == "neg":
        return _scaled(integer(-1), computed(node.args[0]))
    if node.op == "add":
        first, *others = map(computed, node.args)
        for part in others:
            first = _entrywise(first, part)
        return first
    if node.op in ("mul", "div"):
        if sum(part.op == "matrix" for part in walk(node)) > _MOST_MATRICES:
            raise UnreadableError("a long product of matrices")
        product, *factors = map(computed, node.args)
        for part in factors:
            product = _product(product, part, node.op)
        return product
    raise UnreadableError(node.op)


def _entrywise(left: Node, right: Node) -> Node:
    if left.op != "matrix" or right.op != "matrix":
        raise UnreadableError("a sum of a matrix and a number")
    if len(left.args) != len(right.args) or len(left.args[0].args) != len(right.args[0].args):
        raise UnreadableError("matrices of different sizes")
    return Node(
        "matrix",
        tuple(
            Node("row", tuple(_sum(a, b) for a, b in zip(one.args, other.args, strict=True)))
            for one, other in zip(left.args, right.args, strict=True)
        ),
    )


def _sum(left: Node, right: Node) -> Node:
    return Node("add", (*left.args, right) if left.op == "add" else (left, right))


def _scaled(factor: Node, grid: Node) -> Node:
    if grid.op != "matrix" or any(part.op not in SCALARS for part in walk(factor)):
        raise UnreadableError("a product of matrices")
    return Node(
        "matrix",
        tuple(Node("row", tuple(Node("mul", (factor, cell)) for cell in row.args)) for row in grid.args),
    )


def _product(left: Node, right: Node, op: str) -> Node:
    if op == "div":
        return _scaled(Node("div", (integer(1), right)), left)
    if left.op != "matrix":
        return _scaled(left, right) if right.op == "matrix" else Node("mul", (left, right))
    if right.op != "matrix":
        return _scaled(right, left)
    if max(len(left.args), len(right.args), len(right.args[0].args)) > _WIDEST_MATRIX:
        raise UnreadableError("a product of wide matrices")
    if len(left.args[0].args) != len(right.args):
        raise UnreadableError("matrices that don't fit")
    columns = list(zip(*(row.args for row in right.args), strict=True))
    return Node(
        "matrix",
        tuple(
            Node(
                "row",
                tuple(
                    Node("add", tuple(Node("mul", pair) for pair in zip(row.args, column, strict=True)))
                    if len(column) > 1
                    else Node("mul", (row.args[0], column[0]))
                    for column in columns
                ),
            )
            for row in left.args
        ),
    )
