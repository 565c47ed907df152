"""Matrices: rows of cells between \\begin and \\end."""

from __future__ import annotations

from reasoning_rewards.answers.notation.binding import read_relation
from reasoning_rewards.answers.notation.cursor import Cursor
from reasoning_rewards.answers.notation.lexer import Token
from reasoning_rewards.answers.notation.operators import determinant
from reasoning_rewards.answers.values.tree import Node

__all__ = ["MATRICES", "READERS"]

MATRICES = frozenset(("pmatrix", "bmatrix", "matrix", "vmatrix", "Bmatrix", "smallmatrix", "array"))


def read_matrix(cursor: Cursor, token: Token) -> Node:
    """Read a matrix, or the determinant of one between bars."""
    if token.text not in MATRICES:
        raise cursor.refusal(f"{token.text} is no matrix", back=1)
    grid = cursor.within(_read_rows)
    return determinant(grid) if token.text == "vmatrix" else grid


def _read_rows(cursor: Cursor) -> Node:
    rows: list[Node] = []
    cells: list[Node] = []
    parted = True
    while (token := cursor.here) is not None:
        if token.text in ("\\\\", "&", "\\hline") or token.kind == "end":
            cursor.place += 1
            parted = True
            if cells and (token.text == "\\\\" or token.kind == "end"):
                rows.append(Node("row", tuple(cells)))
                cells = []
            if token.kind == "end":
                if len({len(row.args) for row in rows}) != 1:
                    raise cursor.refusal("the rows of a matrix have different lengths", back=1)
                return Node("matrix", tuple(rows))
        elif parted:
            cells.append(read_relation(cursor))
            parted = False
        else:
            raise cursor.refusal("two values in one cell")
    raise cursor.refusal("a matrix without its end")


READERS = {"begin": read_matrix}
"""By a symbol's kind."""
