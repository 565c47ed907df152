"""Whether a number is written as a value, or as arithmetic that somebody would still have to do.

It looks at how a tree is written. Where the gold is a number, an answer that restates the question's sum says
nothing that the question did not; what such a sum comes to is for the answer to say.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from reasoning_rewards.answers.values.tree import KNOWN_NAMES, Node, features, integer

__all__ = ["is_literal", "is_unevaluated", "is_value"]

_WORDS = frozenset(("unit", "noun"))
_FUNCTIONS = frozenset(("ln", "log", "lg", "exp")) | {
    f"{inverse}{name}{hyperbolic}"
    for inverse in ("", "arc")
    for name in ("sin", "cos", "tan", "cot", "sec", "csc")
    for hyperbolic in ("", "h")
}


def is_unevaluated(answer: Node, gold: Node) -> bool:
    r"""Say whether an answer leaves something to do that its gold has done.

    >>> from reasoning_rewards.answers.notation.parser import parse
    >>> pairs = ((r"6\cdot7", "42"), (r"6\cdot7", r"3\cdot14"), (r"\sqrt{16}", "4"), (r"\sin 45^\circ", r"\sqrt2/2"))
    >>> [is_unevaluated(parse(answer), parse(gold)) for answer, gold in pairs]
    [True, False, True, True]
    """
    if is_literal(gold):
        return not is_literal(answer) and not (_has_degrees(gold) and _is_plain_value(answer))
    if not is_value(gold):
        return False
    return not is_value(answer) if "call" in features(gold) else not _is_plain_value(answer)


def _is_plain_value(node: Node) -> bool:
    """A value without any function: sin 45° asks for one to be looked up."""
    return "call" not in features(node) and is_value(node)


def _has_degrees(node: Node) -> bool:
    return (node.op == "unit" and node.leaf == "°") or any(map(_has_degrees, node.args))


def is_literal(node: Node) -> bool:
    r"""Say whether a tree is a rational number as it is written down: no operation in it is left to do.

    >>> from reasoning_rewards.answers.notation.parser import parse
    >>> [is_literal(parse(text)) for text in ("42", r"-\frac{9}{2}", r"6.5\times10^{-9}", "50\\%", "42 cm")]
    [True, True, True, True, True]
    >>> [is_literal(parse(text)) for text in (r"6\cdot7", r"\frac{84}{2}", "2^{10}", "5!", r"\sqrt{16}")]
    [False, False, False, False, False]
    """
    node = _without_words(node)
    if node.op == "number":
        return True
    if node.op == "neg":
        return is_literal(node.args[0])
    if node.op == "div":
        over, under = map(_whole, node.args)
        return over is not None and under is not None and under != 0 and over % under != 0
    if node.op == "pow":
        return _whole(node.args[0]) == 10 and _whole(node.args[1]) is not None
    if node.op == "mul" and len(node.args) == 2:
        number, power = node.args
        return _unsigned(number).op == "number" and power.op == "pow" and is_literal(power)
    return False


def is_value(node: Node) -> bool:
    r"""Say whether a tree is a number as it is written down: literals, radicals, constants and what they make.

    Of literals there is one at most in a product, and one in a sum.

    >>> from reasoning_rewards.answers.notation.parser import parse
    >>> [is_value(parse(text)) for text in (r"\frac{1+\sqrt5}{2}", r"2\pi", r"\frac{\pi^2}{6}", "3+2i", r"\ln 2")]
    [True, True, True, True, True]
    >>> [is_value(parse(text)) for text in (r"2\cdot3\pi", r"\sqrt{3+4}", r"1+2+\sqrt5", r"10!\sqrt2", "x")]
    [False, False, False, False, False]
    """
    node = _without_words(node)
    if is_literal(node):
        return True
    read = _READERS.get(node.op)
    return read is not None and read(node)


def _whole(node: Node) -> int | None:
    """A whole number with its sign, as it is written; None for anything else."""
    node = _without_words(node)
    if node.op == "neg":
        inside = _whole(node.args[0])
        return None if inside is None else -inside
    return int(node.value) if node.op == "number" and node.value.denominator == 1 else None


def _unsigned(node: Node) -> Node:
    return node.args[0] if node.op == "neg" else node


def _without_words(node: Node) -> Node:
    """Take off the units and nouns that a number counts."""
    if node.op == "mul":
        parts = tuple(part for part in node.args if not _is_words(part))
        if len(parts) < len(node.args):
            return parts[0] if len(parts) == 1 else node._replace(args=parts) if parts else node
    if node.op == "div" and _is_words(node.args[1]):
        return _without_words(node.args[0])
    return node


def _is_words(node: Node) -> bool:
    """Say whether a tree is nothing but units and nouns: the km/h of 5 km/h."""
    if node.op in _WORDS:
        return True
    if node.op == "pow":
        return _is_words(node.args[0])
    if node.op == "div" and node.args[0] == integer(1):
        return _is_words(node.args[1])
    return node.op in ("mul", "div") and all(map(_is_words, node.args))


def _few_literals(node: Node) -> bool:
    return all(map(is_value, node.args)) and sum(map(is_literal, node.args)) <= 1


def _is_fraction(node: Node) -> bool:
    """A quotient of values: two literals would be a literal, or a division that is left to do."""
    return all(map(is_value, node.args)) and not all(map(is_literal, node.args))


def _is_power(node: Node) -> bool:
    base, exponent = node.args
    if base.op == "symbol":
        return is_value(base) and is_value(exponent)
    if not is_literal(base) or not is_value(exponent):
        return False
    return not is_literal(exponent) or _is_broken(exponent)  # 2^(1/2) is a radical, 2^10 a product


def _is_broken(node: Node) -> bool:
    node = _unsigned(node)
    return node.op == "div" or (node.op == "number" and Fraction(node.value).denominator != 1)


_READERS: dict[str, Callable[[Node], bool]] = {
    "symbol": lambda node: node.leaf in KNOWN_NAMES,
    "neg": lambda node: is_value(node.args[0]),
    "root": lambda node: is_value(node.args[0]) and is_literal(node.args[1]),
    "call": lambda node: node.leaf in _FUNCTIONS and all(map(is_value, node.args)),
    "mul": _few_literals,
    "add": _few_literals,
    "div": _is_fraction,
    "pow": _is_power,
}
