"""The documentation says what the source says, and its examples are tests."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import hypothesis.strategies as st

import reasoning_rewards as rr
from reasoning_rewards import Correctness, presets
from reasoning_rewards.testing import assert_ranks, attack, check_reward
from tests.all_rewards import public_rewards
from tests.docs_rewards import MentionsUnits
from tests.readme_rewards import in_units

ROOT = Path(__file__).parent.parent
# 0 or 1, and shares of something that is no number
NOT_PLOTTED = {
    "Correctness",
    "Numeric",
    "Symbolic",
    "MultipleChoice",
    "Format",
    "Pattern",
    "Abstention",
    "LanguageShare",
    "Assignment",
    "Countdown",
    "Grid",
    "CodeTests",
}
README = (ROOT / "README.md").read_text(encoding="utf-8")
WRITING = (ROOT / "docs" / "writing-a-reward.md").read_text(encoding="utf-8")
TABLE = (ROOT / "docs" / "choosing-rewards.md").read_text(encoding="utf-8").partition("\n## All of them\n")[2]


NAMED = r"^\| \[`(\w+)`\]\(\S+\) \| \S"
"""A line of the page of public names."""


def test_every_public_name_that_is_no_reward_is_told_in_full():
    page = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    rewards = {each.__name__ for each in public_rewards()}
    modules = re.findall(
        r"^\| \[`rr\.(\w+)`\]", (ROOT / "docs" / "api.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert modules
    for name in (*rr.__all__, *(f"{module}.{each}" for module in modules for each in members(module))):
        assert (f"\n### {name}\n" in page) == (name not in rewards), name


def members(module: str) -> list[str]:
    """What of a module is called, and so has a docstring of its own."""
    return [name for name in getattr(rr, module).__all__ if name not in {"MOST_BYTES", "SCHEMAS", "Task"}]


def test_generated_pages_are_up_to_date():
    done = subprocess.run(
        [sys.executable, ROOT / "docs" / "generate.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_public_reward_has_an_entry():
    page = (ROOT / "docs" / "rewards.md").read_text(encoding="utf-8")
    for reward in public_rewards():
        assert f"\n## {reward.__name__}\n" in page
        assert f"\n| `{reward.__name__}`" in TABLE or f", `{reward.__name__}` |" in TABLE


def test_every_public_name_stands_once_in_the_promise():
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    tables, rest = page.split("\n## What every reward has\n")
    assert sorted(re.findall(NAMED, tables, re.MULTILINE)) == rr.__all__
    methods, modules = rest.split("\n## Modules\n")
    public = sorted(name for name in vars(rr.Reward) if not name.startswith("_"))
    assert sorted(re.findall(NAMED, methods, re.MULTILINE)) == public
    for name in re.findall(r"^\| \[`rr\.(\w+)`\]", modules, re.MULTILINE):
        assert name in dir(rr)
        assert all(f"`{each}`" in modules for each in getattr(rr, name).__all__)


def test_every_reward_with_a_formula_over_a_number_is_plotted():
    page = (ROOT / "docs" / "rewards.md").read_text(encoding="utf-8")
    for entry in page.split("\n## ")[1:]:
        name = entry.partition("\n")[0]
        plot = f"](images/rewards/{name}.svg)"
        assert (plot in entry) == (name not in NOT_PLOTTED), name
        if plot in entry:
            drawing = (ROOT / "docs" / "images" / "rewards" / f"{name}.svg").read_text(encoding="utf-8")
            assert ElementTree.fromstring(drawing).tag.endswith("svg")


def test_every_public_reward_is_timed():
    for name in ("throughput", "repeated"):
        assert "one_of_each(" in (ROOT / "benchmarks" / f"{name}.py").read_text(encoding="utf-8")


def test_the_readmes_own_reward_is_the_one_tested_here():
    written = (ROOT / "tests" / "readme_rewards.py").read_text(encoding="utf-8")
    code = written.partition('"""\n\n')[2].replace("\n\n\n", "\n\n")
    assert code in README
    assert code in WRITING


def test_contract():
    check_reward(in_units, unit=st.sampled_from(["cm", "kg", None]))


def test_right_beats_wrong():
    solved = Correctness(gold_column="solution")
    assert_ranks(solved, ["<think>6·7</think> \\boxed{42}", "<think>6·7</think> \\boxed{41}"], solution="42")


def test_nothing_else_pays():
    assert not attack(presets.gsm8k(), answer="42").exploits


def test_the_tests_that_the_docs_show_are_the_ones_above():
    written = Path(__file__).read_text(encoding="utf-8")
    shown = re.sub(r"  # [^\n]*", "", WRITING)
    for name in ("test_contract", "test_right_beats_wrong", "test_nothing_else_pays"):
        body = written.partition(f"def {name}(")[2].partition("\n\n")[0]
        assert f"def {name}({body}" in shown


def test_the_class_of_the_docs_is_the_one_tested_here():
    page = WRITING
    written = (ROOT / "tests" / "docs_rewards.py").read_text(encoding="utf-8")
    assert written.partition('"""\n\n')[2].replace("\n\n\n", "\n\n").rstrip() in page
    said = MentionsUnits(unit="cm")
    assert repr(said) in page
    assert str(said.explain("5 kg")) in page
    check_reward(said, max_examples=10)
