r"""Sums and products up to a name: written out where the name is a small number, which may tell two of them apart.

`\sum_{k=1}^n a_k` is `a_1 + a_2 + a_3` at n = 3. Where two expressions differ there, they differ: a_1, a_2, ... may be any
numbers. Where they agree nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from reasoning_rewards.answers.algebra.exact import Exact, Quotient, UndefinedError, is_opaque
from reasoning_rewards.answers.values.limits import Fuel
from reasoning_rewards.answers.values.tree import (
    KNOWN_NAMES,
    Node,
    UnreadableError,
    fold,
    free_names,
    integer,
    walk,
)

__all__ = ["differ_written_out"]

_WRITTEN_OUT = {"sum =": "add", "prod =": "mul"}
_AT = (3, 4, 6)  # what the names in bounds are
_MOST_TERMS = 12
_MOST_NAMES = 2
_NODE = 10  # fuel
_EXACT, _PRICE = (
    15_000,
    100_000,
)  # fuel of exact values, of which a unit is more work; and what that costs at points
_TERM = re.compile(r"([+-]?)(\d{0,3})([A-Za-z]?)", re.ASCII)
Values = Mapping[str, int]


class _NotWrittenError(Exception):
    """Raised where a sum can't be written out; it never leaves this module."""


def differ_written_out(left: Node, right: Node, fuel: Fuel) -> bool:
    """Say whether two expressions with sums up to a name differ where that name is a small number.

    >>> from reasoning_rewards.answers.notation.parser import parse
    >>> one, other = parse(r"\\sum_{k=1}^n k"), parse(r"\\sum_{k=1}^{n+1} k")
    >>> differ_written_out(one, other, Fuel(10**6)), differ_written_out(one, parse("n(n+1)/2"), Fuel(10**6))
    (True, False)
    """
    names = sorted({name for side in (left, right) for name in _bounding(side)})
    if not 1 <= len(names) <= _MOST_NAMES or not all(map(str.isalpha, names)):  # ∞ is no number
        return False
    fuel.charge(_PRICE)
    fuel = Fuel(_EXACT)
    for at in _AT:
        values = {name: at + 2 * place for place, name in enumerate(names)}
        exact = Exact(fuel)
        try:
            one, other = (fold(_written(side, values, fuel), exact) for side in (left, right))
            gap = exact.difference(one, other)
        except (_NotWrittenError, UndefinedError, UnreadableError):
            continue
        if gap and not is_opaque(gap):
            return True
    return False


def _bounding(node: Node) -> set[str]:
    """The names that stand in the bounds of sums, but for their own indices."""
    sums = [part for part in walk(node) if part.leaf in _WRITTEN_OUT and len(part.args) == 4]
    indices = {part.args[0].leaf for part in sums}
    return {name for part in sums for bound in part.args[1:3] for name in free_names(bound)} - indices


def _written(node: Node, values: Values, fuel: Fuel) -> Node:
    """Return a tree with numbers in the place of names, and its sums written out."""
    fuel.charge(_NODE)
    if node.op == "symbol":
        if node.leaf in values:
            return integer(values[node.leaf])
        name, sign, script = node.leaf.partition("_")
        return node._replace(leaf=f"{name}_{_index(script, values)}") if sign else node
    if node.op == "call" and node.leaf in _WRITTEN_OUT and len(node.args) == 4:
        index, low, high, body = node.args
        first, last = _whole(low, values, fuel), _whole(high, values, fuel)
        if index.op != "symbol" or index.leaf in values or not 0 <= last - first < _MOST_TERMS:
            raise _NotWrittenError
        terms = (_written(body, {**values, index.leaf: number}, fuel) for number in range(first, last + 1))
        return Node(_WRITTEN_OUT[node.leaf], tuple(terms))
    if node.op == "call" and node.leaf.partition(" ")[0] in ("int", "iint", "oint", "lim", "sum", "prod"):
        raise _NotWrittenError
    return (
        node._replace(args=tuple(_written(part, values, fuel) for part in node.args)) if node.args else node
    )


def _whole(bound: Node, values: Values, fuel: Fuel) -> int:
    number = fold(_written(bound, values, fuel), Exact(fuel))
    if isinstance(number, Quotient) or Fraction(number).denominator != 1:
        raise _NotWrittenError
    return int(number)


def _index(script: str, values: Values) -> str:
    """Return what a subscript comes to: n-k-1 is a number where n and k are; one without such names stays."""
    if KNOWN_NAMES.isdisjoint(script) and values.keys().isdisjoint(script):
        return script
    total = place = 0
    while place < len(script):
        term = _TERM.match(script, place)
        if term is None or not term[0].strip("+-") or (place and not term[1]):
            raise _NotWrittenError
        if term[3] and term[3] not in values:
            raise _NotWrittenError
        size = int(term[2] or 1) * (values[term[3]] if term[3] else 1)
        total += -size if term[1] == "-" else size
        place = term.end()
    return str(total)
