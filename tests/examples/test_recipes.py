"""The recipes beside the main one: their settings, and each of them whole with a tiny model."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

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
    assert told.max_completion_length <= 128
    assert told.batch * told.gradient_accumulation_steps >= 4 * told.num_generations
    assert (told.evaluation_rows, told.samples) == (100, 4)


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
    table = (tmp_path / "here" / "states.md").read_text("utf-8")
    for state in ("as it comes", "asked for the form", "after the warm-up", "after GRPO"):
        assert f"| {state} |" in table
    question = "Tom has 3 marbles and finds 4. How many?"
    trained = run("ask", "here", question, folder=tmp_path)
    assert trained.strip()
    assert run("ask", "here", folder=tmp_path, said=f"{question}\n\n").endswith(f"{trained}\n" + PROMPT)
    assert run("ask", "here", "--base", question, folder=tmp_path) != trained


def test_what_smollm2_might_do_instead_of_grpo(tmp_path):
    run(
        "smollm2_135m",
        "--smoke",
        "--backend",
        "trl",
        "--stage",
        "data,before,sft,grpo",
        "--out",
        "base",
        folder=tmp_path,
    )
    told = ("--smoke", "--backend", "trl", "--start", "base", "--stage", "grpo,after")
    said = run("smollm2_135m", *told, "--follow", "sft", "--out", "more", folder=tmp_path)
    assert "pass@1 went from" in said
    assert (tmp_path / "more" / "more-SFT" / "finished").exists()
    assert not (tmp_path / "more" / "GRPO").exists()
    same = [(tmp_path / folder / "before.json").read_text() for folder in ("base", "more")]
    assert same[0] == same[1]
    nothing = run("smollm2_135m", *told, "--follow", "rejection", "--out", "own", folder=tmp_path, fails=True)
    assert "no right completion" in nothing


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
