"""docs/training.md says what the main script does."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from recipe.options import STAGES, Training
from recipe.settings import Settings

PAGE = (Path(__file__).parents[2] / "docs" / "training.md").read_text("utf-8")
NOT_NUMBERS = {"model", "data", "evaluation", "traces", "system", "suffix"}
HEAD = "## What each number does"


def rows():
    """The names and values of the table of numbers."""
    table = PAGE.partition(HEAD)[2].partition("\n## ")[0]
    for line in table.splitlines():
        if line.startswith("| `"):
            names, values = line.split("|")[1:3]
            yield from zip(re.findall(r"`(\w+)`", names), values.split(","), strict=True)


def test_every_number_is_explained_and_none_twice():
    named = [name for name, _ in rows()]
    assert sorted(named) == sorted({item.name for item in fields(Settings)} - NOT_NUMBERS)


def test_the_numbers_are_the_scripts(settings_of):
    told = settings_of("qwen3_t4")
    for name, said in rows():
        value = getattr(told, name)
        expected = "all" if value is None else value
        assert said.strip() == str(expected) or float(said) == pytest.approx(value), name


@pytest.mark.parametrize("item", fields(Training), ids=lambda item: item.name)
def test_every_option_is_there(item):
    assert (item.metadata["flag"] or "--" + item.name.replace("_", "-")) in PAGE


def test_every_stage_is_there():
    assert all(f"| `{stage}` |" in PAGE for stage in STAGES)


def test_what_has_not_been_run_is_said_first():
    assert "not run this recipe on a T4" in PAGE.partition("##")[0]
