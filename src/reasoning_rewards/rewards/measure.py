"""How long a completion is: the base of every reward that measures it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from reasoning_rewards.core import settings
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.errors import BatchError
from reasoning_rewards.verdict import Decision

if TYPE_CHECKING:
    from reasoning_rewards.core.batch import Batch

__all__ = ["Measured", "measured"]


class Measured(Reward):
    """A reward that measures completions.

    ``unit='tokens'`` counts ``completion_ids``: what the trainer counts, results of tools included. A
    data set column named by ``mask_column`` leaves those out: a list a completion with as many values
    as it has token ids, 1 for a token of the model's and 0 for another. 'words' (split at white space)
    and 'characters' count the text of the last assistant message and its reasoning; messages of tools
    are never in there.
    """

    unit: Literal["tokens", "words", "characters"] = "tokens"
    mask_column: str | None = None

    def __post_init__(self) -> None:
        if self.mask_column is not None and self.unit != "tokens":
            raise settings.wrong("mask_column", self.mask_column, "None where unit is not 'tokens'")
        super().__post_init__()

    @property
    def needs_token_ids(self) -> bool:
        """Only when it counts tokens."""
        return self.unit == "tokens"

    def _lengths(self, batch: Batch) -> list[int]:
        """The length of every completion."""
        if self.unit == "tokens":
            assert batch.completion_ids is not None, "a batch without ids is refused before it is judged"
            if self.mask_column is not None:
                masks = batch.column(self.mask_column)
                pairs = zip(batch.completion_ids, masks, strict=True)
                return [
                    _unmasked(batch, row, ids, mask, self.mask_column)
                    for row, (ids, mask) in enumerate(pairs)
                ]
            return [len(ids) for ids in batch.completion_ids]
        texts = [(completion.reasoning or "") + completion.text for completion in batch.completions]
        return [len(text.split()) if self.unit == "words" else len(text) for text in texts]


def measured(rule: str, length: int, unit: str, limit: int) -> Decision:
    """What a reward says of a length beside a limit."""
    return Decision(rule, (("length", length), ("unit", unit), ("limit", limit)))


def _unmasked(batch: Batch, row: int, ids: Sequence[int], mask: object, column: str) -> int:
    """How many tokens the mask keeps; without a mask (None), all."""
    if mask is None:
        return len(ids)
    kept = list(mask) if isinstance(mask, Sequence) else getattr(mask, "tolist", lambda: [])()
    if len(kept) != len(ids):
        raise BatchError(
            f"{column}, {batch.where(row)}: a mask of {len(kept)} for {len(ids)} token ids; expected one value a token, or None"
        )
    return sum(1 for value in kept if value)
