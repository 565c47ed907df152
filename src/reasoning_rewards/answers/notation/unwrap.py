"""Golds as data sets hold them: the value inside a list, an object, JSON text, a tensor, another library's scalar.

No such library is imported: what says ``as_py()``, ``tolist()`` or ``item()`` is asked for its value.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from reasoning_rewards.answers.notation.data import NO_DATA, data_in
from reasoning_rewards.answers.values.limits import MAX_GOLD
from reasoning_rewards.stack import NoRoomError, with_room

__all__ = ["FAULTS", "Unreadable", "unwrapped", "value_in"]

_VALUES = frozenset((str, int, float, bool, type(None), Fraction, Decimal))
_CONTAINERS = (str, bytes, bytearray, memoryview, list, tuple, Mapping)
# pyarrow's two; numpy's, torch's, jax's and pandas'; whatever has but the last.
_ASKED = ("as_py", "to_pylist", "tolist", "item")
FAULTS = (
    ArithmeticError, AssertionError, AttributeError, BufferError, EOFError, ImportError, LookupError, MemoryError,
    NameError, OSError, ReferenceError, RuntimeError, StopIteration, SystemError, TypeError, ValueError, Warning,
)  # fmt: skip
"""Whatever Python itself can raise where a foreign object is asked for its value, or for its text."""
_DEEPEST = 8  # wrappings that are taken off: nobody means more
# Under which key an object holds its answer; a later row counts where nothing of the rows before is there.
_KEYS = (
    ("reward_model", "verification_info"),  # objects themselves, as whole rows have them
    (
        "ground_truth", "groundtruth", "gold", "gold_answer", "gold_answers", "golden_answer", "golden_answers",
        "final_answer", "answer", "answers", "correct_answer", "expected_answer", "reference_answer", "ref_answer",
    ),
    ("target", "targets", "value", "label"),
    ("solution", "gold_solution", "reference_solution"),
)  # fmt: skip
# Keys of this row name an answer where nothing but remarks stands beside it: with anything else it is a
# puzzle, such as {"target": 24, "numbers": [1, 2, 3, 4]}, whose answer is another.
_ALONE = frozenset(_KEYS[2])
_REMARKS = frozenset((
    "id", "index", "idx", "source", "data_source", "dataset", "split", "style", "type", "task", "task_type", "level",
    "difficulty", "question", "problem", "prompt", "solution", "reasoning", "rationale", "explanation", "from", "role",
))  # fmt: skip


class Unreadable:
    """What stands for a value that can't be got at: a tensor without its numbers, a list in a list in a list …"""

    __slots__ = ("kind",)

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def __repr__(self) -> str:
        return self.kind


def unwrapped(gold: object) -> object:
    """Return the one value that a gold holds; a list of several as it is, and nothing for an empty one.

    An object that does not say under which key its answer is comes back as it is, too.

    >>> unwrapped([("42",)]), unwrapped([]), unwrapped(["1", "2"])
    ('42', None, ['1', '2'])
    >>> unwrapped({"style": "rule", "ground_truth": "['42']"}), unwrapped('{"answer": 42, "source": "mine"}')
    ('42', 42)
    """
    for _ in range(_DEEPEST):
        value: object = value_in(gold)
        if isinstance(value, str):
            value = data_in(value) if len(value) <= MAX_GOLD else NO_DATA
            if value is NO_DATA:
                return value_in(gold)
        elif isinstance(value, (list, tuple)) and len(value) < 2:
            value = value[0] if value else None
        elif isinstance(value, Mapping):
            found = _under_a_key(value)
            if found is NO_DATA:
                return value
            value = found
        elif type(value) is type(gold):  # nothing more comes off: numpy's long doubles hold only themselves
            return value
        gold = value
    return Unreadable(type(gold).__name__)


def _under_a_key(entries: Mapping[object, object]) -> object:
    """What an object holds under the key that names its answer; `NO_DATA` where none does, or two disagree."""
    try:
        held = dict(entries)
    except FAULTS:  # somebody's own mapping
        return NO_DATA
    for names in _KEYS:
        found = [name for name in names if name in held]
        if not found:
            continue
        values = [held.pop(name) for name in found]
        values = [
            each for each in values if not (each is None or (isinstance(each, str) and not each.strip()))
        ] or [None]
        if not _ALONE.isdisjoint(found) and not held.keys() <= _REMARKS:
            return NO_DATA
        texts = {str(each) if type(each) in _VALUES else "" for each in values}
        return values[0] if len(values) == 1 or (len(texts) == 1 and texts != {""}) else NO_DATA
    return NO_DATA


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
        except FAULTS:
            continue
    return Unreadable(type(wrapped).__name__) if asked else wrapped
