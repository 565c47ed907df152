"""What a number counts: units, currencies, and the nouns of word problems."""

from __future__ import annotations

from reasoning_rewards.answers.notation.binding import read_primary, read_signed_factor
from reasoning_rewards.answers.notation.cursor import OPERAND, Cursor
from reasoning_rewards.answers.notation.lexer import Token
from reasoning_rewards.answers.values.tree import Node, integer
from reasoning_rewards.answers.values.units import COMPOUND, CURRENCY, SYMBOLS, UNITS
from reasoning_rewards.answers.values.vocabulary import PARTS, SCALES, SENTENCE_WORDS, SHORTFALLS

__all__ = [
    "READERS",
    "UNIT_OF_LENGTH",
    "after_number",
    "after_unit_over",
    "before_unit_under",
    "can_count",
    "in_unit_fraction",
    "named_unit",
    "plain_unit",
    "raised",
    "read_amount",
    "read_noun",
]

_MOST_NOUNS = 4  # words after a number that say what it counts
_COUNTABLE = frozenset(("}", ")", "\\pi", "/", "|", "square", "!", "^", "\\cdot", "*"))
_POWERS = {"square": 2, "sq": 2, "cubic": 3, "cu": 3}
UNIT_OF_LENGTH = frozenset(("unit", "units"))
"""Words for whatever a length is measured in: of them there are squares and cubes."""


# ── what stands before and behind the last symbol ──


def after_number(cursor: Cursor) -> bool:
    """Say whether the symbol before the last is a literal or closes a group."""
    if cursor.place < 2:
        return False
    before = cursor.tokens[cursor.place - 2]
    return before.kind == "number" or before.text == "}"


def after_unit_over(cursor: Cursor) -> bool:
    """Say whether a unit and a slash stand before the last symbol: km/h."""
    before = cursor.tokens[max(0, cursor.place - 3) : cursor.place - 1]
    return len(before) == 2 and before[1].text == "/" and _is_unit(before[0].text)


def before_unit_under(cursor: Cursor) -> bool:
    """Say whether a slash and a unit follow: the m of m/s."""
    after = cursor.tokens[cursor.place : cursor.place + 2]
    return len(after) == 2 and after[0].text == "/" and _is_unit(after[1].text)


def _is_unit(text: str) -> bool:
    return text in UNITS or (len(text) > 1 and text in SYMBOLS)


def can_count(cursor: Cursor) -> bool:
    """Say whether something stands before the last symbol that a unit can follow."""
    if cursor.place < 2:
        return False
    before = cursor.tokens[cursor.place - 2]
    return before.kind in ("number", "word", "roman", "upright") or before.text in _COUNTABLE


def _before_word(cursor: Cursor) -> bool:
    """Say whether a word follows the last symbol."""
    return cursor.here is not None and cursor.here.kind in ("word", "roman", "upright")


def in_unit_fraction(cursor: Cursor) -> bool:
    """Say whether a fraction of units after a number holds the last word: 5 \\frac{m}{s}, in text."""
    for start in range(cursor.place - 3, max(0, cursor.place - 9), -1):
        if cursor.tokens[start].text.endswith("frac"):
            over = cursor.tokens[start + 2]
            before = cursor.tokens[start - 1]
            counted = before.kind == "number" or before.text == "}"
            return counted and over.kind in ("roman", "upright") and over.text in UNITS
    return False


# ── units and nouns ──


def named_unit(text: str) -> Node | None:
    """Return the unit that a word names as it is written, or else in small letters: mJ is not MJ, and CM is cm."""
    if text in COMPOUND:
        return _made_of(COMPOUND[text])
    name = SYMBOLS.get(text) or UNITS.get(text) or UNITS.get(text.lower())
    return Node("unit", leaf=name) if name else None


def plain_unit(text: str) -> Node | None:
    """Return the unit that a word is wherever it stands behind a number."""
    known = text in UNITS or text.lower() in UNITS or (text in COMPOUND and len(text) > 2 and text.islower())
    return named_unit(text) if known else None


def _made_of(parts: tuple[tuple[str, int], ...]) -> Node:
    """Return the product that a unit's own name stands for: mph, kWh."""
    powers = tuple(
        Node("unit", leaf=name) if times == 1 else Node("pow", (Node("unit", leaf=name), integer(times)))
        for name, times in parts
    )
    return powers[0] if len(powers) == 1 else Node("mul", powers)


def read_unit(cursor: Cursor, token: Token) -> Node:
    """Read a word that is set as a unit, and can be nothing else."""
    unit = named_unit(token.text)
    if unit is None:
        raise cursor.refusal(f"{token.text} is no unit", back=1)
    return unit


def read_amount(cursor: Cursor, currency: str) -> Node:
    """Read a currency sign before its amount; after it the sign is a unit."""
    unit = Node("unit", leaf=currency)
    if cursor.here is None or after_number(cursor):
        return unit
    amount = cursor.within(read_signed_factor, OPERAND)
    if cursor.place > 2 and amount.op == "symbol":
        raise cursor.refusal("a currency sign within words and names")  # Hence $x = 5
    return Node("mul", (amount, unit))


def read_currency(cursor: Cursor, token: Token) -> Node:
    """Read the sign of a currency."""
    return read_amount(cursor, CURRENCY[token.text])


def read_percent(_: Cursor, __: Token) -> Node:
    """Read a percent sign that stands apart from its number."""
    return Node("unit", leaf="%")


def read_noun(cursor: Cursor, word: str) -> Node:
    """Read a word that says what a number counts, or what stands left of an equals sign."""
    if word in _POWERS:
        return _read_powered(cursor, word)
    if word == "per":
        return Node("div", (integer(1), cursor.within(read_primary)))
    if can_count(cursor):
        scale = SCALES.get(word) or SCALES.get(word.removesuffix("s"))
        if scale:  # a million is a power of ten, as scientific notation has it; a dozen is a number more
            tens = len(str(scale)) - 1
            return Node("pow", (integer(10), integer(tens))) if scale == 10**tens else integer(scale)
        if word in PARTS or (word in SHORTFALLS and not _before_word(cursor)):
            raise cursor.refusal(f"{word} makes another number of the one before it", back=1)
    cursor.nouns += 1
    if word in SENTENCE_WORDS:
        raise cursor.refusal(f"{word} makes a sentence of it", back=1)
    if cursor.nouns > _MOST_NOUNS:
        raise cursor.refusal("more words than a number counts", back=1)
    return Node("noun", leaf=word)


def raised(noun: Node, exponent: Node) -> Node | None:
    """Return units^2 as square units, the noun that they are; None for what has no square or no cube."""
    if exponent.op != "number" or exponent.value not in (2, 3) or noun.leaf not in UNIT_OF_LENGTH:
        return None
    return Node("noun", leaf=f"{'square' if exponent.value == 2 else 'cubic'} {noun.leaf}")


def _read_powered(cursor: Cursor, word: str) -> Node:
    """Read "square feet" as feet squared, and "square units" as one noun."""
    power = _POWERS[word]
    unit = cursor.within(read_primary)
    if unit.op == "noun":
        return Node("noun", leaf=("square " if power == 2 else "cubic ") + unit.leaf)
    if unit.op == "unit":
        return Node("pow", (unit, integer(power)))
    return unit


READERS = {"unit": read_unit, **dict.fromkeys(CURRENCY, read_currency), "%": read_percent}
"""By sign."""
