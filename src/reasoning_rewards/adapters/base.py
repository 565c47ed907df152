"""What every adapter does: the gold to its column, a number for rows that abstain, components by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, ClassVar

from reasoning_rewards.core import settings, travel
from reasoning_rewards.core.algebra.components import named_components
from reasoning_rewards.core.batch import GOLDS, Batch
from reasoning_rewards.core.columnar import decided
from reasoning_rewards.core.kinds import insist
from reasoning_rewards.core.lift import ready
from reasoning_rewards.core.report import progress_of
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.errors import BatchError, MissingColumnError, SettingError
from reasoning_rewards.notices import warn_once

__all__ = ["Adapter"]

_OWN = ("score", "scored", "acc")  # keys of a row that are no component's
# What a trainer may hand over besides completions and golds, with what is to be done where one does not.
_REMEDIES = {
    "groups": "compares the completions of a group; TRL takes it as it is, and adapters.swift feeds whole groups",
    "prompts": "reads the prompts; TRL takes it as it is, and adapters.openrlhf, swift and nemo_rl feed prompts",
    "token_ids": "counts tokens; choose unit='words' or unit='characters' where it has a unit; TRL, and "
    "adapters.swift and nemo_rl, hand over token ids",
    "clock": "has a schedule; write anneal(..., without_clock=<factor>); TRL and adapters.swift say how far a run is",
}

# What tokenizers write at the end of a turn, when special tokens are kept in the text.
_END = re.compile(r"<\|[^|<>\s]{1,40}\|>|<｜[^｜<>\s]{1,40}｜>|</s>|<eos>|<pad>|<end_of_turn>")
_LONGEST_END = 44


@dataclass(frozen=True)
class Adapter:
    """A reward as a trainer calls it; a subclass says how: ``trainer``, ``feeds``, ``takes_none`` and ``__call__``.

    reward: the reward.
    gold_column: the reward's column that the trainer's gold goes to; by default the one column of golds that it reads.
    if_abstains: what a row earns on which the reward abstains. None: no score where the trainer takes None, else 0.0.

    What the trainer can't feed is refused when the adapter is built. An adapter can be pickled, by cloudpickle too.

    >>> from reasoning_rewards import Correctness, Format
    >>> class Mine(Adapter):
    ...     trainer = "my trainer"
    ...
    ...     def __call__(self, response, truth):
    ...         return self.row(response, gold=truth)
    >>> Mine(Correctness() + 0.2 * Format())("#### 4", "4")
    {'score': 1.0, 'scored': 1.0, 'acc': 1.0, 'correctness': 1.0, 'format': 0.0}
    """

    reward: Reward
    _: KW_ONLY
    gold_column: str | None = None
    if_abstains: float | None = None

    trainer: ClassVar[str] = "this trainer"
    feeds: ClassVar[Sequence[str]] = ()
    takes_none: ClassVar[bool] = False

    def __post_init__(self) -> None:
        insist("reward", self.reward, Reward)
        if not _REMEDIES.keys() >= {*self.feeds}:
            raise settings.wrong(
                "feeds", self.feeds, f"some of {', '.join(map(repr, _REMEDIES))}, in a tuple"
            )
        for what, reason in _REMEDIES.items():
            if what not in self.feeds and (name := _needing(self.reward, what)) is not None:
                raise SettingError(
                    f"{name} {reason}. {self.trainer} passes no {what.replace('_', ' ')} to a reward"
                )
        if self.gold_column is None:
            object.__setattr__(self, "gold_column", self._column_of_golds())
        elif self.gold_column not in self.reward.columns:
            raise settings.wrong(
                "gold_column", self.gold_column, f"a column that the reward reads: {self._reads}"
            )
        if self.if_abstains is not None:
            object.__setattr__(self, "if_abstains", settings.number("if_abstains", self.if_abstains))
        elif not self.takes_none:
            object.__setattr__(self, "if_abstains", 0.0)

    def __reduce_ex__(self, protocol: Any) -> Any:
        travel.announce(type(self), self.reward)
        return super().__reduce_ex__(protocol)

    @property
    def __name__(self) -> str:
        return self.reward.__name__

    def row(
        self,
        completion: object,
        *,
        gold: object = None,
        prompt: object = None,
        completion_ids: Sequence[int] | None = None,
        columns: Mapping[str, object] | None = None,
    ) -> dict[str, Any]:
        """Score one completion; see `rows`."""
        return self.rows(
            [completion],
            golds=[gold],
            prompts=None if prompt is None else [prompt],
            completion_ids=None if completion_ids is None else [completion_ids],
            columns={name: [value] for name, value in (columns or {}).items()},
        )[0]

    def rows(
        self,
        completions: Iterable[object],
        *,
        golds: Iterable[object] | None = None,
        prompts: Iterable[object] | None = None,
        completion_ids: Iterable[Sequence[int]] | None = None,
        columns: Mapping[str, object] | None = None,
        trainer_state: object = None,
    ) -> list[dict[str, Any]]:
        """Score completions; for each, under keys that are always the same:

        ``score``: the total, or ``if_abstains``.
        ``scored``: 1.0, and 0.0 where the reward abstains.
        ``acc``: 1.0 where what decides says right, else 0.0; a key only where something decides.
        and each component of a sum by its name, unweighted, as TRL would log it; 0.0 where it abstains.
        """
        passed = dict(columns or {})
        read = {*self.reward.columns, *self.reward._may_read(tuple(passed))}
        given = {name: values for name, values in passed.items() if name in read}
        if self.gold_column is not None and golds is not None:
            given[self.gold_column] = golds
        batch = Batch(
            completions,
            prompts=prompts,
            completion_ids=completion_ids,
            columns=given,
            progress=progress_of(trainer_state),
        )
        if missing := [name for name in self.reward.columns if not batch.has(name)]:
            raise MissingColumnError(
                f"{self.__name__} reads the column {missing[0]!r}, and {self.trainer} did not pass it (passed: "
                f"{', '.join(map(repr, columns or ())) or 'none'}; the gold goes to {self.gold_column!r})"
            )
        return self._rows(ready(self.reward, batch))

    def _rows(self, batch: Batch) -> list[dict[str, Any]]:
        verdicts = batch.verdicts(self.reward)
        found: dict[str, list[Any]] = {
            "score": [self.if_abstains if score is None else score for score in verdicts.scores],
            "scored": [float(score is not None) for score in verdicts.scores],
        }
        if self._decides:
            found["acc"] = [float(score == 1.0) for score in decided(self.reward, verdicts)[0]]
        for name, part in self._components.items():
            found[name] = [0.0 if score is None else score for score in batch.verdicts(part).scores]
        return [{name: values[row] for name, values in found.items()} for row in range(len(batch))]

    @cached_property
    def _components(self) -> dict[str, Reward]:
        """The components of a sum, by names that are no key of a row's own."""
        parts = list(named_components(self.reward).items())[1:]
        return {f"{name}_part" if name in _OWN else name: part for name, part in parts}

    @cached_property
    def _decides(self) -> bool:
        return any(leaf.decides for leaf in self.reward.leaves())

    def _column_of_golds(self) -> str | None:
        """The column that the reward's leaves call the gold's, or else the only one it could be."""
        columns = list(dict.fromkeys(self.reward.columns))  # one may hold a puzzle's numbers and its target
        told = dict.fromkeys(getattr(leaf, "gold_column", None) for leaf in self.reward.leaves())
        for found in (
            [each for each in told if each in columns],
            [each for each in GOLDS if each in columns],
            columns,
        ):
            if len(found) == 1:
                return found[0]
            if found:
                raise SettingError(
                    f"{self.__name__} reads {self._reads}: say which of them {self.trainer}'s gold goes to, with "
                    f"gold_column={found[0]!r}, for one"
                )
        return None

    @property
    def _reads(self) -> str:
        return ", ".join(map(repr, self.reward.columns)) or "no column"

    @staticmethod
    def text_of(query: str, prompt: str = "") -> str:
        """The completion in a text that holds its prompt, or the special tokens at the end of a turn, or both.

        >>> Adapter.text_of("<s>6*7? It is 42.<|im_end|>", "6*7?")
        ' It is 42.'
        """
        _, found, after = (
            query.partition(prompt) if prompt else ("", "", "")
        )  # a tokenizer may write before it
        if prompt and not found:
            warn_once(
                ("adapters", "prompt"), f"a text does not hold its prompt and is read whole: {prompt!r:.60}"
            )
        return _without_ends(after if found else query)

    def miscalled(self, passed: Iterable[str]) -> BatchError:
        """The error for a call that is none of this trainer's."""
        return BatchError(
            f"{type(self).__name__}({self.__name__}) is the adapter for {self.trainer}, and was called with "
            f"{', '.join(passed) or 'nothing'}; give TRL the reward itself, and other trainers their own adapter"
        )


def _without_ends(text: str) -> str:
    """The text before the special tokens at its end; linear, whatever a model wrote there."""
    cut = end = len(text)
    while end:
        while end and text[end - 1].isspace():
            end -= 1
        start = text.rfind("<", max(0, end - _LONGEST_END), end)
        if start < 0 or not _END.fullmatch(text, start, end):
            break
        cut = end = start
    return text[:cut]


_ASKS: Mapping[str, Callable[[Reward], bool]] = MappingProxyType(
    {
        "groups": lambda leaf: not leaf.per_row,
        "prompts": lambda leaf: leaf.needs_prompts and leaf.per_row,
        "token_ids": lambda leaf: leaf.needs_token_ids,
    }
)


def _needing(reward: Reward, what: str) -> str | None:
    """The name of the part that needs something of a trainer, if any does."""
    if what == "clock":
        return reward.__name__ if reward._wants_clock() else None
    return next((leaf.__name__ for leaf in reward.leaves() if _ASKS[what](leaf)), None)
