"""TRL's own reward functions in the algebra: the scores that TRL gives them, and inside a real trainer."""

from __future__ import annotations

import pickle
from importlib import import_module
from types import SimpleNamespace

import pytest

from reasoning_rewards import Correctness, from_function
from tests.contract.test_trl import configured, train

trl = pytest.importorskip("trl", reason="needs TRL, in the environments of: make contract")
pytest.importorskip("math_verify", reason="TRL's accuracy rewards ask math-verify")

pytestmark = pytest.mark.filterwarnings("ignore")

THEIRS = import_module("trl.rewards")
TEXTS = [
    "<think>3 + 4 is 7</think>The answer is \\boxed{7}",
    "<think>3 + 4</think>\\boxed{8}",
    "\\boxed{7}",
    "",
]
MESSAGES = [[{"role": "assistant", "content": text}] for text in TEXTS]
COLUMNS = {
    "solution": ["\\boxed{7}"] * 3 + ["$x"],
    "completion_ids": [[1, 2, 1, 2, 1, 2, 1, 2], [1] * 6, [1], [2, 3]],
}
BUILD = {  # name: (how it is had, its bounds)
    "accuracy_reward": (lambda f: f, (0.0, 1.0)),
    "reasoning_accuracy_reward": (lambda f: f, (0.0, 1.0)),
    "think_format_reward": (lambda f: f, (0.0, 1.0)),
    "get_cosine_scaled_reward": (lambda f: f(max_len=8), (-1.0, 1.0)),
    "get_repetition_penalty_reward": (lambda f: f(ngram_size=2), (-1.0, 0.0)),
    "get_soft_overlong_punishment": (lambda f: f(max_completion_len=7, soft_punish_cache=4), (-1.0, 0.0)),
}


def made(name):
    build, bounds = BUILD[name]
    if not hasattr(THEIRS, name):
        pytest.skip(f"TRL {trl.__version__} has no {name}")
    function = build(getattr(THEIRS, name))
    return function, from_function(function, bounds=bounds, may_abstain=True)


def test_the_table_has_all_of_them():
    names = {name for name in dir(THEIRS) if "reward" in name.partition("_")[2] or name.startswith("get_")}
    assert {name for name in names if not name.endswith("_rewards")} <= set(BUILD)


@pytest.mark.parametrize("name", BUILD)
@pytest.mark.parametrize("completions", [TEXTS, MESSAGES], ids=["strings", "conversations"])
def test_scores_are_the_functions_own(name, completions):
    function, reward = made(name)
    assert reward(completions, **COLUMNS) == pytest.approx(function(completions=MESSAGES, **COLUMNS))
    if int(trl.__version__.partition(".")[0]) >= 1:  # older ones are closures
        clone = pickle.loads(pickle.dumps(reward))
        assert clone == reward
        assert clone(completions, **COLUMNS) == reward(completions, **COLUMNS)


@pytest.mark.parametrize("conversations", [False, True], ids=["strings", "conversations"])
def test_inside_a_trainer_they_add_up_with_ours(conversations, tmp_path):
    _, form = made("think_format_reward")
    _, short = made("get_soft_overlong_punishment")
    total = (Correctness() + 0.2 * form + 0.1 * short).requires(Correctness()).named("total")
    parts = []

    def witness(**call):
        hooks = {"log_metric", "log_extra", "trainer_state"}
        parts.append((total(**{k: v for k, v in call.items() if k not in hooks}), call))
        return [0.0] * len(call["completions"])

    trainer = train([total, witness], configured(tmp_path, max_steps=1), conversations)
    scores, call = parts[-1]
    assert list(trainer._logs["rewards"]["total"]) == pytest.approx(
        [float("nan") if score is None else score for score in scores], abs=1e-6, nan_ok=True
    )
    assert SimpleNamespace(**call).completion_ids
