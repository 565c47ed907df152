"""Parts of files whose verdicts become columns: the way to parquet.

What comes as a table stays one: the columns that the reward reads are handed to ``map_batches``, and no other is
looked at. What comes as text becomes rows, is judged as for JSON lines, and then becomes a table.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from reasoning_rewards.core.batch import Batch
from reasoning_rewards.core.columnar import MapBatches, map_batches
from reasoning_rewards.core.fields import fields_read
from reasoning_rewards.core.lift import ready
from reasoning_rewards.core.tables import arrow_column
from reasoning_rewards.errors import RewardsError, SettingError
from reasoning_rewards.files.rows import Row, is_of_a_row
from reasoning_rewards.files.scoring import Scored, Scorer
from reasoning_rewards.files.sources import Chunk
from reasoning_rewards.spelling import SPELT

__all__ = ["PART", "TableScorer"]

PART = (
    8_192  # rows of a part: what a batch costs is shared by many, and the texts of a few parts fit any memory
)


@dataclass(frozen=True)
class TableScorer(Scorer):
    """A reward over parts of files, whose verdicts become columns."""

    def __call__(self, chunk: Chunk) -> Scored:
        """Score a part; of one that is a table, only the new columns come back."""
        if isinstance(chunk.records, list):
            found = Scored(records=len(chunk.records))
            tables = [self._added(batch, _table(rows)) for rows, batch in self.judged(chunk, found) if rows]
            return replace(found, table=_one(tables))
        lines = range(chunk.first, chunk.first + len(chunk.records))
        try:
            batch = ready(self.reward, self._mapper.read(chunk.records, lines))
            verdicts = batch.verdicts(self.reward)
        except RewardsError as error:
            if not is_of_a_row(error):
                raise
            return self._row_by_row(chunk)
        found = Scored(records=len(chunk.records), table=self._added(batch))
        found.tally.count(verdicts)
        return found

    def _row_by_row(self, chunk: Chunk) -> Scored:
        """A table with a row that can't be scored."""
        found = Scored(records=len(chunk.records))
        kept: list[int] = []
        columns = []
        for rows, batch in self.judged(chunk._replace(records=chunk.records.to_pylist()), found):
            kept += [row.line - chunk.first for row in rows]
            columns.append(self._added(batch))
        return replace(found, table=_one(columns), kept=kept)

    @cached_property
    def _mapper(self) -> MapBatches:
        optional = self.reward._may_read([name for name, _ in self.fields.called])
        read = {"completion", *fields_read(self.reward), *optional}
        called = {name: place for name, place in self.fields.called if name in read}
        return map_batches(self.reward, called, self.name, True, self.progress, True)

    @property
    def adds(self) -> tuple[str, ...]:
        """The columns that it adds."""
        return self._mapper.adds

    def _added(self, batch: Batch, table: Any = None) -> Any:
        """The table with the new columns, or a table of these alone."""
        import pyarrow as pa

        columns = {column.name: arrow_column(column) for column in self._mapper.added(batch)}
        if table is None:
            return pa.table(columns)
        for name, column in columns.items():
            table = table.append_column(name, column)
        return table

    def nothing(self) -> Any:
        """What is written where no row could be scored: a table of the new columns."""
        read = map(self.fields.place, ("completion", *fields_read(self.reward)))
        return self._added(ready(self.reward, self._mapper.read({name: [] for name in read})))

    def over(
        self, parts: Iterable[Chunk], work: Callable[[Iterable[Chunk]], Iterator[Scored]]
    ) -> Iterator[Scored]:
        """``work`` of the parts; of a table only what is read goes there, and comes back to be whole again."""
        held: deque[Chunk] = deque()
        for found in work(self._narrowed(parts, held)):
            whole = held.popleft().records
            if not isinstance(whole, list) and found.table is not None:
                if found.kept is not None:
                    whole = whole.take(found.kept)
                for name, column in zip(found.table.column_names, found.table.columns, strict=True):
                    whole = whole.append_column(name, column)
                found = replace(found, table=whole)
            yield found

    def _narrowed(self, parts: Iterable[Chunk], held: deque[Chunk]) -> Iterator[Chunk]:
        for part in parts:
            held.append(part)
            if not isinstance(part.records, list):
                read = self._mapper.places(part.records.column_names).values()
                part = part._replace(records=part.records.select(list(dict.fromkeys(read))))
            yield part


def _one(tables: list[Any]) -> Any:
    if not tables:
        return None
    import pyarrow as pa

    return pa.concat_tables(tables, promote_options="permissive")


def _table(rows: list[Row]) -> Any:
    """Rows as a table; a field of which the values have no common type raises, naming it."""
    import pyarrow as pa

    names = dict.fromkeys(name for row in rows for name in row.values)
    columns = {}
    for name in names:
        values = [row.values.get(name) for row in rows]
        try:
            columns[name] = pa.array(values)
        except UnicodeEncodeError:
            columns[name] = pa.array([_spelt(value) for value in values])
        except (pa.ArrowException, OverflowError, TypeError) as error:
            raise SettingError(
                f"lines {rows[0].line} to {rows[-1].line}: the field {name!r} does not fit one column: {error}; "
                "--out FILE.jsonl keeps every row as it is"
            ) from error
    return pa.table(columns)


def _spelt(value: object) -> object:
    """Text without lone surrogates, which no encoding has: they are spelt out, in whatever it stands."""
    if isinstance(value, str):
        return value.encode("utf-8", SPELT).decode("utf-8")
    if isinstance(value, list):
        return [_spelt(each) for each in value]
    return {_spelt(name): _spelt(each) for name, each in value.items()} if isinstance(value, dict) else value
