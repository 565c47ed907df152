"""The solutions to learn from: each kind is what its name says, and the library's rewards agree."""

import random
import re
from collections import Counter

import pytest

from reasoning_rewards import THINK_ANSWER, Correctness, Format, StepArithmetic
from recipe.tiny.problems import draw
from recipe.tiny.samples import Sample, measure, read_answer
from recipe.tiny.traces import MIX, pretraining_rows, reward_rows, solution, tables, warm_up_rows

PROBLEMS = draw("train", 200, seed=0)


def written(kind):
    rng = random.Random(1)
    return [Sample(problem, solution(problem, kind, rng), ()) for problem in PROBLEMS]


def test_the_mix_is_a_whole():
    assert sum(MIX.values()) == pytest.approx(1.0)


def test_good_solutions_earn_everything():
    rewards = {
        "right": Correctness(layout=THINK_ANSWER),
        "form": Format(layout=THINK_ANSWER),
        "steps": StepArithmetic(steps_column="steps", layout=THINK_ANSWER),
    }
    found = measure(written("good"), rewards)
    assert found["rewards"]["right"] == found["rewards"]["form"] == 1.0
    assert found["rewards"]["steps"] > 0.9, "a sum that comes back to an earlier number counts once"
    assert found["shows_steps"] == 1.0
    assert all(all(flags) for flags in found["right"].values())


def test_slips_show_steps_and_are_wrong():
    samples = written("slip")
    assert all(sample.shows_steps for sample in samples)
    assert sum(sample.right for sample in samples) < 0.1 * len(samples)


def test_guesses_show_nothing_and_are_rarely_right():
    samples = written("guess")
    assert not any(sample.shows_steps for sample in samples)
    assert 0.15 < sum(sample.right for sample in samples) / len(samples) < 0.45


def test_bare_solutions_are_right_without_a_form():
    samples = written("bare")
    assert all(sample.right for sample in samples)
    assert not any(Format(layout=THINK_ANSWER)([sample.text for sample in samples]))


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("<think>\n3 + 4 = 7\n</think>\n<answer>7</answer>", 7),
        ("<think>\n3 + 4 = 7\n</think>\nso it is 7", 7),
        ("first 3 + 4 = 7\n7", 7),
        ("<think>\n9\n</think>\n<answer></answer>", None),
        ("<think>\n</think>\n<answer>-2</answer>", -2),
        ("<think>\n</think>\n12 or 13", 13),
        ("", None),
    ],
)
def test_the_reader_of_the_evaluation(text, answer):
    assert read_answer(text) == answer


def test_the_tables_are_true():
    for line in tables():
        left, right = line.split(" = ")
        assert eval(left) == int(right), line


def test_the_tables_hold_every_step():
    known = set(tables())
    for problem in PROBLEMS:
        for step in problem.steps:
            assert f"{step.left} {step.operator} {step.right} = {step.result}" in known


def test_rows_for_the_trainers():
    for row in [*pretraining_rows(PROBLEMS, seed=0), *warm_up_rows(PROBLEMS, seed=0)]:
        assert [message["role"] for message in row["prompt"] + row["completion"]] == ["user", "assistant"]
    for row, problem in zip(reward_rows(PROBLEMS), PROBLEMS, strict=True):
        assert (row["answer"], row["steps"]) == (str(problem.answer), 3)


def test_the_warm_up_holds_its_shares():
    rows = warm_up_rows(PROBLEMS * 10, seed=0)
    texts = [row["completion"][0]["content"] for row in rows]
    kinds = Counter(
        "guess" if "guess" in text else "worked" if re.match("<think>", text) else "bare" for text in texts
    )
    assert kinds["guess"] / len(rows) == pytest.approx(MIX["guess"], abs=0.05)
    assert kinds["bare"] / len(rows) == pytest.approx(MIX["bare"], abs=0.05)
    assert warm_up_rows(PROBLEMS, seed=1) == warm_up_rows(PROBLEMS, seed=1)
