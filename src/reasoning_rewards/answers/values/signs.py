"""What a plus-minus stands for: one tree for each choice of signs."""

from __future__ import annotations

from itertools import product

from reasoning_rewards.answers.values.tree import Node, UnreadableError, walk

__all__ = ["each_sign"]

_MOST_SIGNS = 3  # that are chosen by themselves: eight values, each to be compared with eight


def each_sign(node: Node) -> tuple[Node, ...]:
    r"""Return a tree for each choice of its signs; several \pm are chosen by themselves, but together beside a \mp.

    >>> def number(value): return Node("number", value=value)
    >>> def sign(value, leaf): return Node("pm", (number(value),), leaf)
    >>> len(each_sign(Node("add", (sign(1, "\\pm"), sign(2, "\\pm")))))
    4
    >>> len(each_sign(Node("add", (sign(1, "\\pm"), sign(2, "\\mp"))))), each_sign(sign(0, "\\pm")) == (number(0),)
    (2, True)
    """
    signs = [part.leaf for part in walk(node) if part.op == "pm"]
    if "\\mp" in signs:
        return _tied(node, 1), _tied(node, -1)
    if len(signs) > _MOST_SIGNS:
        raise UnreadableError("more signs than anybody chooses by themselves")
    return tuple(_chosen(node))


def _tied(node: Node, sign: int) -> Node:
    """Choose the upper or the lower sign of every plus-minus."""
    if node.op == "pm":
        inside = _tied(node.args[0], sign)
        upper = node.leaf == "\\pm"
        return inside if upper == (sign > 0) else Node("neg", (inside,))
    if not node.args:
        return node
    return node._replace(args=tuple(_tied(part, sign) for part in node.args))


def _chosen(node: Node) -> list[Node]:
    """Return every choice of the signs below a node."""
    if not node.args:
        return [node]
    choices = [node._replace(args=parts) for parts in product(*map(_chosen, node.args))]
    if node.op != "pm":
        return choices
    inside = [choice.args[0] for choice in choices]
    return inside + [Node("neg", (part,)) for part in inside if not (part.op == "number" and part.value == 0)]
