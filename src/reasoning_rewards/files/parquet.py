"""A parquet file that grows: row groups one behind the other, each of them safe once it is written.

Only the last bytes of a parquet file say where its row groups are. So every row group is written behind the one before
as a small file of its own, whose last bytes name places in the whole file; when the run ends, however it ends, one list
of all of them is written behind the last.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from reasoning_rewards.errors import MissingExtraError, SettingError
from reasoning_rewards.files.scoring import Scored

__all__ = ["RowGroups"]

_ROWS = 1 << 17  # of a row group, about what other programs write
_BYTES = 1 << 26  # of a row group, where rows are long
_SECONDS = 60.0  # after which a slow reward's rows are written, however few: a run that is killed loses these


class RowGroups:
    """The body of a file of tables.

    nothing: the table that is written where there is no row.
    """

    def __init__(self, path: Path, done: Mapping[str, Any], nothing: Callable[[], Any]) -> None:
        try:
            import pyarrow.parquet as pq
        except ImportError:
            raise MissingExtraError(
                f"{path.stem}: a parquet file needs pyarrow; install it with: pip install 'reasoning-rewards[files]'"
            ) from None
        self._path = path
        self._nothing = nothing
        self._ends: list[int] = list(done.get("ends", ()))
        self._written = time.monotonic()
        self._schema = pq.read_schema(self._opened(self._ends[0])) if self._ends else None

    def full(self, parts: list[Scored]) -> bool:
        """Are they a row group's worth?"""
        tables = [part.table for part in parts if part.table is not None]
        return (
            sum(len(table) for table in tables) >= _ROWS
            or sum(table.nbytes for table in tables) >= _BYTES
            or time.monotonic() - self._written > _SECONDS
        )

    def write(self, parts: list[Scored]) -> None:
        """Write them as one row group; the first ones settle the columns."""
        tables = [part.table for part in parts if part.table is not None]
        if tables:
            self._write(tables)
        self._written = time.monotonic()

    def _write(self, tables: list[Any]) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        table = self._fitting(tables)
        with (
            pa.OSFile(str(self._path), "ab") as file,
            pq.ParquetWriter(file, table.schema) as writer,
        ):
            writer.write_table(table, row_group_size=max(1, len(table)))
        self._ends.append(self._path.stat().st_size)

    def _fitting(self, tables: list[Any]) -> Any:
        import pyarrow as pa

        if self._schema is None:
            self._schema = _settled(_unified([table.schema for table in tables]))
        for table in tables:
            _check(self._schema, table.schema)
        return pa.concat_tables([self._schema.empty_table(), *tables], promote_options="permissive")

    def state(self) -> dict[str, Any]:
        """Where each row group ends."""
        return {"bytes": self._ends[-1] if self._ends else 0, "ends": self._ends}

    def end(self) -> None:
        """Write the list of all row groups behind the last one."""
        import pyarrow.parquet as pq

        if not self._ends:
            self._write([self._nothing()])
        every = pq.read_metadata(self._opened(self._ends[0]))
        for end in self._ends[1:]:
            every.append_row_groups(pq.read_metadata(self._opened(end)))
        with self._path.open("ab") as file:
            every.write_metadata_file(file)

    def _opened(self, end: int) -> Any:
        """The file as it was when it ended there."""
        import pyarrow as pa

        return pa.BufferReader(pa.memory_map(str(self._path)).read_buffer(end))


def _check(settled: Any, schema: Any) -> None:
    """Raise where the columns of a part can't be those of the file, naming one."""
    for field in schema:
        place = settled.get_field_index(field.name)
        kind = settled.field(place).type if place >= 0 else None
        if kind is None or _unified_type(kind, field.type) != kind:
            had = f"{kind} in the rows before" if kind else "in no row before"
            raise SettingError(
                f"the field {field.name!r} is {field.type} here and {had}; one column can't hold both: "
                "--out FILE.jsonl keeps every row as it is"
            )


def _unified(schemas: list[Any]) -> Any:
    import pyarrow as pa

    try:
        return pa.unify_schemas(schemas, promote_options="permissive")
    except pa.ArrowException as error:
        raise SettingError(
            f"the rows do not fit one table: {error}; --out FILE.jsonl keeps every row as it is"
        ) from error


def _unified_type(first: Any, second: Any) -> Any:
    """The type that holds the values of both; None where there is none."""
    import pyarrow as pa

    try:
        both = [pa.schema([("", first)]), pa.schema([("", second)])]
        return pa.unify_schemas(both, promote_options="permissive").field(0).type
    except pa.ArrowException:
        return None


def _settled(schema: Any) -> Any:
    """The columns with a type each: what holds nothing so far is text, if anything."""
    import pyarrow as pa

    fields = [field.with_type(_typed(field.type)) for field in schema]
    return pa.schema(fields, metadata=schema.metadata)


def _typed(kind: Any) -> Any:
    import pyarrow as pa

    if pa.types.is_null(kind):
        return pa.string()
    if pa.types.is_list(kind):
        return pa.list_(kind.value_field.with_type(_typed(kind.value_type)))
    if pa.types.is_struct(kind):
        return pa.struct([field.with_type(_typed(field.type)) for field in kind])
    return kind
