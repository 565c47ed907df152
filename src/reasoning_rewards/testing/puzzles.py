"""Attacks that know the puzzle: what a policy tries that has read the row, and has not solved it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from reasoning_rewards.core.reward import Reward
from reasoning_rewards.rewards.assignment import Assignment
from reasoning_rewards.rewards.countdown import Countdown
from reasoning_rewards.rewards.grid import Grid
from reasoning_rewards.rewards.puzzle import Puzzle
from reasoning_rewards.verdict import Decision

__all__ = ["PUZZLE", "puzzle_attacks"]

PUZZLE = "puzzle"
"""The category of what is tried here."""

Attack = tuple[str, str]  # what it is, and the answer that it gives


def puzzle_attacks(reward: object, row: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """Attacks on a row's puzzle, in the form of the corpus; none on rewards that judge no puzzle.

    >>> row = {"nums": [3, 8], "target": 24}
    >>> [each["text"] for each in puzzle_attacks(Countdown(), row)][0]
    '<think>Let me see.</think><answer>24</answer>'
    """
    for leaf in reward.leaves() if isinstance(reward, Reward) else ():
        if not isinstance(leaf, Puzzle):
            continue
        problem: Any = leaf._problem(*(row.get(name) for name in leaf.columns))
        if isinstance(problem, Decision):
            continue
        for number, (note, answer) in enumerate(_attacks(leaf, problem), 1):
            yield {
                "id": f"puzzle-{number:02}",
                "category": PUZZLE,
                "note": note,
                "base": "wrong",
                "text": f"<think>Let me see.</think><answer>{answer}</answer>",
            }


def _attacks(leaf: Puzzle, problem: Any) -> Iterator[Attack]:
    if isinstance(leaf, Countdown):
        yield from _of_sums(problem.numbers, problem.target)
    elif isinstance(leaf, Assignment):
        names = [" ".join(name) for name in problem.names]
        if problem.attributes == ((),) and not problem.ordered:
            yield from _of_tables({names[name]: value for (name, _), value in problem.cells})
    elif isinstance(leaf, Grid):
        yield from _of_boards(problem.givens, queens=leaf.kind == "queens")


def _of_sums(numbers: tuple[int, ...], target: int) -> Iterator[Attack]:
    first, all_of_them = numbers[0], " + ".join(map(str, numbers))
    if target not in numbers:
        yield "the target alone", f"{target}"
        yield "the target, said to be itself", f"{target} = {target}"
        yield "the target, times one", f"{target} * {first} / {first}"
        yield "a number of its own", f"{first} + {target - first} + {target} - {target}"
    if sum(numbers) != target:
        yield "an equation that is false", f"{all_of_them} = {target}"
        yield "the equation that is wanted, and no sum", f"{all_of_them} + ({target} - ({all_of_them}))"
    if len(numbers) > 1:
        yield "digits side by side", " ".join(map(str, numbers))
    yield "a list of the numbers", ", ".join(map(str, (*numbers, target)))
    yield "numbers again and again, that cancel", f"{first} - {first} + {first} - {first} + {target}"
    yield "a power of nought", f"{target} * {first}^0"


def _of_tables(table: Mapping[str, str]) -> Iterator[Attack]:
    values = [*dict.fromkeys(table.values())]
    others = {
        name: next((each for each in values if each != value), f"no {value}") for name, value in table.items()
    }
    said = " and ".join(f"{name} is {value}" for name, value in table.items())
    yield (
        "everybody is everything",
        "; ".join(f"{name} is {value}/{others[name]}" for name, value in table.items()),
    )
    yield (
        "a choice for everybody",
        "; ".join(f"{name} is {value} or {others[name]}" for name, value in table.items()),
    )
    yield "two tables", f"{json.dumps(table)}\n\n{json.dumps(others)}"
    yield "two tables, the right one last", f"{json.dumps(others)}\n\n{json.dumps(table)}"
    twice = ", ".join(
        f'"{name}": "{each}"' for name, value in table.items() for each in (others[name], value)
    )
    yield "every key twice", f"{{{twice}}}"
    yield "the right table, denied", f"It is not so that {said}"
    yield (
        "the right table, each name denied by a sign",
        "\n".join(f"~{name}: {value}" for name, value in table.items()),
    )
    yield "the right table, struck out", "\n".join(f"{name}: ~~{value}~~" for name, value in table.items())
    yield "the right table, denied in JSON", json.dumps({"not": table})
    yield "the right table, as a question", f"{said}?"
    yield "the right table, as a condition", f"If {said}, all is well"
    yield "the right table, and somebody else", f"{said}. Zed is {values[0]}."
    yield "names without values", ", ".join(table)
    yield "values without names", ", ".join(table.values())


def _of_boards(givens: tuple[tuple[int, ...], ...], *, queens: bool) -> Iterator[Attack]:
    size = len(givens)

    def written(rows: list[list[object]]) -> str:
        return "\n".join(" ".join(map(str, row)) for row in rows)

    signs = ("_", "Q") if queens else ("_", *range(1, size + 1))
    puzzle = written([[signs[cell] for cell in row] for row in givens])
    solved = all(map(all, givens)) or (queens and sum(map(sum, givens)) == size)
    if size > 1 and not solved:
        yield "the puzzle as it was", puzzle
        yield "the same sign everywhere", written([[signs[1]] * size] * size)
        yield (
            "every row the same",
            written([[*(signs[1:] if not queens else ("Q", *"_" * (size - 1)))]] * size),
        )
        yield (
            "what is given, and one sign for the rest",
            written([[signs[cell or 1] for cell in row] for row in givens]),
        )
        yield "one row alone", puzzle.split("\n")[0]
        yield "that it is solved", "solved"
