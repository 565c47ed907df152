"""A place among the symbols of a text, and what can be said of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable

from reasoning_rewards.answers.notation.lexer import Token
from reasoning_rewards.answers.values.tree import Node, UnreadableError
from reasoning_rewards.answers.values.units import CURRENCY, UNITS
from reasoning_rewards.answers.values.vocabulary import CONNECTIVES, NOT_FACTORS, RELATIONS

__all__ = ["OPERAND", "Cursor"]

OPERAND = 2  # levels that what an operator rules is deeper: each takes several calls to read
_ITEM_ENDS = frozenset((",", ";", "&", "\\\\", ")", "]", "}", "\\}"))


class Cursor(ABC):
    """The ground floor of the parser: names, commands, primaries and operators are built on it."""

    def __init__(self, tokens: list[Token], depth: int) -> None:
        self.tokens = tokens
        self.place = 0
        self.depth = depth
        self.in_set = False
        self.bars = 0
        self.nouns = 0
        self.vectors = 0  # that were read: a product of some is a cross product

    @property
    def here(self) -> Token | None:
        """The symbol at this place."""
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def at(self, text: str) -> bool:
        """Say whether this symbol stands here."""
        return self.place < len(self.tokens) and self.tokens[self.place].text == text

    def expect(self, text: str) -> None:
        """Go past a symbol that must stand here."""
        if not self.at(text):
            raise UnreadableError(text)
        self.place += 1

    def deeper(self, levels: int = 1) -> None:
        """Count more levels of nesting."""
        self.depth -= levels
        if self.depth < 0:
            raise UnreadableError("too deep")

    def shallower(self, levels: int = 1) -> None:
        """Count as many less."""
        self.depth += levels

    def within(self, read: Callable[[], Node], levels: int = 1) -> Node:
        """Read what nests without any bracket, with its levels counted."""
        self.deeper(levels)
        node = read()
        self.shallower(levels)
        return node

    def previous_closes(self) -> bool:
        """Say whether a bracket closes just before this place."""
        return self.place > 0 and self.tokens[self.place - 1].text in (")", "]", "\\}")

    def after_number(self) -> bool:
        """Say whether the symbol before the last is a literal or closes a group."""
        return self.place > 1 and (
            self.tokens[self.place - 2].kind == "number" or self.tokens[self.place - 2].text == "}"
        )

    def after_unit_over(self) -> bool:
        """Say whether a unit and a slash stand before the last symbol: km/h."""
        before = self.tokens[max(0, self.place - 3) : self.place - 1]
        return len(before) == 2 and before[1].text == "/" and before[0].text in UNITS

    def counts(self) -> bool:
        """Say whether something stands before the last symbol that a unit can follow."""
        if self.place < 2:
            return False
        before = self.tokens[self.place - 2]
        return before.kind in ("number", "word", "roman", "upright") or before.text in (
            "}", ")", "\\pi", "/", "|", "square", "!", "^", "\\cdot", "*",
        )  # fmt: skip

    def starts_factor(self, token: Token) -> bool:
        """Say whether a symbol after a factor is one more factor of the product."""
        if token.kind in ("word", "roman", "upright"):
            return token.text.lower() not in CONNECTIVES and not (
                token.text == "U" and self.previous_closes()
            )
        if token.kind == "number":
            before = self.tokens[self.place - 1]
            return (before.kind != "number" and before.text not in ("}", "^")) or before.text in (")", "}")
        if token.kind == "command":
            return token.text not in RELATIONS and token.text not in NOT_FACTORS
        if token.text == "|":
            return not self.in_set and not self.bars
        return (
            token.text in ("(", "{", "[", "%") or token.kind in ("begin", "based") or token.text in CURRENCY
        )

    def literal(self) -> Node | None:
        """Read a number, with its sign or without, that is an item by itself; None for all that is more."""
        place, tokens = self.place, self.tokens
        negative = place < len(tokens) and tokens[place].text == "-"
        place += negative
        if place >= len(tokens) or tokens[place].kind != "number":
            return None
        if place + 1 < len(tokens) and tokens[place + 1].text not in _ITEM_ENDS:
            return None
        self.place = place + 1
        number = tokens[place]
        return Node("number", value=-number.value if negative else number.value, digits=number.digits)

    # What the upper floors read

    @abstractmethod
    def listing(self) -> Node:
        """Read items with separators between them."""

    @abstractmethod
    def sum(self) -> Node:
        """Read terms with signs between them."""

    @abstractmethod
    def product(self) -> Node:
        """Read factors."""

    @abstractmethod
    def relation(self) -> Node:
        """Read sides with relations between them."""

    @abstractmethod
    def signed_power(self) -> Node:
        """Read a factor that may carry its own sign."""

    @abstractmethod
    def power(self) -> Node:
        """Read a primary and what hangs on it."""

    @abstractmethod
    def primary(self) -> Node:
        """Read one literal, name, command or bracket."""

    @abstractmethod
    def group(self) -> Node:
        """Read what braces hold."""

    @abstractmethod
    def script_power(self) -> Node:
        """Read an exponent without braces."""
