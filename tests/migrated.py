"""Reward functions of other people beside what they become here: the data of docs/migrating.md, and the comparison.

``cases/migrating`` holds completions, dresses (the same answer in the tags that a function wants), functions with the line
that takes their place here, the scores that the functions gave when they were run (``record.py`` there), and verdicts: who
is right where scores differ.
"""

from __future__ import annotations

import json
import math
import warnings
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from reasoning_rewards import RewardWarning
from reasoning_rewards.cli.expression import reward_of

FOLDER = Path(__file__).parent / "cases" / "migrating"


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
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RewardWarning)  # some golds are missing on purpose
        scores = reward([row.text for row in rows], **columns)
    found = []
    for row, ours in zip(rows, scores, strict=True):
        theirs = recorded()[key(function), row.name]
        found.append(Compared(row, theirs if theirs is None else theirs - function["plus"], ours))
    return found


class Difference(NamedTuple):
    """A difference of scores, for all functions and completions that show it, and who is right."""

    functions: tuple[str, ...]
    completions: tuple[str, ...]
    theirs: str
    ours: str
    right: str
    why: str


Pair = tuple[str, str]


def differing(page: str) -> dict[Pair, tuple[dict[str, Any], Compared]]:
    """(function, completion): the pairs of a page whose scores differ."""
    functions = [function for function in read("functions") if function["page"] == page]
    return {
        (key(function), each.asked.name): (function, each)
        for function in functions
        for each in compared(function)
        if not each.same
    }


def differences(page: str) -> list[Difference]:
    """What differs on a page. Right or wrong is settled by what is known of the completion, the rest by a verdict."""
    pairs = differing(page)
    groups: dict[Any, list[Pair]] = {}
    for pair, (function, each) in pairs.items():
        by = _settled(function, each)
        if by is None:
            by = _verdict(pair)
        else:
            by = (pair[1], *by)
        groups.setdefault(by, []).append(pair)
    return [
        _difference(by, [(pair, pairs[pair]) for pair in members])
        for by, members in sorted(groups.items(), key=lambda item: isinstance(item[0], int))
    ]


def said(score: float | None, passes: float) -> str:
    if score is None:
        return "no score"
    return "right" if score >= passes - 1e-3 else "wrong"


def _settled(function: dict[str, Any], each: Compared) -> tuple[str, str, str, str] | None:
    """What both say, who is right, and why, where one says right, wrong or no score, and the other another of these."""
    if function["passes"] is None:
        return None
    passes = function["passes"] - function["plus"]
    theirs, ours = said(each.theirs, passes), said(each.ours, passes)
    if theirs == ours:
        return None
    truth = {True: "right", False: "wrong", None: "no score"}[each.asked.right]
    right = "here" if ours == truth else "there" if theirs == truth else "neither"
    return theirs, ours, right, each.asked.why


def _verdict(pair: Pair) -> int:
    """The place of the verdict on a pair: the first that names it."""
    function, completion = pair
    for place, verdict in enumerate(read_verdicts()):
        if any(fnmatchcase(function, wanted) for wanted in verdict["functions"]) and (
            completion in verdict["completions"] or verdict["completions"] == ["*"]
        ):
            return place
    raise LookupError(f"nobody says who is right about {completion!r} in {function}")


@cache
def read_verdicts() -> list[dict[str, Any]]:
    return read("verdicts")


def _difference(by: Any, members: list[tuple[Pair, tuple[dict[str, Any], Compared]]]) -> Difference:
    functions = tuple(dict.fromkeys(function["name"] for _, (function, _) in members))
    completions = tuple(dict.fromkeys(completion for (_, completion), _ in members))
    if isinstance(by, tuple):
        _, theirs, ours, right, why = by
        return Difference(functions, completions, theirs, ours, right, why)
    verdict = read_verdicts()[by]
    theirs, ours = (
        ", ".join(
            dict.fromkeys(_shown(getattr(each, whose), function["plus"]) for _, (function, each) in members)
        )
        for whose in ("theirs", "ours")
    )
    return Difference(functions, completions, theirs, ours, verdict["right"], verdict["why"])


def _shown(score: float | None, plus: float) -> str:
    return "no score" if score is None else f"{round(score + plus, 2):g}".replace("-", "−")
