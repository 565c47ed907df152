"""What a user writes, of every kind; run as a script, loaded by a trainer, or imported."""

from __future__ import annotations

import functools
import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from reasoning_rewards import Completion, Correctness, Format, Reward, StepRewards, reward
from reasoning_rewards.core.algebra.schedule import Schedule
from reasoning_rewards.metrics import Monitor


def _loaded(name, file):
    spec = importlib.util.spec_from_file_location(name, file)
    sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


units = _loaded("units_under_another_name", Path(__file__).with_name("units.py"))
LEAST = 0.5


def ends_with(text, unit):
    return text.endswith(unit) and units.worth(unit) > LEAST


@reward(bounds=(0.0, 1.0))
def in_units(completion: Completion, unit: str | None) -> float | None:
    return None if unit is None else float(ends_with(completion.answer, unit))


def twice(function):
    @functools.wraps(function)
    def doubled(completion):
        return 2.0 * function(completion)

    return doubled


@reward(bounds=(0.0, 2.0))
@twice
def long(completion) -> float:
    return float(len(completion.text) > 10)


def theirs(completion: str) -> float:
    return float(ends_with(completion, "cm"))


ours = reward(bounds=(0.0, 3.0))(theirs)


class Mentions(Reward):
    """1 where the completion names the unit."""

    unit: str
    judge: Callable[..., bool] = ends_with
    times: int = 1
    kinds: ClassVar[tuple[str, ...]] = ("a", "b")
    bounds = (0.0, 1.0)

    def __post_init__(self):
        self._settle(times=int(self.times))
        super().__post_init__()

    def evaluate(self, batch):
        return [float(self.judge(each.text, self.unit)) for each in batch.completions]


class MentionsTwice(Mentions):
    """The same, of a class of one's own."""

    bounds = (0.0, 2.0)

    def evaluate(self, batch):
        return [2.0 * score for score in super().evaluate(batch)]


def is_math(row):
    return row["task"] == "math" and LEAST < 1.0


def by_length(steps):
    return [LEAST for _ in steps]


class Falling(Schedule):
    """A schedule of the user's; no dataclass, which needs its module in sys.modules."""

    def __init__(self, to):
        self.to = to

    def __eq__(self, other):
        return type(other) is Falling and other.to == self.to

    def __hash__(self):
        return hash(self.to)

    def __repr__(self):
        return f"Falling({self.to})"

    def _at(self, progress):
        return 1.0 - (1.0 - self.to) * progress

    @property
    def bounds(self):
        return (self.to, 1.0)


ALL = [
    in_units,
    long,
    ours,
    Mentions(unit="cm"),
    MentionsTwice(unit="kg", times=3),
    in_units.when(is_math),
    StepRewards(function=by_length),
    Format().anneal(Falling(0.25), without_clock=1.0),
    ((in_units + 0.5 * Format()).requires(Correctness()) + 0.1 * ours).named("total"),
]
MONITOR = Monitor(in_units + Mentions(unit="cm"))
ROWS = {
    "completions": ["<think>a</think><answer>5 cm</answer>", "The answer is 5 kg", "5 cm"],
    "unit": ["cm", None, "cm"],
    "task": ["math", "math", "chat"],
    "answer": ["5 cm", "5 kg", "6 cm"],
}


def facts(one):
    """All that is to be the same elsewhere."""
    return [
        repr(one),
        one.__name__,
        list(one.bounds),
        list(one.columns),
        one(**ROWS),
        str(one.explain(ROWS["completions"][0], unit="cm", task="math", answer="5 cm", progress=0.5)),
    ]


if __name__ == "__main__":
    from there_and_back import main  # beside this file, and nowhere in the other process

    main(sys.modules[__name__], sys.argv[1])
