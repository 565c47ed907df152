"""`describe`: what a reward is made of, and what a trainer will make of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import fsum
from operator import mul
from typing import TYPE_CHECKING

from reasoning_rewards.core.algebra.arithmetic import Scale
from reasoning_rewards.core.algebra.components import components
from reasoning_rewards.core.algebra.gates import IfAbstains, Requires
from reasoning_rewards.core.algebra.wrappers import Named
from reasoning_rewards.core.margin.advantages import normalised, normalised_then_summed
from reasoning_rewards.core.margin.advice import advice, guard, unguarded_components
from reasoning_rewards.core.margin.bounds import Bounds, Case, Span
from reasoning_rewards.core.margin.rows import where
from reasoning_rewards.core.margin.worst import WorstCase, worst_case, worst_where_all_speak
from reasoning_rewards.errors import CompositionError
from reasoning_rewards.verdict import number

if TYPE_CHECKING:
    from reasoning_rewards.core.reward import Reward

__all__ = ["Advantage", "Description", "describe"]

_GROUP = 8  # completions in the example group: TRL's default num_generations
_EXACT = 1e-12  # margins this close to 0 are 0: sums of decimal weights are not exact in binary


@dataclass(frozen=True, slots=True)
class Advantage:
    """One kind of completion in an example group, and the advantage it gets.

    group: what the group of eight holds.
    role: which of its completions this is.
    by_normalisation: {normalisation: advantage}.
    """

    group: str
    role: str
    by_normalisation: dict[str, float]


@dataclass(frozen=True, slots=True)
class Description:
    """A reward's tree, bounds, margin, needs and advantages; ``print`` it.

    margin: least a right answer can earn − most a wrong one to the same row can.
    pair: {component: (what the worst right answer earns, what the best wrong one does)}; they sum to the margin.
    pair_on: the rows of which that is so, where it is not so of all.
    unguarded: components that score rows whose gold nobody can use.
    guard: what ``.requires(...)`` has to name so that they do not; None if it can't be said, or need not.
    advantages_on: the rows that the table of advantages is of.
    notes: what is no error, and yet not what most people mean.
    """

    name: str
    code: str
    tree: tuple[tuple[str, Bounds], ...]
    bounds: Bounds
    margin: float
    pair: tuple[tuple[str, tuple[float, float]], ...]
    pair_on: str
    columns: tuple[str, ...]
    needs: tuple[str, ...]
    may_abstain: bool
    unguarded: tuple[str, ...]
    guard: Reward | None
    advantages: tuple[Advantage, ...]
    advantages_on: str
    notes: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join(_lines(self))

    __repr__ = __str__


def describe(reward: Reward) -> Description:
    """Everything about a reward that can be known before a run."""
    worst = worst_case(reward)
    margin = 0.0 if worst is None or abs(worst.margin) < _EXACT else worst.margin
    spoken = worst_where_all_speak(reward) or worst or WorstCase(0.0, Case(), Case())
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
        pair=() if worst is None else tuple(_pair(reward, worst)),
        pair_on="" if worst is None else where(worst.right),
        columns=tuple(dict.fromkeys(name for _, name in reward._reads())),
        needs=tuple(name for name, needed in needs if needed),
        may_abstain=reward.may_abstain,
        unguarded=tuple(unguarded_components(reward, _components(reward))),
        guard=guard(reward, _components(reward)),
        advantages=tuple(_advantages(reward, spoken)),
        advantages_on=where(spoken.right),
        notes=tuple(advice(reward, _components(reward))),
    )


def _tree(reward: Reward, lead: str, indent: str) -> Iterator[tuple[str, Bounds]]:
    yield lead + reward.label, reward.bounds
    while isinstance(reward, IfAbstains | Named | Requires | Scale):
        reward = reward.part  # these have no line of their own, as in explain
    parts = reward._parts()
    for place, part in enumerate(parts, 1):
        last = place == len(parts)
        branch, below = ("└─ ", "   ") if last else ("├─ ", "│  ")
        yield from _tree(part, indent + branch, indent + below)


def _components(reward: Reward) -> list[tuple[Reward, float]]:
    try:
        return components(reward)
    except CompositionError:
        return [(reward, 1.0)]


def _pair(reward: Reward, worst: WorstCase) -> Iterator[tuple[str, tuple[float, float]]]:
    """Each component's share of the worst right and of the best wrong total."""
    for part, weight in _components(reward):
        right, wrong = part._span(worst.right), part._span(worst.wrong)
        if right is None or wrong is None:
            continue
        yield part.label, (_share(right, weight)[0], _share(wrong, weight)[1])


def _share(span: Span, weight: float) -> Bounds:
    """The least and the most that a component adds; nothing, where it may be silent."""
    low, high, _ = span.times(Span(weight, weight))
    return (min(low, 0.0), max(high, 0.0)) if span.may_abstain else (low, high)


def _advantages(reward: Reward, row: WorstCase) -> Iterator[Advantage]:
    """Three groups: all wrong, one right, all right; "best" and "worst" is how well shaped, at equal answer."""
    groups: tuple[tuple[str, tuple[tuple[str, bool, bool, int], ...]], ...] = (
        ("8 wrong", (("wrong, best", False, True, 1), ("wrong, worst", False, False, 7))),
        (
            "1 right",
            (
                ("right, worst", True, False, 1),
                ("wrong, best", False, True, 1),
                ("wrong, worst", False, False, 6),
            ),
        ),
        ("8 right", (("right, best", True, True, 1), ("right, worst", True, False, 7))),
    )
    parts = _components(reward)
    for title, roles in groups:
        rows = [(right, best) for _, right, best, count in roles for _ in range(count)]
        columns, weights = [], []
        for part, weight in parts:
            column = [
                _extreme(part, row.right if right else row.wrong, best == (weight >= 0))
                for right, best in rows
            ]
            scored = [value for value in column if value is not None]
            if len(scored) == len(rows):
                columns.append(scored)
                weights.append(weight)
        totals = [fsum(map(mul, weights, each)) for each in zip(*columns, strict=True)]
        found = {f"scale_rewards={name!r}": normalised(totals, name) for name in ("group", "none")}
        found["normalize_then_sum"] = normalised_then_summed(columns, weights)
        place = 0
        for role, _, _, count in roles:
            where = f"{role} ×{count}" if count > 1 else role
            yield Advantage(title, where, {name: values[place] for name, values in found.items()})
            place += count


def _extreme(part: Reward, case: Case, highest: bool) -> float | None:
    """The component's raw score at one end of its span."""
    span = part._span(case)
    if span is None:
        return None
    return span.high if highest else span.low


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
    if about.unguarded:
        yield f"         rows without a usable gold are still scored, by: {', '.join(about.unguarded)}; {_remedy(about.guard)}"
    yield ""
    yield from _table(about)
    if about.notes:
        yield ""
        yield from (f"note     {note}" for note in about.notes)


def _judgement(margin: float) -> str:
    if margin > 0.0:
        return "the worst right answer still beats the best wrong one"
    return "a wrong answer can earn as much as a right one, or more"


def _remedy(guard: Reward | None) -> str:
    if guard is None:
        return ".requires(...) stops that, inside, on each part that scores them"
    return f".requires({guard!r}) stops that"


def _offending(about: Description) -> Iterator[str]:
    on = f", on {about.pair_on}" if about.pair_on else ""
    yield f"         a pair that shows it{on}: component, a right answer's share, a wrong answer's"
    width = max((len(label) for label, _ in about.pair), default=0)
    for label, (right, wrong) in about.pair:
        yield f"           {label:<{width}}  {number(right):>7}  {number(wrong):>7}"


def _table(about: Description) -> Iterator[str]:
    """All that GRPO sees of the scores: each completion's advantage in its group."""
    advantages = about.advantages
    if about.advantages_on:
        yield f"on {about.advantages_on}:"
    names = list(advantages[0].by_normalisation)
    width = max(len(each.role) for each in advantages)
    yield "advantages in a group of 8 " + " " * (width - 15) + "  ".join(f"{name:>21}" for name in names)
    group = ""
    for each in advantages:
        head = each.group if each.group != group else ""
        group = each.group
        cells = "  ".join(f"{each.by_normalisation[name]:>+21.2f}" for name in names)
        yield f"  {head:<7}  {each.role:<{width}} {cells}"
