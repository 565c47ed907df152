"""A reward over the batches of data libraries: ``datasets.map``, Ray Data, pyarrow, pandas, polars."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reasoning_rewards.core.algebra.components import named_components
from reasoning_rewards.core.batch import Batch
from reasoning_rewards.core.fields import CONTEXT, fields_read, likely_field
from reasoning_rewards.core.lift import ready
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.core.tables import Added, kind_of
from reasoning_rewards.errors import BatchError, MissingColumnError, SettingError
from reasoning_rewards.verdict import Decision, Score, Verdicts, sentence

__all__ = ["MapBatches", "decided", "deciding"]


@dataclass(frozen=True)
class MapBatches:
    """Scores a batch and gives it back with columns added; made by ``reward.map_batches()``.

    | column | is |
    |---|---|
    | `<out>` | the score; empty where the reward abstains |
    | `<out>_rule` | the rule of the reward that decides right and wrong, or else of the whole |
    | `<out>_<component>` | each component's score, for a sum |
    | `<out>_reason` | what that rule says of the row, with `reasons=True` |
    """

    reward: Reward
    columns: tuple[tuple[str, str], ...]
    out: str
    reasons: bool
    progress: float | None
    whole_groups: bool

    def __call__(self, batch: Any) -> Any:
        """The batch with its scores, in the kind in which it came."""
        kind = kind_of(batch)
        if taken := [name for name in kind.names(batch) if name in self.adds]:
            raise BatchError(
                f"the batch has a column {taken[0]!r} already; give these scores another name: out='…'"
            )
        return kind.add(batch, self.added(ready(self.reward, self.read(batch))))

    @property
    def __name__(self) -> str:
        """The reward's; Ray and datasets call a step by it."""
        return self.reward.__name__

    @property
    def adds(self) -> tuple[str, ...]:
        """The columns that it adds, in their order."""
        parts = tuple(f"{self.out}_{name}" for name in self._components)
        return (self.out, f"{self.out}_rule", *parts, *((f"{self.out}_reason",) if self.reasons else ()))

    @property
    def _components(self) -> dict[str, Reward]:
        return dict(list(named_components(self.reward).items())[1:])

    def places(self, names: Sequence[str]) -> dict[str, str]:
        """What is read of a batch with these columns: for each name that the reward has for it, its column."""
        called = dict(self.columns)
        needed = ("completion", *fields_read(self.reward))
        found = {name: called.get(name, name) for name in needed}
        for name, place in found.items():
            if place not in names:
                raise _lacks(name, place, names)
        there = {name: name for name in names if name not in ("completion", found["completion"])}
        there |= {name: place for name, place in called.items() if name != "completion" and place in names}
        optional = dict.fromkeys(self.reward._may_read(tuple(there)))
        return {name: there[name] for name in optional} | found

    def read(self, batch: Any, lines: Sequence[int] | None = None) -> Batch:
        """The rows with what the reward reads; no other column is touched."""
        kind = kind_of(batch)
        places = self.places(kind.names(batch))
        columns = {place: kind.read(batch, place) for place in dict.fromkeys(places.values())}
        found = {name: columns[place] for name, place in places.items()}
        return Batch(
            found.pop("completion"),
            prompts=found.pop("prompt", None),
            completion_ids=found.pop("completion_ids", None),
            columns=found,
            progress=self.progress,
            lines=lines,
        )

    def added(self, batch: Batch) -> list[Added]:
        """The columns that it adds, of a batch that is ready."""
        verdicts = batch.verdicts(self.reward)
        decisions = list(deciding(self.reward, verdicts))
        found = [
            Added(self.out, verdicts.scores, scores=True),
            Added(f"{self.out}_rule", [str(decision.rule) for decision in decisions], scores=False),
        ]
        found += [
            Added(f"{self.out}_{name}", batch.verdicts(part).scores, scores=True)
            for name, part in self._components.items()
        ]
        if self.reasons:
            said = {id(decision): sentence(*decision) for decision in decisions}
            found.append(Added(f"{self.out}_reason", [said[id(each)] for each in decisions], scores=False))
        return found


def map_batches(
    reward: Reward,
    columns: Mapping[str, str] | None,
    out: str,
    reasons: bool,
    progress: float | None,
    whole_groups: bool,
) -> MapBatches:
    """The settings checked; see `Reward.map_batches`."""
    called = dict(columns or {})
    readable = {*CONTEXT, *reward.columns, *reward._may_read(tuple(called))}
    for name, place in called.items():
        if name not in readable:
            raise SettingError(
                f"columns={{{name!r}: {place!r}}}: {reward.__name__} reads no {name!r}; it reads "
                f"{', '.join(sorted(readable))}. The keys are what the reward reads, the values the batch's names"
            )
    if not isinstance(out, str) or not out:
        raise SettingError(f"out={out!r}; expected the name of the column for the scores")
    if not whole_groups and not all(leaf.per_row for leaf in reward.leaves()):
        alone = next(leaf for leaf in reward.leaves() if not leaf.per_row)
        raise SettingError(
            f"{alone.__name__} compares the completions of a group, and a batch may cut one in two: hand over whole "
            "groups, as Ray Data's groupby(…).map_groups does, and say so with whole_groups=True"
        )
    return MapBatches(reward, tuple(called.items()), out, bool(reasons), progress, bool(whole_groups))


def deciding(reward: Reward, verdicts: Verdicts) -> Sequence[Decision]:
    """For each row the decision of the reward that says right and wrong; without one, the whole's own."""
    return decided(reward, verdicts)[1]


def decided(reward: Reward, verdicts: Verdicts) -> tuple[Sequence[Score], Sequence[Decision]]:
    """For each row the score and the decision of the reward that says right and wrong; without one, the whole's own.

    Where several are there, as in a route, it is the first that did not abstain on the row.
    """
    columns = list({id(column.decisions): column for column in _deciders(reward, verdicts)}.values()) or [
        verdicts
    ]
    if len(columns) == 1:
        return columns[0].scores, columns[0].decisions
    rows = range(len(verdicts))
    spoke = [next((each for each in columns if each.scores[row] is not None), columns[0]) for row in rows]
    return [spoke[row].scores[row] for row in rows], [spoke[row].decisions[row] for row in rows]


def _deciders(reward: Reward, verdicts: Verdicts) -> Iterator[Verdicts]:
    parts = reward._parts()
    if not parts and reward.decides:
        yield verdicts
        return
    for part, column in zip(parts or reward._judges(), verdicts.inner, strict=False):
        yield from _deciders(part, column)


def _lacks(name: str, place: str, names: Sequence[str]) -> MissingColumnError:
    meant = likely_field(name, place, names)
    have = ", ".join(map(repr, names)) or "none"
    remedy = f"Did you mean {meant!r}? Pass" if meant else "Pass"
    return MissingColumnError(
        f"no column {place!r} in this batch (it has: {have}). {remedy} columns={{{name!r}: {meant or '…'!r}}}"
    )
