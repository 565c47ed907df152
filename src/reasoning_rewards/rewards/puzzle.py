"""`Puzzle`: the base of rewards whose rows are puzzles: any answer that meets the row's conditions is right."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING

from reasoning_rewards.answers.notation.data import NO_DATA, data_in
from reasoning_rewards.answers.notation.gold import GOLD_RULES
from reasoning_rewards.answers.notation.unwrap import value_in
from reasoning_rewards.core.margin.bounds import Question
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.rewards.graded import warn_of_golds
from reasoning_rewards.text.extract import AMBIGUOUS, MISSING, UNFINISHED
from reasoning_rewards.text.layout import ANY, Layout
from reasoning_rewards.verdict import Decision, Score, Verdicts, shown

if TYPE_CHECKING:
    from reasoning_rewards.core.batch import Batch

__all__ = ["PUZZLE_RULES", "Puzzle", "held", "unusable"]

_MISSING, _BROKEN = GOLD_RULES[:2]
PUZZLE_RULES = (MISSING, UNFINISHED, AMBIGUOUS, _MISSING, _BROKEN)
"""What every puzzle may say of a completion without an answer, and of a row that can't be read."""

_AROUND = ("reward_model", "ground_truth", "metadata")  # what data sets put around a puzzle in a column
_DEEPEST = 5  # of such objects in each other

Graded = tuple[Score, Decision]


class Puzzle(Reward):
    """A reward that judges an answer by the row's puzzle; equal answers to a puzzle are judged once a batch.

    A subclass says with ``_problem`` what the values of its columns ask for, with ``_said`` what each completion
    says, and with ``_grade`` what that is worth.
    """

    layout: Layout = ANY
    decides = True
    bounds = (0.0, 1.0)
    may_abstain = True

    @property
    def _question(self) -> Question:
        return self  # two puzzles may disagree on what is right

    def evaluate(self, batch: Batch) -> Verdicts:
        """Judge every completion by its row's puzzle."""
        columns = [batch.column(name) for name in self.columns]
        rows = list(zip(*columns, strict=True)) if columns else [()] * len(batch)
        problems: dict[tuple[int, ...], Hashable] = {}  # a group shares its row's values: they are read once
        known: dict[Hashable, Graded] = {}
        graded: list[Graded] = []
        for said, row in zip(self._said(batch), rows, strict=True):
            place = tuple(map(id, row))
            if place not in problems:
                problems[place] = self._problem(*row)
            problem = problems[place]
            if isinstance(problem, Decision):
                graded.append((None, problem))
                continue
            key = said, problem
            if key not in known:
                known[key] = self._grade(said, problem)
            graded.append(known[key])
        decisions = [decision for _, decision in graded]
        warn_of_golds(self, batch, decisions, remedy="explain() shows one of them")
        return Verdicts([score for score, _ in graded], decisions, name=self.label)

    def _said(self, batch: Batch) -> Sequence[Hashable]:
        """What each completion says."""
        return batch.answers(self.layout)

    def _problem(self, *values: object) -> Hashable:
        """What a row asks for; a `Decision` where its columns can't be read."""
        raise NotImplementedError

    def _grade(self, said: Hashable, problem: Hashable) -> Graded:
        """What an answer to a problem is worth."""
        raise NotImplementedError


def held(value: object, names: tuple[str, ...]) -> object:
    """What an object holds under one of these names, itself or in what data sets put around it, JSON text and arrays.

    >>> held({"ground_truth": {"target": 24}}, ("target",)), held('{"nums": [3, 8]}', ("nums",)), held(24, ("target",))
    (24, [3, 8], 24)
    """
    for _ in range(_DEEPEST):
        value = value_in(value)
        if isinstance(value, str) and (data := data_in(value)) is not NO_DATA:
            value = data
        if not isinstance(value, Mapping):
            break
        value = next((value[name] for name in (*names, *_AROUND) if name in value), None)
    return value


def unusable(value: object, reason: str) -> Decision:
    """Why nobody can judge a row: its column says nothing, or something else than was expected."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return Decision(_MISSING, (("gold", ""),))
    return Decision(_BROKEN, (("gold", shown(str(value)[:200]).strip("'\"")), ("reason", reason)))
