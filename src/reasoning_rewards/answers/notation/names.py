"""Letters: functions, constants, units, names, words, and products of letters."""

from __future__ import annotations

from reasoning_rewards.answers.notation.cursor import Cursor
from reasoning_rewards.answers.notation.functions import read_function
from reasoning_rewards.answers.notation.groups import read_group
from reasoning_rewards.answers.notation.lexer import Token
from reasoning_rewards.answers.notation.lists import read_list
from reasoning_rewards.answers.notation.nouns import (
    UNIT_OF_LENGTH,
    after_number,
    after_unit_over,
    before_unit_under,
    can_count,
    in_unit_fraction,
    named_unit,
    plain_unit,
    read_amount,
    read_noun,
)
from reasoning_rewards.answers.values.limits import MAX_TOKENS
from reasoning_rewards.answers.values.tree import Node
from reasoning_rewards.answers.values.units import LETTER_UNITS, MONEY, SYMBOLS, TEXT_LETTERS, UNITS
from reasoning_rewards.answers.values.vocabulary import (
    CONSTANTS,
    FUNCTIONS,
    GREEK,
    NAMES,
    SENTENCE_WORDS,
    is_word,
)

__all__ = ["READERS"]

_SCALES_OF_DEGREES = {"C": "celsius", "F": "fahrenheit"}
_DEGREES = frozenset(("degree", "degrees", "deg", "\\circ", "\\degree"))
_FUNCTION_LETTERS = frozenset("fghFGHPQWT")
_LONGEST_PRODUCT = 3  # letters in a row that are read as a product; more make a word
_MOST_LETTERS = 300  # of a word that is taken apart


def read_word(cursor: Cursor, token: Token) -> Node:
    """Read a run of letters: a function, a constant, a unit, a name, a word or a product of letters."""
    text = token.text
    lower = text.lower()
    if text == "log" and _has_base(cursor):
        base = cursor.tokens[cursor.place]
        cursor.tokens[cursor.place : cursor.place] = (Token("operator", "_"),)
        return read_function(cursor, "lg" if base.value == 10 else "log")
    if text == "min" and (after_number(cursor) or after_unit_over(cursor)) and not _has_argument(cursor):
        return Node("unit", leaf="min")
    if text in FUNCTIONS or (lower in FUNCTIONS and len(text) > 2):
        return read_function(cursor, FUNCTIONS.get(text) or FUNCTIONS[lower])
    if lower in ("infinity", "infty", "inf") or text == "oo":
        return Node("infinity")
    if lower == "pi":
        return Node("symbol", leaf="π")
    if text in GREEK:
        return Node("symbol", leaf=text)
    if len(text) == 1:
        return _read_letter(cursor, text, token.spaced)
    if _is_differential(token) and cursor.at("/") and cursor.place + 1 < len(cursor.tokens):
        beneath = cursor.tokens[cursor.place + 1]
        if _is_differential(beneath):  # dy/dx
            cursor.place += 2
            return Node("call", (_differential(text), _differential(beneath.text)), "derivative")
    if can_count(cursor) and (unit := _unit(cursor, token)) is not None:
        return unit
    if text == "in" and cursor.here is None and after_number(cursor):
        return Node("unit", leaf="inch")
    if lower in MONEY and cursor.here is not None and cursor.here.kind == "number":
        return read_amount(cursor, UNITS[lower])
    if text.isupper():
        return Node("symbol", leaf=text)
    if lower in ("per", "sq", "cu") and can_count(cursor):
        return read_noun(cursor, lower)
    if lower in SENTENCE_WORDS and (len(text) > 2 or token.spaced):
        raise cursor.refusal(f"{text} makes a sentence of it", back=1)
    counts = token.spaced and cursor.here is None and (after_number(cursor) or _after_counted(cursor))
    if counts and len(text) > 2 and is_word(text):
        return read_noun(cursor, lower)
    if lower in UNIT_OF_LENGTH and can_count(cursor):
        return read_noun(cursor, lower)
    if len(text) <= _LONGEST_PRODUCT or cursor.at("^") or cursor.at("_"):
        return _read_letters(cursor, text)
    return read_noun(cursor, lower)


def _has_base(cursor: Cursor) -> bool:
    """Say whether a base and a bracket follow, as programs name their logarithms: log2(8)."""
    after = cursor.tokens[cursor.place : cursor.place + 2]
    return len(after) == 2 and not after[0].spaced and after[0].text in ("2", "10") and after[1].text == "("


def _unit(cursor: Cursor, token: Token) -> Node | None:
    """Return the unit that a word behind a number is: kPa behind a space, but kT may be a product behind one too."""
    is_symbol = token.spaced and len(token.text) > 2
    return named_unit(token.text) if is_symbol else plain_unit(token.text)


def _has_argument(cursor: Cursor) -> bool:
    """Say whether a symbol follows that a function may be taken of."""
    return cursor.here is not None and cursor.here.text in ("(", "[", "{", "\\{", "_")


def read_roman(cursor: Cursor, token: Token) -> Node:
    """Read a word in text: a unit, the noun a number counts, a connective's neighbour, or a letter."""
    text = token.text
    lower = text.lower()
    if text in UNITS and in_unit_fraction(cursor):
        return Node("unit", leaf=UNITS[text])
    counts = can_count(cursor) and not (len(text) == 1 and cursor.at("_"))  # H_2 is no henry
    if len(text) == 1 and not (text in TEXT_LETTERS and counts and not _after_degrees(cursor)):
        return _read_letter(cursor, text, False)
    if counts and (unit := named_unit(text)) is not None:
        return unit
    if lower in FUNCTIONS:
        return read_function(cursor, FUNCTIONS[lower])
    return read_noun(cursor, lower)


def read_upright(cursor: Cursor, token: Token) -> Node:
    """Read letters in upright type: a unit, a function, a name, or letters that are multiplied."""
    text = token.text
    known = text in LETTER_UNITS if len(text) == 1 else text in SYMBOLS or text in UNITS
    unit = known and (can_count(cursor) or in_unit_fraction(cursor))
    if (
        len(text) > _LONGEST_PRODUCT
        or text in FUNCTIONS
        or unit
        or (text.isupper() and text.lower() in ("lcm", "gcd"))
    ):
        return read_roman(cursor, token)
    return _read_letter(cursor, text, False) if len(text) == 1 else _read_letters(cursor, text)


def _read_letters(cursor: Cursor, text: str) -> Node:
    """Read letters in a row as a product, or as a function and its argument: sinx, 2pir."""
    if len(text) > _MOST_LETTERS:
        raise cursor.refusal("a word of more letters than a product has", back=1)
    if len(cursor.tokens) + len(text) > MAX_TOKENS:  # letters are symbols too
        raise cursor.refusal("too many symbols", back=1)
    for name in ("sin", "cos", "tan", "log", "ln", "pi"):
        if text.startswith(name) and len(text) > len(name):
            cursor.tokens.insert(cursor.place, Token("word", text[len(name) :]))
            return Node("symbol", leaf="π") if name == "pi" else read_function(cursor, name)
    for letter in reversed(text[1:]):
        cursor.tokens.insert(cursor.place, Token("word", letter))
    return _read_letter(cursor, text[0], False)


def _read_letter(cursor: Cursor, text: str, spaced: bool) -> Node:
    """Read one letter: e, i, a unit after a number and a space, a function, or a name."""
    if text in CONSTANTS:
        return Node("symbol", leaf=CONSTANTS[text])
    if text == "I" and (cursor.at("*") or _after_times(cursor)):  # as computer algebra writes it
        return Node("symbol", leaf="i")
    if text in _SCALES_OF_DEGREES and _after_degrees(cursor):
        return Node("noun", leaf=_SCALES_OF_DEGREES[text])
    if text in LETTER_UNITS:
        alone = spaced and after_number(cursor) and (cursor.here is None or before_unit_under(cursor))
        if alone or after_unit_over(cursor):
            return Node("unit", leaf=UNITS[text])
    return _read_name(cursor, text)


def _read_name(cursor: Cursor, name: str) -> Node:
    """Read f(x) as a function's value, and y(t) = ..., but x(x + 1) as a product."""
    if name not in _FUNCTION_LETTERS and not _is_defined_here(cursor, name):
        return Node("symbol", leaf=name)
    if cursor.at("{") and cursor.place + 1 < len(cursor.tokens):
        braced = cursor.tokens[cursor.place + 1].text == "("
        if braced:  # f{\left(x\right)}, as computer algebra prints it
            inside = read_group(cursor)
            return Node("call", inside.args if inside.op == "seq" else (inside,), name)
    if not cursor.at("("):
        return Node("symbol", leaf=name)
    cursor.place += 1
    inside = read_list(cursor)
    cursor.expect(")")
    return Node("call", inside.args if inside.op == "list" else (inside,), name)


def _is_defined_here(cursor: Cursor, name: str) -> bool:
    """Say whether the text begins with the last letter, another in brackets, and an equals sign: y(t) = ..."""
    if cursor.place != 1 or not cursor.at("("):
        return False
    inside, closer, sign = ([*cursor.tokens[2:5], None, None, None])[:3]
    if inside is None or closer is None or sign is None:
        return False
    letter = len(inside.text) == 1 and inside.text.isalpha() and inside.text not in (name, *CONSTANTS)
    return letter and closer.text == ")" and sign.text == "="


def _after_counted(cursor: Cursor) -> bool:
    """Say whether a number and a long word that it counts stand before the last symbol: 13 years old."""
    number, word = ([None, None, *cursor.tokens[max(0, cursor.place - 3) : cursor.place - 1]])[-2:]
    if number is None or word is None or number.kind != "number":
        return False
    return word.kind == "word" and len(word.text) > _LONGEST_PRODUCT


def _after_times(cursor: Cursor) -> bool:
    """Say whether a star stands before the last symbol."""
    return cursor.place > 1 and cursor.tokens[cursor.place - 2].text == "*"


def _after_degrees(cursor: Cursor) -> bool:
    """Say whether degrees stand before the last letter: 20 degrees C."""
    before = [token.text for token in cursor.tokens[max(0, cursor.place - 3) : cursor.place - 1]]
    before = [text for text in before if text != "}"]
    return bool(before) and before[-1] in _DEGREES


def _is_differential(token: Token) -> bool:
    """Say whether a symbol is dx."""
    return token.kind == "word" and len(token.text) == 2 and token.text[0] == "d" and token.text not in UNITS


def _differential(text: str) -> Node:
    return Node("mul", (Node("symbol", leaf=text[0]), Node("symbol", leaf=text[1])))


def read_symbol(_: Cursor, token: Token) -> Node:
    """Read a command that is a name: \\alpha."""
    return Node("symbol", leaf=token.text[1:])


READERS = {
    **{f"\\{name}": read_symbol for name in NAMES},
    "word": read_word,
    "roman": read_roman,
    "upright": read_upright,
}
"""By command, or by a symbol's kind."""
