"""Rows that train on style alone: scored, though everything that would decide there is silent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from operator import add
from typing import TYPE_CHECKING

from reasoning_rewards.core.algebra.gates import Requires
from reasoning_rewards.core.margin.bounds import Case
from reasoning_rewards.core.margin.rows import rows

if TYPE_CHECKING:
    from reasoning_rewards.core.reward import Reward

__all__ = ["guard", "unguarded"]

Components = Sequence[tuple["Reward", float]]


def unguarded(reward: Reward, components: Components) -> list[str]:
    """The components that score rows on which every decider that is asked abstains, for want of a gold."""
    silent = list(_undecided(reward))
    scored = (part for part, _ in components if any(part._span(row) is not None for row in silent))
    return list(dict.fromkeys(part.label for part in scored))


def guard(reward: Reward, components: Components) -> Reward | None:
    """What the whole has to require so that no such row is scored; None where that would not do, or need not."""
    bare = [part.part if isinstance(part, Requires) else part for part, _ in components]
    deciding = [part for part in bare if any(leaf.decides for leaf in part._reached(Case()))]
    if not deciding or not any(True for _ in _undecided(reward)):
        return None
    needed = reduce(add, deciding)
    return None if any(True for _ in _undecided(reward.requires(needed))) else needed


def _undecided(reward: Reward) -> Iterator[Case]:
    for row in rows(reward):
        deciding = [leaf for leaf in reward._reached(row) if leaf.decides]
        if deciding and all(leaf._span(row) is None for leaf in deciding) and reward._span(row) is not None:
            yield row
