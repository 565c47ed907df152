"""How far right stands above wrong: the worst right answer to a row against the best wrong one.

Right is what the deciding rewards that are asked on the row say. Two that read the answer elsewhere, or
hold it against other golds, may disagree: right is then what all of them call right, wrong what any of
them calls wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from reasoning_rewards.core.bounds import Case, Span
from reasoning_rewards.core.moments import Factors, moments
from reasoning_rewards.core.pins import pinned
from reasoning_rewards.core.rows import all_answers, answers, repeated, rows

if TYPE_CHECKING:
    from reasoning_rewards.core.reward import Reward

__all__ = [
    "WorstCase",
    "extent",
    "extent_of_answers",
    "follows",
    "margin",
    "outspoken",
    "ranked",
    "worst_case",
]

_ANY_TIME: Factors = {}  # each schedule anywhere within its bounds: exact for one alone
_NEVER = Span(0.0, 0.0, True)  # of a reward that is silent on every row there can be


class WorstCase(NamedTuple):
    """The margin, and the assumptions under which it is that small."""

    margin: float
    right: Case
    wrong: Case


def extent(reward: Reward) -> Span:
    """Where scores can lie, and whether there may be none."""
    readers = [leaf for leaf in reward._reached(Case()) if leaf._goes_by_right()]
    tied = len({leaf._question is None for leaf in readers}) == 2  # some go by what the others decide
    times = moments(reward, None) if len(list(reward._clocks())) > 1 else [_ANY_TIME]
    return _hull(
        reward._span(case)
        for row in rows(reward, only=None if tied else repeated(reward), share=len(times))
        for factors in times
        for answer in all_answers(reward, row._replace(factors=factors))
        for case in pinned(reward, answer)
    )


def extent_of_answers(reward: Reward, right: bool) -> Span:
    """Where the scores of right answers can lie, or those of wrong ones."""
    cases = (case for pair in ranked(reward, None) for case in pair[0 if right else 1])
    return _hull(reward._span(case) for case in cases)


def margin(reward: Reward, progress: float | None = None) -> float:
    """The least a right answer can earn, less the most a wrong one to the same row can; 0.0 if none is ranked."""
    worst = worst_case(reward, progress)
    return 0.0 if worst is None else worst.margin


def worst_case(reward: Reward, progress: float | None = None) -> WorstCase | None:
    """The worst right answer and the best wrong one, over every row and moment; None if nothing is ever ranked."""
    pairs = (_worst_of(reward, *pair) for pair in ranked(reward, progress))
    return min(pairs, key=lambda each: each.margin, default=None)


def outspoken(reward: Reward) -> WorstCase:
    """The like over rows on which nothing that is asked abstains; right is right to all, wrong wrong to all."""
    best: WorstCase | None = None
    for right, wrong in ranked(reward, None):
        speaking = all(leaf._span(right[0]) is not None for leaf in reward._reached(right[0]))
        if speaking and (best is None or _worst_of(reward, right, wrong).margin < best.margin):
            best = WorstCase(_worst_of(reward, right, wrong).margin, right[0], wrong[-1])
    return best or worst_case(reward) or WorstCase(0.0, Case(), Case())


def _worst_of(reward: Reward, right: list[Case], wrong: list[Case]) -> WorstCase:
    """The worst case of one row."""
    low, least = min(((_scored(reward, case).low, case) for case in right), key=itemgetter(0))
    high, most = max(((_scored(reward, case).high, case) for case in wrong), key=itemgetter(0))
    return WorstCase(low - high, least, most)


def _scored(reward: Reward, case: Case) -> Span:
    span = reward._span(case)
    assert span is not None, "silence is the row's: no answer to it changes that"
    return span


def ranked(reward: Reward, progress: float | None) -> Iterator[tuple[list[Case], list[Case]]]:
    """The right and the wrong answers to each row on which the reward is scored and something decides."""
    times = moments(reward, progress)
    for row in rows(reward, share=len(times)):
        if reward._span(row) is None:
            continue
        right, wrong = answers(reward, row)
        for factors in times if right else ():
            yield _at(reward, right, factors), _at(reward, wrong, factors)


def _at(reward: Reward, cases: list[Case], factors: Factors) -> list[Case]:
    return [each for case in cases for each in pinned(reward, case._replace(factors=factors))]


def follows(by: Reward, part: Reward) -> bool:
    """Is ``by`` scored on every row on which the part is?"""
    for row in rows(by, part, only=repeated(by, part)):
        spoken = by._span(row)
        if (spoken is None or spoken.may_abstain) and part._span(row) is not None:
            return False
    return True


def _hull(spans: Iterable[Span | None]) -> Span:
    """The smallest span that holds all; a silence among them is one."""
    found = list(spans)
    scored = [span for span in found if span is not None]
    if not scored:
        return _NEVER
    silent = len(scored) < len(found) or any(span.may_abstain for span in scored)
    return Span(min(span.low for span in scored), max(span.high for span in scored), silent)
