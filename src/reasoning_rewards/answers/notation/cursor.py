"""A place among the symbols of a text; what is read there is up to the tables that it carries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from reasoning_rewards.answers.notation.lexer import Token
from reasoning_rewards.answers.values.tree import Node, UnreadableError

__all__ = ["OPERAND", "Cursor", "PostfixReader", "Reader"]

OPERAND = 2  # levels that what an operator rules is deeper: each takes several calls to read
_ITEM_ENDS = frozenset((",", ";", "&", "\\\\", ")", "]", "}", "\\}"))


class Cursor:
    """The symbols of one text, the place of the next one, and what is known of those before it.

    depth: levels of nesting that are left.
    readers: what begins an operand, by a symbol's kind or, of commands and operators, by its text.
    postfix: what stands behind an operand and belongs to it, by the symbol's text.
    in_set, bars: is the place directly inside the braces of a set, and inside how many open bars?
    nouns: how many were read. last_vector: the place of the last arrow that was read, or -1.
    """

    __slots__ = ("bars", "depth", "in_set", "last_vector", "nouns", "place", "postfix", "readers", "tokens")

    def __init__(
        self,
        tokens: list[Token],
        depth: int,
        readers: Mapping[str, Reader],
        postfix: Mapping[str, PostfixReader],
    ) -> None:
        self.tokens = tokens
        self.depth = depth
        self.readers = readers
        self.postfix = postfix
        self.place = 0
        self.in_set = False
        self.bars = 0
        self.nouns = 0
        self.last_vector = -1

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
            raise self.refusal(f"expected {text}")
        self.place += 1

    def refusal(self, reason: str, *, back: int = 0) -> UnreadableError:
        """Return the error that says what can't be read here, or so many symbols back."""
        return UnreadableError(reason, self.place - back)

    def deeper(self, levels: int = 1) -> None:
        """Count more levels of nesting."""
        self.depth -= levels
        if self.depth < 0:
            raise self.refusal("nested too deep")

    def shallower(self, levels: int = 1) -> None:
        """Count as many less."""
        self.depth += levels

    def within(self, read: Callable[[Cursor], Node], levels: int = 1) -> Node:
        """Read what nests without any bracket, with its levels counted."""
        self.deeper(levels)
        node = read(self)
        self.shallower(levels)
        return node

    def enclosed(self, read: Callable[[Cursor], Node], *, in_set: bool = False) -> Node:
        """Read what stands inside a bracket: one level deeper, and under no bar that was opened outside."""
        outer = self.in_set, self.bars
        self.in_set, self.bars = in_set, 0
        node = self.within(read)
        self.in_set, self.bars = outer
        return node

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

    def number(self) -> Node | None:
        """Read the number at this place, if there is one, and nothing that follows it."""
        token = self.here
        if token is None or token.kind != "number":
            return None
        self.place += 1
        return Node("number", value=token.value, digits=token.digits)

    def script(self) -> str:
        """Read a script, or what a mark stands over, as it is written: without braces and spaces."""
        if not self.at("{"):
            token = self.here
            if token is None:
                raise self.refusal("the text ends before a script")
            self.place += 1
            return token.text
        depth = 0
        written: list[str] = []
        while (token := self.here) is not None:
            self.place += 1
            depth += (token.text == "{") - (token.text == "}")
            if depth == 0:
                return "".join(written[1:])
            written.append(token.text)
        raise self.refusal("the braces of a script never close")


Reader: TypeAlias = Callable[[Cursor, Token], Node]
"""Reads the operand that a symbol begins; the cursor stands behind that symbol."""

PostfixReader: TypeAlias = Callable[[Cursor, Node], Node]
"""Returns an operand with what hangs on it; the cursor stands behind the sign that says so."""
