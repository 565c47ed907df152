"""Ratios: 2:4 is 1:2, and 12:00 may be a time of day."""

from __future__ import annotations

from reasoning_rewards.answers.compare.chains import Same
from reasoning_rewards.answers.compare.items import pairwise
from reasoning_rewards.answers.compare.pairs import is_clock, product_of, tree_of_part
from reasoning_rewards.answers.compare.scalars import Judge
from reasoning_rewards.answers.values.outcome import Outcome
from reasoning_rewards.answers.values.tree import Node
from reasoning_rewards.answers.values.values import Number, Ratio, Scalar

__all__ = ["same_ratios"]

_NOTHING = Scalar(Node("number", value=0))


def same_ratios(one: Ratio, other: Ratio, judge: Judge, same: Same) -> Outcome:
    """Compare part by part, and else by cross-multiplication."""
    if len(one.parts) != len(other.parts):
        return Outcome(False, "items.count")
    exactly = pairwise(one.parts, other.parts, judge, "ratio", same)
    if exactly.same or not all(isinstance(part, (Number, Scalar)) for part in (*one.parts, *other.parts)):
        return exactly
    if is_clock(one) and is_clock(other):
        return exactly
    first, second = one.parts[0], other.parts[0]
    if any(judge.scalars(Scalar(tree_of_part(part)), _NOTHING).same is not False for part in (first, second)):
        return exactly  # 0:0 would be every ratio
    for a, b in zip(one.parts[1:], other.parts[1:], strict=True):
        outcome = judge.scalars(product_of(first, b), product_of(second, a))
        if not outcome.same:
            return Outcome(outcome.same, "ratio.differs" if outcome.same is False else outcome.rule)
    return Outcome(True, "ratio.same")
