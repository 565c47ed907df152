"""A parquet file that grows: a folder of tables, each whole once it has its name, put together when all are there.

The last bytes of a parquet file say where everything in it is: one that is not finished can't be read, and none can be
gone on with.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from reasoning_rewards.errors import MissingExtraError, SettingError
from reasoning_rewards.files.scoring import Scored

__all__ = ["RowGroups"]

_ROWS = 1 << 17  # of a row group, about what other programs write
_BYTES = 1 << 26  # of a row group, where rows are long
_UNFINISHED = ".unfinished"  # other programs pass over what begins with a dot
_SECONDS = 60.0  # after which a slow reward's rows are written, however few: a run that is killed loses these


class RowGroups:
    """The row groups of the file to be, each a parquet file of its own in a folder.

    nothing: makes the table that is written where there is no row.
    """

    def __init__(self, folder: Path, nothing: Callable[[], Any]) -> None:
        if find_spec("pyarrow") is None:
            raise MissingExtraError(
                f"{folder.stem}: a parquet file needs pyarrow; install it with: pip install 'reasoning-rewards[files]'"
            )
        self._folder = folder
        self._nothing = nothing
        self._count = 0
        self._schema: Any = None
        self._written = time.monotonic()

    def cut(self, done: Mapping[str, Any]) -> None:
        """Remove every table that the last note does not know."""
        import pyarrow.parquet as pq

        self._count = done.get("tables", 0)
        self._folder.mkdir(exist_ok=True)
        known = {self._place(number) for number in range(self._count)}
        for each in set(self._folder.iterdir()) - known:
            each.unlink()
        self._schema = pq.read_schema(self._place(0)) if self._count else None

    def _place(self, number: int) -> Path:
        return self._folder / f"{number:06}.parquet"

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
        import pyarrow.parquet as pq

        table = self._fitting(tables)
        unfinished = self._folder / _UNFINISHED
        pq.write_table(table, unfinished, row_group_size=max(1, len(table)))
        os.replace(unfinished, self._place(self._count))
        self._count += 1

    def _fitting(self, tables: list[Any]) -> Any:
        import pyarrow as pa

        if self._schema is None:
            self._schema = _settled(_unified([table.schema for table in tables]))
        for table in tables:
            _check(self._schema, table.schema)
        return pa.concat_tables([self._schema.empty_table(), *tables], promote_options="permissive")

    def state(self) -> dict[str, Any]:
        """How many tables there are."""
        return {"tables": self._count}

    def end(self) -> Path:
        """Put the tables into one file, one in memory at a time."""
        import pyarrow.parquet as pq

        if not self._count:
            self._write([self._nothing()])
        if self._count == 1:
            return self._place(0)
        whole = self._folder / _UNFINISHED
        with pq.ParquetWriter(whole, self._schema) as writer:
            for number in range(self._count):
                table = pq.ParquetFile(self._place(number)).read(use_threads=False)
                writer.write_table(table, row_group_size=len(table))
        return whole

    def drop(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self._folder, ignore_errors=True)


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
