"""Golds as data sets hold them: the value inside a tensor, an array or a scalar of another library.

No such library is imported: what says ``as_py()``, ``tolist()`` or ``item()`` is asked for its value.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from reasoning_rewards.stack import NoRoomError, with_room

__all__ = ["Unreadable", "unwrapped", "value_in"]

_VALUES = frozenset((str, int, float, bool, type(None), Fraction, Decimal))
_CONTAINERS = (str, bytes, bytearray, memoryview, list, tuple, Mapping)
# pyarrow's two; numpy's, torch's, jax's and pandas'; whatever has but the last.
_ASKED = ("as_py", "to_pylist", "tolist", "item")
# Whatever Python itself can raise in them.
_FAULTS = (
    ArithmeticError, AssertionError, AttributeError, BufferError, EOFError, ImportError, LookupError, MemoryError,
    NameError, OSError, ReferenceError, RuntimeError, StopIteration, SystemError, TypeError, ValueError, Warning,
)  # fmt: skip
_DEEPEST = 8  # wrappings that are taken off: nobody means more


class Unreadable:
    """What stands for a value that can't be got at: a tensor without its numbers, a list in a list in a list …"""

    __slots__ = ("kind",)

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def __repr__(self) -> str:
        return self.kind


def unwrapped(gold: object) -> object:
    """Return the one value that a gold holds; a list of several as it is, and nothing for an empty one.

    >>> unwrapped([("42",)]), unwrapped([]), unwrapped(["1", "2"])
    ('42', None, ['1', '2'])
    """
    for _ in range(_DEEPEST):
        value = value_in(gold)
        if isinstance(value, (list, tuple)) and len(value) < 2:
            gold = value[0] if value else None
        elif type(value) is type(gold):  # nothing more comes off: numpy's long doubles hold only themselves
            return value
        else:
            gold = value
    return Unreadable(type(gold).__name__)


def value_in(wrapped: object) -> object:
    """Return what a tensor, an array or another library's scalar holds, in Python's own types.

    An object that raises one of Python's own errors can't be read; any other is raised, with the row.

    >>> from array import array
    >>> value_in(array("i", [5, 6])), value_in("42")
    ([5, 6], '42')
    """
    if type(wrapped) in _VALUES or isinstance(wrapped, _CONTAINERS):
        return wrapped
    asked = [method for name in _ASKED if callable(method := getattr(type(wrapped), name, None))]
    for method in asked:
        try:
            return with_room(method, wrapped)  # one that fails on a stack of its own is to blame itself
        except NoRoomError:
            raise
        except _FAULTS:
            continue
    return Unreadable(type(wrapped).__name__) if asked else wrapped
