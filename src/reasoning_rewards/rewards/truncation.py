"""`Truncation`: what a completion is worth that was cut off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from reasoning_rewards.core import settings
from reasoning_rewards.core.margin.bounds import Bounds
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.errors import SettingError
from reasoning_rewards.notices import warn_once
from reasoning_rewards.verdict import Decision, Rule, Score, Verdicts

if TYPE_CHECKING:
    from reasoning_rewards.core.batch import Batch

__all__ = ["Truncation"]

_FINISHED = Decision(Rule("truncation.finished", "it came to its end"))
_CUT = Decision(Rule("truncation.cut", "it was cut off"))


class Truncation(Reward):
    """A factor: 1 where the completion came to its end, less where it was cut off at the length limit.

    ============  ======================  =========
    mode           finished                cut off
    ============  ======================  =========
    zero           1                       0
    soft           1                       ``soft``
    keep           1                       1 (counted in the logs, and nothing else)
    ============  ======================  =========

    Multiply with it: ``total * Truncation(end_ids=(tokenizer.eos_token_id,))``. Bounds: [0, 1], [soft, 1]
    or [1, 1], for right and wrong answers alike, so under 'zero' a right answer that was cut off earns
    nothing and the margin says so; where most completions are cut off, that is an all-zero batch.

    A completion is cut off if its last token is not one of ``end_ids``, or if a column of the trainer's
    says so. (With ``mask_truncated_completions`` TRL leaves such completions out of the loss; then
    there is no need for this.)

    mode: one of 'zero', 'soft', 'keep'.
    end_ids: the ids that end a completion: the tokenizer's ``eos_token_id``, the padding id too where
        completions arrive padded.
    flag_column: instead of end_ids, a column that is true where the completion was cut off, such as
        ms-swift's 'is_truncated'.
    soft: the factor of mode 'soft', between 0 and 1.

    >>> Truncation(end_ids=(2,))(["…", "…"], completion_ids=[[5, 7, 2], [5, 7, 9]])
    [1.0, 0.0]
    >>> Truncation(mode="soft", flag_column="is_truncated")(["…", "…"], is_truncated=[True, False])
    [0.5, 1.0]
    """

    mode: Literal["zero", "soft", "keep"] = "zero"
    end_ids: tuple[int, ...] = ()
    flag_column: str | None = None
    soft: float = 0.5
    rules = (_FINISHED.rule, _CUT.rule)

    def __post_init__(self) -> None:
        ends = tuple(map(settings.whole, self.end_ids)) if isinstance(self.end_ids, tuple) else (None,)
        if None in ends:
            raise settings.wrong("end_ids", self.end_ids, "a tuple of token ids, such as (151645,)")
        if bool(self.end_ids) == (self.flag_column is not None):
            raise SettingError(
                f"end_ids={self.end_ids!r}, flag_column={self.flag_column!r}: expected one of the two, token ids such "
                "as (tokenizer.eos_token_id,) or a column"
            )
        self._settle(end_ids=ends, soft=settings.number("soft", self.soft, at_least=0, at_most=1))
        super().__post_init__()

    @property
    def bounds(self) -> Bounds:
        """From the factor of what was cut off to 1."""
        return self._factor, 1.0

    @property
    def needs_token_ids(self) -> bool:
        """Unless a column says what was cut off."""
        return self.flag_column is None

    @property
    def _factor(self) -> float:
        return {"zero": 0.0, "soft": self.soft, "keep": 1.0}[self.mode]

    def evaluate(self, batch: Batch) -> Verdicts:
        """Look at the last token, or at the flag."""
        cut = self._cut(batch)
        scores: list[Score] = [self._factor if each else 1.0 for each in cut]
        if len(cut) >= 8 and 2 * sum(cut) > len(cut):
            self._warn(sum(cut), len(cut))
        return Verdicts(scores, [_CUT if each else _FINISHED for each in cut], name=self.label)

    def _cut(self, batch: Batch) -> list[bool]:
        if self.flag_column is not None:
            return [bool(flag) for flag in batch.column(self.flag_column)]
        assert batch.completion_ids is not None, "a batch without ids is refused before it is judged"
        return [not _ends_in(ids, self.end_ids) for ids in batch.completion_ids]

    def _warn(self, cut: int, rows: int) -> None:
        why = "raise max_completion_length"
        if self.flag_column is None:
            why += (
                f" (or end_ids, if this model ends with another id than {', '.join(map(str, self.end_ids))})"
            )
        warn_once(
            (self.__name__, "cut"),
            f"{self.__name__}: {cut} of {rows} completions of this batch were cut off: {why}. This is said once",
        )


def _ends_in(ids: Sequence[int], ends: tuple[int, ...]) -> bool:
    return len(ids) > 0 and int(ids[-1]) in ends
