"""Items of lists and sets against each other, in order or in any."""

from __future__ import annotations

from collections.abc import Sequence as Items

from reasoning_rewards.answers.compare.chains import Same
from reasoning_rewards.answers.compare.pairs import unmatched
from reasoning_rewards.answers.compare.scalars import Judge
from reasoning_rewards.answers.values.outcome import UNDECIDED, Outcome
from reasoning_rewards.answers.values.values import Number, Value

__all__ = ["pairwise", "unordered"]

_MOST_PAIRS = 40  # items without a partner of the same name that are tried against each other


def pairwise(left: Items[Value], right: Items[Value], judge: Judge, word: str, same_values: Same) -> Outcome:
    """Compare items in order."""
    if len(left) != len(right):
        return Outcome(False, "items.count")
    undecided = False
    for a, b in zip(left, right, strict=True):
        same = same_values(a, b, judge).same
        if same is False:
            return Outcome(False, f"{word}.differ" if word == "items" else f"{word}.differs")
        undecided |= same is None
    return UNDECIDED if undecided else Outcome(True, f"{word}.same")


def unordered(left: Items[Value], right: Items[Value], judge: Judge, word: str, same_values: Same) -> Outcome:
    """Compare items in any order: first those of one canonical form, then the rest by trying."""
    differ = Outcome(False, f"{word}.differ" if word == "items" else f"{word}.differs")
    if len(left) != len(right):
        return Outcome(False, "items.count")
    alone, rest = unmatched(left, right, judge)
    if len(alone) > _MOST_PAIRS:
        return differ if all(isinstance(item, Number) for item in (*alone, *rest)) else UNDECIDED
    undecided = False
    for item in alone:
        for place, candidate in enumerate(rest):
            same = same_values(item, candidate, judge).same
            undecided |= same is None
            if same:
                del rest[place]
                break
        else:
            return UNDECIDED if undecided else differ
    return Outcome(True, f"{word}.same")
