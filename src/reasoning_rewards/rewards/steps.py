"""Rewards for steps that can be checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from reasoning_rewards.core import settings
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.errors import BatchError
from reasoning_rewards.text.equations import Equation, Quantity, Way, equations, numbers, unsigned
from reasoning_rewards.text.extract import find_thinking
from reasoning_rewards.text.layout import ANY, Layout
from reasoning_rewards.verdict import Decision, Rule, Score, Verdicts

if TYPE_CHECKING:
    from reasoning_rewards.core.batch import Batch
    from reasoning_rewards.text.completion import Completion

__all__ = ["Derivation", "StepArithmetic", "checked", "reasoning_of"]

_NEUTRAL = frozenset((0, 1))
_NONE = Rule("steps.none", "no equation in the reasoning; wanted {wanted}")
_CHECKED = Rule(
    "steps.checked", "{true} true and grounded, {false} false, {idle} that prove nothing; wanted {wanted}"
)


class StepArithmetic(Reward):
    """Arithmetic that is written down, true and about this problem: min(n⁺, n)/n × n⁺/(n⁺ + n⁻).

    n⁺: equations ``a op b … = c`` (and ``<<a op b=c>>``) in the reasoning that are true and come to a
        number that is new. Every number on the left stands in the prompt (in digits or in words) or is
        an earlier step's result; c is one number, not 0, and no earlier step's result. What cancels
        (``3 + 4 - 4``), copies (``5 + 0 = 5``, ``3 + 4 = 3 + 4``) or undoes (``7 - 4 = 3`` after
        ``3 + 4 = 7``) is no step, nor is an earlier result joined with nothing but itself (``6 + 6``).
        In a chain ``a = b = c`` the step may begin at any side. After ``5 - 7 = -2`` 2 is known.
    n⁻: false equations, however long their numbers. n: ``steps``. Without an equation the score is 0.

    An equation out of thin air earns nothing, so there is no pay for ``1 = 1`` a hundred times, and
    none for steps past the n-th. True sums of the prompt's numbers that lead nowhere can't be told from
    a derivation: weigh it lightly. Bounds: [0, 1] for right and wrong answers alike.

    steps: how many steps a solution takes.
    steps_column: a data set column with that number, row by row, where problems differ; None in it
        means ``steps``.
    layout: where the reasoning is; without marks of thinking it is the whole completion.

    >>> prompt = "Tom has 3 marbles, finds 4 and loses 5. How many are left?"
    >>> StepArithmetic(steps=2)(["3 + 4 = 7, then 7 - 5 = 2", "3 + 4 = 7", "1 + 1 = 2"], prompts=[prompt] * 3)
    [1.0, 0.5, 0.0]
    """

    steps: int = 4
    steps_column: str | None = None
    layout: Layout = ANY
    bounds = (0.0, 1.0)
    needs_prompts = True
    rules = (_NONE, _CHECKED)

    def __post_init__(self) -> None:
        settings.count("steps", self.steps)
        super().__post_init__()

    def evaluate(self, batch: Batch) -> Verdicts:
        """Check every equation of every completion against its prompt."""
        grounds: dict[str, set[Quantity]] = {}
        scores: list[Score] = []
        decisions: list[Decision] = []
        wanted = self._wanted(batch)
        for completion, prompt, steps in zip(batch.completions, batch.prompt_texts, wanted, strict=True):
            if prompt not in grounds:
                grounds[prompt] = numbers(prompt)  # a group repeats its prompt
            found = checked(reasoning_of(completion, self.layout), grounds[prompt])
            score, decision = _scored(found, steps)
            scores.append(score)
            decisions.append(decision)
        return Verdicts(scores, decisions, name=self.label)

    def _wanted(self, batch: Batch) -> list[int]:
        if self.steps_column is None:
            return [self.steps] * len(batch)
        return [
            self.steps if value is None else _step_count(batch, row, self.steps_column, value)
            for row, value in enumerate(batch.column(self.steps_column))
        ]


def _step_count(batch: Batch, row: int, column: str, value: object) -> int:
    steps = settings.whole(value)
    if steps is None or steps < 1:
        raise BatchError(
            f"{column}, {batch.where(row)}: {value!r}; expected a number of steps, 1 or more, or None"
        )
    return steps


def reasoning_of(completion: Completion, layout: Layout) -> str:
    """The thinking; all of a completion that bears no mark of any."""
    think = layout.think
    marks = () if think is None else (think.opening_tag, think.closing_tag)
    if completion.reasoning is None and not any(mark in completion.text for mark in marks):
        return completion.text
    return find_thinking(completion, layout)


class Checked(NamedTuple):
    """The equations of a text: the results of those that prove something, how many are false, and idle."""

    results: tuple[Quantity, ...]
    false: int
    idle: int


def checked(text: str, grounds: set[Quantity]) -> Checked:
    """Tell equations that are true, new and made of known numbers from false and from idle ones."""
    derivation = Derivation(grounds)
    false = idle = 0
    for equation in equations(text):
        if not equation.true:
            false += 1  # a step corrected is a step
        elif not derivation.takes(equation):
            idle += 1
    return Checked(tuple(derivation.results), false, idle)


class Derivation:
    """What is known at some place of a reasoning: the numbers of the prompt, and what came of them so far.

    Signs don't count: whoever knows 5 - 7 = -2 may add 2.
    """

    def __init__(self, grounds: set[Quantity]) -> None:
        self.known = set(grounds)
        self._grounds = frozenset(grounds)
        self.results: list[Quantity] = []
        self._made_of: dict[Quantity, frozenset[Quantity]] = {}  # each result, and all that went into it
        self._seen: set[tuple[object, ...]] = set()

    def takes(self, equation: Equation) -> bool:
        """Is a true equation a step: does some way lead from what is known to a number that is not?"""
        result = equation.result
        if result is None:
            return False
        said = {way.key for way in equation.ways}
        again = not self._seen.isdisjoint(said)  # to say it again once its numbers are known makes it no step
        self._seen |= said
        steps = [way for way in equation.ways if self._leads(way, unsigned(result), equation.precision)]
        if again or not result or unsigned(result) in self._made_of or not steps:
            return False
        self.results.append(result)
        numbers = {number for way in steps for number in way.operands}
        of = frozenset(numbers.union(*(self._made_of.get(number, ()) for number in numbers)))
        for new in (unsigned(result), *(unsigned(way.value) for way in steps)):  # as rounded, and as it is
            self.known.add(new)
            self._made_of[new] = of
        return True

    def _leads(self, way: Way, result: Quantity, precision: Quantity) -> bool:
        numbers = set(way.operands)
        copied = {number for number in numbers if unsigned(number - result) <= precision}
        return (
            not way.cancels
            and unsigned(way.value) not in self._made_of
            and self.known >= numbers
            and not (copied and numbers - copied <= _NEUTRAL)  # 5 + 0 = 5, 1 * 5 = 5
            and not any(self._undoes(number, numbers, result) for number in numbers)
            and not (len(numbers) == 1 and numbers <= self._made_of.keys() - self._grounds)  # 6 + 6 = 12, …
        )

    def _undoes(self, number: Quantity, numbers: set[Quantity], result: Quantity) -> bool:
        """Is an earlier result taken apart again: 7 - 4 = 3 after 3 + 4 = 7?"""
        parts = self._made_of.get(number, frozenset())
        return result in parts and numbers - {number} <= parts | _NEUTRAL


def _scored(found: Checked, wanted: int) -> tuple[Score, Decision]:
    true, false = len(found.results), found.false
    if not true and not false and not found.idle:
        return 0.0, Decision(_NONE, (("wanted", wanted),))
    score = min(true, wanted) / wanted * (true / (true + false)) if true else 0.0
    facts = (("true", true), ("false", false), ("idle", found.idle), ("wanted", wanted))
    return score, Decision(_CHECKED, facts)
