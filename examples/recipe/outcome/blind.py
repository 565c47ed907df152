"""A sheet for people to rate by: which solution is better, not knowing which was written when.

ab_sheet.csv has the problem, two solutions A and B in an order that a seed shuffles, and two empty
columns. Whose is whose stands in ab_key.json alone; don't open it before rating.
"""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path

from reasoning_rewards.intervals import share
from recipe.outcome.found import Found

SHEET, KEY = "ab_sheet.csv", "ab_key.json"
COLUMNS = ("number", "question", "A", "B", "better (A, B or same)", "remark")
RATED = 30  # pairs; what a person does in an hour
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what makes a spreadsheet calculate


def write_sheet(found: Found, *, seed: int = 0) -> int:
    """Write the sheet and its key; how many pairs there are to rate. Pairs of equal text are left out."""
    pairs = [pair for pair in found.pairs if pair.before.strip() != pair.after.strip()]
    rng = random.Random(f"blind {seed}")
    rng.shuffle(pairs)
    key = {}
    # With a mark that makes Excel read it as UTF-8.
    with (found.folder / SHEET).open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for number, pair in enumerate(pairs[:RATED], 1):
            sides = {"A": "before", "B": "after"} if rng.random() < 0.5 else {"A": "after", "B": "before"}
            texts = {"before": pair.before, "after": pair.after}
            cells = (pair.question, texts[sides["A"]], texts[sides["B"]])
            writer.writerow([number, *map(harmless, cells), "", ""])
            key[str(number)] = {"id": pair.id, **sides}
    (found.folder / KEY).write_text(json.dumps(key, indent=1), "utf-8")
    return len(key)


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def open_sheet(sheet: Path, key: Path) -> str:
    """What the ratings say, once they are made."""
    sides = json.loads(key.read_text("utf-8"))
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    ratings = {row["number"]: (row.get(COLUMNS[4]) or "").strip().upper() for row in rows}
    for number, rating in ratings.items():
        if rating not in ("", "A", "B", "SAME") or number not in sides:
            raise SystemExit(f"{sheet}, number {number}: {rating!r}; expected A, B, same or nothing")
    chosen = [sides[number][rating] for number, rating in ratings.items() if rating in ("A", "B")]
    same = sum(rating == "SAME" for rating in ratings.values())
    if not chosen:
        raise SystemExit(f"{sheet}: nothing is rated yet; fill in the column {COLUMNS[4]!r}")
    return (
        f"{len(chosen) + same} of {len(sides)} pairs rated, {same} of them the same. Where one was better, it was "
        f"the one after training in {share([side == 'after' for side in chosen])}."
    )
