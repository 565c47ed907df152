"""`Countdown`: a target from a row's numbers; the 24 game too."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable
from fractions import Fraction
from typing import NamedTuple

from reasoning_rewards.answers.algebra.arithmetic import Fault, Sum, sums
from reasoning_rewards.answers.notation.unwrap import value_in
from reasoning_rewards.core import settings
from reasoning_rewards.core.margin.bounds import Bounds
from reasoning_rewards.numeric import real, whole
from reasoning_rewards.rewards.graded import why_unread
from reasoning_rewards.rewards.puzzle import PUZZLE_RULES, Graded, Puzzle, held, unusable
from reasoning_rewards.text.extract import Answer
from reasoning_rewards.verdict import Decision, Rule

__all__ = ["Countdown"]

_RIGHT = Rule("countdown.right", "it comes to {target}; read {read}")
_DIFFERS = Rule("countdown.differs", "it comes to {got}, not to {target}; read {read}")
_FOREIGN = Rule("countdown.foreign", "{number} is none of the row's numbers; read {read}")
_AGAIN = Rule("countdown.again", "{number} is used more often than the row has it; read {read}")
_UNUSED = Rule("countdown.unused", "{number} is not used, and every number must be; read {read}")
_ZERO = Rule("countdown.zero", "it divides by zero; read {read}")
_FALSE = Rule("countdown.false", "what stands behind the equals sign is not what it comes to; read {read}")
_FAULTS = {
    "broken": Rule("countdown.broken", "it is no sum of numbers: {found}; read {read}"),
    "decimal": Rule("countdown.decimal", "{found} is no whole number; read {read}"),
    "joined": Rule("countdown.joined", "numbers are put together to another one: {found}; read {read}"),
    "sign": Rule(
        "countdown.sign", "a sign belongs to one number, and is no operation between two; read {read}"
    ),
    "operator": Rule("countdown.operator", "{found} is none of + − × ÷ and brackets; read {read}"),
    "ambiguous": Rule("countdown.ambiguous", "a product without its sign beside a division; read {read}"),
}
_LISTED = re.compile(r"[\s\[({]*\d{1,20}(?:[\s,;]+\d{1,20})*[\s\])}]*")
_DIGITS = re.compile(r"\d+")
_WHOLE = re.compile(r"[+-]?\d{1,20}(?:\.0+)?")
_MOST = 64  # numbers of a row; more is no puzzle
_LARGEST = 10**20
# Their names where a data set keeps both in one column.
_NUMBERS = ("nums", "numbers")
_TARGETS = ("target",)


class _Problem(NamedTuple):
    """What a row asks for."""

    numbers: tuple[int, ...]
    target: int


class Countdown(Puzzle):
    r"""1 where the answer is a sum of the row's numbers that comes to its target, else 0; the 24 game too.

    =========================================================================  ==========================
    it comes to the target, and every number in it is one of the row's          1
    it comes to v instead                                                       near × max(0, 1 − \|v − t\|/max(\|t\|, 1))
    a number that is not the row's, or too often; anything but + − × ÷ ( )      0
    the row's numbers or its target can't be read                               None
    =========================================================================  ==========================

    Any solution is right, and it is worked out exactly: (8 ÷ 3) × 3 is 8. Signs are those of text and of TeX (``*``,
    ``×``, ``x``, ``\times``, ``/``, ``÷``, ``\frac``, ``\left(``). Behind an equals sign what it comes to may stand, if
    that is true: ``(10 - 4) * 4 = 24``. Digits put together, a sign that is one number's own (``94 * -4``; but ``-6 + 94`` is 94 - 6), decimals, powers, factorials and
    roots are refused, each under a rule of its own.

    Source: TinyZero's countdown task (github.com/Jiayi-Pan/TinyZero), where 0.1 is paid for any sum, and every number
    must be used; its data set asks for each number once. Bounds: [1, 1] for right answers, [0, near] for wrong ones.

    numbers_column: a column with each row's numbers: a list, or a text such as ``"[44, 19, 35]"``.
    target_column: a column with the number to reach. Either may be a column of objects that hold
        ``nums`` or ``numbers``, and ``target``, such as verl's ``reward_model``.
    target: the number to reach in every row, as in the 24 game; then no column is read for it.
    use_all: True where every number must be used; by default each may be used once.
    near: what a sum of the row's numbers earns at most that comes near the target, below 1; by default nothing,
        since what is near is no solution, and in a group where all are wrong it is all there is to learn.
    layout: where the answer is looked for, as for `Correctness`.

    >>> Countdown()(["<answer>94*4 - 61 - 6</answer>", "\\boxed{309}"], nums=[[6, 61, 94, 4]] * 2, target=[309] * 2)
    [1.0, 0.0]
    >>> print(Countdown(target=24, use_all=True).explain("The answer is 10 - 4 * 2.", nums=[4, 4, 10, 2]))
    countdown  0  countdown.unused  4 is not used, and every number must be; read '10 - 4 * 2'
    """

    numbers_column: str = "nums"
    target_column: str = "target"
    target: int | None = None
    use_all: bool = False
    near: float = 0.0
    rules = (_RIGHT, _DIFFERS, _FOREIGN, _AGAIN, _UNUSED, _ZERO, _FALSE, *_FAULTS.values(), *PUZZLE_RULES)

    def __post_init__(self) -> None:
        self._settle(near=settings.share("near", self.near))
        if self.target is not None and not abs(self.target) < _LARGEST:
            raise settings.wrong("target", self.target, "a whole number of at most 20 digits, or None")
        super().__post_init__()

    @property
    def columns(self) -> tuple[str, ...]:
        """The numbers, and the targets unless all rows have one."""
        return super().columns if self.target is None else (self.numbers_column,)

    @property
    def bounds_if_wrong(self) -> Bounds:
        """[0, near]."""
        return 0.0, self.near

    def _problem(self, *values: object) -> Hashable:
        numbers = _numbers(held(values[0], _NUMBERS))
        if numbers is None:
            return unusable(values[0], f"expected a list of 1 to {_MOST} whole numbers, none below 0")
        target = self.target if self.target is not None else _whole(held(values[1], _TARGETS))
        if target is None:
            return unusable(values[1], "expected a whole number")
        return _Problem(numbers, target)

    def _grade(self, said: Hashable, problem: Hashable) -> Graded:
        assert isinstance(said, Answer) and isinstance(problem, _Problem)
        if said.text is None or said.rule:
            return 0.0, why_unread(said)
        score, rule, facts = self._scored(said.text, problem)
        return score, Decision(rule, (*facts, ("read", said.text)))

    def _scored(self, text: str, problem: _Problem) -> tuple[float, Rule, tuple[tuple[str, object], ...]]:
        read = sums(text)
        if isinstance(read, Fault):
            return 0.0, _FAULTS[read.kind], (("found", read.found),)
        # 24 = 4 * 6 says what it comes to first.
        solution, *others = read[::-1] if len(read) == 2 and read[0].is_number else read
        if fault := self._misused(solution, problem):
            rule, number = fault
            return 0.0, rule, (("number", number),)
        value = solution.value()
        if value is None:
            return 0.0, _ZERO, ()
        if any(other.value() != value for other in others):
            return 0.0, _FALSE, ()
        if value == problem.target:
            return 1.0, _RIGHT, (("target", problem.target),)
        got = (("got", int(value) if value.denominator == 1 else str(value)), ("target", problem.target))
        return self.near * _nearness(value, problem.target), _DIFFERS, got

    def _misused(self, solution: Sum, problem: _Problem) -> tuple[Rule, int] | None:
        """The rule that its numbers break, and the number that does."""
        left = Counter(problem.numbers)
        for number in solution.numbers:
            if not left[number]:
                return (_AGAIN if number in left else _FOREIGN), number
            left[number] -= 1
        unused = [number for number, times in left.items() if times] if self.use_all else []
        return (_UNUSED, unused[0]) if unused else None


def _nearness(value: Fraction, target: int) -> float:
    return float(max(Fraction(0), 1 - abs(value - target) / max(abs(target), 1)))


def _whole(value: object) -> int | None:
    value = _alone(value_in(value))
    if isinstance(value, str):
        text = value.strip().strip("[]")
        value = int(text.partition(".")[0]) if _WHOLE.fullmatch(text) else None
    found = whole(value)
    if found is None and (number := real(value)) is not None and number.is_integer():
        found = int(number)  # a column with a gap in it has floats
    return found if found is not None and abs(found) < _LARGEST else None


def _alone(value: object) -> object:
    """What a list of one holds."""
    return value_in(value[0]) if isinstance(value, list | tuple) and len(value) == 1 else value


def _numbers(value: object) -> tuple[int, ...] | None:
    value = value_in(value)
    if isinstance(inner := _alone(value), list | tuple):
        value = inner
    if isinstance(value, str):
        value = _DIGITS.findall(value) if _LISTED.fullmatch(value) else None
    if not isinstance(value, list | tuple) or not 1 <= len(value) <= _MOST:
        return None
    found = [number for each in value if (number := _whole(each)) is not None and number >= 0]
    return tuple(found) if len(found) == len(value) else None
