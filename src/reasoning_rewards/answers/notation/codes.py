"""Letters with digits right behind them: x1 is x_1, and R2D2 a name of its own. Never a product: CO2 is not 2CO."""

from __future__ import annotations

from reasoning_rewards.answers.notation.cursor import Cursor
from reasoning_rewards.answers.notation.lexer import Token
from reasoning_rewards.answers.notation.nouns import after_number, named_unit
from reasoning_rewards.answers.values.tree import Node, integer
from reasoning_rewards.answers.values.units import LETTER_UNITS, UNITS
from reasoning_rewards.text.scan import pattern

__all__ = ["READERS"]

_LONGEST = 60  # characters
_INDEXED = pattern(r"([A-Za-z]+)(\d+)")
_EACH_INDEXED = pattern(r"([a-z])\d+(?:\1\d+)+")  # x1x2, as roots are multiplied
_SQUARE_OR_CUBE = ("2", "3")


def read_code(cursor: Cursor, token: Token) -> Node:
    """Read an indexed name, the product of several, a unit with its power behind a number, or a code."""
    if len(token.text) > _LONGEST:
        raise cursor.refusal("letters and digits that are too long for a name", back=1)
    indexed = _INDEXED().fullmatch(token.text)
    if indexed:
        letters, digits = indexed.groups()
        if digits in _SQUARE_OR_CUBE and token.spaced and after_number(cursor) and _is_unit(letters):  # 5 cm2
            unit = named_unit(letters)
            assert unit is not None, "one of the table"
            return Node("pow", (unit, integer(int(digits))))
        return _name(letters, digits)
    if _EACH_INDEXED().fullmatch(token.text):
        return Node("mul", tuple(_name(*part) for part in _INDEXED().findall(token.text)))
    return Node("symbol", leaf=token.text)


def _is_unit(letters: str) -> bool:
    return letters in UNITS and (len(letters) > 1 or letters in LETTER_UNITS)


def _name(letters: str, digits: str) -> Node:
    return Node("symbol", leaf=f"{letters}_{digits}")


READERS = {"code": read_code}
"""By a symbol's kind."""
