"""How far right stands above wrong: the worst right answer to a row against the best wrong one.

Right is what the deciding rewards that are asked on the row say. Two that read the answer elsewhere, or
hold it against other golds, may disagree: right is then what all of them call right, wrong what any of
them calls wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from reasoning_rewards.core.margin.bounds import Case, Span
from reasoning_rewards.core.margin.moments import Factors, moments
from reasoning_rewards.core.margin.pins import pin_repeated
from reasoning_rewards.core.margin.rows import Answers, repeated_unknowns, rows

if TYPE_CHECKING:
    from reasoning_rewards.core.reward import Reward

__all__ = [
    "WorstCase",
    "extent",
    "extent_of_answers",
    "follows",
    "margin",
    "ranked_answers",
    "worst_case",
    "worst_where_all_speak",
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
    answers = Answers(reward)
    return _hull(
        reward._span(case)
        for row in rows(reward, only=None if tied else repeated_unknowns(reward), share=len(times))
        for factors in times
        for answer in answers.all(row._replace(factors=factors))
        for case in pin_repeated(reward, answer)
    )


def extent_of_answers(reward: Reward, right: bool) -> Span:
    """Where the scores of right answers can lie, or those of wrong ones, on the rows that are ranked."""
    answers = (answer for pair in ranked_answers(reward, None) for answer in pair[0 if right else 1])
    return _hull(reward._span(case) for answer in answers for case in pin_repeated(reward, answer))


def margin(reward: Reward, progress: float | None = None) -> float:
    """The least a right answer can earn, less the most a wrong one to the same row can; 0.0 if none is ranked."""
    worst = worst_case(reward, progress)
    return 0.0 if worst is None else worst.margin


def worst_case(reward: Reward, progress: float | None = None) -> WorstCase | None:
    """The worst right answer and the best wrong one, over every row and moment; None if nothing is ever ranked."""
    pairs = (_worst_of(reward, *pair) for pair in ranked_answers(reward, progress))
    return min(pairs, key=itemgetter(0), default=None)


def worst_where_all_speak(reward: Reward) -> WorstCase | None:
    """The worst row and moment at which nothing that is asked abstains; right there to all, wrong to all."""
    found = [
        WorstCase(_worst_of(reward, right, wrong).margin, right[0], wrong[-1])
        for right, wrong in ranked_answers(reward, None)
        if all(leaf._span(right[0]) is not None for leaf in reward._reached(right[0]))
    ]
    return min(found, key=itemgetter(0), default=None)


def _worst_of(reward: Reward, right: list[Case], wrong: list[Case]) -> WorstCase:
    """The worst case of one row at one moment."""
    lows = [(_scored(reward, case).low, case) for answer in right for case in pin_repeated(reward, answer)]
    highs = [(_scored(reward, case).high, case) for answer in wrong for case in pin_repeated(reward, answer)]
    low, least = min(lows, key=itemgetter(0))
    high, most = max(highs, key=itemgetter(0))
    return WorstCase(low - high, least, most)


def _scored(reward: Reward, case: Case) -> Span:
    span = reward._span(case)
    assert span is not None, "silence is the row's: no answer to it changes that"
    return span


def ranked_answers(reward: Reward, progress: float | None) -> Iterator[tuple[list[Case], list[Case]]]:
    """The right and the wrong answers to each row on which the reward is scored and something decides."""
    times, answers = moments(reward, progress), Answers(reward)
    for row in rows(reward, share=len(times)):
        if reward._span(row) is None:
            continue
        right, wrong = answers.right_and_wrong(row)
        for factors in times if right else ():
            yield _at(right, factors), _at(wrong, factors)


def _at(answers: list[Case], factors: Factors) -> list[Case]:
    return [answer._replace(factors=factors) for answer in answers]


def follows(by: Reward, part: Reward) -> bool:
    """Is ``by`` scored on every row on which the part is?"""
    for row in rows(by, part, only=repeated_unknowns(by, part)):
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
