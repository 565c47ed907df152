"""Whether an equation tells a value or still asks for one."""

from __future__ import annotations

from reasoning_rewards.answers.values.tree import KNOWN_NAMES, Node, free_names, walk
from reasoning_rewards.text.scan import pattern

__all__ = ["is_open", "is_unsolved"]

_ARITHMETIC = frozenset(("add", "neg", "mul", "div", "pow", "root"))
_SEGMENT_OR_DERIVATIVE = pattern(r"[A-Z]{2,}|\w+'+")


def is_open(side: Node) -> bool:
    """Say whether a side has names that stand for something else, or values of a function that nobody knows: f(2)."""
    return any(_stands_for_another(part) for part in walk(side))


def _stands_for_another(part: Node) -> bool:
    if part.op == "symbol":
        return part.leaf not in KNOWN_NAMES
    return part.op == "call" and len(part.leaf.partition("_")[0]) == 1


def is_unsolved(left: Node, right: Node) -> bool:
    """Say whether an equation asks more than it tells: x + 1 = 5 or x^2 = 5, or 0 on its right and all else on its left.

    AB^2 = 40 and f'(2) = 5 tell: a segment is no unknown, and a derivative no factor.
    """
    if left.op == "add" and right.op == "number" and right.value == 0 and not all(map(_is_name, left.args)):
        return True
    names = free_names(left)
    if (
        left.op not in _ARITHMETIC
        or len(names) != 1
        or any(_SEGMENT_OR_DERIVATIVE().fullmatch(name) for name in names)
    ):
        return False
    return left.op == "neg" or any(part.op == "number" for part in walk(left))


def _is_name(term: Node) -> bool:
    return term.op == "symbol" or (term.op == "neg" and term.args[0].op == "symbol")
