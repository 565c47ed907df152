"""The rewards that go through every trainer, and one written by a user."""

from __future__ import annotations

from reasoning_rewards import (
    Assignment,
    Brevity,
    CodeTests,
    Completion,
    Countdown,
    Format,
    Grid,
    Proximity,
    StepArithmetic,
    linear,
    reward,
)
from tests.all_rewards import SOLVED, one_of_each


@reward(bounds=(0.0, 1.0))
def in_units(completion: Completion, unit: str | None) -> float | None:
    return None if unit is None else float(unit in completion.text)


TOTAL = (
    (
        SOLVED
        + 0.2 * Format()
        + 0.1 * Brevity(limit=16).only_if(SOLVED)
        + 0.1 * StepArithmetic(steps=2)
        + 0.2 * Proximity().anneal(linear(1, 0), without_clock=0.5)
    )
    .requires(SOLVED)
    .named("total")
)
COMPONENTS = [
    *(each for each in one_of_each(length=16) if not isinstance(each, Assignment)),
    Assignment(gold_column="seats"),  # whose golds are tables
    in_units,
]
BEYOND = (CodeTests, Countdown, Grid, Assignment)
"""Right answers to these are beyond a model that draws at random, and other than the answers of the other rewards."""
