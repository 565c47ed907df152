"""What `describe` warns of: rows that train on style alone, and what is no error and yet not what most people mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from operator import add

from reasoning_rewards.core.algebra.gates import IfAbstains, OnlyIf, Requires
from reasoning_rewards.core.algebra.schedule import Ramp
from reasoning_rewards.core.algebra.wrappers import Anneal, AtLeast
from reasoning_rewards.core.margin.bounds import Case
from reasoning_rewards.core.margin.rows import rows
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.verdict import number

__all__ = ["advice", "guard", "unguarded_components"]

Components = Sequence[tuple[Reward, float]]

_DROWNS = 10  # a component whose spread is this many times another's leaves it nothing to say


def advice(reward: Reward, components: Components) -> Iterator[str]:
    """Notes on a reward, one a line."""
    nodes = list(dict.fromkeys(_nodes(reward)))
    yield from _drowned(components)
    yield from _erased(components)
    for node in nodes:
        if isinstance(node, Anneal):
            yield from _annealed(node)
        elif isinstance(node, AtLeast):
            yield from _threshold(node.label, node.part, node.threshold)
        elif isinstance(node, OnlyIf):
            yield from _threshold(f"the gate of {node.label}", node.by, node.threshold)


def _nodes(reward: Reward) -> Iterator[Reward]:
    yield reward
    for part in reward._parts():
        yield from _nodes(part)


def _drowned(components: Components) -> Iterator[str]:
    """Pairs of components of which one moves the total far more than the other ever can."""
    spreads = [(part.label, abs(weight) * (part.bounds[1] - part.bounds[0])) for part, weight in components]
    for loud, most in spreads:
        for faint, least in spreads:
            if least > 0.0 and most >= _DROWNS * least:
                yield (
                    f"{loud} moves the score by up to {number(most)}, {faint} by {number(least)}: in a group where the "
                    "first varies, the second is lost in its spread"
                )


def _erased(components: Components) -> Iterator[str]:
    """Weights inside a total mean nothing to a trainer that normalises each function by itself."""
    if len({abs(weight) for _, weight in components}) > 1:
        yield (
            "normalize_then_sum would give each component above the same say wherever it varies, whatever its weight "
            "here: give the trainer this total whole, or split() and its weights as reward_weights"
        )


def _annealed(node: Anneal) -> Iterator[str]:
    schedule = node.schedule
    if not isinstance(schedule, Ramp) or schedule.start == schedule.end:
        return
    if 0.0 in (schedule.start, schedule.end):
        when = "until the very end" if schedule.end == 0.0 else "from the first step on"
        yield (
            f'{node.part.label} is annealed, and under scale_rewards="group" keeps its full force {when}: in a group '
            "that differs in nothing else, dividing by the spread undoes the factor. "
            'scale_rewards="none" or "batch" lets it fade; steps(1, (0.5, 0)) takes it out at once'
        )


def _threshold(what: str, part: Reward, threshold: float) -> Iterator[str]:
    right, wrong = part.bounds_if_right, part.bounds_if_wrong
    if right[1] < threshold:
        yield f"{what} is never reached by a right answer: it needs {number(threshold)}, and earns at most {number(right[1])}"
    elif max(right[1], wrong[1]) == threshold > min(right[0], wrong[0]) and not _two_valued(part):
        yield f"{what} opens only at the very greatest score, {number(threshold)}: nearly never, unless that score is common"
    elif wrong[0] >= threshold:
        yield f"{what} is always reached, by every answer: it needs {number(threshold)}"


def _two_valued(part: Reward) -> bool:
    """Does it say only yes or no? Deciders do; and what is called a format or a pattern."""
    leaves = part.leaves()
    return all(leaf.decides or leaf.label in ("format", "pattern") for leaf in leaves)


def unguarded_components(reward: Reward, components: Components) -> list[str]:
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
