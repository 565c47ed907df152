"""`Grid`: boards that are filled by rules: Sudoku, Latin squares, queens."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import product
from math import isqrt
from typing import TYPE_CHECKING, Literal, NamedTuple

from reasoning_rewards.answers.notation.unwrap import value_in
from reasoning_rewards.core import settings
from reasoning_rewards.numeric import real, whole
from reasoning_rewards.rewards.puzzle import PUZZLE_RULES, Graded, Puzzle, held, unusable
from reasoning_rewards.text.boards import BLANKS, LARGEST, QUEENS, Board, board_in, boards
from reasoning_rewards.text.extract import Passage, find_passages
from reasoning_rewards.verdict import Decision, Rule

if TYPE_CHECKING:
    from reasoning_rewards.core.batch import Batch

__all__ = ["Grid"]

_RIGHT = Rule("grid.right", "every rule is kept, and so is every given")
_SHAPE = Rule("grid.shape", "no board of {size} × {size} in the answer")
_SEVERAL = Rule("grid.several", "{count} different boards in one answer")
_EMPTY = Rule("grid.empty", "row {row}, column {column} is left empty")
_SYMBOL = Rule("grid.symbol", "row {row}, column {column} holds {cell}; expected {wanted}")
_GIVEN = Rule("grid.given", "row {row}, column {column} was given as {given}, and holds {cell}")
_REPEATED = Rule("grid.repeated", "{cell} stands twice in {where:word} {number}")
_COUNT = Rule("grid.count", "{count} queens on a board of {size}")
_ATTACKED = Rule("grid.attacked", "the queens of rows {first} and {second} share a {where:word}")

_Cells = tuple[tuple[int, ...], ...]
_NAMES = ("puzzle", "givens")  # where a column holds objects
_Kind = Literal["sudoku", "latin", "queens"]


class _Problem(NamedTuple):
    """A board with what is given, 0 where nothing is; and the rows and columns of a box, a row where there are none."""

    givens: _Cells
    box: tuple[int, int]


class Grid(Puzzle):
    r"""1 where the answer is the row's board, filled in by the rules, else 0: any solution is right.

    ========  ====================================================================================
    sudoku     1 to n once in every row, column and box
    latin      1 to n once in every row and column
    queens     n queens, of which no two share a row, a column or a diagonal
    ========  ====================================================================================

    What is given must stand where it was. A board is read from lines of digits or letters, with or without anything
    between them, from markdown tables, lists in lists and TeX arrays; queens are Q, ♛ or 1, and what stands for an
    empty cell is one of ``. _ 0 - * ?``. Where a tag or a box holds the answer, one board may stand in it, beside the one
    that was given; else the last board of the text counts.

    A row whose board can't be read, or breaks the rules as it is given, abstains. Bounds: [1, 1] for right answers,
    [0, 0] for wrong ones: a board that is nearly full is easy to have, and says nothing of the rest.

    kind: 'sudoku', 'latin' or 'queens'.
    givens_column: a column with each row's board: lists in lists (with 0 or None for what is empty), or a text of
        lines or of all cells in a run; a number stands for an empty board of that size.
        A column of objects that hold it under ``puzzle`` or ``givens`` will do as well.
    box: the rows and columns of a Sudoku's boxes, where they are no squares and not as near to squares as can
        be (2 × 3 for 6, 2 × 4 for 8), such as ``(4, 2)``.
    layout: where the answer is looked for, as for `Correctness`.

    >>> Grid()(["<answer>\n1234\n3412\n2143\n4321\n</answer>", "<answer>1234</answer>"], puzzle=["1..4 .... .... 4..1"] * 2)
    [1.0, 0.0]
    >>> print(Grid(kind="queens").explain("Q...\n..Q.\n.Q..\n...Q", puzzle=4))
    grid  0  grid.attacked  the queens of rows 2 and 3 share a diagonal
    """

    kind: _Kind = "sudoku"
    givens_column: str = "puzzle"
    box: tuple[int, int] | None = None
    rules = (
        *(_RIGHT, _SHAPE, _SEVERAL, _EMPTY, _SYMBOL, _GIVEN, _REPEATED, _COUNT, _ATTACKED),
        *PUZZLE_RULES,
    )

    def __post_init__(self) -> None:
        if self.box is not None:
            self._settle(box=_pair(self.box))
            if self.kind != "sudoku":
                raise settings.wrong("box", self.box, f"None for kind={self.kind!r}, which has no boxes")
        super().__post_init__()

    def _said(self, batch: Batch) -> Sequence[Hashable]:
        texts = [completion.text for completion in batch.completions]
        return find_passages(texts, [completion.reasoning for completion in batch.completions], self.layout)

    def _problem(self, *values: object) -> Hashable:
        (value,) = values
        givens = _given(held(value, _NAMES), self.kind)
        if givens is None:
            return unusable(value, f"expected a board, or its size, of at most {LARGEST} rows")
        size = len(givens)
        box = (self.box or _box(size)) if self.kind == "sudoku" else (1, size)
        if box[0] * box[1] != size or (self.kind == "sudoku" and self.box is None and box[0] == 1 < size):
            return unusable(
                value, f"a board of {size} has no such boxes; box= names them, kind='latin' has none"
            )
        problem = _Problem(givens, box)
        fault = _broken(problem, self.kind)
        return problem if fault is None else unusable(value, "the board breaks the rules as it is given")

    def _grade(self, said: Hashable, problem: Hashable) -> Graded:
        assert isinstance(said, Passage) and isinstance(problem, _Problem)
        if said.rule:
            return 0.0, Decision(said.rule)
        found = [*_offered(said, problem, self.kind)]
        size = len(problem.givens)
        if not found:
            return 0.0, Decision(_SHAPE, (("size", size),))
        if said.held and len(found) > 1:
            return 0.0, Decision(_SEVERAL, (("count", len(found)),))
        cells = _read(found[-1], self.kind)
        fault = cells if isinstance(cells, Decision) else _fault(cells, problem, self.kind)
        return (1.0, Decision(_RIGHT)) if fault is None else (0.0, fault)


def _pair(box: object) -> tuple[int, int]:
    sides = [whole(side) for side in box] if isinstance(box, tuple | list) else []
    if len(sides) != 2 or sides[0] is None or sides[1] is None or min(sides[0], sides[1]) < 1:
        raise settings.wrong("box", box, "the rows and columns of a box, such as (2, 3), or None")
    return sides[0], sides[1]


def _box(size: int) -> tuple[int, int]:
    """The box that is as near to a square as can be, lying; of a prime a row."""
    rows = next(rows for rows in range(isqrt(size), 0, -1) if size % rows == 0)
    return rows, size // rows


# ── reading ──


def _offered(said: Passage, problem: _Problem, kind: _Kind) -> Iterator[Board]:
    """The different boards of an answer, but for the one that was given: of the first text that has any."""
    for text in said.texts:
        read = dict.fromkeys(boards(text, len(problem.givens)))
        found = [board for board in read if _read(board, kind, empty=True) != problem.givens] or [*read]
        if found:
            yield from found
            return


def _given(value: object, kind: _Kind) -> _Cells | None:
    """The board of a row; None where there is none."""
    size = whole(value)
    if size is None and isinstance(value, str) and value.strip().isdecimal() and len(value.strip()) <= 2:
        size = int(value)
    if size is not None:
        return ((0,) * size,) * size if 1 <= size <= LARGEST else None
    board = (
        _listed(value)
        if isinstance(value, list | tuple)
        else board_in(value)
        if isinstance(value, str)
        else None
    )
    cells = None if board is None else _read(board, kind, empty=True)
    return None if isinstance(cells, Decision) else cells


def _listed(rows: Sequence[object]) -> Board | None:
    found = [value_in(row) for row in rows]
    if all(isinstance(row, str) for row in found) and (board := board_in("\n".join(map(str, found)))):
        return board
    side = isqrt(len(found))
    if side * side == len(found) and not any(isinstance(row, list | tuple) for row in found):
        found = [found[start : start + side] for start in range(0, len(found), side)]  # all cells in a run
    lines = [row for row in found if isinstance(row, list | tuple) and len(row) == len(found)]
    return tuple(tuple(map(_cell, line)) for line in lines) if len(lines) == len(found) <= LARGEST else None


def _cell(value: object) -> str:
    """A cell as text; arrays with gaps in them have floats, and NaN where there is nothing."""
    value = value_in(value)
    number = real(value) if isinstance(value, float) else whole(value)
    if value is None or value != value:
        return "."
    return str(value) if number is None else f"{number:g}"


def _read(board: Board, kind: _Kind, *, empty: bool = False) -> _Cells | Decision:
    """The cells as numbers, 0 for an empty one, which only queens leave; or why one can't be read."""
    size, rows = len(board), []
    for row, cells in enumerate(board, 1):
        read = [_number(cell, kind) for cell in cells]
        for column, (cell, number) in enumerate(zip(cells, read, strict=True), 1):
            if number is None or number > (1 if kind == "queens" else size):
                wanted = "a queen, or nothing" if kind == "queens" else f"1 to {size}"
                place = (("row", row), ("column", column), ("cell", cell), ("wanted", wanted))
                return Decision(_SYMBOL, place)
            if not number and kind != "queens" and not empty:
                return Decision(_EMPTY, (("row", row), ("column", column)))
        rows.append(tuple(number for number in read if number is not None))
    return tuple(rows)


def _number(cell: str, kind: _Kind) -> int | None:
    if cell in BLANKS or cell in ("", " "):
        return 0
    if kind == "queens":
        return 1 if cell in QUEENS or cell == "1" else None
    if cell.isdecimal() and cell.isascii():
        return int(cell)
    return (
        ord(cell) - ord("A") + 10 if len(cell) == 1 and "A" <= cell <= "Z" else None
    )  # 16 × 16: 1 to 9, A to G


# ── rules ──


def _fault(cells: _Cells, problem: _Problem, kind: _Kind) -> Decision | None:
    """The first rule that a board breaks."""
    for row, column in product(range(len(cells)), repeat=2):
        given, cell = problem.givens[row][column], cells[row][column]
        if given and given != cell:
            place = (("row", row + 1), ("column", column + 1))
            return Decision(_GIVEN, (*place, ("given", given), ("cell", cell)))
    count, size = sum(map(sum, cells)), len(cells)
    if kind == "queens" and count != size:
        return Decision(_COUNT, (("count", count), ("size", size)))
    return _broken(problem._replace(givens=cells), kind)


def _broken(problem: _Problem, kind: _Kind) -> Decision | None:
    """The first two cells that may not hold the same."""
    board = problem.givens
    for where, line in _LINES[kind]:
        seen: dict[tuple[int, int], int] = {}
        for row, column in product(range(len(board)), repeat=2):
            if not (cell := board[row][column]):
                continue
            place = line(row, column, problem)
            if (place, cell) not in seen:
                seen[place, cell] = row
                continue
            if kind == "queens":
                return Decision(
                    _ATTACKED, (("where", where), ("first", seen[place, cell] + 1), ("second", row + 1))
                )
            return Decision(_REPEATED, (("where", where), ("number", place + 1), ("cell", cell)))
    return None


_Line = Callable[[int, int, _Problem], int]
_ROW: tuple[str, _Line] = ("row", lambda row, column, problem: row)
_COLUMN: tuple[str, _Line] = ("column", lambda row, column, problem: column)
_LINES: dict[str, Iterable[tuple[str, _Line]]] = {
    "sudoku": (
        _ROW,
        _COLUMN,
        ("box", lambda row, column, problem: _box_of(row, column, problem.box, len(problem.givens))),
    ),
    "latin": (_ROW, _COLUMN),
    "queens": (
        _ROW,
        _COLUMN,
        ("diagonal", lambda row, column, problem: row + column),
        ("diagonal", lambda row, column, problem: column - row),
    ),
}
"""Along what no two cells may hold the same, by the kind of a board: a name, and the line that a cell lies on."""


def _box_of(row: int, column: int, box: tuple[int, int], size: int) -> int:
    rows, columns = box
    return row // rows * (size // columns) + column // columns
