"""NeMo-RL's calling form, with a stand-in for its interface: its package on the index is empty."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any, NamedTuple

import pytest

torch = pytest.importorskip("torch", reason="needs torch, in the environment of: make trainers")
pytest.importorskip("ray")

from tests.trainers.mine import Environment  # noqa: E402
from tests.trainers.rows import ROWS, same  # noqa: E402
from tests.trainers.test_verl import ray_of_its_own  # noqa: E402, F401


class EnvironmentReturn(NamedTuple):
    """The fields of NeMo-RL's own, in their order."""

    observations: Any
    metadata: Any
    next_stop_strings: Any
    rewards: Any
    terminateds: Any
    answers: Any = None


@pytest.fixture
def interfaces(monkeypatch):
    for name in ("nemo_rl", "nemo_rl.environments", "nemo_rl.environments.interfaces"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    sys.modules["nemo_rl.environments.interfaces"].EnvironmentReturn = EnvironmentReturn


def logs(rows):
    ids = torch.tensor([1, 2, 3])
    for text, gold, _ in rows:
        turns = [{"role": "user", "content": "2 + 2?", "token_ids": ids}]
        yield [*turns, {"role": "assistant", "content": text, "token_ids": ids}], {"ground_truth": gold}


def test_a_batch_of_conversations_comes_back_as_tensors(interfaces):
    from reasoning_rewards.adapters.trainers import _Environment

    made = type("Made", (_Environment,), {"adapter": Environment})({})
    conversations, metadata = zip(*logs(ROWS), strict=True)
    found = made.step(list(conversations), list(metadata))
    assert all(same(value, row[2]) for value, row in zip(found.rewards.tolist(), ROWS, strict=True))
    assert found.terminateds.tolist() == [1.0] * len(ROWS)
    assert len(found.observations) == len(found.next_stop_strings) == len(found.metadata) == len(ROWS)
    _, logged = made.global_post_process_and_metrics({"rewards": found.rewards})
    assert logged == {"total/mean": pytest.approx(found.rewards.mean().item())}


def test_it_is_made_as_create_env_makes_an_actor(ray_of_its_own):  # noqa: F811
    import ray

    actor = Environment.options(runtime_env={"env_vars": {}}).remote({"setting": 1})
    _, logged = ray.get(actor.global_post_process_and_metrics.remote({"rewards": torch.ones(2)}), timeout=120)
    assert logged == {"total/mean": 1.0}
