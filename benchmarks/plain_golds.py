r"""Golds of plain shapes read by a small reader that refuses whatever it is not sure of.

It shares nothing with the package: the benchmark that uses it judges the package's own reader.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import sympy
from sympy import Expr, Integer, Rational, Symbol

TOKEN = re.compile(
    r"\s+|\\(?:left|right)(?![A-Za-z])|\\[,;! ]|(?P<n>\d+(?:\.\d+)?)|(?P<c>\\[A-Za-z]+)|(?P<s>[a-zA-Z])|(?P<o>[-+*/^(){}\[\]])"
)
FUNCTIONS = {r"\sin": sympy.sin, r"\cos": sympy.cos, r"\tan": sympy.tan, r"\ln": sympy.log}
SURE_NAMES = set("abcdfghjkmnpqrstuvwxyz")  # e, i, l and o may be something else


class UnsureError(Exception):
    """The reader does not vouch for its reading."""


class Reader:
    """Recursive descent over the tokens of one formula; raises `UnsureError` at anything uncommon."""

    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        at = 0
        while at < len(text):
            found = TOKEN.match(text, at)
            if not found:
                raise UnsureError(text)
            if found.lastgroup:
                self.tokens.append((found.lastgroup, found[0]))
            at = found.end()
        self.at = 0

    def peek(self) -> str:
        """Return the next token, or ""."""
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def take(self, wanted: str = "") -> str:
        """Return the next token and pass it."""
        token = self.peek()
        if not token or (wanted and token != wanted):
            raise UnsureError(token)
        self.at += 1
        return token

    def whole(self) -> Expr:
        """Return the value of all tokens."""
        value = self.sum()
        if self.peek():
            raise UnsureError(self.peek())
        return value

    def sum(self) -> Expr:
        """Return terms joined by + and -."""
        value = self.term()
        while self.peek() in ("+", "-"):
            value = value + self.term() if self.take() == "+" else value - self.term()
        return value

    def term(self) -> Expr:
        """Return factors side by side or joined by a sign."""
        if self.peek() in ("+", "-"):
            return self.term() if self.take() == "+" else -self.term()
        value, kinds = self.power(), [self.kind()]
        while self.peek() and self.peek() not in "+-)}]":
            if self.peek() in ("*", r"\cdot", r"\times"):
                self.take()
                value = value * self.power()
            elif self.peek() == "/":
                self.take()
                value = value / self.power()
                if self.peek() and self.peek() not in "+-)}]":
                    raise UnsureError("a/bc")
            elif self.tokens[self.at][0] == "n" or (self.peek() == r"\frac" and kinds[-1] == "n"):
                raise UnsureError("a number after a factor, or a mixed number")
            else:
                value = value * self.power()
            kinds.append(self.kind())
        return value

    def kind(self) -> str:
        """Return the kind of the token just passed."""
        return self.tokens[self.at - 1][0]

    def power(self) -> Expr:
        """Return a factor with its exponent."""
        base = self.atom()
        if self.peek() != "^":
            return base
        self.take()
        if self.peek() == "{":
            exponent = self.group()
        else:
            kind = self.tokens[self.at][0] if self.at < len(self.tokens) else ""
            token = self.take()
            if kind not in "ns" or len(token) > 1:
                raise UnsureError(token)
            exponent = Integer(token) if kind == "n" else Symbol(token)
        if exponent.is_number and abs(exponent) > 40:
            raise UnsureError("a large power")
        return base**exponent

    def group(self) -> Expr:
        """Return what stands in braces."""
        self.take("{")
        value = self.sum()
        self.take("}")
        return value

    def argument(self) -> Expr:
        """Return a braced group or one digit or letter."""
        if self.peek() == "{":
            return self.group()
        token = self.take()
        if len(token) > 1 and token.isdigit():  # \frac12 takes one digit at a time
            self.at -= 1
            self.tokens[self.at] = ("n", token[1:])
            return Integer(token[0])
        if token.isdigit():
            return Integer(token)
        return self.name(token)

    def name(self, token: str) -> Expr:
        """Return a symbol."""
        if token not in SURE_NAMES:
            raise UnsureError(token)
        return Symbol(token)

    def atom(self) -> Expr:
        """Return a number, name, constant, bracket, fraction, root or function value."""
        if self.peek() == "{":
            return self.group()
        kind = self.tokens[self.at][0] if self.at < len(self.tokens) else ""
        token = self.take()
        if kind == "n":
            return Rational(token)
        if kind == "s":
            return self.name(token)
        if token == "(":
            value = self.sum()
            self.take(")")
            return value
        if token == r"\pi":
            return sympy.pi
        if token in (r"\frac", r"\dfrac", r"\tfrac"):
            above = self.argument()
            return above / self.argument()
        if token == r"\sqrt":
            degree = Integer(2)
            if self.peek() == "[":
                self.take()
                degree = Integer(self.take()) if self.tokens[self.at][0] == "n" else Integer(2)
                self.take("]")
            return sympy.root(self.argument(), degree)
        if token in FUNCTIONS:
            if self.peek() == "(":
                return FUNCTIONS[token](self.atom())
            kind = self.tokens[self.at][0] if self.at < len(self.tokens) else ""
            inside = self.argument()
            if kind == "n" and self.peek() and self.peek() not in "+-)}]":
                raise UnsureError("where the argument ends")
            return FUNCTIONS[token](inside)
        raise UnsureError(token)


@cache
def formula(text: str) -> Expr | None:
    """Return the value of a formula, where the reader is sure of it and it is finite."""
    if re.search(r"(?<!\d)0,|[fgh]\(", text):
        return None
    text = re.sub(r"(?<=\d)(?:,|\{,\}|,\\!)(?=\d{3}(?!\d))", "", text)
    try:
        value = Reader(text).whole()
        finite = not value.has(sympy.oo, sympy.zoo, sympy.nan, sympy.I)
        return value if finite and sympy.count_ops(value) < 60 else None
    except (UnsureError, ZeroDivisionError, ValueError, TypeError, RecursionError):
        return None


@dataclass(frozen=True)
class Gold:
    """A gold, its kind, and the values in it."""

    text: str
    kind: str  # formula, point, interval, list, matrix
    parts: tuple[Expr, ...]
    ends: str = ""
    rows: int = 0


SHAPES = (
    ("point", re.compile(r"(?:\\left)?(\()(.+?)(?:\\right)?(\))")),
    ("interval", re.compile(r"(?:\\left)?([\[(])(.+?)(?:\\right)?([\])])")),
    ("matrix", re.compile(r"(\\begin\{pmatrix\})(.+)(\\end\{pmatrix\})", re.S)),
)


def gold_of(text: str) -> Gold | None:
    """Return a gold the reader is sure of."""
    one = formula(text)
    if one is not None:
        return Gold(text, "formula", (one,))
    for kind, shape in SHAPES:
        found = shape.fullmatch(text.strip())
        if found and (kind != "interval" or found[1] + found[3] != "()"):
            rows = [row for row in re.split(r"\\\\", found[2]) if row.strip()]
            pieces = [c for row in rows for c in row.split("&")] if kind == "matrix" else found[2].split(",")
            parts = tuple(map(formula, pieces))
            if None in parts or len(parts) < 2 or (kind == "interval" and len(parts) != 2):
                return None
            return Gold(text, kind, parts, found[1][-1] + found[3][0], len(rows))
    if "," in text and not re.search(r"\d,\s?\d{3}(?!\d)|[(\[=]", text):
        parts = tuple(map(formula, text.split(",")))
        if None not in parts and len({sympy.N(part, 20) for part in parts}) == len(parts):
            return Gold(text, "list", parts)
    return None
