"""What an answer is, once it is read."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from reasoning_rewards.answers.values.tree import Node, features

__all__ = [
    "About",
    "Based",
    "Chain",
    "Choice",
    "Clock",
    "Equation",
    "FiniteSet",
    "Formula",
    "Grid",
    "Guess",
    "Infinite",
    "Listing",
    "Named",
    "Number",
    "Opaque",
    "Qualified",
    "Ratio",
    "Record",
    "Relation",
    "Scalar",
    "Sequence",
    "Sets",
    "Text",
    "Value",
    "show",
]  # fmt: skip


if TYPE_CHECKING:
    from typing_extensions import dataclass_transform
else:  # the decorator only speaks to type checkers

    def dataclass_transform(**_):
        return lambda cls: cls


@dataclass_transform(frozen_default=True)
class Value:
    """Something an answer can be: immutable, hashable, equal by its parts.

    Its subclasses are dataclasses without the library of that name, whose generated code takes
    longer to import than everything else here.
    """

    _parts: ClassVar[tuple[str, ...]] = ()
    _hidden: ClassVar[frozenset[str]] = frozenset(("alternatives", "member", "bound", "second"))

    def __init_subclass__(cls) -> None:
        cls._parts = tuple(name for name, kind in cls.__annotations__.items() if "ClassVar" not in str(kind))

    def __init__(self, *values: object, **named: object) -> None:
        self.__dict__.update(zip(self._parts, values, strict=False), **named)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def fields(self) -> tuple[object, ...]:
        """Return what it is made of."""
        return tuple(getattr(self, name) for name in self._parts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Value) and type(self) is type(other) and self.fields() == other.fields()

    def __hash__(self) -> int:
        return hash((type(self), self.fields()))

    def __repr__(self) -> str:
        shown = (f"{name}={getattr(self, name)!r}" for name in self._parts if name not in self._hidden)
        return f"{type(self).__name__}({', '.join(shown)})"


class Number(Value):
    """One exact rational number; ``digits`` counts those of a decimal."""

    exact: int | Fraction
    digits: int = 0
    kinds: ClassVar[frozenset[str]] = frozenset(("number",))

    def __init__(self, exact: int | Fraction, digits: int = 0) -> None:
        self.__dict__.update(exact=exact, digits=digits)

    def __repr__(self) -> str:
        return f"Number({_digits(self.exact)})"


class Scalar(Value):
    """One number or expression, with its unit if it has one."""

    tree: Node

    @classmethod
    def of(cls, tree: Node, kinds: frozenset[str]) -> Scalar:
        """Make one of a tree whose features are known."""
        scalar = cls(tree)
        scalar.__dict__["_kinds"] = kinds
        return scalar

    @property
    def kinds(self) -> frozenset[str]:
        """The features of its tree."""
        known: frozenset[str] | None = self.__dict__.get("_kinds")
        if known is None:
            known = self.__dict__["_kinds"] = features(self.tree)
        return known

    def __repr__(self) -> str:
        return f"Scalar({show(self.tree)})"


class Guess(Value):
    """What a text says if its letters are a unit and not names: 5N, 3m; never the first that it may be.

    is_sure: can hardly be a product of names: kJ. is_likely: nor is it one that people ask about.
    """

    value: Value
    is_sure: bool
    is_likely: bool


class Infinite(Value):
    """Plus or minus infinity."""

    sign: int


class Text(Value):
    """Words, without their dress and in one case."""

    words: str


class Choice(Value):
    """A letter, with the text of its option if that is there."""

    letter: str
    option: str = ""


class Formula(Value):
    """A chemical formula, or the sides of a reaction, each in one spelling; ``arrow`` is what parts them."""

    sides: tuple[tuple[str, ...], ...]
    arrow: str = ""


class Clock(Value):
    """A time of day; ``half`` is "am", "pm" or ""."""

    hour: int
    minute: int
    half: str = ""
    second: int = 0


class Based(Value):
    """Digits in a base other than ten."""

    digits: str
    base: int


class Ratio(Value):
    """Numbers with colons between them."""

    parts: tuple[Value, ...]


class Sequence(Value):
    """Ordered items in brackets: a point, a vector, or an interval; without any, a matrix of one row or column."""

    items: tuple[Value, ...]
    brackets: str = "()"

    @property
    def is_interval(self) -> bool:
        """Say whether its brackets make it one: [a, b), not a point (a, b)."""
        return len(self.items) == 2 and self.brackets in ("[]", "[)", "(]")


class Listing(Value):
    """Bare items in any order; ``alternatives`` says that "or" stands between them."""

    items: tuple[Value, ...]
    alternatives: bool = False


class FiniteSet(Value):
    """Items in braces."""

    items: tuple[Value, ...]


class Sets(Value):
    """A union, an intersection or a difference of sets."""

    op: str
    parts: tuple[Value, ...]


class Grid(Value):
    """A matrix."""

    rows: tuple[tuple[Value, ...], ...]


class Named(Value):
    """A value that has been given a name; ``member`` says "is in" instead of "is".

    bound: the names that a function's value is written in: x of f(x), n of a_n.
    """

    name: str
    value: Value
    member: bool = False
    bound: tuple[str, ...] = ()


class Qualified(Value):
    """A formula, and the conditions that it holds under: relations, and what its names are in."""

    value: Value
    conditions: tuple[Value, ...]


class Record(Value):
    """Several values, each with its own name."""

    entries: tuple[tuple[str, Value], ...]


class Equation(Value):
    """Two expressions that are said to be equal."""

    left: Node
    right: Node

    def __repr__(self) -> str:
        return f"Equation({show(self.left)} = {show(self.right)})"


class Relation(Value):
    """Expressions with other signs than = between them."""

    sides: tuple[Node, ...]
    signs: tuple[str, ...]

    def __repr__(self) -> str:
        shown = show(self.sides[0])
        for sign, side in zip(self.signs, self.sides[1:], strict=True):
            shown += f" {sign} {show(side)}"
        return f"Relation({shown})"


class Chain(Value):
    """Values that are all said to be the same one, and a name if there is one."""

    name: str
    values: tuple[Value, ...]


class About(Value):
    """A value, and what is written behind a sign of being near it."""

    value: Value
    roundings: tuple[Value, ...]


class Opaque(Value):
    """Something well-formed that nothing here reads; it equals only itself."""

    text: str


def _digits(number: int | Fraction) -> str:
    if number.numerator.bit_length() + number.denominator.bit_length() > 10_000:
        return (
            f"an integer of {number.numerator.bit_length()} bits"
            if number.denominator == 1
            else "a long fraction"
        )
    return str(number)


_BINARY = {"add": " + ", "mul": "*", "div": "/", "pow": "^", "union": " U ", "ratio": ":", "list": ", "}


def show(node: Node) -> str:
    """Write a tree on one line, for people.

    >>> show(Node("add", (Node("number", value=1), Node("symbol", leaf="x"))))
    '1 + x'
    """
    if node.op == "number":
        return _digits(node.value)
    if not node.args:
        return node.leaf or node.op
    parts = [show(part) for part in node.args]
    if node.op in _BINARY:
        tight = [
            f"({shown})" if part.op in ("add", "neg") else shown
            for part, shown in zip(node.args, parts, strict=True)
        ]
        return _BINARY[node.op].join(parts if node.op in ("add", "list", "union") else tight)
    if node.op == "neg":
        return f"-({parts[0]})" if node.args[0].op == "add" else f"-{parts[0]}"
    if node.op == "root":
        return f"sqrt({parts[0]})" if node.args[1].value == 2 else f"root({', '.join(parts)})"
    return f"{node.leaf or node.op}({', '.join(parts)})"
