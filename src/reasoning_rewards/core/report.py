"""What a trainer's hooks are told: keys that depend on the reward, never on the data.

TRL sums a logged key over processes; a key that one process logs and another does not stalls the
run, and a NaN from one loses the step's value. So every key is a function of the reward, and every
value is finite: a share of the rows, or a sum over them divided by their number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from reasoning_rewards.core import naming
from reasoning_rewards.rules import number, sentence

if TYPE_CHECKING:
    from reasoning_rewards.core.reward import Reward
    from reasoning_rewards.core.verdict import Verdicts

__all__ = ["Hooks", "metric_names", "metrics", "progress_of"]


class Hooks(NamedTuple):
    """What TRL passes beside the columns; every one of them may be missing."""

    log_metric: Callable[[str, float], None] | None
    log_extra: Callable[[str, list[Any]], None] | None
    progress: float | None

    @classmethod
    def taken_from(cls, columns: dict[str, Any]) -> Hooks:
        """Take the hooks out of the keyword arguments of a call, so that columns remain."""
        columns.pop("environments", None)
        return cls(
            columns.pop("log_metric", None),
            columns.pop("log_extra", None),
            progress_of(columns.pop("trainer_state", None)),
        )

    def report(self, reward: Reward, verdicts: Verdicts) -> None:
        """Tell the hooks that are there."""
        if self.log_metric is not None:
            for name, value in metrics(reward, verdicts).items():
                self.log_metric(name, value)
        if self.log_extra is not None:
            self.log_extra(f"{reward.__name__}/why", why(reward, verdicts))


def progress_of(trainer_state: object) -> float | None:
    """How much of the run is over: global_step / max_steps within [0, 1], or None if that can't be said.

    Both are 0 in a trainer that has not begun, as where ``evaluate()`` comes before ``train()``.
    """
    step = getattr(trainer_state, "global_step", None)
    steps = getattr(trainer_state, "max_steps", None)
    if step == steps == 0:
        return 0.0
    if not isinstance(step, int) or not isinstance(steps, int) or steps <= 0:
        return None
    return min(max(step / steps, 0.0), 1.0)


def metrics(reward: Reward, verdicts: Verdicts) -> dict[str, float]:
    """Every number to log for a batch, by key.

    ``<path>/score``: sum of the scores over the number of rows, abstaining rows as 0.
    ``<path>/scored``: share of rows with a score; score / scored is the mean.
    ``<path>/<rule>``: share of rows that the rule decided, for each rule a leaf wants logged.
    """
    rows = max(len(verdicts), 1)
    found: dict[str, float] = {}
    for path, node, column in _nodes(reward, verdicts):
        present = [score for score in column.scores if score is not None]
        found[f"{path}/score"] = sum(present) / rows
        found[f"{path}/scored"] = len(present) / rows
        if node.logged_rules:
            decided = Counter(decision.rule for decision in column.decisions)
            found.update((f"{path}/{rule}", decided[rule] / rows) for rule in node.logged_rules)
    return found


def metric_names(reward: Reward) -> list[str]:
    """The keys `metrics` gives for any batch.

    >>> from reasoning_rewards import Brevity
    >>> metric_names(Brevity(limit=9))
    ['brevity_9/score', 'brevity_9/scored', 'brevity_9/length.within', 'brevity_9/length.over']
    """
    from reasoning_rewards.core.batch import Batch

    empty: dict[str, list[Any]] = {name: [] for _, name in reward._reads()}
    batch = Batch([], prompts=[], completion_ids=[], columns=empty, progress=0.0)
    return list(metrics(reward, batch.verdicts(reward)))


def why(reward: Reward, verdicts: Verdicts) -> list[str]:
    """A line a row for the trainer's table of completions: each leaf's score, rule and facts."""
    leaves = [(path, column) for path, node, column in _nodes(reward, verdicts) if not node._parts()]
    return [
        "; ".join(_line(path.rpartition("/")[2], column, row) for path, column in leaves)
        for row in range(len(verdicts))
    ]


def _line(key: str, column: Verdicts, row: int) -> str:
    score = column.scores[row]
    rule, facts = column.decisions[row]
    said = "–" if score is None else number(score)
    return f"{key} {said} {rule} ({sentence(rule, facts)})"


def _nodes(reward: Reward, verdicts: Verdicts) -> Iterator[tuple[str, Reward, Verdicts]]:
    """Each reward of the tree that has a line of its own, with the path of its key and its column."""
    return _below(reward, verdicts, reward.__name__)


def _below(reward: Reward, verdicts: Verdicts, path: str) -> Iterator[tuple[str, Reward, Verdicts]]:
    while verdicts.through:
        reward, verdicts = reward._parts()[0], verdicts.parts[0]
    yield path, reward, verdicts
    parts = reward._logged()
    keys = naming.distinct(parts, [part.key for part in parts])
    for key, part, column in zip(keys, parts, verdicts.parts[: len(parts)], strict=True):
        yield from _below(part, column, f"{path}/{key}")
