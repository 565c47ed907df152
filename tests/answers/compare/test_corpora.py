"""Two corpora as they are: pairs from bug reports, and attacks; with a verdict for each matter of policy."""

import json
from pathlib import Path

import pytest

from reasoning_rewards import Correctness
from reasoning_rewards.answers.compare.comparison import compare
from reasoning_rewards.text.layout import ANY, Layout
from reasoning_rewards.text.markers import LastNumber

CASES = Path(__file__).parents[2] / "cases"
LENIENT = Layout(think=ANY.think, answer=ANY.answer | LastNumber())
NEED_LAST_NUMBER = {81, 90, 93}  # nothing marks the answer in these lines


def rows(name: str) -> list[dict]:
    with (CASES / f"{name}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def value_of(row: dict, key: str) -> object:
    """Return a field, or build it: a few are too long or too odd to be written out."""
    written = {"text": "expr", "gold": "gold_expr"}[key]
    if written not in row:
        return row[key]
    return eval(
        row[written], {"__builtins__": {}}, {"dict": dict, "range": range, "float": float, "complex": complex}
    )


PAIRS = [pytest.param(line, row, id=str(line)) for line, row in enumerate(rows("answer_pairs"), 1)]


@pytest.mark.parametrize(("line", "row"), PAIRS)
def test_pairs_from_bug_reports(line: int, row: dict) -> None:
    if row["kind"] == "answer":
        assert (compare(row["prediction"], gold=row["gold"]).same is True) is row["expected"]
        return
    reward = Correctness(layout=LENIENT if line in NEED_LAST_NUMBER else ANY)
    assert reward([row["prediction"]], answer=[row["gold"]]) == [float(row["expected"])]


@pytest.mark.parametrize("row", [row for row in rows("answer_pairs") if row["kind"] == "answer"])
def test_pairs_are_symmetric_and_reflexive(row: dict) -> None:
    one, other = row["prediction"], row["gold"]
    if one:
        there, back = compare(one, gold=other), compare(other, gold=one)
        assert there.same is back.same or back.rule.startswith("gold.")
        assert compare(one, gold=one).same is True or compare(one, gold=one).rule.startswith("gold.")
    assert compare(other, gold=other).same is True


SCORED = {"score 0": 0.0, "score 1": 1.0, "abstain": None}
ATTACKS = [
    pytest.param(row, id=row["id"])
    for row in rows("attacks")
    if ("math" in row["kind"] or row["category"] == "gold") and row["expected"] in SCORED
]


@pytest.mark.filterwarnings("ignore::reasoning_rewards.errors.RewardWarning")
@pytest.mark.parametrize("row", ATTACKS)
def test_attacks(row: dict) -> None:
    text = value_of(row, "text")
    if not isinstance(text, str):
        pytest.skip("not a text: tests/text/test_messages.py has the shapes of completions")
    assert Correctness()([text], answer=[value_of(row, "gold")]) == [SCORED[row["expected"]]]


@pytest.mark.filterwarnings("ignore::reasoning_rewards.errors.RewardWarning")
def test_matters_of_policy_are_decided_once() -> None:
    decided = {row["id"]: row["score"] for row in rows("attack_policies")}
    found = {}
    for row in rows("attacks"):
        if row["expected"] == "policy" and ("math" in row["kind"] or row["category"] == "gold"):
            found[row["id"]] = Correctness()([value_of(row, "text")], answer=[value_of(row, "gold")])[0]
    assert found == decided
