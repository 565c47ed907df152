"""Why a text can't be read, or has no value: found anew when somebody asks, so that no batch pays for it."""

from __future__ import annotations

from reasoning_rewards.answers.algebra.exact import UndefinedError
from reasoning_rewards.answers.compare.chains import FalseChainError
from reasoning_rewards.answers.compare.policy import NumberPolicy
from reasoning_rewards.answers.compare.scalars import Judge
from reasoning_rewards.answers.compare.structures import same_values
from reasoning_rewards.answers.notation.clean import plain
from reasoning_rewards.answers.notation.parser import parse
from reasoning_rewards.answers.notation.reader import reading
from reasoning_rewards.answers.notation.wellformed import is_broken
from reasoning_rewards.answers.values.limits import Fuel, FuelSpentError
from reasoning_rewards.answers.values.structure import value_of
from reasoning_rewards.answers.values.tree import UnreadableError
from reasoning_rewards.answers.values.values import Opaque
from reasoning_rewards.caches import remembered
from reasoning_rewards.stack import with_room

__all__ = ["unread", "why_refused"]

_SHOWN = 16  # characters at the place where reading ends


def why_refused(text: str) -> str:
    r"""Say why nothing can be compared with a text, and where in it; "" where the text itself is well.

    >>> why_refused(r"\frac{1}{0}"), why_refused(r"\frac{1}{")
    ('it has no value: division by zero', 'its braces do not match, or a command lacks what it applies to')
    >>> why_refused("1 = 2 = 3"), why_refused("42")
    ('its equalities contradict each other', '')
    """
    return with_room(_why_refused, text)


@remembered(1024)
def _why_refused(text: str) -> str:
    if is_broken(plain(text)):
        return "its braces do not match, or a command lacks what it applies to"
    said = reading(text)
    if isinstance(said.values[0], Opaque):
        return unread(said.clean)
    judge = Judge(NumberPolicy(), Fuel())
    try:
        same_values(said.values[0], said.values[0], judge)
    except UndefinedError as error:
        return f"it has no value: {error}"
    except FalseChainError:
        return "its equalities contradict each other"
    except UnreadableError as error:
        return _stopped(error, said.clean)
    except FuelSpentError:
        return "to compute it takes more work than any real answer needs"
    return ""


def unread(clean: str) -> str:
    r"""Say what stops the parser in a clean text, and where; "" where nothing does.

    >>> unread("x +"), unread("x + 1")
    ('the text ends where a value should stand', '')
    """
    try:
        value_of(parse(clean))
    except UnreadableError as error:
        return _stopped(error, clean)
    return ""


def _stopped(error: UnreadableError, clean: str) -> str:
    place = error.place
    if place is None or not 0 <= place < len(clean):
        return error.reason
    return f"{error.reason}, at character {place}: {clean[place : place + _SHOWN]!r}"
