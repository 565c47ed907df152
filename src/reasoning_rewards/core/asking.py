"""What async functions answer, as scores: who gave none abstains, and it is said once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from reasoning_rewards.core import settings
from reasoning_rewards.core.awaited import Call, NoAnswer, gathered
from reasoning_rewards.core.lift import ABSTAINS, SCORED
from reasoning_rewards.errors import RewardFailedError, RewardsError, SettingError
from reasoning_rewards.notices import warn_once
from reasoning_rewards.verdict import Decision, Rule, Score, Verdicts

if TYPE_CHECKING:
    from reasoning_rewards.core.batch import Batch
    from reasoning_rewards.core.reward import Reward

__all__ = ["NO_ANSWER", "answered", "asked", "checked", "no_answer", "refuse_asking", "says_none"]

NO_ANSWER = Rule("function.failed", "no answer, at the second try either; {error}")

_SCORED = Decision(SCORED)
_ABSTAINS = Decision(ABSTAINS)
# What no server is the cause of: these are mistakes in the function, which would otherwise abstain a whole run away.
_MISTAKES = (NameError, ImportError, NotImplementedError, RewardsError)


def checked(limit: object, deadline: object) -> dict[str, float]:
    """The two settings of every async function."""
    return {
        "limit": settings.count("limit", limit),
        "deadline": settings.number("deadline", deadline, above=0.0),
    }


def refuse_asking(function: Callable[..., Any], asking: dict[str, Any]) -> None:
    """Raise where a function that nobody waits for has been given a limit or a deadline."""
    if asking:
        name, value = next(iter(asking.items()))
        raise SettingError(
            f"{name}={value!r}: {getattr(function, '__qualname__', function)} is not async, so nothing waits for it; "
            f"leave {name} away, or write async def"
        )


def says_none(function: Callable[..., Any]) -> bool:
    """Does the annotation of the result allow None?"""
    said = getattr(function, "__annotations__", {}).get("return")
    text = said if isinstance(said, str) else str(said)
    return said is not None and ("None" in text or "Optional" in text)


def asked(reward: Reward, calls: Sequence[Call], limit: int, deadline: float) -> list[Any]:
    """What each call gave, or `NoAnswer`; mistakes in the function raise, other failures are said once."""
    given = gathered(calls, limit=limit, deadline=deadline)
    errors = [each.error for each in given if isinstance(each, NoAnswer)]
    for error in errors:
        if isinstance(error, _MISTAKES) or not isinstance(error, Exception):
            raise RewardFailedError(f"{reward.__name__}: {type(error).__name__}: {error}") from error
    if errors:
        warn_once(
            (reward.__name__, "answers"),
            f"{reward.__name__}: no answer to {len(errors)} of {len(calls)} calls of this batch, each asked twice within "
            f"deadline={deadline:g} s with limit={limit}; these rows abstain, and their share is logged (failed). "
            f"One says: {_said(errors[0])}. This is said once",
        )
    return given


def answered(reward: Any, calls: Sequence[Call], batch: Batch) -> Verdicts:
    """The verdicts on rows of which each was asked about by a call of its own."""
    given = asked(reward, calls, reward.limit, reward.deadline)
    scores: list[Score] = [None if isinstance(each, NoAnswer) else each for each in given]
    decisions = [
        no_answer(each) if isinstance(each, NoAnswer) else _ABSTAINS if each is None else _SCORED
        for each in given
    ]
    return Verdicts(scores, decisions, name=reward.label)


def no_answer(failed: NoAnswer) -> Decision:
    """The decision on a row that nothing was said of."""
    return Decision(NO_ANSWER, (("error", _said(failed.error)),))


def _said(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"
