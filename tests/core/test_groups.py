"""Groups: equal prompts, in any order and any number, and a warning where one looks cut."""

from __future__ import annotations

import random
import warnings
from types import SimpleNamespace

import pytest

from reasoning_rewards import (
    Correctness,
    Diversity,
    Format,
    KimiLength,
    LaserLength,
    MissingColumnError,
    RewardWarning,
    SettingError,
    clear_caches,
)

SOLVED = Correctness()
KIMI = KimiLength(by=SOLVED)


@pytest.fixture(autouse=True)
def _fresh():
    clear_caches()


def chat(text):
    return [{"role": "system", "content": "Be brief."}, {"role": "user", "content": text}]


def scored(reward, rows):
    """Scores of (prompt, length, right)."""
    return reward(
        ["#### 1" if right else "#### 0" for _, _, right in rows],
        prompts=[prompt for prompt, _, _ in rows],
        completion_ids=[range(length) for _, length, _ in rows],
        answer=["1"] * len(rows),
    )


@pytest.mark.parametrize("ask", [str, chat])
def test_several_prompts_in_one_batch_in_any_order(ask):
    one = [(ask("one"), length, right) for length, right in ((10, True), (20, False), (30, True))]
    two = [(ask("two"), length, right) for length, right in ((100, True), (200, True), (300, False))]
    apart = scored(KIMI, one) + scored(KIMI, two)
    assert apart == [0.5, 0.0, -0.5, 0.5, 0.0, -0.5]
    mixed = list(range(6))
    random.Random(0).shuffle(mixed)
    both = one + two
    assert scored(KIMI, [both[row] for row in mixed]) == [apart[row] for row in mixed]


def test_a_column_may_tell_groups_apart_instead():
    reward = KimiLength(by=SOLVED, group_column="prompt_id", unit="characters")
    texts = ["#### 1", "long, #### 1", "#### 1", "long, #### 1"]
    scores = reward(texts, prompt_id=["a", "a", "b", "b"], answer=["1"] * 4)
    assert scores == [0.5, -0.5, 0.5, -0.5]


def test_without_prompts_the_remedy_is_named():
    with pytest.raises(MissingColumnError, match="group_column='prompt_id'"):
        KIMI(["#### 1"], completion_ids=[[0]], answer=["1"])
    with pytest.raises(MissingColumnError, match="reads the column 'answer'"):
        KIMI(["#### 1"], prompts=["one"], completion_ids=[[0]])
    fixed = LaserLength(by=SOLVED, target=5)
    assert fixed.per_row
    assert fixed(["#### 1"], completion_ids=[[0]], answer=["1"]) == [1.5]


def test_groups_of_different_sizes_look_cut_and_are_said_once():
    rows = [("one", 1, True), ("one", 2, True), ("two", 1, True)]
    with pytest.warns(RewardWarning, match="sizes from 1 to 2.*multiple of num_generations"):
        scored(KIMI, rows)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        scored(KIMI, rows)
    with pytest.warns(RewardWarning, match="one completion each"):
        scored(Diversity(by=SOLVED), [("one", 1, True), ("two", 1, True)])


def test_equal_groups_say_nothing():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        scored(KIMI, [("one", 1, True), ("two", 2, True), ("one", 3, True), ("two", 4, True)])
        assert scored(KIMI, [("one", 1, True)]) == [0.0]
        assert scored(KIMI, []) == []


def in_trl(rows):
    return KIMI(
        ["#### 1"] * len(rows),
        prompts=rows,
        completion_ids=[range(n) for n, _ in enumerate(rows)],
        answer=["1"] * len(rows),
        trainer_state=SimpleNamespace(global_step=0, max_steps=10),
    )


def test_one_group_in_one_of_several_processes_may_be_a_part_and_is_said_once(monkeypatch):
    monkeypatch.setenv("WORLD_SIZE", "2")
    with pytest.warns(
        RewardWarning, match=r"one of 2 processes, and all 4 completions .* multiple of num_generations"
    ):
        in_trl(["one"] * 4)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        in_trl(["one"] * 4)


@pytest.mark.parametrize(
    ("world", "rows"),
    [("2", ["one", "one", "two", "two"]), ("1", ["one"] * 4), ("", ["one"] * 4), ("all", ["one"] * 4)],
)
def test_whole_groups_and_a_single_process_say_nothing(monkeypatch, world, rows):
    monkeypatch.setenv("WORLD_SIZE", world)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        in_trl(rows)


def test_a_trainer_that_hands_over_one_group_a_call_is_not_told_of_parts(monkeypatch):
    monkeypatch.setenv("WORLD_SIZE", "2")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        scored(KIMI, [("one", 1, True), ("one", 2, True)])


def test_rows_without_a_gold_are_silent_and_in_no_group():
    scores = KIMI(
        ["#### 1"] * 3,
        prompts=["one"] * 3,
        completion_ids=[range(n) for n in (10, 20, 5)],
        answer=["1", "1", None],
    )
    assert scores == [0.5, -0.5, None]


def test_who_decides_must_be_able_to():
    with pytest.raises(SettingError, match="a reward that tells right answers from wrong ones"):
        KimiLength(by=Format())
    for by in ("correctness", None):
        with pytest.raises(SettingError, match=f"by={by!r}: expected a reward"):
            KimiLength(by=by)


def test_the_decider_is_judged_once_and_shown_below():
    verdict = (SOLVED + 0.4 * KIMI).explain("#### 0", prompt="one", completion_ids=[1], answer="1")
    assert str(verdict).splitlines()[-1].startswith("   └─ correctness")
    assert "1 of them right" not in str(verdict)
    assert (SOLVED + 0.4 * KIMI).margin() == pytest.approx(0.8)
    assert (SOLVED + 0.4 * KIMI).describe().needs == ("prompts", "completion_ids")
