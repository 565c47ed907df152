"""Brackets, braces that only hold together, and bars."""

from __future__ import annotations

from reasoning_rewards.answers.notation.binding import read_sum
from reasoning_rewards.answers.notation.cursor import Cursor
from reasoning_rewards.answers.notation.groups import read_divided, read_group
from reasoning_rewards.answers.notation.lexer import Token
from reasoning_rewards.answers.notation.lists import without_choice
from reasoning_rewards.answers.notation.operators import determinant
from reasoning_rewards.answers.values.tree import Node

__all__ = ["READERS"]

_CLOSERS = frozenset((")", "]", "\\rangle", "\\rbrack"))
_BARS = {
    "\\lfloor": ("\\rfloor", "floor"), "\\lceil": ("\\rceil", "ceil"), "\\lvert": ("\\rvert", "abs"),
    "\\|": ("\\|", "norm"), "\\llcorner": ("\\lrcorner", "floor"), "\\ulcorner": ("\\urcorner", "ceil"),
}  # fmt: skip


def read_braces(cursor: Cursor, _: Token) -> Node:
    """Read a group where no command wants an argument."""
    cursor.place -= 1
    return read_group(cursor)


def read_bracket(cursor: Cursor, token: Token) -> Node:
    """Read what stands in brackets: one value, or several with the brackets they stand in."""
    inside = without_choice(cursor, cursor.enclosed(read_divided))
    closer = cursor.here
    if closer is None or closer.text not in _CLOSERS:
        raise cursor.refusal("expected a closing bracket")
    cursor.place += 1
    if inside.op == "noun":
        raise cursor.refusal(f"{inside.leaf} in brackets is a remark, and no factor", back=2)
    if inside.op != "list" or any(part.op == "list" for part in inside.args):
        return inside
    brackets = ("[" if token.text == "[" else "(") + ("]" if closer.text == "]" else ")")
    if brackets == "[]" and _are_rows(inside.args):
        return Node("matrix", tuple(Node("row", row.args) for row in inside.args))
    return Node("seq", inside.args, brackets)


def _are_rows(items: tuple[Node, ...]) -> bool:
    """Say whether lists inside a list are the rows of a matrix, as programs write them."""
    return len({len(row.args) for row in items}) == 1 and all(
        row.op == "seq" and row.leaf == "[]" for row in items
    )


def read_bars(cursor: Cursor, _: Token) -> Node:
    """Read an absolute value, or the determinant of a matrix."""
    cursor.bars += 1
    inside = read_sum(cursor)
    cursor.bars -= 1
    cursor.expect("|")
    return determinant(inside) if inside.op == "matrix" else Node("call", (inside,), "abs")


def read_paired_bars(cursor: Cursor, token: Token) -> Node:
    """Read what stands between an opening and a closing sign of their own: floor, ceiling, norm."""
    closer, function = _BARS[token.text]
    inside = read_sum(cursor)
    cursor.expect(closer)
    return Node("call", (inside,), function)


READERS = {
    "{": read_braces,
    **dict.fromkeys(("(", "[", "\\langle", "\\lbrack"), read_bracket),
    "|": read_bars,
    **dict.fromkeys(_BARS, read_paired_bars),
}
"""By the sign that opens."""
