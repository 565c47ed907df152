"""The benchmark of random expressions: its pairs can be made again, and the first of them are compared."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from reasoning_rewards import compare

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"


@pytest.fixture(scope="module")
def fuzz():
    sys.path.insert(0, str(BENCHMARKS))
    try:
        import fuzz
    finally:
        sys.path.remove(str(BENCHMARKS))
    return fuzz


def test_a_pair_is_a_function_of_the_seed_and_its_number(fuzz):
    first, second = fuzz.Fuzzer(3), fuzz.Fuzzer(3)
    backwards = [second.pair(number) for number in reversed(range(200))]
    assert [first.pair(number) for number in range(200)] == backwards[::-1]
    assert fuzz.Fuzzer(4).pair(0) != first.pair(0)


def test_none_raises_and_what_is_the_same_text_is_never_different(fuzz):
    fuzzer = fuzz.Fuzzer(1)
    pairs = [fuzzer.pair(number) for number in range(600)]
    verdicts = [compare(answer, gold=gold) for answer, gold in pairs]
    assert {True, False} <= {verdict.same for verdict in verdicts}
    same = [verdict for (answer, gold), verdict in zip(pairs, verdicts, strict=True) if answer == gold]
    assert len(same) > 30
    assert all(verdict.same or verdict.rule.startswith("gold.") for verdict in same)


def test_what_raises_and_what_is_slow_is_told_and_kept(fuzz, tmp_path, monkeypatch):
    def compare(answer, *, gold):
        raise ZeroDivisionError(answer)

    monkeypatch.setattr(fuzz, "compare", compare)
    tally = fuzz.Tally(0, tmp_path / "state.json")
    tally.one(7, "1/0", "2")
    tally.done = 8
    tally.keep()
    again = fuzz.Tally(0, tmp_path / "state.json")
    assert again.raised == [[7, "ZeroDivisionError: 1/0", "1/0", "2"]]
    assert again.done == 8
    with pytest.raises(SystemExit, match="begun with --seed 0"):
        fuzz.Tally(1, tmp_path / "state.json")
    monkeypatch.setattr(fuzz, "spent", lambda answer, gold: (99.0, "slow"))
    again.one(9, "x", "y")
    assert again.slow == [[9, 99.0, "x", "y"]]
