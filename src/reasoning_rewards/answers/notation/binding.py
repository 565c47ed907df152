r"""Operators between operands, and how tightly each binds: a Pratt parser (Pratt 1973, precedence climbing).

A reader of this table is asked with the cursor at the operator. It reads all operators of its power in a
row, so that what follows binds less tightly. What an operand is says the table that the cursor carries.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from reasoning_rewards.answers.notation.cursor import OPERAND, Cursor
from reasoning_rewards.answers.notation.lexer import Token
from reasoning_rewards.answers.notation.operators import remainder
from reasoning_rewards.answers.values.tree import Node
from reasoning_rewards.answers.values.units import CURRENCY, UNITS
from reasoning_rewards.answers.values.vocabulary import CONNECTIVES, NOT_FACTORS, RELATIONS

__all__ = [
    "BINDING",
    "read_factor",
    "read_primary",
    "read_product",
    "read_relation",
    "read_signed_factor",
    "read_sum",
    "read_union",
    "starts_factor",
]

# How tightly operators bind, the loosest first; items of a list are looser still, and powers tighter.
_NOTHING, _RELATION, _UNION, _RATIO, _REMAINDER, _SUM, _PRODUCT, _TIGHTEST = range(8)

_SIGNS = {"+": 1, "-": -1, "\\pm": 0, "\\mp": 0}
_TIMES = frozenset(("*", "\\cdot", "\\times", "\\ast", "\\cdotp"))
_OVER = frozenset(("/", "\\div", "\\slash"))
_SETS = {
    "\\cup": "union", "\\bigcup": "union", "\\lor": "union", "\\vee": "union", "\\cap": "intersection",
    "\\setminus": "minus", "\\backslash": "minus",
}  # fmt: skip
_SET_WORDS = {
    "U": "union", "union": "union", "intersect": "intersection", "intersection": "intersection",
}  # fmt: skip
_REMAINDERS = ("\\bmod", "\\pmod", "\\mod", "mod")
_NEGATED = {"=": "!=", "\\in": "notin"}
_UPRIGHT = frozenset(("roman", "upright"))
_LETTERS = frozenset(("word", "roman", "upright", "unit"))
_CLOSERS = (")", "]", "}", "\\}", ",", ";", "&", "\\\\")  # most of what stands behind a whole operand


class Operator(NamedTuple):
    """How tightly an operator binds, and what reads it behind a left operand that began at a place."""

    power: int
    read: Callable[[Cursor, Node, int], Node]


# ── the loop ──


def _read_expression(cursor: Cursor, floor: int) -> Node:
    """Read operands and the operators between them, down to those that bind so loosely."""
    start = cursor.place
    token = cursor.here
    if token is None or token.text not in _SIGNS:
        left = read_factor(cursor)
    elif floor <= _SUM:
        left = _read_term(cursor)
    else:
        negative = _read_minus(cursor)
        left = read_factor(cursor)
        left = _negated(left) if negative else left
    ceiling = _TIGHTEST
    while (token := cursor.here) is not None:
        power, read = BINDING.get(token.text) or _unwritten(cursor, token, left)
        if not floor <= power < ceiling:
            break
        left = read(cursor, left, start)
        ceiling = power
    return left


def _unwritten(cursor: Cursor, token: Token, left: Node) -> Operator:
    """Return the operator where no sign says which: one more factor, a ratio, or a union written as a letter."""
    if starts_factor(cursor, token):
        return _JUXTAPOSITION
    if token.text == ":" and _parts_ratio(cursor):
        return _IN_RATIO
    if _unites(token, left):
        return _UNITED
    return _END


def read_relation(cursor: Cursor) -> Node:
    """Read sides with =, <, in ... between them; mostly there is but one, and it is a literal."""
    literal = cursor.literal()
    if literal is not None:
        return literal
    cursor.deeper(2)  # as a relation, and as the sum on each of its sides
    token = cursor.here
    if token is not None and token.text in RELATIONS:
        node = _read_sides(cursor, Node("missing"), cursor.place)
    else:
        node = _read_expression(cursor, _RELATION)
    cursor.shallower(2)
    return node


def read_union(cursor: Cursor) -> Node:
    """Read sets joined by cup, cap and setminus."""
    return cursor.within(lambda inside: _read_expression(inside, _UNION))


def read_sum(cursor: Cursor) -> Node:
    """Read terms with signs between them, and the modulus behind them."""
    return cursor.within(lambda inside: _read_expression(inside, _REMAINDER), OPERAND)


def read_product(cursor: Cursor) -> Node:
    """Read factors, with or without a sign of multiplication between them."""
    return _read_expression(cursor, _PRODUCT)


# ── one operand ──


def read_signed_factor(cursor: Cursor) -> Node:
    """Read a factor that may carry its own sign: 2 * -3."""
    negative = _read_minus(cursor)
    node = read_factor(cursor)
    return _negated(node) if negative else node


def _read_minus(cursor: Cursor) -> bool:
    """Read a run of signs, and say whether it turns the sign of what follows."""
    negative = False
    while (token := cursor.here) is not None and token.text in ("+", "-"):
        negative ^= token.text == "-"
        cursor.place += 1
    return negative


def read_factor(cursor: Cursor) -> Node:
    """Read a primary with its scripts, primes, factorials, percent signs and degrees."""
    node = read_primary(cursor)
    postfix = cursor.postfix
    while (token := cursor.here) is not None and (read := postfix.get(token.text)) is not None:
        cursor.place += 1
        node = read(cursor, node)
    return node


def read_primary(cursor: Cursor) -> Node:
    """Read one literal, name, command or bracket."""
    token = cursor.here
    if token is None:
        raise cursor.refusal("the text ends where a value should stand")
    cursor.place += 1
    read = cursor.readers.get(token.text if token.kind in ("command", "operator") else token.kind)
    if read is None:
        raise cursor.refusal(f"no value begins with {token.text}", back=1)
    return read(cursor, token)


def starts_factor(cursor: Cursor, token: Token) -> bool:
    """Say whether the symbol here, which follows a factor, is one more factor of the product."""
    kind, text = token.kind, token.text
    if kind in _LETTERS:
        return (
            text not in CONNECTIVES
            and text != "mod"
            and not (text in _SET_WORDS and _previous_closes(cursor))
        )
    if kind == "number":
        before = cursor.tokens[cursor.place - 1]
        if token.spaced and _between_powers(cursor):
            return True
        if _is_amount(before) and not _counts_on(cursor):
            return False  # 5 km 2
        return (before.kind != "number" and before.text not in ("}", "^")) or before.text in (")", "}")
    if kind == "command":
        return text not in RELATIONS and text not in NOT_FACTORS
    if text == "|":
        return not cursor.in_set and not cursor.bars
    return text in ("(", "{", "[", "%") or kind in ("begin", "based", "code") or text in CURRENCY


def _between_powers(cursor: Cursor) -> bool:
    """Say whether a power of digits ends before this number and another begins with it: 2^3 5^2."""
    place = cursor.place
    if place < 2 or place + 1 >= len(cursor.tokens):
        return False
    return cursor.tokens[place - 2].text == cursor.tokens[place + 1].text == "^"


def _is_amount(before: Token) -> bool:
    """Say whether a unit stands there, of more than one letter, or a percent sign."""
    return before.text in ("%", "\\%") or (
        before.kind in _LETTERS and len(before.text) > 1 and before.text in UNITS
    )


def _counts_on(cursor: Cursor) -> bool:
    """Say whether the number here has a unit of its own: 5 ft 3 in."""
    after = cursor.tokens[cursor.place + 1 : cursor.place + 2]
    return bool(after) and (after[0].kind in _LETTERS or after[0].kind == "command")


def _previous_closes(cursor: Cursor) -> bool:
    """Say whether a bracket closes just before this place."""
    return cursor.place > 0 and cursor.tokens[cursor.place - 1].text in (")", "]", "\\}")


# ── products ──


def _read_factors(cursor: Cursor, first: Node, start: int) -> Node:
    """Read factors and divisors from the left; a cross product, where vectors stand on both sides of its sign."""
    factors = list(first.args) if first.op == "mul" else [first]
    while (token := cursor.here) is not None:
        text = token.text
        if text in _TIMES:
            sign, vector = cursor.place, cursor.last_vector
            cursor.place += 1
            right = read_signed_factor(cursor)
            if text == "\\times" and vector >= start and cursor.last_vector > sign:
                factors = [Node("call", (_product(factors), right), "cross")]
            else:
                factors.append(right)
        elif text in _OVER:
            cursor.place += 1
            factors = [Node("div", (_product(factors), read_signed_factor(cursor)))]
        elif starts_factor(cursor, token):
            factors.append(read_factor(cursor))
        else:
            break
    return _product(factors)


def _product(factors: list[Node]) -> Node:
    return factors[0] if len(factors) == 1 else Node("mul", tuple(factors))


# ── sums and remainders ──


def _read_terms(cursor: Cursor, first: Node, _: int) -> Node:
    """Read terms with signs between them."""
    terms = [first]
    while (token := cursor.here) is not None and token.text in _SIGNS:
        terms.append(_read_term(cursor))
    return Node("add", tuple(terms))


def _read_term(cursor: Cursor) -> Node:
    """Read a run of signs, of which + - - is one plus, and the product that it rules."""
    negative, choice = False, ""
    while (token := cursor.here) is not None and (sign := _SIGNS.get(token.text)) is not None:
        cursor.place += 1
        if sign == 0:
            choice = token.text
        else:
            negative ^= sign < 0
    term = _read_expression(cursor, _PRODUCT)
    if choice:
        return Node("pm", (term,), choice)
    return _negated(term) if negative else term


def _negated(node: Node) -> Node:
    if node.op == "number":
        return Node("number", value=-node.value, digits=node.digits)
    return Node("neg", (node,))


def _read_modulus(cursor: Cursor, left: Node, _: int) -> Node:
    """Read the modulus of a remainder or a residue class: one product."""
    token = cursor.tokens[cursor.place]
    cursor.place += 1
    return remainder(token.text, left, _read_expression(cursor, _PRODUCT))


# ── ratios, sets and relations ──


def _read_ratio(cursor: Cursor, first: Node, _: int) -> Node:
    """Read a : b : c."""
    parts = [first]
    while cursor.at(":") and _parts_ratio(cursor):
        cursor.place += 1
        parts.append(_read_expression(cursor, _REMAINDER))
    return Node("ratio", tuple(parts))


def _parts_ratio(cursor: Cursor) -> bool:
    """Say whether the colon here is a ratio's: a set is described behind it, an interval opens behind it."""
    after = cursor.tokens[cursor.place + 1 : cursor.place + 2]
    return not cursor.in_set and not (after and after[0].text in ("(", "[", "\\{"))


def _read_sets(cursor: Cursor, left: Node, start: int) -> Node:
    """Read sets joined by cup, cap and setminus, from the left."""
    left = _as_set(cursor, left, start)
    while (token := cursor.here) is not None:
        op = _SETS.get(token.text) or (_SET_WORDS[token.text] if _unites(token, left) else "")
        if not op:
            break
        cursor.place += 1
        begun = cursor.place
        right = _as_set(cursor, _read_expression(cursor, _RATIO), begun)
        left = Node(op, (*left.args, right)) if left.op == op == "union" else Node(op, (left, right))
    return left


def _as_set(cursor: Cursor, node: Node, start: int) -> Node:
    """Return numbers in bare braces, beside a sign that joins sets, as the set of them: {1, 2} \\cup {3}."""
    braced = cursor.tokens[start].text == "{" and cursor.tokens[cursor.place - 1].text == "}"
    if node.op == "number" and braced:
        return Node("set", (node,))
    return Node("set", node.args) if node.op == "list" and braced else node


def _unites(token: Token, left: Node) -> bool:
    """Say whether a letter or a word joins two sets: (1, 2) U (3, 4)."""
    joins = token.text in _SET_WORDS and left.op in ("seq", "set", "union", "intersection")
    return joins and (len(token.text) > 1 or token.kind not in _UPRIGHT)


def _read_sides(cursor: Cursor, first: Node, _: int) -> Node:
    """Read the sides of a relation and the signs between them; a \\not belongs to the sign behind it."""
    sides, signs = [first], []
    while (token := cursor.here) is not None:
        sign = RELATIONS.get(token.text)
        if sign is None:
            if token.text != "\\not":
                break
            cursor.place += 1
            token = cursor.here
            sign = _NEGATED.get(token.text if token else "")
            if sign is None:
                raise cursor.refusal("\\not before no sign that it can negate")
        cursor.place += 1
        signs.append(sign)
        sides.append(_read_expression(cursor, _UNION))
    return Node("relation", tuple(sides), " ".join(signs))


def _read_nothing(
    _: Cursor, left: Node, __: int
) -> Node:  # pragma: no cover - its power is below every floor
    return left


_END = Operator(_NOTHING, _read_nothing)
_JUXTAPOSITION = Operator(_PRODUCT, _read_factors)
_IN_RATIO = Operator(_RATIO, _read_ratio)
_UNITED = Operator(_UNION, _read_sets)
BINDING = {
    **dict.fromkeys((*_TIMES, *_OVER), Operator(_PRODUCT, _read_factors)),
    **dict.fromkeys(_SIGNS, Operator(_SUM, _read_terms)),
    **dict.fromkeys(_REMAINDERS, Operator(_REMAINDER, _read_modulus)),
    **dict.fromkeys(_SETS, _UNITED),
    **dict.fromkeys((*RELATIONS, "\\not"), Operator(_RELATION, _read_sides)),
    **dict.fromkeys(_CLOSERS, _END),
}
"""Operators by the sign between their operands; \\, without a sign, stands for one more factor."""
