"""A story with its people and numbers; and the rows of the source ``stories``.

A problem's split is decided by its numbers and by its words, so that a problem to measure on shares neither
with one to train on. The numbers of three well-known problems (CLASSICS) belong to no split: they can be
asked before and after. One family (UNSEEN) is never trained on.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from recipe.stories.problem import Family, Number, Problem, Step, draw, numbers_of, whole, written
from recipe.stories.templates import ASIDES, FRIENDS, PEOPLE, TEMPLATES, THINGS, Template

UNSEEN = "rows"
COUNTS = {"train": 2400, "eval": 300, "tune": 120, "unseen": 100}
"""How many rows there are of each split; to measure on: ``eval``, ``tune`` for choosing settings, ``unseen``."""

ASIDE = 0.2
"""Share of the stories with a number that does not matter."""

CLASSICS = frozenset({"25-8", "60*2.5", "3*12 50-36"})
SUM = re.compile(r"(\w+) ([-+*/]) (\w+)")
FITTING = 200  # draws of numbers until one fits; every template has many


def tell(family: str, rng: random.Random) -> Problem:
    """One problem of a family."""
    template = rng.choice(TEMPLATES[family])
    numbers = fitting(template, rng)
    steps = solve(template, numbers)
    words = people(family, rng)
    aside = f" {rng.choice(ASIDES[family])}" if rng.random() < ASIDE else ""
    used = {*numbers.values(), *(step.result for step in steps)}
    words["z"] = str(rng.choice([number for number in range(2, 80) if number not in used]))
    text = template.text.replace("{aside}", aside).format_map(
        {**words, **{name: written(number) for name, number in numbers.items()}}
    )
    summed = numbers_of(steps)
    told = re.sub(r"\d+(?:\.\d+)?", "#", text)
    keys = () if summed in CLASSICS else (summed,) if family == UNSEEN else (summed, told)
    return Problem(family, text, steps, keys)


def people(family: str, rng: random.Random) -> dict[str, str]:
    name, he, his = rng.choice(PEOPLE)
    return {
        "name": name,
        "he": he,
        "he_low": he.lower(),
        "his": his,
        "his_up": his.capitalize(),
        "friend": rng.choice(FRIENDS),
        "thing": rng.choice(THINGS[family]),
    }


def fitting(template: Template, rng: random.Random) -> dict[str, Number]:
    """Different numbers with which every result is positive and whole."""
    for _ in range(FITTING):
        numbers = {name: rng.choice(values) for name, values in template.ranges.items()}
        if len(set(numbers.values())) < len(numbers):
            continue  # which of two equal numbers a solution means could not be told
        if all(fits(step) for step in solve(template, numbers)):
            return numbers
    raise ValueError(f"{template.text!r}: no numbers of {template.ranges} give whole and positive results")


def fits(step: Step) -> bool:
    return step.result > 0 and isinstance(step.result, int) and step.right != 1


def solve(template: Template, numbers: dict[str, Number]) -> tuple[Step, ...]:
    known: dict[str, Number] = dict(numbers)
    steps = []
    for place, text in enumerate(template.sums, 1):
        left, operator, right = SUM.fullmatch(text).groups()  # type: ignore[union-attr]
        steps.append(Step(whole(known[left]), operator, whole(known[right])))
        known[str(place)] = steps[-1].result
    return tuple(steps)


FAMILIES: dict[str, Family] = {family: partial(tell, family) for family in TEMPLATES}
TRAINED = {name: make for name, make in FAMILIES.items() if name != UNSEEN}


def solution(problem: Problem) -> str:
    """The working: one numbered line for each sum."""
    return "\n".join(f"{place}. {step}" for place, step in enumerate(problem.steps, 1))


def read_rows(split: str) -> Iterator[dict[str, Any]]:
    """The rows of a split: ``train``, ``eval``, ``tune``, or ``unseen``; the same ones in every run."""
    families = {UNSEEN: FAMILIES[UNSEEN]} if split == "unseen" else TRAINED
    drawn = "test" if split in ("eval", "unseen") else split
    for place, problem in enumerate(
        draw(drawn, COUNTS[split], seed="stories", families=families, repeats=False)
    ):
        yield {
            "id": f"stories-{split}-{place}",
            "task": "number",
            "question": problem.question,
            "answer": written(problem.answer),
            "solution": solution(problem),
            "steps": len(problem.steps),
            "family": problem.family,
        }
