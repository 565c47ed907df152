"""Functions that go in steps, of constants: the whole number that they come to is found once, and is exact."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from reasoning_rewards.answers.algebra.doubles import NoValueError
from reasoning_rewards.answers.algebra.points import evaluate
from reasoning_rewards.answers.values.limits import Fuel
from reasoning_rewards.answers.values.tree import Node, free_names, integer

__all__ = ["STEPS", "settled"]

_DIGITS = (30, 60)
_SAFE = 1e-20  # of the largest term: nearer than this to a step nobody knows on which side a number lies


def _floor(value: Any) -> int:
    whole = int(value)
    return whole - 1 if value < whole else whole


def _sign(value: Any) -> int:
    return int(value > 0) - int(value < 0)


STEPS: Mapping[str, Callable[[Any], int]] = MappingProxyType(
    {
        "floor": _floor,
        "ceil": lambda value: -_floor(-value),
        "sgn": _sign,
    }
)


def settled(node: Node, fuel: Fuel) -> Node:
    """Return a tree in which every step function of a constant is the number that it comes to, where that is certain.

    >>> from reasoning_rewards.answers.notation.parser import parse
    >>> settled(parse(r"\\lfloor \\pi^2 \\rfloor"), Fuel()).value
    9
    """
    if not node.args:
        return node
    args = tuple(settled(part, fuel) for part in node.args)
    if any(one is not other for one, other in zip(args, node.args, strict=True)):
        node = node._replace(args=args)
    if node.op != "call" or (node.leaf not in STEPS and node.leaf != "mod") or free_names(node):
        return node
    if node.leaf == "mod" and len(args) == 2 and args[1].op == "number" and args[1].value > 0:
        quotient = settled(Node("call", (Node("div", args),), "floor"), fuel)
        if quotient.op == "number":
            return Node("add", (args[0], Node("neg", (Node("mul", (args[1], quotient)),))))
    step = _step(node.leaf, args[0], fuel) if node.leaf in STEPS and len(args) == 1 else None
    return node if step is None else integer(step)


def _step(name: str, argument: Node, fuel: Fuel) -> int | None:
    """Return a step function's value; None next to a step, and for what is not real."""
    if argument.op == "number":
        return STEPS[name](argument.value)
    found = set()
    for digits in _DIGITS:
        try:
            value, size = evaluate(argument, 0, digits, fuel)
        except NoValueError:
            return None
        if value.imag != 0 or size > 1e15:
            return None
        nearest = 0 if name == "sgn" else round(float(value.real))
        if abs(value.real - nearest) <= size * _SAFE:
            return None
        found.add(STEPS[name](value.real))
    return found.pop() if len(found) == 1 else None
