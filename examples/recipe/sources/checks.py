"""What is looked at before a run is paid for: golds, overlap with the evaluation, long prompts."""

from __future__ import annotations

from typing import Any

import reasoning_rewards
from recipe.sources.rows import Row, normalised

SHOWN = 10  # rows named in a message


def audit_golds(rows: list[Row]) -> list[Row]:
    """The rows whose gold a reward can read; the others are named and left out.

    An unreadable gold pays nobody, so such a row would only cost time. Golds that are understood only
    as the text they are (many words, broken LaTeX) are counted, and stay.
    """
    audit = reasoning_rewards.audit_golds([row["answer"] for row in rows])
    unusable = {finding.row for finding in audit.unusable}
    for finding in audit.unusable[:SHOWN]:
        print(
            f"left out: {rows[finding.row]['id']}, whose gold {finding.gold!r} no reward can read ({finding.rule})"
        )
    if len(unusable) > SHOWN:
        print(f"left out: {len(unusable) - SHOWN} more rows with unreadable golds")
    kept = [row for index, row in enumerate(rows) if index not in unusable]
    verbatim = sum(1 for finding in audit.verbatim if rows[finding.row]["task"] == "math")
    if verbatim:
        print(f"{verbatim} of {len(rows)} golds are understood as text alone: only the same words pay")
    if not kept:
        raise SystemExit(
            f"no gold of these {len(rows)} rows can be read; the first is {rows[0]['answer']!r}. "
            "Is the answer in another column?"
        )
    return kept


def overlap(train: list[Row], evaluation: list[Row]) -> list[tuple[Row, Row]]:
    """The pairs that ask the same question, but for spaces, case and punctuation."""
    measured = {normalised(row["question"]): row for row in evaluation}
    return [(row, measured[key]) for row in train if (key := normalised(row["question"])) in measured]


def refuse_overlap(train: list[Row], evaluation: list[Row]) -> None:
    """Stop where a problem to measure on would also be trained on: its answer might be remembered.

    Found is the same text; a problem retold in other words, or with other numbers, is not.
    """
    pairs = overlap(train, evaluation)
    if pairs:
        named = ", ".join(f"{one['id']} = {other['id']}" for one, other in pairs[:SHOWN])
        more = f" and {len(pairs) - SHOWN} more" if len(pairs) > SHOWN else ""
        raise SystemExit(
            f"{len(pairs)} problems are in the training and in the evaluation: {named}{more}. "
            "Take another source for one of them, or leave these out of the training with --drop-overlap"
        )


def without_overlap(train: list[Row], evaluation: list[Row]) -> list[Row]:
    """The training rows that the evaluation does not ask; how many were left out is said."""
    seen = {one["id"] for one, _ in overlap(train, evaluation)}
    if seen:
        print(
            f"left out of the training: {len(seen)} problems of the evaluation ({', '.join(sorted(seen)[:SHOWN])})"
        )
    kept = [row for row in train if row["id"] not in seen]
    if not kept:
        raise SystemExit(
            "every training problem is also in the evaluation: take another source for one of them"
        )
    return kept


def longest_first(rows: list[Row], tokenizer: Any, *, lead: int = 16) -> list[Row]:
    """The ``lead`` rows with the longest prompts, longest first, and then the others in their order.

    If memory is too small, the first steps say so, and not the hundredth. The others stay shuffled:
    wholly sorted rows would be a curriculum from long to short that nobody asked for. The trainer must
    not shuffle them again (``shuffle_dataset=False``).
    """
    lengths = [prompt_length(row, tokenizer) for row in rows]
    leading = sorted(range(len(rows)), key=lambda index: -lengths[index])[:lead]
    chosen = set(leading)
    return [rows[index] for index in leading] + [row for i, row in enumerate(rows) if i not in chosen]


def prompt_length(row: Row, tokenizer: Any) -> int:
    """Tokens of a row's prompt, as the chat template writes it."""
    text = tokenizer.apply_chat_template(row["prompt"], tokenize=False, add_generation_prompt=True)
    return len(tokenizer(text, add_special_tokens=False)["input_ids"])
