"""Whether two values are the same: numbers and expressions here, structures in `structures`."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

from reasoning_rewards.answers.algebra.doubles import NoValueError
from reasoning_rewards.answers.algebra.exact import Element, Exact, Quotient, is_expanded, is_opaque
from reasoning_rewards.answers.algebra.points import evaluate, exact_ratio
from reasoning_rewards.answers.algebra.polynomial import name_of
from reasoning_rewards.answers.algebra.steps import settled
from reasoning_rewards.answers.compare.evaluated import is_unevaluated, is_value
from reasoning_rewards.answers.compare.measures import (
    SCALES,
    Measure,
    converted,
    counted,
    in_units_of,
    is_measured,
    is_percentage,
    measure,
    same_things,
    stripped,
)
from reasoning_rewards.answers.compare.policy import NumberPolicy
from reasoning_rewards.answers.compare.tolerance import Tolerance
from reasoning_rewards.answers.compare.watch import Watch
from reasoning_rewards.answers.values.limits import Fuel, FuelSpentError
from reasoning_rewards.answers.values.outcome import NUMBER_DIFFERS, NUMBER_SAME, UNDECIDED, Outcome
from reasoning_rewards.answers.values.tree import Node, fold, free_names, integer, walk
from reasoning_rewards.answers.values.values import Number, Scalar, Value
from reasoning_rewards.text.numbers import magnitude

__all__ = ["SCALAR_RUNGS", "UNEVALUATED", "Judge", "Rung"]

UNEVALUATED = Outcome(False, "answer.unevaluated")
CLOSE = Outcome(True, "number.close")
UNIT_DIFFERS = Outcome(False, "unit.differs")

_PI = Node("symbol", leaf="π")
_DEGREE = Node("div", (_PI, integer(180)))
_ABOUT = 3  # significant digits of a decimal in a chain
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
    tolerance: how far two numbers that are compared now may be apart, if they may.
    gold_first: does the gold stand first now? Of two values of other kinds the way to compare them may turn them round.
    strict: are two values of one text compared, to which no policy applies?
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
    gold_first = False
    strict = False
    tolerance: Tolerance | None = None
    watch: Watch | None = None

    @functools.cached_property
    def points(self) -> Fuel:
        """What evaluating at points, and modulo primes, may still cost: a fuel of its own."""
        from reasoning_rewards.answers.algebra.probing import PROBING_FUEL

        return Fuel(PROBING_FUEL)

    def element(self, node: Node) -> Element:
        """Return a tree's exact value."""
        if node.op == "number":
            return node.value
        value = self.seen.get(node)
        if value is None:
            value = self.seen[node] = fold(node, self.exact)
        return value

    def numbers(self, one: Number | Scalar, other: Number | Scalar) -> Outcome:
        """Compare an answer's number or expression with a gold's, as the policy wants."""
        policy = self.policy
        if self.strict or not (policy.evaluated or policy.tolerance):
            return self.scalars(one, other)
        answer, gold = (other, one) if self.gold_first else (one, other)
        if policy.evaluated and isinstance(answer, Scalar):
            self.fuel.charge(2 * sum(1 for _ in walk(answer.tree)))
            if is_unevaluated(answer.tree, tree_of(gold)):
                return UNEVALUATED
        if policy.tolerance is None:
            return self.scalars(one, other)
        return self.near(one, other, policy.tolerance)

    def turned(self, way: Callable[[Any, Any, Judge], Outcome], one: Value, other: Value) -> Outcome:
        """Compare two values the other way round, and know which of them is the gold's."""
        self.gold_first = not self.gold_first
        try:
            return way(one, other, self)
        finally:
            self.gold_first = not self.gold_first

    @contextmanager
    def within_one_text(self) -> Iterator[None]:
        """Compare what one text says in several ways: exactly, whatever the policy forgives."""
        strict, self.strict = self.strict, True
        try:
            yield
        finally:
            self.strict = strict

    def near(self, one: Number | Scalar, other: Number | Scalar, tolerance: Tolerance) -> Outcome:
        """Compare two numbers exactly, and where they differ by how far they are apart."""
        self.tolerance = tolerance
        try:
            return self.scalars(one, other)
        finally:
            self.tolerance = None

    def is_value(self, value: Value) -> bool:
        """Say whether a value is a number that is written down, with nothing left to do."""
        return isinstance(value, Number) or (isinstance(value, Scalar) and is_value(value.tree))

    def scalars(self, one: Number | Scalar, other: Number | Scalar) -> Outcome:
        """Compare two numbers or expressions, with their units."""
        if isinstance(one, Number) and isinstance(other, Number):
            if one.exact == other.exact:
                return NUMBER_SAME
            if not (one.digits or other.digits or self.tolerance):
                return NUMBER_DIFFERS
            return self.bare(tree_of(one), tree_of(other), names=False)
        left, right = tree_of(one), tree_of(other)
        kinds = one.kinds | other.kinds
        if "unit" in kinds:
            outcome = self.with_units(left, right, kinds)
        else:
            outcome = self.plain(left, right, kinds)
        by_things = outcome.same and "noun" in kinds and self.policy.units != "ignore"
        if by_things and not same_things(self.counted(left), self.counted(right)):
            return UNIT_DIFFERS  # 5 dogs are not 5 cats, nor 8 inches 8 meals
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
                break
        else:
            outcome = UNDECIDED
        if self.tolerance and not outcome.same and self.is_close(left, right, self.tolerance):
            return CLOSE
        if outcome.same is None and self.spent:
            raise FuelSpentError
        return outcome

    def is_close(self, left: Node, right: Node, tolerance: Tolerance) -> bool:
        """Say whether two real numbers are as near as that; of irrational ones 30 digits count."""
        if is_measured(left) or is_measured(right):
            return False  # units in a sum, or in a root
        answer, gold = (right, left) if self.gold_first else (left, right)
        got, want = self.real(answer), self.real(gold)
        return got is not None and want is not None and tolerance.allows(got, want, gold.digits)

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
        if self.policy.units != "ignore" and is_measured(left) and is_measured(right):
            size = sum(1 for side in (left, right) for _ in walk(side))
            self.fuel.charge(5 * size)
            amount, wanted = measure(left), measure(right)
            if amount and wanted:
                return self.measures(amount, wanted, kinds)
            if self.policy.units == "convert":
                self.fuel.charge(20 * size)  # every unit becomes several
                left, right = converted(left), converted(right)
            outcome = self.plain(left, right, kinds)
            if outcome.same is False and self.plain(stripped(left, {}), stripped(right, {}), kinds).same:
                return UNIT_DIFFERS
            return outcome
        others = self.readings(right)
        for one in self.readings(left):
            for other in others:
                outcome = self.plain(one, other, kinds)
                if outcome.same:
                    return outcome
        return outcome

    def measures(self, left: Measure, right: Measure, kinds: frozenset[str]) -> Outcome:
        """Compare two amounts with units; of different units or dimensions they are never the same."""
        if left.units == right.units and left.scale == right.scale:
            return self.plain(left.number, right.number, kinds)
        if self.policy.units == "convert":
            # into the gold's own unit, in which a tolerance is meant
            answer = in_units_of(right, left) if self.gold_first else in_units_of(left, right)
            if answer is not None:
                return self.plain(
                    *((left.number, answer) if self.gold_first else (answer, right.number)), kinds
                )
        elif (left.scale and right.units == {"°": 1}) or (right.scale and left.units == {"°": 1}):
            return self.plain(left.number, right.number, kinds)  # degrees, and on one side of which scale
        outcome = self.plain(left.number, right.number, kinds)
        return UNIT_DIFFERS if outcome.same else outcome if outcome.same is False else UNDECIDED

    def counted(self, node: Node) -> list[str]:
        """Return what an amount is an amount of, as far as its units have not been compared."""
        if self.policy.units == "convert" and is_measured(node):
            return [thing for thing in counted(node, "noun") if thing not in SCALES]
        return counted(node)

    def readings(self, node: Node) -> list[Node]:
        """Return what a tree may mean without its unit: 28 % is 28 or 0.28, 45° is 45 or π/4."""
        if node.op == "number":
            return [node]
        parts = list(walk(node))
        self.fuel.charge(10 * len(parts))  # every reading writes them anew
        units = {part.leaf for part in parts if part.op == "unit"}
        if "%" in units:
            if not is_percentage(node):
                return [stripped(node, {"%": _HUNDREDTH})]
            meanings = {"either": (integer(1), _HUNDREDTH), "exact": (_HUNDREDTH,), "ignore": (integer(1),)}
            return [stripped(node, {"%": meaning}) for meaning in meanings[self.policy.percent]]
        if "°" in units:
            is_angle = all(part.op != "noun" or part.leaf not in SCALES for part in parts)
            return [stripped(node, {"°": meaning}) for meaning in (integer(1), _DEGREE)[: 1 + is_angle]]
        return [stripped(node, {})]

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
                exact = Fraction(*exact_ratio(long.real))
            except NoValueError:
                return False
            if abs(long.imag) > 0:
                return False
        else:
            exact = Fraction(value)
        size = abs(written)
        places = decimal.digits - 1 - magnitude(size)
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
            number = Fraction(*exact_ratio(long.real))
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
    from reasoning_rewards.answers.algebra.residues import same_residues  # few pairs come here

    same = same_residues(left, right, judge.points)
    kind = "algebra" if judge.names else "number"
    return None if same is None else Outcome(same, f"{kind}.{'same' if same else 'differs'}")


def probing(left: Node, right: Node, judge: Judge) -> Outcome | None:
    """Tell by the values at points, to many digits."""
    from reasoning_rewards.answers.algebra.probing import probe

    verdict = probe(left, right, judge.names, judge.points)
    return None if verdict is None else Outcome(verdict, "probe.same" if verdict else "probe.differs")


Rung = Callable[[Node, Node, Judge], "Outcome | None"]
"""What compares two trees without units; None where it has no opinion."""

SCALAR_RUNGS: tuple[Rung, ...] = (exact, rounded, modular, probing)
"""Cheapest first; the first opinion decides. Residues cost ten times what most exact values do, and are for the rest."""


def _decimal_log(node: Node) -> Node:
    """Read every log without a base as a decimal one."""
    if not node.args:
        return node
    parts = tuple(_decimal_log(part) for part in node.args)
    if node.op == "call" and node.leaf == "log":
        return Node("div", (Node("call", parts, "ln"), Node("call", (integer(10),), "ln")))
    return node._replace(args=parts)
