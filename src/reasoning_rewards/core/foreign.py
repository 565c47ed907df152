"""`from_function`: a function that a trainer would call, made into a reward."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property, partial
from itertools import count
from typing import TYPE_CHECKING, Any, Literal

from reasoning_rewards.core import functions, settings, travel
from reasoning_rewards.core import names as naming
from reasoning_rewards.core.asking import (
    NO_ANSWER,
    answered,
    asked,
    checked,
    no_answer,
    refuse_asking,
    says_none,
)
from reasoning_rewards.core.awaited import NoAnswer
from reasoning_rewards.core.lift import ABSTAINS, SCORED, Blame
from reasoning_rewards.core.margin.bounds import Bounds
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.core.travel import Carrier
from reasoning_rewards.core.wanting import Wanted, reads_messages, wanted
from reasoning_rewards.errors import RewardFailedError, SettingError
from reasoning_rewards.notices import warn_once
from reasoning_rewards.verdict import Decision, Rule, Score, Verdicts

if TYPE_CHECKING:
    from reasoning_rewards.core.batch import Batch

__all__ = ["TrainerFunction", "from_function"]

Form = Literal["auto", "strings", "conversations"]

CLIPPED = Rule("function.clipped", "outside its bounds, so clipped; the function gave {gave}")
_SCORED, _ABSTAINS = Decision(SCORED), Decision(ABSTAINS)
_NO_COLUMN = (str, bytes, Mapping, Set)


class TrainerFunction(Reward):
    """A reward whose scores are what a trainer's function says of a batch; made by `from_function`."""

    function: Callable[..., Any]
    bounds: Bounds = (0.0, 1.0)
    name: str
    may_abstain: bool = False
    decides: bool = False  # type: ignore[misc]  # here it is a setting; in a written class it is a fact
    per_row: bool = True
    form: Form = "auto"
    outside: Literal["raise", "clip"] = "raise"
    strict_batches: int | None = 20
    limit: int = 32
    deadline: float = 60.0
    rules = (SCORED, ABSTAINS, CLIPPED, NO_ANSWER)

    def __post_init__(self) -> None:
        _refuse_others(self.function)
        self._settle(bounds=settings.bounds("bounds", self.bounds), **checked(self.limit, self.deadline))
        if not self.name.isidentifier():
            raise settings.wrong("name", self.name, "a word of letters, digits and underscores, for logs")
        settings.refuse_taken_name("name", self.name)
        if self.strict_batches is not None:
            self._settle(strict_batches=settings.count("strict_batches", self.strict_batches, at_least=0))
        if functions.is_async(self.function):
            self._settle(may_abstain=True)  # where nobody answers
        assert self._wanted is not None, "what it wants can be read"
        super().__post_init__()

    @cached_property
    def _wanted(self) -> Wanted:
        return wanted(self.function)

    @cached_property
    def _messages(self) -> bool:
        return reads_messages(self.function) if self.form == "auto" else self.form == "conversations"

    @cached_property
    def _counter(self) -> count[int]:
        """Numbers its batches in this process; a copy begins anew."""
        return count(1)

    @property
    def picklable(self) -> bool:
        """Can it be sent to another process? A closure needs cloudpickle for that."""
        return travel.can_travel(self.function)

    @property
    def __name__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """Its name."""
        return self.name

    @property
    def columns(self) -> tuple[str, ...]:
        """The parameters without a default that are columns."""
        return self._wanted.columns

    @property
    def needs_prompts(self) -> bool:  # type: ignore[override]
        """Can the function not be called without prompts?"""
        return self._wanted.needs("prompts", "prompt")

    @property
    def needs_token_ids(self) -> bool:
        """Can the function not be called without token ids?"""
        return self._wanted.needs("completion_ids")

    def _may_read(self, names: Sequence[str]) -> Iterator[str]:
        optional = self._wanted.optional
        yield from (name for name in names if self._wanted.all or name in optional)

    def evaluate(self, batch: Batch) -> Verdicts:
        """Call the function, and hold what it gives against the bounds."""
        with Blame(self, batch) as blame:
            if not self._wanted.by_row:
                return self._held(self._whole(batch), batch)
            rows = list(self._wanted.rows(batch, self._messages))
            if functions.is_async(self.function):
                answers = answered(self, [partial(self.function, **row) for row in rows], batch)
                return self._held(answers.scores, batch, answers)
            given = []
            for row, values in enumerate(rows):
                blame.row = row
                given.append(self.function(**values))
            return self._held(given, batch)

    def _whole(self, batch: Batch) -> object:
        named = self._wanted.arguments(batch, self._messages)
        if not functions.is_async(self.function):
            return self.function(**named)
        return asked(self, [partial(self.function, **named)], self.limit, self.deadline)[0]

    def _held(self, given: object, batch: Batch, answers: Verdicts | None = None) -> Verdicts:
        """Scores inside the bounds, with what was done to get them there."""
        if isinstance(given, NoAnswer):
            return Verdicts([None] * len(batch), [no_answer(given)] * len(batch), name=self.name)
        if isinstance(given, _NO_COLUMN) or not isinstance(given, Iterable):
            raise RewardFailedError(
                f"{self.name} gave {given!r:.40}; expected a list with one score a completion"
            )
        listed = list(given)
        if len(listed) != len(batch):
            raise RewardFailedError(f"{self.name} gave {len(listed)} scores for {len(batch)} completions")
        pairs = [self._score(value, batch, row) for row, value in enumerate(listed)]
        scores = [score for score, _ in pairs]
        decisions = [decision for _, decision in pairs] if answers is None else list(answers.decisions)
        strays = [row for row, (_, decision) in enumerate(pairs) if decision.rule == CLIPPED]
        if next(self._counter) <= self._strict and strays:
            raise RewardFailedError(self._strayed(listed[strays[0]], batch.where(strays[0])))
        if strays:
            decisions = [pairs[row][1] if row in set(strays) else each for row, each in enumerate(decisions)]
            self._warn(listed[strays[0]], len(strays), batch.where(strays[0]))
        return Verdicts(scores, decisions, name=self.name)

    @property
    def _strict(self) -> float:
        """The number of the last batch in which a score outside raises."""
        if self.outside == "clip":
            return 0
        return float("inf") if self.strict_batches is None else self.strict_batches

    def _score(self, value: Any, batch: Batch, row: int) -> tuple[Score, Decision]:
        low, high = self.bounds
        if value is not None and (isinstance(value, str | bytes) or not hasattr(type(value), "__float__")):
            raise RewardFailedError(
                f"{self.name}, {batch.where(row)}: gave {value!r:.40}; expected a number or None"
            )
        try:
            score = None if value is None else float(value)
        except (TypeError, ValueError, OverflowError) as error:  # several numbers, or one that no float holds
            raise RewardFailedError(
                f"{self.name}, {batch.where(row)}: gave {value!r:.40}; expected one number or None"
            ) from error
        if score is None or (score != score and self.may_abstain):  # NaN is TRL's None
            if not self.may_abstain:
                raise RewardFailedError(
                    f"{self.name}, {batch.where(row)}: gave None and may_abstain is False; write "
                    f"from_function(..., may_abstain=True)"
                )
            return None, _ABSTAINS
        if low <= score <= high:
            return score, _SCORED
        held = min(max(score, low), high) if score == score else low
        return held, Decision(CLIPPED, (("gave", score),))

    def _strayed(self, value: Any, where: str) -> str:
        low, high = self.bounds
        return (
            f"{self.name}, {where}: gave {float(value)!r}, outside its bounds ({low:g}, {high:g}); declare the bounds it "
            "really has, or outside='clip'"
        )

    def _warn(self, value: Any, rows: int, where: str) -> None:
        warn_once(
            (self.name, "outside"),
            f"{self._strayed(value, where)}. {rows} scores of this batch were clipped, and their share is logged "
            "(clipped). This is said once",
        )

    def __repr__(self) -> str:
        given = [item for item in naming.changed(self) if item.name not in ("function", "bounds", "name")]
        said: dict[str, object] = {"bounds": self.bounds}
        said |= {"name": self.name} if self.name != _name(self.function) else {}
        said |= {item.name: getattr(self, item.name) for item in given}
        settings_ = ", ".join(f"{name}={value!r}" for name, value in said.items())
        return f"from_function({_code(self.function)}, {settings_})"

    def __reduce__(self) -> tuple[Any, ...]:
        said = {name: getattr(self, name) for name in self._equal_by if name != "function"}
        return _build, (travel.parcel(self.function), said)


def from_function(
    function: Callable[..., Any],
    /,
    *,
    bounds: Bounds,
    name: str | None = None,
    may_abstain: bool | None = None,
    decides: bool = False,
    per_row: bool = True,
    form: Form = "auto",
    outside: Literal["raise", "clip"] = "raise",
    strict_batches: int | None = 20,
    limit: int | None = None,
    deadline: float | None = None,
) -> TrainerFunction:
    """A reward of a function as trainers call it: ``f(completions, **columns)``, ``f(prompts, completions, **columns)``.

    It is called once a batch with what its signature names: ``completions``, ``prompts``, ``completion_ids``, columns
    of the data set, TRL's ``trainer_state`` and hooks; ``**kwargs`` takes all there is. One that takes a
    ``completion`` is called once a row, as verifiers calls it. It may be async, a closure, a partial or an object.

    bounds: (low, high), where its scores lie; sums, margins and logs count on them.
    name: its name in logs; the function's own if it has one that will do.
    may_abstain: whether it can give None; by default, whether the annotation of its result says so.
    decides: True if it gives 1.0 for right and 0.0 for wrong answers.
    per_row: False if it compares the completions of a group.
    form: what its completions and prompts are. ``"auto"``: conversations if its code names ``"content"``, else
        strings; the thinking that a trainer has parsed out is put back in front of a string.
    outside: ``"raise"`` for a score outside the bounds in the first ``strict_batches`` batches of a process, and
        after these, or with ``"clip"`` at once, it is clipped, counted and said once. None: it always raises.
    limit, deadline: of an async function, as in `reward`.

    >>> def short(completions, **kwargs):
    ...     return [float(len(text) < 20) for text in completions]
    >>> from reasoning_rewards import Correctness
    >>> total = Correctness() + 0.2 * from_function(short, bounds=(0.0, 1.0))
    >>> total(["The answer is 42.", [{"role": "assistant", "content": "#### 41"}]], answer=["42", "42"])
    [1.2, 0.2]
    >>> total.margin()
    0.8
    """
    _refuse_others(function)
    asking: dict[str, Any] = {
        key: value for key, value in (("limit", limit), ("deadline", deadline)) if value is not None
    }
    if not functions.is_async(function):
        refuse_asking(function, asking)
    return TrainerFunction(
        function=function,
        bounds=bounds,
        name=_name(function) if name is None else name,
        may_abstain=says_none(functions.plain(function)) if may_abstain is None else may_abstain,
        decides=decides,
        per_row=per_row,
        form=form,
        outside=outside,
        strict_batches=strict_batches,
        **asking,
    )


def _refuse_others(function: Any) -> None:
    if isinstance(function, Reward):
        raise SettingError(
            f"from_function({function!r}): it is a reward already; leave from_function(...) away"
        )
    if isinstance(function, type):
        raise SettingError(
            f"from_function({function.__name__}): it is a class; write from_function({function.__name__}(...), …)"
        )
    if not callable(function):
        raise SettingError(f"from_function({function!r:.80}): expected a function as a trainer calls it")


def _name(function: Any) -> str:
    """The function's own name; an object's is its class's."""
    if isinstance(function, partial):
        return _name(function.func)
    own = getattr(function, "__name__", None)
    return own if isinstance(own, str) else naming.kind(type(function))


def _code(function: Any) -> str:
    """A function as code, without an address: names are made of it."""
    if isinstance(function, partial):
        named = (f"{name}={value!r}" for name, value in function.keywords.items())
        said = [_code(function.func), *map(repr, function.args), *named]
        return f"partial({', '.join(each for each in said if ' at 0x' not in each)})"
    return getattr(function, "__qualname__", None) or f"{type(function).__qualname__}(...)"


def _build(found: Any, said: dict[str, Any]) -> TrainerFunction:
    """The reward of a function that was found by its name, or carried."""
    function = found.function if isinstance(found, Carrier | TrainerFunction) else found
    return TrainerFunction(function=function, **said)
