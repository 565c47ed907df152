"""The operators of rewards: sums, differences, factors and products."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reasoning_rewards.errors import CompositionError

if TYPE_CHECKING:
    from reasoning_rewards.core.reward import Reward

__all__ = ["Operators"]


class Operators:
    """What ``+``, ``-`` and ``*`` mean; a base of `Reward`, which alone inherits it."""

    @property
    def __name__(self) -> str:
        raise NotImplementedError

    def __add__(self, other: object) -> Reward:
        from reasoning_rewards.core.arithmetic import add

        return add(self, other) if isinstance(other, Operators) else self._no_constant(other)

    def __radd__(self, other: object) -> Any:
        return self if other == 0 else self._no_constant(other)  # sum([...]) starts from 0

    def __sub__(self, other: object) -> Reward:
        return self + -other if isinstance(other, Operators) else self._no_constant(other)

    def __rsub__(self, other: object) -> Any:
        return self._no_constant(other)

    def __neg__(self) -> Reward:
        return -1.0 * self

    def __mul__(self, other: object) -> Reward:
        from reasoning_rewards.core.arithmetic import multiply, scale

        if isinstance(other, Operators):
            return multiply(self, other)
        return scale(other, self) if isinstance(other, int | float) else NotImplemented

    __rmul__ = __mul__

    def _no_constant(self, other: object) -> Any:
        if isinstance(other, int | float):
            raise CompositionError(
                f"{self.__name__} and the number {other!r}: a constant can't be added to a reward; "
                "group normalisation removes it, and it would score rows that should abstain"
            )
        return NotImplemented
