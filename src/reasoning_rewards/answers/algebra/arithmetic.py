r"""Sums that a puzzle allows: whole numbers as they stand, + − × ÷ and brackets, and what they come to exactly.

The text is read by the one parser; what is more than such a sum is a `Fault` that says what was found. Nothing is
worked out before somebody has looked at the numbers, so nobody pays for a sum that no puzzle asks for.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from reasoning_rewards.answers.notation.lexer import Token, tokenize
from reasoning_rewards.answers.notation.parser import parse
from reasoning_rewards.answers.notation.undress import LONGEST, cleaned
from reasoning_rewards.answers.values.tree import Node, UnreadableError, walk
from reasoning_rewards.text.scan import pattern

__all__ = ["Fault", "Sum", "sums"]

_CROSS = pattern(r"(?<=[\d)\]}\s])[xX](?=[\s\d(\[{\\])")  # 3 x 8
_SIGNS = frozenset(("+", "-"))
_TIMES = frozenset(("*", "\\cdot", "\\times", "\\ast", "\\cdotp"))
_OVER = frozenset(("/", "\\div", "\\slash"))
_FRACTIONS = frozenset(("\\frac", "\\dfrac", "\\tfrac", "\\cfrac"))
_OPENERS = frozenset(("(", "[", "{", "\\left"))
_CLOSERS = frozenset((")", "]", "}"))
_ALLOWED = _SIGNS | _TIMES | _OVER | _FRACTIONS | _OPENERS | _CLOSERS | {"=", "\\right"}
_OPERATORS = _SIGNS | _TIMES | _OVER  # a sign behind one of them belongs to the operand
_ENDS = _CLOSERS | {"\\right"}
_BRACES = frozenset(("\\boxed", "\\fbox", "\\displaystyle"))  # dress that the cleaner leaves on
_OPERATIONS = frozenset(("number", "add", "mul", "neg", "div"))
_LONGEST_NUMBER = 20  # digits; no puzzle has more, and what is worked out stays small


class Fault(NamedTuple):
    """What a text has that such a sum has not.

    kind: broken, decimal, joined, sign, operator or ambiguous. found: the piece that is it.
    """

    kind: str
    found: str


class Sum(NamedTuple):
    """One side of an equation: the numbers it is made of, as they are written, and its tree."""

    numbers: tuple[int, ...]
    tree: Node

    @property
    def is_number(self) -> bool:
        """Is it one number and nothing to do?"""
        return self.tree.op == "number"

    def value(self) -> Fraction | None:
        """What it comes to; None where it divides by zero, or is too long for anybody's hand."""
        if any(number >= 10**_LONGEST_NUMBER for number in self.numbers):
            return None
        try:
            return _value(self.tree)
        except ZeroDivisionError:
            return None


def sums(text: str) -> tuple[Sum, ...] | Fault:
    r"""Return the sides of an equation, mostly one, or what makes the text something else.

    >>> [side.value() for side in sums(r"(10 - 4) \times 4 = 24")], sums("3 × 8")[0].numbers
    ([Fraction(24, 1), Fraction(24, 1)], (3, 8))
    >>> sums("4! + 2^3"), sums("2.5 * 4"), sums("-4 * 28"), sums("1 2 + 12")
    (Fault(kind='operator', found='!'), Fault(kind='decimal', found='2.5'), Fault(kind='sign', found='-'), Fault(kind='joined', found='1 2'))
    """
    text = text.strip()
    if not text or len(text) > LONGEST:
        return Fault("broken", text[:40])
    clean = cleaned(_CROSS().sub("*", text).replace("==", "="))
    try:
        fault = _fault(tokenize(clean))
        if fault is not None:
            return fault
        tree = parse(clean)
    except UnreadableError as error:
        return Fault("broken", error.reason)
    sides = tree.args if tree.op == "relation" else (tree,)
    if tree.op == "relation" and set(tree.leaf.split()) != {"="}:
        return Fault("broken", tree.leaf)
    found = [_sum(side) for side in sides]
    return next((each for each in found if isinstance(each, Fault)), None) or tuple(
        each for each in found if isinstance(each, Sum)
    )


def _fault(tokens: list[Token]) -> Fault | None:
    """What among the symbols no such sum has: the tree no longer tells 5 - 3 from 5 + -3."""
    divides = any(token.text in _OVER for token in tokens)
    before: Token | None = None
    for place, token in enumerate(tokens):
        ends = tokens[place + 2].text if place + 2 < len(tokens) else ""
        alone = tokens[place + 1].kind == "number" and ends in _ENDS if ends else False
        if token.text in _SIGNS and alone and before is not None and before.text in _OPENERS:
            return Fault("sign", token.text)  # (-4), which the tree has no brackets for
        fault = _fault_at(before, token, divides)
        if fault is not None:
            return fault
        before = token
    return None


def _fault_at(before: Token | None, token: Token, divides: bool) -> Fault | None:
    text = token.text
    if token.kind == "number":
        if not text.replace(",", "").isdecimal():
            return Fault("joined" if " " in text else "decimal", text)
        if before is not None and before.kind == "number":
            return Fault("joined", f"{before.text} {text}")
    elif token.kind not in ("operator", "command"):
        return Fault("broken", text)
    elif text in _SIGNS:
        if (before is not None and before.text in _OPERATORS) or (text == "+" and _begins_a_sum(before)):
            return Fault("sign", text)
        return None
    elif text not in _ALLOWED and text not in _BRACES:
        return Fault("operator", text)
    if before is None or not _begins(token):
        return None
    if before.kind == "number" and text in _FRACTIONS:
        return Fault("joined", f"{before.text} {text}")  # a mixed number
    ends = before.kind == "number" or (before.text in _CLOSERS and text != "{")
    return Fault("ambiguous", f"{before.text} {text}") if ends and divides else None


def _begins_a_sum(before: Token | None) -> bool:
    return before is None or before.text in _OPENERS or before.text == "="


def _begins(token: Token) -> bool:
    return token.kind == "number" or token.text in _OPENERS or token.text in _FRACTIONS


def _sum(side: Node) -> Sum | Fault:
    numbers = []
    if _is_negative(side):
        return Fault("sign", "-")
    for node in walk(side):
        # -2 + 5 is 5 - 2, where something is left to subtract from; any other sign is one number's own.
        if node.args and (all if node.op == "add" else any)(map(_is_negative, node.args)):
            return Fault("sign", "-")
        if node.op not in _OPERATIONS:
            return Fault("broken" if node.op in ("seq", "list", "set", "missing") else "operator", node.op)
        if node.op == "number":
            numbers.append(int(abs(Fraction(node.value))))  # its sign is the operator's before it
            if node.value.denominator != 1:
                return Fault("joined", str(node.value))
    return Sum(tuple(reversed(numbers)), side)


def _is_negative(node: Node) -> bool:
    return node.op == "neg" or (node.op == "number" and node.value < 0)


def _value(node: Node) -> Fraction:
    if node.op == "number":
        return Fraction(node.value)
    parts = list(_values(node))
    if node.op == "neg":
        return -parts[0]
    total = parts[0]
    for part in parts[1:]:
        total = total + part if node.op == "add" else total * part if node.op == "mul" else total / part
    return total


def _values(node: Node) -> Iterator[Fraction]:
    return map(_value, node.args)
