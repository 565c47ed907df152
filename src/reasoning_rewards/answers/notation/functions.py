"""Named functions: their exponents, bases and arguments."""

from __future__ import annotations

from reasoning_rewards.answers.notation.binding import (
    read_factor,
    read_primary,
    read_signed_factor,
    starts_factor,
)
from reasoning_rewards.answers.notation.cursor import Cursor
from reasoning_rewards.answers.notation.groups import read_group
from reasoning_rewards.answers.notation.lexer import Token
from reasoning_rewards.answers.notation.operators import determinant
from reasoning_rewards.answers.notation.scripts import read_exponent
from reasoning_rewards.answers.values.tree import Node, UnreadableError, integer, walk
from reasoning_rewards.answers.values.vocabulary import FUNCTIONS, INVERTIBLE, TRIGONOMETRIC

__all__ = ["READERS", "read_function"]

_OF_SETS = frozenset(("min", "max", "gcd", "lcm"))
_OF_ONE = frozenset(("sqrt", "cbrt", "exp", "log", "ln", "lg"))
_NESTING = 3  # levels that a function is deeper than what it is applied to; each takes several calls to read


def read_command(cursor: Cursor, token: Token) -> Node:
    """Read a function that has a command of its own: \\sin."""
    return read_function(cursor, FUNCTIONS[token.text[1:]])


def read_function(cursor: Cursor, name: str) -> Node:
    """Read a function with its exponent, its base and its argument."""
    base: Node | None = None
    exponent: Node | None = None
    while (token := cursor.here) is not None and token.text in ("^", "_"):
        cursor.place += 1
        script = read_group(cursor) if cursor.at("{") else _read_script(cursor)
        if token.text == "_":
            base = script
        else:
            exponent = script
    inverse = exponent is not None and exponent.op in ("number", "neg") and _is_minus_one(exponent)
    if inverse and name in INVERTIBLE:
        name, exponent = "arc" + name, None
    inside = cursor.within(_read_operand, _NESTING)
    if name == "det" and inside.op == "matrix":
        return determinant(inside)
    several = inside.op in ("list", "seq") or (inside.op == "set" and name in _OF_SETS and inside.args)
    arguments = inside.args if several else (inside,)
    if name in TRIGONOMETRIC:
        arguments = tuple(_in_radians(part) for part in arguments)
    node = _applied(name, base, arguments)
    return node if exponent is None else Node("pow", (node, exponent))


def _read_script(cursor: Cursor) -> Node:
    """Read the script of a function without braces: one number in TeX's \\log_2 8 and \\sin^2 \\frac{x}{2}."""
    token = cursor.here
    if token is not None and token.kind == "number":
        cursor.place += 1
        return Node("number", value=token.value)
    return cursor.within(read_exponent)


def _read_operand(cursor: Cursor) -> Node:
    """Read what a function is applied to: a bracket, or factors up to the next function or sign."""
    token = cursor.here
    if token is None:
        raise cursor.refusal("the text ends before the argument of a function")
    if token.text in ("(", "{", "["):
        return read_primary(cursor)
    factors = [read_signed_factor(cursor)]
    while (token := cursor.here) is not None and starts_factor(cursor, token):
        name = token.text.lstrip("\\")
        if name in FUNCTIONS or token.text in ("(", "[", "\\text") or token.kind in ("roman", "upright"):
            break
        factors.append(read_factor(cursor))
    return factors[0] if len(factors) == 1 else Node("mul", tuple(factors))


def _is_minus_one(node: Node) -> bool:
    return node.value == -1 or (node.op == "neg" and node.args[0].value == 1)


def _in_radians(node: Node) -> Node:
    """Return an angle with its degrees, if any, turned into radians."""
    if node.op == "unit" and node.leaf == "°":
        return Node("div", (Node("symbol", leaf="π"), integer(180)))
    if any(part.op == "unit" for part in walk(node)):
        return node._replace(args=tuple(_in_radians(part) for part in node.args))
    return node


def _applied(name: str, base: Node | None, arguments: tuple[Node, ...]) -> Node:
    if len(arguments) > 1 and name in _OF_ONE:
        if name != "log" or base is not None or len(arguments) > 2:
            raise UnreadableError(f"{name} of several numbers")
        base = arguments[1]  # log(8, 2), as computer algebra writes it
    if name == "sqrt":
        return Node("root", (arguments[0], base or integer(2)))
    if name == "cbrt":
        return Node("root", (arguments[0], integer(3)))
    if name == "exp":
        return Node("pow", (Node("symbol", leaf="e"), arguments[0]))
    if name == "lg":
        base = integer(10)
    if name in ("log", "ln", "lg"):
        if base is None:
            return Node("call", arguments[:1], name)
        return Node("div", (Node("call", arguments[:1], "ln"), Node("call", (base,), "ln")))
    return Node("call", arguments, name)


READERS = {f"\\{name}": read_command for name in FUNCTIONS}
"""By command."""
