r"""Chains: values that are all said to be one, exactly (6 * 7 = 42) or nearly (1/3 ≈ 0.333).

A chain means the value that it shares, and one with a sign of being near in it its exact, first side.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from reasoning_rewards.answers.algebra.exact import Quotient
from reasoning_rewards.answers.compare.scalars import Judge
from reasoning_rewards.answers.values.outcome import Outcome
from reasoning_rewards.answers.values.tree import Node
from reasoning_rewards.answers.values.values import (
    About,
    Chain,
    FiniteSet,
    Listing,
    Named,
    Number,
    Scalar,
    Sequence,
    Value,
)

__all__ = ["FalseChainError", "is_unsettled", "is_written_beside", "name_nothing", "settled"]

_SHOWN = 3  # digits of a decimal that may be a gold beside the value it rounds
_LONGEST = 4_000  # bits of an integer whose digits are counted
_KEPT = 2  # digits of an integer that a rounding to tens or more leaves
Same = Callable[[Value, Value, Judge], Outcome]


class FalseChainError(Exception):
    """Raised inside the engine where a chain contradicts itself; it never leaves it."""


def is_unsettled(value: Value) -> bool:
    """Say whether a value is one that several may share: a chain, or alternatives."""
    return isinstance(value, (About, Chain)) or (isinstance(value, Listing) and value.alternatives)


def settled(value: Value, judge: Judge, same: Same) -> Value:
    """Turn a chain of values into the value they share; what one text says is compared exactly, whatever is forgiven."""
    with judge.within_one_text():
        return _settled(value, judge, same)


def _settled(value: Value, judge: Judge, same: Same) -> Value:
    if isinstance(value, About):
        exact = _settled(value.value, judge, same)
        if not all(_is_near(_unnamed(exact), rounding, judge) for rounding in value.roundings):
            raise FalseChainError
        return exact
    if isinstance(value, Listing) and value.alternatives:  # 7 or 7 is 7, and no list of two
        first = value.items[0]
        return first if all(same(first, item, judge).same for item in value.items[1:]) else value
    if not isinstance(value, Chain):
        return value
    said = last = _settled(value.values[-1], judge, same)
    for earlier in value.values[:-1]:
        if same(earlier, last, judge).same is False:
            if not judge.is_about(earlier, last):
                raise FalseChainError
            last = earlier  # an exact value, and then the same in decimals
    if judge.policy.evaluated and last is said:
        last = next(filter(judge.is_value, (last, *reversed(value.values))), last)  # 42 = 6 · 7 says it too
    return Named(value.name, last) if value.name else last


def name_nothing(one: Value, other: Value) -> bool:
    """Say whether one side gives a name a value and the other only says that a value is itself: 5 = 5."""
    return any(
        isinstance(truth, Chain) and not truth.name and len(set(truth.values)) == 1 and _is_named(named)
        for truth, named in ((one, other), (other, one))
    )


def _is_named(value: Value) -> bool:
    return isinstance(value, Named) or (isinstance(value, Chain) and bool(value.name))


def is_written_beside(value: Value, decimal: Value) -> bool:
    """Say whether a decimal, digit for digit, is one that a chain gives as near its value."""
    if not isinstance(value, About):
        return False
    names = {each.name for each in (value.value, decimal) if isinstance(each, (Named, Chain)) and each.name}
    decimal = _unnamed(decimal)
    if len(names) > 1 or not isinstance(decimal, Number) or decimal.digits < _SHOWN:
        return False
    return any(_unnamed(rounding) == decimal for rounding in value.roundings)


def _unnamed(value: Value) -> Value:
    return value.value if isinstance(value, Named) else value


def _is_near(value: Value, rounding: Value, judge: Judge) -> bool:
    """Say whether a side is the value, or the value correctly rounded or cut off."""
    if isinstance(value, (Sequence, Listing, FiniteSet)):
        if type(rounding) is not type(value) or len(rounding.items) != len(value.items):
            return False
        return all(_is_near(a, b, judge) for a, b in zip(value.items, rounding.items, strict=True))
    if not isinstance(value, (Number, Scalar)) or not isinstance(rounding, (Number, Scalar)):
        return False
    if judge.scalars(value, rounding).same:
        return True
    written = _decimal(judge.readings(_tree(rounding))[0], judge)
    targets = judge.readings(_tree(value))
    return written is not None and any(judge.rounds_to(target, written) for target in targets)


def _tree(value: Number | Scalar) -> Node:
    return Node("number", value=value.exact, digits=value.digits) if isinstance(value, Number) else value.tree


def _decimal(node: Node, judge: Judge) -> Node | None:
    """Return a decimal or an integer with the digits that it gives; None for anything else."""
    if node.op == "neg":
        positive = _decimal(node.args[0], judge)
        return positive and positive._replace(value=-positive.value)
    if node.op == "mul":  # 6.02 * 10^23, and 314 of a unit that was taken off
        shown = _decimal(node.args[0], judge)
        factor = judge.element(Node("mul", node.args[1:]))
        if shown is None or isinstance(factor, Quotient) or not _is_power_of_ten(Fraction(factor)):
            return None
        return shown._replace(value=Fraction(shown.value) * factor)
    if node.op != "number" or node.digits:
        return node if node.op == "number" else None
    if isinstance(node.value, Fraction) or abs(node.value).bit_length() > _LONGEST:
        return None
    written = str(abs(node.value))
    return node._replace(digits=max(len(written.rstrip("0")), min(_KEPT, len(written))))


def _is_power_of_ten(number: Fraction) -> bool:
    small, large = sorted((number.numerator, number.denominator))
    return small == 1 and large.bit_length() < _LONGEST and str(large).rstrip("0") == "1"
