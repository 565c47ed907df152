"""Plain data between a judge and a program, by exact type: what is anything else stays where it is.

A value crosses as JSON. What JSON has crosses as it is; the rest is an object with one key that says what:

=======================  ==================================
None bool str list       themselves
int, float               a number; a big one, and nan, as text
tuple set frozenset      ``{"t": …}``, ``{"s": …}``, ``{"z": …}``
dict                     ``{"d": [[key, value], …]}``
bytes bytearray complex  ``{"b": …}``, ``{"a": …}``, ``{"c": …}``
anything else            ``{"h": number}``, a handle to it
=======================  ==================================

Whoever wrote a value may lie: it is read with a bound on its depth and its size, and nothing in it is called.
"""

from __future__ import annotations

import math
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable
from typing import Any

__all__ = ["MAX_DEPTH", "MAX_ITEMS", "BrokenValueError", "TooLargeError", "decode", "encode"]

MAX_DEPTH = 200
MAX_ITEMS = 500_000  # of one message
_SAFE = 1 << 53  # integers within it are JSON numbers to everybody
_DIGITS = 16

Handles = Callable[[object], int]


class TooLargeError(ValueError):
    """Raised for a value that has too many items, or too many one inside another."""


class BrokenValueError(ValueError):
    """Raised for a message that holds no value; whoever wrote it can't be trusted."""


def encode(value: object, handle: Handles | None = None) -> Any:
    """A value as JSON; ``handle`` gives a number to what is no plain data, which raises without.

    A subclass that is compared as the type it comes from (a named tuple, a defaultdict, an IntEnum) crosses as that.

    >>> encode((1, {"a": {2}}))
    {'t': [1, {'d': [['a', {'s': [2]}]]}]}
    """
    return _Encoder(handle).encode(value, 0)


def decode(message: Any, handle: Callable[[int], object] | None = None) -> Any:
    """The value in a message; ``handle`` makes something of a handle's number, which raises without.

    >>> decode(encode([1.5, 10**30, float("inf"), b"x", frozenset({1})]))
    [1.5, 1000000000000000000000000000000, inf, b'x', frozenset({1})]
    """
    return _Decoder(handle).decode(message, 0)


class _Encoder:
    def __init__(self, handle: Handles | None) -> None:
        self._handle = handle
        self._left = MAX_ITEMS

    def encode(self, value: Any, depth: int) -> Any:
        kind = type(value)
        if value is None or kind is bool or kind is str:
            self._count(1, depth)
            return value
        if kind not in _WRITERS:
            return self._other(value, kind, depth)
        return _WRITERS[kind](self, value, depth)

    def items(self, values: Any, depth: int) -> list[Any]:
        self._count(len(values), depth)
        return [self.encode(each, depth + 1) for each in values]

    def _count(self, number: int, depth: int) -> None:
        self._left -= number
        if self._left < 0 or depth > MAX_DEPTH:
            raise TooLargeError(f"more than {MAX_ITEMS} items, or {MAX_DEPTH} one inside another")

    def _other(self, value: Any, kind: type, depth: int) -> Any:
        for base, writer in _WRITERS.items():
            if issubclass(kind, base) and (kind in _COMPARED or _equality(kind) is _equality(base)):
                return writer(self, value, depth)
        if kind.__module__ == "numpy" and hasattr(value, "tolist"):
            plain = value.tolist()
            if kind.__name__ != "ndarray" and type(plain) in _WRITERS | {bool: None, str: None}:
                return self.encode(plain, depth)
        if self._handle is None:
            raise BrokenValueError(f"a {kind.__name__} is no plain data")
        return {"h": self._handle(value)}


_COMPARED = (defaultdict, OrderedDict, Counter)  # with a dict they are compared as dicts

_WRITERS: dict[type, Callable[[_Encoder, Any, int], Any]] = {
    int: lambda _, value, __: int(value) if -_SAFE < value < _SAFE else {"i": format(value, "x")},
    float: lambda _, value, __: float(value) if math.isfinite(value) else {"f": str(float(value))},
    str: lambda _, value, __: str.__str__(value),
    list: lambda to, value, depth: to.items(value, depth),
    tuple: lambda to, value, depth: {"t": to.items(value, depth)},
    set: lambda to, value, depth: {"s": to.items(value, depth)},
    frozenset: lambda to, value, depth: {"z": to.items(value, depth)},
    dict: lambda to, value, depth: {"d": [to.items(pair, depth) for pair in value.items()]},
    bytes: lambda _, value, __: {"b": bytes(value).decode("latin-1")},
    bytearray: lambda _, value, __: {"a": bytes(value).decode("latin-1")},
    complex: lambda _, value, __: {"c": [repr(value.real), repr(value.imag)]},
}


def _equality(kind: type) -> object:
    return kind.__eq__


class _Decoder:
    def __init__(self, handle: Callable[[int], object] | None) -> None:
        self._handle = handle
        self._left = MAX_ITEMS

    def decode(self, message: Any, depth: int) -> Any:
        self._left -= 1
        if self._left < 0 or depth > MAX_DEPTH:
            raise BrokenValueError("too many items, or too many one inside another")
        if isinstance(message, list):
            return [self.decode(each, depth + 1) for each in message]
        if not isinstance(message, dict):
            return message
        if len(message) != 1:
            raise BrokenValueError("not one key")
        [(key, held)] = message.items()
        if key not in _READERS:
            raise BrokenValueError(f"no such kind of value: {key!r:.20}")
        try:
            return _READERS[key](self, held, depth + 1)
        except (TypeError, ValueError, OverflowError, AttributeError, LookupError) as error:
            raise BrokenValueError(str(error)) from None

    def items(self, held: Any, depth: int) -> list[Any]:
        if not isinstance(held, list):
            raise BrokenValueError("not a list of items")
        return [self.decode(each, depth) for each in held]

    def handle(self, held: Any) -> object:
        if type(held) is not int or self._handle is None:
            raise BrokenValueError("no handle is known here")
        return self._handle(held)


_READERS: dict[str, Callable[[_Decoder, Any, int], Any]] = {
    "i": lambda _, held, __: int(held, _DIGITS),
    "f": lambda _, held, __: float(held),
    "t": lambda of, held, depth: tuple(of.items(held, depth)),
    "s": lambda of, held, depth: set(of.items(held, depth)),
    "z": lambda of, held, depth: frozenset(of.items(held, depth)),
    "d": lambda of, held, depth: dict(of.items(pair, depth) for pair in held),
    "b": lambda _, held, __: held.encode("latin-1"),
    "a": lambda _, held, __: bytearray(held.encode("latin-1")),
    "c": lambda _, held, __: complex(float(held[0]), float(held[1])),
    "h": lambda of, held, _: of.handle(held),
}
