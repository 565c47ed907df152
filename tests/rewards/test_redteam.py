"""What once bought a reward without the answer, or with two of them, buys it no more."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

import reasoning_rewards
from reasoning_rewards import Correctness, compare
from reasoning_rewards.testing import attack

CASES = Path(__file__).parents[1] / "cases" / "redteam.jsonl"
ROWS = [json.loads(line) for line in CASES.read_text("utf-8").splitlines()]


def paid_for_one_at_most(row: dict) -> None:
    reward = getattr(reasoning_rewards, row["reward"])()
    golds = row["golds"]
    scores = reward([row["completion"]] * len(golds), answer=golds)
    assert sum(score > 0.5 for score in scores) <= 1, scores


def pays_nothing(row: dict) -> None:
    reward = getattr(reasoning_rewards, row["reward"])(**row["settings"])
    columns = {name: [value] for name, value in row["columns"].items()}
    assert reward([row["completion"]], **columns) == [0.0]


def is_not(row: dict) -> None:
    assert compare(row["answer"], gold=row["gold"]).same is not True


def no_way_in(row: dict) -> None:
    gold = row["gold"]
    assert attack(Correctness(engine=None), gold=gold, answer=gold).exploits == ()


CHECKS: dict[str, Callable[[dict], None]] = {
    check.__name__: check for check in (paid_for_one_at_most, pays_nothing, is_not, no_way_in)
}


@pytest.mark.parametrize(
    "row", [pytest.param(row, id=f"{row['check']}-{number}") for number, row in enumerate(ROWS, 1)]
)
def test_redteam(row: dict) -> None:
    CHECKS[row["check"]](row)


@pytest.mark.parametrize("gold", [Decimal("sNaN"), Decimal("Infinity"), float("inf")])
def test_golds_that_no_answer_equals_abstain(gold: object) -> None:
    assert Correctness()(["5"], answer=[gold]) == [None]
