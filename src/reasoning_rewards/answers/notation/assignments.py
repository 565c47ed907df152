r"""Who has what, written as data: objects, lists of pairs, lists of rows, tables; as golds have it, and answers.

A cell is a path (a name, or a name and an attribute) with a value; both are texts as they are written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reasoning_rewards.answers.notation.unwrap import value_in

__all__ = ["Cell", "cells_in", "cells_of_table"]

Cell = tuple[tuple[str, ...], str]

_MOST = 1_000  # cells; a larger table is no puzzle of anybody's
_AROUND = ("solution", "answer", "ground_truth", "assignment")  # keys that hold all of it
_DEEPEST = 4


def cells_in(value: object) -> list[Cell] | None:
    """The cells of an object or a list; None for what is neither, or says no more than a word.

    >>> cells_in({"Ann": "knight"}), cells_in([["Ann", "knight"]]), cells_in(["Ann", "Bob"])
    ([(('Ann',), 'knight')], [(('Ann',), 'knight')], [(('1',), 'Ann'), (('2',), 'Bob')])
    >>> cells_in({"1": {"Pet": "cat", "Tea": "mint"}}) == cells_in({"header": ["", "Pet", "Tea"], "rows": [["1", "cat", "mint"]]})
    True
    """
    for _ in range(_DEEPEST):
        value = value_in(value)
        if not isinstance(value, Mapping) or len(value) != 1:
            break
        (key, inner) = next(iter(value.items()))
        if str(key) not in _AROUND or not isinstance(value_in(inner), Mapping | list | tuple):
            break
        value = inner
    found = None
    if isinstance(value, Mapping):
        found = _of_mapping(value)
    elif isinstance(value, list | tuple):
        found = _of_list([value_in(each) for each in value])
    return found if found and len(found) <= _MOST else None


def _of_mapping(value: Mapping[object, object]) -> list[Cell] | None:
    if "rows" in value and "header" in value:
        head, rows = value_in(value["header"]), value_in(value["rows"])
        if isinstance(head, list | tuple) and isinstance(rows, list | tuple):
            table = [_texts(head), *(_texts(value_in(row)) for row in rows)]
            return None if None in table else cells_of_table([row for row in table if row is not None])
    found: list[Cell] = []
    for key, held in value.items():
        inner = value_in(held)
        if inner is None or inner != inner:  # data sets fill in the names of other rows, with None or NaN
            continue
        if isinstance(inner, Mapping):
            within = [(str(name), _text(each)) for name, each in inner.items() if each is not None]
            if any(text is None for _, text in within):
                return None
            found += [((str(key), name), text) for name, text in within if text is not None]
        elif isinstance(inner, list | tuple) and (texts := _texts(inner)) is not None:
            found += [((text,), str(key)) for text in texts]  # {"knights": ["Ann", "Bob"]}
        elif (text := _text(inner)) is not None:
            found.append(((str(key),), text))
        else:
            return None
    return found


def _of_list(rows: list[object]) -> list[Cell] | None:
    if rows and all(isinstance(row, Mapping) for row in rows):
        found: list[Cell] = []
        for row in rows:
            assert isinstance(row, Mapping)
            (key, name), *rest = row.items() if row else ((None, None),)
            if not rest and key is not None and (value := _text(value_in(name))) is not None:
                found.append(((str(key),), value))  # [{"Ann": "knight"}, {"Bob": "knave"}]
                continue
            if name is None or not rest:
                return None
            path: list[tuple[str, ...]] = [
                (str(name), str(key)) if len(rest) > 1 else (str(name),) for key, _ in rest
            ]
            texts = _texts([each for _, each in rest])
            if texts is None:
                return None
            found += zip(path, texts, strict=True)
        return found
    if (texts := _texts(rows)) is not None:
        return [((str(place),), text) for place, text in enumerate(texts, 1)]
    table = [_texts(row) for row in rows if isinstance(row, list | tuple)]
    if len(table) != len(rows) or any(row is None for row in table):
        return None
    lines = [row for row in table if row is not None]
    return (
        [((row[0],), row[1]) for row in lines]
        if all(len(row) == 2 for row in lines)
        else cells_of_table(lines)
    )


def cells_of_table(rows: Sequence[Sequence[str]]) -> list[Cell] | None:
    """The cells of a table with a head: its first column has the names; with two columns there is nothing else to say."""
    head, *lines = rows
    if not lines or len(head) < 2 or any(len(line) != len(head) for line in lines):
        return None
    if len(head) == 2:
        return [((line[0],), line[1]) for line in lines]
    return [((line[0], name), cell) for line in lines for name, cell in zip(head[1:], line[1:], strict=True)]


def _texts(values: object) -> list[str] | None:
    found = [_text(value_in(each)) for each in values] if isinstance(values, list | tuple) else [None]
    return None if None in found else [text for text in found if text is not None]


def _text(value: object) -> str | None:
    """A value as text; None for one that holds others."""
    if value is None or isinstance(value, Mapping | list | tuple):
        return None
    if isinstance(value, float) and value.is_integer():  # a column with a gap in it has floats
        value = int(value)
    return str(value).strip()
