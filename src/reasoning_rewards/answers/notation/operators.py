"""Operators that are no factors: derivatives, sums over an index, determinants, remainders, conjugates."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from reasoning_rewards.answers.values.tree import Node, UnreadableError, integer, walk

__all__ = [
    "LEIBNIZ",
    "conjugate",
    "determinant",
    "has_differential",
    "quotient",
    "remainder",
    "summed",
    "without_differential",
]

LEIBNIZ = frozenset(("d", "partial", "Delta", "delta"))
_WIDEST = 4  # rows of a determinant that is multiplied out
_MOST_NODES = 600  # of a tree that is written out term by term
_EXACT = frozenset(("number", "symbol", "add", "neg", "mul", "div", "pow", "root", "call"))
_BOUND = ("sum", "prod", "int", "lim")


def quotient(over: Node, under: Node) -> Node:
    """Return a fraction; of dy/dx the d's don't cancel."""
    if _differs(over) and _differs(under) and under.op == "mul":
        return Node("call", (over, under), "derivative")
    return Node("div", (over, under))


def _differs(node: Node) -> bool:
    head = node.args[0] if node.op == "mul" else node
    if head.op == "pow":
        head = head.args[0]
    return head.op == "symbol" and head.leaf in LEIBNIZ


def has_differential(body: Node) -> bool:
    r"""Say whether the body of an integral ends in its differential, or has it above its last fraction."""
    last = body.args[-1] if body.op == "add" else body
    over = last.args[0] if last.op == "div" else last
    return over.op == "mul" and over.args[-2].leaf == "d" and over.args[-1].op == "symbol"


def without_differential(body: Node) -> tuple[Node, Node]:
    """Part the body of an integral from the name behind its d: of f dx, f + g dx or dx/f."""
    if has_differential(body):
        if body.op == "div":
            over, name = without_differential(body.args[0])
            return Node("div", (over, body.args[1])), name
        if body.op == "add":
            last, name = without_differential(body.args[-1])
            return Node("add", (*body.args[:-1], last)), name
        inside = body.args[:-2]
        if inside:
            return (inside[0] if len(inside) == 1 else Node("mul", inside)), body.args[-1]
        return integer(1), body.args[-1]
    raise UnreadableError("an integral without its differential")


def summed(op: str, index: Node, low: Node, high: Node, body: Node) -> Node | None:
    """Write a short sum or product over an index out, or return None."""
    if index.op != "symbol" or not _is_whole(low) or not _is_whole(high):
        return None
    times = int(high.value - low.value) + 1
    size = _size(body)
    if not 1 <= times <= _MOST_NODES or times * size > _MOST_NODES:
        return None
    for part in walk(body):
        if part.op not in _EXACT or "_" in part.leaf or part.leaf.startswith(_BOUND):
            return None
    terms = tuple(_put(body, index.leaf, integer(int(low.value) + step)) for step in range(times))
    return terms[0] if times == 1 else Node(op, terms)


def _is_whole(node: Node) -> bool:
    return node.op == "number" and node.value.denominator == 1


def _size(node: Node) -> int:
    """Return how many nodes a tree has, as far as it matters."""
    return sum(1 for _ in islice(walk(node), _MOST_NODES + 1))


def _put(node: Node, name: str, value: Node) -> Node:
    if node.op == "symbol":
        return value if node.leaf == name else node
    return node._replace(args=tuple(_put(part, name, value) for part in node.args)) if node.args else node


def determinant(grid: Node) -> Node:
    """Return the determinant of a small square matrix, multiplied out."""
    rows = [row.args for row in grid.args]
    if not len(rows) == len(rows[0]) <= _WIDEST or _size(grid) * len(rows) > _MOST_NODES:
        raise UnreadableError("a determinant")
    if any(part.op not in _EXACT for row in rows for cell in row for part in walk(cell)):
        raise UnreadableError("a determinant of structures")
    terms = []
    for sign, columns in _permutations(len(rows)):
        factors = tuple(row[column] for row, column in zip(rows, columns, strict=True))
        terms.append(Node("mul", (integer(sign), *factors)))
    return terms[0] if len(terms) == 1 else Node("add", tuple(terms))


def _permutations(size: int) -> Iterator[tuple[int, tuple[int, ...]]]:
    if size == 0:
        yield 1, ()
        return
    for sign, rest in _permutations(size - 1):
        for place in range(size):
            turned = sign if (size - 1 - place) % 2 == 0 else -sign
            yield turned, (*rest[:place], size - 1, *rest[place:])


def remainder(sign: str, left: Node, modulus: Node) -> Node:
    """Return a mod m: the number of two numbers after \\bmod; a residue class by its least member."""
    # a \\mod b, whichever is meant
    of_names = sign in ("\\mod", "mod") and not (_is_whole(left) or _is_whole(modulus))
    if _is_whole(left) and _is_whole(modulus) and modulus.value > 0:
        left = integer(int(left.value) % int(modulus.value))
        if sign == "\\bmod":
            return Node("add", (left,))  # a sum: nobody wrote the number
    return Node("call", (left, modulus), "mod" if sign == "\\bmod" or of_names else "residue")


def conjugate(node: Node) -> Node:
    """Return the complex conjugate of an expression in numbers and i."""
    if node.op == "symbol" and node.leaf == "i":
        return Node("neg", (node,))
    if node.op == "root" and any(part.op == "symbol" for part in walk(node)):
        raise UnreadableError("a conjugate")
    return node._replace(args=tuple(conjugate(part) for part in node.args)) if node.args else node
