"""`Countdown`: laws over made sums, and what no puzzle allows."""

from __future__ import annotations

import operator
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reasoning_rewards import Countdown, Format, SettingError
from reasoning_rewards.answers.algebra.arithmetic import sums
from reasoning_rewards.testing import assert_ranks, attack

WORK = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
DRESSES = (
    {"*": "*", "/": "/"},
    {"*": "×", "/": "÷", "-": "−"},
    {"*": "\\times ", "/": "\\div "},
    {"*": "\\cdot "},
)
MARKS = ("<answer>{}</answer>", "\\boxed{{{}}}", "#### {}", "<think>Hm.</think> The answer is {}.")


@st.composite
def puzzles(draw):
    """A sum as text in every dress, what it comes to, and its numbers."""
    numbers = draw(st.lists(st.integers(1, 99), min_size=2, max_size=6))
    parts = [(str(number), Fraction(number)) for number in numbers]
    dress = draw(st.sampled_from(DRESSES))
    while len(parts) > 1:
        (left, one), (right, two) = (parts.pop(draw(st.integers(0, len(parts) - 1))) for _ in range(2))
        sign = draw(st.sampled_from([each for each in WORK if two or each != "/"]))
        parts.append((f"({left} {dress.get(sign, sign)} {right})", WORK[sign](one, two)))
    text, value = parts[0]
    return text[1:-1] if draw(st.booleans()) else text, value, numbers


def score(text, numbers, target, **settings):
    return Countdown(**settings).explain(text, nums=numbers, target=target).score


@given(puzzles(), st.sampled_from(MARKS))
def test_a_sum_is_right_for_what_it_comes_to_and_for_nothing_else(puzzle, mark):
    text, value, numbers = puzzle
    said = mark.format(text)
    for use_all in (True, False):
        if value.denominator == 1:
            assert score(said, numbers, int(value), use_all=use_all) == 1.0
        assert score(said, numbers, int(value) + 1, use_all=use_all) == 0.0
    assert sums(text)[0].value() == value


@given(puzzles(), st.integers(1, 999))
def test_a_number_that_is_missing_or_more_is_no_solution_of_all(puzzle, other):
    text, value, numbers = puzzle
    if value.denominator == 1:
        said, target = f"<answer>{text}</answer>", int(value)
        assert score(said, numbers[1:], target) == 0.0
        assert score(said, [*numbers, other], target, use_all=True) == 0.0
        assert score(said, [*numbers, other], target) == 1.0


@given(puzzles(), st.integers(-500, 500))
def test_near_is_below_right_and_nearer_is_more(puzzle, target):
    text, value, numbers = puzzle
    said = f"<answer>{text}</answer>"
    found = score(said, numbers, target, near=0.25)
    if value == target:
        assert found == 1.0
    else:
        assert found <= 0.25
        closer = target + (1 if value > target else -1)
        if abs(closer) >= abs(target) and abs(value - closer) < abs(value - target) and value != closer:
            assert score(said, numbers, closer, near=0.25) >= found


@given(st.text(alphabet="0123456789+-*/×÷()=^!.%, {}\\xfrac\n", max_size=80))
def test_whatever_is_written_nothing_raises_and_only_a_true_sum_pays(text):
    found = score(f"<answer>{text}</answer>", [3, 8, 1], 24)
    assert found == 0.0 or "8" in text


@pytest.mark.parametrize("text", ["9" * 5000 + "*1", "(" * 3000 + "1", "1" + "+1" * 5000, "1/" * 900 + "1"])
def test_what_is_long_costs_nothing(text):
    assert score(f"<answer>{text}</answer>", [1, 9], 24) == 0.0


def test_ranks():
    best, other = "<answer>10*(8 - 5) - 6</answer>", "<answer>10*(8 - 5) - 6 + 5</answer>"
    assert_ranks(Countdown(target=24), [best, other], nums=[8, 5, 10, 6])
    near = [
        "<answer>10 + 8 + 6</answer>",
        "<answer>10 + 8 + 5</answer>",
        "<answer>8 + 5</answer>",
        "<answer>24</answer>",
    ]
    assert_ranks(Countdown(target=24, near=0.2), near, nums=[8, 5, 10, 6])
    total = Countdown(near=0.3) + 0.2 * Format()
    assert total.margin() == pytest.approx(0.5)


def test_the_one_number_of_a_row_is_its_solution_and_no_attack():
    assert score("<answer>7</answer>", [7], 7) == 1.0
    assert not attack(Countdown(), gold="7", nums=[7], target=7).exploits


def test_settings_are_refused_by_name():
    for settings, said in (({"near": 1.0}, "near=1.0"), ({"target": 10**30}, "target=10")):
        with pytest.raises(SettingError, match=said):
            Countdown(**settings)
    assert Countdown(target=24).columns == ("nums",)
    assert repr(Countdown(target=24)) == "Countdown(target=24)"


def test_equal_answers_to_one_puzzle_are_judged_once(monkeypatch):
    seen = []
    judge = Countdown._grade
    monkeypatch.setattr(Countdown, "_grade", lambda self, *asked: seen.append(asked) or judge(self, *asked))
    row = {"nums": [[3, 8]] * 6, "target": [24] * 6}
    assert Countdown()(["#### 3 * 8", "#### 3 + 8"] * 3, **row) == [1.0, 0.0] * 3
    assert len(seen) == 2
