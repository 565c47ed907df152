"""A reward taken apart into a weighted sum, for trainers that normalise each component by itself."""

from __future__ import annotations

from reasoning_rewards.core import names as naming
from reasoning_rewards.core.algebra.arithmetic import Scale, Sum
from reasoning_rewards.core.algebra.gates import IfAbstains, OnlyIf, Requires
from reasoning_rewards.core.algebra.wrappers import Named
from reasoning_rewards.core.margin import worst
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.errors import CompositionError

__all__ = ["components", "named_components"]


def components(reward: Reward, weight: float = 1.0) -> list[tuple[Reward, float]]:
    """The reward as a weighted sum: its components with their weights."""
    if isinstance(reward, Sum):
        return [pair for part in reward.parts for pair in components(part, weight)]
    if isinstance(reward, Scale):
        return components(reward.part, weight * reward.factor)
    if isinstance(reward, Named):
        inner = components(reward.part, weight)
        return inner if len(inner) > 1 else [(reward, weight)]
    if isinstance(reward, Requires):
        pairs = components(reward.part, weight)
        return [(_requiring(part, reward.by), share) for part, share in pairs]
    if isinstance(reward, IfAbstains) and reward.score == 0.0:  # in a sum, silence is 0
        return [(part.if_abstains(0.0), share) for part, share in components(reward.part, weight)]
    if any(len(_terms(part)) > 1 for part in reward._parts()[: 1 if isinstance(reward, OnlyIf) else None]):
        raise CompositionError(
            f"{reward!r} is not a weighted sum of components, so it has no components to normalise apart; "
            "give it to the trainer whole"
        )
    return [(reward, weight)]


def named_components(reward: Reward) -> dict[str, Reward]:
    """The total and its components, by their keys; a component called like the total gets a number.

    A reward that is no sum has no components beside itself.
    """
    try:
        parts = [part for part, _ in components(reward)]
    except CompositionError:
        parts = []
    keys = naming.distinct([reward, *parts], [reward.__name__, *(part.key for part in parts)])[1:]
    return {reward.__name__: reward} | (dict(zip(keys, parts, strict=True)) if len(parts) > 1 else {})


def _requiring(part: Reward, by: Reward) -> Reward:
    """The part, silent where ``by`` is; a part that is scored only where ``by`` is needs no help."""
    return part if worst.follows(by, part) else part.requires(by)


def _terms(reward: Reward) -> tuple[Reward, ...]:
    """The addends that an operation on this reward would act on together."""
    while isinstance(reward, Scale | Named | Requires | IfAbstains):
        reward = reward.part
    return reward.parts if isinstance(reward, Sum) else (reward,)
