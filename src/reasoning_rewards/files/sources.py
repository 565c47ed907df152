"""Where rows come from: files by their suffix, folders, patterns, standard input, compressed or not, in parts.

| suffix | read as |
|---|---|
| `.jsonl`, `.ndjson`, no known suffix, standard input | a JSON object a line |
| `.json` | a list of objects, or a JSON object a line |
| `.csv`, `.tsv` | the first line names the columns; every value is text |
| `.parquet`; `.arrow`, `.feather` | rows of a table; those of Arrow's file or stream format (extra `[files]`) |
| `.gz`, `.zst` behind any of them but tables | the same, compressed (zst: extra `[files]` before Python 3.14) |
"""

from __future__ import annotations

import io
import itertools
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple

from reasoning_rewards.errors import MissingExtraError, SettingError

__all__ = ["ROWS", "STANDARD_INPUT", "TABLES", "Chunk", "chunks", "found_files"]

STANDARD_INPUT = "-"
ROWS = 1_024  # rows of a part: enough for what is shared to be shared, few enough to show progress
_TEXT = (".jsonl", ".ndjson", ".json", ".csv", ".tsv")
TABLES = (".parquet", ".arrow", ".feather")
_KNOWN = (*_TEXT, *TABLES)
_PACKED = (".gz", ".zst")
_BUFFER = 1 << 20  # bytes of a column that are read at once: else all of its row group, however large, is


class Chunk(NamedTuple):
    """Some rows of a file, one after the other.

    source: the file, where there are several, so that messages can name it.
    first: the line of the first of them, or its row in a table, from 1.
    records: the lines as they stand in the file, the rows that were read from it, or a table of pyarrow's.
    """

    source: str
    first: int
    records: Any


def found_files(names: Iterable[str]) -> list[str]:
    """The files that are meant: those named, those in a folder that it can hold rows, those that match a pattern."""
    found: list[str] = []
    for name in names:
        path = Path(name)
        if name == STANDARD_INPUT:
            found.append(name)
        elif path.is_dir():
            inside = sorted(str(each) for each in path.iterdir() if _form(each.name) and each.is_file())
            if not inside:
                raise SettingError(f"{name}: no file in this folder ends in {', '.join(_KNOWN)}")
            found += inside
        elif not path.exists() and (matching := _matching(name)):
            found += matching
        else:
            found.append(name)
    return found


def _matching(name: str) -> list[str]:
    """The files that a pattern means; none where it is none."""
    import glob

    if not glob.has_magic(name):
        return []
    matching = sorted(each for each in glob.glob(name, recursive=True) if Path(each).is_file())
    if not matching:
        raise SettingError(f"{name}: no file matches")
    return matching


def chunks(
    names: list[str], watch: Callable[[int], None] = lambda _: None, size: int = ROWS, tables: bool = False
) -> Iterator[Chunk]:
    """The rows of all files in parts of one file each.

    watch: is told how many bytes were read.
    tables: are the rows of a table to stay one?
    """
    for name in names:
        source = name if len(names) > 1 else ""
        if _form(name) in TABLES:
            first = 1
            for table in _of_table(name, watch, size):
                yield Chunk(source, first, table if tables else table.to_pylist())
                first += len(table)
            continue
        for first, records in _parts(name, watch, size):
            yield Chunk(source, first, records)


def _form(name: str) -> str:
    """The suffix that says how a file is read, or ""."""
    plain = name.lower()
    for packed in _PACKED:
        plain = plain.removesuffix(packed)
    return next((suffix for suffix in _KNOWN if plain.endswith(suffix)), "")


def _parts(name: str, watch: Callable[[int], None], size: int) -> Iterator[tuple[int, Any]]:
    form = _form(name)
    with _opened(name, watch) as file:
        if form in (".csv", ".tsv"):
            yield from _numbered(_of_csv(file, name, "\t" if form == ".tsv" else ","), size)
        elif form == ".json" and (head := _peeked(file)) and head.lstrip()[:1] == b"[":
            yield from _numbered(iter(_of_json(file, name)), size)
        else:
            yield from _numbered(iter(file), size)


def _numbered(records: Iterator[Any], size: int) -> Iterator[tuple[int, list[Any]]]:
    first = 1
    while part := list(itertools.islice(records, size)):
        yield first, part
        first += len(part)


@contextmanager
def _opened(name: str, watch: Callable[[int], None]) -> Iterator[IO[bytes]]:
    if name == STANDARD_INPUT:
        if sys.stdin is None:  # the process was started without one
            raise SettingError("standard input is closed; name a file")
        yield sys.stdin.buffer
        return
    with _Watched(name, watch) as plain:
        raw = io.BufferedReader(plain, 1 << 18)
        if name.lower().endswith(".gz"):
            import gzip

            yield io.BufferedReader(gzip.GzipFile(fileobj=raw))
        elif name.lower().endswith(".zst"):
            yield _unpacked(raw)
        else:
            yield raw


def _unpacked(raw: IO[bytes]) -> IO[bytes]:
    try:
        from compression import zstd  # type: ignore[import-not-found,unused-ignore]  # Python 3.14
    except ImportError:
        try:
            import zstandard
        except ImportError:
            raise MissingExtraError(
                "a .zst file needs zstandard; install it with: pip install 'reasoning-rewards[files]'"
            ) from None
        return io.BufferedReader(zstandard.ZstdDecompressor().stream_reader(raw))
    return io.BufferedReader(zstd.ZstdFile(raw))


class _Watched(io.FileIO):
    """A file that tells how much of it was read, compressed as it stands."""

    def __init__(self, name: str, watch: Callable[[int], None]) -> None:
        super().__init__(name, "rb")
        self._watch = watch

    def readinto(self, buffer: Any) -> int | None:
        count = super().readinto(buffer)
        self._watch(count or 0)
        return count


def _peeked(file: IO[bytes]) -> bytes:
    """The first bytes of a file, which stay to be read."""
    peek = getattr(file, "peek", None)
    head: bytes = peek(64) if peek else b""
    return head.removeprefix(b"\xef\xbb\xbf")


def _of_json(file: IO[bytes], name: str) -> list[Any]:
    try:
        listed = json.loads(file.read().removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as error:
        raise SettingError(
            f"{name}: not JSON: {error}; expected a list of objects, or an object a line"
        ) from error
    assert isinstance(listed, list), "it begins with a bracket"
    return listed


def _of_csv(file: IO[bytes], name: str, delimiter: str) -> Iterator[dict[str, Any]]:
    import csv

    csv.field_size_limit(1 << 30)  # a completion is longer than the default of 131,072 characters
    text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline="")
    try:
        yield from csv.DictReader(text, delimiter=delimiter, restkey="", restval="")
    except csv.Error as error:
        raise SettingError(f"{name}: not CSV: {error}") from error
    finally:
        text.detach()  # who opened the file closes it


def _of_table(name: str, watch: Callable[[int], None], size: int) -> Iterator[Any]:
    """The rows of a file of tables, some at a time; one table without rows where it has none."""
    with open(name, "rb"):  # one that is missing is named before pyarrow is
        pass
    try:
        import pyarrow as pa
    except ImportError:
        raise MissingExtraError(
            f"{name}: a table needs pyarrow; install it with: pip install 'reasoning-rewards[files]'"
        ) from None
    try:
        batches, schema, share = (_parquet if _form(name) == ".parquet" else _arrow)(name, size)
    except pa.ArrowInvalid as error:
        raise SettingError(f"{name}: not a table of {_form(name)}: {error}") from error
    none = True
    for batch in batches:
        for start in range(0, len(batch), size):
            part = batch.slice(start, size)
            none = False
            yield pa.Table.from_batches([part])
            watch(round(share * len(part)))
    if none:
        yield schema.empty_table()


def _parquet(name: str, size: int) -> tuple[Iterator[Any], Any, float]:
    """The record batches of a file, their schema, and the bytes of the file that a row stands for."""
    import pyarrow.parquet as pq

    file = pq.ParquetFile(name, buffer_size=_BUFFER)
    rows = file.metadata.num_rows or 1
    return (
        file.iter_batches(batch_size=size, use_threads=False),
        file.schema_arrow,
        Path(name).stat().st_size / rows,
    )


def _arrow(name: str, size: int) -> tuple[Iterator[Any], Any, float]:
    import pyarrow as pa

    source = pa.memory_map(name)
    try:
        opened = pa.ipc.open_file(source)
        batches = map(opened.get_batch, range(opened.num_record_batches))
    except pa.ArrowInvalid:  # the format of a stream, as in the cache of datasets
        source.seek(0)
        opened = batches = pa.ipc.open_stream(source)
    return batches, opened.schema, 0.0
