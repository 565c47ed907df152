"""Rewards about length, in tokens as the trainer counts them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

from reasoning_rewards.core import settings
from reasoning_rewards.core.algebra.judged import GATE_ABSTAINS, Judged
from reasoning_rewards.core.margin.bounds import Bounds
from reasoning_rewards.errors import BatchError
from reasoning_rewards.rewards.measure import Measured, measured
from reasoning_rewards.verdict import Decision, Rule, Score, Verdicts

if TYPE_CHECKING:
    from reasoning_rewards.core.batch import Batch

__all__ = ["Brevity", "CosineScaled", "LengthPenalty", "LengthTarget"]

_WITHIN = Rule("length.within", "{length} {unit:word}, within {limit}")
_OVER = Rule("length.over", "{length} {unit:word}, over {limit}")
_CUSHION = Rule("length.cushion", "{length} {unit:word}, inside the cushion before {limit}")
_RIGHT = Rule("length.right", "right, with {length} {unit:word} of {limit}")
_WRONG = Rule("length.wrong", "wrong, with {length} {unit:word} of {limit}")
_TARGET = Rule("length.target", "{length} {unit:word}; asked for were {target}")
_NO_TARGET = Rule("target.missing", "the row asks for no length")


class LengthPenalty(Measured):
    """0 up to max_length − soft_cache, then falling evenly to −1 at max_length: DAPO's soft overlong punishment.

    With L the length, M = max_length and C = soft_cache (arXiv:2503.14476, Eq. 13):

    ===============  ====================
    L ≤ M − C         0
    L ≤ M             ((M − C) − L) / C
    L > M             −1
    ===============  ====================

    Bounds: [−1, 0] for right and wrong answers alike.

    max_length, soft_cache: in ``unit``; soft_cache at most max_length.
    unit, mask_column: 'tokens' counts ``completion_ids``, without those that the mask's zeros name (a
        column with a list a completion); 'words' and 'characters' count the text.

    >>> LengthPenalty(max_length=10, soft_cache=4)(["…"] * 3, completion_ids=[range(6), range(8), range(12)])
    [0.0, -0.5, -1.0]
    """

    max_length: int
    soft_cache: int
    bounds = (-1.0, 0.0)
    rules = (_WITHIN, _CUSHION, _OVER)

    def __post_init__(self) -> None:
        settings.count("max_length", self.max_length)
        settings.count("soft_cache", self.soft_cache, at_least=0)
        if self.soft_cache > self.max_length:
            raise settings.wrong("soft_cache", self.soft_cache, f"at most max_length={self.max_length}")
        super().__post_init__()

    def evaluate(self, batch: Batch) -> Verdicts:
        """Measure every completion."""
        soft = self.max_length - self.soft_cache
        scores: list[Score] = []
        decisions = []
        for length in self._lengths(batch):
            if length <= soft:
                score, rule = 0.0, _WITHIN
            elif length <= self.max_length:
                score, rule = (soft - length) / self.soft_cache, _CUSHION
            else:
                score, rule = -1.0, _OVER
            scores.append(score)
            decisions.append(measured(rule, length, self.unit, self.max_length))
        return Verdicts(scores, decisions, name=self.label)


class Brevity(Measured):
    """1 for nothing at all, falling evenly to 0 at the limit: max(0, 1 − L/limit).

    Bounds: [0, 1] for right and wrong answers alike, so on its own it pays for saying nothing: gate it
    on correctness, ``Brevity(limit=1024).only_if(solved)``.

    limit: in ``unit``.
    unit, mask_column: 'tokens' counts ``completion_ids``, without those that the mask's zeros name (a
        column with a list a completion); 'words' and 'characters' count the text.

    >>> Brevity(limit=8)(["…", "…"], completion_ids=[range(2), range(9)])
    [0.75, 0.0]
    """

    limit: int
    bounds = (0.0, 1.0)
    rules = (_WITHIN, _OVER)

    def __post_init__(self) -> None:
        settings.count("limit", self.limit)
        super().__post_init__()

    def evaluate(self, batch: Batch) -> Verdicts:
        """Measure every completion."""
        counted = self._lengths(batch)
        scores: list[Score] = [max(0.0, 1.0 - length / self.limit) for length in counted]
        decisions = [
            measured(_WITHIN if length <= self.limit else _OVER, length, self.unit, self.limit)
            for length in counted
        ]
        return Verdicts(scores, decisions, name=self.label)


class CosineScaled(Judged, Measured):
    """Right answers earn more the shorter they are, wrong ones lose less the longer they tried.

    With x = min(L/max_length, 1) and (short, long) the pair of settings for right or for wrong answers:

        long + (short − long)·(1 + cos πx)/2

    so a length of 0 scores ``short``, and max_length or more scores ``long``. Source: arXiv:2502.03373,
    App. C.1, and TRL's ``get_cosine_scaled_reward``, which this agrees with to the last bit. Lengths
    past max_length are clamped: a cosine would climb again. The paper's fixed score for completions
    that were cut off is `Truncation`'s business, and its repetition term `RepetitionPenalty`'s.

    Bounds: those of the two pairs; with the defaults right answers score [0.5, 1], wrong ones [−1, −0.5].

    by: who says what is right, such as Correctness(). Where it abstains, so does this.
    max_length: in ``unit``.
    right, wrong: (score at length 0, score at max_length).
    unit, mask_column: as for `LengthPenalty`.

    >>> from reasoning_rewards import Correctness
    >>> CosineScaled(by=Correctness(), max_length=8)(
    ...     ["#### 42", "#### 42", "#### 41"], completion_ids=[range(0), range(4), range(4)], answer=["42"] * 3
    ... )
    [1.0, 0.75, -0.75]
    """

    max_length: int
    right: tuple[float, float] = (1.0, 0.5)
    wrong: tuple[float, float] = (-1.0, -0.5)
    rules = (_RIGHT, _WRONG, GATE_ABSTAINS)

    def __post_init__(self) -> None:
        settings.count("max_length", self.max_length)
        wanted = "(score at length 0, score at max_length)"
        self._settle(
            right=settings.pair("right", self.right, wanted), wrong=settings.pair("wrong", self.wrong, wanted)
        )
        super().__post_init__()

    @property
    def bounds_if_right(self) -> Bounds:
        """Between the two of ``right``."""
        return min(self.right), max(self.right)

    @property
    def bounds_if_wrong(self) -> Bounds:
        """Between the two of ``wrong``."""
        return min(self.wrong), max(self.wrong)

    def evaluate(self, batch: Batch) -> Verdicts:
        """Judge every answer and measure every completion."""
        judged = batch.verdicts(self.by)
        scores: list[Score] = []
        decisions = []
        for right, length in zip(self._right(judged), self._lengths(batch), strict=True):
            if right is None:
                scores.append(None)
                decisions.append(Decision(GATE_ABSTAINS))
                continue
            scores.append(self._curve(length, self.right if right else self.wrong))
            rule = _RIGHT if right else _WRONG
            decisions.append(measured(rule, length, self.unit, self.max_length))
        return Verdicts(scores, decisions, (judged,), name=self.label)

    def _curve(self, length: int, ends: tuple[float, float]) -> float:
        short, long = ends
        cosine = math.cos(min(length / self.max_length, 1.0) * math.pi)
        score = long + 0.5 * (short - long) * (1.0 + cosine)
        return min(max(score, min(ends)), max(ends))  # rounding may not leave the bounds


class LengthTarget(Measured):
    """As long as was asked for: L1's two length rewards, without their correctness term.

    With T the target and L the length:

    =======  ==========================================  ===============
    exact     max(floor, −alpha·|T − L|)                  bounds [floor, 0]
    max       min(1, max(0, alpha·(T − L) + 0.5))         bounds [0, 1]
    =======  ==========================================  ===============

    for right and wrong answers alike. Source: arXiv:2503.04697. The paper adds the exact form to the
    correctness reward (``solved + LengthTarget(target=…)``) and multiplies with the other
    (``solved * LengthTarget(target=…, mode="max")``). Its exact form has no floor; ours needs bounds. In the
    authors' code the max form is (1 + clip(a·(T − L), −1, 1))/2 with a = 0.002: here that is alpha=0.001.

    mode: 'exact' to be that long, 'max' to be no longer.
    target: the length asked for; target_column: a column with it, row by row. None there means
        ``target``; where that is None too, the row abstains.
    alpha: the pay for one unit of length; 1/3000 in the paper.
    floor: the least the exact form gives.
    unit, mask_column: as for `LengthPenalty`.

    >>> LengthTarget(target=100, alpha=0.01)(["…"] * 3, completion_ids=[range(100), range(90), range(500)])
    [0.0, -0.1, -1.0]
    >>> LengthTarget(target=100, alpha=0.01, mode="max")(["…"] * 2, completion_ids=[range(90), range(500)])
    [0.6, 0.0]
    """

    target: int | None = None
    target_column: str | None = None
    mode: Literal["exact", "max"] = "exact"
    alpha: float = 1 / 3000
    floor: float = -1.0
    rules = (_TARGET, _NO_TARGET)

    def __post_init__(self) -> None:
        if self.target is not None:
            settings.count("target", self.target)
        elif self.target_column is None:
            raise settings.wrong("target", self.target, "a length, or target_column='the column with it'")
        self._settle(
            alpha=settings.number("alpha", self.alpha, above=0),
            floor=settings.number("floor", self.floor, at_most=0),
        )
        super().__post_init__()

    @property
    def bounds(self) -> Bounds:
        """[floor, 0] in the exact form, [0, 1] in the other."""
        return (self.floor, 0.0) if self.mode == "exact" else (0.0, 1.0)

    @property
    def may_abstain(self) -> bool:
        """Where a row may lack a target."""
        return self.target is None

    def evaluate(self, batch: Batch) -> Verdicts:
        """Measure every completion against its row's target."""
        scores: list[Score] = []
        decisions = []
        for row, length in enumerate(self._lengths(batch)):
            target = self._target(batch, row)
            if target is None:
                scores.append(None)
                decisions.append(Decision(_NO_TARGET))
                continue
            scores.append(self._score(target - length))
            facts = (("length", length), ("unit", self.unit), ("target", target))
            decisions.append(Decision(_TARGET, facts))
        return Verdicts(scores, decisions, name=self.label)

    def _score(self, left: int) -> float:
        if self.mode == "exact":
            return max(self.floor, -self.alpha * abs(left)) if left else 0.0
        return min(1.0, max(0.0, self.alpha * left + 0.5))

    def _target(self, batch: Batch, row: int) -> int | None:
        if self.target_column is None:
            return self.target
        value = batch.column(self.target_column)[row]
        if value is None:
            return self.target
        length = settings.whole(value)
        if length is None or length < 1:
            raise BatchError(
                f"{self.target_column}, {batch.where(row)}: {value!r}; expected a length of 1 or more, or None"
            )
        return length
