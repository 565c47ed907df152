"""Functions as settings: where they are found again, and when two of them are one and the same."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from types import FunctionType, MethodType, ModuleType
from typing import Any

from reasoning_rewards.errors import SettingError

__all__ = ["is_async", "key", "namesake", "plain", "refuse_unpicklable", "same"]


def refuse_unpicklable(
    function: Callable[..., Any], setting: str = "function", *, may_wait: bool = False
) -> None:
    """Raise for a function that another process could not find by its name; ``may_wait``: async is welcome."""
    if inspect.isclass(function):
        raise SettingError(f"{setting}={function!r}: expected a function, and not a class")
    name = getattr(function, "__qualname__", None)
    if name is None or "<" in name:
        raise SettingError(
            f"{name or function!r} can't be found again by its name, so no other process could load this reward; "
            "write it with def at the top level of a module. What a closure, a functools.partial or an object "
            "brings along belongs in the settings of a subclass of Reward"
        )
    if inspect.iscoroutinefunction(function) and not may_wait:
        raise SettingError(f"{name} is async, and {setting} must be a plain def; @reward takes an async def")


def namesake(function: Callable[..., Any]) -> object:
    """What a function's module holds under the function's name; None where there is no such module or name.

    A trainer may load a file without an entry in ``sys.modules``; its functions know their module all the same.
    """
    module = sys.modules.get(function.__module__)
    known = getattr(function, "__globals__", {}) if module is None else vars(module)
    first, *steps = function.__qualname__.split(".")
    found = known.get(first)
    for step in steps:
        found = getattr(found, step, None)
    return found


def plain(function: Any) -> Any:
    """The function inside a partial one, a method or an object that can be called; otherwise itself."""
    while isinstance(function, partial):
        function = function.func
    if isinstance(function, MethodType):
        return function.__func__
    call = inspect.getattr_static(type(function), "__call__", None)
    return call if isinstance(call, FunctionType) else function


def is_async(function: Callable[..., Any]) -> bool:
    """Does calling it give something to await?"""
    return inspect.iscoroutinefunction(plain(function))


def key(value: object) -> object:
    """What a setting is hashed by: a function by its name, an object that is called as one by its class."""
    if type(value) is FunctionType:
        return value.__module__, value.__qualname__
    if type(value) is MethodType:
        return key(value.__func__)
    if isinstance(value, partial):
        return key(value.func)
    if _is_callable_by_identity(value):
        return type(value).__module__, type(value).__qualname__
    if type(value) is tuple:
        return tuple(map(key, value))
    return value


_PLAIN = frozenset((str, int, float, bool, type(None)))  # what most settings are
_Pairs = frozenset[tuple[int, int]]


def same(one: object, other: object, known: _Pairs = frozenset()) -> bool:
    """Are two settings equal, a function and a copy of it too?

    A function that travelled by value is another object. It is the same where module, name, code and defaults
    are, and what it closes over and names in its module: two functions may differ in that alone.

    known: pairs of functions that are being compared already, for those that call each other.
    """
    if one is other:
        return True
    if type(one) in _PLAIN:
        return _equal(one, other)
    if isinstance(one, FunctionType) and isinstance(other, FunctionType):
        pair = (id(one), id(other))
        return pair in known or _same_function(one, other, known | {pair})
    if type(one) is not type(other):
        return _equal(one, other)
    if isinstance(one, MethodType) and isinstance(other, MethodType):
        return same((one.__func__, one.__self__), (other.__func__, other.__self__), known)
    if isinstance(one, partial) and isinstance(other, partial):
        return same((one.func, one.args, one.keywords), (other.func, other.args, other.keywords), known)
    if _is_callable_by_identity(one):
        pair = (id(one), id(other))
        return pair in known or same(vars(one), vars(other), known | {pair})
    if isinstance(one, tuple | list) and isinstance(other, tuple | list):
        return len(one) == len(other) and all(same(a, b, known) for a, b in zip(one, other, strict=True))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name], known) for name in one)
    if isinstance(one, ModuleType) and isinstance(other, ModuleType):
        return one.__name__ == other.__name__
    settings = getattr(type(one), "_equal_by", None)
    if isinstance(settings, tuple):  # a reward's
        return all(same(getattr(one, name), getattr(other, name), known) for name in settings)
    return _equal(one, other)


def _is_callable_by_identity(value: object) -> bool:
    """An object that is called as a function and says nothing of equality: a copy of it has the same attributes."""
    kind = type(value)
    return (
        kind.__eq__ is object.__eq__
        and hasattr(value, "__dict__")
        and isinstance(inspect.getattr_static(kind, "__call__", None), FunctionType)
    )


def _equal(one: object, other: object) -> bool:
    """What == says, if it says one thing: arrays answer with arrays."""
    answer: Any = one == other
    return answer is True or (getattr(answer, "shape", None) == () and bool(answer))


def _same_function(one: FunctionType, other: FunctionType, known: _Pairs) -> bool:
    if key(one) != key(other) or one.__code__ != other.__code__:
        return False
    mine, theirs = one.__globals__, other.__globals__
    # A copy has only what the code reads; co_names holds the names of attributes too.
    shared = [] if mine is theirs else [n for n in one.__code__.co_names if n in mine and n in theirs]
    return all(
        same(a, b, known)
        for a, b in (
            (one.__defaults__, other.__defaults__),
            (one.__kwdefaults__, other.__kwdefaults__),
            (_enclosed(one), _enclosed(other)),
            *((mine[name], theirs[name]) for name in shared),
        )
    )


def _enclosed(function: FunctionType) -> list[object]:
    """What it closes over; a cell that nothing was put into is nothing."""
    found: list[object] = []
    for cell in function.__closure__ or ():
        with suppress(ValueError):
            found.append(cell.cell_contents)
    return found
