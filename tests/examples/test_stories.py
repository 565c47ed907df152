"""The stories: true sums, splits that share neither numbers nor words, numbers that matter and some that don't."""

import random
import re
from fractions import Fraction

import pytest

from reasoning_rewards import After, Layout, StepArithmetic
from recipe.sources import load_rows, load_traces
from recipe.stories.problem import Problem, Step
from recipe.stories.templates import ASIDES, TEMPLATES, THINGS
from recipe.stories.told import CLASSICS, COUNTS, FAMILIES, UNSEEN, fitting, read_rows, solve

NUMBER = re.compile(r"\d+(?:\.\d+)?")
SUM = re.compile(r"(\d+(?:\.\d+)?) ([-+*/]) (\d+(?:\.\d+)?) = (\d+(?:\.\d+)?)")
SPLITS = tuple(COUNTS)
EVERY = [template for several in TEMPLATES.values() for template in several]


@pytest.fixture(scope="module")
def rows():
    return {split: list(read_rows(split)) for split in SPLITS}


@pytest.mark.parametrize("split", SPLITS)
def test_sums_are_true_and_end_at_the_answer(split, rows):
    for row in rows[split]:
        sums = SUM.findall(row["solution"])
        assert len(sums) == row["steps"] == len(row["solution"].splitlines())
        for left, operator, right, result in sums:
            value = eval(
                f"Fraction(left) {operator} Fraction(right)",
                {"Fraction": Fraction, "left": left, "right": right},
            )
            assert value == Fraction(result) > 0
        assert sums[-1][3] == row["answer"]


@pytest.mark.parametrize("split", SPLITS)
def test_every_number_of_a_sum_stands_in_the_question_or_was_calculated(split, rows):
    for row in rows[split]:
        known = set(NUMBER.findall(row["question"]))
        for left, _, right, result in SUM.findall(row["solution"]):
            assert {left, right} <= known, row
            known.add(result)


def test_the_library_finds_every_working_grounded(rows):
    steps = StepArithmetic(steps_column="steps", layout=Layout(think=None, answer=After("Answer:")))
    some = rows["train"][:400]
    scores = steps(
        [f"{row['solution']}\nAnswer: {row['answer']}" for row in some],
        prompts=[row["question"] for row in some],
        steps=[row["steps"] for row in some],
    )
    assert sum(score == 1.0 for score in scores) > 0.97 * len(some)


def test_counts_and_families(rows):
    for split in SPLITS:
        questions = {row["question"] for row in rows[split]}
        assert len(questions) == len(rows[split]) == COUNTS[split]
        found = {row["family"] for row in rows[split]}
        assert found == ({UNSEEN} if split == "unseen" else set(FAMILIES) - {UNSEEN})
        assert {row["steps"] for row in rows[split]} == {1, 2, 3}


def test_no_two_splits_share_numbers_or_words(rows):
    for first in SPLITS:
        for other in SPLITS:
            if first < other:
                for key in (sums_of, words_of):
                    shared = {key(row) for row in rows[first]} & {key(row) for row in rows[other]}
                    if key is sums_of and {first, other} == {"eval", "unseen"}:
                        continue  # neither is trained on
                    assert not shared, (first, other, shared)


def sums_of(row):
    return tuple(line.partition(" ")[2] for line in row["solution"].splitlines())


def words_of(row):
    return NUMBER.sub("#", row["question"])


def test_the_three_classic_problems_are_nobodys(rows):
    for split in SPLITS:
        for row in rows[split]:
            summed = " ".join(re.sub(r"^\d+\. | = .*| ", "", line) for line in row["solution"].splitlines())
            assert summed not in CLASSICS
    assert Problem("change", "", (Step(3, "*", 12), Step(50, "-", 36)), ()).split is None


def test_the_same_rows_in_every_run(rows):
    assert list(read_rows("eval")) == rows["eval"]


def test_some_stories_have_a_number_that_does_not_matter(rows):
    idle = [
        row
        for row in rows["train"]
        if set(NUMBER.findall(row["question"])) - {n for s in SUM.findall(row["solution"]) for n in s}
    ]
    assert 0.1 < len(idle) / len(rows["train"]) < 0.3


def test_some_hours_are_halves(rows):
    halves = [row for row in rows["train"] if row["family"] == "distance" and ".5 hours" in row["question"]]
    assert len(halves) > 20


@pytest.mark.parametrize("template", EVERY, ids=lambda template: template.text[:40])
def test_every_template_has_many_numbers_and_tells_them_all(template):
    rng = random.Random(0)
    drawn = {tuple(fitting(template, rng).values()) for _ in range(60)}
    assert len(drawn) > 25
    for name in template.ranges:
        assert f"{{{name}}}" in template.text
        assert any(name in text.split() for text in template.sums)
    assert template.text.count("{aside}") == 1


def test_tables_name_the_same_families():
    assert TEMPLATES.keys() == THINGS.keys() == ASIDES.keys()


def test_a_result_of_an_earlier_sum_is_named_by_its_place():
    template = next(one for one in TEMPLATES["distance"] if one.sums[-1] == "1 + 2")
    steps = solve(template, {"a": 30, "b": Fraction(5, 2), "c": 40, "d": 2})
    assert [str(step) for step in steps] == ["30 * 2.5 = 75", "40 * 2 = 80", "75 + 80 = 155"]


def test_the_source_trains_and_measures():
    assert {row["id"].split("-")[1] for row in load_rows("stories", "eval", limit=9)} == {"eval"}
    assert {row["id"].split("-")[1] for row in load_rows("stories:tune", "eval", limit=9)} == {"tune"}
    assert {row["family"] for row in load_rows("stories:unseen", "eval", limit=9)} == {UNSEEN}
    assert {row["id"].split("-")[1] for row in load_rows("stories:unseen", "train", limit=9)} == {"train"}
    trace = load_traces("stories", limit=1, layout=Layout(think=None, answer=After("Answer:")))[0]
    assert re.search(r"(?s)^1\. .*\nAnswer: [\d.]+$", trace["completion"][0]["content"])
