"""--smoke changes sizes and paths, and these alone."""

from dataclasses import fields
from pathlib import Path

import pytest

pytest.importorskip("trl", reason="a script's settings become trl's configurations")

from recipe import smoke
from recipe.machine import Machine
from recipe.train import grpo_config, sft_config

EXAMPLES = Path(__file__).parents[2] / "examples"
DIFFER = {
    # paths
    "model",
    "data",
    "evaluation",
    "traces",
    # sizes
    "max_prompt_length",
    "max_completion_length",
    "evaluation_rows",
    "samples",
    "sft_rows",
    "sft_steps",
    "grpo_steps",
    "warmup_steps",
    "save_steps",
    "show_steps",
}
ARGUMENTS = {
    grpo_config: {"max_steps", "max_completion_length", "warmup_steps", "save_steps"},
    sft_config: {"max_steps", "max_length", "warmup_steps", "save_steps"},
}
scripts = pytest.mark.parametrize("script", smoke.SMOKE)


def differences(one, other):
    return {item.name for item in fields(one) if getattr(one, item.name) != getattr(other, item.name)}


@scripts
def test_exactly_these_settings_differ(script, settings_of):
    full = settings_of(script)
    assert differences(full, smoke.shrunk(script, full)) == smoke.SMOKE[script].keys() <= DIFFER
    assert smoke.shrunk(script, full).is_local, "no hub is asked"


@scripts
@pytest.mark.parametrize("make", ARGUMENTS)
def test_exactly_these_arguments_of_the_trainers_differ(script, make, tmp_path, settings_of):
    full = settings_of(script)
    machine = Machine("trl")
    big, small = (
        make(machine, one, tmp_path / "run" / "stage", "none", 0)
        for one in (full, smoke.shrunk(script, full))
    )
    assert differences(big, small) == ARGUMENTS[make]


@scripts
def test_the_script_asks_for_smoke_once(script):
    text = (EXAMPLES / f"{script}.py").read_text("utf-8")
    assert text.count("OPTIONS.smoke") == 1
    assert f'if OPTIONS.smoke:\n    SETTINGS = smoke.shrunk("{script}", SETTINGS)\n' in text


def test_no_shared_part_looks_at_it():
    found = [
        file.name
        for file in (EXAMPLES / "recipe").rglob("*.py")
        if "options.smoke" in file.read_text("utf-8").lower()
    ]
    assert found == []


@scripts
def test_shortest_prompts_fit(script):
    """The rows of the smoke run are not left out for their length."""
    assert smoke.SMOKE[script]["max_prompt_length"] >= 200
