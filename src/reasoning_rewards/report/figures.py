"""The numbers of a report: means with their intervals, what decided, how problems fared, how answers vary."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reasoning_rewards.files.passrates import majority, pass_at_k
from reasoning_rewards.intervals import Estimate, bootstrap, clustered
from reasoning_rewards.report.gather import NOBODY, WHOLE, Column, Run

__all__ = ["Component", "Decided", "Diversity", "Group", "Run", "Spread", "components", "groups"]

_BOOTSTRAPPED = 1_000  # problems; of more, the normal limit is as good and cheaper


@dataclass(frozen=True)
class Decided:
    """One rule's rows: how many, and the mean of their scores; None where it abstains."""

    rule: int
    count: int
    mean: float | None


@dataclass(frozen=True)
class Component:
    """One component over all rows of a run.

    mean: with its interval, over the rows that have a score; None where none has.
    zero: the share of the scored rows that score 0 or less.
    silent: the share of all rows that have no score.
    decided: its rules, the most frequent first.
    """

    name: str
    mean: Estimate | None
    zero: float
    silent: float
    low: float
    high: float
    decided: tuple[Decided, ...]


@dataclass(frozen=True)
class Group:
    """One problem's rows in a run: how many are right of those with a score, and what they score."""

    code: int
    right: tuple[bool, ...]
    scores: tuple[float, ...]
    majority: float

    @property
    def rate(self) -> float:
        """The share that is right."""
        return sum(self.right) / len(self.right)

    @property
    def mean(self) -> float:
        """The mean score."""
        return math.fsum(self.scores) / len(self.scores)


@dataclass(frozen=True)
class Spread:
    """Groups of two or more completions, and those in which all score the same, which teach GRPO nothing.

    never, always: of those without spread, in which none and in which all are right.
    """

    groups: int
    flat: int
    never: int
    always: int


@dataclass(frozen=True)
class Diversity:
    """How unlike the completions of one problem are, in the mean over problems with two or more.

    texts, answers: the share of different ones.
    agreed: the share of completions with an answer that give the commonest one.
    """

    texts: float
    answers: float
    agreed: float


def components(run: Run) -> dict[str, Component]:
    """The whole and its components, by their names."""
    return {name: _component(name, column, run.groups) for name, column in run.columns.items()}


def _component(name: str, column: Column, groups: Sequence[int]) -> Component:
    sums: dict[int, list[float]] = defaultdict(list)
    decided: dict[int, list[float]] = defaultdict(list)
    for score, rule, group in zip(column.scores, column.rules, groups, strict=True):
        decided[rule].append(score)
        if score == score:
            sums[group].append(score)
    scored = [score for score in column.scores if score == score]
    counted = (
        Decided(rule, len(scores), _mean(score for score in scores if score == score))
        for rule, scores in decided.items()
        if rule != NOBODY
    )
    return Component(
        name,
        clustered([math.fsum(each) for each in sums.values()], list(map(len, sums.values())))
        if scored
        else None,
        sum(score <= 0.0 for score in scored) / len(scored) if scored else 0.0,
        1.0 - len(scored) / len(column.scores) if column.scores else 0.0,
        min(scored, default=0.0),
        max(scored, default=0.0),
        tuple(sorted(counted, key=lambda each: -each.count)),
    )


def _mean(values: Iterable[float]) -> float | None:
    found = list(values)
    return math.fsum(found) / len(found) if found else None


def groups(run: Run) -> list[Group]:
    """The problems that have a score, in the order in which they first stand."""
    rows: dict[int, list[int]] = defaultdict(list)
    for row, (group, right) in enumerate(zip(run.groups, run.right, strict=True)):
        if right >= 0 and not math.isnan(run.whole.scores[row]):
            rows[group].append(row)
    return [_group(run, code, members) for code, members in rows.items()]


def _group(run: Run, code: int, members: list[int]) -> Group:
    right = tuple(run.right[row] == 1 for row in members)
    answers = [str(run.answers[row] or "") for row in members]
    return Group(code, right, tuple(run.whole.scores[row] for row in members), majority(answers, right))


def pass_at(found: Sequence[Group], k: int) -> Estimate | None:
    """The mean of pass@k over the problems that have k completions or more; None where none has."""
    values = [pass_at_k(len(each.right), sum(each.right), k) for each in found if len(each.right) >= k]
    return _of_problems(values)


def majority_of(found: Sequence[Group]) -> Estimate | None:
    """The mean of maj@n over the problems."""
    return _of_problems([each.majority for each in found])


def _of_problems(values: Sequence[float]) -> Estimate | None:
    if not values:
        return None
    if len(values) <= _BOOTSTRAPPED or min(values) == max(values):
        return bootstrap(values, (0.0, 1.0))
    return clustered(values, [1] * len(values))


def spread(found: Sequence[Group]) -> Spread:
    """The groups of a run that have no spread."""
    several = [each for each in found if len(each.scores) > 1]
    flat = [each for each in several if min(each.scores) == max(each.scores)]
    return Spread(
        len(several), len(flat), sum(each.rate == 0 for each in flat), sum(each.rate == 1 for each in flat)
    )


def diversity(run: Run) -> Diversity | None:
    """How unlike the completions of each problem are; None where no problem has two."""
    rows: dict[int, list[int]] = defaultdict(list)
    for row, group in enumerate(run.groups):
        rows[group].append(row)
    several = [members for members in rows.values() if len(members) > 1]
    if not several:
        return None
    texts = [len({run.texts[row] for row in members}) / len(members) for members in several]
    counts = [Counter(code for row in members if (code := run.answers[row]) != NOBODY) for members in several]
    counts = [each for each in counts if each]
    return Diversity(
        math.fsum(texts) / len(texts),
        _mean(len(each) / each.total() for each in counts) or 0.0,
        _mean(max(each.values()) / each.total() for each in counts) or 0.0,
    )


def by_step(run: Run) -> Iterator[tuple[float, list[int]]]:
    """The rows of each step, in the order of training; nothing where rows have no steps."""
    rows: dict[float, list[int]] = defaultdict(list)
    for row, step in enumerate(run.steps):
        if step == step:
            rows[step].append(row)
    yield from sorted(rows.items())


def mean_of(run: Run, rows: Sequence[int], name: str = WHOLE) -> float | None:
    """The mean score of some rows."""
    scores = run.columns[name].scores
    return _mean(scores[row] for row in rows if row < len(scores) and scores[row] == scores[row])


def flat_share(run: Run, rows: Sequence[int]) -> float | None:
    """The share of the groups among some rows in which all score the same."""
    scores: dict[int, list[float]] = defaultdict(list)
    for row in rows:
        if (score := run.whole.scores[row]) == score:
            scores[run.groups[row]].append(score)
    several = [each for each in scores.values() if len(each) > 1]
    return sum(min(each) == max(each) for each in several) / len(several) if several else None
