"""TeX commands: fractions, roots, sums over an index, marks over letters, quantifiers."""

from __future__ import annotations

from reasoning_rewards.answers.notation.binding import read_primary, read_product, read_sum
from reasoning_rewards.answers.notation.cursor import OPERAND, Cursor
from reasoning_rewards.answers.notation.groups import read_argument, read_group
from reasoning_rewards.answers.notation.lexer import Token
from reasoning_rewards.answers.notation.literals import FRACTIONS
from reasoning_rewards.answers.notation.operators import (
    conjugate,
    has_differential,
    quotient,
    summed,
    without_differential,
)
from reasoning_rewards.answers.values.tree import Node, integer

__all__ = ["READERS"]

_WRITTEN_OUT = {"sum =": "add", "prod =": "mul"}
_COMPLEX = frozenset(("+", "-", "i", "{", "}", "\\frac", "\\sqrt", "\\cdot"))
_ARROWS = frozenset(("\\vec", "\\overrightarrow"))


def read_fraction(cursor: Cursor, _: Token) -> Node:
    """Read a fraction."""
    over = read_argument(cursor)
    return quotient(over, read_argument(cursor))


def read_binomial(cursor: Cursor, _: Token) -> Node:
    """Read a binomial coefficient."""
    over = read_argument(cursor)
    return Node("call", (over, read_argument(cursor)), "binomial")


def read_root(cursor: Cursor, _: Token) -> Node:
    """Read a root and its index; without braces all digits of a number stand under it."""
    index = integer(2)
    if cursor.at("["):
        cursor.place += 1
        index = read_sum(cursor)
        cursor.expect("]")
    return Node("root", (cursor.number() or read_argument(cursor), index))


def read_box(cursor: Cursor, token: Token) -> Node:
    """Read what a box holds, past its width."""
    if token.text == "\\framebox" and cursor.at("["):
        while cursor.here is not None and not cursor.at("{"):
            cursor.place += 1
    return read_argument(cursor)


# ── over an index ──


def read_big(cursor: Cursor, token: Token) -> Node:
    """Read a sum, a product, an integral or a limit: nothing here evaluates it, but it equals itself."""
    name = token.text[1:]
    scripts: dict[str, Node] = {}
    while (sign := cursor.here) is not None and sign.text in ("^", "_"):
        cursor.place += 1
        scripts[sign.text] = read_group(cursor) if cursor.at("{") else _read_bound(cursor)
    lower = scripts.get("_", integer(0))
    if lower.op == "relation":  # k = 1, x -> 0
        name, lower_parts = f"{name} {lower.leaf}", lower.args
    else:
        lower_parts = (lower,)
    body = cursor.within(read_product, OPERAND)
    if "int" in name:
        body = _up_to_differential(cursor, body)
    upper = scripts.get("^", integer(0))
    if name in _WRITTEN_OUT and len(lower_parts) == 2:
        terms = summed(_WRITTEN_OUT[name], *lower_parts, upper, body)
        if terms is not None:
            return terms
    parts = (*lower_parts, upper, body)
    if "int" in name:
        parts = (*lower_parts, upper, *without_differential(body))
    return Node("call", tuple(_with_named_infinity(part) for part in parts), name)


def _up_to_differential(cursor: Cursor, body: Node) -> Node:
    """Read the further terms of an integral up to the one with its differential: x + a dx."""
    terms = [body]
    while not has_differential(terms[-1]) and (cursor.at("+") or cursor.at("-")):
        negative = cursor.at("-")
        cursor.place += 1
        term = cursor.within(read_product, OPERAND)
        if negative and has_differential(term):
            inside, name = without_differential(term)
            term = Node("mul", (Node("neg", (inside,)), Node("symbol", leaf="d"), name))
        elif negative:
            term = Node("neg", (term,))
        terms.append(term)
    return body if len(terms) == 1 else Node("add", tuple(terms))


def _read_bound(cursor: Cursor) -> Node:
    """Read a bound without braces: one number or name, so that no other script belongs to it."""
    negative = cursor.at("-")
    cursor.place += negative
    node = cursor.number() or cursor.within(read_primary)
    return Node("neg", (node,)) if negative else node


def _with_named_infinity(node: Node) -> Node:
    """Return the bound of a sum or a limit with infinity as a name; nothing computes with it."""
    if node.op == "infinity":
        return Node("symbol", leaf="∞")
    return node._replace(args=tuple(_with_named_infinity(part) for part in node.args)) if node.args else node


# ── names ──


def read_pi(_: Cursor, __: Token) -> Node:
    """Read π."""
    return Node("symbol", leaf="π")


def read_infinity(_: Cursor, __: Token) -> Node:
    """Read ∞."""
    return Node("infinity")


def read_dots(_: Cursor, __: Token) -> Node:
    """Read what is left out."""
    return Node("symbol", leaf="…")


def read_mark(cursor: Cursor, token: Token) -> Node:
    """Read a mark and what it stands over or before as one name: an arrow, a hat, an angle."""
    if token.text in _ARROWS:
        cursor.last_vector = cursor.place - 1
    return Node("symbol", leaf=f"{token.text[1:]} {cursor.script()}")


def read_bar(cursor: Cursor, token: Token) -> Node:
    """Read a bar: the conjugate of what is written in numbers and i, or else a mark."""
    return conjugate(read_argument(cursor)) if _spans_complex(cursor) else read_mark(cursor, token)


def _spans_complex(cursor: Cursor) -> bool:
    """Say whether the group here is written in numbers and i alone."""
    depth, found = 0, False
    for place in range(cursor.place, len(cursor.tokens)):
        token = cursor.tokens[place]
        depth += (token.text == "{") - (token.text == "}")
        found |= token.text == "i"
        if token.kind != "number" and token.text not in _COMPLEX:
            return False
        if depth <= 0:
            return found
    return False


def read_quantified(cursor: Cursor, token: Token) -> Node:
    """Read a quantifier or a negation; it rules all that follows, so that none change places."""
    return Node("call", (cursor.within(read_product, OPERAND),), token.text[1:])


READERS = {
    **dict.fromkeys(FRACTIONS, read_fraction),
    **dict.fromkeys(("\\binom", "\\dbinom", "\\tbinom"), read_binomial),
    "\\sqrt": read_root,
    **dict.fromkeys(
        ("\\boxed", "\\fbox", "\\framebox", "\\text", "\\mathrm"), read_box
    ),  # text with formulas in it
    **dict.fromkeys(("\\sum", "\\prod", "\\int", "\\iint", "\\oint", "\\lim"), read_big),
    "\\pi": read_pi,
    "\\infty": read_infinity,
    **dict.fromkeys(("\\ldots", "\\dots", "\\cdots", "\\dotsc"), read_dots),
    **dict.fromkeys(("\\vec", "\\overrightarrow", "\\hat", "\\widehat", "\\tilde", "\\dot"), read_mark),
    **dict.fromkeys(("\\angle", "\\triangle"), read_mark),
    **dict.fromkeys(("\\overline", "\\bar"), read_bar),
    **dict.fromkeys(("\\forall", "\\exists", "\\nexists", "\\neg", "\\lnot"), read_quantified),
}
"""By command."""
