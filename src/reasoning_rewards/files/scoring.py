"""One part of a file, scored: its lines with a verdict each, what was wrong, and what to count."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from json.encoder import encode_basestring
from operator import itemgetter
from typing import Any

from reasoning_rewards.core.batch import Batch
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.errors import SettingError
from reasoning_rewards.files.encoded import encoded
from reasoning_rewards.files.rows import BadLine, Fields, Row, batches, judge_good_rows, read_rows
from reasoning_rewards.files.sources import ROWS, Chunk
from reasoning_rewards.spelling import SPELT, as_it_can_be
from reasoning_rewards.verdict import Verdicts

__all__ = ["Scored", "Scorer", "Tally"]

_RULE = itemgetter(0)  # of a decision


@dataclass
class Tally:
    """What rows scored, for the closing lines; tallies of parts add up."""

    rows: int = 0
    scored: int = 0
    sum: float = 0.0
    rules: Counter[tuple[str, str]] = field(default_factory=Counter)

    def count(self, verdicts: Verdicts) -> None:
        """Count one column of verdicts."""
        self.rows += len(verdicts)
        scores = [score for score in verdicts.scores if score is not None]
        self.scored += len(scores)
        self.sum += math.fsum(scores)
        # A reward that stands in a composition twice, as a summand and as a gate, was judged once.
        for column in {id(column.decisions): column for column in _leaves(verdicts)}.values():
            for rule, count in Counter(map(_RULE, column.decisions)).items():
                self.rules[column.name, str(rule)] += count

    def add(self, other: Tally) -> None:
        """Count what another part counted."""
        self.rows += other.rows
        self.scored += other.scored
        self.sum += other.sum
        self.rules.update(other.rules)


def _leaves(verdicts: Verdicts) -> Iterator[Verdicts]:
    if not verdicts.inner:
        yield verdicts
    for part in verdicts.inner:
        yield from _leaves(part)


@dataclass
class Scored:
    """What became of a part.

    text: the scored lines in UTF-8, as they are written: text would be encoded twice on its way from another process.
    table: the scored rows, or the new columns alone, where they are to be a table; None where there is no row.
    kept: the rows of a part that were scored, where some were not and the part is a table.
    faults: the rows that could not be scored.
    records: how many lines or rows of the file it stands for, empty and bad ones too.
    """

    text: bytes = b""
    table: Any = None
    kept: list[int] | None = None
    tally: Tally = field(default_factory=Tally)
    faults: list[BadLine] = field(default_factory=list)
    records: int = 0


@dataclass(frozen=True)
class Scorer:
    """A reward over parts of files.

    fields: which field is what.
    name: the field that the verdict is written to.
    """

    reward: Reward
    fields: Fields
    name: str = "reward"
    progress: float | None = None

    def __call__(self, chunk: Chunk) -> Scored:
        """Score a part; rows that can't be scored are told and left out."""
        found = Scored(records=len(chunk.records))
        lines: list[str] = []
        head = f"{encode_basestring(self.name)}: "
        for good, batch in self.judged(chunk, found):
            said = encoded(batch.verdicts(self.reward))
            lines += [self._line(row, head + each) for row, each in zip(good, said, strict=True)]
        found.text = "".join(lines).encode("utf-8", SPELT)
        return found

    def over(
        self, parts: Iterable[Chunk], work: Callable[[Iterable[Chunk]], Iterator[Scored]]
    ) -> Iterator[Scored]:
        """``work`` of the parts: this scorer called with each, here or in other processes."""
        return work(parts)

    def judged(self, chunk: Chunk, found: Scored) -> Iterator[tuple[list[Row], Batch]]:
        """The rows of a part that can be scored, in batches; what is counted and what is wrong goes to ``found``."""
        size = max(ROWS, len(chunk.records))  # a part that holds a long group is one batch
        for rows in batches(read_rows(chunk, self.fields), size, found.faults.append):
            good, batch = judge_good_rows(self.reward, rows, self.fields, self.progress, found.faults.append)
            found.tally.count(batch.verdicts(self.reward))
            yield good, batch
        found.faults.sort(key=lambda fault: fault.line)

    @property
    def adds(self) -> tuple[str, ...]:
        """The fields that it adds to each row."""
        return (self.name,)

    def check(self, names: Iterable[str], line: int) -> None:
        """Raise where a row has a field that would be hidden."""
        for taken in self.adds:
            if taken in names:
                raise SettingError(
                    f"line {line} has a field {taken!r} already; write the verdicts to another one: --as NAME"
                )

    def _line(self, row: Row, verdict: str) -> str:
        """The row as it stands in its file, with its verdict, as `name: object`, as the last field."""
        self.check(row.values, row.line)
        try:
            text = row.text.decode("utf-8") if row.text else ""
        except UnicodeDecodeError:  # JSON in UTF-16
            text = ""
        if text[-1:] != "}" or text[0] != "{" or not row.values:
            text = json.dumps(as_it_can_be(row.values), ensure_ascii=False, default=str)
        return f"{text[:-1]}{', ' if row.values else ''}{verdict}}}\n"
