"""Every metric of scored completions, from a batch or from the lines of a scored file."""

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
from reasoning_rewards.core.report import SHARES
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.errors import BatchError
from reasoning_rewards.rewards.steps import reasoning_of
from reasoning_rewards.text.completion import Completion
from reasoning_rewards.text.layout import ANY
from reasoning_rewards.text.messages import read_completion
from reasoning_rewards.text.segments import steps_of
from reasoning_rewards.verdict import Score, Verdict

__all__ = ["Row", "finite", "mean", "measured", "metrics_of", "of_scored", "rows_of"]

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
    return finite(measured(rows_of(reward, batch), list(named_components(reward))))


def of_scored(lines: Iterable[str]) -> dict[str, float]:
    """The same, from lines of JSON as ``reasoning-rewards score`` writes them."""
    rows = [_scored_row(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    return finite(measured(rows, list(dict.fromkeys(name for row in rows for name in row.scores))))


def rows_of(reward: Reward, batch: Batch) -> list[Row]:
    """Each completion of a batch with its components' scores and its rules."""
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


def measured(rows: list[Row], names: list[str]) -> dict[str, float | None]:
    """Every metric, whatever the rows; None where they have nothing to measure."""
    groups: dict[Hashable, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.group, []).append(row)
    found: dict[str, float | None] = {}
    for name in names:
        found.update(_of_component(name, rows, list(groups.values())))
    totals = [_present(names[0], group) for group in groups.values()] if names else []
    totals = [scores for scores in totals if scores]
    found["group/best"] = mean([max(scores) for scores in totals])
    found["group/mean"] = mean([math.fsum(scores) / len(scores) for scores in totals])
    found["group/worst"] = mean([min(scores) for scores in totals])
    found["group/distinct_answers"] = mean(
        [len({row.completion.answer for row in group} - {""}) for group in groups.values()]
    )
    for share, rules in _SHARES.items():
        found[share] = mean([float(any(rule.startswith(rules) for rule in row.rules)) for row in rows])
    thoughts = [reasoning_of(row.completion, ANY) for row in rows]
    found["completion/steps"] = mean([len({step for _, step in steps_of(text)}) for text in thoughts])
    found["completion/turns"] = mean([sum(1 for _ in _TURN.finditer(text)) for text in thoughts])
    return found


def _of_component(name: str, rows: list[Row], groups: list[list[Row]]) -> Iterator[tuple[str, float | None]]:
    scores = _present(name, rows)
    middle = mean(scores)
    variance = None if middle is None else mean([(score - middle) ** 2 for score in scores])
    yield f"{name}/mean", middle
    yield f"{name}/std", None if variance is None else math.sqrt(variance)
    flat = [max(present) == min(present) for group in groups if (present := _present(name, group))]
    yield f"{name}/frac_zero_std", mean([float(each) for each in flat])


def _present(name: str, rows: list[Row]) -> list[float]:
    return [score for row in rows if (score := row.scores.get(name)) is not None]


def mean(values: Sequence[float]) -> float | None:
    """The mean of values; None where there are none."""
    return math.fsum(values) / len(values) if values else None


def finite(found: Mapping[str, float | None]) -> dict[str, float]:
    """What there is nothing of is 0."""
    return {name: 0.0 if value is None else value for name, value in found.items()}
