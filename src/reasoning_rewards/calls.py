"""How what this library has is called, and what is said to whoever calls it otherwise."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import is_dataclass
from typing import Any, TypeVar

from reasoning_rewards.errors import SettingError

__all__ = ["NOT_GIVEN", "built", "by_name", "likely", "one_positional", "refuse_misnamed", "settings_of"]

C = TypeVar("C", bound=type)
F = TypeVar("F", bound=Callable[..., Any])

NOT_GIVEN: Any = object()  # in the place of an argument that a call leaves out


def likely(word: str, known: Iterable[str]) -> str | None:
    """The known word that a misspelt, or shortened, one stands for; None where nothing comes near.

    >>> likely("gold_colum", ["layout", "gold_column"]), likely("gold", ["gold_column"]), likely("x", ["y"])
    ('gold_column', 'gold_column', None)
    """
    from difflib import get_close_matches  # only a mistake needs it

    words = list(known)
    near = get_close_matches(word.lower(), words, n=1)
    within = [each for each in words if len(word) > 2 and (word.lower() in each or each in word.lower())]
    return next(iter(near or within), None)


def settings_of(cls: type) -> dict[str, bool]:
    """The settings of a class by name, those that must be given (True) first; only a dataclass has any."""
    # Not its fields: what is only passed on to __post_init__ (InitVar) is none.
    _, *taken = inspect.signature(cls.__init__).parameters.values() if is_dataclass(cls) else (None,)
    named = {each.name: each.default is each.empty for each in taken}
    return dict(sorted(named.items(), key=lambda pair: not pair[1]))


def built(cls: type) -> str:
    """The call that builds one.

    >>> from reasoning_rewards import Brevity, Format
    >>> built(Format), built(Brevity)
    ('Format()', 'Brevity(limit=...)')
    """
    needed = [f"{name}=..." for name, required in settings_of(cls).items() if required]
    return f"{cls.__name__}({', '.join(needed)})"


def refuse_misnamed(
    cls: type,
    values: Sequence[object],
    named: Mapping[str, object],
    *,
    example: str,
) -> None:
    """Raise where settings are given by position, under names that there are not, or not at all."""
    known = settings_of(cls)
    if values:
        given = ", ".join([*map(repr, values), *(f"{name}={value!r}" for name, value in named.items())])
        raise SettingError(f"{cls.__name__}({given}): settings are given by name; write {example}")
    for name, value in named.items():
        if name not in known:
            meant = likely(name, known)
            asked = f"; did you mean {meant}?" if meant else "."
            if name in vars(cls):
                asked = f"; {name} is a plain attribute of the class, and an annotation makes it a setting."
            has = ", ".join(known) or "none"
            raise SettingError(
                f"{cls.__name__}({name}={value!r}): there is no such setting{asked} Its settings: {has}"
            )
    missing = [name for name, required in known.items() if required and name not in named]
    if missing:
        raise SettingError(f"{cls.__name__}: {missing[0]} is not given; write {example}")


def by_name(example: str) -> Callable[[C], C]:
    """Have a dataclass of keywords say what is wrong where they are not given by name; ``example`` is a good call."""

    def decorate(cls: C) -> C:
        init = vars(cls)["__init__"]

        @functools.wraps(init)
        def __init__(self: object, *values: object, **named: object) -> None:  # noqa: N807 (it takes its place)
            refuse_misnamed(cls, values, named, example=example)
            init(self, **named)

        cls.__init__ = __init__  # type: ignore[misc]
        return cls

    return decorate


def one_positional(function: F) -> F:
    """Show a function as it is to be called: with one positional argument, and without the means of refusing others.

    It takes ``*misplaced`` and defaults of `NOT_GIVEN` to say itself what is wrong with another call; a
    wrapper would cost every good one.
    """
    shown = inspect.signature(function)
    parameters = [
        each.replace(default=each.empty) if each.default is NOT_GIVEN else each
        for each in shown.parameters.values()
        if each.kind is not each.VAR_POSITIONAL
    ]
    function.__signature__ = shown.replace(parameters=parameters)  # type: ignore[attr-defined]
    return function
