"""Units against their definitions: every size in the table, by a source of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reasoning_rewards import NumberPolicy, compare
from reasoning_rewards.answers.values.units import SIZES, UNITS

CONVERT = NumberPolicy(units="convert")
ROWS = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "cases" / "unit_sizes.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['one']} = {row['other']}")
def test_a_unit_is_as_large_as_its_definition_says(row):
    for answer, gold in ((row["one"], row["other"]), (row["other"], row["one"])):
        assert compare(answer, gold=gold, policy=CONVERT).same is True
        assert compare(answer, gold=gold).same is False  # without converting these are different answers


def test_every_size_that_is_not_its_own_base_has_a_definition_here():
    told = {UNITS[row[side].split()[1]] for row in ROWS for side in ("one", "other")}
    assert [name for name, (size, _) in SIZES.items() if size != 1 and name not in told] == []
