"""What can be true of a row: which rewards its columns choose, which are silent, who says what is right.

Everything that a row settles is settled before scores are compared, since it is the same for a right
and for a wrong answer to it. The work is bounded: past ``_ROWS`` cases the rest is left open, and a
span over what is open holds every way.
"""

from __future__ import annotations

import itertools
from collections import Counter, deque
from collections.abc import Container, Hashable, Iterator, Mapping
from typing import TYPE_CHECKING

from reasoning_rewards.core.margin.bounds import Case, Question, Rank, Unknown

if TYPE_CHECKING:
    from reasoning_rewards.core.reward import Reward

__all__ = ["Answers", "repeated_unknowns", "rows", "where"]

_ROWS = 2048  # cases that are told apart: eleven rewards that may be silent, say
_VISITS = 64_000  # of a leaf on a row, over all rows
_QUESTIONS = 4  # 2^4 ways to answer them are walked one by one


class _Elsewhere:
    """A value of a column that no reward names."""

    def __repr__(self) -> str:
        return "something else"


_ELSEWHERE = _Elsewhere()


def rows(*rewards: Reward, only: Container[Hashable] | None = None, share: int = 1) -> Iterator[Case]:
    """Every row that these rewards can tell apart, or that these unknowns ``only`` do.

    share: how often each row will be looked at, which leaves fewer of them.
    """
    values = _values(rewards)
    size = sum(1 for reward in rewards for _ in reward._reached(Case()))
    most = max(min(_ROWS, _VISITS // size) // share, 1)
    waiting, given = deque([Case()]), 0
    while waiting:
        case = waiting.popleft()
        open_ = [each for each in _unknowns(rewards, case) if only is None or each.of in only]
        first = min(open_, key=lambda unknown: unknown.rank).of if open_ else None
        ways = values.get(first, (True, False)) if open_ else ()
        if ways and given + len(waiting) + len(ways) <= most:
            waiting.extend(case.knowing(first, value) for value in ways)
        else:
            given += 1
            yield case


def repeated_unknowns(*rewards: Reward) -> frozenset[Hashable]:
    """The unknowns that these rewards meet more than once: what is met once, a span holds both ways of."""
    count = Counter(unknown.of for unknown in _unknowns(rewards, Case()))
    return frozenset(of for of, times in count.items() if times > 1)


class Answers:
    """The answers there can be to a row, told apart by the questions to which they are right."""

    def __init__(self, reward: Reward) -> None:
        self.reward = reward
        number: dict[Question, int] = {}  # numbers hash faster than questions, which may be whole rewards
        self.questions = {
            leaf: number.setdefault(leaf._question, len(number))
            for leaf in reward.leaves()
            if leaf._question is not None
        }

    def right_and_wrong(self, case: Case) -> tuple[list[Case], list[Case]]:
        """All that can be true of a right answer to a row, and of a wrong one; none if nothing decides there."""
        if not self.questions:
            return [case._replace(right=True)], [case._replace(right=False)]
        if any(unknown.rank < Rank.SCORE for unknown in self.reward._unknowns(case)):
            return [case], [case]  # too much is open to say who decides
        reached = [leaf for leaf in self.reward._reached(case) if leaf in self.questions]
        deciding = self._deciding(reached, case)
        if not deciding:
            return [], []
        asked = deciding | {self.questions[leaf] for leaf in reached}
        if len(asked) > _QUESTIONS:
            right = self._answer(case, dict.fromkeys(deciding, True), deciding)
            return [right], [self._answer(case, {question: False}, deciding) for question in deciding]
        judged = [self._answer(case, truth, deciding) for truth in _truths(asked)]
        return [each for each in judged if each.right], [each for each in judged if not each.right]

    def all(self, case: Case) -> list[Case]:
        """Every answer to a row, told apart where more than one reward goes by what is right."""
        reached = list(self.reward._reached(case))
        readers = [leaf for leaf in reached if leaf._goes_by_right()]
        asked = frozenset(self.questions[leaf] for leaf in readers if leaf in self.questions)
        if len(readers) < 2 or len(asked) > _QUESTIONS:
            return [case]
        if not asked:
            return [case._replace(right=right) for right in (True, False)]
        deciding = self._deciding([leaf for leaf in reached if leaf in self.questions], case)
        return [self._answer(case, truth, deciding) for truth in _truths(asked | deciding)]

    def _deciding(self, reached: list[Reward], case: Case) -> frozenset[int]:
        """The questions by which an answer to this row is right; none on a row that nobody can judge.

        They are those of the deciding rewards that are asked there and speak. Where none is asked, as on
        one branch of a route, they are those of the rewards that compare with a gold all the same.
        """
        asking = [leaf for leaf in reached if leaf.decides] or reached
        return frozenset(self.questions[leaf] for leaf in asking if leaf._span(case) is not None)

    def _answer(self, case: Case, truth: Mapping[int, bool], deciding: frozenset[int]) -> Case:
        """The case of an answer that is right to some questions: right, wrong, or a matter of dispute."""
        said = {truth.get(question) for question in deciding}
        known: dict[Hashable, bool] = {
            leaf: truth[question] for leaf, question in self.questions.items() if question in truth
        }
        return case._replace(truth=known, right=said.pop() if len(said) == 1 else None)


def where(case: Case) -> str:
    """The rows of which a case is true, said; empty where it says nothing of them.

    >>> where(Case({"task": "math"}))
    "rows with task='math'"
    """
    chosen, silent = [], []
    for of, value in case.known.items():
        if isinstance(of, str):
            chosen.append(f"{of}={value!r}")
        elif (label := getattr(of, "label", None)) is None:
            chosen.append(f"{'' if value else 'not '}{getattr(of, '__qualname__', of)}")
        elif not value:
            silent.append(label)
    said = [f"with {', '.join(chosen)}"] if chosen else []
    said += [f"on which {' and '.join(dict.fromkeys(silent))} abstains"] if silent else []
    return " ".join(["rows", *said]) if said else ""


def _truths(questions: frozenset[int]) -> Iterator[dict[int, bool]]:
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
