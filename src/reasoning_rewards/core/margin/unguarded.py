"""Rows that train on style alone: scored, though everything that would decide there is silent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from operator import add
from typing import TYPE_CHECKING

from reasoning_rewards.core.algebra.gates import IfAbstains, Requires
from reasoning_rewards.core.margin.bounds import Case
from reasoning_rewards.core.margin.rows import rows

if TYPE_CHECKING:
    from reasoning_rewards.core.reward import Reward

__all__ = ["guard", "unguarded"]

Components = Sequence[tuple["Reward", float]]


def unguarded(reward: Reward, components: Components) -> list[str]:
    """The components that score rows on which every decider that is asked abstains, for want of a gold."""
    silent = list(_undecided(reward))
    scored = (part for part, _ in components if any(_teaches(part, row) for row in silent))
    return list(dict.fromkeys(part.label for part in scored))


def guard(reward: Reward, components: Components) -> Reward | None:
    """What the whole has to require so that no such row is scored; None where that would not do, or need not."""
    bare = [_bare(part) for part, _ in components]
    deciding = [part for part in bare if any(leaf.decides for leaf in part._reached(Case()))]
    if not deciding or not any(True for _ in _undecided(reward)):
        return None
    needed = reduce(add, deciding)
    return None if any(True for _ in _undecided(reward.requires(needed))) else needed


def _undecided(reward: Reward) -> Iterator[Case]:
    for row in rows(reward):
        deciding = [leaf for leaf in reward._reached(row) if leaf.decides]
        if deciding and all(leaf._span(row) is None for leaf in deciding) and _teaches(reward, row):
            yield row


def _teaches(reward: Reward, row: Case) -> bool:
    """Can the completions of such a row be scored otherwise than each other? One score for all moves nothing."""
    span = reward._span(row)
    return span is not None and span.low < span.high


def _bare(part: Reward) -> Reward:
    while isinstance(part, IfAbstains | Requires):
        part = part.part
    return part
