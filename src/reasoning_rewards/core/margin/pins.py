"""Leaves that are read more than once in an answer: what they score is the same at each place.

A span would take each reading by itself. Where the whole is linear in such a leaf, between the scores
at which a threshold over it alone is crossed, its extremes lie at the ends of these stretches: there
the leaf is pinned. A leaf whose sum with others meets a threshold, or that is multiplied by itself, is
left to the span, which then holds more than can be had.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reasoning_rewards.core.margin.bounds import Case

if TYPE_CHECKING:
    from reasoning_rewards.core.reward import Reward

__all__ = ["pin_repeated"]

_PINS = 64  # combinations of pinned scores that are walked; further leaves keep their whole span


def pin_repeated(reward: Reward, case: Case) -> list[Case]:
    """The case, once for each combination of telling scores of the leaves that are read more than once."""
    cases = [case]
    for leaf, times in Counter(reward._reached(case)).items():
        span = leaf._span(case) if times > 1 else None
        if span is None or span.low == span.high or reward._bend((leaf,)) > 1:
            continue
        scores = sorted({span.low, span.high, *_crossings(reward, leaf, case)})
        if len(cases) * len(scores) <= _PINS:
            cases = [_pin(each, leaf, score) for each in cases for score in scores]
    return cases


def _pin(case: Case, leaf: Reward, score: float) -> Case:
    return case._replace(scores={**case.scores, leaf: (score, score)})


def _crossings(reward: Reward, leaf: Reward, case: Case) -> Iterator[float]:
    """The leaf's scores on either side of each threshold over it alone."""
    for part, threshold in reward._thresholds():
        if list(part._reached(case)) == [leaf]:
            for end in (0, 1):
                yield from _crossing(part, leaf, case, threshold, end)


def _crossing(part: Reward, leaf: Reward, case: Case, threshold: float, end: int) -> Iterator[float]:
    """The two neighbouring scores between which an end of the part's span crosses the threshold, if it does.

    Found by bisection: over one leaf alone the part rises or falls with it.
    """
    span = leaf._span(case)
    assert span is not None, "a silent leaf is not pinned"

    def reaches(score: float) -> bool:
        found = part._span(_pin(case, leaf, score))
        return found is not None and (found.low, found.high)[end] >= threshold

    low, high = span.low, span.high
    below = reaches(low)
    if below == reaches(high):
        return
    while low < (middle := low + (high - low) / 2) < high:
        low, high = (middle, high) if reaches(middle) == below else (low, middle)
    yield from (low, high)
