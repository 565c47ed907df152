"""Whether a value, as it was read, could turn out to have none: 1/0, ln 0, a chain that contradicts itself.

It looks at trees and computes nothing. "Yes" is no more than a reason to compute; "no" is a promise.
"""

from __future__ import annotations

import re

from reasoning_rewards.answers.values.tree import KNOWN_NAMES, Node
from reasoning_rewards.answers.values.values import About, Chain, Value

__all__ = ["is_plain", "may_be_undefined"]

_ATOMS = frozenset(("number", "symbol", "unit", "noun"))
_SUMS = frozenset(("add", "mul", "neg", "pm"))
_NOT_OF_ZERO = frozenset(("ln", "log"))
_WITH_POLES = frozenset(("tan", "cot", "sec", "csc"))


# Literals, single letters, roots of them, fractions over a literal that is not 0, positive powers, columns of such.
_INSIDE = r"(?:[\d\-+. ,()]|[A-Za-z](?![A-Za-z])|\\pi(?![A-Za-z])|\\sqrt\s*(?:\d|\{\d+\})|\^(?:[1-9]|\{[1-9]\d*\}))+"
_PLAIN = re.compile(
    rf"(?:[\d\-+.,()\[\] &]|[A-Za-z](?![A-Za-z])|\\(?:[!$%]|(?:pi|cdot)(?![A-Za-z])|left[(\[]|right[)\]]"
    rf"|sqrt(?:\s*\d|\{{{_INSIDE}\}})|[dt]?frac(?:\{{{_INSIDE}\}}\{{[1-9]\d*\}}|\d[1-9])|\\|(?:begin|end)\{{pmatrix\}})"
    r"|\^(?:[1-9]|\{[1-9]\d*\}|\\circ|\{\\circ\}))+",
    re.ASCII,
)


def is_plain(text: str) -> bool:
    r"""Say whether a text, unread, can be nothing but a readable one with a value: a short way for most golds.

    >>> is_plain(r"3\sqrt{2} - \frac{x}{4}"), is_plain(r"\frac{1}{0}"), is_plain("x/2")
    (True, False, False)
    """
    return _PLAIN.fullmatch(text) is not None


def may_be_undefined(value: object) -> bool:
    """Say whether anything in a value could have no value.

    >>> from reasoning_rewards.answers.notation.reader import read
    >>> [may_be_undefined(read(text)[0]) for text in ("x/2", "2^{-3}", "x/0", "0^{0-1}", "x = 1 = 2")]
    [False, False, True, True, True]
    """
    if isinstance(value, Node):  # before the tuple that it also is
        return not _is_defined(value)
    if isinstance(value, tuple):
        return any(map(may_be_undefined, value))
    return isinstance(value, (About, Chain)) or (
        isinstance(value, Value) and may_be_undefined(value.fields())
    )


def _is_defined(node: Node) -> bool:
    op, args = node.op, node.args
    if op in _ATOMS:
        return True
    if not all(map(_is_defined, args)):
        return False
    if op in _SUMS:
        return True
    if op == "div":
        return _is_not_zero(args[1])
    if op == "pow":
        return _is_positive(args[1]) or _is_not_zero(args[0])
    if op == "root":
        return _is_positive(args[1])
    if op != "call":
        return False
    if node.leaf in _NOT_OF_ZERO:
        return all(map(_is_not_zero, args))
    if node.leaf in _WITH_POLES:
        return args[0].op == "symbol" and args[0].leaf not in KNOWN_NAMES
    return node.leaf != "factorial" or _is_counted(args[0])  # any other function of values stands for itself


def _is_counted(node: Node) -> bool:
    return node.op == "symbol" or (node.op == "number" and node.value >= 0 and node.value.denominator == 1)


def _is_positive(node: Node) -> bool:
    return node.op == "number" and node.value > 0


def _is_not_zero(node: Node) -> bool:
    """Say whether a tree that is defined is plainly not 0: a number, a name, a product of such."""
    if node.op == "number":
        return node.value != 0
    if node.op in ("mul", "neg"):
        return all(map(_is_not_zero, node.args))
    if node.op in ("pow", "root", "div"):
        return _is_not_zero(node.args[0])
    return node.op in _ATOMS
