"""What a trainer's hooks are told: keys that depend on the reward, never on the data.

TRL sums a logged key over processes; a key that one process logs and another does not stalls the
run, and a NaN from one loses the step's value. So every key is a function of the reward, and every
value is finite: a share of the rows, or a sum over them divided by their number.

The reward's own line is what it returned: of a batch, ``<name>/score`` ÷ ``<name>/scored`` is the
trainer's own ``rewards/<name>/mean``, whatever the reward is made of. (Over several batches a trainer
averages their means; the quotient of the averages weighs them by their scored rows.)

The lines below it are its components', as a trainer would log them that was given the components and
their weights, `Reward.split`:

- A weight is left out: the line of ``0.2 * Format()`` is that of ``Format()``. One inside a name stays,
  as in ``(0.2 * Format()).named("form")``: it is part of what the name stands for.
- A row on which a reward around it abstains, as ``requires`` makes it, does not count: so the
  components' ``score`` times their weights add up to the ``score`` of the sum.
- A name, a weight, ``requires`` and ``when`` share the line of what they are around; every other reward
  has a line, with those of its parts below it.
- Shares count every row, so that the rows without a gold are seen.

What is logged by default is what a beginner reads: the total's line, a line for each of its components, and the
total's `SHARES`. ``.named("total", log="all")`` adds every line below and the share of every rule; ``log="none"``
logs nothing. The setting is part of the reward, since a trainer calls a reward and hands nothing else on to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from reasoning_rewards.caches import remembered
from reasoning_rewards.core import names as naming
from reasoning_rewards.core import settings
from reasoning_rewards.core.batch import Batch
from reasoning_rewards.verdict import number, sentence

if TYPE_CHECKING:
    from reasoning_rewards.core.reward import Reward
    from reasoning_rewards.verdict import Decision, Score, Verdicts

__all__ = ["SHARES", "Hooks", "metric_names", "metrics", "progress_of"]

# What to watch of a total, each a share of the rows, by how the rules begin that say so.
SHARES = MappingProxyType(
    {
        "answer_missing": ("answer.missing", "answer.unfinished"),
        "truncated": ("truncation.cut", "length.over"),
        "gold_unusable": ("gold.",),
        "undecided": ("ladder.undecided", "budget.exceeded", "worker.", "pattern.failed"),
        "failed": ("error.caught", "function.failed"),
        "clipped": ("function.clipped",),
    }
)


class Hooks(NamedTuple):
    """What TRL passes beside the columns; every one of them may be missing."""

    log_metric: Callable[[str, float], None] | None
    log_extra: Callable[[str, list[Any]], None] | None
    progress: float | None
    passed: dict[str, Any]

    @classmethod
    def taken_from(cls, columns: dict[str, Any]) -> Hooks:
        """Take the hooks out of the keyword arguments of a call, so that columns remain."""
        passed = {name: columns.pop(name) for name in settings.PASSED if name in columns}
        state = passed.get("trainer_state")
        return cls(passed.get("log_metric"), passed.get("log_extra"), progress_of(state), passed)

    def report(self, reward: Reward, verdicts: Verdicts) -> None:
        """Tell the hooks that are there."""
        if _wanted(reward) == "none":
            return
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

    ``<path>/score``: sum of the scores over the number of rows, rows without one as 0.
    ``<path>/scored``: share of rows with a score; score / scored is the mean. A component has this only where it
        can be silent on a row that the total scores: elsewhere it is the total's.
    ``<total>/<share>``: each of `SHARES` that a rule of its leaves can count for.
    ``<path>/<rule>``: with ``log="all"``, the share of all rows that the rule decided, for each that is to be logged.
    """
    rows, wanted = max(len(verdicts), 1), _wanted(reward)
    found: dict[str, float] = {}
    if wanted == "none":
        return found
    quiet = frozenset() if wanted == "all" else _scored_as_the_total(reward)
    lines = list(_lines(reward, verdicts, deepest=None if wanted == "all" else 1))
    for line in lines:
        present = [score for score in line.counted if score is not None]
        found[f"{line.path}/score"] = sum(present) / rows
        if line.path not in quiet:
            found[f"{line.path}/scored"] = len(present) / rows
    for share, decided in _shares(reward, verdicts).items():
        found[f"{lines[0].path}/{share}"] = decided / rows
    for line in lines if wanted == "all" else ():
        if line.node.logged_rules:
            counted = Counter(decision.rule for decision in line.found)
            # Somebody's own rule may be called "score": it must not take that key.
            for rule in line.node.logged_rules:
                found.setdefault(f"{line.path}/{rule}", counted[rule] / rows)
    return found


def _wanted(reward: Reward) -> str:
    """How much is to be logged: what the outermost name around the whole says."""
    while reward._transparent:
        if (log := getattr(reward, "log", None)) is not None:
            return str(log)
        reward = reward._parts()[0]
    return "default"


@remembered(256)
def _scored_as_the_total(reward: Reward) -> frozenset[str]:
    """The paths of the components that are scored wherever the total is; none where a score stands in for silence."""
    from reasoning_rewards.core.margin import worst  # of use to a trainer that logs, and to nobody else

    whole = reward
    while whole._transparent:
        inner = whole._parts()[0]
        if inner.may_abstain and not whole.may_abstain:
            return frozenset()
        whole = inner
    if not whole._asks_all:
        return frozenset()
    parts = whole._logged()
    return frozenset(
        f"{reward.__name__}/{key}"
        for key, part in zip(_keys(parts), parts, strict=True)
        if not part.may_abstain or worst.follows(part, reward)
    )


def _keys(parts: Sequence[Reward]) -> list[str]:
    """The steps that parts are in the paths of their keys."""
    return naming.distinct(parts, [part.key for part in parts])


def _shares(reward: Reward, verdicts: Verdicts) -> dict[str, int]:
    """On how many rows something in the tree was decided by a rule of each share."""
    possible = _rules(reward)
    columns = {id(column.decisions): column.decisions for column in _columns(verdicts)}.values()
    named = [(decisions, {decision.rule for decision in decisions}) for decisions in columns]
    found = {}
    for share, begins in SHARES.items():
        if not any(rule.startswith(begins) for rule in possible):
            continue
        rows: set[int] = set()
        for decisions, said in named:
            if rules := {rule for rule in said if rule.startswith(begins)}:
                rows.update(row for row, decision in enumerate(decisions) if decision.rule in rules)
        found[share] = len(rows)
    return found


@remembered(256)
def _rules(reward: Reward) -> frozenset[str]:
    """Every rule of the tree that a share may count."""
    leaves = (rule for leaf in reward.leaves() for rule in leaf.rules)
    return frozenset(reward.logged_rules).union(leaves, *map(_rules, reward._parts()))


def _columns(column: Verdicts) -> Iterator[Verdicts]:
    yield column
    for inner in column.inner:
        yield from _columns(inner)


def metric_names(reward: Reward) -> list[str]:
    """The keys `metrics` gives for any batch.

    >>> from reasoning_rewards import Brevity
    >>> metric_names(Brevity(limit=9))
    ['brevity_9/score', 'brevity_9/scored', 'brevity_9/truncated']
    """
    empty: dict[str, list[Any]] = {name: [] for _, name in reward._reads()}
    batch = Batch([], prompts=[], completion_ids=[], columns=empty, progress=0.0)
    return list(metrics(reward, batch.verdicts(reward)))


def why(reward: Reward, verdicts: Verdicts) -> list[str]:
    """A line a row for the trainer's table of completions: each leaf's score, rule and facts."""
    leaves = [line for line in _lines(reward, verdicts) if not line.node._parts()]
    return ["; ".join(_said(line, row) for line in leaves) for row in range(len(verdicts))]


def _said(line: Line, row: int) -> str:
    score = line.scores[row]
    rule, facts = line.decisions[row]
    said = "–" if score is None else number(score)
    return f"{line.path.rpartition('/')[2]} {said} {rule} ({sentence(rule, facts)})"


class Line(NamedTuple):
    """What is logged of a reward of the tree that has a path of its own.

    scores, decisions: what it said of each row.
    counted: its scores on the rows on which every reward around it is scored too.
    node, found: the reward whose rules are logged beside them, and which of them decided each row.
    """

    path: str
    scores: Sequence[Score]
    decisions: Sequence[Decision]
    counted: Sequence[Score]
    node: Reward
    found: Sequence[Decision]


def _lines(reward: Reward, verdicts: Verdicts, deepest: int | None = None) -> Iterator[Line]:
    """The lines of the tree, ``deepest`` steps down; the first is the reward's own."""
    return _below(reward, verdicts, reward.__name__, verdicts.scores, verdicts.scores, deepest)


def _below(
    reward: Reward,
    column: Verdicts,
    path: str,
    scores: Sequence[Score],
    around: Sequence[Score],
    deepest: int | None,
) -> Iterator[Line]:
    decisions, counted = column.decisions, _where(around, scores)
    inside = counted  # the same, but where a score stands in for silence
    while reward._transparent:
        reward, column = reward._parts()[0], column.inner[0]
        inside = _where(column.scores, inside)
    yield Line(path, scores, decisions, counted, reward, column.decisions)
    if deepest == 0:
        return
    parts = reward._logged()
    for key, part, inner in zip(_keys(parts), parts, column.inner[: len(parts)], strict=True):
        below = None if deepest is None else deepest - 1
        yield from _below(part, inner, f"{path}/{key}", _raw(part, inner), inside, below)


def _raw(part: Reward, column: Verdicts) -> Sequence[Score]:
    """A part's scores without the weight that it has in the whole."""
    given = column.scores
    while part._logged_as_part:
        part, column = part._parts()[0], column.inner[0]
    return _where(given, column.scores)


def _where(around: Sequence[Score], scores: Sequence[Score]) -> Sequence[Score]:
    """The scores, None where the ones around them are."""
    if around is scores or None not in around:
        return scores
    return [None if outer is None else score for outer, score in zip(around, scores, strict=True)]
