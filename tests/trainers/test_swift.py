"""ms-swift's own registry and its own scoring of samples."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

pytest.importorskip("swift.rewards", reason="needs ms-swift, in the environment of: make trainers")
torch = pytest.importorskip("torch")

from reasoning_rewards import Brevity, Correctness, KimiLength  # noqa: E402
from reasoning_rewards.adapters import swift  # noqa: E402
from tests.trainers.mine import orm  # noqa: E402
from tests.trainers.rows import RIGHT, ROWS, same  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore")
STATE = SimpleNamespace(global_step=1, max_steps=4)


def sample(completion, gold, **more):
    from swift.rl_core.data import GRPOSample

    messages = [{"role": "user", "content": "2 + 2?"}, *more.pop("turns", [])]
    messages.append({"role": "assistant", "content": completion})
    return GRPOSample(messages=messages, prompt_id="p", extra={"solution": gold}, **more)


def scored(made, samples):
    from swift.rewards import orms
    from swift.rl_core.grpo_algorithm import compute_rewards_per_func
    from swift.rlhf_trainers.utils import resolve_reward_funcs

    orms["mine"] = made
    try:
        functions, names = resolve_reward_funcs(["mine"], args=SimpleNamespace())
    finally:
        del orms["mine"]
    found = compute_rewards_per_func(samples, functions, None, "cpu", trainer_state=STATE)
    return [None if value != value else value for value in found[:, 0].tolist()], names


def test_every_kind_of_row_is_scored_under_the_rewards_name():
    found, names = scored(orm, [sample(text, gold) for text, gold, _ in ROWS])
    assert names == ["total"]
    for value, (*_, wanted) in zip(found, ROWS, strict=True):
        assert value is None if wanted is None else same(value, wanted)


def test_token_ids_of_several_turns_and_whole_groups_are_fed():
    solved = Correctness(gold_column="solution")
    made = swift(solved + 0.1 * Brevity(limit=10) + 0.1 * KimiLength(by=solved))
    tools = [{"role": "assistant", "content": ""}, {"role": "tool", "content": "4"}]
    samples = [
        sample(RIGHT, "4", response_token_ids=[[1, 2, 3], [4]], turns=tools),
        sample(RIGHT, "4", response_token_ids=[[1] * 8]),
    ]
    found, _ = scored(made, samples)
    by_hand = made.reward(
        [RIGHT] * 2, prompts=["p"] * 2, completion_ids=[[1, 2, 3, 4], [1] * 8], solution=["4"] * 2
    )
    assert found == pytest.approx(by_hand)
    assert found[0] > found[1]
