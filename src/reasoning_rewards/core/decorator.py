"""`@reward`: a function of one row, made into a reward."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, overload

from reasoning_rewards.calls import from_function_code
from reasoning_rewards.core import functions, settings, travel
from reasoning_rewards.core.asking import NO_ANSWER, answered, checked, refuse_asking, says_none
from reasoning_rewards.core.kinds import insist
from reasoning_rewards.core.lift import ABSTAINS, SCORED, Blame
from reasoning_rewards.core.margin.bounds import Bounds
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.core.travel import Carrier
from reasoning_rewards.errors import SettingError
from reasoning_rewards.verdict import Score, Verdicts

if TYPE_CHECKING:
    from reasoning_rewards.core.batch import Batch

__all__ = ["AsyncFunctionReward", "FunctionReward", "reward"]

_PLURALS = {"completions": "completion", "prompts": "prompt"}
_ROW = ("completion", "prompt", "completion_ids", "progress")  # what a batch knows besides its columns


class FunctionReward(Reward):
    """A reward whose score is what a function says of each row; made by `reward`.

    ``function``: called once a row; its parameters are bound by name.
    The rest are `Reward`'s declarations of the same names.
    """

    function: Callable[..., Any]
    bounds: Bounds = (0.0, 1.0)
    may_abstain: bool = False
    decides: bool = False  # type: ignore[misc]  # here it is a setting; in a written class it is a fact
    _came_decorated: ClassVar[bool | None] = None  # said to a copy in a process that does not have the module

    def __post_init__(self) -> None:
        self._settle(bounds=settings.bounds("bounds", self.bounds))
        functions.refuse_unpicklable(self.function, may_wait=True)
        settings.refuse_taken_name(f"{self.function.__qualname__}.__name__", self.function.__name__)
        _refuse_unbindable(self.function)
        super().__post_init__()

    @property
    def __name__(self) -> str:
        return self.function.__name__

    @property
    def label(self) -> str:
        """The function's name."""
        return self.function.__name__

    @property
    def columns(self) -> tuple[str, ...]:
        """The parameters that are columns and have no default."""
        return tuple(
            name
            for name, parameter in _parameters(self.function)
            if name not in _ROW and parameter.default is parameter.empty
        )

    @property
    def needs_prompts(self) -> bool:  # type: ignore[override]
        """Does the function take ``prompt`` without a default?"""
        return self._insists_on("prompt")

    @property
    def needs_token_ids(self) -> bool:
        """Does the function take ``completion_ids`` without a default?"""
        return self._insists_on("completion_ids")

    def _insists_on(self, name: str) -> bool:
        return any(
            name == own and parameter.default is parameter.empty
            for own, parameter in _parameters(self.function)
        )

    def _may_read(self, names: Sequence[str]) -> Iterator[str]:
        optional = {name for name, own in _parameters(self.function) if own.default is not own.empty}
        yield from (name for name in names if name in optional)

    def evaluate(self, batch: Batch) -> list[Score]:
        """Call the function once a row."""
        scores: list[Score] = []
        with Blame(self, batch) as blame:
            for row, values in enumerate(self._rows(batch)):
                blame.row = row
                scores.append(self.function(**values))
        return scores

    def _rows(self, batch: Batch) -> Iterator[dict[str, Any]]:
        """For each row what the function takes, by name."""
        values = {
            name: column
            for name, parameter in _parameters(self.function)
            if (column := _column(batch, name, parameter)) is not None
        }
        return ({name: column[row] for name, column in values.items()} for row in range(len(batch)))

    @property
    def _decorated(self) -> bool:
        """False for reward(f) under another name than f, which then is a plain function still."""
        if self._came_decorated is not None:
            return self._came_decorated
        return isinstance(functions.namesake(self.function), FunctionReward | None)

    @property
    def _declared(self) -> dict[str, Any]:
        return {"bounds": self.bounds, "may_abstain": self.may_abstain, "decides": self.decides}

    def __repr__(self) -> str:
        name = self.function.__qualname__
        if self._decorated:
            return name
        return f"reward({', '.join(f'{key}={value!r}' for key, value in self._declared.items())})({name})"

    def __reduce__(self) -> tuple[Any, ...]:
        if functions.namesake(self.function) != self:  # the function is found by its name, or by value only
            return _make, (self.function, self._declared, self._decorated)
        module, name = self.function.__module__, self.function.__qualname__
        if travel.goes_by_name(module):
            return travel.look_up, (module, name)
        return _unpack, (travel.carrier(self.function), self._declared)


class AsyncFunctionReward(FunctionReward):
    """A reward whose score is what an async function says of each row; made by `reward`.

    ``limit``: how many rows wait for an answer at once.
    ``deadline``: seconds for a batch, the second tries of what failed among them.
    A row without an answer abstains.
    """

    may_abstain: bool = True
    limit: int = 32
    deadline: float = 60.0
    rules = (SCORED, ABSTAINS, NO_ANSWER)

    def __post_init__(self) -> None:
        self._settle(may_abstain=True, **checked(self.limit, self.deadline))
        super().__post_init__()

    @property
    def _declared(self) -> dict[str, Any]:
        return {
            "bounds": self.bounds,
            "decides": self.decides,
            "limit": self.limit,
            "deadline": self.deadline,
        }

    def evaluate(self, batch: Batch) -> Verdicts:  # type: ignore[override]  # here with the reasons
        """Ask about every row, a few at a time."""
        calls = [partial(self.function, **values) for values in self._rows(batch)]
        with Blame(self, batch):
            return answered(self, calls, batch)


@overload
def reward(function: Callable[..., Any], /) -> FunctionReward: ...
@overload
def reward(
    *,
    bounds: Bounds = ...,
    may_abstain: bool | None = ...,
    decides: bool = ...,
    limit: int | None = ...,
    deadline: float | None = ...,
) -> Callable[[Callable[..., Any]], FunctionReward]: ...
def reward(
    function: Callable[..., Any] | None = None,
    /,
    *,
    bounds: Bounds = (0.0, 1.0),
    may_abstain: bool | None = None,
    decides: bool = False,
    limit: int | None = None,
    deadline: float | None = None,
) -> FunctionReward | Callable[[Callable[..., Any]], FunctionReward]:
    """Make a reward of a function that scores one row.

    Parameters are bound by name: ``completion`` is a `Completion` (or its text, if annotated
    ``str``), ``prompt``, ``completion_ids`` and ``progress`` are what the trainer passed, and every
    other name is a column of the data set, optional where the parameter has a default.

    bounds: (low, high), where its scores lie; a score outside raises.
    may_abstain: whether it can return None; by default, whether the annotation of its result says so.
    decides: True if it returns 1.0 for right and 0.0 for wrong answers.

    An ``async def`` is awaited for all rows together, so that a judge on a server can be asked: ``limit`` rows at once
    (32), within ``deadline`` seconds a batch (60). A row that fails is asked again, and then abstains, counted and said
    once.

    The reward pickles as the function's module and name, so the function must be at the top level of
    a module; a lambda or a function inside a function is refused. cloudpickle, and so Ray, takes the
    function itself along where no other process finds the module: a script, or a file that a trainer
    loaded. ``reward(bounds=(0, 2))(theirs)`` makes one of somebody else's function.

    >>> @reward(bounds=(0.0, 1.0))
    ... def in_units(completion, unit: str | None) -> float | None:
    ...     return None if unit is None else float(completion.answer.endswith(unit))
    >>> in_units(["The answer is 5 cm", "The answer is 5", "The answer is 5"], unit=["cm", "cm", None])
    [1.0, 0.0, None]
    """
    settings.bounds("bounds", bounds)
    insist("may_abstain", may_abstain, bool | None)
    insist("decides", decides, bool)
    asking: dict[str, Any] = {
        name: value for name, value in (("limit", limit), ("deadline", deadline)) if value is not None
    }

    def decorate(function: Callable[..., Any]) -> FunctionReward:
        _refuse_reward(function)
        if functions.is_async(function):
            return AsyncFunctionReward(function=function, bounds=bounds, decides=decides, **asking)
        refuse_asking(function, asking)
        silent = says_none(function) if may_abstain is None else may_abstain
        return FunctionReward(function=function, bounds=bounds, may_abstain=silent, decides=decides)

    return decorate if function is None else decorate(function)


def _refuse_reward(function: object) -> None:
    if isinstance(function, Reward):
        raise SettingError(
            f"reward({function!r}): {function.__name__} is a reward already; leave reward(...) away, or one of two "
            "@reward above the function"
        )


def _parameters(function: Callable[..., Any]) -> Iterator[tuple[str, inspect.Parameter]]:
    return iter(inspect.signature(function).parameters.items())


def _column(batch: Batch, name: str, parameter: inspect.Parameter) -> list[Any] | None:
    """The values a parameter is bound to, or None to leave it at its default."""
    if name == "completion":
        wants_text = parameter.annotation in (str, "str")
        return [each.text for each in batch.completions] if wants_text else list(batch.completions)
    if name == "progress":
        return [batch.progress] * len(batch)
    if name in ("prompt", "completion_ids"):
        return batch.prompts if name == "prompt" else batch.completion_ids
    if parameter.default is not parameter.empty and not batch.has(name):
        return None
    return batch.column(name)


def _refuse_unbindable(function: Callable[..., Any]) -> None:
    for name, parameter in _parameters(function):
        if parameter.kind not in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY):
            raise SettingError(
                f"{function.__qualname__} takes {parameter}; name each column it reads as a parameter of its own. "
                f"One that a trainer calls is taken as it is by {from_function_code(function)}"
            )
        if name in _PLURALS:
            raise SettingError(
                f"{function.__qualname__} takes {name}, but is called once a row; take {_PLURALS[name]}. One that takes a "
                f"whole batch, as trainers call it, is made a reward by {from_function_code(function)}"
            )
        if name not in _ROW and parameter.default is parameter.empty:
            remedy = f"it may take {', '.join(_ROW)} and columns of the data set"
            settings.refuse_taken(f"{function.__qualname__} takes {name}", name, remedy)


def _make(function: Callable[..., Any], declared: dict[str, Any], decorated: bool) -> FunctionReward:
    """A reward of a function that came by itself."""
    kind = AsyncFunctionReward if functions.is_async(function) else FunctionReward
    made = kind(function=function, **declared)
    made._settle(_came_decorated=decorated)
    return made


def _unpack(carried: Carrier | FunctionReward, declared: dict[str, Any]) -> FunctionReward:
    """The reward that was found by its name, or one of the function that was carried."""
    if isinstance(carried, FunctionReward):
        return carried
    return _make(carried.function, declared, True)
