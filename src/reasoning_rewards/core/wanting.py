"""What a function that a trainer calls wants: which arguments, by which names, and completions in which form."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from functools import partial
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any, NamedTuple

from reasoning_rewards.core import settings
from reasoning_rewards.core.functions import plain
from reasoning_rewards.errors import SettingError
from reasoning_rewards.text.messages import prompt_text

if TYPE_CHECKING:
    from reasoning_rewards.core.batch import Batch
    from reasoning_rewards.text.completion import Completion

__all__ = ["Wanted", "reads_messages", "wanted"]

_BATCH = ("completions", "prompts", "completion_ids")
_SINGULAR = {"completion": "completions", "prompt": "prompts", "completion_ids": "completion_ids"}
_FIELDS = frozenset(("content", "role"))  # of a message: code that names one reads messages


class Wanted(NamedTuple):
    """How a function is called.

    needed: what it can't be called without, by name. optional: what it takes where it is there.
    all: does it take every column by ``**``? by_row: is it called once a row, with a ``completion``?
    """

    needed: tuple[str, ...]
    optional: tuple[str, ...]
    all: bool
    by_row: bool

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it can't be called without."""
        known = (*_BATCH, *_SINGULAR, *settings.PASSED)
        return tuple([name for name in self.needed if name not in known])

    def needs(self, *names: str) -> bool:
        """Can't it be called without one of these?"""
        return any(name in self.needed for name in names)

    def arguments(self, batch: Batch, messages: bool) -> dict[str, Any]:
        """What it is called with, for a whole batch."""
        there = {**batch.given(), **batch.passed, "completions": _completions(batch, messages)}
        if batch.prompts is not None:
            there["prompts"] = list(map(_prompt_messages if messages else prompt_text, batch.prompts))
        if batch.completion_ids is not None:
            there["completion_ids"] = batch.completion_ids
        for name in self.columns:
            there[name] = batch.column(name)
        there |= {name: None for name in self.needed if name in settings.PASSED and name not in there}
        named = there if self.all else {name: there[name] for name in self._names if name in there}
        # Copies, for a function may sort or empty its lists, and the others of a sum read the same.
        return {name: list(each) if isinstance(each, list) else each for name, each in named.items()}

    def rows(self, batch: Batch, messages: bool) -> Iterator[dict[str, Any]]:
        """What it is called with, row by row."""
        whole = self._replace(all=True).arguments(batch, messages)
        named = {one: whole[many] for one, many in _SINGULAR.items() if many in whole}
        columns = {name: values for name, values in whole.items() if name not in _BATCH}
        for row in range(len(batch)):
            here = {name: _value(values, row, len(batch)) for name, values in {**columns, **named}.items()}
            yield here if self.all else {name: here[name] for name in self._names if name in here}

    @property
    def _names(self) -> tuple[str, ...]:
        return self.needed + self.optional


def wanted(function: Callable[..., Any]) -> Wanted:
    """Read a function's signature; one that takes no completions is no reward function."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (ValueError, TypeError) as error:
        raise SettingError(
            f"function={function!r}: {error}; wrap it in a def that takes completions"
        ) from error
    nameless = [each for each in parameters if each.kind is each.POSITIONAL_ONLY]
    if unnamed := [each.name for each in nameless if each.default is each.empty]:
        raise SettingError(
            f"{getattr(function, '__qualname__', function)} takes {unnamed[0]} by position alone, and is called by name; "
            "take the / out of its parameters, or wrap it in a def that takes completions"
        )
    named = [each for each in parameters if each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY)]
    names = [each.name for each in named]
    everything = any(each.kind is each.VAR_KEYWORD for each in parameters)
    by_row = "completion" in names and "completions" not in names
    if not everything and not {"completion", *_BATCH, *settings.PASSED} & set(names):
        raise SettingError(
            f"{getattr(function, '__qualname__', function)} takes {', '.join(names) or 'nothing'}; expected a function "
            "as a trainer calls it, f(completions, **columns), with completions by that name. A function of one row "
            "is made a reward by @reward"
        )
    needed = tuple([each.name for each in named if each.default is each.empty])
    return Wanted(needed, tuple([n for n in names if n not in needed]), everything, by_row)


def reads_messages(function: Callable[..., Any]) -> bool:
    """Does its code, or that of what it calls in its own module, name the fields of messages?"""
    if isinstance(function, partial):
        return reads_messages(function.func)
    return _names_fields(plain(function), set())


def _names_fields(function: object, seen: set[object]) -> bool:
    if not isinstance(function, FunctionType) or function.__code__ in seen:
        return False
    seen.add(function.__code__)
    codes = list(_codes(function.__code__))
    if any(_FIELDS.intersection(each for each in code.co_consts if isinstance(each, str)) for code in codes):
        return True
    called = [function.__globals__.get(name) for code in codes for name in code.co_names]
    enclosed = [cell.cell_contents for cell in function.__closure__ or () if _is_filled(cell)]
    own = [each for each in called if getattr(each, "__module__", None) == function.__module__]
    return any(_names_fields(plain(each), seen) for each in (*own, *enclosed))


def _is_filled(cell: Any) -> bool:
    try:
        return cell.cell_contents is not None
    except ValueError:
        return False


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _codes(each)


def _completions(batch: Batch, messages: bool) -> list[Any]:
    if not messages:
        return [_text(each) for each in batch.completions]
    return [_messages(raw) for raw in batch.raw]


def _messages(raw: Any) -> list[Any]:
    """A completion as messages of the function's own, which it may change."""
    if isinstance(raw, str | None):
        return [{"role": "assistant", "content": raw or ""}]
    return [dict(each) if isinstance(each, dict) else each for each in _listed(raw)]


def _listed(raw: Any) -> Any:
    return raw if isinstance(raw, list | tuple) else [raw]


def _text(completion: Completion) -> str:
    """The text, with the thinking in front where a trainer has parsed it out."""
    if completion.reasoning is None:
        return completion.text
    return f"<think>{completion.reasoning}</think>{completion.text}"


def _prompt_messages(prompt: Any) -> Any:
    return [{"role": "user", "content": prompt}] if isinstance(prompt, str) else prompt


def _value(values: Any, row: int, rows: int) -> Any:
    """A row's value; what is not one a row belongs to all."""
    return values[row] if isinstance(values, list | tuple) and len(values) == rows else values
