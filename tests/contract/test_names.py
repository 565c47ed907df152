"""The names that TRL keeps for itself are those that are refused, in every version there is a contract with."""

from __future__ import annotations

import inspect
import re
from types import SimpleNamespace

import pytest

from reasoning_rewards import Brevity, Correctness, LengthPenalty, NumberPolicy, SettingError
from reasoning_rewards.testing.rebuild import rebuild

np = pytest.importorskip("numpy")
torch = pytest.importorskip("torch")
GRPOTrainer = pytest.importorskip(
    "trl", reason="needs TRL, in the environments of: make contract"
).GRPOTrainer


CALL = inspect.getsource(GRPOTrainer._calculate_rewards)
LOG = inspect.getsource(GRPOTrainer.log)
SOLVED = Correctness()


def dropped():
    (listed,) = re.findall(r"keys = \[key for key in inputs\[0\] if key not in \[([^]]*)\]\]", CALL)
    return set(re.findall(r'"(\w+)"', listed))


def passed():
    (by_name,) = set(re.findall(r"reward_func\(\s*(prompts=.*?)\*\*reward_kwargs", CALL, re.DOTALL))
    return set(re.findall(r"(\w+)=", by_name)) | set(re.findall(r'reward_kwargs\["(\w+)"\] =', CALL))


def tabled():
    (table,) = re.findall(r"table = \{(.*?)\n\s*\}\n", LOG, re.DOTALL)
    return set(re.findall(r'^\s*"(\w+)":', table, re.MULTILINE))


def test_the_source_is_read():
    assert dropped() == {"prompt", "completion", "completion_ids"}
    assert {"prompts", "completions", "completion_ids", "trainer_state"} <= passed()
    assert tabled() == {"step", "prompt", "completion", "advantage"}


@pytest.mark.parametrize("name", sorted(dropped() | passed()))
def test_a_column_that_trl_drops_or_replaces_is_refused(name):
    with pytest.raises(SettingError, match=f"gold_column='{name}': TRL "):
        Correctness(gold_column=name)


@pytest.mark.parametrize("name", sorted(tabled()))
def test_a_name_of_a_column_of_trls_table_is_refused(name):
    with pytest.raises(SettingError, match=f"name='{name}': TRL's table"):
        SOLVED.named(name)


def test_a_class_in_the_list_is_named_by_the_parentheses_it_lacks():
    with pytest.raises(
        SettingError, match=r"the \(\) that build the reward are missing; write Correctness\(\)"
    ):
        GRPOTrainer._calculate_rewards(
            _trainer(Correctness), [{"prompt": "p", "answer": "4"}], ["p"], ["#### 4"], [[1, 2]]
        )


def _trainer(reward):
    """As much of a trainer as calling a reward takes."""
    return SimpleNamespace(
        accelerator=SimpleNamespace(device="cpu", is_main_process=False),
        reward_funcs=[reward],
        reward_processing_classes=[None],
        reward_func_names=[reward.__name__],
        state=SimpleNamespace(global_step=0),
        args=SimpleNamespace(report_to=[]),
        environments=None,
        _log_completion_extra=None,
        _log_metric=None,
    )


def test_numbers_of_numpy_and_torch_are_numbers():
    for eight in (np.int64(8), np.int32(8), np.uint8(8), torch.tensor(8)):
        assert Brevity(limit=eight) == Brevity(limit=8)
        assert (
            repr(LengthPenalty(max_length=eight, soft_cache=eight))
            == "LengthPenalty(max_length=8, soft_cache=8)"
        )
        assert NumberPolicy(rounded=eight) == NumberPolicy(rounded=8)
    for half in (np.float32(0.5), np.float64(0.5), torch.tensor(0.5)):
        for built in (SOLVED * half, SOLVED.at_least(half), SOLVED.clip(0, half)):
            assert rebuild(built) == built
            assert "0.5" in repr(built)
    assert np.float32(0.5) * SOLVED == 0.5 * SOLVED
    for none in (np.bool_(True), torch.tensor(True), np.array([8]), torch.tensor([8]), np.float64(8)):
        with pytest.raises(SettingError, match="limit="):
            Brevity(limit=none)
    for none in (np.bool_(True), torch.tensor(True), np.array([0.5]), np.complex64(0.5)):
        with pytest.raises(SettingError, match="threshold="):
            SOLVED.at_least(none)
