"""The rows of one source: read, checked, split, shuffled by a seed and cut to a limit."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from zlib import crc32

from recipe.sources import local, puzzles
from recipe.sources.schemas import RETIRED, SCHEMAS, Schema
from recipe.stories import told

Row = dict[str, Any]

HELD_OUT = 50
"""Of a data set with one split, one problem in so many is for evaluation."""

BUFFER = 2_000
"""Rows of a large data set that are shuffled together when only some are asked for."""

SPLITS = ("train", "eval")
STORIES = {"stories": "eval", "stories:tune": "tune", "stories:unseen": "unseen"}
"""What each of these measures on; all of them train on the same."""
LARGE = ("openr1",)  # gigabytes: streamed where a limit says that not all of it is wanted


def load_rows(
    source: str,
    split: str = "train",
    *,
    limit: int | None = None,
    seed: int = 0,
    system: str | None = None,
    suffix: str = "",
) -> list[Row]:
    """The rows of a source, in an order that the seed decides; the first ``limit`` of them.

    ``system`` becomes the prompt's system message, ``suffix`` is appended to its question; a local row
    that brings a prompt of chat messages keeps it as it is.
    """
    if split not in SPLITS:
        raise SystemExit(f"split={split!r}: expected 'train' or 'eval'")
    if limit is not None and limit < 1:
        raise SystemExit(f"limit={limit}: expected 1 or more, or None for all rows of {source}")
    found = shuffled(read_rows(source, split, limit, seed), f"{source} {split} {seed}")
    if not found:
        raise SystemExit(f"{source} has no rows for split={split!r}")
    return uniform([as_row(raw, source, system, suffix) for raw in found[:limit]], source)


def shuffled(rows: Iterable[dict[str, Any]], seed: str) -> list[dict[str, Any]]:
    found = list(rows)
    random.Random(seed).shuffle(found)
    return found


def read_rows(
    source: str, split: str, limit: int | None, seed: int, *, traces: bool = False
) -> Iterator[dict[str, Any]]:
    """What the readers made of a source's own rows, each with ``id`` and ``task``."""
    name, path = local.parse(source)
    if path is not None:
        raws = local.read_lines(path)
        if name is None:
            yield from local.read_rows(raws, path)
        else:
            yield from read_schema(SCHEMAS[name], raws, f"{path.name}:", source, traces=traces)
    elif name == "puzzles":
        yield from puzzles.read_rows(split)
    elif name in STORIES:
        yield from told.read_rows(STORIES[name] if split == "eval" else split)
    elif name in SCHEMAS:
        schema = SCHEMAS[name]
        for row in read_schema(
            schema, from_hub(name, schema, split, limit, seed, traces), f"{name}-{split}-", source, traces
        ):
            if not schema.held_out or is_held_out(row["question"]) == (split == "eval"):
                yield row
    else:
        if name in RETIRED:
            raise SystemExit(f"{name}: {RETIRED[name]}")
        known = ", ".join([*SCHEMAS, "puzzles", *STORIES])
        raise SystemExit(f"unknown source {source!r}: expected one of {known}, or local:FILE.jsonl")


def read_schema(
    schema: Schema, raws: Iterable[Mapping[str, Any]], prefix: str, source: str, traces: bool = False
) -> Iterator[dict[str, Any]]:
    needed = (*schema.columns, *(schema.more if traces else ()))
    for index, raw in enumerate(raws):
        check_columns(raw, needed, f"{source}, row {index}")
        try:
            row = schema.read(raw)
        except (ValueError, AttributeError, TypeError) as error:
            raise SystemExit(f"{source}, row {index}: {error}") from error
        own_id = raw.get(schema.id_column) if schema.id_column else None
        extra = {column: raw[column] for column in schema.more} if traces else {}
        yield {"id": str(own_id) if own_id else f"{prefix}{index}", "task": schema.task, **row, **extra}


def check_columns(raw: Mapping[str, Any], needed: Sequence[str], where: str) -> None:
    missing = [column for column in needed if column not in raw]
    if missing:
        raise SystemExit(
            f"{where}: no column {', '.join(map(repr, missing))}; found {', '.join(map(repr, raw))}. "
            "The data set has changed, or this is another one: see recipe/sources/schemas.py"
        )


def from_hub(
    name: str, schema: Schema, split: str, limit: int | None, seed: int, traces: bool
) -> Iterable[Mapping[str, Any]]:
    hub_split = schema.train if split == "train" else schema.eval
    if hub_split is None:
        raise SystemExit(
            f"{name} is for evaluation only; train on gsm8k, dapo or math, and measure on {name}"
        )
    from datasets import load_dataset  # takes seconds to import, and local files need none of it

    streamed = name in LARGE and limit is not None
    try:
        data = load_dataset(schema.hub, schema.config, split=hub_split, streaming=streamed)
    except Exception as error:
        raise SystemExit(
            f"{name}: {schema.hub} (config {schema.config}, split {hub_split}) could not be loaded: "
            f"{type(error).__name__}: {error}\nWithout a network, or with HF_HUB_OFFLINE set, give rows of your "
            f"own: local:{name}:FILE.jsonl in the data set's columns, or local:FILE.jsonl"
        ) from error
    wanted = [*schema.columns, *(schema.more if traces else ())]
    columns = data.column_names or wanted  # a stream may not know them before its first row
    check_columns(dict.fromkeys(columns), wanted, schema.hub)
    data = data.select_columns(wanted)
    if not streamed:
        return data
    # Of what is streamed some is held out, and some traces are not verified: read on as far as needed.
    return data.shuffle(seed=seed, buffer_size=BUFFER).take(max(BUFFER, 4 * limit))


def as_row(raw: dict[str, Any], source: str, system: str | None, suffix: str) -> Row:
    """The row with its prompt, and without what only traces are made of."""
    row = {key: value for key, value in raw.items() if key != "solution"}
    for key in ("question", "answer"):
        if not row[key]:
            raise SystemExit(f"{source}, {row['id']}: an empty {key}")
    row.setdefault("prompt", None)
    row["prompt"] = row["prompt"] or messages(row, system, suffix)
    return row


def messages(row: Row, system: str | None, suffix: str) -> list[dict[str, str]]:
    asked = row["question"]
    if row.get("options"):
        asked += "\n" + "\n".join(
            f"{letter}) {text}" for letter, text in zip("ABCDE", row["options"], strict=False)
        )
    user = {"role": "user", "content": f"{asked}{suffix}"}
    return [{"role": "system", "content": system}, user] if system else [user]


def uniform(rows: list[Row], source: str) -> list[Row]:
    """Trainers take a data set's columns from its first row; a column that comes later would be lost."""
    first, seen = rows[0].keys(), set()
    for row in rows:
        if row["id"] in seen:
            raise SystemExit(f"{source}: two rows have the id {row['id']!r}; give every row its own, or none")
        seen.add(row["id"])
        if row.keys() != first:
            odd = ", ".join(sorted(map(repr, row.keys() ^ first)))
            raise SystemExit(
                f"{source}: {row['id']} and {rows[0]['id']} differ in {odd}; give every row the same columns"
            )
    return rows


def normalised(question: str) -> str:
    """Letters and digits alone, so that spaces, case and punctuation make no other problem of it."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", question).lower())


def is_held_out(question: str) -> bool:
    return crc32(normalised(question).encode()) % HELD_OUT == 0
