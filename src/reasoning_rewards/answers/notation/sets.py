"""Sets: listed, described, empty, and those of numbers."""

from __future__ import annotations

from reasoning_rewards.answers.notation.cursor import Cursor
from reasoning_rewards.answers.notation.lexer import Token
from reasoning_rewards.answers.notation.lists import read_list, without_choice
from reasoning_rewards.answers.values.tree import Node
from reasoning_rewards.answers.values.vocabulary import OPENERS

__all__ = ["READERS"]


def read_set(cursor: Cursor, token: Token) -> Node:
    """Read a set in braces."""
    closer = OPENERS[token.text]
    if cursor.at(closer):
        cursor.place += 1
        return Node("set")
    node = cursor.enclosed(_read_members, in_set=True)
    cursor.expect(closer)
    return node


def _read_members(cursor: Cursor) -> Node:
    """Read the members, or what each member is and the condition behind it."""
    inside = without_choice(cursor, read_list(cursor))
    if cursor.at("|") or cursor.at("\\mid") or cursor.at(":"):
        cursor.place += 1
        cursor.in_set = False
        return Node("builder", (inside, read_list(cursor)))
    return Node("set", inside.args if inside.op == "list" else (inside,))


def read_empty(_: Cursor, __: Token) -> Node:
    """Read the empty set."""
    return Node("set")


def read_numbers(cursor: Cursor, _: Token) -> Node:
    """Read a set of numbers: \\mathbb{R}."""
    return Node("symbol", leaf="set " + cursor.script())


READERS = {
    **dict.fromkeys(("\\{", "\\lbrace"), read_set),
    **dict.fromkeys(("\\emptyset", "\\varnothing"), read_empty),
    "\\mathbb": read_numbers,
}
"""By command, or by the sign that opens."""
