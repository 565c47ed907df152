"""`describe`: what a reward is made of, and what a trainer will make of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reasoning_rewards.core.advantages import normalised, normalised_then_summed
from reasoning_rewards.core.bounds import Bounds, Case, worst_case
from reasoning_rewards.rules import number
from reasoning_rewards.errors import CompositionError

if TYPE_CHECKING:
    from reasoning_rewards.core.reward import Reward

__all__ = ["Advantage", "Description", "describe"]

_GROUP = 8  # completions in the example group: TRL's default num_generations
_EXACT = 1e-12  # margins this close to 0 are 0: sums of decimal weights are not exact in binary


@dataclass(frozen=True, slots=True)
class Advantage:
    """One example group: its best completion's advantage and the others', by normalisation.

    group: what the group holds.
    best, rest: {normalisation: advantage} of the one completion named, and of each of the others.
    """

    group: str
    best: dict[str, float]
    rest: dict[str, float]


@dataclass(frozen=True, slots=True)
class Description:
    """A reward's tree, bounds, margin, needs and advantages; ``print`` it.

    margin: least a right answer can earn − most a wrong one to the same row can.
    pair: {component: (what the worst right answer earns, what the best wrong one does)}.
    """

    name: str
    code: str
    tree: tuple[tuple[str, Bounds], ...]
    bounds: Bounds
    margin: float
    pair: tuple[tuple[str, tuple[float, float]], ...]
    columns: tuple[str, ...]
    needs: tuple[str, ...]
    may_abstain: bool
    advantages: tuple[Advantage, ...]

    def __str__(self) -> str:
        return "\n".join(_lines(self))

    __repr__ = __str__


def describe(reward: Reward) -> Description:
    """Everything about a reward that can be known before a run."""
    margin, case = worst_case(reward)
    margin = 0.0 if abs(margin) < _EXACT else margin
    leaves = reward.leaves()
    needs = [("prompts", any(leaf.needs_prompts for leaf in leaves))]
    needs += [("completion_ids", any(leaf.needs_token_ids for leaf in leaves))]
    needs += [("a step count (trainer_state)", reward._wants_clock())]
    return Description(
        name=reward.__name__,
        code=repr(reward),
        tree=tuple(_tree(reward, "", "")),
        bounds=reward.bounds,
        margin=margin,
        pair=tuple(_pair(reward, case)),
        columns=tuple(dict.fromkeys(name for leaf in leaves for name in leaf.columns)),
        needs=tuple(name for name, needed in needs if needed),
        may_abstain=reward.may_abstain,
        advantages=tuple(_advantages(reward, case)),
    )


def _tree(reward: Reward, lead: str, indent: str) -> Iterator[tuple[str, Bounds]]:
    from reasoning_rewards.core.arithmetic import Scale

    yield lead + reward.label, reward.bounds
    while isinstance(reward, Scale):
        reward = reward.part
    parts = reward._parts()
    for place, part in enumerate(parts, 1):
        last = place == len(parts)
        branch, below = ("└─ ", "   ") if last else ("├─ ", "│  ")
        yield from _tree(part, indent + branch, indent + below)


def _components(reward: Reward) -> list[tuple[Reward, float]]:
    from reasoning_rewards.core.arithmetic import components

    try:
        return components(reward)
    except CompositionError:
        return [(reward, 1.0)]


def _pair(reward: Reward, case: Case) -> Iterator[tuple[str, tuple[float, float]]]:
    """Each component's share of the worst right and of the best wrong total, in the given case."""
    for part, weight in _components(reward):
        right = part._span(case._replace(right=True))
        wrong = part._span(case._replace(right=False))
        if right is None or wrong is None:
            continue
        least = weight * (right.low if weight >= 0 else right.high)
        most = weight * (wrong.high if weight >= 0 else wrong.low)
        yield part.label, (least, most)


def _advantages(reward: Reward, case: Case) -> Iterator[Advantage]:
    """Three groups of 8: all wrong with one best-shaped, one right, all right with one best-shaped."""
    groups = (
        ("8 wrong, one shaped best", (False, max), (False, min)),
        ("1 right at its worst, 7 wrong at their best", (True, min), (False, max)),
        ("8 right, one shaped best", (True, max), (True, min)),
    )
    parts = _components(reward)
    for title, first, others in groups:
        rows = [first] + [others] * (_GROUP - 1)
        columns, weights = [], []
        for part, weight in parts:
            column = [_extreme(part, case, right, pick, weight) for right, pick in rows]
            if None not in column:
                columns.append([value for value in column if value is not None])
                weights.append(weight)
        totals = [
            sum(weight * value for weight, value in zip(weights, row, strict=True))
            for row in zip(*columns, strict=True)
        ]
        by_name = {f"scale_rewards={name!r}": normalised(totals, name) for name in ("group", "none")}
        by_name["normalize_then_sum"] = normalised_then_summed(columns, weights)
        yield Advantage(
            title,
            {name: values[0] for name, values in by_name.items()},
            {name: values[1] for name, values in by_name.items()},
        )


def _extreme(part: Reward, case: Case, right: bool, pick: object, weight: float) -> float | None:
    """The component's raw score at the end of its span that makes the total least or most."""
    span = part._span(case._replace(right=right))
    if span is None:
        return None
    lowest = (pick is min) == (weight >= 0)
    return span.low if lowest else span.high


def _lines(about: Description) -> Iterator[str]:
    yield f"{about.name} = {about.code}"
    yield ""
    width = max(len(label) for label, _ in about.tree)
    for label, (low, high) in about.tree:
        yield f"{label:<{width}}  [{number(low)}, {number(high)}]"
    yield ""
    yield f"margin   {number(about.margin)}  {_judgement(about.margin)}"
    if about.margin <= 0.0:
        yield from _offending(about)
    yield f"reads    {', '.join(about.columns + about.needs) or 'completions only'}"
    yield f"abstains {'on rows that it can not judge' if about.may_abstain else 'never'}"
    yield ""
    yield from _table(about.advantages)


def _judgement(margin: float) -> str:
    if margin > 0.0:
        return "the worst right answer still beats the best wrong one"
    return "a wrong answer can earn as much as a right one, or more"


def _offending(about: Description) -> Iterator[str]:
    yield "         a pair that shows it: component, a right answer's share, a wrong answer's"
    width = max(len(label) for label, _ in about.pair)
    for label, (right, wrong) in about.pair:
        yield f"           {label:<{width}}  {number(right):>7}  {number(wrong):>7}"


def _table(advantages: tuple[Advantage, ...]) -> Iterator[str]:
    names = list(advantages[0].best)
    width = max(len(each.group) for each in advantages)
    yield "advantages in a group of 8: the one completion / each of the other seven"
    yield f"{'':<{width}}  " + "  ".join(f"{name:>21}" for name in names)
    for each in advantages:
        cells = (f"{each.best[name]:+.2f} / {each.rest[name]:+.2f}" for name in names)
        yield f"{each.group:<{width}}  " + "  ".join(f"{cell:>21}" for cell in cells)
