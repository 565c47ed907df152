"""The recipes beside the main one: their settings, and each of them whole with a tiny model."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from reasoning_rewards import StepArithmetic
from recipe.settings import Settings

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
RECIPES = ("qwen3_t4", "qwen25_3b_t4", "smollm2_135m", "openr1_math")


def run(script, *arguments, folder, fails=False, said=""):
    """What a script prints, on one thread."""
    pytest.importorskip("trl", reason="trains a model: needs requirements/trl.txt")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, str(EXAMPLES / f"{script}.py"), *map(str, arguments)]
    done = subprocess.run(
        command, cwd=folder, env=environment, input=said, capture_output=True, text=True, check=False
    )
    assert (done.returncode != 0) == fails, done.stdout + done.stderr
    return done.stderr if fails else done.stdout


# ── settings ──


def test_the_settings_that_smollm2_promises(settings_of):
    told = settings_of("smollm2_135m")
    assert told.grpo_steps == 60
    assert (told.lora_rank, told.lora_alpha) == (16, 16)
    assert told.max_prompt_length + told.max_completion_length == 512
    assert (told.learning_rate, told.warmup_steps) == (5e-5, 5)
    assert (told.batch, told.gradient_accumulation_steps) == (2, 4)
    assert (told.rollout_temperature, told.rollout_top_p) == (0.7, 0.9)


def test_the_presets_of_qwen25_differ_in_length_alone(settings_of):
    long, original = settings_of("qwen25_3b_t4"), settings_of("qwen25_3b_t4", "--preset", "original")
    names = [item.name for item in fields(Settings)]
    differ = {name for name in names if getattr(long, name) != getattr(original, name)}
    assert differ == {"max_prompt_length", "max_completion_length"}
    assert original.max_completion_length == 200
    assert long.beta == original.beta == 0.1


@pytest.mark.parametrize("script", RECIPES)
def test_a_step_holds_whole_groups(script, settings_of):
    for told in (settings_of(script), settings_of(script, "--smoke")):
        completions = told.batch * told.gradient_accumulation_steps
        assert completions % told.num_generations == 0


# ── rows ──


def test_the_rows_of_smollm2_are_right_and_none_is_asked_twice():
    files = [EXAMPLES / "recipe" / "rows" / name for name in ("solutions.jsonl", "solutions_eval.jsonl")]
    rows = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]
    assert len({row["problem"] for row in rows}) == len(rows) == 48
    for row in rows:
        true = StepArithmetic(steps=row["steps"]).explain(
            row["solution"], prompt=row["problem"] + " (7 days)"
        )
        assert true.score == 1.0, f"{row}\n{true}"
        assert re.findall(r"= (\d+)", row["solution"])[-1] == row["answer"]


# ── whole ──


def test_smollm2_whole_and_then_asked(tmp_path):
    said = run("smollm2_135m", "--smoke", "--backend", "trl", "--out", "here", folder=tmp_path)
    for name in ("marbles", "train", "$50"):
        assert f"\n{name}: " in said
    assert "4 of 4 greedy completions are the trained model's" in said
    before, after = (
        json.loads((tmp_path / "here" / f"asked_{when}.json").read_text()) for when in ("before", "after")
    )
    assert before.keys() == after.keys()
    assert "(Correctness(" in (tmp_path / "here" / "adapter" / "README.md").read_text("utf-8")
    assert (tmp_path / "here" / "report.html").exists()
    assert before != after
    question = "Tom has 3 marbles and finds 4. How many?"
    trained = run("ask", "here", question, folder=tmp_path)
    assert trained.strip()
    assert run("ask", "here", folder=tmp_path, said=f"{question}\n\n").endswith(f"{trained}\n" + PROMPT)
    assert run("ask", "here", "--base", question, folder=tmp_path) != trained


PROMPT = "Your question (an empty line ends): "


def test_openr1_math_in_three_sittings(tmp_path):
    first = run(
        "openr1_math",
        "--smoke",
        "--backend",
        "trl",
        "--stage",
        "data,before,sft",
        "--out",
        "here",
        folder=tmp_path,
    )
    assert "before: pass@1" in first
    assert (tmp_path / "here" / "SFT" / "finished").exists()
    assert not (tmp_path / "here" / "GRPO").exists()
    early = run("openr1_math", "--stage", "export", "--resume", "here", folder=tmp_path, fails=True)
    assert "no finished GRPO" in early
    run("openr1_math", "--stage", "grpo", "--resume", "here", folder=tmp_path)
    assert not (tmp_path / "here" / "adapter").exists()
    last = run("openr1_math", "--stage", "after,export", "--resume", "here", folder=tmp_path)
    assert "after: pass@1" in last
    assert (tmp_path / "here" / "report.md").exists()
    assert "4 of 4 greedy completions are the trained model's" in last


def test_a_stage_that_is_none_is_named(tmp_path):
    said = run("openr1_math", "--stage", "before,train", folder=tmp_path, fails=True)
    assert "'train' is none of data, before, sft, grpo, after, export" in said


def test_ask_wants_the_folder_of_a_finished_run(tmp_path):
    assert "expected the folder of a run" in run("ask", tmp_path, "hi", folder=tmp_path, fails=True)
