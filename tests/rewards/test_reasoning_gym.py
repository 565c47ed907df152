"""reasoning-gym's own puzzles: every solution that it writes down is right by our rewards, and one that is spoilt is not."""

from __future__ import annotations

import random
import re

import pytest

from reasoning_rewards import Correctness, SettingError, clear_caches, presets
from reasoning_rewards.presets import _SOLVED, from_reasoning_gym

SIZE = 25
MANY = ("countdown", "puzzle24", "knights_knaves", "sudoku", "mini_sudoku", "n_queens")


def entries(task):
    gym = pytest.importorskip(
        "reasoning_gym", reason="asks the generators of reasoning-gym: make reasoning-gym"
    )
    made = gym.create_dataset(task, size=SIZE, seed=7)
    return [made[place] for place in range(SIZE)]


def score(reward, text, entry):
    row = {
        "answer": entry["answer"],
        "metadata": entry["metadata"],
        "task": entry["metadata"]["source_dataset"],
    }
    return reward.explain(f"<think>Hm.</think><answer>{text}</answer>", **row)


def spoilt(task, text, rng):
    """The answer with one thing in it changed."""
    if task in ("countdown", "puzzle24"):
        found = rng.choice([*re.finditer(r"\d+", text)])
        return f"{text[: found.start()]}{int(found[0]) + 1}{text[found.end() :]}"
    if task == "knights_knaves":
        return re.sub(r"is (an?) \w+", "is a nobody", text, count=1)
    if task == "n_queens":
        place = text.index("Q")
        return f"{text[:place]}_{text[place + 1 :]}"
    cells = [place for place, sign in enumerate(text) if sign.isdigit()]
    place = rng.choice(cells)
    return f"{text[:place]}{int(text[place]) % (4 if task == 'mini_sudoku' else 9) + 1}{text[place + 1 :]}"


@pytest.mark.parametrize("task", MANY)
def test_its_own_solutions_are_right_and_spoilt_ones_wrong(task):
    reward, rng = from_reasoning_gym(task), random.Random(1)
    for entry in entries(task):
        said = score(reward, entry["answer"], entry)
        assert said.score == 1.0, said
        worse = spoilt(task, entry["answer"], rng)
        assert score(reward, worse, entry).score == 0.0, worse


@pytest.mark.parametrize("task", sorted(_SOLVED.keys() - set(MANY)))
def test_the_one_answer_is_right_and_any_other_of_its_task_wrong(task):
    reward, made = from_reasoning_gym(task), entries(task)
    for entry, other in zip(made, [*made[1:], made[0]], strict=True):
        assert score(reward, entry["answer"], entry).score == 1.0
        if str(entry["answer"]).casefold() != str(other["answer"]).casefold():
            assert score(reward, other["answer"], entry).score == 0.0, (entry["answer"], other["answer"])


def test_its_free_points_are_not_paid():
    for task in MANY:
        reward = from_reasoning_gym(task)
        for entry in entries(task):
            for text in (
                "I don't know",
                entry["answer"] + " or so",
                "42",
                str(entry["metadata"].get("target", 24)),
            ):
                assert score(reward, text, entry).score == 0.0, text


def test_tasks_are_routed_and_misspelt_ones_refused():
    reward = from_reasoning_gym("countdown", "syllogism")
    row = {"answer": "Yes", "metadata": {"numbers": [3, 8], "target": 24}}
    assert reward.explain("#### 3 * 8", task="countdown", **row).score == 1.0
    assert reward.explain("#### Yes", task="syllogism", **row).score == 1.0
    for tasks, said in (
        (("sudokus",), "did you mean sudoku"),
        ((), "expected the names of tasks"),
        ((["countdown"],), "with a star before it"),
    ):
        with pytest.raises(SettingError, match=said):
            from_reasoning_gym(*tasks)


@pytest.mark.parametrize("task", [*MANY, "zebra_puzzles"])
def test_they_compose_as_every_decider_does(task):
    total = presets.puzzles(by=from_reasoning_gym(task))
    assert total.margin() == pytest.approx(0.8)
    clear_caches()


def test_only_a_decider_says_what_is_right():
    with pytest.raises(SettingError, match="by="):
        presets.puzzles(by=0.1 * Correctness() - 0.1 * Correctness())
