"""Whether two expressions agree at points, and whether that says anything.

Doubles may only find a difference. Agreement takes long decimals, at points near and far and off the
real line, and more of them where an expression has branches; and it counts only if every leaf was
*seen*: taken away, it would have moved the value at a point or more. `1 - exp(-60x²)` agrees with 1
to 60 digits at x = 2, but nothing that stands in the exponent has anything to do with that.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, NamedTuple

from reasoning_rewards.answers.algebra.doubles import NoValueError
from reasoning_rewards.answers.algebra.places import CLOSE, FAR, NEAR, Grid, Place, far_beyond
from reasoning_rewards.answers.algebra.points import Points, evaluate
from reasoning_rewards.answers.algebra.sums import differ_written_out
from reasoning_rewards.answers.algebra.sweep import Part, Recorder, rounding_of, size_of, unseen
from reasoning_rewards.answers.values.limits import Fuel, FuelSpentError
from reasoning_rewards.answers.values.tree import KNOWN_NAMES, Node, fold, free_names, integer, odd_root, walk

__all__ = ["PROBING_FUEL", "probe"]

PROBING_FUEL = 400_000  # 15 to 35 ms; trees of 40 nodes are done at all points for less
_DIGITS = (30, 60)
_MORE_DIGITS = (120, 200)  # where 60 say nothing: beside large terms, or of small ones
_GUARD = 6  # digits more than are asked for that still hold, of a dozen that are computed with
_LARGE = 1e16  # times a value: what has such terms may be what is left of them
_NOTHING = 1e-50  # of what is left where large terms cancel
_SEEN = 1e6  # times what passes for agreement: a leaf that moves a value by less was not seen
_LEAST = 1e-50  # of a value, and no less than this
_RESIDUE = 1e-9  # of an imaginary part that is rounding
_ENOUGH, _FEWEST = 3, 2  # points near by that agree
_BRANCHES_SEEN = 4  # points far out that agree
_WIDE, _WIDEST = 300.0, 1e30  # constants beyond which no point would lie; and of which nobody asks
_JUMPS = frozenset(("floor", "ceil", "sgn", "mod"))
_BRANCHED = frozenset(("ln", "log", "abs"))
_ORDER = (NEAR[0], NEAR[2], NEAR[3], NEAR[1])


class _Look(NamedTuple):
    """Both sides at a point: how far apart they are, the largest term on the way, the larger value, the records."""

    gap: Any
    size: Any
    larger: Any
    parts: tuple[Part, Part] | None = None
    strained: bool = False


def probe(left: Node, right: Node, has_names: bool, fuel: Fuel) -> bool | None:
    """Say whether two trees agree everywhere; None where that can't be said, or not with this fuel."""
    try:
        pair = _Pair(left, right, has_names, fuel)
        verdict = pair.verdict()
        if verdict is None and pair.hidden and any(pair.hidden):
            tidied = _Pair(_tidy(left), _tidy(right), has_names, fuel)
            if (tidied.left, tidied.right) != (left, right):
                verdict = tidied.verdict()
        if verdict is None and has_names and differ_written_out(left, right, fuel):
            return False
    except FuelSpentError:
        return None
    return verdict


class _Pair:
    """Two trees at points, and the leaves that no point has shown yet."""

    def __init__(self, left: Node, right: Node, has_names: bool, fuel: Fuel) -> None:
        self.left = left
        self.right = right
        self.fuel = fuel
        self.has_names = has_names
        self.names = sorted(free_names(left) | free_names(right)) if has_names else []
        self.strained = False
        self.hidden: tuple[frozenset[int], frozenset[int]] | None = None

    def verdict(self) -> bool | None:
        """Say whether they agree: doubles first, then long decimals."""
        near = self.places(_ORDER if self.has_names else NEAR[:1])
        if any(self.clearly_apart(place) for place in near):
            return False
        far = self.places(self.far_grids())
        if any(self.clearly_apart(place) and self.agree_far(place) is False for place in far):
            return False
        if self.has_names and any(
            part.op == "call" and part.leaf in _JUMPS
            for side in (self.left, self.right)
            for part in walk(side)
        ):
            return None  # between its jumps a function looks like many others
        agreed = self.agree_near(near)
        if agreed is False or (agreed is None and not self.strained):
            return agreed
        if far:
            elsewhere = self.agree_everywhere(far)
            if elsewhere is not True:
                return elsewhere
        return True if agreed and self.all_seen() else self.looked_for(near[:_FEWEST])

    def places(self, grids: Iterable[Grid]) -> list[Place]:
        """Return points for these names."""
        return [Place(grid, self.names) for grid in grids]

    def far_grids(self) -> tuple[Grid, ...]:
        """Return where to look besides: nowhere for what has no branches."""
        if not self.names or not any(map(_is_branched, (self.left, self.right))):
            return ()
        sizes = {size for size in self.sizes() if _WIDE < size < _WIDEST}
        grids = FAR + tuple(grid for size in sorted(sizes) for grid in far_beyond(size))
        if any(map(_has_odd_root, (self.left, self.right))):
            return tuple(grid for grid in grids if not grid.height)  # which is the real one, of real numbers
        return grids

    def sizes(self) -> tuple[float, float]:
        """Return the largest constant in both trees, and the product of them all and of what they divide by."""
        largest, product = 1.0, 1.0
        for side in (self.left, self.right):
            total = 1.0
            for constant in _constants(side):
                try:
                    value, _ = evaluate(constant, 0, 0, self.fuel)
                except NoValueError:
                    continue
                size = abs(value)
                if size:
                    largest = max(largest, size, 1 / size)
                    total *= max(size, 1 / size)
            product = max(product, total)
        return largest, product

    def clearly_apart(self, place: Place) -> bool:
        """Say whether doubles find the sides apart at a point."""
        try:
            look = self.look(place, 0)
        except NoValueError:
            return False
        return bool(look.gap > 1e-6 * look.larger and look.gap > 1e-9 * look.size)

    def agree_near(self, near: list[Place]) -> bool | None:
        """Say whether the sides agree to 60 digits at enough of these points."""
        agreed = 0
        for place in near:
            try:
                verdict = self.agree(place)
            except NoValueError:
                continue
            if verdict is False:
                return False
            if verdict is None:
                if place.grid.scale == 1:
                    return None
                continue  # far out terms may grow beyond all digits
            agreed += 1
            if agreed == _ENOUGH:
                break
        return True if agreed >= (_FEWEST if self.has_names else 1) else None

    def agree_everywhere(self, far: list[Place]) -> bool | None:
        """Say whether the sides agree at enough of the points far out, and differ at none."""
        agreed = 0
        for place in far:
            verdict = self.agree_far(place)
            if verdict is False:
                return False
            agreed += verdict is True
        return True if agreed >= _BRANCHES_SEEN else None

    def agree_far(self, place: Place) -> bool | None:
        """Say whether the sides agree to 30 digits: two branches of a function lie further apart."""
        try:
            gap, size, larger, *_ = self.look(place, _DIGITS[0])
        except NoValueError:
            return None
        if gap <= larger * 1e-26 and size <= larger * _LARGE:
            return True
        return False if gap > larger * 1e-12 and self.witnessed(place, _DIGITS[1]) else None

    def agree(self, place: Place) -> bool | None:
        """Say whether the sides agree to 30 and to 60 digits, or are both zero."""
        recorded = not self.all_seen()
        looks = [self.look(place, _DIGITS[0]), self.look(place, _DIGITS[1], recorded)]
        if all(
            look.gap <= look.larger * 10.0 ** -(digits - 4) and look.size <= look.larger * _LARGE
            for digits, look in zip(_DIGITS, looks, strict=True)
        ):
            return self.noticed(looks[1], looks[1].larger * 1e-56)
        first, second = looks
        if first.gap <= first.size * 1e-36 and second.gap <= second.size * 1e-66:
            return self.both_vanish(place, second)
        known = second if second.parts else None
        if self.witnessed(place, _DIGITS[1], known) or self.witnessed(place, _MORE_DIGITS[0]):
            return False
        return None

    def witnessed(self, place: Place, digits: int, known: _Look | None = None) -> bool:
        """Say whether the sides lie further apart at a point than rounding explains."""
        try:
            look = known or self.look(place, digits, recorded=True)
        except NoValueError:
            return False
        if look.parts is None or not look.gap:
            return False
        return size_of(look.gap) > max(rounding_of(part, digits) for part in look.parts)

    def both_vanish(self, place: Place, look: _Look) -> bool | None:
        """Say whether what is left is but the rounding of the largest term, and both sides are zero.

        That term may stand anywhere: in a denominator, which does not make the rest any less. So enough
        digits are asked for to see what is left by itself, whatever the term.
        """
        size = look.size
        slack = size * 10.0 ** -(_DIGITS[-1] + _GUARD)
        if slack <= _NOTHING:
            return self.noticed(look, slack)
        for digits in _MORE_DIGITS:
            slack = size * 10.0 ** -(digits + _GUARD)
            if slack <= _NOTHING:
                look = self.look(place, digits, recorded=True)
                if look.gap <= slack:
                    return self.noticed(look, slack)
                return False if self.witnessed(place, digits) else None
        return None

    def all_seen(self) -> bool:
        """Say whether every leaf has been seen to matter."""
        return self.hidden is not None and not any(self.hidden)

    def looked_for(self, near: list[Place]) -> bool | None:
        """Look for what no point has shown: next to zero, and then with more digits."""
        for close in self.places(CLOSE) if self.names else ():
            try:
                verdict = self.agree(close)
            except NoValueError:
                continue
            if verdict is not True:
                return verdict
            if self.all_seen():
                return True
        self.hidden = None
        for place in near:
            verdict = self.deeper(place)
            if verdict is not True:
                return verdict
        return True if self.all_seen() else None

    def deeper(self, place: Place) -> bool | None:
        """Ask more digits about what 60 did not show."""
        try:
            if any(self.witnessed(place, digits) for digits in _MORE_DIGITS):
                return False
            more = self.look(place, _MORE_DIGITS[1], recorded=True)
        except NoValueError:
            return None
        if more.strained:
            return None
        tolerance = max(more.larger * 1e-196, more.size * 1e-206)
        if more.gap > tolerance:
            return None
        return self.noticed(more, tolerance, least=1e-190)

    def look(self, place: Place, digits: int, recorded: bool = False) -> _Look:
        """Evaluate both sides at a point."""
        points = Points(place, digits, self.fuel)
        domain = Recorder(points, digits) if recorded else points
        try:
            one, other = fold(self.left, domain), fold(self.right, domain)
        except (OverflowError, ValueError, ZeroDivisionError):  # ValueError: of what has become no number
            raise NoValueError from None
        parts = (one, other) if recorded else None
        strained = isinstance(domain, Recorder) and domain.strained
        a, b = (one.value, other.value) if recorded else (one, other)
        gap, larger = abs(a - b), max(abs(a), abs(b))
        if place.grid.is_real_and_far and gap > _RESIDUE * larger and _is_unreal(a) and _is_unreal(b):
            raise NoValueError  # where neither side is meant: √(a/b) and √a/√b for a negative b
        return _Look(gap, max(points.largest, larger), larger, parts, strained)

    def noticed(self, look: _Look, tolerance: Any, least: float = _LEAST) -> bool:
        """Cross off the leaves that a point has shown where the sides agree; of a strained one nothing counts."""
        if look.strained:
            self.strained = True
            raise NoValueError
        if look.parts is not None:
            floor = max(tolerance * _SEEN, look.larger * least)
            size = size_of(floor) if floor else -math.inf
            found = [unseen(part, size) for part in look.parts]
            known = self.hidden or tuple(found)
            self.hidden = (known[0] & found[0], known[1] & found[1])
        return True


def _is_unreal(number: Any) -> bool:
    return bool(abs(number.imag) > _RESIDUE * abs(number))


def _is_branched(node: Node) -> bool:
    """Say whether names stand in anything that has branches: a root, a logarithm, an inverse function."""
    return _names_and_branches(node)[1]


def _names_and_branches(node: Node) -> tuple[bool, bool]:
    op = node.op
    if not node.args:
        return op == "symbol" and node.leaf not in KNOWN_NAMES, False
    inside = [_names_and_branches(part) for part in node.args]
    named = any(names for names, _ in inside)
    if any(branched for _, branched in inside):
        return named, True
    if op == "root" or (op == "pow" and not _is_integer(node.args[1])):
        return named, inside[0][0]
    return named, named and op == "call" and (node.leaf in _BRANCHED or node.leaf[:3] == "arc")


def _has_odd_root(node: Node) -> bool:
    """Say whether a tree has a root that negative numbers have too."""
    if node.op == "root" and node.args[1].op == "number" and node.args[1].value % 2:
        return True
    return (node.op == "pow" and odd_root(node.args[1]) is not None) or any(map(_has_odd_root, node.args))


def _is_integer(node: Node) -> bool:
    if node.op == "neg":
        return _is_integer(node.args[0])
    return node.op == "number" and node.value.denominator == 1


def _constants(node: Node) -> list[Node]:
    """Return the largest parts of a tree that leave no name open."""
    found: list[Node] = []
    return found if _gathered(node, found) else [node]


def _gathered(node: Node, found: list[Node]) -> bool:
    """Gather the constants next to names, and say whether there are names."""
    if not node.args:
        return node.op == "symbol" and node.leaf not in KNOWN_NAMES
    named = [_gathered(part, found) for part in node.args]
    if any(named):
        found.extend(part for part, names in zip(node.args, named, strict=True) if not names)
    return any(named)


def _tidy(node: Node) -> Node:
    """Leave out what can't matter: factors beside a zero, the base of a zeroth power, exponents of one."""
    if not node.args:
        return node
    args = tuple(_tidy(part) for part in node.args)
    values = [part.value if part.op == "number" else None for part in args]
    if node.op == "mul" and 0 in values:
        return integer(0)
    if node.op == "neg" and values[0] == 0:
        return integer(0)
    if node.op == "div" and values[0] == 0 and values[1] != 0:
        return integer(0)
    if node.op == "pow" and (values[1] == 0 or values[0] == 1):
        return integer(1)
    if node.op == "add":
        args = tuple(part for part, value in zip(args, values, strict=True) if value != 0) or (integer(0),)
        if len(args) == 1:
            return args[0]
    return node._replace(args=args)
