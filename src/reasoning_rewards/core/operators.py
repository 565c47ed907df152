"""What can be made of a reward: sums, differences, factors, products, gates, schedules, names."""

from __future__ import annotations

from abc import ABCMeta
from typing import TYPE_CHECKING, Any, Literal, NoReturn, Protocol

from reasoning_rewards.calls import example_call, from_function_code
from reasoning_rewards.core import settings
from reasoning_rewards.errors import CompositionError

if TYPE_CHECKING:
    from reasoning_rewards.core.algebra.routing import Predicate
    from reasoning_rewards.core.algebra.schedule import Schedule
    from reasoning_rewards.core.reward import Reward

__all__ = ["Operators"]


if TYPE_CHECKING:

    class _OfProtocols(ABCMeta):
        """The class of protocols, which a type checker knows under no name."""
else:
    _OfProtocols = type(Protocol)


class RewardClass(_OfProtocols, ABCMeta):
    """The class of reward classes: an operator between them says that parentheses are missing.

    It is the class of protocols, so that a reward may have one, or an abstract class, beside `Reward`.
    """

    # A reward class is no protocol itself, and up to Python 3.11 the inherited ones ask every class whether it is.
    __instancecheck__ = ABCMeta.__instancecheck__
    __subclasscheck__ = ABCMeta.__subclasscheck__

    if not TYPE_CHECKING:  # a type checker is to refuse these as it always did

        def __add__(cls, other: object) -> NoReturn:
            raise _not_built(cls, "+", other)

        def __radd__(cls, other: object) -> NoReturn:
            raise _not_built(other, "+", cls)

        def __sub__(cls, other: object) -> NoReturn:
            raise _not_built(cls, "-", other)

        def __rsub__(cls, other: object) -> NoReturn:
            raise _not_built(other, "-", cls)

        def __mul__(cls, other: object) -> NoReturn:
            raise _not_built(cls, "*", other)

        def __rmul__(cls, other: object) -> NoReturn:
            raise _not_built(other, "*", cls)

        def __neg__(cls) -> NoReturn:
            raise CompositionError(f"-{cls.__name__}: {cls.__name__} is a class; write -{example_call(cls)}")


class Operators(metaclass=RewardClass):
    """What ``+``, ``-``, ``*`` and the methods that make rewards of rewards mean; `Reward` alone inherits it."""

    @property
    def __name__(self) -> str:
        raise NotImplementedError

    @property
    def _reward(self) -> Reward:
        """This, as what it always is."""
        return self  # type: ignore[return-value]

    def __add__(self, other: object) -> Reward:
        from reasoning_rewards.core.composed import add

        return add(self, other) if isinstance(other, Operators) else self._no_reward(self, "+", other)

    def __radd__(self, other: object) -> Any:
        if isinstance(other, int | float) and other == 0:
            return self  # sum([...]) starts from 0
        return self._no_reward(other, "+", self)

    def __sub__(self, other: object) -> Reward:
        return self + -other if isinstance(other, Operators) else self._no_reward(self, "-", other)

    def __rsub__(self, other: object) -> Any:
        return self._no_reward(other, "-", self)

    def __neg__(self) -> Reward:
        return -1.0 * self

    def __mul__(self, other: object) -> Reward:
        return self._times(self, other)

    def __rmul__(self, other: object) -> Reward:
        return self._times(other, self)

    def _times(self, left: object, right: object) -> Reward:
        from reasoning_rewards.core.composed import multiply, scale

        other = right if left is self else left
        if isinstance(other, Operators):
            return multiply(self, other)
        if hasattr(type(other), "__float__"):
            return scale(other, self)  # type: ignore[arg-type]
        refused: Reward = self._no_reward(left, "*", right)
        return refused

    def _no_reward(self, left: object, sign: str, right: object) -> Any:
        """Refuse what is neither a reward nor, in a product, a number; a type that knows better may have its say."""
        other = right if left is self else left
        if sign != "*" and hasattr(type(other), "__float__"):
            raise CompositionError(
                f"{self.__name__} and the number {other!r}: a constant can't be added to a reward; "
                "group normalisation removes it, and it would score rows that should abstain"
            )
        reflected = {"+": "__radd__", "-": "__rsub__", "*": "__rmul__"}[sign]
        if (
            left is self
            and hasattr(type(other), reflected)
            and not isinstance(other, str | bytes | list | tuple)
        ):
            return NotImplemented
        expression = f"{_code(left):.200} {sign} {_code(right):.200}"
        if callable(other) and not isinstance(other, type):
            remedy = "write it with def, and " if "<" in _code(other) else ""
            raise CompositionError(
                f"{expression}: {_code(other)} is a function and not a reward yet. One that a trainer calls, with "
                f"completions and columns, is made one by {from_function_code(other)}; above one that is to be called once "
                f"a row, with that row's completion and the columns that its parameters name, {remedy}put @reward"
            )
        wanted = "a reward" if sign != "*" else f"a number or a reward, as in 0.2 * {_code(self)}"
        raise CompositionError(f"{expression}: {_code(other):.200} is {_article(other)}; expected {wanted}")

    def at_least(self, threshold: float) -> Reward:
        """1.0 where the score reaches the threshold, 0.0 where it does not."""
        from reasoning_rewards.core.composed import AtLeast

        return AtLeast(part=self._reward, threshold=threshold)

    def only_if(self, by: Reward, *, at_least: float = 1.0, otherwise: float = 0.0) -> Reward:
        """This reward on rows where ``by`` scores at least ``at_least``, ``otherwise`` on the rest.

        It is not even run on the rest, unless it may abstain or compares a group; ∅ where either abstains.
        """
        from reasoning_rewards.core.composed import OnlyIf

        return OnlyIf(
            part=self._reward, by=by, threshold=settings.number("at_least", at_least), otherwise=otherwise
        )

    def requires(self, by: Reward) -> Reward:
        """This reward, abstaining where ``by`` abstains: no row trains on style alone for want of a gold."""
        from reasoning_rewards.core.composed import Requires

        return Requires(part=self._reward, by=by)

    def if_abstains(self, score: float) -> Reward:
        """This reward, with ``score`` where it abstains, for a trainer that wants a number for every row."""
        from reasoning_rewards.core.composed import IfAbstains

        return IfAbstains(part=self._reward, score=score)

    def clip(self, low: float, high: float) -> Reward:
        """This reward held within [low, high]."""
        from reasoning_rewards.core.composed import Clip

        return Clip(part=self._reward, low=low, high=high)

    def anneal(self, schedule: Schedule, *, without_clock: float | None = None) -> Reward:
        """This reward times ``schedule(progress)``; ``without_clock`` is the factor where no step is known.

        Progress is the trainer's global_step / max_steps, and 0 before its run begins.
        """
        from reasoning_rewards.core.composed import Anneal

        return Anneal(part=self._reward, schedule=schedule, without_clock=without_clock)

    def named(self, name: str, *, log: Literal["default", "all", "none"] = "default") -> Reward:
        """This reward under a name of your own, in logs and explanations; ``log="all"`` adds every rule's share."""
        from reasoning_rewards.core.composed import Named

        return Named(part=self._reward, name=name, log=log)

    def when(self, predicate: Predicate | None = None, **columns: object) -> Reward:
        """This reward on rows whose columns match; the others abstain, unjudged.

        columns: the value that a column must have, or a tuple of values it may have.
        predicate: or a function of the row, a dict of its columns, that says whether it matches.
        """
        from reasoning_rewards.core.composed import when

        return when(self._reward, predicate, columns)

    def on_error(self, *, score: float) -> Reward:
        """This reward, with ``score`` for the rows on which its own code fails; counted, and said once."""
        from reasoning_rewards.core.composed import OnError

        return OnError(part=self._reward, score=score)


def _not_built(left: object, sign: str, right: object) -> CompositionError:
    """Which of the two sides is a class, and the expression that was meant."""
    names = [each.__name__ for each in (left, right) if isinstance(each, RewardClass)]
    are = f"{names[0]} is a class" if len(set(names)) == 1 else f"{' and '.join(names)} are classes"
    meant = [example_call(each) if isinstance(each, RewardClass) else _code(each) for each in (left, right)]
    return CompositionError(f"{_code(left)} {sign} {_code(right)}: {are}; write {meant[0]} {sign} {meant[1]}")


def _code(value: object) -> str:
    """A value as it stands in code; functions and classes by their names."""
    return getattr(value, "__qualname__", None) or repr(value)


def _article(value: object) -> str:
    name = type(value).__name__
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
