"""What a setting's annotation says of its values, held against what a reward is built with.

A reward's settings are annotated fields, so what each takes has been written down already: `int`,
``float | None``, ``Literal["min", "mean"]``, `Layout`, a reward. An annotation that says more than these
(``tuple[float, float]``), or that can't be read, is left to the reward's own ``__post_init__``.
"""

from __future__ import annotations

import builtins
import collections.abc
import functools
import sys
import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, fields
from inspect import get_annotations, isclass
from typing import Any, Literal, NamedTuple, TypeGuard, Union, get_args, get_origin, get_type_hints

from reasoning_rewards import calls
from reasoning_rewards.caches import remembered
from reasoning_rewards.core import settings
from reasoning_rewards.core.functions import same
from reasoning_rewards.errors import SettingError

__all__ = ["checking", "insist"]

_NOT = object()  # a value of another kind
_A_COLUMN = "the name of a column, such as 'answer'"
_SUCH_AS = types.MappingProxyType(
    {
        "Layout": "a layout, such as THINK_BOXED or Layout.of(tokenizer)",
        "NumberPolicy": "a NumberPolicy, such as NumberPolicy(rounded=6)",
        "Reward": "a reward, such as Correctness()",
        "Schedule": "a schedule, such as linear(1, 0) or cosine(1, 0)",
    }
)


class Kind(NamedTuple):
    """What is expected of a value, and the value made clean; `_NOT` for a value of another kind."""

    wanted: str
    clean: Callable[[Any], Any]


def checking(init: Callable[..., None]) -> Callable[..., None]:
    """The initialiser of a reward that is called once the names and the kinds of its settings are right."""

    @functools.wraps(init)
    def __init__(self: object, *values: object, **named: object) -> None:  # noqa: N807 (it takes its place)
        init(self, **_check(type(self), values, named))

    return __init__


def _check(cls: type, values: Sequence[object], named: Mapping[str, object]) -> dict[str, object]:
    """The settings, with other libraries' numbers as Python's own."""
    known = _settings_of(cls)
    lacking = any(required and name not in named for name, required in known.items())
    if values or lacking or not known.keys() >= named.keys():
        calls.refuse_called_class(cls, values, named)
        calls.refuse_misnamed(cls, values, named, example=_meant(cls, values, named))
    found = dict(named)
    kinds = _kinds(cls) if named else {}
    for name, value in named.items():
        clean = _hold(name, value, kinds[name]) if name in kinds else value
        # A float setting keeps an int, so that its range is said of what was written.
        if type(value) is not int:
            found[name] = clean
        if _names_column(name) and isinstance(value, str):
            settings.refuse_taken(f"{name}={value!r}", value)
    return found


def _meant(cls: type, values: Sequence[object], named: Mapping[str, object]) -> str:
    """The call that is probably meant: a value by position goes to the first setting that takes its kind."""
    known, kinds = _settings_of(cls), _kinds(cls)
    found = {name: repr(value) for name, value in named.items() if name in known}
    for value in values:
        fits = (n for n in known if n not in found and n in kinds and kinds[n].clean(value) is not _NOT)
        if (name := next(fits, None)) is None:
            return f"{cls.__name__}({', '.join(f'{setting}=...' for setting in known)})"
        found[name] = repr(value)
    missing = {name: "..." for name, required in known.items() if required and name not in found}
    return f"{cls.__name__}({', '.join(f'{name}={code}' for name, code in {**found, **missing}.items())})"


def _names_column(setting: str) -> bool:
    return setting == "column" or setting.endswith("_column")


def insist(name: str, value: object, hint: object) -> Any:
    """A value of the kind that a type says, clean; anything else raises, naming what is expected.

    >>> insist("steps", 2.5, int)
    Traceback (most recent call last):
    ...
    reasoning_rewards.errors.SettingError: steps=2.5: expected a whole number
    """
    kind = _kind(hint)
    return value if kind is None else _hold(name, value, kind)


def _hold(name: str, value: object, kind: Kind) -> Any:
    clean = kind.clean(value)
    if clean is _NOT:
        error = settings.wrong(name, value, kind.wanted)
        raise SettingError(f"{error}{_nearly(value)}" if kind.wanted == _SUCH_AS["Reward"] else str(error))
    return clean


def _nearly(value: object) -> str:
    """What makes a reward of a value that is nearly one."""
    if _is_reward_class(value):
        return f"; {value.__name__} is a class: write {calls.example_call(value)}"
    if isclass(value):
        return ""
    return "; a function is made one by @reward or from_function" if callable(value) else ""


_settings_of = remembered(1024)(calls.settings_of)


@remembered(1024)
def _kinds(cls: type) -> dict[str, Kind]:
    """What each setting of a class takes, as far as annotations can be read."""
    known = _settings_of(cls)  # what is annotated besides is no setting
    found: dict[str, Kind | None] = {}
    for base in reversed(cls.__mro__):
        space = getattr(sys.modules.get(base.__module__), "__dict__", {})
        for name, annotation in get_annotations(base).items():
            if name in known:
                found[name] = _kind(_hint(annotation, space), _names_column(name))
    defaults = {item.name: item.default for item in fields(cls)}
    return {
        name: _or_default(kind, defaults.get(name, MISSING))
        for name, kind in found.items()
        if kind is not None
    }


def _or_default(kind: Kind, default: object) -> Kind:
    """A kind that takes the default as well, whatever it is: None for an int, infinity for a float."""
    if default is MISSING:
        return kind

    def clean(value: Any) -> Any:
        found = kind.clean(value)
        is_default = found is _NOT and type(value) is type(default) and same(value, default)
        return value if is_default else found

    return Kind(kind.wanted, clean)


def _hint(annotation: object, space: dict[str, Any]) -> object:
    """An annotation as an object; Any where a name in it is for type checkers only."""
    if not isinstance(annotation, str):
        return annotation
    if annotation.isidentifier():
        return space.get(annotation, getattr(builtins, annotation, Any))
    holder = types.SimpleNamespace(__annotations__={"it": annotation})
    try:
        return get_type_hints(holder, space)["it"]
    except (NameError, TypeError, AttributeError, SyntaxError):
        return Any


def _kind(hint: object, column: bool = False) -> Kind | None:
    """The kind that an annotation stands for; None where there is nothing to check."""
    origin, within = get_origin(hint), get_args(hint)
    if origin is Union or origin is types.UnionType:
        return _either(_kind(each, column) for each in within)
    if origin is Literal:
        words = ", ".join(map(repr, within))
        return Kind(f"one of {words}", lambda value: value if _is_among(value, within) else _NOT)
    if origin is collections.abc.Callable:
        return Kind(
            "a function", lambda value: value if callable(value) and not _is_reward_class(value) else _NOT
        )
    if hint is None or hint is type(None):
        return Kind("None", lambda value: value if value is None else _NOT)
    if hint is float:
        return Kind("a finite number", lambda value: _or_not(settings.real(value)))
    if hint is int:
        return Kind("a whole number", lambda value: _or_not(settings.whole(value)))
    if hint is str and column:
        return Kind(_A_COLUMN, lambda value: value if isinstance(value, str) and value else _NOT)
    if hint is bool:
        return Kind("True or False", lambda value: value if isinstance(value, bool) else _NOT)
    if hint is Any or origin is not None or not isclass(hint) or not _can_be_asked(hint):
        return None
    if hint is complex or hint.__hash__ is None:  # a float will do, and a tuple in the place of a list
        return None
    wanted = _SUCH_AS.get(hint.__name__, "text" if hint is str else f"a {hint.__name__}")
    return Kind(wanted, lambda value: value if isinstance(value, hint) else _NOT)


def _either(kinds: Iterable[Kind | None]) -> Kind | None:
    """One kind or another; none where one of them takes anything."""
    options = list(kinds)
    known = [kind for kind in options if kind is not None]
    if len(known) < len(options):
        return None

    def clean(value: Any) -> Any:
        return next((found for kind in known if (found := kind.clean(value)) is not _NOT), _NOT)

    return Kind(" or ".join(kind.wanted for kind in known), clean)


def _is_among(value: object, words: Sequence[object]) -> bool:
    """Equality, but for True, which is not 1."""
    return any(
        isinstance(value, type(word)) and isinstance(value, bool) == isinstance(word, bool) and value == word
        for word in words
    )


def _or_not(value: object) -> object:
    return _NOT if value is None else value


def _is_reward_class(value: object) -> TypeGuard[type]:
    """A class of rewards is nearly always one whose () are missing; any other may be called as a function is."""
    return isclass(value) and hasattr(value, "evaluate")


def _can_be_asked(hint: type) -> bool:
    """Does isinstance take it? Protocols and typed dicts raise."""
    try:
        isinstance(None, hint)
    except TypeError:
        return False
    return True
