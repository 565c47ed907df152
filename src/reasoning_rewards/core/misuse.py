"""What is said to whoever builds or calls a reward in a form that it has not."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from reasoning_rewards.calls import built, settings_of
from reasoning_rewards.errors import BatchError, SettingError

if TYPE_CHECKING:
    from reasoning_rewards.core.reward import Reward

__all__ = ["of_call", "of_explain", "preset", "refuse_called_class", "refuse_init", "refuse_several"]

P = ParamSpec("P")
R = TypeVar("R")


def of_call(reward: Reward, misplaced: Sequence[object], columns: Mapping[str, object]) -> BatchError:
    """The error for a batch that does not come as TRL's does."""
    form = f"reward(completions{''.join(f', {name}=[...]' for name in reward.columns)})"
    return BatchError(
        f"{reward.__name__} was called {_arrived('completions', misplaced, columns)}; a reward is called as TRL does it, "
        f"{form}: the completions, and every column by its name. For a trainer with another form write a function "
        f"of what it passes that calls {form}"
    )


def of_explain(reward: Reward, misplaced: Sequence[object], columns: Mapping[str, object]) -> BatchError:
    """The error for a row whose columns have no names."""
    form = f"explain(completion{''.join(f', {name}=...' for name in reward.columns)})"
    return BatchError(
        f"{reward.__name__}.explain was called {_arrived('a completion', misplaced, columns)}; write {form}: the "
        "completion, and every column by its name"
    )


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
    batch = any(name in named and name not in settings for name in ("completions", "prompts"))
    if batch or (values and isinstance(values[0], list)):
        raise SettingError(
            f"{cls.__name__} is a class, and was called with completions: the () that build the reward are missing; "
            f"write {built(cls)}, as in reward_funcs=[{built(cls)}]"
        )
