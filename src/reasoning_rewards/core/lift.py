"""The boundaries of a reward's own code: the batch is checked before it runs, its answer after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from typing import TYPE_CHECKING, Any

from reasoning_rewards.core.batch import refuse_flat
from reasoning_rewards.core.margin.bounds import Bounds
from reasoning_rewards.errors import ClockError, MissingColumnError, RewardFailedError, RewardsError
from reasoning_rewards.stack import NoRoomError
from reasoning_rewards.verdict import Decision, Rule, Score, Verdicts

if TYPE_CHECKING:
    from reasoning_rewards.core.batch import Batch
    from reasoning_rewards.core.reward import Reward

__all__ = ["Blame", "lift", "ready"]

SCORED = Rule("reward.scored", "scored by its own code")
ABSTAINS = Rule("reward.abstains", "this reward has nothing to say about this row")

_SCORED = Decision(SCORED)
_ABSTAINS = Decision(ABSTAINS)
_NO_COLUMN = (str, bytes, Mapping, Set)  # of a dict, its keys would be the scores; a set has no order
_SCORE_TYPES = frozenset((float, type(None)))


def ready(reward: Reward, batch: Batch) -> Batch:
    """The batch, once it is sure to suffice; what is missing raises, naming who reads it and the remedy."""
    for node, name in reward._reads():
        if not batch.has(name):
            named = (each for each in node._column_settings if getattr(node, each) == name)
            raise batch.lacks(name, node.label, next(named, None))
        batch.column(name)
    for leaf in reward.leaves():
        if leaf.needs_prompts and batch.prompts is None:
            raise MissingColumnError(_without_prompts(leaf))
        if leaf.needs_token_ids:
            if batch.completion_ids is None:
                raise MissingColumnError(
                    f"{leaf.label} counts tokens, and completion_ids were not passed; "
                    "pass them, or choose another unit: unit='words' or unit='characters'"
                )
            refuse_flat(batch.completion_ids)
    if batch.progress is None and reward._wants_clock():
        raise ClockError(
            f"{reward.__name__} has a schedule, and nothing says how much of the run is over: pass progress=, or a "
            "trainer_state with a global_step and a max_steps above 0; for a trainer that passes no such state write "
            "anneal(..., without_clock=<factor>)"
        )
    return batch


def _without_prompts(leaf: Reward) -> str:
    if getattr(leaf, "group_column", "") is None:
        return (
            f"{leaf.label} compares the completions of a prompt, and prompts were not passed; pass prompts=[...], "
            "or name a column whose values tell the groups apart: group_column='prompt_id'"
        )
    return f"{leaf.label} reads the prompts; pass prompts=[...] (explain: prompt=...)"


def lift(reward: Reward, answer: object, batch: Batch) -> Verdicts:
    """What a leaf gave, as verdicts; anything that is not a score raises, naming reward and row."""
    given = answer.scores if isinstance(answer, Verdicts) else answer
    if not isinstance(given, list) and (isinstance(given, _NO_COLUMN) or not isinstance(given, Iterable)):
        raise RewardFailedError(
            f"{reward.__name__}: evaluate gave {given!r:.40}; expected a list with one score a completion"
        )
    listed = list(given)
    if len(listed) != len(batch):
        raise RewardFailedError(f"{reward.__name__}: gave {len(listed)} scores for {len(batch)} completions")
    bounds = reward.bounds
    scores = (
        listed
        if _all_clean(listed, bounds, reward.may_abstain)
        else [_clean(reward, value, batch, row) for row, value in enumerate(listed)]
    )
    if isinstance(answer, Verdicts):
        return Verdicts(scores, answer.decisions, answer.parts, name=answer.name or reward.label)
    decisions = [_ABSTAINS if score is None else _SCORED for score in scores]
    return Verdicts(scores, decisions, name=reward.label)


def _all_clean(listed: list[Any], bounds: Bounds, may_abstain: bool) -> bool:
    """Are these scores already, every one? Asked of the distinct ones, which are often few."""
    if not _SCORE_TYPES.issuperset(map(type, listed)):
        return False
    low, high = bounds
    return all(may_abstain if value is None else low <= value <= high for value in set(listed))


def _clean(reward: Reward, value: Any, batch: Batch, row: int) -> Score:
    low, high = reward.bounds
    if type(value) is float and low <= value <= high:
        return value
    where = f"{reward.__name__}, {batch.where(row)}"
    if value is None:
        if not reward.may_abstain:
            raise RewardFailedError(
                f"{where}: gave None and may_abstain is False; "
                "declare may_abstain = True (a function: annotate -> float | None)"
            )
        return None
    if isinstance(value, str) or not hasattr(type(value), "__float__"):
        raise RewardFailedError(f"{where}: gave {value!r}; expected a finite float or None")
    score = float(value)
    if not low <= score <= high:  # NaN fails here too
        raise RewardFailedError(
            f"{where}: gave {score!r}, outside its bounds ({low:g}, {high:g}); declare the bounds it really has"
        )
    return score


_UNTOUCHED = (RewardsError, Warning, NoRoomError)  # the last is the caller's, or answered for further up


class Blame:
    """Turns an exception of somebody's own code into one that names the reward, or the code, and the row.

    A context manager rather than an ``except``: this library's own errors and warnings, and whatever
    is not an error (an interrupt, an exit), pass through untouched.
    """

    __slots__ = ("batch", "row", "who")

    def __init__(self, who: Reward | str, batch: Batch | None = None) -> None:
        self.who = who
        self.batch = batch
        self.row: int | None = None

    def __enter__(self) -> Blame:
        return self

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, Exception) and not isinstance(error, _UNTOUCHED):
            name = self.who if isinstance(self.who, str) else self.who.__name__
            row = None if self.batch is None or self.row is None else self.batch.where(self.row)
            where = name if row is None else f"{name}, {row}"
            raise RewardFailedError(f"{where}: {type(error).__name__}: {error}") from error
