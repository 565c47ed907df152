"""Which reward for which row: by columns, by who speaks first, and what to do when one fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial, reduce
from itertools import chain
from typing import TYPE_CHECKING, Any

from reasoning_rewards.core import kinds, settings
from reasoning_rewards.core import names as naming
from reasoning_rewards.core.algebra.arithmetic import Composite
from reasoning_rewards.core.algebra.wrappers import Wrapper, judge_rows
from reasoning_rewards.core.functions import refuse_unpicklable
from reasoning_rewards.core.margin.bounds import Case, Rank, Span, Switch, Unknown
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.errors import CompositionError, RewardFailedError, SettingError
from reasoning_rewards.notices import warn_once
from reasoning_rewards.verdict import Decision, Rule, Score, Verdicts

if TYPE_CHECKING:
    from reasoning_rewards.core.batch import Batch

__all__ = ["FirstOf", "OnError", "Predicate", "Route", "When", "first_of", "route", "when"]

_ROUTE_TAKEN = Rule("route.taken", "judged by the branch {branch:word}")
_ROUTE_ELSEWHERE = Rule("route.elsewhere", "this reward is not for this row")
_FIRST_SPOKE = Rule("first.spoke", "the first that does not abstain is {part:word}")
_FIRST_ABSTAINS = Rule("first.abstains", "every part abstains")
_ERROR_CAUGHT = Rule("error.caught", "the reward's own code failed; {error}")

Predicate = Callable[[Mapping[str, object]], bool]

_ELSEWHERE = Decision(_ROUTE_ELSEWHERE)


class When(Wrapper):
    """The part on rows whose columns match; the others abstain and are not judged."""

    predicate: Predicate | None = None
    wanted: tuple[tuple[str, object], ...] = ()
    _transparent = True
    rules = (_ROUTE_ELSEWHERE,)

    def __post_init__(self) -> None:
        if (self.predicate is None) == (not self.wanted):
            raise SettingError(
                "when(...): expected columns with their values, such as when(task='math'), or a predicate"
            )
        if self.predicate is not None:
            refuse_unpicklable(self.predicate, "predicate")
        for name, value in self.wanted:
            settings.refuse_taken(f"when({name}={value!r})", name)
            settings.refuse_changeable(name, value)
        super().__post_init__()

    @property
    def label(self) -> str:
        """The part's label and the condition."""
        return f"{self.part.label} when {self._condition}"

    @property
    def key(self) -> str:
        """The part's key and the condition's values."""
        words = [naming.slug(value) for _, value in self.wanted] or [naming.slug(self.predicate)]
        return f"{self.part.key}_when_{'_'.join(words)}"

    @property
    def columns(self) -> tuple[str, ...]:
        """The condition's columns and the part's."""
        return tuple(dict.fromkeys((*(name for name, _ in self.wanted), *super().columns)))

    @property
    def _condition(self) -> str:
        if self.predicate is not None:
            return self.predicate.__qualname__
        return ", ".join(f"{name}={value!r}" for name, value in self.wanted)

    def _reads(self) -> Iterator[tuple[Reward, str]]:
        yield from ((self, name) for name, _ in self.wanted)
        yield from self.part._reads()

    def _may_read(self, names: Sequence[str]) -> Iterator[str]:
        yield from names if self.predicate is not None else ()
        yield from self.part._may_read(names)

    @property
    def _added(self) -> str:
        wanted = self.wanted or (("", self.predicate),)
        return "_".join(["when", *(f"{name}_{naming.slug(value)}".lstrip("_") for name, value in wanted)])

    def evaluate(self, batch: Batch) -> Verdicts:
        """Find the rows, and have them judged."""
        rows = [row for row in range(len(batch)) if self._matches(batch, row)]
        column = judge_rows(batch, self.part, rows, _ELSEWHERE)
        return Verdicts(column.scores, column.decisions, (column,), name=self.label, through=True)

    def _matches(self, batch: Batch, row: int) -> bool:
        if self.predicate is not None:
            return bool(self.predicate(batch.row(row)))
        return all(_is_wanted(batch.column(name)[row], value) for name, value in self.wanted)

    def _span(self, case: Case) -> Span | None:
        matches = self._known_to_match(case)
        span = None if matches is False else self.part._span(case)
        return None if span is None else span._replace(may_abstain=matches is None or span.may_abstain)

    def _known_to_match(self, case: Case) -> bool | None:
        """Does the row match? None where not enough is known of it."""
        if self.predicate is not None:
            return None if (found := case.known.get(self.predicate)) is None else bool(found)
        told = [(case.known[name], value) for name, value in self.wanted if name in case.known]
        if not all(_is_wanted(found, value) for found, value in told):
            return False
        return True if len(told) == len(self.wanted) else None

    def _reached(self, case: Case) -> Iterator[Reward]:
        return iter(()) if self._known_to_match(case) is False else self.part._reached(case)

    def _unknowns(self, case: Case) -> Iterator[Unknown]:
        if self._known_to_match(case) is False:
            return
        for of in [self.predicate] if self.predicate is not None else [name for name, _ in self.wanted]:
            if of not in case.known:
                yield Unknown(of, Rank.SWITCH)
        yield from self.part._unknowns(case)

    def _switches(self) -> Iterator[Switch]:
        for name, value in self.wanted:
            values = value if isinstance(value, tuple) else (value,)
            yield Switch(name, values, partial(_is_wanted, wanted=value))
        yield from self.part._switches()

    def __repr__(self) -> str:
        return self._call(f"when({self._condition})")


def when(part: Reward, predicate: Predicate | None, columns: Mapping[str, object]) -> Reward:
    """The part on rows that a predicate, or values of columns, choose."""
    if predicate is not None and not callable(predicate):
        wanted = "a function of the row, or else columns with their values, as in when(task='math')"
        raise settings.wrong("predicate", predicate, wanted)
    return When(part=part, predicate=predicate, wanted=tuple(columns.items()))


def _is_wanted(value: object, wanted: object) -> bool:
    return value in wanted if isinstance(wanted, tuple) else value == wanted


class Route(Composite):
    """For each row the branch that its column names; made by `route`."""

    column: str
    branches: tuple[tuple[str, Reward], ...]
    rules = (_ROUTE_TAKEN, _ROUTE_ELSEWHERE)

    def __post_init__(self) -> None:
        for name, branch in self.branches:
            kinds.insist(name, branch, Reward)
        if not self.branches:
            raise CompositionError("route(...): expected branches, such as math=Correctness()")
        super().__post_init__()

    def _parts(self) -> tuple[Reward, ...]:
        return tuple(branch for _, branch in self.branches)

    @property
    def columns(self) -> tuple[str, ...]:
        """The column that decides, and the branches'."""
        return tuple(dict.fromkeys((self.column, *super().columns)))

    def _reads(self) -> Iterator[tuple[Reward, str]]:
        yield self, self.column
        yield from chain.from_iterable(branch._reads() for branch in self._parts())

    def evaluate(self, batch: Batch) -> Verdicts:
        """Have each row judged by its branch alone."""
        values = batch.column(self.column)
        rows: dict[str, list[int]] = {name: [] for name, _ in self.branches}
        unknown: list[int] = []
        for row, value in enumerate(values):
            rows.get(str(value), unknown).append(row)
        if unknown:
            self._warn(str(values[unknown[0]]), len(unknown))
        scores: list[Score] = [None] * len(batch)
        decisions = [_ELSEWHERE] * len(batch)
        columns = []
        for name, branch in self.branches:
            column = judge_rows(batch, branch, rows[name], _ELSEWHERE)
            columns.append(column.renamed(f"{name}: {column.name}"))
            for row in rows[name]:
                scores[row], decisions[row] = column.scores[row], Decision(_ROUTE_TAKEN, (("branch", name),))
        return Verdicts(scores, decisions, tuple(columns), name=self.label)

    def _warn(self, value: str, count: int) -> None:
        known = ", ".join(name for name, _ in self.branches)
        warn_once(
            (self.__name__, "route"),
            f"{self.__name__}: {count} rows of this batch have a {self.column} that no branch is for, such as "
            f"{value[:40]!r} (branches: {known}); they score None. This is said once",
        )

    def _span(self, case: Case) -> Span | None:
        if self.column in case.known:
            taken = self._taken(case)
            return taken[0]._span(case) if taken else None
        spans = [span for branch in self._parts() if (span := branch._span(case)) is not None]
        return reduce(Span.join, spans)._replace(may_abstain=True) if spans else None

    def _taken(self, case: Case) -> tuple[Reward, ...]:
        """The branch for a row, or none, or every one where the column's value is not known."""
        if self.column not in case.known:
            return self._parts()
        value = str(case.known[self.column])
        return tuple([branch for name, branch in self.branches if name == value])

    def _reached(self, case: Case) -> Iterator[Reward]:
        return chain.from_iterable(branch._reached(case) for branch in self._taken(case))

    def _unknowns(self, case: Case) -> Iterator[Unknown]:
        if self.column not in case.known:
            yield Unknown(self.column, Rank.SWITCH)
        yield from chain.from_iterable(branch._unknowns(case) for branch in self._taken(case))

    def _switches(self) -> Iterator[Switch]:
        names = tuple([name for name, _ in self.branches])
        yield Switch(self.column, names, lambda value: str(value) if str(value) in names else None)
        yield from super()._switches()

    def __repr__(self) -> str:
        named = ", ".join(f"{name}={branch!r}" for name, branch in self.branches)
        return f"route(column={self.column!r}, {named})"


def route(*, column: str = "task", **branches: Any) -> Reward:
    """For each row the reward that its column names; rows that none is for abstain, and are said once.

    Each reward sees its own rows only, and their order is kept.

    >>> from reasoning_rewards import Correctness, TextOverlap
    >>> mixed = route(column="task", math=Correctness(), words=TextOverlap())
    >>> mixed(["#### 4", "<answer>red</answer>", "x"], task=["math", "words", "?"], answer=["4", "red wine", "x"])
    [1.0, 0.5, None]
    """
    return Route(column=column, branches=tuple(branches.items()))


class FirstOf(Composite):
    """The score of the first part that does not abstain; made by `first_of`."""

    parts: tuple[Reward, ...]
    rules = (_FIRST_SPOKE, _FIRST_ABSTAINS)

    def __post_init__(self) -> None:
        for place, part in enumerate(self.parts):
            kinds.insist(f"first_of(...)[{place}]", part, Reward)
        if len(self.parts) < 2:
            raise CompositionError(f"first_of(...): expected two rewards or more, and got {len(self.parts)}")
        for part in self.parts[:-1]:
            if not part.may_abstain:
                raise CompositionError(
                    f"first_of(...): {part.__name__} never abstains, so what stands after it would never be asked"
                )
        super().__post_init__()

    def _parts(self) -> tuple[Reward, ...]:
        return self.parts

    def evaluate(self, batch: Batch) -> Verdicts:
        """Ask one after another, each about the rows that are still open."""
        scores: list[Score] = [None] * len(batch)
        decisions = [Decision(_FIRST_ABSTAINS)] * len(batch)
        columns = []
        still = list(range(len(batch)))
        for part in self.parts:
            column = judge_rows(batch, part, still, _ELSEWHERE)
            columns.append(column)
            for row in still:
                if column.scores[row] is not None:
                    scores[row], decisions[row] = (
                        column.scores[row],
                        Decision(_FIRST_SPOKE, (("part", part.label),)),
                    )
            still = [row for row in still if scores[row] is None]
        return Verdicts(scores, decisions, tuple(columns), name=self.label)

    def _span(self, case: Case) -> Span | None:
        spans = [span for part in self._asked(case) if (span := part._span(case)) is not None]
        return reduce(Span.join, spans)._replace(may_abstain=spans[-1].may_abstain) if spans else None

    def _asked(self, case: Case) -> Iterator[Reward]:
        """The parts up to the first that is sure to speak on the row."""
        for part in self.parts:
            yield part
            span = part._span(case)
            if span is not None and not span.may_abstain:
                return

    def _reached(self, case: Case) -> Iterator[Reward]:
        return chain.from_iterable(part._reached(case) for part in self._asked(case))

    def _unknowns(self, case: Case) -> Iterator[Unknown]:
        for part in self._asked(case):
            for unknown in part._unknowns(case):  # who is silent chooses who is asked
                yield unknown if part is self.parts[-1] else unknown._replace(rank=Rank.SWITCH)

    def __repr__(self) -> str:
        return f"first_of({', '.join(map(repr, self.parts))})"


def first_of(*parts: Reward) -> Reward:
    """The score of the first reward that does not abstain on the row; abstains where all do.

    >>> from reasoning_rewards import Correctness
    >>> first_of(Correctness(gold_column="checked"), Correctness())(["#### 4"] * 2, checked=["5", None], answer=["4"] * 2)
    [0.0, 1.0]
    """
    return FirstOf(parts=parts)


class OnError(Wrapper):
    """The part, with a fixed score for the rows on which its own code fails."""

    score: float
    rules = logged_rules = (_ERROR_CAUGHT,)

    def __post_init__(self) -> None:
        if self.part._parts():
            raise CompositionError(
                f"on_error(...): {self.part.__name__} is made of other rewards; put on_error on the one that may fail"
            )
        self._settle(score=settings.number("score", self.score))
        super().__post_init__()

    @property
    def label(self) -> str:
        """The part's label, guarded."""
        return f"guarded {self.part.label}"

    @property
    def key(self) -> str:
        """The part's key, guarded."""
        return f"guarded_{self.part.key}"

    @property
    def _added(self) -> str:
        return f"on_error_{naming.slug(self.score)}"

    def evaluate(self, batch: Batch) -> Verdicts:
        """Judge the batch; if that fails, row by row, so that one row's failure is its own."""
        try:
            column = batch.verdicts(self.part)
        except RewardFailedError as error:
            self._warn(error)
            column = self._apart(batch)
        caught = any(decision.rule == _ERROR_CAUGHT for decision in column.decisions)
        scores = column.scores
        if caught:
            pairs = zip(column.scores, column.decisions, strict=True)
            scores = [self.score if why.rule == _ERROR_CAUGHT else score for score, why in pairs]
        return self._wrapped(scores, list(column.decisions), column)

    def _apart(self, batch: Batch) -> Verdicts:
        """The part's verdicts row by row; a group, which can't be taken apart, fails as a whole."""
        if not self.part.per_row:
            return Verdicts([None] * len(batch), [_CAUGHT] * len(batch), name=self.part.label)
        scores, decisions = list[Score](), list[Decision]()
        for row in range(len(batch)):
            try:
                alone = batch.take([row]).verdicts(self.part)
            except RewardFailedError as fault:
                scores.append(None)
                decisions.append(Decision(_ERROR_CAUGHT, (("error", str(fault)),)))
            else:
                scores += alone.scores
                decisions += alone.decisions
        return Verdicts(scores, decisions, name=self.part.label)

    def _warn(self, error: RewardFailedError) -> None:
        warn_once(
            (self.__name__, "error"),
            f"{self.__name__}: {error}. Rows that fail score {self.score:g}, and their share is logged. This is said once",
        )

    def _span(self, case: Case) -> Span | None:
        span = self.part._span(case)
        return None if span is None else span.join(Span(self.score, self.score, span.may_abstain))

    def __repr__(self) -> str:
        return self._call(f"on_error(score={self.score!r})")


_CAUGHT = Decision(_ERROR_CAUGHT)
