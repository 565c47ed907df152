"""The recipes of docs/trainers.md with the real packages: what a person copies is what runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import reasoning_rewards as rr
from reasoning_rewards.adapters import Adapter
from tests.trainers.mine import total
from tests.trainers.rows import ROWS, same

pytestmark = pytest.mark.filterwarnings("ignore")
PAGE = Path(__file__).parent.parent.parent / "docs" / "trainers.md"


def recipe(heading):
    """What the first snippet under a heading defines."""
    section = PAGE.read_text("utf-8").partition(f"\n### {heading}\n")[2].partition("\n### ")[0]
    names = {"score": Adapter(total), "total": total, "Adapter": Adapter, **vars(rr), "__name__": "recipe"}
    exec(re.search(r"```python\n(.*?)```", section, re.DOTALL)[1], names)
    return names


def test_trinitys_registry_gives_a_function_whose_dictionary_adds_up():
    rewards = pytest.importorskip("trinity.common.rewards", reason="needs Trinity-RFT: make trainers")
    made = recipe("Trinity-RFT")["Total"]
    assert rewards.REWARD_FUNCTIONS.get("total") is made
    for text, gold, wanted in ROWS:
        assert same(sum(made()(response=text, truth=gold).values()), wanted)


def test_skyrls_registry_makes_an_environment_of_one_turn():
    gym = pytest.importorskip("skyrl_gym", reason="needs skyrl-gym: make trainers")
    gym.register(id="total", entry_point=recipe("SkyRL")["TotalEnv"])
    for text, gold, wanted in ROWS:
        environment = gym.make("total", extras={"reward_spec": {"ground_truth": gold}})
        environment.init([{"role": "user", "content": "2 + 2?"}])
        step = environment.step(text)
        assert step["done"] and same(step["reward"], wanted)
