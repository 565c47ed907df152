"""The recipes of docs/trainers.md that need no package of the trainer's, called as these call them."""

from __future__ import annotations

import asyncio
import pickle
import re
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

import reasoning_rewards as rr
from reasoning_rewards import Correctness, Format
from reasoning_rewards.adapters import Adapter

PAGE = (Path(__file__).parent.parent.parent / "docs" / "trainers.md").read_text("utf-8")
SOLVED = Correctness(gold_column="solution")
TOTAL = (SOLVED + 0.2 * Format()).requires(SOLVED).named("total")
GOOD = "<think>2 + 2</think><answer>4</answer>"


def recipe(heading, monkeypatch, total=TOTAL):
    """What the snippet under a heading defines, in a module of its own that can be found by name."""
    section = PAGE.partition(f"\n### {heading}\n")[2].partition("\n### ")[0]
    code = re.search(r"```python\n(.*?)```", section, re.DOTALL)[1]
    module = ModuleType("my_recipe")
    monkeypatch.setitem(sys.modules, "my_recipe", module)
    vars(module).update({name: getattr(rr, name) for name in rr.__all__})
    vars(module).update(score=Adapter(TOTAL), total=total, Adapter=Adapter)
    exec(code, vars(module))
    return module


def test_every_recipe_is_ten_lines_at_most():
    recipes = PAGE.partition("## A trainer of your own")[2].partition("\n## ")[0]
    codes = re.findall(r"```python\n(.*?)```", recipes, re.DOTALL)
    assert len(codes) == 10
    for code in codes:
        lines = [line for line in code.splitlines() if line.strip() and "import" not in line]
        assert len(lines) <= 10, code


def test_easyr1_passes_a_list_of_dictionaries_and_wants_overall(monkeypatch):
    given = [{"response": GOOD, "response_length": 9, "ground_truth": gold} for gold in ("4", "5", None)]
    found = recipe("EasyR1", monkeypatch).compute_score(given)
    assert [row["overall"] for row in found] == [1.2, 0.0 + found[1]["format"] * 0.2, 0.0]
    assert {frozenset(row) for row in found} == {
        frozenset(("overall", "score", "scored", "acc", "correctness", "format"))
    }


def test_areal_calls_by_position_in_another_process_with_special_tokens_in_the_text(monkeypatch):
    short = SOLVED + 0.1 * rr.Brevity(limit=10)
    made = recipe("AReaL", monkeypatch, short).reward_fn
    assert pickle.loads(pickle.dumps(made)) == made
    row = {"solution": "4", "messages": [], "query_id": 3}
    assert made("2 + 2?", f"{GOOD}<|im_end|>", [1], [1, 2, 3], **row) == pytest.approx(1.07)
    assert made("2 + 2?", "5", [1], [1], **{**row, "solution": None}) == pytest.approx(
        short([""], completion_ids=[[1]], solution=[None])[0]
    )


def test_slime_awaits_one_sample_or_a_group(monkeypatch):
    made = recipe("slime", monkeypatch).custom_rm
    samples = [
        SimpleNamespace(response=text, label="4", prompt="2 + 2?", metadata={}) for text in (GOOD, "5")
    ]
    assert asyncio.run(made(None, samples[0])) == 1.2
    assert asyncio.run(made(None, samples, evaluation=False)) == [1.2, 0.0]
    groups = recipe(
        "slime", monkeypatch, SOLVED + 0.1 * rr.KimiLength(by=SOLVED, unit="characters")
    ).custom_rm
    assert len(asyncio.run(groups(None, samples))) == 2


def test_verifiers_rubrics_take_one_completion():
    score = Adapter(TOTAL)
    section = (
        PAGE.partition("takes a function of one completion")[2] or PAGE.partition("Its older rubrics")[2]
    )
    code = re.search(r"```python\n(.*?)```", section, re.DOTALL)[1]
    names = {"score": score}
    exec(code, names)
    messages = [{"role": "assistant", "content": GOOD}]
    assert names["total_reward"](completion=messages, answer="4", state={}) == 1.2
