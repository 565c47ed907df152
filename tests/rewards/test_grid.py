"""`Grid`: laws over boards that are right by construction, in every dress."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reasoning_rewards import Format, Grid, SettingError
from reasoning_rewards.testing import assert_ranks
from reasoning_rewards.text.boards import boards

BOXES = {4: (2, 2), 6: (2, 3), 8: (2, 4), 9: (3, 3)}
DRESSES = (
    lambda rows: "\n".join(" ".join(row) for row in rows),
    lambda rows: "\n".join("".join(row) for row in rows),
    lambda rows: "```\n" + "\n".join(",".join(row) for row in rows) + "\n```",
    lambda rows: "\n".join("| " + " | ".join(row) + " |" for row in rows),
    lambda rows: json.dumps([list(row) for row in rows]),
    lambda rows: "".join("".join(row) for row in rows),
    lambda rows: r"\begin{array}{ccc}" + r" \\ ".join(" & ".join(row) for row in rows) + r"\end{array}",
)
MARKS = ("<answer>{}</answer>", "<think>Hm.</think>\n{}", "\\boxed{{{}}}", "The answer is:\n{}")


@st.composite
def sudokus(draw):
    """A solved Sudoku: the pattern that always works, with digits, rows of a band and columns of a stack mixed."""
    size = draw(st.sampled_from(list(BOXES)))
    rows, columns = BOXES[size]
    digits = draw(st.permutations(range(1, size + 1)))

    def mixed(groups, members):
        return [
            g * members + m
            for g in draw(st.permutations(range(groups)))
            for m in draw(st.permutations(range(members)))
        ]

    return [
        [str(digits[(columns * (row % rows) + row // rows + column) % size]) for column in mixed_columns]
        for mixed_columns in [mixed(size // columns, columns)]
        for row in mixed(size // rows, rows)
    ]


def score(reward, board, puzzle, mark=MARKS[0], dress=DRESSES[0]):
    return reward.explain(mark.format(dress(board)), puzzle=puzzle).score


@given(sudokus(), st.sampled_from(DRESSES), st.sampled_from(DRESSES), st.sampled_from(MARKS), st.data())
def test_a_solved_board_is_right_in_every_dress_and_with_any_givens(board, dress, puzzles_dress, mark, data):
    kept = data.draw(st.lists(st.booleans(), min_size=len(board) ** 2, max_size=len(board) ** 2))
    puzzle = [
        [cell if kept[r * len(board) + c] else "." for c, cell in enumerate(row)]
        for r, row in enumerate(board)
    ]
    for written in (
        puzzle,
        puzzles_dress(puzzle),
        [[0 if cell == "." else int(cell) for cell in row] for row in puzzle],
    ):
        assert score(Grid(), board, written, mark, dress) == 1.0
        assert score(Grid(kind="latin"), board, written, mark, dress) == 1.0


@given(sudokus(), st.sampled_from(DRESSES), st.data())
def test_one_cell_off_is_wrong(board, dress, data):
    row, column = data.draw(st.integers(0, len(board) - 1)), data.draw(st.integers(0, len(board) - 1))
    other = data.draw(st.sampled_from([*map(str, range(len(board) + 2))]))
    wrong = [[*cells] for cells in board]
    wrong[row][column] = other
    if other != board[row][column]:
        for puzzle in (len(board), board):
            assert score(Grid(), wrong, puzzle, dress=dress) == 0.0


@given(st.permutations(range(6)), st.sampled_from(DRESSES))
def test_queens_are_what_the_rules_say(columns, dress):
    board = [["Q" if column == queen else "." for column in range(6)] for queen in columns]
    peaceful = all(abs(columns[a] - columns[b]) != b - a for a in range(6) for b in range(a + 1, 6))
    assert score(Grid(kind="queens"), board, 6, dress=dress) == float(peaceful)


@given(st.text(alphabet="1234_.-Q|[],\n \\&{}*`$", max_size=120), st.sampled_from([1, 2, 4, 9]))
def test_whatever_is_written_is_read(text, size):
    for board in boards(text, size):
        assert len(board) == size and all(len(row) == size for row in board)
    for kind in ("sudoku", "latin", "queens"):
        Grid(kind=kind).explain(f"<answer>{text}</answer>", puzzle=text)


def test_ranks():
    right, wrong = "2143\n4312\n1234\n3421", "2143\n4312\n1234\n3412"
    assert_ranks(Grid(), [right, wrong], puzzle="2..3 ..1. 1.3. 3...")
    assert (Grid() + 0.2 * Format()).margin() == pytest.approx(0.8)


def test_settings_are_refused_by_name():
    for settings, said in (
        ({"box": (2,)}, "box="),
        ({"box": (2, 3), "kind": "latin"}, "box="),
        ({"kind": "chess"}, "kind="),
    ):
        with pytest.raises(SettingError, match=said):
            Grid(**settings)
