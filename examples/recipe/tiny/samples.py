"""What a model wrote for held-out problems, judged without the library that gave the rewards.

Training and evaluation must not share their reader: a model may learn to please the one that pays it.
Here the answer is simply the last number written after the thinking (anywhere, if no thinking was
closed), tags or no tags. So a model gains nothing here by its form alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from recipe.tiny.problems import Problem
from recipe.tiny.traces import reward_rows

SHOWN = 8
"""How many transcripts are kept; problems are drawn family by family in turn, so each is among them."""


@dataclass(frozen=True)
class Sample:
    """One completion of a problem: its text and its tokens, the end mark not among them."""

    problem: Problem
    text: str
    tokens: tuple[int, ...]

    @property
    def right(self) -> bool:
        return read_answer(self.text) == self.problem.answer

    @property
    def shows_steps(self) -> bool:
        """Whether the thinking holds at least as many equations as the problem has steps."""
        thinking, closed, _ = self.text.partition("</think>")
        return bool(closed) and thinking.count(" = ") >= len(self.problem.steps)


def read_answer(text: str) -> int | None:
    """The last whole number after the thinking; ``None`` if there is none."""
    spoken = text.rpartition("</think>")[2]
    numbers = re.findall(r"-?\d+", spoken)
    return int(numbers[-1]) if numbers else None


def measure(
    samples: list[Sample], rewards: Mapping[str, Callable[..., list[float | None]]]
) -> dict[str, Any]:
    """What a report needs of some samples, as plain data that JSON can hold.

    ``right``: for each family, whether each problem was answered rightly, by this file's reader.
    ``rewards``: the mean of each of the library's rewards, called as a trainer calls them.
    """
    right: dict[str, list[bool]] = {}
    for sample in samples:
        right.setdefault(sample.problem.family, []).append(sample.right)
    rows = reward_rows([sample.problem for sample in samples])
    columns = {name: [row[name] for row in rows] for name in ("answer", "steps")}
    scores = {
        name: reward(
            prompts=[row["prompt"] for row in rows],
            completions=[[{"role": "assistant", "content": sample.text}] for sample in samples],
            completion_ids=[list(sample.tokens) for sample in samples],
            **columns,
        )
        for name, reward in rewards.items()
    }
    return {
        "right": right,
        "rewards": {
            name: mean([score for score in column if score is not None]) for name, column in scores.items()
        },
        "mean_length": mean([len(sample.tokens) for sample in samples]),
        "shows_steps": mean([sample.shows_steps for sample in samples]),
        "transcripts": [
            {
                "family": sample.problem.family,
                "question": sample.problem.question,
                "text": sample.text,
                "right": sample.right,
            }
            for sample in samples[:SHOWN]
        ],
    }


def mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0
