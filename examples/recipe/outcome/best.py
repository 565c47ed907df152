"""The best solution of each problem, as lines that SFT can train on, or that people can read.

best_traces.jsonl   of training problems, out of everything GRPO sampled: right by `recipe.grading`, of
                    these the one with the highest reward, of these the shortest
best_answers.jsonl  of the evaluation's problems: the shortest right one. Each line says "from":
                    "evaluation", and `load_traces` refuses it: who trains on these can't measure on them
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from recipe.grading import Asked, grade
from recipe.outcome.found import Found, read_json, read_lines

Line = dict[str, Any]

TRACES, ANSWERS = "best_traces.jsonl", "best_answers.jsonl"
TRIED = 4  # of a problem's samples, in the order of their reward; grading all of a long run takes long


def write_best(found: Found) -> dict[str, int]:
    """Write both files; how many lines each has."""
    written = {
        TRACES: best_traces(found.folder, opened=bool(found.after.get("opened"))),
        ANSWERS: best_answers(found.folder),
    }
    for name, lines in written.items():
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        (found.folder / name).write_text(text, "utf-8")
    return {name: len(lines) for name, lines in written.items()}


def best_traces(folder: Path, *, opened: bool = False) -> list[Line]:
    rows = {
        row["prompt"][-1]["content"]: row for row in (read_json(folder / "data.json") or {}).get("train", [])
    }
    by_question = defaultdict(list)
    for sample in totals(read_lines(folder / "GRPO" / "completions.jsonl")):
        if sample["question"] in rows:
            by_question[sample["question"]].append(sample)
    tried = [
        (rows[asked], sample)
        for asked, samples in by_question.items()
        for sample in sorted(samples, key=lambda one: (-one["score"], len(one["text"])))[:TRIED]
    ]
    grades = grade([as_asked(row, sample["text"], opened) for row, sample in tried])
    best: dict[str, Line] = {}
    for (row, sample), graded in zip(tried, grades, strict=True):
        if graded.right and row["id"] not in best:
            told = {"reward": sample["score"], "step": sample["step"], "from": "training"}
            best[row["id"]] = as_line(row, sample["text"], told)
    return list(best.values())


def totals(samples: Iterable[Line]) -> list[Line]:
    """One line per completion, where several rewards have written one each: with their sum."""
    summed: dict[tuple[int, str, str], Line] = {}
    for sample in samples:
        key = (sample["step"], sample["question"], sample["text"])
        one = summed.setdefault(key, {**sample, "score": 0.0, "rewards": set()})
        if sample["reward"] not in one["rewards"]:  # the same text sampled twice is one completion here
            one["rewards"].add(sample["reward"])
            one["score"] += sample["score"] or 0.0
    return list(summed.values())


def best_answers(folder: Path) -> list[Line]:
    lines = []
    for row in read_lines(folder / "completions_after.jsonl"):
        right = [text for text, flag in zip(row["completions"], row["right"], strict=True) if flag]
        if right:
            lines.append(as_line(row, min(right, key=len), {"from": "evaluation"}))
    return lines


def as_asked(row: Line, text: str, opened: bool) -> Asked:
    return Asked(text, row["answer"], row["task"], tuple(row.get("options") or ()), opened)


def as_line(row: Line, text: str, told: Line) -> Line:
    completion = [{"role": "assistant", "content": text}]
    return {
        "id": row["id"],
        "prompt": row["prompt"],
        "completion": completion,
        "answer": row["answer"],
        **told,
    }
