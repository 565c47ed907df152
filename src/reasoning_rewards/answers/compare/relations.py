"""Whether two relations say the same: equations, inequalities, and the sets of reals they describe."""

from __future__ import annotations

from reasoning_rewards.answers.algebra.doubles import NoValueError
from reasoning_rewards.answers.algebra.points import POINTS, evaluate
from reasoning_rewards.answers.compare.pairs import KIND, equation_of
from reasoning_rewards.answers.compare.regions import Region, region_of
from reasoning_rewards.answers.compare.scalars import UNEVALUATED, Judge
from reasoning_rewards.answers.values.outcome import UNDECIDED, Outcome
from reasoning_rewards.answers.values.tree import KNOWN_NAMES, Node, free_names
from reasoning_rewards.answers.values.values import Equation, Named, Relation, Scalar

__all__ = ["name_and_equation", "same_equations", "same_regions", "same_relations"]

_SYMMETRIC = frozenset(("!=", "==", "~", "="))
_NOTHING = 1e-9
_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


def same_equations(one: Equation, other: Equation, judge: Judge) -> Outcome:
    """Compare equations: one is the other times a number that is not zero."""
    left, right = _gap(one.left, one.right), _gap(other.left, other.right)
    if free_names(left) != free_names(right):
        return Outcome(False, "name.differs")
    if judge.exact.proportion(judge.element(left), judge.element(right), equation=True):
        return Outcome(True, "equation.same")
    if not all(_is_something(side, judge) for side in (left, right)):
        return UNDECIDED
    # A ratio is the same everywhere if it is the same here as there, whatever here and there are.
    there, elsewhere = _renamed(left), _renamed(right)
    same = judge.bare(Node("mul", (left, elsewhere)), Node("mul", (right, there)), names=True).same
    return UNDECIDED if same is None else Outcome(same, "equation.same" if same else "equation.differs")


def _is_something(node: Node, judge: Judge) -> bool:
    """Say whether an expression has a value at every point, and is not zero there."""
    try:
        return all(abs(evaluate(node, point, 0, judge.fuel)[0]) >= _NOTHING for point in range(POINTS))
    except NoValueError:
        return False


def _renamed(node: Node) -> Node:
    """Return an expression in names that nobody else uses."""
    if node.op == "symbol":
        return node if node.leaf in KNOWN_NAMES else node._replace(leaf=node.leaf + "′")
    return node._replace(args=tuple(map(_renamed, node.args))) if node.args else node


def name_and_equation(one: Named, other: Equation, judge: Judge) -> Outcome:
    """Compare y = 2x, where it could be a name with its value, with an equation."""
    if judge.gold_first and judge.policy.evaluated and judge.is_value(one.value):
        return UNEVALUATED  # x - 12 = 30 is still to be solved
    equation = equation_of(one)
    return same_equations(equation, other, judge) if equation else KIND


def same_relations(one: Relation, other: Relation, judge: Judge) -> Outcome:
    """Compare relations side by side, read forwards or backwards, and over the same names."""
    turned = Relation(other.sides[::-1], tuple(_TURNED.get(sign, sign) for sign in other.signs[::-1]))
    may_turn = all(sign in _TURNED or sign in _SYMMETRIC for sign in other.signs)
    for candidate in (other, turned) if may_turn else (other,):
        if one.signs == candidate.signs:
            pairs = zip(one.sides, candidate.sides, strict=True)
            if all(judge.scalars(Scalar(a), Scalar(b)).same for a, b in pairs):
                return Outcome(True, "relation.same")
    names = [set().union(*(free_names(side) for side in relation.sides)) for relation in (one, other)]
    if names[0] != names[1]:
        return Outcome(False, "name.differs")
    left, right = region_of(one, judge.fuel), region_of(other, judge.fuel)
    if left is not None and right is not None:
        return same_regions(left, right, judge)
    if len(one.signs) == len(other.signs) == 1 and one.signs[0] in _TURNED and other.signs[0] in _TURNED:
        return _half_planes(one, other, judge)
    return UNDECIDED


def _half_planes(one: Relation, other: Relation, judge: Judge) -> Outcome:
    """Compare f > 0 and g > 0 where g is a multiple of f."""
    left, right = (judge.element(_gap(*relation.sides)) for relation in (one, other))
    factor = judge.exact.proportion(left, right)
    if factor is None:
        return UNDECIDED
    same = factor != 0 and one.signs[0] == (other.signs[0] if factor > 0 else _TURNED[other.signs[0]])
    return Outcome(same, "relation.same" if same else "relation.differs")


def same_regions(left: Region, right: Region, judge: Judge) -> Outcome:
    """Compare sets of reals segment by segment."""
    if len(left) != len(right):
        return Outcome(False, "set.differs")
    verdict: bool | None = True
    for a, b in zip(left, right, strict=True):
        if (a.low_closed, a.high_closed) != (b.low_closed, b.high_closed):
            return Outcome(False, "set.differs")
        for end_a, end_b in ((a.low, b.low), (a.high, b.high)):
            if (end_a is None) != (end_b is None):
                return Outcome(False, "set.differs")
            if end_a is not None and end_b is not None:
                same = judge.scalars(Scalar(end_a), Scalar(end_b)).same
                if same is False:
                    return Outcome(False, "set.differs")
                verdict = None if same is None else verdict
    return Outcome(True, "set.same") if verdict else UNDECIDED


def _gap(left: Node, right: Node) -> Node:
    return Node("add", (left, Node("neg", (right,))))
