"""Before anything is scored: does the batch have everything that anything in the tree reads?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reasoning_rewards.errors import ClockError, MissingColumnError

if TYPE_CHECKING:
    from reasoning_rewards.core.batch import Batch
    from reasoning_rewards.core.reward import Reward

__all__ = ["ready"]


def ready(reward: Reward, batch: Batch) -> Batch:
    """The batch, once it is sure to suffice; what is missing raises, naming who reads it and the remedy."""
    for node, name in reward._reads():
        batch.column(name, asked_by=node.label)
    for leaf in reward.leaves():
        if leaf.needs_prompts and batch.prompts is None:
            raise MissingColumnError(_without_prompts(leaf))
        if leaf.needs_token_ids and batch.completion_ids is None:
            raise MissingColumnError(
                f"{leaf.label} counts tokens, and completion_ids were not passed; "
                "pass them, or choose another unit: unit='words' or unit='characters'"
            )
    if batch.progress is None and reward._wants_clock():
        raise ClockError(
            f"{reward.__name__} has a schedule, and nobody says how much of the run is over. In a trainer that "
            "passes no trainer_state write anneal(..., without_clock=<factor>); elsewhere pass progress="
        )
    return batch


def _without_prompts(leaf: Reward) -> str:
    if getattr(leaf, "group_column", "") is None:
        return (
            f"{leaf.label} compares the completions of a prompt, and prompts were not passed; pass prompts=[...], "
            "or name a column whose values tell the groups apart: group_column='prompt_id'"
        )
    return f"{leaf.label} reads the prompts; pass prompts=[...] (explain: prompt=...)"
