"""From the code of a reward back to the reward, without evaluating anything else."""

from __future__ import annotations

import ast
import operator
import sys
from collections.abc import Mapping
from typing import Any

import reasoning_rewards
from reasoning_rewards.core.reward import Reward

__all__ = ["rebuild"]

_OPERATIONS: dict[type[ast.operator], Any] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.BitOr: operator.or_,
}


def rebuild(reward: Reward) -> Any:
    """The value that ``repr(reward)`` describes, in terms of this package and of the reward's own modules.

    >>> from reasoning_rewards import Correctness, Format
    >>> rebuild(Correctness() + 0.2 * Format()) == Correctness() + 0.2 * Format()
    True
    """
    known: dict[str, Any] = {}
    for leaf in reward.leaves():
        home = getattr(getattr(leaf, "function", None), "__module__", type(leaf).__module__)
        known.update(vars(sys.modules[home]))
    return _value(ast.parse(repr(reward), mode="eval").body, known)


def _value(node: ast.expr, known: Mapping[str, Any]) -> Any:
    """Names, literals, calls, attributes and sums: all that the code of a reward is made of."""
    match node:
        case ast.Constant():
            return node.value
        case ast.Name():
            return (
                getattr(reasoning_rewards, node.id)
                if node.id in reasoning_rewards.__all__
                else known[node.id]
            )
        case ast.Attribute():
            return getattr(_value(node.value, known), node.attr)
        case ast.Tuple():
            return tuple(_value(item, known) for item in node.elts)
        case ast.UnaryOp(op=ast.USub()):
            return -_value(node.operand, known)
        case ast.BinOp():
            left, right = _value(node.left, known), _value(node.right, known)
            return _OPERATIONS[type(node.op)](left, right)
        case ast.Call():
            named = {str(word.arg): _value(word.value, known) for word in node.keywords}
            return _value(node.func, known)(*(_value(item, known) for item in node.args), **named)
    raise AssertionError(f"{ast.unparse(node)} is not something the code of a reward is made of")
