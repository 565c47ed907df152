"""docs/migrating.md: what other people's functions become here gives the scores that they gave, or somebody is right about it."""

from __future__ import annotations

from collections import Counter
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from reasoning_rewards.cli.expression import reward_of
from reasoning_rewards.testing.rebuild import rebuild
from tests.migrated import asked, compared, differences, differing, key, read, recorded

FUNCTIONS = read("functions")
PAGES = list(dict.fromkeys(function["page"] for function in FUNCTIONS))
PAGE = (Path(__file__).parent.parent / "docs" / "migrating.md").read_text("utf-8")
ANSWERS = [function for function in FUNCTIONS if function["passes"] is not None]


def test_every_row_has_a_source():
    for name in ("completions", "dresses", "functions", "scores", "verdicts"):
        assert all(row["source"] for row in read(name)), name


@pytest.mark.parametrize("name", ["completions", "dresses"])
def test_names_are_names_of_one_row(name):
    assert not [each for each, n in Counter(row["name"] for row in read(name)).items() if n > 1]


def test_every_function_was_run_on_what_it_is_asked_and_on_nothing_else():
    wanted = {(key(function), row.name) for function in FUNCTIONS for row in asked(function)}
    assert set(recorded()) == wanted
    assert len(read("scores")) == len(wanted)
    assert {row["name"] for row in read("completions")} == {name for _, name in wanted}


@pytest.mark.parametrize("function", FUNCTIONS, ids=key)
def test_a_function_was_run_in_the_version_that_it_names(function):
    sources = {row["source"] for row in read("scores") if row["function"] == key(function)}
    assert sources == {function["source"]}


@pytest.mark.parametrize("function", FUNCTIONS, ids=key)
def test_what_it_becomes_is_one_line_that_builds_a_reward(function):
    built = reward_of(function["here"])
    assert rebuild(built) == built
    assert f"| `{function['here'].replace('|', chr(92) + '|')}`" in PAGE


@pytest.mark.parametrize("function", FUNCTIONS, ids=key)
def test_scores_are_the_same_on_something_and_tell_completions_apart(function):
    pairs = compared(function)
    assert any(each.same for each in pairs)
    assert len({each.ours for each in pairs} - {None}) > 1
    assert len({each.theirs for each in pairs} - {None}) > 1


@pytest.mark.parametrize("page", PAGES)
def test_where_scores_differ_somebody_is_right(page):
    judged = differences(page)
    assert all(each.right in ("here", "there", "neither", "either") and each.why for each in judged)
    pairs = differing(page)
    assert {completion for _, completion in pairs} == {name for each in judged for name in each.completions}


def test_every_verdict_is_about_something_that_differs():
    pairs = {pair: both for page in PAGES for pair, both in differing(page).items()}
    for verdict in read("verdicts"):
        for function in verdict["functions"]:
            about = {name for place, name in pairs if fnmatchcase(place, function)}
            assert about, (function, verdict["why"])
        for completion in set(verdict["completions"]) - {"*"}:
            assert any(
                name == completion and any(fnmatchcase(place, each) for each in verdict["functions"])
                for place, name in pairs
            ), (completion, verdict["why"])


@pytest.mark.parametrize("function", ANSWERS, ids=key)
def test_what_is_known_to_be_right_is_paid_here_and_what_is_wrong_is_not(function):
    passes = function["passes"] - function["plus"] - 1e-3
    mistaken = {
        each.asked.name
        for each in compared(function)
        if each.asked.right is not (None if each.ours is None else each.ours >= passes)
    }
    if "LastNumber" in function["here"]:
        assert mistaken, "the last number is a guess: whoever evaluates with it should see that"
    else:
        assert mistaken == UNMARKED.get(key(function), set())


# right answers that are not where the line asks for them to be: neither there nor here are they paid
UNMARKED = {
    "trl reasoning_accuracy_reward": {"plain phrase", "think twice", "in one line"},
    "verl gsm8k": {"number ends a sentence"},
    "verl geo3k": {"plain phrase"},
    "lm-eval gsm8k strict-match": {"number ends a sentence"},
}
