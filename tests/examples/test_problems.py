"""The word problems: right answers, splits that share no numbers, the same problems for the same seed."""

import random
import re

import pytest

from recipe.tiny.problems import CUES, FAMILIES, draw

families = pytest.mark.parametrize("family", FAMILIES)


@families
def test_steps_are_true_whole_and_positive(family):
    for problem in draw("train", 300, seed=1, families=[family]):
        for step in problem.steps:
            assert eval(f"{step.left} {step.operator} {step.right}") == step.result, problem
            assert step.result >= 0
        assert problem.answer == problem.steps[-1].result


@families
def test_steps_are_grounded_in_the_question_or_in_earlier_steps(family):
    for problem in draw("train", 300, seed=2, families=[family]):
        known = {int(number) for number in re.findall(r"\d+", problem.question)}
        for step in problem.steps:
            assert {step.left, step.right} <= known, problem
            known.add(step.result)


@families
def test_no_step_is_idle(family):
    """A sum with 0 proves nothing and would earn a right solution less than all its credit."""
    for problem in draw("train", 300, seed=3, families=[family]):
        assert all(0 not in (step.left, step.right) for step in problem.steps), problem


def test_marbles_are_right_by_an_independent_count():
    """Counts what the story tells, word by word, and never looks at the steps."""
    sign = {"finds": 1, "buys": 1, "wins": 1, "loses": -1, "gives away": -1, "sells": -1}
    for problem in draw("test", 200, seed=4, families=["marbles"]):
        start = int(re.search(r"has (\d+)", problem.question)[1])
        events = re.findall(rf"(?:{'|'.join(CUES)}) ({'|'.join(sign)}) (\d+)", problem.question)
        assert len(events) == 3
        assert problem.answer == start + sum(sign[verb] * int(amount) for verb, amount in events)


def test_shopping_is_right_by_an_independent_count():
    for problem in draw("test", 200, seed=5, families=["shopping"]):
        count, price, extra, paid = map(int, re.findall(r"\d+", problem.question))
        assert problem.answer == paid - (count * price + extra) >= 0


@families
def test_splits_share_no_numbers(family):
    seen = {
        split: {problem.steps for problem in draw(split, 400, seed=6, families=[family])}
        for split in ("train", "tune", "test")
    }
    assert not seen["train"] & seen["test"]
    assert not seen["train"] & seen["tune"]
    assert not seen["tune"] & seen["test"]
    assert len(seen["test"]) >= 80, "too few different problems to claim anything about"


def test_the_story_does_not_decide_the_split():
    """Same numbers, other names and things: the same split."""
    rng = random.Random(0)
    made = {}
    for _ in range(5000):
        problem = FAMILIES["travel"](rng)
        assert made.setdefault(problem.steps, problem.split) == problem.split


def test_the_same_seed_draws_the_same_problems():
    assert draw("test", 40, seed=7) == draw("test", 40, seed=7)
    assert draw("test", 40, seed=7) != draw("test", 40, seed=8)


def test_families_take_turns():
    assert [problem.family for problem in draw("test", 8, seed=0)] == [*FAMILIES, *FAMILIES]
