"""What a statement says where less, or the same in other names, is wanted."""

from __future__ import annotations

from reasoning_rewards.answers.algebra.exact import Quotient
from reasoning_rewards.answers.compare.scalars import Judge
from reasoning_rewards.answers.notation.remarks import says_nothing
from reasoning_rewards.answers.values.structure import value_of
from reasoning_rewards.answers.values.tree import Node, free_names
from reasoning_rewards.answers.values.unknowns import is_open, is_unsolved
from reasoning_rewards.answers.values.values import (
    Equation,
    Infinite,
    Named,
    Number,
    Qualified,
    Record,
    Relation,
    Scalar,
    Value,
)
from reasoning_rewards.text.scan import pattern

__all__ = [
    "as_wanted",
    "each_by_name",
    "in_residue_class",
    "said_beside",
    "values_of_one_function",
    "with_names_of",
]

_FUNCTION_OR_Y = pattern(r"[A-Za-z]\(\)|y")
_FUNCTION_OR_MAP = pattern(r"[A-Za-z]\(\)$|->")
_GENERIC = frozenset(("->", "y"))  # heads of functions without a name of their own
_MAPS = "->"  # how the name of what a function maps to begins


def as_wanted(said: Value, wanted: Value) -> Value:
    r"""Return the right side of an equation where the gold is a number: of m + n = 293, or of det A = 6.

    It is asked for an answer and never for a gold: who is asked for a line x + y = 5 has not found it by saying 5.
    """
    if not isinstance(said, Equation) or not _is_number(wanted):
        return said
    left, right = said.left, said.right
    if is_open(right):
        left, right = right, left
    return said if is_open(right) or is_unsolved(left, right) else value_of(right)


def _is_number(wanted: Value) -> bool:
    return isinstance(wanted, (Number, Infinite)) or (
        isinstance(wanted, Scalar) and "name" not in wanted.kinds
    )


def values_of_one_function(one: Named, other: Named) -> tuple[Value, Value] | None:
    """Return two values in the same names where both are said of one function: f(x) and f(t), a_n and a_k; or None.

    y is a function of x as f(x) is, and so is what x is mapped to; g(x) is another than f(x).
    """
    if one.member or other.member:
        return None
    if "y" in (one.name, other.name) and len(one.bound) + len(other.bound) == 1:
        of_a_function = all(_FUNCTION_OR_Y().fullmatch(said.name) for said in (one, other))
        return (one.value, other.value) if of_a_function else None
    if not one.bound or len(one.bound) != len(other.bound) or not _may_be_one(one, other):
        return None
    of_events = one.name == "P()" and not set(one.bound) <= _names(one.value)
    if of_events and one.bound != other.bound:  # P(A) and P(B); but P(X) = X^2 is P(x) = x^2
        return None
    value = renamed(other.value, dict(zip(other.bound, one.bound, strict=True)))
    return None if value is None else (one.value, value)


def each_by_name(one: Named, other: Record) -> tuple[tuple[Value, ...], tuple[Value, ...]] | None:
    """Return the values to be compared where one value is given to several names, x = y = 2; or None."""
    names = one.name.split("=")
    by_name = dict(other.entries)
    if len(names) < 2 or set(names) != by_name.keys():
        return None
    return (one.value,) * len(names), tuple(by_name[name] for name in names)


def in_residue_class(one: Named, other: Relation, judge: Judge) -> bool | None:
    r"""Say whether x = 7k + 3 is x \equiv 3 (mod 7); None where the two are nothing of that kind."""
    if not isinstance(one.value, Scalar) or other.signs != ("==",) or other.sides[1].leaf != "residue":
        return None
    unknown, (residue, modulus) = other.sides[0], other.sides[1].args
    names = free_names(one.value.tree)
    if unknown.leaf != one.name or len(names) != 1 or one.name in names or residue.op != "number":
        return None
    found = judge.element(one.value.tree)
    if not isinstance(found, Quotient) or found.under is not None or modulus.op != "number":
        return None
    step, rest = found.over.get(((names.pop(), 1),), 0), found.over.get((), 0)
    if len(found.over) != 1 + (rest != 0) or not step:
        return None
    return abs(step) == modulus.value and (rest - residue.value) % modulus.value == 0


def _may_be_one(one: Named, other: Named) -> bool:
    """Say whether two names are of one function, whatever its argument is called."""
    heads = {_head(one), _head(other)}
    of_functions = all(_FUNCTION_OR_MAP().match(said.name) for said in (one, other))
    return len(heads) == 1 or (of_functions and not _GENERIC.isdisjoint(heads))


def _head(named: Named) -> str:
    if named.name.startswith(_MAPS):
        return _MAPS
    return named.name.removesuffix("()") if named.name.endswith("()") else named.name.rpartition("_")[0]


def with_names_of(one: Qualified, other: Qualified) -> Qualified:
    """Return a formula with its one parameter called as another's is: n in Z for k in Z."""
    mine, theirs = _parameters(one), _parameters(other)
    if len(mine) != 1 or len(theirs) != 1 or mine == theirs:
        return other
    value = renamed(other, dict(zip(theirs, mine, strict=True)))
    return value if isinstance(value, Qualified) else other


def said_beside(one: Qualified, other: Qualified) -> tuple[Value, ...]:
    """Return the conditions of a formula; that a name is any real number counts beside k in Z, and else says nothing."""
    named = {said.name for said in other.conditions if isinstance(said, Named)}
    return tuple(
        said
        for said in one.conditions
        if not says_nothing(said) or (isinstance(said, Named) and said.name in named)
    )


def _parameters(qualified: Qualified) -> list[str]:
    return [said.name for said in qualified.conditions if isinstance(said, Named) and said.member]


def renamed(value: Value, names: dict[str, str]) -> Value | None:
    """Return a value in other names, or None where one of them means something in it already."""
    if not names.keys() >= set(names.values()) & _names(value):
        return None
    new = _renamed(value, names)
    return new if isinstance(new, Value) else None


def _names(part: object) -> set[str]:
    if isinstance(part, Node):
        return free_names(part)
    if isinstance(part, Value):
        part = part.fields()
    return set().union(*map(_names, part)) if isinstance(part, tuple) else set()


def _renamed(part: object, names: dict[str, str]) -> object:
    if isinstance(part, Node):  # before the tuple that it also is
        return _renamed_tree(part, names)
    if isinstance(part, Value):
        fields = [_renamed(each, names) for each in part.fields()]
        if isinstance(part, Named) and part.member:
            fields[0] = names.get(part.name, part.name)
        return type(part)(*fields)
    return tuple(_renamed(each, names) for each in part) if isinstance(part, tuple) else part


def _renamed_tree(node: Node, names: dict[str, str]) -> Node:
    if node.op == "symbol":
        return node._replace(leaf=names.get(node.leaf, node.leaf))
    return node._replace(args=tuple(_renamed_tree(part, names) for part in node.args)) if node.args else node
