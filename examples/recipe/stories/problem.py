"""A word problem, the steps that solve it, and the split it belongs to, whatever the seed.

Each family is a function from a random generator to a problem. What a split may not share with another is
in a problem's ``keys``: texts whose hashes choose the split, so that no two splits ever have one in common.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from zlib import crc32

Number = int | Fraction


TRIES = 20
"""How many fitting problems are looked at to find one that is new."""

OPERATORS: Mapping[str, Callable[[Number, Number], Number]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: Fraction(left) / right,
}


@dataclass(frozen=True)
class Step:
    """One equation of a solution: ``left operator right = result``."""

    left: Number
    operator: str
    right: Number

    @property
    def result(self) -> Number:
        return whole(OPERATORS[self.operator](self.left, self.right))

    def __str__(self) -> str:
        return f"{written(self.left)} {self.operator} {written(self.right)} = {written(self.result)}"


@dataclass(frozen=True)
class Problem:
    """A question, the family it belongs to, the steps that solve it, and what decides its split."""

    family: str
    question: str
    steps: tuple[Step, ...]
    keys: tuple[str, ...]

    @property
    def answer(self) -> Number:
        return self.steps[-1].result

    @property
    def split(self) -> str | None:
        """``train``, ``tune`` or ``test``; None where its keys do not agree, so that nobody gets it."""
        found = {split_of(key) for key in self.keys}
        return found.pop() if len(found) == 1 else None


Family = Callable[[random.Random], Problem]


def split_of(key: str) -> str:
    bucket = crc32(key.encode()) % 20
    return "tune" if bucket in (3, 4) else "test" if bucket in (5, 6, 7) else "train"


def numbers_of(steps: tuple[Step, ...]) -> str:
    return " ".join(f"{written(step.left)}{step.operator}{written(step.right)}" for step in steps)


def whole(number: Number) -> Number:
    """An int where it is one."""
    return int(number) if number == int(number) else number


def written(number: Number) -> str:
    """A number as a story has it: 8, 2.5."""
    return str(number) if isinstance(number, int) else f"{float(number):g}"


def draw(
    split: str, count: int, *, seed: int | str, families: Mapping[str, Family], repeats: bool = True
) -> list[Problem]:
    """``count`` problems of one split, the families in turn; the same seed draws the same problems.

    A question comes twice only where a family has few left that are new, and never without ``repeats``;
    in another split, never.
    """
    rng = random.Random(f"{split} {seed}")
    makers = tuple(families.values())
    problems: list[Problem] = []
    seen: set[str] = set()
    while len(problems) < count:
        make = makers[len(problems) % len(makers)]
        candidates = (make(rng) for _ in range(TRIES))
        fitting = [problem for problem in candidates if problem.split == split]
        problem = next((one for one in fitting if one.question not in seen), None)
        if problem is None and fitting and repeats:
            problem = fitting[0]
        if problem is not None:
            seen.add(problem.question)
            problems.append(problem)
    return problems
