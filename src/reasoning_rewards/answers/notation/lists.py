"""Items with separators between them: the loosest that anything binds."""

from __future__ import annotations

from itertools import pairwise

from reasoning_rewards.answers.notation.binding import read_relation, read_union
from reasoning_rewards.answers.notation.cursor import Cursor
from reasoning_rewards.answers.values.tree import Node, walk
from reasoning_rewards.answers.values.vocabulary import CONNECTIVES

__all__ = ["read_list", "without_choice"]

_ORDERS = frozenset(("<", ">", "<=", ">=", "!="))
_NAMED = frozenset(("word", "roman", "upright"))
_SEPARATORS = frozenset((",", ";", "\\\\"))
_CLOSERS = frozenset(
    (
        ")",
        "]",
        "\\}",
        "}",
        "\\rangle",
        "\\rbrace",
        "\\rbrack",
        "\\rfloor",
        "\\rceil",
        "&",
        "\\choose",
        "\\over",
    )
)
_DESCRIBES = frozenset(("|", "\\mid", ":"))  # what stands before the condition of a set


def read_list(cursor: Cursor) -> Node:
    """Read items separated by commas, by "and" and "or", or by semicolons around such lists."""
    with_semicolons: list[Node] = []
    items: list[Node] = []
    ors: list[int] = []  # how many items stand before each "or"
    separated = together = False
    while (token := cursor.here) is not None:
        text, named = token.text, token.kind in _NAMED
        if text in _CLOSERS and not named:
            break
        if cursor.in_set and text in _DESCRIBES:
            break
        if named and text in CONNECTIVES and cursor.place and not items and not with_semicolons:
            raise cursor.refusal(f"nothing stands before {text}")  # 1 (or 0) is no product
        if text in _SEPARATORS or (named and text in CONNECTIVES):
            if text == ";" and items:
                with_semicolons.append(_list_of(items))
                items = []
            if named and text.lower() == "or":
                ors.append(len(items))
            together |= named and text.lower() == "and"
            cursor.place += 1
            separated = True
            continue
        if items and not separated:
            raise cursor.refusal(f"{text} follows a whole value")
        items.append(read_relation(cursor))
        separated = False
        if cursor.at(":") and items[-1].op == "relation" and not cursor.in_set:
            cursor.place += 1  # an inequality, and the same in interval notation
            return Node("chain", (_list_of(items, "or" if ors else ""), read_union(cursor)))
    if with_semicolons:
        if items:
            with_semicolons.append(_list_of(items))
        return _list_of(with_semicolons)
    if not items:
        raise cursor.refusal("nothing stands where a value should")
    if not ors:
        return _joined(items) if together else _list_of(items)
    return _list_of(_alternatives(items, ors) if together else items, "or")


def without_choice(cursor: Cursor, inside: Node) -> Node:
    """Return what stands in brackets, which forget an "or"; refused between letters of options: {A or C}."""
    if inside.leaf == "or" and all(part.op == "symbol" and part.leaf.isupper() for part in inside.args):
        raise cursor.refusal("a choice between options is left open")
    return inside


def _alternatives(items: list[Node], ors: list[int]) -> list[Node]:
    """Put together what stands between one "or" and the next, where "and" says so: it binds tighter."""
    groups = [items[start:stop] for start, stop in pairwise((0, *ors, len(items))) if start < stop]
    joined = [_joined(group) for group in groups]
    both = any(part.op == "intersection" for part in joined)
    return joined if both and all(part.op in ("intersection", "relation") for part in joined) else items


def _joined(items: list[Node]) -> Node:
    """Return items with "and" between them: inequalities for one name hold together."""
    if len(items) > 1 and all(item.op == "relation" and set(item.leaf.split()) <= _ORDERS for item in items):
        names = [{part.leaf for part in walk(item) if part.op == "symbol"} for item in items]
        if names[0] and all(found == names[0] for found in names):
            return Node("intersection", tuple(items))
    return _list_of(items)


def _list_of(items: list[Node], leaf: str = "") -> Node:
    return items[0] if len(items) == 1 else Node("list", tuple(items), leaf)
