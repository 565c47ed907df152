"""Rows of your own, as JSON lines.

    {"question": "...", "answer": "42"}                       the answer alone, or "worked out #### 42"
    {"prompt": "..." or [messages], "answer": "42"}
    {"problem": "...", "solution": "1. ... The answer is 42."}  a worked solution that marks its answer

``options`` (a list) makes a row multiple choice, its answer a letter; an answer of Yes or No makes it a
puzzle; ``task`` says it outright. Other columns stay: rewards may ask for them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from recipe.sources.schemas import SCHEMAS, gold_of

QUESTIONS = ("question", "prompt", "problem")
ANSWERS = ("answer", "solution")
TASKS = ("math", "number", "choice", "puzzle")


def parse(source: str) -> tuple[str | None, Path | None]:
    """The source's name and file: ``local:gsm8k:a.jsonl``, ``local:a.jsonl`` or a bare name."""
    if not source.startswith("local:"):
        return source, None
    rest = source.removeprefix("local:")
    name, colon, path = rest.partition(":")
    if colon and name in SCHEMAS:
        return name, Path(path)
    return None, Path(rest)


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    if not path.is_file():
        raise SystemExit(f"local:{path}: there is no such file here ({Path.cwd()})")
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as error:
                raise SystemExit(f"{path}, line {number}: not JSON: {error}") from error
            if not isinstance(row, dict):
                raise SystemExit(f'{path}, line {number}: expected an object such as {{"question": ...}}')
            yield row


def read_rows(raws: Iterable[Mapping[str, Any]], path: Path) -> Iterator[dict[str, Any]]:
    for index, raw in enumerate(raws):
        try:
            yield read_row(raw, f"{path.name}:{index}")
        except ValueError as error:
            raise SystemExit(f"local:{path}, row {index}: {error}") from error


def read_row(raw: Mapping[str, Any], own_id: str) -> dict[str, Any]:
    question_column = first_of(QUESTIONS, raw)
    answer_column = first_of(ANSWERS, raw)
    asked = raw[question_column]
    row = {key: value for key, value in raw.items() if key not in (question_column, answer_column)}
    if isinstance(asked, list):
        row["prompt"] = asked
        asked = last_asked(asked)
    answer = gold(raw[answer_column], marked=answer_column == "solution")
    if answer_column == "solution" or "####" in str(raw[answer_column]):
        row["solution"] = str(raw[answer_column]).strip()
    task = row.pop("task", None) or guess_task(row, answer)
    if task not in TASKS:
        raise ValueError(f"task={task!r}: expected one of {', '.join(TASKS)}")
    row_id = str(row.pop("id", own_id))
    return {"id": row_id, "task": task, "question": asked.strip(), "answer": answer, **row}


def first_of(wanted: tuple[str, ...], raw: Mapping[str, Any]) -> str:
    for column in wanted:
        if column in raw:
            return column
    raise ValueError(
        f"none of the columns {', '.join(map(repr, wanted))}; found {', '.join(map(repr, raw))}. "
        "Expected question/answer, prompt/answer or problem/solution"
    )


def last_asked(prompt: list[Any]) -> str:
    for message in reversed(prompt):
        if (
            isinstance(message, dict)
            and message.get("role") == "user"
            and isinstance(message.get("content"), str)
        ):
            return message["content"]
    raise ValueError(
        "the column 'prompt' is a list without a user message; expected a string or chat messages"
    )


def gold(value: object, *, marked: bool) -> str:
    """The answer as text; a worked solution's is the one that it marks."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if not isinstance(value, (str, int, float)):
        raise ValueError(f"the answer is {value!r}: expected text or a number")
    text = str(value).strip()
    if marked or "####" in text:
        return gold_of(text)
    return text


def guess_task(row: Mapping[str, Any], answer: str) -> str:
    if row.get("options"):
        return "choice"
    return "puzzle" if answer.lower() in ("yes", "no") else "math"
