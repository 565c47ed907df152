"""`Reward`: a frozen value that turns a batch of completions into verdicts."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from reasoning_rewards import calls
from reasoning_rewards.calls import NOT_GIVEN, one_positional
from reasoning_rewards.core import names as naming
from reasoning_rewards.core import settings
from reasoning_rewards.core.batch import Batch
from reasoning_rewards.core.compat import dataclass_transform
from reasoning_rewards.core.lift import ABSTAINS, SCORED, Blame, lift, ready
from reasoning_rewards.core.margin import bounds as _bounds
from reasoning_rewards.core.margin.bounds import Bounds, Node
from reasoning_rewards.core.operators import Operators
from reasoning_rewards.core.report import Hooks
from reasoning_rewards.core.value import Value, freeze
from reasoning_rewards.errors import SettingError
from reasoning_rewards.stack import with_room
from reasoning_rewards.verdict import Score, Verdict, Verdicts

if TYPE_CHECKING:
    from reasoning_rewards.core.columnar import MapBatches
    from reasoning_rewards.core.margin.describe import Description

__all__ = ["Reward"]

# What a subclass may declare by an annotated field of the same name; every other attribute of
# Reward is the algebra's, and a setting of that name would hide it.
_DECLARATIONS = frozenset(
    "bounds bounds_if_right bounds_if_wrong may_abstain decides per_row rules needs_prompts needs_token_ids".split()
)


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Reward(Operators, Node, Value):
    """A reward: a frozen, hashable, picklable value; call it as a trainer does.

    Write a subclass with its settings as annotated fields, its ``bounds`` as a plain class
    attribute, and one method, ``evaluate``. The subclass becomes a frozen dataclass with
    keyword-only settings; everything else is derived from what you wrote.

    ``bounds``: (low, high), where scores can lie.
    ``bounds_if_right``, ``bounds_if_wrong``: the same for right and for wrong answers, if narrower.
    ``may_abstain``: True if a row can score None. Abstaining must depend on the row's columns only,
        never on the completion.
    ``decides``: True for a reward that says what right is: 1.0 for right, 0.0 for wrong.
    ``per_row``: False for a reward that compares the completions of a group.
    ``rules``: every rule its verdicts can name; a `Rule` carries the sentence that says it.
    ``needs_prompts``, ``needs_token_ids``: True where it can't do without them.

    >>> class Short(Reward):
    ...     words: int
    ...     bounds = (0.0, 1.0)
    ...
    ...     def evaluate(self, batch):
    ...         return [float(len(c.text.split()) <= self.words) for c in batch.completions]
    >>> Short(words=2)(["a b", "a b c"])
    [1.0, 0.0]
    >>> Short(words=2), Short(words=2).__name__
    (Short(words=2), 'short_2')
    """

    decides: ClassVar[bool] = False
    rules: ClassVar[tuple[str, ...]] = (SCORED, ABSTAINS)
    needs_prompts: ClassVar[bool] = False
    _column_settings: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        taken = [name for name in inspect.get_annotations(cls) if hasattr(Reward, name)]
        if hidden := [name for name in taken if name not in _DECLARATIONS]:
            raise SettingError(
                f"{cls.__name__}.{hidden[0]}: every reward has a {hidden[0]} already; rename the setting"
            )
        freeze(cls)
        cls._column_settings = tuple(item.name for item in fields(cls) if item.name.endswith("_column"))  # type: ignore[arg-type]

    def __post_init__(self) -> None:
        """Check the settings; a subclass that overrides this calls it last."""
        for item in fields(self):  # type: ignore[arg-type]
            if item.compare:  # what does not count in comparisons is no part of the hash either
                settings.refuse_changeable(item.name, getattr(self, item.name))
        if naming.kind(type(self)) in settings.TAKEN_NAMES:
            settings.refuse_taken_name(f"{type(self).__name__}.__name__", self.__name__)
        _bounds.check(type(self), self._outline())
        if not self._parts():  # what is made of others computes its own
            for name in ("bounds_if_right", "bounds_if_wrong"):
                _bounds.check_within(type(self), self.bounds, name, getattr(self, name))

    # ── what a subclass says of itself ──

    def evaluate(self, batch: Batch) -> Verdicts | list[Score]:
        """Judge the rows of a batch: a score a row, or verdicts; the one method a subclass writes."""
        raise SettingError(f"{type(self).__name__} has no evaluate(self, batch); write one")

    @property
    def bounds(self) -> Bounds:
        """(low, high): where scores can lie."""
        raise SettingError(
            f"{type(self).__name__} declares no bounds; write bounds = (low, high) in the class body"
        )

    @property
    def bounds_if_right(self) -> Bounds:
        """Where the scores of right answers can lie."""
        return (self.bounds[1], self.bounds[1]) if self.decides else self.bounds

    @property
    def bounds_if_wrong(self) -> Bounds:
        """Where the scores of wrong answers can lie."""
        return (self.bounds[0], self.bounds[0]) if self.decides else self.bounds

    @property
    def may_abstain(self) -> bool:
        """Can a row score None?"""
        return False

    @property
    def per_row(self) -> bool:
        """Is a row judged by itself? False for a reward that compares the completions of a group."""
        return True

    @property
    def needs_token_ids(self) -> bool:
        """Does it read ``completion_ids``?"""
        return False

    @property
    def columns(self) -> tuple[str, ...]:
        """The data set columns it reads: the values of settings whose name ends in ``_column``."""
        named = [getattr(self, name) for name in self._column_settings]
        return tuple([name for name in named if isinstance(name, str)])

    @property
    def logged_rules(self) -> tuple[str, ...]:
        """The rules whose shares are logged: those a person watches during a run."""
        return self.rules

    # ── what the algebra needs; only the nodes of the algebra override these ──

    # One line with its first part, in explanations and in logs: a name, a weight or a condition around it.
    _transparent: ClassVar[bool] = False
    # As a component it is logged with its part's scores where it has one itself: so a weight is left out.
    _logged_as_part: ClassVar[bool] = False

    def _parts(self) -> tuple[Reward, ...]:
        """The rewards inside this one."""
        return ()

    def _judges(self) -> tuple[Reward, ...]:
        """The rewards that it asks what is right, each with a column in ``Verdicts.inner``."""
        return ()

    def _logged(self) -> tuple[Reward, ...]:
        """The parts whose columns are logged below this one's: the first of ``_parts``."""
        return self._parts()

    def _outline(self) -> Bounds:
        """Two numbers between which its bounds lie; cheap, and checked when it is built."""
        return self.bounds

    def _judge(self, batch: Batch) -> Verdicts:
        """Evaluate and lift the answer, once, at the boundary; a composite's is computed from lifted ones."""
        with Blame(self):
            return with_room(self._evaluate, batch)

    def _evaluate(self, batch: Batch) -> Verdicts:
        answer = self.evaluate(batch)
        if isinstance(answer, Verdicts) and self._parts() and len(answer) == len(batch):
            return answer
        return lift(self, answer, batch)

    # ── names ──

    @property
    def slug(self) -> str:
        """This reward as part of another one's name."""
        return self.__name__

    @property
    def __name__(self) -> str:
        """The key a trainer logs under: the class and every setting that changes the score."""
        return naming.full_name(self)

    @property
    def label(self) -> str:
        """How a line of `explain` calls this reward."""
        return naming.kind(type(self))

    @property
    def key(self) -> str:
        """This reward's step in the path of a log key."""
        return self.label

    def __repr__(self) -> str:
        return naming.code(self)

    # ── the doors ──

    @one_positional
    def __call__(
        self,
        completions: Iterable[object] = NOT_GIVEN,
        *misplaced: NoReturn,
        prompts: Iterable[object] | None = None,
        completion_ids: Iterable[Sequence[int]] | None = None,
        **columns: Any,
    ) -> list[Score]:
        """Score a batch: one finite float a completion, or None where the row has nothing to say.

        completions: strings, or conversations as lists of messages.
        columns: every other column of the data set, one value a completion; what the reward does
            not read is ignored. TRL's ``trainer_state``, ``log_metric``, ``log_extra`` and
            ``environments`` are understood where they are passed and never needed.
        """
        if misplaced or completions is NOT_GIVEN:
            raise calls.error_of_call(self, misplaced, columns)
        hooks = Hooks.taken_from(columns)
        batch = Batch(
            completions,
            prompts=prompts,
            completion_ids=completion_ids,
            columns=columns,
            progress=hooks.progress,
            passed=hooks.passed,
        )
        verdicts = ready(self, batch).verdicts(self)
        hooks.report(self, verdicts)
        return list(verdicts.scores)

    @one_positional
    def verdicts(
        self,
        completions: Iterable[object] = NOT_GIVEN,
        *misplaced: NoReturn,
        prompts: Iterable[object] | None = None,
        completion_ids: Iterable[Sequence[int]] | None = None,
        progress: float | None = None,
        **columns: Any,
    ) -> Verdicts:
        """Score a batch and keep the reasons: the same road as a call, with every verdict on it."""
        if misplaced or completions is NOT_GIVEN:
            raise calls.error_of_call(self, misplaced, columns)
        batch = Batch(
            completions,
            prompts=prompts,
            completion_ids=completion_ids,
            columns=columns,
            progress=progress,
        )
        return ready(self, batch).verdicts(self)

    @one_positional
    def explain(
        self,
        completion: object = NOT_GIVEN,
        *misplaced: NoReturn,
        prompt: object = None,
        completion_ids: Sequence[int] | None = None,
        progress: float | None = None,
        **row: Any,
    ) -> Verdict:
        """The verdict on one completion; print it to read why.

        >>> from reasoning_rewards import Correctness
        >>> print(Correctness().explain("The answer is 41.", answer="42"))
        correctness  0  number.differs  different numbers; read '41', gold '42'
        """
        if misplaced or completion is NOT_GIVEN:
            raise calls.error_of_explain(self, misplaced, row)
        calls.refuse_several(completion)
        return self.verdicts(
            [completion],
            prompts=None if prompt is None else [prompt],
            completion_ids=None if completion_ids is None else [completion_ids],
            progress=progress,
            **{name: [value] for name, value in row.items()},
        )[0]

    def margin(self, progress: float | None = None) -> float:
        """The least a right answer can earn, less the most a wrong answer to the same row can.

        Above 0, no wrong answer outranks a right one. It is the worst row's: each is judged by the rewards
        that its columns route it to and that do not abstain on it. Where several of them decide, right is
        what all of them call right. A reward that looks for the answer elsewhere, or at other golds, than
        those that decide may pay a wrong answer in full, and is reckoned so: give them one ``layout``. With
        ``progress`` the schedules are taken at that point of the run, otherwise at their worst.

        No pair of answers breaks it, and some pair attains it, unless the total reads a reward twice under
        a clip, threshold or product, or holds a schedule under one: then it may be better than it says.

        >>> from reasoning_rewards import Brevity, Correctness
        >>> (Correctness() + 0.2 * Brevity(limit=100)).margin()
        0.8
        """
        from reasoning_rewards.core.margin.worst import margin

        return margin(self, None if progress is None else settings.number("progress", progress))

    def describe(self) -> Description:
        """What the reward is made of and what a trainer will make of it; print it."""
        from reasoning_rewards.core.composed import describe

        return describe(self)

    def map_batches(
        self,
        *,
        columns: Mapping[str, str] | None = None,
        out: str = "reward",
        reasons: bool = False,
        progress: float | None = None,
        whole_groups: bool = False,
    ) -> MapBatches:
        """A function for ``datasets.map(batched=True)``, Ray Data, pyarrow, pandas and polars that adds the scores.

        >>> from reasoning_rewards import Correctness
        >>> score = Correctness().map_batches(columns={"completion": "response"})
        >>> score({"response": ["#### 41"], "answer": ["42"]})["reward_rule"]
        ['number.differs']
        """
        from reasoning_rewards.core.composed import map_batches

        return map_batches(self, columns, out, reasons, progress, whole_groups)

    def split(self) -> tuple[list[Reward], list[float]]:
        """Components and weights for a trainer that normalises each; their weighted sum is this reward, row by row.

        >>> from reasoning_rewards import Correctness, Format
        >>> (Correctness() + 0.2 * Format()).split()
        ([Correctness(), Format()], [1.0, 0.2])
        """
        from reasoning_rewards.core.composed import components

        pairs = components(self)
        return [part for part, _ in pairs], [weight for _, weight in pairs]

    def leaves(self) -> tuple[Reward, ...]:
        """The rewards at the ends of the tree, each once, in the order in which they are written."""
        parts = self._parts()
        if not parts:
            return (self,)
        return tuple(dict.fromkeys(leaf for part in parts for leaf in part.leaves()))

    def _reads(self) -> Iterator[tuple[Reward, str]]:
        """Every column that anything in the tree reads, with who reads it."""
        if not self._parts():
            yield from ((self, name) for name in self.columns)
        for part in self._parts():
            yield from part._reads()

    def _may_read(self, names: Sequence[str]) -> Iterator[str]:
        """Those of these columns that something in the tree reads only where they are there."""
        for part in self._parts():
            yield from part._may_read(names)

    def _wants_clock(self) -> bool:
        return any(part._wants_clock() for part in self._parts())
