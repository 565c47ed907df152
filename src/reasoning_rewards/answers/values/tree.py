"""The shape of an answer: a tree that any domain can give a meaning to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import NamedTuple, Protocol, TypeVar

from reasoning_rewards.answers.values.vocabulary import CONSTANTS

__all__ = [
    "KNOWN_NAMES",
    "Domain",
    "Node",
    "UnreadableError",
    "features",
    "fold",
    "free_names",
    "integer",
    "is_counted",
    "odd_root",
    "walk",
]

T = TypeVar("T")
KNOWN_NAMES = frozenset(CONSTANTS.values())  # which leave nothing open


class UnreadableError(Exception):
    """Raised inside the engine where a text is not an answer in this notation; it never leaves it.

    reason: what can't be read, in plain words. Where it stands: `place`.
    """

    def __init__(self, reason: str, symbol: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.symbol = symbol  # how many symbols stand before it
        self.find: Callable[[int], int] | None = None  # its offset; most errors are never asked for theirs

    @property
    def place(self) -> int | None:
        """The offset in the text, of what was read from one."""
        return self.find(self.symbol) if self.find and self.symbol is not None else None


class Node(NamedTuple):
    """An operation on smaller trees.

    Scalars: number symbol unit noun infinity | add neg mul div pow root call pm
    Structure: seq (leaf: its brackets) list set matrix row relation union intersection minus
    builder ratio based missing
    """

    op: str
    args: tuple[Node, ...] = ()
    leaf: str = ""
    value: int | Fraction = 0
    digits: int = 0  # significant digits of a decimal literal


def integer(value: int) -> Node:
    """Return the tree of a whole number."""
    return Node("number", value=value)


def walk(node: Node) -> Iterator[Node]:
    """Yield a tree's nodes, parents first."""
    pending = [node]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(node.args)


def features(node: Node) -> frozenset[str]:
    """Return which operations a tree has; and "name" for an open name, "log" for a log without a base."""
    found = set()
    parts = [node]
    for part in parts:  # which grows on the way
        op = part.op
        found.add(op)
        if op == "symbol":
            if part.leaf not in KNOWN_NAMES:
                found.add("name")
        elif op == "call" and part.leaf == "log":
            found.add("log")
        parts += part.args
    return frozenset(found)


def free_names(node: Node) -> set[str]:
    """Return the names a tree leaves open."""
    return {part.leaf for part in walk(node) if part.op == "symbol" and part.leaf not in KNOWN_NAMES}


class Domain(Protocol[T]):
    """What scalars are: exact values, points in the plane, or another system's expressions."""

    def number(self, value: int | Fraction) -> T:
        """Return a rational number."""

    def symbol(self, name: str) -> T:
        """Return a constant or a free name."""

    def unit(self, name: str) -> T:
        """Return a unit of measurement, a percent or a degree."""

    def infinity(self) -> T:
        """Return what stands for an unbounded number."""

    def add(self, terms: list[T]) -> T:
        """Return the sum."""

    def multiply(self, factors: list[T]) -> T:
        """Return the product."""

    def divide(self, over: T, under: T) -> T:
        """Return the quotient."""

    def power(self, base: T, exponent: T) -> T:
        """Return base to the exponent."""

    def root(self, radicand: T, index: T) -> T:
        """Return the principal root, the real one of a negative number and an odd index."""

    def call(self, name: str, arguments: list[T]) -> T:
        """Return the value of a named function."""


def fold(node: Node, domain: Domain[T]) -> T:
    """Give a scalar tree its meaning in a domain."""
    op = node.op
    if op == "number":
        return domain.number(node.value)
    if op == "symbol":
        return domain.symbol(node.leaf)
    if op == "add":
        return domain.add([fold(part, domain) for part in node.args])
    if op == "mul":
        return domain.multiply([fold(part, domain) for part in node.args])
    if op == "neg":
        return domain.multiply([domain.number(-1), fold(node.args[0], domain)])
    if op == "div":
        return domain.divide(fold(node.args[0], domain), fold(node.args[1], domain))
    if op == "pow":
        odd = odd_root(node.args[1])
        if odd is None:
            return domain.power(fold(node.args[0], domain), fold(node.args[1], domain))
        root = domain.root(fold(node.args[0], domain), domain.number(odd.denominator))
        return root if odd.numerator == 1 else domain.power(root, domain.number(odd.numerator))
    if op == "root":
        return domain.root(fold(node.args[0], domain), fold(node.args[1], domain))
    if op == "call":
        return domain.call(node.leaf, [fold(part, domain) for part in node.args])
    if op == "unit":
        return domain.unit(node.leaf)
    if op == "noun":
        return domain.number(1)
    if op == "infinity":
        return domain.infinity()
    raise UnreadableError(op)


def odd_root(exponent: Node) -> Fraction | None:
    """Return an exponent that is written as a fraction with an odd denominator: x^(2/3) has the root of √[3]x."""
    op = exponent.op
    if op == "neg":
        inside = odd_root(exponent.args[0])
        return None if inside is None else -inside
    if op == "number":
        value = exponent.value
    elif op == "div" and exponent.args[0].op == exponent.args[1].op == "number" and exponent.args[1].value:
        value = Fraction(exponent.args[0].value) / exponent.args[1].value
    else:
        return None
    return Fraction(value) if value.denominator > 1 and value.denominator % 2 else None


def is_counted(noun: Node, node: Node) -> bool:
    """Say whether a noun stands after the number it counts."""
    return any(
        part.op in ("mul", "div")
        and any(factor is noun for factor in part.args[1:])
        and part.args[0].op != "noun"
        for part in walk(node)
    )
