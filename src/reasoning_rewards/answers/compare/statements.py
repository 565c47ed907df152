"""What a statement says where less is wanted: the number that an equation ends in."""

from __future__ import annotations

from reasoning_rewards.answers.values.structure import value_of
from reasoning_rewards.answers.values.tree import free_names
from reasoning_rewards.answers.values.unknowns import is_unsolved
from reasoning_rewards.answers.values.values import Equation, Infinite, Number, Scalar, Value

__all__ = ["as_wanted"]


def as_wanted(said: Value, wanted: Value) -> Value:
    r"""Return the right side of an equation where the gold is a number: of m + n = 293, or of det A = 6.

    It is asked for an answer and never for a gold: who is asked for a line x + y = 5 has not found it by saying 5.
    """
    if not isinstance(said, Equation) or not _is_number(wanted) or free_names(said.right):
        return said
    return said if is_unsolved(said.left, said.right) else value_of(said.right)


def _is_number(wanted: Value) -> bool:
    return isinstance(wanted, (Number, Infinite)) or (isinstance(wanted, Scalar) and "name" not in wanted.kinds)
