"""How what this library has is called, and what is said to whoever calls it otherwise."""

from __future__ import annotations

import functools
import inspect
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import is_dataclass
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from reasoning_rewards.errors import BatchError, RewardWarning, SettingError

if TYPE_CHECKING:
    from reasoning_rewards.core.reward import Reward

__all__ = [
    "NOT_GIVEN",
    "by_name",
    "error_of_call",
    "error_of_explain",
    "example_call",
    "from_function_code",
    "likely",
    "one_positional",
    "preset",
    "refuse_called_class",
    "refuse_init",
    "refuse_misnamed",
    "refuse_records",
    "refuse_several",
    "settings_of",
]

C = TypeVar("C", bound=type)
F = TypeVar("F", bound=Callable[..., Any])
P = ParamSpec("P")
R = TypeVar("R")

NOT_GIVEN: Any = object()  # in the place of an argument that a call leaves out


def likely(word: str, known: Iterable[str]) -> str | None:
    """The known word that a misspelt, or shortened, one stands for; None where nothing comes near.

    >>> likely("gold_colum", ["layout", "gold_column"]), likely("gold", ["gold_column"]), likely("x", ["y"])
    ('gold_column', 'gold_column', None)
    >>> likely("answer", ["ANSWER", "id"]), likely("answer", ["a", "id"]), likely("gold", ["golds", "gold_column"])
    ('ANSWER', None, 'gold_column')
    """
    from difflib import get_close_matches  # only a mistake needs it

    said = word.lower()
    words = {each.lower(): each for each in known}
    near = get_close_matches(said, words, n=1)
    within = [each for each in words if min(len(said), len(each)) > 2 and (said in each or each in said)]
    first = [each for each in words if each.startswith(f"{said}_") and said not in words]
    found = first or near or within  # a whole word of a name before a name that is spelled nearly so
    return words[found[0]] if found else None


def settings_of(cls: type) -> dict[str, bool]:
    """The settings of a class by name, those that must be given (True) first; only a dataclass has any."""
    # Not its fields: what is only passed on to __post_init__ (InitVar) is none.
    _, *taken = inspect.signature(cls.__init__).parameters.values() if is_dataclass(cls) else (None,)
    named = {each.name: each.default is each.empty for each in taken}
    return dict(sorted(named.items(), key=lambda pair: not pair[1]))


def example_call(cls: type) -> str:
    """The call that builds one.

    >>> from reasoning_rewards import Brevity, Format
    >>> example_call(Format), example_call(Brevity)
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


def error_of_call(reward: Reward, misplaced: Sequence[object], columns: Mapping[str, object]) -> BatchError:
    """The error for a batch that does not come as TRL's does."""
    form = f"reward(completions{''.join(f', {name}=[...]' for name in reward.columns)})"
    called = f"{reward.__name__} was called {_arrived('completions', misplaced, columns)}"
    for trainer, names, positions, remedy in _CALLS:
        if (names <= set(columns)) and (positions in (0, len(misplaced) + 1)):
            said = f"{called}, as {trainer} calls a function; {remedy}"
            if trainer == "OpenRLHF":  # it notes an error where nobody looks, and trains on None
                warnings.warn(said, RewardWarning, stacklevel=3)
            return BatchError(said)
    return BatchError(
        f"{called}; a reward is called as TRL does it, {form}: the completions, and every column by its name. For "
        "trainers with another form there is reasoning_rewards.adapters, with a base for one of your own"
    )


_RECIPE = "write an adapter of a few lines, as docs/trainers.md has it"
# trainer, the names that it alone calls by, how many arguments it alone passes by position (0: any), the remedy.
_CALLS: tuple[tuple[str, frozenset[str], int, str], ...] = (
    ("verl", frozenset(("solution_str",)), 0, "write compute_score = adapters.verl(reward)"),
    ("OpenRLHF", frozenset(("queries", "labels")), 0, "write reward_func = adapters.openrlhf(reward)"),
    ("OpenRLHF", frozenset(), 3, "write reward_func = adapters.openrlhf(reward)"),
    ("ms-swift", frozenset(("args",)), 0, 'write orms["name"] = adapters.swift(reward)'),
    ("Trinity-RFT", frozenset(("response", "truth")), 0, _RECIPE),
    ("EasyR1", frozenset(("reward_input",)), 0, _RECIPE),
    ("AReaL", frozenset(), 4, _RECIPE),
    ("verifiers", frozenset(("completion", "state")), 0, _RECIPE),
)


def refuse_records(row: object) -> None:
    """Raise where completions come as a dict each that is no message, with the gold inside."""
    if isinstance(row, Mapping) and "response" in row and "content" not in row:
        raise BatchError(
            f"completions are dicts of {', '.join(map(str, row))}, as EasyR1 calls a function; {_RECIPE}"
        )


def error_of_explain(
    reward: Reward, misplaced: Sequence[object], columns: Mapping[str, object]
) -> BatchError:
    """The error for a row whose columns have no names."""
    form = f"explain(completion{''.join(f', {name}=...' for name in reward.columns)})"
    return BatchError(
        f"{reward.__name__}.explain was called {_arrived('a completion', misplaced, columns)}; write {form}: the "
        "completion, and every column by its name"
    )


def from_function_code(function: Callable[..., Any]) -> str:
    """The call that makes a reward of a function that a trainer calls."""
    name = getattr(function, "__name__", type(function).__name__)
    own = "" if name.isidentifier() else ", name='…'"
    return f"from_function({name}{own}, bounds=(low, high))"


def _arrived(wanted: str, misplaced: Sequence[object], named: Mapping[str, object]) -> str:
    given = f"with {len(misplaced) + 1} positional arguments" if misplaced else f"without {wanted}"
    return f"{given}, with {', '.join(named)}" if named else given


def refuse_several(completion: object) -> None:
    """Raise for a list of texts where one completion belongs; a list of messages is one."""
    if isinstance(completion, list | tuple) and any(isinstance(each, str) for each in completion):
        raise BatchError(
            f"completion={completion!r:.80}: explain takes one completion, a text or a conversation; "
            "for several there is verdicts([...])"
        )


def refuse_init(cls: type) -> None:
    """Raise for a reward that writes the initialiser which its settings make."""
    if "__init__" not in vars(cls):
        return
    given = list(inspect.signature(vars(cls)["__init__"]).parameters)[1:]
    settings = ", ".join(f"{name}: <type>" for name in given) or "words: int"
    raise SettingError(
        f"{cls.__name__}.__init__: a reward is a frozen value, and its settings are annotated fields; delete "
        f"__init__, write {settings} in the class body, and check them in __post_init__"
    )


def preset(build: Callable[P, R]) -> Callable[P, R]:
    """Have a function that builds a reward say so where it is called as the reward."""

    @functools.wraps(build)
    def built_by_name(*values: P.args, **named: P.kwargs) -> R:
        if values or "completions" in named or "prompts" in named:
            raise SettingError(
                f"{build.__name__} builds a reward, and was called with completions or without names: write "
                f"{build.__name__}(), as in reward_funcs=[{build.__name__}()]; its settings are given by name"
            )
        return build(**named)  # type: ignore[call-arg]

    return built_by_name


def refuse_called_class(cls: type, values: Sequence[object], named: Mapping[str, object]) -> None:
    """Raise where a class is given a batch: it stands in a trainer's list where a reward belongs."""
    settings = settings_of(cls)
    for trainer, names, _, remedy in _CALLS:
        if names and names <= set(named) - set(settings):
            raise SettingError(
                f"{cls.__name__} is a class, and was called as {trainer} calls a function: the () that build the reward are "
                f"missing; {remedy.replace('(reward)', f'({example_call(cls)})')}"
            )
    batch = any(name in named and name not in settings for name in ("completions", "prompts"))
    if batch or (values and isinstance(values[0], list)):
        raise SettingError(
            f"{cls.__name__} is a class, and was called with completions: the () that build the reward are missing; "
            f"write {example_call(cls)}, as in reward_funcs=[{example_call(cls)}]"
        )
