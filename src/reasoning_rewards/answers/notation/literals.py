"""Numbers: literals, mixed numbers, digits in another base."""

from __future__ import annotations

from fractions import Fraction

from reasoning_rewards.answers.notation.cursor import Cursor
from reasoning_rewards.answers.notation.groups import read_argument
from reasoning_rewards.answers.notation.lexer import Token
from reasoning_rewards.answers.values.tree import Node

__all__ = ["FRACTIONS", "READERS"]

FRACTIONS = frozenset(
    ("\\frac", "\\dfrac", "\\tfrac", "\\cfrac", "\\nicefrac", "\\sfrac", "\\flatfrac", "\\xfrac")
)


def read_number(cursor: Cursor, token: Token) -> Node:
    """Read a number; 2\\frac{1}{3} and 2 1/3 are the sums they stand for."""
    whole = Node("number", value=token.value, digits=token.digits)
    after = cursor.here
    if after is None or not isinstance(token.value, int) or token.digits:
        return whole
    start = cursor.place
    if after.text in FRACTIONS:
        cursor.place += 1
        over, under = read_argument(cursor), read_argument(cursor)
    elif after.kind == "number" and after.spaced and start + 2 < len(cursor.tokens):
        above, slash, below = cursor.tokens[start : start + 3]
        if slash.text != "/" or below.kind != "number":
            return whole
        over = Node("number", value=above.value, digits=above.digits)
        under = Node("number", value=below.value, digits=below.digits)
        cursor.place += 3
    else:
        return whole
    proper = over.op == under.op == "number" and 0 < over.value < under.value
    if proper and isinstance(over.value, int) and isinstance(under.value, int) and not cursor.at("^"):
        return Node("number", value=token.value + Fraction(over.value, under.value))
    if after.text in FRACTIONS:
        return Node("mul", (whole, Node("div", (over, under))))
    cursor.place = start
    return whole


def read_based(_: Cursor, token: Token) -> Node:
    """Read digits with the base that they are written in: 52_8."""
    digits, _under, base = token.text.partition("_")
    return Node("based", leaf=f"{digits.lstrip('0') or '0'}_{base.strip('{} ')}")


READERS = {"number": read_number, "based": read_based}
"""By a symbol's kind."""
