"""What can be true of a row: which rewards its columns choose, which are silent, who says what is right.

Everything that a row settles is settled before scores are compared, since it is the same for a right
and for a wrong answer to it. The work is bounded: past ``_ROWS`` cases the rest is left open, and a
span over what is open holds every way.
"""

from __future__ import annotations

import itertools
from collections import Counter, deque
from collections.abc import Container, Hashable, Iterator
from typing import TYPE_CHECKING

from reasoning_rewards.core.bounds import Case, Question, Rank, Unknown

if TYPE_CHECKING:
    from reasoning_rewards.core.reward import Reward

__all__ = ["all_answers", "answers", "asked", "repeated", "rows"]

_ROWS = 2048  # cases that are told apart: eleven rewards that may be silent, say
_QUESTIONS = 4  # 2^4 ways to answer them are walked one by one


class _Elsewhere:
    """A value of a column that no reward names."""

    def __repr__(self) -> str:
        return "something else"


_ELSEWHERE = _Elsewhere()


def rows(*rewards: Reward, only: Container[Hashable] | None = None, share: int = 1) -> Iterator[Case]:
    """Every row that these rewards can tell apart, or that these unknowns ``only`` do.

    share: how often each row will be looked at; they share the work.
    """
    values = _values(rewards)
    most = max(_ROWS // share, 1)
    waiting, given = deque([Case()]), 0
    while waiting:
        case = waiting.popleft()
        open_ = [each for each in _unknowns(rewards, case) if only is None or each.of in only]
        if not open_ or given + len(waiting) >= most:
            given += 1
            yield case
            continue
        first = min(open_, key=lambda unknown: unknown.rank).of
        waiting.extend(case.knowing(first, value) for value in values.get(first, (True, False)))


def repeated(*rewards: Reward) -> frozenset[Hashable]:
    """The unknowns that these rewards meet more than once: what is met once, a span holds both ways of."""
    count = Counter(unknown.of for unknown in _unknowns(rewards, Case()))
    return frozenset(of for of, times in count.items() if times > 1)


def asked(reward: Reward, case: Case) -> frozenset[Question] | None:
    """The questions by which an answer to this row is right; None on a row that nobody can judge.

    They are those of the deciding rewards that are asked there and speak. Where none is asked, as on
    one branch of a route, they are those of the rewards that compare with a gold all the same.
    """
    reached = [leaf for leaf in reward._reached(case) if leaf._question is not None]
    asking = [leaf for leaf in reached if leaf.decides] or reached
    return frozenset(leaf._question for leaf in asking if leaf._span(case) is not None) or None


def answers(reward: Reward, case: Case) -> tuple[list[Case], list[Case]]:
    """The right answers to a row, and the wrong ones: all that can be true of each; none if unranked."""
    leaves = reward.leaves()
    if all(leaf._question is None for leaf in leaves):
        return [case._replace(right=True)], [case._replace(right=False)]
    if any(unknown.rank < Rank.SCORE for unknown in reward._unknowns(case)):
        return [case], [case]  # too much is open to say who decides
    deciding = asked(reward, case)
    if deciding is None:
        return [], []
    others = frozenset(leaf._question for leaf in reward._reached(case)) - deciding - {None}
    if len(deciding | others) > _QUESTIONS:
        right = case._replace(truth=dict.fromkeys(deciding, True), right=True)
        return [right], [case._replace(truth={question: False}) for question in deciding]
    judged = [_judged(case, truth, deciding) for truth in _truths(deciding | others)]
    return [each for each in judged if each.right], [each for each in judged if not each.right]


def all_answers(reward: Reward, case: Case) -> list[Case]:
    """Every answer to a row, told apart where more than one reward goes by what is right."""
    leaves = [leaf for leaf in reward._reached(case) if leaf._goes_by_right()]
    questions = frozenset(leaf._question for leaf in leaves) - {None}
    if len(leaves) < 2 or len(questions) > _QUESTIONS:
        return [case]
    if not questions:
        return [case._replace(right=right) for right in (True, False)]
    deciding = asked(reward, case) or frozenset()
    return [_judged(case, truth, deciding) for truth in _truths(questions | deciding)]


def where(case: Case) -> str:
    """What is known of a row, as a clause; empty where there is nothing to say."""
    chosen, silent = [], []
    for of, value in case.known.items():
        if isinstance(of, str):
            chosen.append(f"{of}={value!r}")
        elif (label := getattr(of, "label", None)) is None:
            chosen.append(f"{'' if value else 'not '}{getattr(of, '__qualname__', of)}")
        elif not value:
            silent.append(label)
    return (f" on rows with {', '.join(chosen)}" if chosen else "") + (
        f", {' and '.join(silent)} abstaining" if silent else ""
    )


def _judged(case: Case, truth: dict[Question, bool], deciding: frozenset[Question]) -> Case:
    """The case of an answer that is right to some questions: right, wrong, or a matter of dispute."""
    said = {truth[question] for question in deciding}
    return case._replace(truth=truth, right=said.pop() if len(said) == 1 else None)


def _truths(questions: frozenset[Question]) -> Iterator[dict[Question, bool]]:
    for pattern in itertools.product((True, False), repeat=len(questions)):
        yield dict(zip(questions, pattern, strict=True))


def _unknowns(rewards: tuple[Reward, ...], case: Case) -> Iterator[Unknown]:
    return itertools.chain.from_iterable(reward._unknowns(case) for reward in rewards)


def _values(rewards: tuple[Reward, ...]) -> dict[Hashable, tuple[object, ...]]:
    """For each column that is read as a switch, one value of each kind that the rewards tell apart."""
    found: dict[Hashable, tuple[object, ...]] = {}
    switches = [switch for reward in rewards for switch in reward._switches()]
    for column in dict.fromkeys(switch.column for switch in switches):
        here = [switch for switch in switches if switch.column == column]
        kinds: dict[Hashable, object] = {}
        for value in (*(value for switch in here for value in switch.values), _ELSEWHERE):
            kinds.setdefault(tuple(switch.choice(value) for switch in here), value)
        found[column] = tuple(kinds.values())
    return found
