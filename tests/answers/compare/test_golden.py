"""Golden verdicts: each row says where its truth comes from."""

import json
from pathlib import Path

import pytest

from reasoning_rewards.answers.compare.comparison import compare

CASES = Path(__file__).parents[2] / "cases"


def rows(name: str) -> list:
    with (CASES / name).open(encoding="utf-8") as lines:
        return [
            pytest.param(row, id=f"{name.removesuffix('.jsonl')}-{number}")
            for number, row in enumerate(map(json.loads, lines), 1)
        ]


@pytest.mark.parametrize("row", [*rows("answers.jsonl"), *rows("verdicts.jsonl")])
def test_golden(row: dict) -> None:
    comparison = compare(row["answer"], gold=row["gold"])
    if row["same"] is False and "rule" not in row:
        assert comparison.same is not True, comparison
    else:
        assert comparison.same is row["same"], comparison
    if "rule" in row:
        assert comparison.rule == row["rule"]
    assert str(comparison)


@pytest.mark.parametrize("row", rows("verdicts.jsonl"))
def test_the_other_way_round(row: dict) -> None:
    back = compare(row["gold"], gold=row["answer"])
    assert (back.same is True) is row["same"] or back.rule.startswith("gold."), back


def test_every_row_has_a_source() -> None:
    assert all(param.values[0]["source"] for param in rows("answers.jsonl"))
