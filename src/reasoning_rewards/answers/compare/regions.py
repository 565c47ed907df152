"""Sets of real numbers: intervals, unions, inequalities, set-builders, all as segments in order."""

from __future__ import annotations

from typing import NamedTuple

from reasoning_rewards.answers.algebra.doubles import NoValueError
from reasoning_rewards.answers.algebra.exact import Quotient
from reasoning_rewards.answers.algebra.points import evaluate
from reasoning_rewards.answers.values.limits import Fuel
from reasoning_rewards.answers.values.tree import Node, fold, free_names, integer, walk
from reasoning_rewards.answers.values.values import (
    FiniteSet,
    Infinite,
    Listing,
    Named,
    Number,
    Relation,
    Scalar,
    Sequence,
    Sets,
    Value,
    show,
)

__all__ = ["Segment", "region_of", "says_no_set"]

_FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "!=": "!="}
_INFINITE = float("inf")


class Segment(NamedTuple):
    """The reals between two ends; None is no end. ``at`` gives the ends' places on the line."""

    low: Node | None
    low_closed: bool
    high: Node | None
    high_closed: bool
    at: tuple[float, float]


Region = tuple[Segment, ...]
_LINE = (Segment(None, False, None, False, (-_INFINITE, _INFINITE)),)


class NoRegionError(Exception):
    """Raised inside the engine where a value is no set of reals; it never leaves it."""


def region_of(value: Value, fuel: Fuel) -> Region | None:
    """Return the segments of a set of reals, in order, or None."""
    try:
        return _region(value, fuel)
    except (NoRegionError, NoValueError):
        return None


def says_no_set(value: Value, region: Region | None) -> bool:
    """Say whether a relation speaks of no unknown, or of several, and so is no set that is given without names."""
    if region is None or not isinstance(value, Relation) or len(_names_in(value)) == 1:
        return False
    return not any(end is not None and free_names(end) for part in region for end in (part.low, part.high))


def _region(value: Value, fuel: Fuel) -> Region:
    if isinstance(value, Sequence):
        return _interval(value, fuel)
    if isinstance(value, FiniteSet):
        return _united([_point(item, fuel) for item in value.items])
    if isinstance(value, Sets):
        return _combined(value, fuel)
    if isinstance(value, Relation):
        return _solved(value, fuel)
    if isinstance(value, Named):
        return _region(value.value, fuel)
    if isinstance(value, Listing) and all(isinstance(item, (Relation, Named, Sets)) for item in value.items):
        if len({_names_in(item) for item in value.items}) > 1:
            raise NoRegionError
        regions = [_region(item, fuel) for item in value.items]
        together = () if value.alternatives else _intersected(regions)
        return together or _united([segment for region in regions for segment in region])
    if (
        isinstance(value, Listing)
        and value.alternatives
        and all(isinstance(x, Sequence) for x in value.items)
    ):
        return _united(
            [segment for item in value.items for segment in _region(item, fuel)]
        )  # (1, 2) or (3, 4)
    raise NoRegionError


def _names_in(value: Value) -> frozenset[str]:
    """Return the names an inequality or a membership speaks of."""
    if isinstance(value, Relation):
        return frozenset().union(*(free_names(side) for side in value.sides))
    if isinstance(value, Sets):
        return frozenset().union(*map(_names_in, value.parts))
    return frozenset((value.name,)) if isinstance(value, Named) else frozenset()


def _tree(value: Value) -> Node:
    if isinstance(value, Number):
        return Node("number", value=value.exact, digits=value.digits)
    if isinstance(value, Scalar):
        return value.tree
    raise NoRegionError


def _place(node: Node, fuel: Fuel) -> float:
    """Return where a closed expression lies on the line."""
    value, _ = evaluate(node, 0, 0, fuel)
    if free_names(node) or abs(value.imag) > 1e-9:
        raise NoRegionError
    return float(value.real)


def _interval(value: Sequence, fuel: Fuel) -> Region:
    if len(value.items) != 2 or not value.brackets:
        raise NoRegionError
    low, high = value.items
    left = None if isinstance(low, Infinite) else _tree(low)
    right = None if isinstance(high, Infinite) else _tree(high)
    if (isinstance(low, Infinite) and low.sign > 0) or (isinstance(high, Infinite) and high.sign < 0):
        raise NoRegionError
    return (_segment(left, value.brackets[0] == "[", right, value.brackets[1] == "]", fuel),)


def _segment(low: Node | None, low_closed: bool, high: Node | None, high_closed: bool, fuel: Fuel) -> Segment:
    names = (free_names(low) if low else set()) | (free_names(high) if high else set())
    if names:
        at = (0.0, 1.0)  # its ends can't be placed; it may stand alone only
    else:
        at = (_place(low, fuel) if low else -_INFINITE, _place(high, fuel) if high else _INFINITE)
    return Segment(low, low_closed and low is not None, high, high_closed and high is not None, at)


def _point(value: Value, fuel: Fuel) -> Segment:
    node = _tree(value)
    return _segment(node, True, node, True, fuel)


def _united(segments: list[Segment]) -> Region:
    """Put segments in order, and join those that meet."""
    if len(segments) > 1:
        for segment in segments:
            if any(end is not None and free_names(end) for end in (segment.low, segment.high)):
                raise NoRegionError
    joined: list[Segment] = []
    for segment in sorted(segments, key=lambda s: (s.at[0], not s.low_closed, s.at[1])):
        last = joined[-1] if joined else None
        if last and (segment.at[0] < last.at[1] or _meets(last, segment)):
            if (segment.at[1], segment.high_closed) > (last.at[1], last.high_closed):
                at = (last.at[0], segment.at[1])
                joined[-1] = last._replace(high=segment.high, high_closed=segment.high_closed, at=at)
            continue
        joined.append(segment)
    return tuple(joined)


def _meets(last: Segment, segment: Segment) -> bool:
    return segment.at[0] == last.at[1] and (segment.low_closed or last.high_closed)


def _intersected(regions: list[Region]) -> Region:
    common = regions[0]
    for region in regions[1:]:
        found = []
        for one in common:
            for other in region:
                low = max((one, other), key=lambda s: (s.at[0], not s.low_closed))
                high = min((one, other), key=lambda s: (s.at[1], s.high_closed))
                at = (low.at[0], high.at[1])
                if at[0] < at[1] or (at[0] == at[1] and low.low_closed and high.high_closed):
                    found.append(Segment(low.low, low.low_closed, high.high, high.high_closed, at))
        common = tuple(found)
    return common


def _complement(region: Region) -> Region:
    rest = []
    low, closed, place = None, False, -_INFINITE
    for segment in region:
        if segment.low is not None and (place < segment.at[0] or (closed and not segment.low_closed)):
            rest.append(Segment(low, closed, segment.low, not segment.low_closed, (place, segment.at[0])))
        low, closed, place = segment.high, not segment.high_closed, segment.at[1]
    if not region or low is not None:
        rest.append(Segment(low, closed and low is not None, None, False, (place, _INFINITE)))
    return tuple(rest)


def _combined(value: Sets, fuel: Fuel) -> Region:
    regions = [_region(part, fuel) for part in value.parts]
    if any(
        end is not None and free_names(end) for region in regions for s in region for end in (s.low, s.high)
    ):
        raise NoRegionError
    if value.op == "union":
        return _united([segment for region in regions for segment in region])
    if value.op == "intersection":
        common = _intersected(regions)
        if not common and any(isinstance(part, Relation) for part in value.parts):
            raise NoRegionError  # both pieces of a union are joined by "and" too: nobody means nothing
        return common
    return _intersected([regions[0], _complement(regions[1])])


def _solved(value: Relation, fuel: Fuel) -> Region:
    """Solve a chain of inequalities that are linear in one unknown."""
    parts = []
    for left, sign, right in zip(value.sides, value.signs, value.sides[1:], strict=False):
        if sign not in _FLIPPED:
            raise NoRegionError
        parts.append(_half_line(left, sign, right, fuel))
    unknowns = {show(unknown) for unknown, _ in parts}
    if len(unknowns) != 1:
        raise NoRegionError
    unknown = parts[0][0]
    region = _intersected([half for _, half in parts])
    if unknown.op == "call" and unknown.leaf == "abs":
        region = _without_bars(region)
    return region


def _without_bars(region: Region) -> Region:
    """Turn what |x| may be into what x may be."""
    positive = _intersected([region, (Segment(integer(0), True, None, False, (0.0, _INFINITE)),)])
    mirrored = [
        Segment(_minus(s.high), s.high_closed, _minus(s.low), s.low_closed, (-s.at[1], -s.at[0]))
        for s in positive
    ]
    return _united([*mirrored, *positive])


def _minus(node: Node | None) -> Node | None:
    return None if node is None else Node("neg", (node,))


def _unknown_of(side: Node) -> Node | None:
    """Return the one thing a side leaves open: a name, |x| or f(x)."""
    names = free_names(side)
    if not names:
        return None
    calls = [part for part in walk(side) if part.op == "call" and (part.leaf == "abs" or len(part.leaf) == 1)]
    if len(calls) == 1 and len(names) <= 2:
        inside = free_names(calls[0])
        outside = [part for part in walk(_replaced(side, calls[0], integer(0))) if part.op == "symbol"]
        if inside and not any(part.leaf in inside for part in outside):
            return calls[0]
    if len(names) == 1 and not calls:
        return Node("symbol", leaf=next(iter(names)))
    raise NoRegionError


def _replaced(node: Node, old: Node, new: Node) -> Node:
    if node == old:
        return new
    if not node.args:
        return node
    return node._replace(args=tuple(_replaced(part, old, new) for part in node.args))


def _half_line(left: Node, sign: str, right: Node, fuel: Fuel) -> tuple[Node, Region]:
    unknown = _unknown_of(left) or _unknown_of(right)
    if unknown is None:
        raise NoRegionError
    if left == unknown and not free_names(right):
        return unknown, _beyond(right, sign, fuel)
    if right == unknown and not free_names(left):
        return unknown, _beyond(left, _FLIPPED[sign], fuel)
    gap = Node("add", (left, Node("neg", (right,))))
    values = []
    for trial in range(3):
        node = _replaced(gap, unknown, integer(trial))
        if free_names(node):
            raise NoRegionError
        values.append(node)
    places = [_place(node, fuel) for node in values]
    slope = places[1] - places[0]
    if slope == 0 or abs(places[2] - 2 * places[1] + places[0]) > 1e-9 * max(map(abs, places)):
        raise NoRegionError
    if not _is_linear(gap, unknown):
        raise NoRegionError
    steepness = Node("add", (values[1], Node("neg", (values[0],))))
    bound = Node("neg", (Node("div", (values[0], steepness)),))
    return unknown, _beyond(_simplest(bound, fuel), sign if slope > 0 else _FLIPPED[sign], fuel)


def _is_linear(node: Node, unknown: Node) -> bool:
    """Say whether a tree can be linear in the unknown: it is only added and scaled."""
    if node == unknown:
        return True
    if unknown not in walk(node):
        return True
    if node.op in ("add", "neg"):
        return all(_is_linear(part, unknown) for part in node.args)
    if node.op == "mul":
        return sum(unknown in walk(part) for part in node.args) == 1 and all(
            _is_linear(p, unknown) for p in node.args
        )
    return node.op == "div" and unknown not in walk(node.args[1]) and _is_linear(node.args[0], unknown)


def _simplest(node: Node, fuel: Fuel) -> Node:
    """Return the number a tree is, where it is one."""
    from reasoning_rewards.answers.algebra.exact import Exact

    value = fold(node, Exact(fuel))
    return node if isinstance(value, Quotient) else Node("number", value=value)


def _beyond(bound: Node, sign: str, fuel: Fuel) -> Region:
    place = _place(bound, fuel)
    below = Segment(None, False, bound, sign == "<=", (-_INFINITE, place))
    above = Segment(bound, sign == ">=", None, False, (place, _INFINITE))
    if sign == "!=":
        return (below, above)
    return (below,) if sign in ("<", "<=") else (above,)
