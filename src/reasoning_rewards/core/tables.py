"""Batches as data libraries hand them over: columns read as lists, new columns added in the batch's own kind.

Nothing here imports numpy, pyarrow, pandas or polars: who hands over one of their tables has them loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from reasoning_rewards.errors import BatchError

__all__ = ["Added", "Kind", "arrow_column", "kind_of"]


class Added(NamedTuple):
    """A new column: scores, or text."""

    name: str
    values: Sequence[Any]
    scores: bool


class Kind(NamedTuple):
    """What one kind of batch can do.

    names: the columns it has.
    read: one of them as a list of plain values, one a row.
    add: the batch with new columns, as its library wants a batch back.
    """

    names: Callable[[Any], list[str]]
    read: Callable[[Any, str], list[Any]]
    add: Callable[[Any, Sequence[Added]], Any]


def kind_of(batch: object) -> Kind:
    """The kind of a batch, by the library that its type comes from.

    >>> kind = kind_of({"completion": ["42"]})
    >>> kind.add({"completion": ["42"]}, [Added("reward", [1.0], scores=True)])
    {'completion': ['42'], 'reward': [1.0]}
    """
    for base in type(batch).__mro__:
        library = base.__module__.partition(".")[0]
        if found := _KINDS.get(f"{library}.{base.__name__}"):
            return found
    if isinstance(batch, Mapping):
        return _MAPPING
    raise BatchError(
        f"a batch is {type(batch).__module__}.{type(batch).__qualname__}; expected a dict of columns, a table or record "
        "batch of pyarrow, or a data frame of pandas or polars"
    )


# ── a dict of lists (datasets) or of arrays (Ray Data) ──


def _read_mapping(batch: Mapping[str, Any], name: str) -> list[Any]:
    return _as_list(batch[name])


def _as_list(column: Any) -> list[Any]:
    if isinstance(column, list):
        return column
    if _is_arrow(column):
        return _read_arrow(column)
    values = column.tolist() if hasattr(column, "tolist") else list(column)
    if any(hasattr(value, "tolist") or isinstance(value, Mapping) for value in values[:1]):
        return [_plain(value) for value in values]
    return list(values)


def _plain(value: Any) -> Any:
    """A nested value, such as a conversation, without the arrays that its library made of its lists."""
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if hasattr(value, "tolist"):
        value = value.tolist()
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


def _add_to_mapping(batch: Mapping[str, Any], added: Sequence[Added]) -> dict[str, Any]:
    """All columns for a dict; the new ones alone for a lazy one, which its library completes itself."""
    if not isinstance(batch, dict):
        return {column.name: list(column.values) for column in added}
    libraries = {type(column).__module__.partition(".")[0] for column in batch.values()}
    made = next((_MADE[library] for library in _MADE if library in libraries), _listed)
    return {**batch, **{column.name: made(column) for column in added}}


def _listed(column: Added) -> list[Any]:
    return list(column.values)


def _array(column: Added) -> Any:
    """A column of numpy's, where None among numbers is NaN: an array of objects would be no column of numbers."""
    import numpy as np

    if column.scores:
        return np.array([np.nan if value is None else value for value in column.values], dtype=np.float64)
    found = np.empty(len(column.values), dtype=object)
    found[:] = column.values
    return found


# ── Arrow ──


def _is_arrow(column: object) -> bool:
    return type(column).__module__.partition(".")[0] == "pyarrow"


def _read_arrow(column: Any) -> list[Any]:
    """A column as a list; text that repeats, as golds do in a group, is made once and shared."""
    return [value for chunk in getattr(column, "chunks", [column]) for value in _read_chunk(chunk)]


def _read_chunk(chunk: Any) -> list[Any]:
    import pyarrow as pa

    kind = chunk.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        if len(chunk) < 2 or chunk.nbytes > _LONG_TEXT * len(chunk):
            return list(chunk.to_pylist())
        chunk = chunk.dictionary_encode()
    if isinstance(chunk, pa.DictionaryArray):
        words = chunk.dictionary.to_pylist()
        return [None if place is None else words[place] for place in chunk.indices.to_pylist()]
    return list(chunk.to_pylist())


_LONG_TEXT = 200  # bytes a row: longer text is a completion, which seldom repeats and is dear to hash


def arrow_column(column: Added) -> Any:
    """A new column of pyarrow's."""
    import pyarrow as pa

    return pa.array(column.values, type=pa.float64() if column.scores else pa.string())


_MADE = MappingProxyType({"numpy": _array, "pyarrow": arrow_column})


def _add_to_arrow(table: Any, added: Sequence[Added]) -> Any:
    for column in added:
        table = table.append_column(column.name, arrow_column(column))
    return table


def _add_to_record_batch(batch: Any, added: Sequence[Added]) -> Any:
    import pyarrow as pa

    made = [arrow_column(column) for column in added]
    schema = batch.schema
    for column, values in zip(added, made, strict=True):
        schema = schema.append(pa.field(column.name, values.type))
    return pa.RecordBatch.from_arrays([*batch.columns, *made], schema=schema)


# ── data frames ──


def _read_pandas(frame: Any, name: str) -> list[Any]:
    column = frame[name]
    if column.hasnans:
        column = column.astype(object).where(column.notna(), None)
    return _as_list(column)


def _add_to_pandas(frame: Any, added: Sequence[Added]) -> Any:
    import pandas as pd

    def series(column: Added) -> Any:
        return pd.Series(column.values, index=frame.index, dtype="float64" if column.scores else None)

    return frame.assign(**{column.name: series(column) for column in added})


def _add_to_polars(frame: Any, added: Sequence[Added]) -> Any:
    import polars as pl

    return frame.with_columns(
        [pl.Series(name, values, dtype=pl.Float64 if scores else pl.String) for name, values, scores in added]
    )


_MAPPING = Kind(list, _read_mapping, _add_to_mapping)
_KINDS = MappingProxyType(
    {
        "pyarrow.Table": Kind(
            lambda table: table.column_names,
            lambda table, name: _read_arrow(table.column(name)),
            _add_to_arrow,
        ),
        "pyarrow.RecordBatch": Kind(
            lambda batch: batch.schema.names,
            lambda batch, name: _read_arrow(batch.column(name)),
            _add_to_record_batch,
        ),
        "pandas.DataFrame": Kind(lambda frame: list(frame.columns), _read_pandas, _add_to_pandas),
        "polars.DataFrame": Kind(
            lambda frame: frame.columns,
            lambda frame, name: frame[name].to_list(),
            _add_to_polars,
        ),
    }
)
