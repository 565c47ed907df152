"""One text, one meaning: the law, over completions that name several answers; and what it licenses."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reasoning_rewards import Correctness, MultipleChoice, Numeric, Proximity, compare
from reasoning_rewards.answers.compare.ladder import real_number
from reasoning_rewards.answers.compare.licences import LICENCES, licence_between
from reasoning_rewards.answers.notation.reader import reading

BENCHMARK = Path(__file__).parents[3] / "benchmarks" / "meanings.py"


def same(one: str, other: str) -> bool:
    return compare(one, gold=other).same is True


@pytest.fixture(scope="module")
def meanings():
    spec = importlib.util.spec_from_file_location("meanings", BENCHMARK)
    module = importlib.util.module_from_spec(spec)
    before = list(sys.path)
    spec.loader.exec_module(module)
    sys.path[:] = before
    return module


@pytest.mark.parametrize("licence", LICENCES, ids=lambda licence: licence.name)
def test_a_licence_is_granted_and_is_narrow(licence):
    assert [same(licence.text, gold) for gold in licence.golds] == [True, True]
    assert not same(licence.text, licence.narrow)
    if not same(*licence.golds):
        assert licence_between(licence.text, *licence.golds, same) == licence.name


@pytest.mark.parametrize(
    ("text", "one", "other"),
    [
        ("5, it is 7", "5", "7"),
        ("5 dogs cats", "5 dogs", "5 cats"),
        ("42 km m", "42 km", "42 m"),
        ("5", "5", "x+5"),
    ],
)
def test_no_licence_forgives_two_answers(text, one, other):
    assert licence_between(text, one, other, same) == ""


@pytest.mark.filterwarnings("ignore::reasoning_rewards.errors.RewardWarning")
def test_no_completion_of_a_sample_pays_twice(meanings):
    found = meanings.measured(25_000, 3)
    assert set(found.counts) == {kind.replace("_", "-") for kind in meanings.MAKERS}
    assert sum(counts["paid"] for counts in found.counts.values()) > 3_000
    assert [said for kept in found.examples.values() for said in kept] == []


@pytest.mark.filterwarnings("ignore::reasoning_rewards.errors.RewardWarning")
@given(st.integers(0, 2**32))
def test_one_text_has_one_meaning(meanings, seed):
    found = meanings.Meanings()
    found.batch(list(meanings.cases(3, seed)))
    assert dict(found.examples) == {}


@pytest.mark.parametrize("text", ["5, it is 7", "5 because it is 7", "5, or maybe 7", "$5$, it is 6 as $7$"])
def test_a_sentence_that_says_two_things_is_ambiguous_for_every_reward(text):
    for gold in ("5", "7"):
        assert compare(text, gold=gold).rule == "answer.ambiguous"
        for reward in (Correctness(engine=None), Numeric(engine=None), Proximity(engine=None)):
            assert reward([rf"\boxed{{{text}}}"], answer=[gold]) == [0.0]
    assert real_number(text) is None


def test_letters_are_told_apart_where_they_are_read():
    letters, numbers = reading("A because it is B"), reading("12 because it is 3*4")
    assert len(letters.values) == 1 and letters.is_open
    assert len(numbers.values) == 2 and not numbers.is_open and numbers.claims


@pytest.mark.parametrize(
    "text",
    ["(A), (B)", "(A) or (B)", "(A) is wrong", "A because it is B", "(A) rather than (B)? no, (B)", "A Or B"],
)
def test_several_letters_pick_no_option(text):
    rewards = MultipleChoice(), MultipleChoice(options_column="options")
    for gold in "AB":
        scores = [
            reward([rf"\boxed{{{text}}}"], answer=[gold], options=[["5", "6"]])[0] for reward in rewards
        ]
        assert scores == [0.0, 0.0]


@pytest.mark.parametrize("size", [10_000, 100_000])
@pytest.mark.parametrize(
    "piece", ["5, it is ", "it is 5 or maybe ", r"5 \approx ", "(A) or ", "x>1 and x<2 or "]
)
def test_long_texts_are_refused_and_not_worked_through(piece, size):
    text = piece * (size // len(piece)) + "7"
    assert compare(text, gold="7").same is not True
