"""What a report keeps of every row: codes and numbers in columns, and no text."""

from __future__ import annotations

import math
from array import array
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from reasoning_rewards.errors import BatchError
from reasoning_rewards.files.scored import ScoredRow
from reasoning_rewards.text.messages import prompt_text, read_completion

__all__ = ["NOBODY", "Column", "Gathered", "Run", "Shape", "prompt_of"]

_LAST_STEP = 1e12  # what is beyond is no step of a training
NOBODY = 0  # the code of no rule, and of no answer
WHOLE = ""  # the column of the reward itself; the others are its components


@dataclass(frozen=True)
class Shape:
    """What is what in the rows, whose completions, prompts and golds are called so, and "answer".

    by: the field that tells problems apart; None is the prompt, where rows have one.
    component: whose score says what right is; None is the whole.
    at_least: the score from which on a completion is right.
    step: the field with the step of training.
    differences: are the scores what changed? Then none is right, and no figure of a reward is drawn from them.
    """

    by: str | None = None
    component: str | None = None
    at_least: float = 1.0
    step: str = "step"
    differences: bool = False

    def label(self, row: ScoredRow) -> str:
        """What the row's problem is called."""
        return prompt_of(row) or str(row.values.get(self.by or "", ""))


def prompt_of(row: ScoredRow) -> str:
    """The row's prompt as text; "" where it has none."""
    return prompt_text(row.values.get("prompt"))


class Codes(dict[Hashable, int]):
    """A number for each value, in the order in which they come."""

    def __missing__(self, value: Hashable) -> int:
        code = self[value] = len(self)
        return code


@dataclass
class Column:
    """One component's scores, NaN where it abstains, and the codes of the rules that decided them."""

    scores: array[float] = field(default_factory=lambda: array("d"))
    rules: array[int] = field(default_factory=lambda: array("L"))

    def add(self, row: int, score: float | None, rule: int) -> None:
        """The score of a row; rows before it that this component had no part in abstain."""
        for _ in range(row - len(self.scores)):
            self.scores.append(math.nan)
            self.rules.append(NOBODY)
        self.scores.append(math.nan if score is None else score)
        self.rules.append(rule)


@dataclass
class Run:
    """The rows of one file, or of one reward: a value a row in each column.

    reward: what the whole is called.
    groups, answers, texts: equal codes for equal problems, answers and completions.
    lengths: in tokens, or in characters where a row of the report has no token ids.
    right: 1, 0, or -1 where the row has no score.
    has_tokens: does every row say how many tokens it has?
    """

    name: str
    reward: str = "reward"
    columns: dict[str, Column] = field(default_factory=lambda: {WHOLE: Column()})
    lines: array[int] = field(default_factory=lambda: array("L"))
    groups: array[int] = field(default_factory=lambda: array("L"))
    answers: array[int] = field(default_factory=lambda: array("L"))
    texts: array[int] = field(default_factory=lambda: array("q"))
    tokens: array[int] = field(default_factory=lambda: array("q"))
    characters: array[int] = field(default_factory=lambda: array("L"))
    right: array[int] = field(default_factory=lambda: array("b"))
    steps: array[float] = field(default_factory=lambda: array("d"))
    has_tokens: bool = True

    @property
    def whole(self) -> Column:
        """The column of the reward itself."""
        return self.columns[WHOLE]

    @property
    def lengths(self) -> array[int]:
        """Tokens where every row has them, else characters."""
        return self.tokens if self.has_tokens else self.characters

    def __len__(self) -> int:
        return len(self.lines)


@dataclass
class Gathered:
    """Runs whose codes mean the same.

    labels: what each problem is called, by its code.
    rules: every rule's slug, by its code.
    grouped: do the rows say which problem they belong to?
    """

    shape: Shape
    runs: list[Run] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    grouped: bool = False
    _rules: Codes = field(default_factory=lambda: Codes({"": NOBODY}))
    _groups: Codes = field(default_factory=Codes)
    _answers: Codes = field(default_factory=lambda: Codes({"": NOBODY}))

    @property
    def rules(self) -> list[str]:
        """The slugs of all rules, by their codes."""
        return [str(rule) for rule in self._rules]

    def read(self, name: str, rows: Iterable[ScoredRow]) -> Iterator[tuple[int, int, ScoredRow]]:
        """Take in the rows of a run; each is handed on with the codes of its rule and of its problem."""
        run = Run(name)
        self.runs.append(run)
        for number, row in enumerate(rows):
            run.reward = str(row.verdict["name"])
            try:
                group = self._group(row, number, name)
                self._add_text(run, row)
            except BatchError as error:
                raise BatchError(
                    f"line {row.line}: {str(error).removeprefix(f'line {row.line}: ')}"
                ) from error
            run.lines.append(row.line)
            run.groups.append(group)
            self._add_scores(run, number, row)
            yield run.whole.rules[number], group, row
        for column in run.columns.values():  # rows behind the last one that a component had a part in
            if 0 < len(column.scores) < len(run):
                column.add(len(run) - 1, None, NOBODY)

    def _group(self, row: ScoredRow, number: int, name: str) -> int:
        key = row.problem(self.shape.by)
        self.grouped |= key is not None
        code = self._groups[(name, number) if key is None else key]
        if code == len(self.labels):
            self.labels.append(self.shape.label(row))
        return code

    def _add_text(self, run: Run, row: ScoredRow) -> None:
        completion = read_completion(row.values["completion"])
        ids = row.values.get("completion_ids")
        run.tokens.append(len(ids) if isinstance(ids, list) else 0)
        run.has_tokens &= isinstance(ids, list)
        run.characters.append(len(completion.text) + len(completion.reasoning or ""))
        run.texts.append(hash((completion.text, completion.reasoning)))
        run.answers.append(self._answers[completion.answer])
        run.steps.append(_step(row.values.get(self.shape.step)))

    def _add_scores(self, run: Run, number: int, row: ScoredRow) -> None:
        run.whole.add(number, row.score, self._rules[row.rule])
        for name, part in _named(row.verdict.get("parts", ())):
            column = run.columns.setdefault(name, Column())
            column.add(number, part["score"], self._rules[ScoredRow(row.line, row.values, part).rule])
        run.right.append(self._right(row))

    def _right(self, row: ScoredRow) -> int:
        if self.shape.differences:
            return -1
        score = row.component(self.shape.component)["score"]
        return -1 if score is None else int(score >= self.shape.at_least)


def _step(value: object) -> float:
    if isinstance(value, int | float) and abs(value) <= _LAST_STEP:
        return float(value)
    return math.nan


def _named(parts: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The components with names of their own: of two that are called alike the second has a number."""
    seen: dict[str, int] = {}
    for part in parts:
        name = str(part["name"])
        seen[name] = seen.get(name, 0) + 1
        yield (name if seen[name] == 1 else f"{name} ({seen[name]})"), part
