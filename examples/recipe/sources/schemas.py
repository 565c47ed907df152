"""Which data sets the recipe knows by a short name, and how one of their rows is read.

Where a data set is on the hub and what its columns hold is `reasoning_rewards.schemas`' to say. A reader takes a row as the data set has it and gives ``question``, ``answer`` and what else is worth
keeping. It raises ``ValueError`` where the row is not what its schema promises; whoever calls it says
which row of which source that was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from reasoning_rewards import ANY, schemas
from reasoning_rewards.text.completion import Completion
from reasoning_rewards.text.extract import find_answer

Raw = Mapping[str, Any]

CALCULATOR = re.compile(r"<<[^<>]*>>")  # GSM8K writes 48/2=<<48/2=24>>24
OPTION = re.compile(r"^\s*\(?([A-Ea-e])\s*[).:]\s*")  # AQuA writes A)21
LETTERS = "ABCDE"
DAPO, OPENR1 = "open-r1/DAPO-Math-17k-Processed", "open-r1/OpenR1-Math-220k"


def gsm8k(raw: Raw) -> dict[str, Any]:
    worked, mark, gold = raw["answer"].rpartition("####")
    if not mark:
        raise ValueError("the column 'answer' has no '####' before the final number")
    return {
        "question": raw["question"].strip(),
        "answer": gold.strip().replace(",", "").removeprefix("$"),
        "steps": max(1, len(CALCULATOR.findall(worked))),
        "solution": CALCULATOR.sub("", worked).strip(),
    }


def competition(raw: Raw) -> dict[str, Any]:
    """MATH: the answer is the last box of the solution, unless a column has it, as in MATH-500."""
    return {
        "question": raw["problem"].strip(),
        "answer": raw["answer"].strip() if "answer" in raw else gold_of(raw["solution"]),
        "level": str(raw["level"]),
        "solution": raw["solution"].strip(),
    }


def dapo(raw: Raw) -> dict[str, Any]:
    if not isinstance(raw["prompt"], str):
        raise ValueError(
            "the column 'prompt' is no string: this is not DAPO-Math-17k-Processed, whose boilerplate is removed"
        )
    return as_they_stand(schemas.find(DAPO), raw)


def openr1(raw: Raw) -> dict[str, Any]:
    return as_they_stand(schemas.find(OPENR1), raw)


def as_they_stand(known: schemas.Schema, raw: Raw) -> dict[str, Any]:
    return {"question": str(known.question_of(raw)).strip(), "answer": str(known.gold_of(raw)).strip()}


def aqua(raw: Raw) -> dict[str, Any]:
    options = [OPTION.sub("", option).strip() for option in raw["options"]]
    letter = raw["correct"].strip().upper()
    if letter not in LETTERS[: len(options)]:
        raise ValueError(f"correct={raw['correct']!r}: expected one of {', '.join(LETTERS[: len(options)])}")
    return {
        "question": raw["question"].strip(),
        "answer": letter,
        "options": options,
        "solution": raw["rationale"].strip(),
    }


def gold_of(solution: str) -> str:
    """The answer that a solution comes to: its box, ``####``, answer tag, "the answer is" or all of it."""
    found = find_answer(Completion(solution), ANY)
    if found.text is None or found.rule:
        raise ValueError(
            "the solution marks no answer; end it with '#### 42' or \\boxed{42}, or give the rows a column 'answer'"
        )
    return found.text.strip()


@dataclass(frozen=True)
class Schema:
    """A data set: where it is on the hub, which splits it has, and how its rows are read.

    ``train`` and ``eval`` name splits of the hub. A data set with ``held_out`` has only one split, and
    one problem in HELD_OUT of it is kept for evaluation.
    """

    hub: str
    config: str | None
    task: str
    columns: tuple[str, ...]
    read: Callable[[Raw], dict[str, Any]]
    train: str | None = "train"
    eval: str | None = "test"
    held_out: bool = False
    id_column: str | None = None
    more: tuple[str, ...] = ()  # columns that only `load_traces` needs; some are large


def known_as(
    name: str,
    read: Callable[[Raw], dict[str, Any]],
    *,
    besides: tuple[str, ...] = (),
    id_column: str | None = None,
    more: tuple[str, ...] = (),
) -> Schema:
    """What the recipe makes of a data set that `reasoning_rewards.schemas` knows; ``besides``: columns it wants too."""
    known = schemas.find(name)
    columns = tuple(dict.fromkeys((*known.columns, *besides, *((id_column,) if id_column else ()))))
    return Schema(
        known.name,
        known.config,
        "choice" if known.task == "choice" else "math",
        columns,
        read,
        train=known.train,
        eval=known.test or known.train,
        held_out=known.test is None,
        id_column=id_column,
        more=more,
    )


TRACE_COLUMNS = ("generations", "correctness_math_verify", "is_reasoning_complete")

SCHEMAS = {
    "gsm8k": known_as("openai/gsm8k", gsm8k),
    "math": known_as("DigitalLearningGmbH/MATH-lighteval", competition, besides=("level",)),
    "math500": known_as(
        "HuggingFaceH4/MATH-500", competition, besides=("level", "solution"), id_column="unique_id"
    ),
    "dapo": known_as(DAPO, dapo),
    "openr1": known_as(OPENR1, openr1, id_column="uuid", more=TRACE_COLUMNS),
    "aqua": known_as("deepmind/aqua_rat", aqua, besides=("rationale",)),
}

# What people still find in old scripts, and why it does not load.
RETIRED = {
    "hendrycks/competition_math": "taken down from the hub in January 2025 (DMCA); use math, math500 or dapo",
    "competition_math": "taken down from the hub in January 2025 (DMCA); use math, math500 or dapo",
    "lighteval/MATH": "no longer on the hub; use math, math500 or dapo",
    "lighteval/MATH-Hard": "no longer on the hub; use math or math500",
    "HuggingFaceH4/MATH": "holds only the 746 problems of precalculus; use math",
    "HuggingFaceH4/open-R1-math": "there is no such data set; use openr1",
    "openai/openai_humaneval": "is for evaluation of code, which this recipe does not train",
}
