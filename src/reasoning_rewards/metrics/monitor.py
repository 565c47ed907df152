"""`Monitor`: what a person and a trainer's logs are told of a reward while it is given."""

from __future__ import annotations

import inspect
import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from reasoning_rewards.console import Sample, report, write
from reasoning_rewards.core.algebra.components import named_components
from reasoning_rewards.core.batch import Batch
from reasoning_rewards.core.columnar import decided
from reasoning_rewards.core.groups import key_of
from reasoning_rewards.core.lift import ready
from reasoning_rewards.core.report import Hooks
from reasoning_rewards.core.report import why as reasons
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.core.settings import count
from reasoning_rewards.errors import NonFiniteError, SettingError
from reasoning_rewards.metrics.callback import callback
from reasoning_rewards.metrics.measured import Row, finite, measured, rows_of
from reasoning_rewards.text.messages import prompt_text, read_completion
from reasoning_rewards.verdict import Score

__all__ = ["Monitor"]

_LONGEST = 100_000  # characters of a column's value that go into a table: a data set's tests may be megabytes
# Rows, their reasons when asked for, their scores.
_Told = tuple[list[Row], Callable[[], list[str]], list[Score]]


class Monitor:
    """A reward for a trainer that keeps what `metrics_of` says of every batch for a callback, and may print it.

    It scores and reports as the reward does. It counts in the process in which it is called: where
    rewards are scored elsewhere (AsyncGRPO), measure the scored file instead.

    reward: a reward, or any other function that the trainer could call; of one only scores are known.
    print_every: after so many steps the first process prints how the reward stands, why completions earn nothing,
        which components do not tell a group's completions apart, and the best and the worst completion with their
        reasons; 0 prints nothing.
    each: called with every batch's completions, as `Sample`: text, prompt, score and reasons.

    A reward of this library also logs the columns that it reads, as ``<name>/answer``, where the trainer has a table
    of completions (TRL's ``log_completions``, from 1.0): so that ``reasoning-rewards score`` can score it again.

    Raises NonFiniteError where the function gives a score that is no number, and where a loss is none: a run does not
    get better from there.
    """

    def __init__(
        self,
        reward: Callable[..., Any],
        *,
        print_every: int = 0,
        each: Callable[[list[Sample]], None] | None = None,
    ) -> None:
        if not callable(reward) or isinstance(reward, type):
            hint = f"; write {reward.__name__}()" if isinstance(reward, type) else ""
            raise SettingError(
                f"reward={reward!r:.80}: expected a reward, or a function that scores completions{hint}"
            )
        if inspect.iscoroutinefunction(reward):
            raise SettingError(
                f"reward={reward!r:.80}: a trainer looks at whether a function is a coroutine's, and a monitor is none; "
                "hand it to the trainer as it is"
            )
        self.reward = reward
        self.print_every = count("print_every", print_every, at_least=0)
        self.each = each
        self.__name__: str = getattr(reward, "__name__", type(reward).__name__)
        self._seen = _Means()  # of what metrics_of says
        self._reported = _Means()  # of what the reward would log, in a trainer without hooks
        self._samples: list[Sample] = []
        self._unpaid: Counter[str] = Counter()
        self._rows = 0
        self._printed: int | None = None
        says_right = isinstance(reward, Reward) and any(leaf.decides for leaf in reward.leaves())
        self._called_unpaid = "are not right" if says_right else "earn nothing"

    def __call__(
        self,
        completions: Iterable[object],
        *,
        prompts: Iterable[object] | None = None,
        completion_ids: Iterable[Sequence[int]] | None = None,
        **columns: Any,
    ) -> list[Score]:
        """Score a batch, and remember its metrics."""
        completions = list(completions)
        prompts = None if prompts is None else list(prompts)
        score = self._scored if isinstance(self.reward, Reward) else self._called
        rows, why, scores = score(completions, prompts, completion_ids, columns)
        self._rows += len(rows)
        if self.print_every or self.each is not None:
            said = why()
            self._keep(
                [
                    Sample(question, row.completion.text, each, line)
                    for question, row, each, line in zip(
                        _questions(prompts, rows), rows, scores, said, strict=True
                    )
                ]
            )
        return scores

    def _scored(
        self, completions: list[object], prompts: list[object] | None, ids: Any, columns: dict[str, Any]
    ) -> _Told:
        """A reward of this library: its components are measured."""
        reward = self.reward
        assert isinstance(reward, Reward)
        hooks = Hooks.taken_from(columns)
        if hooks.log_metric is None:  # TRL before 1.0: the callback adds them to the logs
            hooks = hooks._replace(log_metric=self._reported.add)
        batch = Batch(
            completions, prompts=prompts, completion_ids=ids, columns=columns, progress=hooks.progress
        )
        verdicts = ready(reward, batch).verdicts(reward)
        hooks.report(reward, verdicts)
        if hooks.log_extra is not None:
            for name in reward.columns:
                hooks.log_extra(f"{self.__name__}/{name}", [_as_text(value) for value in batch.column(name)])
        rows = rows_of(reward, batch)
        self._measure(rows, list(named_components(reward)))
        self._unpaid.update(
            str(rule)
            for score, (rule, _) in zip(*decided(reward, verdicts), strict=True)
            if score is None or score <= 0
        )
        return rows, lambda: reasons(reward, verdicts), list(verdicts.scores)

    def _called(
        self, completions: list[object], prompts: list[object] | None, ids: Any, columns: dict[str, Any]
    ) -> _Told:
        """Another's function: it is called as the trainer would, and its scores are measured."""
        given = {"prompts": prompts, "completion_ids": ids}
        columns |= {name: value for name, value in given.items() if value is not None}
        scores = list(self.reward(completions=completions, **columns))
        for row, score in enumerate(scores):
            if score is not None and not math.isfinite(score):
                text = read_completion(completions[row]).text
                raise NonFiniteError(
                    f"{self.__name__} gave {score} for row {row} of a batch; expected a finite number, or None where "
                    "the row has nothing to say: it is a mistake in that function, often a division by zero or a "
                    f"logarithm of 0. The completion begins: {text[:200]!r}"
                )
        groups = [None] * len(completions) if prompts is None else [key_of(prompt) for prompt in prompts]
        rows = [
            Row({self.__name__: score}, frozenset(), read_completion(text), group)
            for text, score, group in zip(completions, scores, groups, strict=True)
        ]
        self._measure(rows, [self.__name__])
        return rows, lambda: [""] * len(rows), scores

    def _measure(self, rows: list[Row], names: list[str]) -> None:
        for name, value in measured(rows, names).items():
            self._seen.add(name, value)

    def _keep(self, samples: list[Sample]) -> None:
        if self.each is not None:
            self.each(samples)
        if self.print_every:
            scored = sorted(
                (sample for sample in (*self._samples, *samples) if sample.score is not None),
                key=lambda sample: sample.score or 0.0,
            )
            self._samples = [scored[0], scored[-1]] if scored else []

    def taken(self) -> dict[str, float]:
        """The mean of every metric since this was last called, over the batches that have any of it."""
        return finite(self._seen.taken())

    def attach(self, trainer: Any) -> None:
        """Add the callback to a ``transformers.Trainer``, before those that write the logs anywhere.

        ``GRPOTrainer(callbacks=[monitor.callback()])`` adds it behind them: the console shows the metrics then, and
        Weights & Biases or TensorBoard do not.
        """
        trainer.callback_handler.callbacks.insert(0, self.callback())

    def callback(self, prefix: str = "rewards") -> Any:
        """A ``transformers.TrainerCallback`` that adds the metrics to whatever the trainer logs, and prints."""
        return callback(lambda step, logs, history, first: self._log(prefix, step, logs, history, first))

    def _log(
        self, prefix: str, step: int, logs: dict[str, Any], history: dict[str, Any], first: bool
    ) -> None:
        """Add what was seen since the last time to the logs, and print it where it is time to."""
        evaluation = any(name.startswith("eval_") for name in logs)
        found = self.taken()
        where = f"eval_{prefix}" if evaluation else prefix
        added = {f"{where}/{name}": value for name, value in found.items()}
        added |= {
            f"eval_{name}" if evaluation else name: value
            for name, value in finite(self._reported.taken()).items()
        }
        logs.update(added)
        for name, value in added.items():
            history.setdefault(name, value)
        if first and found and not evaluation and self._is_due(step):
            self._printed = step
            unpaid, rows = self._unpaid, self._rows
            write(report(step, self.__name__, found, unpaid, rows, self._samples, self._called_unpaid))
        self._samples, self._unpaid, self._rows = [], Counter(), 0

    def _is_due(self, step: int) -> bool:
        """Is it time to print: at first, and where a multiple of so many steps was reached or passed?"""
        if not self.print_every or self._printed is None:
            return bool(self.print_every)
        return step // self.print_every > self._printed // self.print_every


class _Means:
    """Means of numbers by name; what is None has no say."""

    def __init__(self) -> None:
        self._sums: dict[str, tuple[float, int]] = {}

    def add(self, name: str, value: float | None) -> None:
        total, count = self._sums.get(name, (0.0, 0))
        self._sums[name] = (total, count) if value is None else (total + value, count + 1)

    def taken(self) -> dict[str, float | None]:
        """The means since this was last called."""
        found = {name: total / count if count else None for name, (total, count) in self._sums.items()}
        self._sums = {}
        return found


def _questions(prompts: list[Any] | None, rows: list[Row]) -> list[str]:
    """The last thing that the user said, a row."""
    if prompts is None:
        return [""] * len(rows)
    return [prompt_text(prompt[-1:] if isinstance(prompt, list | tuple) else prompt) for prompt in prompts]


def _as_text(value: object) -> str | None:
    """A column's value for a table that holds one type a column; a reward takes the JSON off a gold by itself."""
    text = (
        value
        if value is None or isinstance(value, str)
        else json.dumps(value, ensure_ascii=False, default=str)
    )
    return text if text is None or len(text) <= _LONGEST else None
