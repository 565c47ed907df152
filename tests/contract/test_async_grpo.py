"""AsyncGRPO's way, without its server: pickled into a spawned daemon, called there in a thread.

One prompt's group a call, everything by keyword, no trainer state, no hooks.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import pickle
import threading

import pytest

from tests.contract.rewards import BEYOND, COMPONENTS, TOTAL

GROUP = {
    "completions": [
        [{"role": "assistant", "content": "<think>3 + 4 = 7</think><answer>7</answer>"}],
        [
            {
                "role": "assistant",
                "content": "<think>3 + 4 = 8, and that is what he has</think><answer>8</answer> cm",
            }
        ],
        [{"role": "assistant", "content": "7"}],
        [{"role": "assistant", "content": "<think>3 + 4"}],
    ],
    "prompts": [[{"role": "user", "content": "Tom has 3 marbles and finds 4. How many?"}]] * 4,
    "completion_ids": [*(list(range(length)) for length in (6, 7, 1)), [5] * 12],
    "answer": ["7"] * 4,
    "choice": ["A"] * 4,
    "options": [["7", "8"]] * 4,
    "unit": ["cm"] * 4,
    "steps": [1] * 4,
    "checkpoints": [["7", "4"]] * 4,
    "nums": [[3, 4]] * 4,
    "target": [7] * 4,
    "puzzle": ["12..\n....\n....\n...4"] * 4,
    "seats": [{"Tom": "7"}] * 4,
    "tests": [{"type": "calls", "entry_point": "f", "inputs": [[3]], "outputs": [7]}] * 4,
}
REWARDS = [*COMPONENTS, TOTAL]


async def _score_group(rewards, group):
    return await asyncio.gather(*(asyncio.to_thread(reward, **group) for reward in rewards))


def _worker(pickled, group, answers):
    """The child: it knows the rewards only from their pickle."""
    rewards = pickle.loads(pickled)
    assert threading.current_thread() is threading.main_thread()
    answers.put(asyncio.run(_score_group(rewards, group)))


@pytest.fixture(scope="module")
def child_scores():
    context = multiprocessing.get_context("spawn")
    answers = context.SimpleQueue()
    child = context.Process(target=_worker, args=(pickle.dumps(REWARDS), GROUP, answers), daemon=True)
    child.start()
    child.join(timeout=120)
    assert child.exitcode == 0, "the child did not end, or ended badly; its traceback is above"
    return dict(zip((reward.__name__ for reward in REWARDS), answers.get(), strict=True))


@pytest.mark.parametrize("reward", REWARDS, ids=lambda reward: reward.__name__)
def test_the_child_scores_as_the_parent_does(reward, child_scores):
    assert child_scores[reward.__name__] == reward(**GROUP)


def test_scores_tell_the_completions_apart(child_scores):
    for reward in REWARDS:
        if not isinstance(reward, BEYOND):
            assert len(set(child_scores[reward.__name__])) > 1, reward


def test_without_a_state_a_schedule_takes_the_factor_it_was_given_for_that(child_scores):
    assert child_scores["total"] == list(
        TOTAL.verdicts(**GROUP, progress=0.5).scores  # linear(1, 0) is 0.5 there, as without_clock says
    )
