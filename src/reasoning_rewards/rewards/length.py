"""Rewards about length, in tokens as the trainer counts them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reasoning_rewards.core import settings
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.core.verdict import Decision, Score, Verdicts

if TYPE_CHECKING:
    from reasoning_rewards.core.batch import Batch

__all__ = ["Brevity", "LengthPenalty"]

_UNITS = ("tokens", "words", "characters")


def lengths(batch: Batch, unit: str) -> list[int]:
    """The length of every completion: token ids counted, words split at white space, or characters."""
    if unit == "tokens":
        assert batch.completion_ids is not None, "a batch without ids is refused before it is judged"
        return [len(ids) for ids in batch.completion_ids]
    texts = [(completion.reasoning or "") + completion.text for completion in batch.completions]
    return [len(text.split()) if unit == "words" else len(text) for text in texts]


class LengthPenalty(Reward):
    """0 up to max_length − soft_cache, then falling evenly to −1 at max_length: DAPO's soft overlong punishment.

    With L the length, M = max_length and C = soft_cache (arXiv:2503.14476, Eq. 13):

    ===============  ====================
    L ≤ M − C         0
    L ≤ M             ((M − C) − L) / C
    L > M             −1
    ===============  ====================

    Bounds: [−1, 0] for right and wrong answers alike.

    max_length, soft_cache: in ``unit``; soft_cache at most max_length.
    unit: 'tokens' counts ``completion_ids``; 'words' and 'characters' count the text.

    >>> LengthPenalty(max_length=10, soft_cache=4)(["…"] * 3, completion_ids=[range(6), range(8), range(12)])
    [0.0, -0.5, -1.0]
    """

    max_length: int
    soft_cache: int
    unit: str = "tokens"
    bounds = (-1.0, 0.0)
    rules = ("length.within", "length.cushion", "length.over")

    def __post_init__(self) -> None:
        settings.count("max_length", self.max_length)
        settings.count("soft_cache", self.soft_cache, at_least=0)
        if self.soft_cache > self.max_length:
            raise settings.wrong("soft_cache", self.soft_cache, f"at most max_length={self.max_length}")
        settings.choice("unit", self.unit, _UNITS)
        super().__post_init__()

    @property
    def needs_token_ids(self) -> bool:
        """Only when it counts tokens."""
        return self.unit == "tokens"

    def evaluate(self, batch: Batch) -> Verdicts:
        """Measure every completion."""
        soft = self.max_length - self.soft_cache
        scores: list[Score] = []
        decisions = []
        for length in lengths(batch, self.unit):
            if length <= soft:
                score, rule = 0.0, "length.within"
            elif length <= self.max_length:
                score, rule = (soft - length) / self.soft_cache, "length.cushion"
            else:
                score, rule = -1.0, "length.over"
            scores.append(score)
            decisions.append(_measured(rule, length, self.unit, self.max_length))
        return Verdicts(scores, decisions, name=self.label)


class Brevity(Reward):
    """1 for nothing at all, falling evenly to 0 at the limit: max(0, 1 − L/limit).

    Bounds: [0, 1] for right and wrong answers alike, so on its own it pays for saying nothing: gate it
    on correctness, ``Brevity(limit=1024).only_if(solved)``.

    limit: in ``unit``.
    unit: 'tokens' counts ``completion_ids``; 'words' and 'characters' count the text.

    >>> Brevity(limit=8)(["…", "…"], completion_ids=[range(2), range(9)])
    [0.75, 0.0]
    """

    limit: int
    unit: str = "tokens"
    bounds = (0.0, 1.0)
    rules = ("length.within", "length.over")

    def __post_init__(self) -> None:
        settings.count("limit", self.limit)
        settings.choice("unit", self.unit, _UNITS)
        super().__post_init__()

    @property
    def needs_token_ids(self) -> bool:
        """Only when it counts tokens."""
        return self.unit == "tokens"

    def evaluate(self, batch: Batch) -> Verdicts:
        """Measure every completion."""
        counted = lengths(batch, self.unit)
        scores: list[Score] = [max(0.0, 1.0 - length / self.limit) for length in counted]
        decisions = [
            _measured(
                "length.within" if length <= self.limit else "length.over", length, self.unit, self.limit
            )
            for length in counted
        ]
        return Verdicts(scores, decisions, name=self.label)


def _measured(rule: str, length: int, unit: str, limit: int) -> Decision:
    return Decision(rule, (("length", length), ("unit", unit), ("limit", limit)))
