"""Amounts taken apart: a number, and the units that it counts, each with its exponent; and converted.

Temperatures on a scale are absolute: 10 °C is 283.15 K. Where a degree stands beside other units (J/°C) it is a step.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

from reasoning_rewards.answers.values.tree import Node, features, integer, walk
from reasoning_rewards.answers.values.units import UNITS, singular, size_of
from reasoning_rewards.answers.values.vocabulary import ADVERBS

__all__ = [
    "SCALES",
    "Measure",
    "converted",
    "counted",
    "in_units_of",
    "is_measured",
    "is_percentage",
    "measure",
    "same_things",
    "stripped",
]

_LARGEST, _MOST_UNITS = 12, 8  # exponent of a unit, and units in one amount: its size grows with both
_WORDED = frozenset(("unit", "noun", "mul", "div", "pow"))
_PI = Node("symbol", leaf="π")
_UNITS = frozenset(UNITS.values())
_UNIT_OR_NOUN = frozenset(("unit", "noun"))
_KELVINS = MappingProxyType(  # of a step, and at zero
    {"celsius": (Fraction(1), Fraction(27315, 100)), "fahrenheit": (Fraction(5, 9), Fraction(45967, 180))}
)
SCALES = frozenset(_KELVINS)
"""Nouns behind a degree that say on which scale it is."""


class Measure(NamedTuple):
    """A number, how often each unit multiplies it, and the scale of a temperature."""

    number: Node
    units: Mapping[str, int]
    scale: str = ""

    @property
    def is_temperature(self) -> bool:
        """Say whether it is a temperature, on a scale or absolute."""
        return bool(self.scale) or self.units == {"K": 1}


def measure(node: Node) -> Measure | None:
    """Take an amount apart; None where units stand in a sum, in a root, or in high powers.

    >>> metre, second = Node("unit", leaf="m"), Node("unit", leaf="s")
    >>> measure(Node("div", (Node("mul", (integer(5), metre)), second))).units
    {'m': 1, 's': -1}
    """
    factors: list[tuple[Node, bool]] = []
    units: dict[str, int] = {}
    scales: list[str] = []
    if not _gather(node, 1, factors, units, scales):
        return None
    units = {name: times for name, times in units.items() if times}
    if len(units) > _MOST_UNITS or any(abs(times) > _LARGEST for times in units.values()):
        return None
    if len(scales) == 1 and units in ({"°": 1}, {}):
        return Measure(_product(factors), {}, scales[0])
    return None if scales else Measure(_product(factors), units)


def _gather(
    node: Node, sign: int, factors: list[tuple[Node, bool]], units: dict[str, int], scales: list[str]
) -> bool:
    """Collect the factors of a product, over and under; False where a unit is no factor."""
    op = node.op
    if op == "mul":
        return all(_gather(part, sign, factors, units, scales) for part in node.args)
    if op == "div":
        over, under = node.args
        return _gather(over, sign, factors, units, scales) and _gather(under, -sign, factors, units, scales)
    if op == "unit":
        units[node.leaf] = units.get(node.leaf, 0) + sign
        return True
    if op == "noun":
        if node.leaf in SCALES:
            scales.append(node.leaf)
        return True
    if features(node).isdisjoint(_UNIT_OR_NOUN):
        factors.append((node, sign > 0))
        return True
    if op == "neg":
        factors.append((integer(-1), True))
        return _gather(node.args[0], sign, factors, units, scales)
    return op == "pow" and _gather_power(node, sign, units)


def _gather_power(node: Node, sign: int, units: dict[str, int]) -> bool:
    base, exponent = node.args
    negative = exponent.op == "neg"
    exponent = exponent.args[0] if negative else exponent
    if (
        exponent.op != "number"
        or exponent.value.denominator != 1
        or not -_LARGEST <= exponent.value <= _LARGEST
    ):
        return False
    inside: dict[str, int] = {}
    factors: list[tuple[Node, bool]] = []
    if not _gather(base, 1, factors, inside, []) or factors:
        return False
    for name, times in inside.items():
        units[name] = units.get(name, 0) + times * sign * int(exponent.value) * (-1 if negative else 1)
    return True


def _product(factors: list[tuple[Node, bool]]) -> Node:
    over = tuple(node for node, above in factors if above)
    under = tuple(node for node, above in factors if not above)
    number = _times(over)
    return Node("div", (number, _times(under))) if under else number


def _times(nodes: tuple[Node, ...]) -> Node:
    nodes = tuple(node for node in nodes if node.op != "number" or node.value != 1)
    return integer(1) if not nodes else nodes[0] if len(nodes) == 1 else Node("mul", nodes)


def in_units_of(one: Measure, other: Measure) -> Node | None:
    """Return the first amount's number in the units of the second; None where they measure different things.

    >>> kilo, plain = Measure(integer(5), {"km": 1}), Measure(integer(5), {"m": 1})
    >>> int(in_units_of(kilo, plain).args[1].value), in_units_of(kilo, Measure(integer(5), {"s": 1}))
    (1000, None)
    """
    if one.scale == other.scale and one.units == other.units:
        return one.number
    if one.scale or other.scale:
        return _on_scale(_kelvins(one), other.scale) if one.is_temperature and other.is_temperature else None
    (size, base, pi), (unit, other_base, other_pi) = _in_base(one.units), _in_base(other.units)
    if base != other_base:
        return None
    factors = [one.number]
    if size != unit:
        factors.append(Node("number", value=size / unit))
    if pi != other_pi:
        factors.append(Node("pow", (_PI, integer(pi - other_pi))))
    return factors[0] if len(factors) == 1 else Node("mul", tuple(factors))


def _in_base(units: Mapping[str, int]) -> tuple[Fraction, dict[str, int], int]:
    """Return the size of a product of units, in which base units, and with which power of π."""
    size, base, pi = Fraction(1), dict[str, int](), 0
    for name, times in units.items():
        known = size_of(name)
        if known is None:  # nothing else measures what it does
            base[name] = base.get(name, 0) + times
            continue
        size *= known.number**times
        pi += known.pi * times
        for part, exponent in known.dimension:
            base[part] = base.get(part, 0) + exponent * times
    return size, {name: times for name, times in base.items() if times}, pi


def _kelvins(amount: Measure) -> Node:
    if not amount.scale:
        return amount.number
    step, zero = _KELVINS[amount.scale]
    return Node("add", (Node("mul", (Node("number", value=step), amount.number)), Node("number", value=zero)))


def _on_scale(kelvins: Node, scale: str) -> Node:
    if not scale:
        return kelvins
    step, zero = _KELVINS[scale]
    return Node("div", (Node("add", (kelvins, Node("number", value=-zero))), Node("number", value=step)))


def is_measured(node: Node) -> bool:
    """Say whether a tree has a unit, or a temperature's scale."""
    return any(part.op == "unit" or (part.op == "noun" and part.leaf in SCALES) for part in walk(node))


def counted(node: Node, *kinds: str) -> list[str]:
    """Return what an amount is an amount of: its units and nouns, in the singular, as they stand.

    >>> counted(Node("mul", (integer(5), Node("noun", leaf="dogs"))))
    ['dog']
    """
    things = [part for part in walk(node) if part.op in (kinds or ("unit", "noun"))]
    return [part.leaf if part.op == "unit" else singular(part.leaf) for part in reversed(things)]


def same_things(one: list[str], other: list[str]) -> bool:
    """Say whether two amounts are of the same things: one may say more of them, before their name or behind it.

    >>> same_things(["apple"], ["red", "apple"]), same_things(["apple"], ["apple", "left"])
    (True, True)
    >>> same_things(["dog"], ["dog", "cat"]), same_things(["inch"], ["inch", "meal"])
    (False, True)
    """
    if set(one) == set(other) or not one or not other:
        return True
    short, long = sorted((one, other), key=len)
    more = len(long) - len(short)
    if long[more:] == short:
        return _UNITS.isdisjoint(long[:more])
    return long[: len(short)] == short and (long[len(short)] in ADVERBS or short[-1] in _UNITS)


def is_percentage(node: Node) -> bool:
    """Say whether a whole expression is one: 5 %, not x + 5 % nor 4 % of pi."""
    if node.op == "neg":
        return is_percentage(node.args[0])
    if node.op == "div":  # 5 % / year
        return is_percentage(node.args[0]) and not (set(map(_op, walk(node.args[1]))) - _WORDED)
    if node.op != "mul":
        return node.op == "unit"
    at = next((place for place, part in enumerate(node.args) if "unit" in features(part)), 0)
    rest = (part for behind in node.args[at + 1 :] for part in walk(behind))
    if any(part.op not in _WORDED and not (part.op == "number" and part.value == 1) for part in rest):
        return False
    return is_percentage(node.args[at])


def _op(node: Node) -> str:
    return node.op


def stripped(node: Node, meanings: dict[str, Node]) -> Node:
    """Put a meaning in the place of every unit; a unit without one becomes 1."""
    if node.op == "unit":
        return meanings.get(node.leaf, integer(1))
    if not node.args:
        return node
    parts = tuple(stripped(part, meanings) for part in node.args)
    if node.op == "mul":
        parts = tuple(part for part in parts if part != integer(1)) or (integer(1),)
        if len(parts) == 1:
            return parts[0]
    return node._replace(args=parts)


def converted(node: Node) -> Node:
    """Write every unit in the base units of its dimension."""
    if node.op == "unit":
        size = size_of(node.leaf)
        if size is None:
            return node
        pi = (Node("pow", (_PI, integer(size.pi))),) if size.pi else ()
        base = (Node("pow", (Node("unit", leaf=name), integer(times))) for name, times in size.dimension)
        return Node("mul", (Node("number", value=size.number), *pi, *base))
    if not node.args:
        return node
    return node._replace(args=tuple(converted(part) for part in node.args))
