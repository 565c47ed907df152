"""Answers that people reported as judged wrongly, by this library or by others, with neighbours of them in both directions.

A row has a gold and a `prediction`, scored in a box, or a whole `completion`; `expected` says whether it is right.
"""

import json
from pathlib import Path

import pytest

from reasoning_rewards import Correctness, MultipleChoice

FILE = Path(__file__).parents[2] / "cases" / "reports.jsonl"
ROWS = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]
SEVERAL = "choice:several"  # options that only the question makes several: AB
# What is refused, with the reason; none of it may be a wrong answer that is paid.
OPEN = {
    "We analyse the condition.\nANSWER: the set is open (0, 1)": "words before the answer that say what it is",
}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_a_reported_answer(row):
    reward = (
        MultipleChoice(several=True) if row["kind"] == SEVERAL and row["gold"].isalpha() else Correctness()
    )
    completion = row.get("completion") or f"\\boxed{{{row['prediction']}}}"
    verdict = reward.explain(completion, answer=row["gold"])
    assert (verdict.score == 1.0) is (row["expected"] and completion not in OPEN), verdict
