"""Reward functions of other people beside what they become here: the data of docs/migrating.md, and the comparison.

``cases/migrating`` holds completions, dresses (the same answer in the tags that a function wants), functions with the line
that takes their place here, the scores that the functions gave when they were run (``record.py`` there), and verdicts: who
is right where scores differ.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from reasoning_rewards.cli.expression import reward_of

FOLDER = Path(__file__).parent / "cases" / "migrating"
LENGTHS = {"trl", "open-r1"}
"""Pages with functions of token ids."""


def read(name: str) -> list[dict[str, Any]]:
    """The rows of one of the files."""
    return [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()]


class Asked(NamedTuple):
    """A completion as one function was asked about it."""

    name: str
    text: str
    gold: str
    ids: list[int]
    right: bool | None
    why: str


class Compared(NamedTuple):
    """What the function and what takes its place say of a completion; ``theirs`` is with the constant taken off."""

    asked: Asked
    theirs: float | None
    ours: float | None

    @property
    def same(self) -> bool:
        if self.theirs is None or self.ours is None:
            return self.theirs is self.ours
        return math.isclose(self.theirs, self.ours, abs_tol=1e-3)


def key(function: dict[str, Any]) -> str:
    return f"{function['page']} {function['name']}"


def asked(function: dict[str, Any]) -> Iterator[Asked]:
    """The completions that a function is compared on, in its own dress."""
    dress = {row["name"]: row["text"] for row in read("dresses")}[function["dress"]]
    for row in read("completions"):
        text = row.get("text")
        if text is None:
            text = dress.replace("{r}", row["reasoning"]).replace("{a}", row["answer"])
        elif function["dress"] not in row["families"]:
            continue
        if function["golds"] == "numbers" and row.get("gold_is") == "no number":
            continue
        gold = function["gold"].replace("{g}", row["gold"]) if row["gold"] else ""
        ids = row.get("ids", list(range(row["tokens"])))
        yield Asked(row["name"], text, gold, ids, row["right"], row["why"])


@cache
def recorded() -> dict[tuple[str, str], float | None]:
    """(function, completion): the score that the function gave."""
    return {(row["function"], row["completion"]): row["score"] for row in read("scores")}


def compared(function: dict[str, Any]) -> list[Compared]:
    """Every completion of a function, with both scores."""
    rows = list(asked(function))
    reward = reward_of(function["here"])
    columns: dict[str, Any] = {
        "answer": [row.gold for row in rows],
        "completion_ids": [row.ids for row in rows],
        "prompts": ["How many?"] * len(rows),
    }
    scores = reward([row.text for row in rows], **columns)
    found = []
    for row, ours in zip(rows, scores, strict=True):
        theirs = recorded()[key(function), row.name]
        found.append(Compared(row, theirs if theirs is None else theirs - function["plus"], ours))
    return found
