"""Whether two values are the same: numbers and expressions here, structures in `structures`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from fractions import Fraction

from reasoning_rewards.answers.algebra.doubles import NoValueError
from reasoning_rewards.answers.algebra.exact import Element, Exact, Quotient, is_expanded, is_opaque
from reasoning_rewards.answers.algebra.points import evaluate
from reasoning_rewards.answers.algebra.polynomial import name_of
from reasoning_rewards.answers.algebra.probing import PROBING_FUEL, probe
from reasoning_rewards.answers.algebra.residues import same_residues
from reasoning_rewards.answers.algebra.steps import settled
from reasoning_rewards.answers.compare.policy import NumberPolicy
from reasoning_rewards.answers.compare.watch import Watch
from reasoning_rewards.answers.values.limits import Fuel, FuelSpentError
from reasoning_rewards.answers.values.outcome import NUMBER_DIFFERS, NUMBER_SAME, UNDECIDED, Outcome
from reasoning_rewards.answers.values.tree import Node, features, fold, free_names, integer, walk
from reasoning_rewards.answers.values.units import SIZES, UNITS, singular
from reasoning_rewards.answers.values.values import Number, Scalar, Value
from reasoning_rewards.answers.values.vocabulary import ADVERBS

__all__ = ["SCALAR_RUNGS", "Judge", "Rung"]

_PI = Node("symbol", leaf="π")
_DEGREE = Node("div", (_PI, integer(180)))
_ABOUT = 3  # significant digits of a decimal in a chain
_WORDED = frozenset(("unit", "noun", "mul", "div", "pow"))
_UNITS = frozenset(UNITS.values())
_HUNDREDTH = Node("number", value=Fraction(1, 100))


def tree_of(value: Number | Scalar) -> Node:
    """Return the tree of a number or an expression."""
    if isinstance(value, Number):
        return Node("number", value=value.exact, digits=value.digits)
    return value.tree


class Judge:
    """One comparison: its policy, its fuel, its rungs, and the exact values seen on the way.

    names: does either side of the pair that is compared now leave a name open?
    expanded: is the exact difference of that pair all multiplied out? Otherwise there was no fuel for it, or a
    long power stands for itself in it.
    spent: was there no fuel for it?
    watch: who is told of every pair of values and what became of it, if somebody is.
    """

    def __init__(self, policy: NumberPolicy, fuel: Fuel, rungs: tuple[Rung, ...] | None = None) -> None:
        self.policy = policy
        self.fuel = fuel
        self.rungs = SCALAR_RUNGS if rungs is None else rungs
        self.exact = Exact(fuel)
        self.seen: dict[Node, Element] = {}
        self._told: tuple[Node, Node, Outcome | None] | None = None

    names = False
    expanded = True
    spent = False
    watch: Watch | None = None

    @functools.cached_property
    def points(self) -> Fuel:
        """What evaluating at points, and modulo primes, may still cost: a fuel of its own."""
        return Fuel(PROBING_FUEL)

    def element(self, node: Node) -> Element:
        """Return a tree's exact value."""
        if node.op == "number":
            return node.value
        value = self.seen.get(node)
        if value is None:
            value = self.seen[node] = fold(node, self.exact)
        return value

    def scalars(self, one: Number | Scalar, other: Number | Scalar) -> Outcome:
        """Compare two numbers or expressions, with their units."""
        if isinstance(one, Number) and isinstance(other, Number):
            if one.exact == other.exact:
                return NUMBER_SAME
            if not (one.digits or other.digits):
                return NUMBER_DIFFERS
            return self.bare(tree_of(one), tree_of(other), names=False)
        left, right = tree_of(one), tree_of(other)
        kinds = one.kinds | other.kinds
        if "unit" in kinds:
            outcome = self.with_units(left, right, kinds)
        else:
            outcome = self.plain(left, right, kinds)
        by_things = outcome.same and "noun" in kinds and self.policy.units != "ignore"
        if by_things and not _same_things(counted(left), counted(right)):
            return Outcome(False, "unit.differs")  # 5 dogs are not 5 cats, nor 8 inches 8 meals
        return outcome

    def plain(self, left: Node, right: Node, kinds: frozenset[str]) -> Outcome:
        """Compare two trees without units; a log without a base is natural on both sides, or decimal.

        ``kinds`` are the features of both, perhaps before their units were taken off.
        """
        outcome = self.bare(left, right, "name" in kinds)
        if outcome.same is None and "call" in kinds:
            one, other = settled(left, self.fuel), settled(right, self.fuel)
            if one is not left or other is not right:
                outcome = self.bare(one, other, "name" in kinds)
        if outcome.same or "log" not in kinds:
            return outcome
        decimal = self.bare(_decimal_log(left), _decimal_log(right), "name" in kinds)
        return decimal if decimal.same else outcome

    def bare(self, left: Node, right: Node, names: bool) -> Outcome:
        """Compare two trees, rung by rung; ``names``: does either leave any open?"""
        self.names = names
        if self.spent:
            self.spent = False  # that was another pair
        for rung in self.rungs:
            outcome = rung(left, right, self)
            if outcome is not None:
                return outcome
        if self.spent:
            raise FuelSpentError
        return UNDECIDED

    def difference(self, left: Node, right: Node) -> Outcome | None:
        """Say what the exact difference of two trees proves; that of the last pair is remembered."""
        told = self._told
        if told is None or told[0] is not left or told[1] is not right:
            try:
                outcome = self._difference(self.element(left), self.element(right))
            except FuelSpentError:
                outcome, self.expanded, self.spent = None, False, True
            told = self._told = left, right, outcome
        return told[2]

    def _difference(self, a: Element, b: Element) -> Outcome | None:
        if not isinstance(a, Quotient) and not isinstance(b, Quotient):
            return NUMBER_SAME if a == b else NUMBER_DIFFERS
        gap = self.exact.difference(a, b)
        kind = "algebra" if self.names else "number"
        if not gap:
            return Outcome(True, f"{kind}.same")
        if not is_opaque(gap):
            return Outcome(False, f"{kind}.differs")
        self.expanded = is_expanded(gap)
        return None

    def with_units(self, left: Node, right: Node, kinds: frozenset[str]) -> Outcome:
        """Compare where at least one side has a unit."""
        units_left, units_right = _units(left), _units(right)
        if units_left and units_right and self.policy.units != "ignore":
            if self.policy.units == "convert":
                left, right = _converted(left), _converted(right)
            outcome = self.plain(left, right, kinds)
            if outcome.same is False and self.plain(_stripped(left, {}), _stripped(right, {}), kinds).same:
                return Outcome(False, "unit.differs")
            return outcome
        others = self.readings(right)
        for one in self.readings(left):
            for other in others:
                outcome = self.plain(one, other, kinds)
                if outcome.same:
                    return outcome
        return outcome

    def readings(self, node: Node) -> list[Node]:
        """Return what a tree may mean without its unit: 28 % is 28 or 0.28, 45° is 45 or π/4."""
        if node.op == "number":
            return [node]
        parts = list(walk(node))
        self.fuel.charge(10 * len(parts))  # every reading writes them anew
        units = {part.leaf for part in parts if part.op == "unit"}
        if "%" in units:
            if not _is_percentage(node):
                return [_stripped(node, {"%": _HUNDREDTH})]
            meanings = {"either": (integer(1), _HUNDREDTH), "exact": (_HUNDREDTH,), "ignore": (integer(1),)}
            return [_stripped(node, {"%": meaning}) for meaning in meanings[self.policy.percent]]
        if "°" in units:
            return [_stripped(node, {"°": meaning}) for meaning in (integer(1), _DEGREE)]
        return [_stripped(node, {})]

    def is_long(self, node: Node) -> bool:
        """Say whether a tree is a decimal of as many digits as the policy lets stand for what it rounds."""
        return node.op == "number" and self.policy.rounded is not None and node.digits >= self.policy.rounded

    def is_about(self, value: Value, decimal: Value) -> bool:
        """Say whether a decimal may stand behind a value's equals sign: rounded, to three digits or more."""
        if not isinstance(value, (Number, Scalar)) or not isinstance(decimal, Number):
            return False
        return decimal.digits >= _ABOUT and self.rounds_to(tree_of(value), tree_of(decimal))

    def rounds_to(self, target: Node, decimal: Node) -> bool:
        """Say whether the target, rounded or cut off to the decimal's places, is the decimal."""
        written = Fraction(decimal.value)
        if not written or free_names(target):
            return False
        value = self.element(target)
        if isinstance(value, Quotient):
            try:
                long, _ = evaluate(target, 0, min(200, decimal.digits + 20), self.fuel)
                exact = Fraction(*_ratio(long.real))
            except NoValueError:
                return False
            if abs(long.imag) > 0:
                return False
        else:
            exact = Fraction(value)
        size = abs(written)
        places = decimal.digits - 1 - _magnitude(size)
        self.fuel.charge(10 + abs(places))
        step = Fraction(1, 10**places) if places >= 0 else Fraction(10**-places)
        gap = abs(exact) - size
        return exact * written > 0 and (abs(gap) * 2 <= step or 0 <= gap < step)

    def real(self, node: Node) -> int | Fraction | None:
        """Return the finite real number a tree is, an irrational one to 30 digits; None for anything else."""
        node = self.readings(node)[0]
        if free_names(node):
            return None
        node = settled(node, self.fuel)
        value = self.element(node)
        if not isinstance(value, Quotient):
            return value
        try:
            long, _ = evaluate(node, 0, 30, self.fuel)
            number = Fraction(*_ratio(long.real))
        except NoValueError:
            return None
        return None if abs(long.imag) > 1e-25 * abs(long) else number

    def name(self, node: Node) -> str:
        """Return a tree's canonical name, for sorting and for looking up."""
        value = self.element(node)
        if isinstance(value, Quotient):
            return self.exact.name(value)
        return name_of({(): value})


def exact(left: Node, right: Node, judge: Judge) -> Outcome | None:
    """Tell by the exact values; a difference that rounding may forgive is left to the next rung."""
    outcome = judge.difference(left, right)
    if outcome is not None and outcome.same is False and (judge.is_long(left) or judge.is_long(right)):
        return None
    return outcome


def rounded(left: Node, right: Node, judge: Judge) -> Outcome | None:
    """Tell where one side is a long decimal: it is the other one rounded or cut off, or they differ exactly."""
    long = False
    for decimal, target in ((left, right), (right, left)):
        if judge.is_long(decimal):
            if judge.rounds_to(target, decimal):
                return Outcome(True, "number.rounded")
            long = True
    return judge.difference(left, right) if long else None


def modular(left: Node, right: Node, judge: Judge) -> Outcome | None:
    """Tell modulo primes what was too long to be multiplied out."""
    if judge.expanded:
        return None
    same = same_residues(left, right, judge.points)
    kind = "algebra" if judge.names else "number"
    return None if same is None else Outcome(same, f"{kind}.{'same' if same else 'differs'}")


def probing(left: Node, right: Node, judge: Judge) -> Outcome | None:
    """Tell by the values at points, to many digits."""
    verdict = probe(left, right, judge.names, judge.points)
    return None if verdict is None else Outcome(verdict, "probe.same" if verdict else "probe.differs")


Rung = Callable[[Node, Node, Judge], "Outcome | None"]
"""What compares two trees without units; None where it has no opinion."""

SCALAR_RUNGS: tuple[Rung, ...] = (exact, rounded, modular, probing)
"""Cheapest first; the first opinion decides. Residues cost ten times what most exact values do, and are for the rest."""


def _ratio(number: object) -> tuple[int, int]:
    """Return the exact fraction a long decimal stands for, where that is short enough to be written out."""
    sign, mantissa, exponent, _ = number._mpf_  # type: ignore[attr-defined]
    value = -int(mantissa) if sign else int(mantissa)
    if abs(exponent) >= 4096:
        raise NoValueError
    return (value << exponent, 1) if exponent >= 0 else (value, 1 << -exponent)


def _magnitude(number: Fraction) -> int:
    """Return the power of ten of a positive number's first digit.

    >>> _magnitude(Fraction(1234)), _magnitude(Fraction(1, 200))
    (3, -3)
    """
    guess = int((number.numerator.bit_length() - number.denominator.bit_length()) * 0.30103)
    while 10**guess > number if guess >= 0 else Fraction(1, 10**-guess) > number:
        guess -= 1
    while (Fraction(10 ** (guess + 1)) if guess >= -1 else Fraction(1, 10 ** -(guess + 1))) <= number:
        guess += 1
    return guess


def _decimal_log(node: Node) -> Node:
    """Read every log without a base as a decimal one."""
    if not node.args:
        return node
    parts = tuple(_decimal_log(part) for part in node.args)
    if node.op == "call" and node.leaf == "log":
        return Node("div", (Node("call", parts, "ln"), Node("call", (integer(10),), "ln")))
    return node._replace(args=parts)


def _units(node: Node) -> set[str]:
    return {part.leaf for part in walk(node) if part.op == "unit"}


def counted(node: Node) -> list[str]:
    """Return what an amount is an amount of: its units and nouns, in the singular, as they stand.

    >>> counted(Node("mul", (integer(5), Node("noun", leaf="dogs"))))
    ['dog']
    """
    things = [part for part in walk(node) if part.op in ("unit", "noun")]
    return [part.leaf if part.op == "unit" else singular(part.leaf) for part in reversed(things)]


def _same_things(one: list[str], other: list[str]) -> bool:
    """Say whether two amounts are of the same things: one may say more of them, before their name or behind it.

    >>> _same_things(["apple"], ["red", "apple"]), _same_things(["apple"], ["apple", "left"])
    (True, True)
    >>> _same_things(["dog"], ["dog", "cat"]), _same_things(["inch"], ["inch", "meal"])
    (False, True)
    """
    if set(one) == set(other) or not one or not other:
        return True
    short, long = sorted((one, other), key=len)
    more = len(long) - len(short)
    if long[more:] == short:
        return _UNITS.isdisjoint(long[:more])
    return long[: len(short)] == short and (long[len(short)] in ADVERBS or short[-1] in _UNITS)


def _is_percentage(node: Node) -> bool:
    """Say whether a whole expression is one: 5 %, not x + 5 % nor 4 % of pi."""
    if node.op == "neg":
        return _is_percentage(node.args[0])
    if node.op == "div":  # 5 % / year
        return _is_percentage(node.args[0]) and not (set(map(_op, walk(node.args[1]))) - _WORDED)
    if node.op != "mul":
        return node.op == "unit"
    at = next((place for place, part in enumerate(node.args) if "unit" in features(part)), 0)
    rest = (part for behind in node.args[at + 1 :] for part in walk(behind))
    if any(part.op not in _WORDED and not (part.op == "number" and part.value == 1) for part in rest):
        return False
    return _is_percentage(node.args[at])


def _op(node: Node) -> str:
    return node.op


def _stripped(node: Node, meanings: dict[str, Node]) -> Node:
    """Put a meaning in the place of every unit; a unit without one becomes 1."""
    if node.op == "unit":
        return meanings.get(node.leaf, integer(1))
    if not node.args:
        return node
    parts = tuple(_stripped(part, meanings) for part in node.args)
    if node.op == "mul":
        parts = tuple(part for part in parts if part != integer(1)) or (integer(1),)
        if len(parts) == 1:
            return parts[0]
    return node._replace(args=parts)


def _converted(node: Node) -> Node:
    """Write every unit in its dimension's base unit."""
    if node.op == "unit":
        size, base = SIZES.get(node.leaf, (1, node.leaf))
        return Node("mul", (Node("number", value=size), Node("unit", leaf=base)))
    if not node.args:
        return node
    return node._replace(args=tuple(_converted(part) for part in node.args))
