"""A page's rows as compressed columns, and the texts of some of them, within what a page may weigh.

A column is base64 of a zlib stream of little-endian numbers, which a browser opens with DecompressionStream. The rows of
all runs stand one after the other; texts come in blocks, so that the last ones can be left out.
"""

from __future__ import annotations

import base64
import json
import math
import random
import sys
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from reasoning_rewards.report.gather import NOBODY, WHOLE, Gathered
from reasoning_rewards.spelling import SPELT

__all__ = ["MOST_TEXTS", "names_of", "packed", "packed_texts", "script_safe"]

MOST_TEXTS = 2_000
_MOST_ROWS = 300_000  # in the table of a page; of more, so many by chance
_BLOCK = 40  # texts that are compressed together
_LABELS = 2_000_000  # characters of all problems' names
_CODES = {"u8": "B", "u16": "H", "u32": "I", "f32": "f"}
_WHOLE = ("u8", "u16", "u32")


def packed(
    found: Gathered, names: Mapping[str, str], room: int, seed: int = 0
) -> tuple[dict[str, Any], list[int]]:
    """The columns of all rows, by their names, and the places of the rows that are among them.

    Of rows that there is no room for, half are drawn, or half of these, and so on.

    names: every component's column and what it is called.
    """
    most = _MOST_ROWS
    while True:
        kept = _kept(sum(map(len, found.runs)), most, seed)
        columns = _columns(found, names, kept)
        if most == 0 or sum(len(each) for each in _texts_of(columns)) <= room:
            return columns, kept
        most //= 2


def _texts_of(columns: Mapping[str, Any]) -> Iterator[str]:
    yield columns["labels"]
    yield from (each["data"] for each in columns["columns"].values())


def _columns(found: Gathered, names: Mapping[str, str], kept: Sequence[int]) -> dict[str, Any]:
    numbers = [number for number, run in enumerate(found.runs) for _ in range(len(run))]
    columns: dict[str, Any] = {
        "run": _whole(numbers, kept),
        "line": _whole(_joined(run.lines for run in found.runs), kept),
        "group": _whole(_joined(run.groups for run in found.runs), kept),
        "length": _whole(_joined(run.lengths for run in found.runs), kept),
        "right": _whole([max(0, each + 1) for run in found.runs for each in run.right], kept),
    }
    for place, name in enumerate(names):
        scores: list[float] = []
        rules: list[int] = []
        for run in found.runs:
            column = run.columns.get(name)
            scores += column.scores if column else [math.nan] * len(run)
            rules += column.rules if column else [NOBODY] * len(run)
        columns[f"score{place}"] = _column("f32", scores, kept)
        columns[f"rule{place}"] = _whole(rules, kept)
    groups = _joined(run.groups for run in found.runs)
    listed = {groups[place] for place in kept}
    longest = max(24, min(160, _LABELS // max(1, len(listed))))
    labels = [_short(each, longest) if code in listed else "" for code, each in enumerate(found.labels)]
    return {"columns": columns, "labels": _text(labels)}


def names_of(found: Gathered) -> dict[str, str]:
    """The columns of all runs, the whole first, and what each is called."""
    whole = next((run.reward for run in found.runs), "reward")
    return {WHOLE: whole} | {name: name for run in found.runs for name in run.columns if name != WHOLE}


def packed_texts(rows: Iterable[tuple[int, Mapping[str, Any]]], room: int) -> dict[str, Any]:
    """Blocks of texts with the place of each row, as many as there is room for in bytes."""
    places: list[int] = []
    blocks: list[str] = []
    pending: list[tuple[int, Mapping[str, Any]]] = []

    def close() -> bool:
        nonlocal room
        block = _text([text for _, text in pending])
        room -= len(block) + 3
        if room >= 0:
            blocks.append(block)
            places.extend(place for place, _ in pending)
        pending.clear()
        return room >= 0

    for row in rows:
        pending.append(row)
        if len(pending) == _BLOCK and not close():
            break
    if pending:
        close()
    return {"places": _whole(places, range(len(places))), "blocks": blocks, "count": len(places)}


def script_safe(data: object) -> str:
    """JSON that can stand in a script element: nothing in it ends the element or begins a comment."""
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _kept(total: int, most: int, seed: int) -> list[int]:
    if total <= most:
        return list(range(total))
    return sorted(random.Random(seed).sample(range(total), most))


def _joined(columns: Iterable[Sequence[int]]) -> list[int]:
    return [value for column in columns for value in column]


def _whole(values: Sequence[int], kept: Sequence[int]) -> dict[str, str]:
    """A column of whole numbers, each in as few bytes as the largest one needs."""
    largest = max(values, default=0)
    return _column(next(kind for kind in _WHOLE if largest < 1 << int(kind[1:])), values, kept)


def _column(kind: str, values: Sequence[float], kept: Sequence[int]) -> dict[str, str]:
    code = _CODES[kind]
    numbers = array(code, [values[place] for place in kept])
    if sys.byteorder == "big":
        numbers.byteswap()
    return {"type": kind, "data": _base64(numbers.tobytes())}


def _text(value: object) -> str:
    return _base64(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", SPELT))


def _base64(raw: bytes) -> str:
    return base64.b64encode(zlib.compress(raw)).decode("ascii")


def _short(text: str, longest: int) -> str:
    """A text on one line, cut; of a long prompt the end is what tells it from others."""
    line = " ".join(text.split())
    return line if len(line) <= longest else "…" + line[1 - longest :]
