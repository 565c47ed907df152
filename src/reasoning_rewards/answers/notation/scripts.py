"""What hangs on an operand: exponents and other scripts, primes, factorials, percent signs and degrees."""

from __future__ import annotations

from fractions import Fraction

from reasoning_rewards.answers.notation.binding import read_primary
from reasoning_rewards.answers.notation.cursor import Cursor
from reasoning_rewards.answers.notation.groups import read_group
from reasoning_rewards.answers.notation.nouns import raised
from reasoning_rewards.answers.values.tree import Node, UnreadableError, integer
from reasoning_rewards.text.numbers import from_digits, lowest
from reasoning_rewards.text.scan import pattern

__all__ = ["POSTFIX", "read_exponent"]

_PERCENT = Node("unit", leaf="%")
_DEGREE = Node("unit", leaf="°")
_SIDES = {"+": "from above", "-": "from below"}
_PIECES = pattern(r"\\prime|.")


def read_superscript(cursor: Cursor, base: Node) -> Node:
    """Read an exponent, or the ring of a degree, or primes."""
    braced = cursor.at("{")
    token = (
        cursor.tokens[cursor.place + 1] if braced and cursor.place + 1 < len(cursor.tokens) else cursor.here
    )
    if token is not None and token.text in ("\\circ", "\\prime"):
        cursor.place += 1 + braced
        if braced:
            cursor.expect("}")
        if token.text == "\\prime" and base.op == "symbol":
            return Node("symbol", leaf=base.leaf + "'")
        return Node("mul", (_with_minutes(cursor, base), _DEGREE))
    if token is not None and token.kind == "based" and not braced:
        cursor.place += 1  # x^2_1 is x_1^2, not a number in base 1
        digits, _, script = token.text.partition("_")
        if not digits.isdigit():
            raise cursor.refusal("an exponent that is no whole number, before a subscript", back=1)
        return Node("pow", (_subscripted(base, script.strip("{} ")), integer(from_digits(digits))))
    after = cursor.tokens[cursor.place + 1 + braced : cursor.place + 2 + braced]
    if token is not None and token.text in _SIDES and after and after[0].text == "}":
        cursor.place += 1 + 2 * braced  # x -> 3^+
        return Node("call", (base,), _SIDES[token.text])
    exponent = cursor.within(read_group if braced else read_exponent)
    if base.op == "symbol" and base.leaf.startswith("C_"):  # C_n^3 counts the ways to choose 3 of n
        return Node("call", (_plain_name(base.leaf[2:]), exponent), "binomial")
    if base.op == "pm":
        return Node("pow", (base.args[0], exponent))
    if base.op == "mul" and base.args[-1].op == "unit" != base.args[0].op:  # 5 cm^2: the unit is squared
        return Node("mul", (*base.args[:-1], Node("pow", (base.args[-1], exponent))))
    if base.op == "noun" and (units := raised(base, exponent)) is not None:
        return units
    return Node("pow", (base, exponent))


def _with_minutes(cursor: Cursor, degrees: Node) -> Node:
    """Read the minutes and seconds that follow whole degrees: 30° 15' 36"."""
    part = 1
    for marks in (("'", "\\prime"), ('"', "''")):
        part *= 60
        number = cursor.here
        if degrees.op != "number" or number is None or number.kind != "number" or not 0 <= number.value < 60:
            break
        start = cursor.place
        cursor.place += 1
        if not _past_mark(cursor, marks):
            cursor.place = start
            break
        degrees = Node("number", value=lowest(degrees.value + Fraction(number.value) / part))
    return degrees


def _past_mark(cursor: Cursor, marks: tuple[str, str]) -> bool:
    """Go past the mark of minutes or of seconds; quotes at an answer's end are gone by then."""
    sign = "".join(token.text for token in cursor.tokens[cursor.place : cursor.place + 4])
    for mark in (marks[1], marks[0]):
        for written in (mark, f"^{mark}", f"^{{{mark}}}"):
            if sign.startswith(written):
                cursor.place += len(_PIECES().findall(written))
                return True
    return cursor.here is None and marks[0] == '"'


def read_exponent(cursor: Cursor) -> Node:
    """Read an exponent without braces: x^2, x^-1, 2**(1/4), 2^3^4 from the right."""
    negative = cursor.at("-")
    if negative or cursor.at("+"):
        cursor.place += 1
    node = read_primary(cursor)
    if cursor.at("^") or cursor.at("**"):
        cursor.place += 1
        node = read_superscript(cursor, node)
    return Node("neg", (node,)) if negative else node


def read_subscript(cursor: Cursor, node: Node) -> Node:
    """Read a subscript: a part of a name."""
    return _subscripted(node, cursor.script())


def read_factorial(cursor: Cursor, node: Node) -> Node:
    """Read one ! or two; 5!! is 5 * 3 * 1, and three say nothing."""
    times = 1
    while cursor.at("!"):
        cursor.place += 1
        times += 1
    if times > 2:
        raise cursor.refusal("three factorial signs say nothing", back=1)
    return Node("call", (node,), "factorial" if times == 1 else "double factorial")


def read_prime(cursor: Cursor, node: Node) -> Node:
    """Read the prime of a name: f'."""
    if node.op != "symbol":
        raise cursor.refusal("a prime behind what is no name", back=1)
    return Node("symbol", leaf=node.leaf + "'")


def read_percent(_: Cursor, node: Node) -> Node:
    """Read a percent sign behind its number."""
    return Node("mul", (node, _PERCENT))


def read_degree(_: Cursor, node: Node) -> Node:
    """Read a degree behind its number."""
    return Node("mul", (node, _DEGREE))


def read_ring(cursor: Cursor, node: Node) -> Node:
    """Read the ring of a degree; behind a name it would be one function after another."""
    if node.op in ("symbol", "call"):
        raise cursor.refusal("one function after another", back=1)
    return read_degree(cursor, node)


POSTFIX = {
    "^": read_superscript, "**": read_superscript, "_": read_subscript, "!": read_factorial, "'": read_prime,
    "%": read_percent, "\\%": read_percent, "\\degree": read_degree, "\\circ": read_ring,
}  # fmt: skip
"""What stands behind an operand and belongs to it."""


def _plain_name(text: str) -> Node:
    """Return the tree of a script that is one number or one name."""
    if text.isdigit() and len(text) < 10:
        return integer(int(text))
    if text.isalpha() and len(text) == 1:
        return Node("symbol", leaf=text)
    raise UnreadableError("a choice of what is neither a number nor a name")


def _subscripted(node: Node, script: str) -> Node:
    """Hang a subscript on a name, before or after its exponent."""
    if node.op == "symbol":
        return Node("symbol", leaf=f"{node.leaf}_{script}")
    if node.op == "pow" and node.args[0].op == "symbol":  # x^2_1 is x_1^2
        return Node("pow", (_subscripted(node.args[0], script), node.args[1]))
    if node.op == "call" and len(node.leaf) == 1:
        return node._replace(leaf=f"{node.leaf}_{script}")
    raise UnreadableError("a subscript on what is no name")
