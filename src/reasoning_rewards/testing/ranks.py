"""`assert_ranks`: a reward must prefer what you prefer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from reasoning_rewards.core.reward import Reward

__all__ = ["assert_ranks"]


def assert_ranks(
    reward: Reward,
    completions: Sequence[object],
    *,
    prompt: object = None,
    completion_ids: Sequence[Sequence[int]] | None = None,
    progress: float | None = None,
    **row: Any,
) -> None:
    """Assert that completions of one row score strictly less from each to the next.

    completions: best first.
    row: the row's columns, the same for all of them.
    completion_ids: one list a completion, for rewards that count tokens.

    The error shows the pair that is the wrong way round, and why each scored what it did.

    >>> from reasoning_rewards import Correctness, Proximity
    >>> assert_ranks(Correctness() + 0.1 * Proximity(), ["#### 42", "#### 41", "#### 7"], answer="42")
    >>> assert_ranks(Correctness(), ["#### 41", "#### 42"], answer="42")
    Traceback (most recent call last):
    ...
    AssertionError: correctness ranks completion 0 (0) not above completion 1 (1)
      0: '#### 41'
    correctness  0  number.differs  different numbers; read '41', gold '42'
      1: '#### 42'
    correctness  1  number.same  the same number; read '42', gold '42'
    """
    count = len(completions)
    verdicts = reward.verdicts(
        list(completions),
        prompts=None if prompt is None else [prompt] * count,
        completion_ids=completion_ids,
        progress=progress,
        **{name: [value] * count for name, value in row.items()},
    )
    for (better, first), (worse, second) in pairwise(enumerate(verdicts)):
        if first.score is None or second.score is None or not first.score > second.score:
            raise AssertionError(
                f"{reward.__name__} ranks completion {better} ({_said(first.score)}) not above completion {worse} "
                f"({_said(second.score)})\n  {better}: {str(completions[better])[:200]!r}\n{first}\n"
                f"  {worse}: {str(completions[worse])[:200]!r}\n{second}"
            )


def _said(score: float | None) -> str:
    return "abstains" if score is None else f"{score:g}"
