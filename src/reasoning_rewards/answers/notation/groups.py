"""What braces hold, and the arguments of commands."""

from __future__ import annotations

from reasoning_rewards.answers.notation.binding import read_primary
from reasoning_rewards.answers.notation.cursor import Cursor
from reasoning_rewards.answers.notation.lexer import Token
from reasoning_rewards.answers.notation.lists import read_list
from reasoning_rewards.answers.notation.operators import quotient
from reasoning_rewards.answers.values.tree import Node, integer

__all__ = ["read_argument", "read_divided", "read_group"]

_LONGEST_DIGITS = 4000  # CPython converts no more at once


def read_argument(cursor: Cursor) -> Node:
    """Read a command's argument: a group or one symbol; the digits of \\frac12 are two arguments."""
    if cursor.at("{"):
        return read_group(cursor)
    token = cursor.here
    if token is not None and token.kind == "number" and len(token.text) > 1 and token.text.isdigit():
        rest = token.text[1:]
        value = int(rest) if len(rest) < _LONGEST_DIGITS else 0
        cursor.tokens[cursor.place] = Token("number", rest, False, value)
        return integer(int(token.text[0]))
    if cursor.at("-"):
        cursor.place += 1
        return Node("neg", (cursor.within(read_argument),))
    return cursor.within(read_primary)


def read_group(cursor: Cursor) -> Node:
    """Read what braces hold; mostly it is one literal."""
    cursor.expect("{")
    start = cursor.place
    literal = cursor.literal()
    if literal is not None and cursor.at("}"):
        cursor.place += 1
        return literal
    cursor.place = start
    node = cursor.enclosed(read_divided)
    cursor.expect("}")
    return node


def read_divided(cursor: Cursor) -> Node:
    """Read a list, or two that plain TeX writes with a command between them: {3 \\over 4}, {n \\choose k}."""
    node = read_list(cursor)
    if cursor.at("\\choose"):
        cursor.place += 1
        return Node("call", (node, read_list(cursor)), "binomial")
    if cursor.at("\\over"):
        cursor.place += 1
        return quotient(node, read_list(cursor))
    return node
