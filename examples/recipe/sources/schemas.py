"""The columns of each data set, and how one of its rows is read.

A reader takes a row as the data set has it and gives ``question``, ``answer`` and what else is worth
keeping. It raises ``ValueError`` where the row is not what its schema promises; whoever calls it says
which row of which source that was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from reasoning_rewards import ANY
from reasoning_rewards.text.completion import Completion
from reasoning_rewards.text.extract import find_answer

Raw = Mapping[str, Any]

CALCULATOR = re.compile(r"<<[^<>]*>>")  # GSM8K writes 48/2=<<48/2=24>>24
OPTION = re.compile(r"^\s*\(?([A-Ea-e])\s*[).:]\s*")  # AQuA writes A)21
LETTERS = "ABCDE"


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
    return {"question": raw["prompt"].strip(), "answer": str(raw["solution"]).strip()}


def openr1(raw: Raw) -> dict[str, Any]:
    return {"question": raw["problem"].strip(), "answer": str(raw["answer"]).strip()}


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


TRACE_COLUMNS = ("generations", "correctness_math_verify", "is_reasoning_complete")

SCHEMAS = {
    "gsm8k": Schema("openai/gsm8k", "main", "math", ("question", "answer"), gsm8k),
    "math": Schema(
        "DigitalLearningGmbH/MATH-lighteval", "default", "math", ("problem", "level", "solution"), competition
    ),
    "math500": Schema(
        "HuggingFaceH4/MATH-500",
        None,
        "math",
        ("problem", "answer", "level", "solution", "unique_id"),
        competition,
        train=None,
        id_column="unique_id",
    ),
    "dapo": Schema(
        "open-r1/DAPO-Math-17k-Processed",
        "en",
        "math",
        ("prompt", "solution"),
        dapo,
        eval="train",
        held_out=True,
    ),
    "openr1": Schema(
        "open-r1/OpenR1-Math-220k",
        "default",
        "math",
        ("problem", "answer", "uuid"),
        openr1,
        eval="train",
        held_out=True,
        id_column="uuid",
        more=TRACE_COLUMNS,
    ),
    "aqua": Schema(
        "deepmind/aqua_rat", "raw", "choice", ("question", "options", "rationale", "correct"), aqua
    ),
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
