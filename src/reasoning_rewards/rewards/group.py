"""Length rewards that compare the completions of a prompt with each other."""

from __future__ import annotations

import abc
import math
from typing import TYPE_CHECKING, Literal

from reasoning_rewards.core import settings
from reasoning_rewards.core.algebra.judged import GATE_ABSTAINS, Judged
from reasoning_rewards.core.groups import groups
from reasoning_rewards.core.margin.bounds import Bounds
from reasoning_rewards.rewards.measure import Measured
from reasoning_rewards.verdict import Decision, Facts, Rule, Score, Verdicts

if TYPE_CHECKING:
    from reasoning_rewards.core.batch import Batch

__all__ = ["AlpLength", "AroraLength", "KimiLength", "LaserLength", "LeadLength"]

_RIGHT = Rule("group.right", "right, with {length} {unit:word}; the group has {size}, {right} of them right")
_WRONG = Rule("group.wrong", "wrong, with {length} {unit:word}; the group has {size}, {right} of them right")

_SILENT = Decision(GATE_ABSTAINS)


class GroupLength(Judged, Measured):
    """A reward for lengths among right and wrong answers to one prompt.

    Rows with equal prompts are a group, however many of them a batch holds and in whatever order;
    ``group_column`` names a column whose values tell groups apart instead. Rows on which ``by``
    abstains do too, and are in no group.
    """

    group_column: str | None = None
    rules = (_RIGHT, _WRONG, GATE_ABSTAINS)

    @property
    def per_row(self) -> bool:
        """False: it compares the completions of a group."""
        return False

    @property
    def needs_prompts(self) -> bool:  # type: ignore[override]
        """Unless a column tells the groups apart."""
        return not self.per_row and self.group_column is None

    def evaluate(self, batch: Batch) -> Verdicts:
        """Score every group by itself."""
        judged = batch.verdicts(self.by)
        right, lengths = self._right(judged), self._lengths(batch)
        scores: list[Score] = [None] * len(batch)
        decisions = [_SILENT] * len(batch)
        alone = [[row] for row in range(len(batch))]
        for group in alone if self.per_row else groups(batch, self.group_column, self.__name__):
            rows = [row for row in group if right[row] is not None]
            if rows:
                passed = [bool(right[row]) for row in rows]
                found = self._group([lengths[row] for row in rows], passed)
                shared = (("unit", self.unit), ("size", len(rows)), ("right", sum(passed)))
                for row, score, is_right in zip(rows, found, passed, strict=True):
                    scores[row] = score
                    facts: Facts = (("length", lengths[row]), *shared)
                    decisions[row] = Decision(_RIGHT if is_right else _WRONG, facts)
        return Verdicts(scores, decisions, (judged,), name=self.label)

    @abc.abstractmethod
    def _group(self, lengths: list[int], right: list[bool]) -> list[float]:
        """The scores of one group, which is not empty."""


class KimiLength(GroupLength):
    """Shorter than the others of its group is better: Kimi k1.5's length reward.

    With λ = 0.5 − (L − shortest)/(longest − shortest), shortest and longest over the whole group:

    ===========================  ============
    right                         λ
    wrong                         min(0, λ)
    all of one length             0
    ===========================  ============

    Source: arXiv:2501.12599, Section 2.3.3. It is added to the correctness reward with a small weight,
    which the paper warms up: ``solved + (0.4 * KimiLength(by=solved)).anneal(warmup(0.2))``. Bounds:
    [−0.5, 0.5] for right answers, [−0.5, 0] for wrong ones, so a weight below 1 keeps right above wrong.

    by: who says what is right, such as Correctness().
    group_column: a column that tells groups apart; by default equal prompts are a group.
    unit, mask_column: as for `LengthPenalty`.

    >>> from reasoning_rewards import Correctness
    >>> KimiLength(by=Correctness())(
    ...     ["#### 4", "#### 4", "#### 5"], prompts=["2+2?"] * 3, answer=["4"] * 3,
    ...     completion_ids=[range(10), range(20), range(15)],
    ... )
    [0.5, -0.5, 0.0]
    """

    bounds_if_right = (-0.5, 0.5)
    bounds_if_wrong = (-0.5, 0.0)

    def _group(self, lengths: list[int], right: list[bool]) -> list[float]:
        shortest, longest = min(lengths), max(lengths)
        if shortest == longest:
            return [0.0] * len(lengths)
        shares = [0.5 - (length - shortest) / (longest - shortest) for length in lengths]
        return [share if passed else min(0.0, share) for share, passed in zip(shares, right, strict=True)]


class AroraLength(GroupLength):
    """Right answers earn more the shorter they are among the right ones: Arora and Zanette's reward.

    ========  ==========================================================
    right      1 − alpha·σ((L − mean)/(deviation + 1e-7))
    wrong      0
    ========  ==========================================================

    with σ the logistic function, and mean and (population) deviation over the lengths of the right
    answers of the group. Source: arXiv:2502.04463 and the authors' ``reward_server/math_server.py``, which
    also calls wrong what has no end-of-sequence token: ``by=solved * Truncation(...)`` does that here. It
    holds correctness already, so it takes its place. Bounds: [1 − alpha, 1] for right answers, [0, 0]
    for wrong ones.

    by: who says what is right, such as Correctness().
    alpha: how much of the reward depends on length; below 1.
    group_column: a column that tells groups apart; by default equal prompts are a group.
    unit, mask_column: as for `LengthPenalty`.

    >>> from reasoning_rewards import Correctness
    >>> AroraLength(by=Correctness(), alpha=0.2)(
    ...     ["#### 4", "#### 5"], prompts=["2+2?"] * 2, answer=["4"] * 2, completion_ids=[range(10), range(20)]
    ... )
    [0.9, 0.0]
    """

    alpha: float = 0.2
    bounds_if_wrong = (0.0, 0.0)

    def __post_init__(self) -> None:
        self._settle(alpha=settings.number("alpha", self.alpha, above=0, at_most=math.nextafter(1, 0)))
        super().__post_init__()

    @property
    def bounds_if_right(self) -> Bounds:
        """[1 − alpha, 1]."""
        return 1.0 - self.alpha, 1.0

    def _group(self, lengths: list[int], right: list[bool]) -> list[float]:
        passed = [length for length, is_right in zip(lengths, right, strict=True) if is_right]
        if not passed:
            return [0.0] * len(lengths)
        mean = math.fsum(passed) / len(passed)
        spread = math.sqrt(math.fsum((length - mean) ** 2 for length in passed) / len(passed)) + 1e-7
        return [
            1.0 - self.alpha / (1.0 + math.exp((mean - length) / spread)) if is_right else 0.0
            for length, is_right in zip(lengths, right, strict=True)
        ]


class LeadLength(GroupLength):
    """Right answers shorter than the average right one earn more than 1, longer ones less: GRPO-LEAD's reward.

    ========  =====================================================================
    right      min(cap, exp(−alpha·(L − mean)/(deviation + 1e-6)))
    wrong      −1
    ========  =====================================================================

    with mean and (sample) deviation over the lengths of the right answers of the group; the only right
    answer scores 1. Source: arXiv:2504.09696 and the authors' ``main_ppo.py``, which leaves groups alone
    whose three shortest completions average 4,000 tokens or less. It holds correctness already, so it
    takes its place. Bounds: [0, cap] for right answers, [−1, −1] for wrong ones; with the defaults no
    group of fewer than 190 comes near the cap.

    by: who says what is right, such as Correctness().
    alpha: how steep; the authors' is 0.05.
    cap: the most a right answer can earn.
    group_column: a column that tells groups apart; by default equal prompts are a group.
    unit, mask_column: as for `LengthPenalty`.

    >>> from reasoning_rewards import Correctness
    >>> LeadLength(by=Correctness())(
    ...     ["#### 4", "#### 5"], prompts=["2+2?"] * 2, answer=["4"] * 2, completion_ids=[range(10), range(20)]
    ... )
    [1.0, -1.0]
    """

    alpha: float = 0.05
    cap: float = 2.0
    bounds_if_wrong = (-1.0, -1.0)

    def __post_init__(self) -> None:
        self._settle(
            alpha=settings.number("alpha", self.alpha, above=0, at_most=1),
            cap=settings.number("cap", self.cap, at_least=1),
        )
        super().__post_init__()

    @property
    def bounds_if_right(self) -> Bounds:
        """[0, cap]."""
        return 0.0, self.cap

    def _group(self, lengths: list[int], right: list[bool]) -> list[float]:
        passed = [length for length, is_right in zip(lengths, right, strict=True) if is_right]
        mean = math.fsum(passed) / max(len(passed), 1)
        squares = math.fsum((length - mean) ** 2 for length in passed)
        spread = math.sqrt(squares / (len(passed) - 1)) if len(passed) > 1 else 1.0
        return [
            min(self.cap, math.exp(-self.alpha * (length - mean) / (spread + 1e-6))) if is_right else -1.0
            for length, is_right in zip(lengths, right, strict=True)
        ]


class AlpLength(GroupLength):
    """Length costs more the easier the prompt is: the adaptive length penalty (ALP).

        c − beta·max(p, 1/K)·min(L/max_length, 1)

    with c 1 for right and 0 for wrong, and p the share of right answers among the K of the group.
    Source: arXiv:2506.05256; its length is in units of N, here ``max_length``, and is clamped there, as a
    reward has bounds. It holds correctness already, so it takes its place. Bounds: [1 − beta, 1] for
    right answers, [−beta, 0] for wrong ones.

    by: who says what is right, such as Correctness().
    max_length: the length that costs the most; in ``unit``.
    beta: what it costs on a prompt that is always solved; below 1.
    group_column: a column that tells groups apart; by default equal prompts are a group.
    unit, mask_column: as for `LengthPenalty`.

    >>> from reasoning_rewards import Correctness
    >>> AlpLength(by=Correctness(), max_length=100, beta=0.5)(
    ...     ["#### 4", "#### 5"], prompts=["2+2?"] * 2, answer=["4"] * 2, completion_ids=[range(40), range(80)]
    ... )
    [0.9, -0.2]
    """

    max_length: int
    beta: float = 0.1

    def __post_init__(self) -> None:
        settings.count("max_length", self.max_length)
        self._settle(beta=settings.number("beta", self.beta, above=0, at_most=math.nextafter(1, 0)))
        super().__post_init__()

    @property
    def bounds_if_right(self) -> Bounds:
        """[1 − beta, 1]."""
        return 1.0 - self.beta, 1.0

    @property
    def bounds_if_wrong(self) -> Bounds:
        """[−beta, 0]."""
        return -self.beta, 0.0

    def _group(self, lengths: list[int], right: list[bool]) -> list[float]:
        price = self.beta * max(sum(right), 1) / len(right)
        return [
            (1.0 if is_right else 0.0) - price * min(length / self.max_length, 1.0)
            for length, is_right in zip(lengths, right, strict=True)
        ]


class LaserLength(GroupLength):
    """Right answers within a target length earn a bonus: LASER, and LASER-D where targets follow difficulty.

    =====================  =============  ============
    right answer, length    up to target   above it
    =====================  =============  ============
    mode 'reward'           1 + bonus      1
    mode 'penalty'          1              1 − bonus
    mode 'hybrid'           1 + bonus      1 − bonus
    =====================  =============  ============

    Wrong answers score 0. Source: arXiv:2505.15612 and the authors' ``length_penalty.py`` (which scores
    wrong ones −0.5; a constant between right and wrong is a weight). With three targets a group's own
    is chosen by the share p of right answers in it: p ≥ 2/3 easy, p ≥ 1/3 medium, else hard; the
    authors refresh theirs from a monitoring set, here you set them. It holds correctness already, so
    it takes its place. Bounds: as in the table, and [0, 0] for wrong answers.

    by: who says what is right, such as Correctness().
    target: a length, or (easy, medium, hard).
    bonus: below 1 unless mode is 'reward'.
    group_column: a column that tells groups apart; by default equal prompts are a group.
    unit, mask_column: as for `LengthPenalty`.

    >>> from reasoning_rewards import Correctness
    >>> LaserLength(by=Correctness(), target=30)(
    ...     ["#### 4", "#### 4", "#### 5"], prompts=["2+2?"] * 3, answer=["4"] * 3,
    ...     completion_ids=[range(10), range(40), range(10)],
    ... )
    [1.5, 1.0, 0.0]
    """

    target: int | tuple[int, int, int]
    bonus: float = 0.5
    mode: Literal["reward", "penalty", "hybrid"] = "reward"
    bounds_if_wrong = (0.0, 0.0)

    def __post_init__(self) -> None:
        self._settle(target=_targets(self.target))
        most = None if self.mode == "reward" else math.nextafter(1, 0)
        self._settle(bonus=settings.number("bonus", self.bonus, above=0, at_most=most))
        super().__post_init__()

    @property
    def per_row(self) -> bool:
        """True with one target, which asks nothing of the group."""
        return not isinstance(self.target, tuple)

    @property
    def _ends(self) -> tuple[float, float]:
        """What a right answer above the target scores, and what one within it does."""
        return (
            1.0 if self.mode == "reward" else 1.0 - self.bonus,
            1.0 if self.mode == "penalty" else 1.0 + self.bonus,
        )

    @property
    def bounds_if_right(self) -> Bounds:
        """As in the table."""
        return self._ends

    def _group(self, lengths: list[int], right: list[bool]) -> list[float]:
        target = self.target
        if isinstance(target, tuple):
            third = 3 * sum(right) // len(right)  # 0, 1, 2 or 3 thirds of the group are right
            target = target[2 - min(third, 2)]
        over, within = self._ends
        return [
            (within if length <= target else over) if is_right else 0.0
            for length, is_right in zip(lengths, right, strict=True)
        ]


def _targets(target: object) -> int | tuple[int, ...]:
    """One length or three, as ints."""
    listed = [settings.whole(each) for each in (target if isinstance(target, tuple) else (target,))]
    found = tuple(each for each in listed if each is not None and each >= 1)
    if len(found) < len(listed) or len(found) not in (1, 3) or (len(found) == 1) == isinstance(target, tuple):
        raise settings.wrong(
            "target", target, "a length of 1 or more, or a tuple of three: (easy, medium, hard)"
        )
    return found if isinstance(target, tuple) else found[0]
