r"""Boards in text: squares of cells, in whatever dress they are written.

Rows are lines, rows of a markdown table, of a TeX array or of lists in lists. A row has its cells apart
(``5 3 4``, ``5|3|4``) or in a run (``534``, ``Q...``). Lines that only draw the board (``---+---``) are left out.
Every line is read once, so reading is linear in the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import isqrt

from reasoning_rewards.text.scan import pattern

__all__ = ["BLANKS", "LARGEST", "QUEENS", "Board", "board_in", "boards"]

Board = tuple[tuple[str, ...], ...]

LARGEST = 36
"""Rows of a board; a larger one is no puzzle of anybody's."""
BLANKS = frozenset("._-*·•□☐⬜⬛?0")
"""What stands for a cell without anything in it."""
QUEENS = frozenset("Q♕♛👑")
"""What stands for a queen; 1 does so, too."""

_BREAKS = pattern(
    r"\\\\(?:\[[^\]\n]{0,10}\])?|(?<!\\)[\[\];]|\\(?:begin|end)\s*\{[a-z]{1,12}\*?\}(?:\{[^{}\n]{0,80}\})?"
)
_DRESS = pattern(
    r"\\(?:hline|cline\{[^{}\n]{0,20}\}|quad|left|right|\[|\]|\(|\))|[\[(),&|│┃║\"'`$\ufe0f]|\*\*"
)
_DRAWN = pattern(r"[\s+=─━═┼╋╬┌┐└┘├┤┬┴╔╗╚╝╠╣╦╩╪╫:-]*")
_LABEL = pattern(r"\W{0,8}(?:[Rr]ow|R)\s?\d{1,2}\s?[:.|)-][\s*]{0,4}")
_CELL = pattern(r"\d{1,2}|[A-Z._*·•□☐⬜⬛?♕♛👑-]")
_RUN = pattern(r"[\dA-Z._*·•□☐⬜⬛?♕♛👑-]+")
_LONGEST = 2_000  # characters of a line; a longer one is no row, and no board in one line


def boards(text: str, size: int) -> Iterator[Board]:
    r"""Every board of that many rows and columns, in the order in which they are written.

    >>> [*boards("So:\n\n| 1 | 2 |\n|---|---|\n| 2 | 1 |\n", 2)], [*boards("[[1, 2],\n [2, 1]]", 2)]
    ([(('1', '2'), ('2', '1'))], [(('1', '2'), ('2', '1'))])
    >>> [*boards("Q...\n..Q.\nand that is it", 4)]
    []
    """
    rows: list[tuple[str, ...]] = []
    headed = False  # does a drawn line stand behind the first row?
    for line in _lines(text):
        row = _row(line, size)
        if row is not None and len(row) == size:
            rows.append(row)
            continue
        if row == ():  # nothing, or a line that draws
            headed |= len(rows) == 1 and bool(line.strip())
            if line.strip() or len(rows) != size:
                continue
        if _is_board(rows, size, headed):
            yield tuple(rows[-size:])
        rows, headed = [], False
        if row:  # all of it in one line
            yield tuple(row[start : start + size] for start in range(0, size * size, size))
    if _is_board(rows, size, headed):
        yield tuple(rows[-size:])


def board_in(text: str) -> Board | None:
    """The one board of a text that is nothing else, of whatever size."""
    lines = [cells for line in _lines(text) if (cells := _cells(line))]
    if not lines or len(lines) > LARGEST:
        return None
    size = len(lines) if len(lines) > 1 else isqrt(len(lines[0]))
    found = [*boards(text, size)] if size <= LARGEST else []
    return found[0] if len(found) == 1 else None


def _is_board(rows: list[tuple[str, ...]], size: int, headed: bool) -> bool:
    return len(rows) == size or (headed and len(rows) == size + 1)


def _lines(text: str) -> Iterator[str]:
    """The lines of a text, rows of arrays and of lists among them."""
    for line in _BREAKS().sub("\n", text).split("\n"):
        label = _LABEL().match(line)
        cells = line if label is None else line[label.end() :]
        yield _DRESS().sub(" ", cells) if len(line) <= _LONGEST else "…"


def _row(line: str, size: int) -> tuple[str, ...] | None:
    """The cells of a row, or of a whole board in one line; none where a line only draws; None where it is prose."""
    if _DRAWN().fullmatch(line) and line.split() != ["-"] * size:  # which may be cells, all of them empty
        return ()
    cells = _cells(line, size)
    return cells if len(cells) in (size, size * size) else None


def _cells(line: str, size: int = 0) -> tuple[str, ...]:
    """The cells of a line; none where anything else stands in it."""
    words = line.split()
    if not words or not all(map(_RUN().fullmatch, words)):
        return ()
    apart = all(map(_CELL().fullmatch, words)) and len(words) > 1
    if apart and (len(words) == size or not size or len(words) == size * size):
        return tuple(words)
    return tuple("".join(words))
