"""Batches to time: rows of (gold, completion, is it right?), from labelled data or made up.

a_boxed   128 word problems × 8: real solutions as thinking, the answer in a box: 42, 42.0, 1,234, $42, wrong
b         1,000 MATH golds: half the same, a quarter in another dress, a quarter another problem's gold
b8        MATH golds as 128 groups of 8
c         16 word problems × 4, whose thinking is 79,000 characters of MATH solutions, boxes and all

With a folder that holds gsm8k_solutions.jsonl and math_goldself.jsonl the text is theirs; without,
it is made up in the same shapes, and the table says so.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import NamedTuple

__all__ = ["GROUP", "PROMPTS", "Row", "Workload", "batch", "workloads"]

PROMPTS, GROUP = 128, 8
FILLER = "Let me read the problem once more and note what is known, what is asked, and what is not. "


class Row(NamedTuple):
    """One completion with its gold, and whether it is right."""

    gold: str
    completion: str
    right: bool


class Workload(NamedTuple):
    """Rows to score at once, and where their text is from."""

    name: str
    rows: list[Row]
    source: str


def workloads(data: Path | None, seed: int = 0) -> list[Workload]:
    """All four, from the data where it is there."""
    rng = random.Random(seed)
    words = _words(data, rng)
    math, boxed = _math(data, rng)
    source = "data" if data is not None else "made up"
    a_boxed = [row for gold, thinking in words[:128] for row in _words_group(gold, thinking, rng)]
    b = [_math_row(gold, thinking, math, rng) for gold, thinking in math[:1000]]
    b8 = [_math_row(gold, thinking, math, rng) for gold, thinking in math[:128] for _ in range(8)]
    c = [_long_row(gold, boxed, rng) for gold, _ in words[:16] for _ in range(4)]
    return [
        Workload(name, rows, source) for name, rows in (("a_boxed", a_boxed), ("b", b), ("b8", b8), ("c", c))
    ]


def _words(data: Path | None, rng: random.Random) -> list[tuple[str, str]]:
    if data is None:
        return [(str(rng.randint(2, 5000)), "Let me count them one by one. " * 130) for _ in range(200)]
    rows = [json.loads(line) for line in (data / "gsm8k_solutions.jsonl").open(encoding="utf-8")]
    by_gold = [(str(row["gold"]), row["completion"].replace("####", "so") * 12) for row in rows[::7]]
    rng.shuffle(by_gold)
    return by_gold


def _math(data: Path | None, rng: random.Random) -> tuple[list[tuple[str, str]], list[str]]:
    """Golds with a solution whose box is taken away, and the solutions as they are."""
    if data is None:
        shapes = (r"\frac{%d}{%d}", "%d", r"%d\sqrt{%d}", r"%d\pi", "(%d, %d)", "x^2 + %dx - %d")
        golds = [
            shape % tuple(rng.randint(2, 99) for _ in range(shape.count("%d"))) for shape in shapes * 200
        ]
        solutions = [f"Let us look at it so: $x = {gold}$, and so $\\boxed{{{gold}}}$. " for gold in golds]
        return [(gold, "Let us look at it from another side. " * 90) for gold in golds], solutions
    rows = [json.loads(line) for line in (data / "math_goldself.jsonl").open(encoding="utf-8")]
    rng.shuffle(rows)
    solutions = [row["completion"] for row in rows]
    return [(row["gold"], row["completion"].replace("\\boxed", "") * 4) for row in rows], solutions


def _words_group(gold: str, thinking: str, rng: random.Random, size: int = 8) -> list[Row]:
    number = int(gold.replace(",", "")) if gold.replace(",", "").lstrip("-").isdigit() else 0
    right = (str(number), f"{number}.0", f"{number:,}", rf"\${number}")
    rows = []
    for _ in range(size):
        is_right = rng.random() < 0.55
        answer = rng.choice(right) if is_right else str(number + rng.choice((-10, -1, 1, 2, 100)))
        rows.append(Row(str(number), f"<think>{thinking}</think>\n\n\\boxed{{{answer}}}", is_right))
    return rows


def _math_row(gold: str, thinking: str, others: list[tuple[str, str]], rng: random.Random) -> Row:
    kind = rng.random()
    answer, right = gold, True
    if kind > 0.75:
        answer, _ = rng.choice(others)
        right = answer == gold
    elif kind > 0.5:
        answer = _other_dress(gold, rng)
    return Row(gold, f"<think>{thinking}</think>\n\nSo it is $\\boxed{{{answer}}}$.", right)


def _other_dress(gold: str, rng: random.Random) -> str:
    """An equal answer that is written differently."""
    dresses = [f" {gold} ", gold.replace("\\frac", "\\dfrac"), gold.replace(" ", ""), f"{{{gold}}}"]
    if gold.isdigit():
        dresses += [f"{gold}.0", f"\\frac{{{2 * int(gold)}}}{{2}}", f"{gold}.00"]
    return rng.choice([dress for dress in dresses if dress != gold] or [gold])


def _long_row(gold: str, solutions: list[str], rng: random.Random) -> Row:
    thinking = "\n\n".join(rng.choices(solutions, k=400))[:79_000]
    (row,) = _words_group(gold, thinking, rng, size=1)
    return row


def batch(seed: int = 0) -> dict[str, list]:
    """Columns as TRL passes them."""
    rng = random.Random(seed)
    columns: dict[str, list] = {
        name: []
        for name in (
            "completions",
            "prompts",
            "completion_ids",
            "answer",
            "zeros",
            "right",
            "checkpoints",
            "tests",
            "choice",
            "options",
            "steps",
            "nums",
            "target",
            "puzzle",
        )
    }
    for _ in range(PROMPTS):
        a, b, c = (rng.randint(2, 99) for _ in range(3))
        gold = a + b - c
        for _ in range(GROUP):
            answer = gold if rng.random() < 0.5 else gold + rng.choice((-10, -1, 1, 2))
            thinking = FILLER * rng.randint(30, 65) + f"{a} + {b} = {a + b}. {a + b} - {c} = {answer}."
            ending = "" if rng.random() < 0.03 else f"</think>\n\nThe answer is \\boxed{{{answer}}}."
            columns["completions"].append(f"<think>{thinking}{ending}")
            columns["prompts"].append(f"Tom has {a} marbles, finds {b} and loses {c}. How many are left?")
            columns["completion_ids"].append(range(len(thinking) // 4))
            columns["answer"].append(str(gold))
            columns["checkpoints"].append([str(a + b), str(gold)])
            columns["tests"].append(
                {"type": "calls", "entry_point": "f", "inputs": [[a, b, c]], "outputs": [gold]}
            )
            columns["choice"].append("B")
            columns["steps"].append(2)
            columns["nums"].append([a, b, c])
            columns["target"].append(gold)
            columns["puzzle"].append("12..\n....\n....\n...4")
            columns["options"].append([str(gold + 1), str(gold)])
            columns["zeros"].append(0.0)
            columns["right"].append(float(answer == gold))
    return columns
