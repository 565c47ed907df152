"""The rows a trainer passes to a reward, checked once and read as columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from typing import TYPE_CHECKING

from reasoning_rewards.calls import likely, refuse_records
from reasoning_rewards.core import settings
from reasoning_rewards.errors import BatchError, MissingColumnError
from reasoning_rewards.text.extract import find_answers
from reasoning_rewards.text.messages import prompt_text, read_completions

if TYPE_CHECKING:
    from reasoning_rewards.core.reward import Reward
    from reasoning_rewards.text.completion import Completion
    from reasoning_rewards.text.extract import Answer
    from reasoning_rewards.text.layout import Layout, Plan
    from reasoning_rewards.verdict import Verdicts

__all__ = ["GOLDS", "Batch", "refuse_flat"]


_TEXTS = frozenset((str,))
# What data sets call the gold; none is misspelt, and each may be meant by another.
GOLDS = ("answer", "solution", "ground_truth", "gold", "target", "label", "final_answer")


class Batch:
    """Rows of completions with what belongs to them; every list is as long as the batch.

    completions: one `Completion` a row, whatever shape the trainer passed.
    prompts: the prompts as passed, or None.
    completion_ids: token ids, one list a row, or None.
    progress: how much of the run is over, 0 to 1, or None where nobody knows.
    lines: the line of a file that each row comes from, where there is one: messages name it.
    passed: what a trainer passed that is no column, by name: its state, its hooks, its environments.
    """

    __slots__ = (
        "_answers",
        "_columns",
        "_judged",
        "_lines",
        "_read",
        "_rows",
        "completion_ids",
        "passed",
        "progress",
        "prompts",
        "raw",
    )

    def __init__(
        self,
        completions: Iterable[object],
        *,
        prompts: Iterable[object] | None = None,
        completion_ids: Iterable[Sequence[int]] | None = None,
        columns: Mapping[str, object] | None = None,
        progress: float | None = None,
        lines: Sequence[int] | None = None,
        passed: Mapping[str, object] | None = None,
    ) -> None:
        refuse_records(completions)
        self.raw = _listed("completions", completions)
        if self.raw:
            refuse_records(self.raw[0])
        self.prompts = None if prompts is None else self._fitting("prompts", prompts)
        self.completion_ids: list[Sequence[int]] | None = (
            None if completion_ids is None else self._fitting("completion_ids", completion_ids)  # type: ignore[assignment]
        )
        self.progress = None if progress is None else settings.number("progress", progress)
        self.passed = passed or {}
        self._columns = dict(columns or {})
        self._lines = lines
        self._rows: Sequence[int] | None = None
        self._read: list[Completion] | None = None
        self._answers: dict[Plan, list[Answer]] = {}
        self._judged: dict[Reward, list[Verdicts]] = {}

    def __len__(self) -> int:
        return len(self.raw)

    def __repr__(self) -> str:
        return f"<Batch of {len(self)} rows; columns {sorted(self._columns)}>"

    @property
    def completions(self) -> list[Completion]:
        """The completions as text, one a row, read on first use."""
        if self._read is None:
            self._read = read_completions(self.raw)
        return self._read

    def answers(self, layout: Layout) -> list[Answer]:
        """The answers that the completions give under a layout, one a row; looked for once."""
        found = self._answers.get(layout.plan)
        if found is None:
            if self._read is None and _TEXTS.issuperset(map(type, self.raw)):
                found = find_answers(self.raw, repeat(None), layout)  # type: ignore[arg-type]
            else:
                texts = [completion.text for completion in self.completions]
                found = find_answers(texts, [each.reasoning for each in self.completions], layout)
            self._answers[layout.plan] = found
        return found

    @property
    def prompt_texts(self) -> list[str]:
        """The text of every prompt, all of its messages joined."""
        if self.prompts is None:
            raise MissingColumnError("this batch has no prompts; pass prompts=[...], one a completion")
        return [prompt_text(prompt) for prompt in self.prompts]

    def has(self, name: str) -> bool:
        """Is there a column of this name?"""
        return name in self._columns

    def given(self) -> dict[str, object]:
        """Every column, as it was passed."""
        return dict(self._columns)

    def row(self, row: int) -> dict[str, object]:
        """The values of one row: every column that has one a row, and the prompt."""
        found = {
            name: values[row]
            for name, values in self._columns.items()
            if isinstance(values, list | tuple) and len(values) == len(self)
        }
        return found if self.prompts is None else {"prompt": self.prompts[row], **found}

    def where(self, row: int) -> str:
        """What messages call a row: its line in the file, or its number in the caller's batch, from 0."""
        if self._rows is not None:
            row = self._rows[row]
        return f"row {row}" if self._lines is None else f"line {self._lines[row]}"

    def column(self, name: str, asked_by: str = "a reward") -> list[object]:
        """The values of a data set column, one a row; a missing or ragged one raises, naming it."""
        if name not in self._columns:
            raise self.lacks(name, asked_by)
        values = self._columns[name]
        if not isinstance(values, list) or len(values) != len(self):
            values = self._columns[name] = self._fitting(name, values)
        return values

    def lacks(self, name: str, asked_by: str, setting: str | None = None) -> MissingColumnError:
        """The error for a column that is not there; ``setting``: what names it in the reward that asks."""
        have = ", ".join(map(repr, sorted(self._columns))) or "none"
        meant = likely(name, self._columns) or next(
            (each for each in GOLDS if name in GOLDS and self.has(each)), None
        )
        said = f"{asked_by} reads the column {name!r}, and this batch does not have it (columns here: {have})"
        if meant is None:
            remedy = f"Give the data set a column {name!r}, or build the reward with the name it has there"
        elif setting is None:
            remedy = f"Did you mean {meant!r}? Rename the column, or build the reward with that name"
        else:
            remedy = (
                f"Did you mean {meant!r}? Build the reward with {setting}={meant!r}, or rename the column"
            )
        return MissingColumnError(f"{said}. {remedy}")

    def take(self, rows: Sequence[int]) -> Batch:
        """A batch of these rows only, with every column a list."""
        picked = Batch(
            [self.raw[row] for row in rows],
            prompts=None if self.prompts is None else [self.prompts[row] for row in rows],
            completion_ids=None
            if self.completion_ids is None
            else [self.completion_ids[row] for row in rows],
            progress=self.progress,
            lines=self._lines,
            passed=_passed_with(rows, self.passed),
        )
        picked._rows = rows if self._rows is None else [self._rows[row] for row in rows]
        if self._read is not None:
            picked._read = [self._read[row] for row in rows]
        picked._answers = {plan: [found[row] for row in rows] for plan, found in self._answers.items()}
        picked._columns = {
            name: [values[row] for row in rows]
            for name, values in self._columns.items()
            if isinstance(values, list) and len(values) == len(self)
        }
        return picked

    def verdicts(self, reward: Reward) -> Verdicts:
        """What a reward says of these rows; asked twice, it is judged once."""
        known = self._judged.setdefault(reward, [])  # hashed once: a tree's hash walks all of it
        if not known:
            known.append(reward._judge(self))
        return known[0]

    def _fitting(self, name: str, values: object) -> list[object]:
        listed = _listed(name, values)
        if len(listed) != len(self):
            if name == "completion_ids":
                refuse_flat(listed)
            given, rows = _counted(len(listed), "value"), _counted(len(self), "completion")
            raise BatchError(
                f"{name} has {given} for {rows}; every column needs one a completion, so repeat a row's value for each "
                "of its completions"
            )
        return listed


def _passed_with(rows: Sequence[int], passed: Mapping[str, object]) -> dict[str, object]:
    """What belongs to some rows; a hook that takes a value for every row of the batch has no use for a part of them."""
    kept = {name: value for name, value in passed.items() if not name.startswith("log_")}
    if isinstance(found := kept.get("environments"), list):
        kept["environments"] = [found[row] for row in rows]
    return kept


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _listed(name: str, values: object) -> list[object]:
    """A column as a list; what would be iterated into something else by accident is refused."""
    if isinstance(values, list):
        return values
    if isinstance(values, str | bytes | Mapping) or not isinstance(values, Iterable):
        alone = "; for one completion alone there is explain" if name == "completions" else ""
        raise BatchError(
            f"{name} is one {type(values).__name__} ({str(values)[:40]!r}); "
            f"expected a list with one value a completion, such as [{values!r:.40}]{alone}"
        )
    return list(values)


def refuse_flat(ids: Sequence[object]) -> None:
    """Raise for token ids that are not a list a completion."""
    for row, each in enumerate(ids):
        if type(each) is list:
            continue
        single = not hasattr(type(each), "__len__") or getattr(each, "shape", None) == ()
        if single or isinstance(each, str | bytes | Mapping):
            raise BatchError(
                f"completion_ids, row {row}: {each!r:.40}; expected a list of token ids for every completion: "
                "[[1, 2, 3]] for one of three tokens, not [1, 2, 3]"
            )
