"""Solved rows to imitate: a prompt, and a completion in the layout that the model is to learn."""

from __future__ import annotations

from typing import Any

from reasoning_rewards import THINK_BOXED, Layout
from recipe.sources import local
from recipe.sources.rows import messages, read_rows, shuffled
from recipe.sources.wording import thinking, written

Trace = dict[str, list[dict[str, str]]]


def load_traces(
    source: str,
    *,
    limit: int | None = None,
    seed: int = 0,
    layout: Layout = THINK_BOXED,
    longest: int | None = None,
    system: str | None = None,
    suffix: str = "",
) -> list[Trace]:
    """Rows with ``prompt`` and ``completion`` for ``SFTTrainer``, of a source whose rows are solved.

    ``openr1`` gives R1's own traces: complete ones that math-verify found right, the shortest of each
    problem. The others give their worked solutions as the thinking. ``local:FILE`` may also have the
    columns ``prompt`` and ``completion``, as best_traces.jsonl has; those are taken as they are.

    longest: characters of a completion; longer ones are left out, and counted on the screen.
    """
    name, path = local.parse(source)
    if name is None and path is not None and is_finished(path):
        found = [finished(row, path) for row in shuffled(local.read_lines(path), f"{source} traces {seed}")]
    else:
        wanted = None if limit is None else 4 * limit
        rows = shuffled(read_rows(source, "train", wanted, seed, traces=True), f"{source} traces {seed}")
        found = [trace for row in rows if (trace := as_trace(row, layout, system, suffix))]
        if len(found) < len(rows):
            print(f"{source}: {len(rows) - len(found)} of {len(rows)} rows have no verified trace; left out")
    short = [trace for trace in found if longest is None or len(trace["completion"][0]["content"]) <= longest]
    if len(short) < len(found):
        print(
            f"{source}: {len(found) - len(short)} of {len(found)} traces are over {longest} characters; left out"
        )
    if not short:
        raise SystemExit(
            f"{source} has no solved rows to imitate: expected traces (openr1), worked solutions "
            "(gsm8k, math, aqua, local problem/solution) or the columns prompt/completion"
        )
    return short[:limit]


def as_trace(row: dict[str, Any], layout: Layout, system: str | None, suffix: str) -> Trace | None:
    text = retold(row, layout) if "generations" in row else worked(row, layout)
    if text is None:
        return None
    prompt = row.get("prompt") or messages(row, system, suffix)
    return {"prompt": prompt, "completion": [{"role": "assistant", "content": text}]}


def worked(row: dict[str, Any], layout: Layout) -> str | None:
    solution = row.get("solution")
    return written(solution, row["answer"], layout) if solution else None


def retold(row: dict[str, Any], layout: Layout) -> str | None:
    """R1's shortest complete and verified trace, its thinking between the layout's tags."""
    flags = zip(row["correctness_math_verify"] or [], row["is_reasoning_complete"] or [], strict=False)
    verified = [
        text
        for text, (right, complete) in zip(row["generations"], flags, strict=False)
        if right and complete and "</think>" in text
    ]
    if not verified:
        return None
    reasoning, _, spoken = min(verified, key=len).partition("</think>")
    reasoning = reasoning.removeprefix("<think>")
    if layout == THINK_BOXED:
        return f"{thinking(reasoning, layout)}\n{spoken.strip()}"
    return written(reasoning, row["answer"], layout)


def is_finished(path: Any) -> bool:
    first = next(iter(local.read_lines(path)), {})
    return {"prompt", "completion"} <= first.keys()


def finished(row: dict[str, Any], path: Any) -> Trace:
    """A prompt and a completion, each text or chat messages."""
    if row.get("from") == "evaluation":
        raise SystemExit(
            f"local:{path}: {row.get('id')} was written for a problem of the evaluation; "
            "whoever trains on it can't measure on it. Take the lines whose 'from' is 'training'"
        )
    missing = {"prompt", "completion"} - row.keys()
    if missing:
        raise SystemExit(f"local:{path}: a row without {', '.join(sorted(missing))}, which other rows have")
    return {
        column: [{"role": role, "content": row[column]}] if isinstance(row[column], str) else row[column]
        for column, role in (("prompt", "user"), ("completion", "assistant"))
    }
