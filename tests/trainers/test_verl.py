"""verl's own loader and reward managers: in a thread, and in a worker of a real Ray."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path

import pytest

pytest.importorskip("verl", reason="needs verl, in the environment of: make trainers")
torch = pytest.importorskip("torch")
numpy = pytest.importorskip("numpy")
omegaconf = pytest.importorskip("omegaconf")

from tests.trainers.rows import KEYS, RIGHT, ROWS, same  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore")
MINE = Path(__file__).parent / "mine.py"


def configuration(manager):
    return omegaconf.OmegaConf.create(
        {
            "reward": {
                "custom_reward_function": {"path": str(MINE), "name": "compute_score", "reward_kwargs": {}},
                "reward_manager": {"source": "register", "name": manager},
                "num_workers": 1,
            }
        }
    )


class Letters:
    """A tokenizer of code points."""

    pad_token_id = 0

    def decode(self, ids, skip_special_tokens=True):
        return "".join(chr(int(each)) for each in ids if each)


def item(completion, gold, extra):
    from tensordict import TensorDict
    from verl import DataProto

    ids = torch.tensor([[ord(letter) for letter in completion]])
    batch = TensorDict({"responses": ids, "attention_mask": torch.ones_like(ids)}, batch_size=1)
    rest = {
        "data_source": numpy.array(["gsm8k"], dtype=object),
        "reward_model": numpy.array([{"ground_truth": gold, "style": "rule"}], dtype=object),
        "extra_info": numpy.array([dict(extra)], dtype=object),
    }
    return DataProto(batch=batch, non_tensor_batch=rest)


def scored(manager, rows):
    async def all_of_them():
        from verl.trainer.ppo.reward import load_reward_manager

        made = load_reward_manager(configuration(manager), Letters())
        return [await made.run_single(item(text, gold, {"index": 3})) for text, gold, _ in rows]

    return asyncio.run(all_of_them())


def check(found, rows):
    for result, (_, _, wanted) in zip(found, rows, strict=True):
        assert same(result["reward_score"], wanted)
        assert set(result["reward_extra_info"]) == KEYS
        assert all(type(value) is float for value in result["reward_extra_info"].values())


def test_the_naive_manager_scores_every_kind_of_row():
    rows = [*ROWS, (RIGHT, numpy.array(["4"]), 1.3), (RIGHT, numpy.array("4"), 1.3)]
    check(scored("naive", rows), rows)


@pytest.fixture
def ray_of_its_own(monkeypatch):
    ray = pytest.importorskip("ray")
    source = str(Path(sys.modules["reasoning_rewards"].__file__).parent.parent)
    for name, value in {
        "PYTHONPATH": os.pathsep.join([source, os.environ.get("PYTHONPATH", "")]),
        "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",
        "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_AUTH_MODE": "disabled",
        "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    }.items():
        monkeypatch.setenv(name, value)
    with tempfile.TemporaryDirectory(prefix="ray-", ignore_cleanup_errors=True) as home:
        ray.init(
            num_cpus=1,
            include_dashboard=False,
            object_store_memory=80_000_000,
            _node_ip_address="127.0.0.1",
            _temp_dir=home,
        )
        yield
        ray.shutdown()


def test_the_remote_manager_scores_them_in_a_worker_of_ray(ray_of_its_own):
    check(scored("remote", ROWS), ROWS)
