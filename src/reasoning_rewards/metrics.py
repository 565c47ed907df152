"""What to watch in a run: per component, per group and per completion.

==============================  ===========================================================================
``<component>/mean``             mean score, over the rows that have one
``<component>/std``              standard deviation of those
``<component>/frac_zero_std``    share of the groups in which it scores all alike: no gradient comes of those
``group/best mean worst``        of the total, averaged over the groups
``group/distinct_answers``       different answers in a group, as they are written
``share/answer_missing``         no answer, or thinking that never ends
``share/truncated``              cut off, or over a length limit
``share/gold_unusable``          nobody can judge the row: its gold is missing, broken or a placeholder
``share/undecided``              an answer that nothing could decide, or only at too great a cost, or whose worker failed
``share/failed``                 a reward's own code failed, and ``on_error`` had a score for it
``share/unreadable``             an answer that could not be read
``completion/steps``             different steps of the reasoning (as `StepCount` counts)
``completion/turns``             times the model turns round: "wait", "actually", "let me check"
==============================  ===========================================================================

A row on which the total abstains counts in no component either: means are those of the keys that a reward
logs (``<total>/<component>/score`` ÷ its ``scored``, or else the total's), and the total's is the trainer's own.

Live, in a trainer (keys never depend on the data; what there is none of is 0)::

    monitor = Monitor(total)
    trainer = GRPOTrainer(reward_funcs=[monitor], callbacks=[monitor.callback()], ...)

or afterwards, from what ``reasoning-rewards score`` wrote:

>>> lines = ['{"completion": "#### 4", "prompt": "2+2?", "reward": {"name": "correctness", "score": 1.0, "rule": "number.same"}}',
...          '{"completion": "five", "prompt": "2+2?", "reward": {"name": "correctness", "score": 0.0, "rule": "answer.missing"}}']
>>> found = of_scored(lines)
>>> found["correctness/mean"], found["group/best"], found["share/answer_missing"]
(0.5, 1.0, 0.5)
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from reasoning_rewards.core.algebra.components import named_components
from reasoning_rewards.core.batch import Batch
from reasoning_rewards.core.groups import key_of
from reasoning_rewards.core.lift import ready
from reasoning_rewards.core.report import SHARES, Hooks
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.errors import BatchError, MissingExtraError
from reasoning_rewards.rewards.steps import reasoning_of
from reasoning_rewards.text.completion import Completion
from reasoning_rewards.text.layout import ANY
from reasoning_rewards.text.messages import read_completion
from reasoning_rewards.text.segments import steps_of
from reasoning_rewards.verdict import Score, Verdict

__all__ = ["Monitor", "metrics_of", "of_scored"]

_TURN = re.compile(
    r"\b(?:wait|hmm|actually|hold on|on second thought|let me (?:re-?check|check|try again|reconsider))\b",
    re.I,
)
_SHARES = {f"share/{name}": rules for name, rules in SHARES.items()} | {
    "share/unreadable": ("answer.broken", "answer.ambiguous", "answer.not_a_number", "answer.too_long")
}


class Row(NamedTuple):
    """One scored completion: its components' scores, the rules that decided, and its group."""

    scores: dict[str, Score]
    rules: frozenset[str]
    completion: Completion
    group: Hashable


def metrics_of(
    reward: Reward, completions: Iterable[object], *, progress: float | None = None, **columns: Any
) -> dict[str, float]:
    """Score a batch and measure it; rows with equal prompts are a group, all rows where there are none."""
    prompts, ids = columns.pop("prompts", None), columns.pop("completion_ids", None)
    batch = Batch(completions, prompts=prompts, completion_ids=ids, columns=columns, progress=progress)
    return _finite(_measured(_rows(reward, batch), list(named_components(reward))))


def of_scored(lines: Iterable[str]) -> dict[str, float]:
    """The same, from lines of JSON as ``reasoning-rewards score`` writes them."""
    rows = [_scored_row(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    return _finite(_measured(rows, list(dict.fromkeys(name for row in rows for name in row.scores))))


class Monitor:
    """A reward for a trainer that keeps what `metrics_of` says of every batch for a callback.

    It scores and reports as the reward does. It counts in the process in which it is called: where
    rewards are scored elsewhere (AsyncGRPO), measure the scored file instead.
    """

    def __init__(self, reward: Reward) -> None:
        self.reward = reward
        self.__name__ = reward.__name__
        self._seen: dict[str, list[float]] = {}

    def __call__(
        self,
        completions: Iterable[object],
        *,
        prompts: Iterable[object] | None = None,
        completion_ids: Iterable[Sequence[int]] | None = None,
        **columns: Any,
    ) -> list[Score]:
        """Score a batch, and remember its metrics."""
        hooks = Hooks.taken_from(columns)
        batch = Batch(
            completions,
            prompts=prompts,
            completion_ids=completion_ids,
            columns=columns,
            progress=hooks.progress,
        )
        verdicts = ready(self.reward, batch).verdicts(self.reward)
        hooks.report(self.reward, verdicts)
        for name, value in _measured(_rows(self.reward, batch), list(named_components(self.reward))).items():
            self._seen.setdefault(name, []).extend([] if value is None else [value])
        return list(verdicts.scores)

    def taken(self) -> dict[str, float]:
        """The mean of every metric since this was last called, over the batches that have any of it."""
        found = _finite({name: _mean(values) for name, values in self._seen.items()})
        self._seen = {}
        return found

    def callback(self, prefix: str = "rewards") -> Any:
        """A ``transformers.TrainerCallback`` that adds the metrics to whatever the trainer logs."""
        try:
            from transformers import TrainerCallback
        except ImportError as error:
            raise MissingExtraError(
                "a callback needs transformers; install it with: pip install 'reasoning-rewards[train]'"
            ) from error
        monitor = self

        class MonitorCallback(TrainerCallback):  # type: ignore[misc, unused-ignore]
            """Adds the monitor's metrics to the logs."""

            def on_log(
                self, args: Any, state: Any, control: Any, logs: dict[str, float] | None = None, **_: Any
            ) -> None:
                """Called with the numbers that are about to be written."""
                if logs is not None:
                    where = f"eval_{prefix}" if any(name.startswith("eval_") for name in logs) else prefix
                    logs.update({f"{where}/{name}": value for name, value in monitor.taken().items()})

        return MonitorCallback()


def _rows(reward: Reward, batch: Batch) -> list[Row]:
    whole = ready(reward, batch).verdicts(reward)
    columns = {name: batch.verdicts(part).scores for name, part in named_components(reward).items()}
    groups = [None] * len(batch) if batch.prompts is None else [key_of(prompt) for prompt in batch.prompts]
    return [
        Row(
            {name: scores[row] for name, scores in columns.items()},
            frozenset(_rules(verdict)),
            batch.completions[row],
            groups[row],
        )
        for row, verdict in enumerate(whole)
    ]


def _rules(verdict: Verdict) -> Iterator[str]:
    yield verdict.rule
    for part in verdict.parts:
        yield from _rules(part)


def _scored_row(number: int, line: str) -> Row:
    try:
        values = json.loads(line)
        whole = values["reward"]
        scores = {whole["name"]: whole["score"]}
        for part in whole.get("parts", ()):
            scores.setdefault(part["name"], None if whole["score"] is None else part["score"])
        rules = frozenset(_rules_of(whole))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BatchError(f"line {number}: not a scored row: {error!r}") from error
    return Row(scores, rules, read_completion(values.get("completion")), key_of(values.get("prompt")))


def _rules_of(verdict: Mapping[str, Any]) -> Iterator[str]:
    yield verdict["rule"]
    for part in verdict.get("parts", ()):
        yield from _rules_of(part)


def _measured(rows: list[Row], names: list[str]) -> dict[str, float | None]:
    """Every metric, whatever the rows; None where they have nothing to measure."""
    groups: dict[Hashable, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.group, []).append(row)
    found: dict[str, float | None] = {}
    for name in names:
        found.update(_of_component(name, rows, list(groups.values())))
    totals = [_present(names[0], group) for group in groups.values()] if names else []
    totals = [scores for scores in totals if scores]
    found["group/best"] = _mean([max(scores) for scores in totals])
    found["group/mean"] = _mean([math.fsum(scores) / len(scores) for scores in totals])
    found["group/worst"] = _mean([min(scores) for scores in totals])
    found["group/distinct_answers"] = _mean(
        [len({row.completion.answer for row in group} - {""}) for group in groups.values()]
    )
    for share, rules in _SHARES.items():
        found[share] = _mean([float(any(rule.startswith(rules) for rule in row.rules)) for row in rows])
    thoughts = [reasoning_of(row.completion, ANY) for row in rows]
    found["completion/steps"] = _mean([len({step for _, step in steps_of(text)}) for text in thoughts])
    found["completion/turns"] = _mean([sum(1 for _ in _TURN.finditer(text)) for text in thoughts])
    return found


def _of_component(name: str, rows: list[Row], groups: list[list[Row]]) -> Iterator[tuple[str, float | None]]:
    scores = _present(name, rows)
    mean = _mean(scores)
    variance = None if mean is None else _mean([(score - mean) ** 2 for score in scores])
    yield f"{name}/mean", mean
    yield f"{name}/std", None if variance is None else math.sqrt(variance)
    flat = [max(present) == min(present) for group in groups if (present := _present(name, group))]
    yield f"{name}/frac_zero_std", _mean([float(each) for each in flat])


def _present(name: str, rows: list[Row]) -> list[float]:
    return [score for row in rows if (score := row.scores.get(name)) is not None]


def _mean(values: Sequence[float]) -> float | None:
    return math.fsum(values) / len(values) if values else None


def _finite(found: Mapping[str, float | None]) -> dict[str, float]:
    """What there is nothing of is 0."""
    return {name: 0.0 if value is None else value for name, value in found.items()}
