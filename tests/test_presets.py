"""Presets: each with its margin, its contract, and the ranking it promises."""

from __future__ import annotations

import re

import pytest

from reasoning_rewards import presets
from reasoning_rewards.layouts import QWEN3, QWEN3_5, UNSLOTH_QWEN3
from reasoning_rewards.testing import assert_ranks, check_reward

PRESETS = [presets.gsm8k(), presets.math(), presets.puzzles(), presets.step_by_step()]
MARBLES = "Tom has 3 marbles, finds 4 and loses 5. How many?"
WORKED = "First, 3 + 4 = 7. Then, 7 - 5 = 2. So 2 are left."


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.__name__)
def test_presets_keep_the_contract(preset):
    check_reward(preset, max_examples=25)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.__name__)
def test_the_margin_is_positive_and_the_one_that_is_written(preset):
    written = re.search(rf"`{preset.__name__}\(\)` \|.*\| ([\d.]+) \|", presets.__doc__)
    assert preset.margin() == pytest.approx(float(written[1]))
    assert preset.margin() > 0


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.__name__)
def test_right_and_well_done_ranks_above_right_above_wrong(preset):
    box = preset.__name__ == "math"
    right, wrong = ("\\boxed{2}", "\\boxed{3}") if box else ("<answer>2</answer>", "<answer>3</answer>")
    completions = [
        f"<think>{WORKED}</think>{right}",
        "It is \\boxed{2}",
        f"<think>{WORKED}</think>{wrong}",
        "who knows",
    ]
    ids = [[n] for n in range(4)]
    assert_ranks(preset, completions, prompt=MARBLES, completion_ids=ids, answer="2")


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.__name__)
def test_rows_without_a_gold_abstain_whatever_their_style(preset):
    text = f"<think>{WORKED}</think><answer>2</answer>"
    assert preset([text] * 2, prompts=[MARBLES] * 2, completion_ids=[[1]] * 2, answer=[None, ""]) == [
        None,
        None,
    ]


@pytest.mark.parametrize("layout", [QWEN3, QWEN3_5, UNSLOTH_QWEN3])
def test_presets_take_any_layout(layout):
    for make in (presets.gsm8k, presets.math, presets.puzzles, presets.step_by_step):
        assert make(layout=layout, gold_column="solution").margin() > 0
