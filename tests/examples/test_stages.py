"""The stages of a run: what is finished is kept, what was stopped is not taken for finished."""

import signal

import pytest

pytest.importorskip("torch", reason="stages train models, which needs torch and transformers")
pytest.importorskip("transformers", reason="stages train models, which needs torch and transformers")

from recipe.stages import Stages


@pytest.fixture(autouse=True)
def ctrl_c():
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


def test_a_finished_result_is_not_worked_out_twice(tmp_path):
    assert Stages(tmp_path).once("before", lambda: {"right": 1}) == {"right": 1}
    assert Stages(tmp_path).once("before", lambda: {"right": 2}) == {"right": 1}


def test_a_result_after_a_stop_is_not_kept(tmp_path):
    stages = Stages(tmp_path)
    stages.stopped = "pretraining at step 64 of 150"
    assert stages.once("before", lambda: {"right": 1}) == {"right": 1}
    assert Stages(tmp_path).once("before", lambda: {"right": 2}) == {"right": 2}


def test_times_add_up_over_sittings(tmp_path):
    Stages(tmp_path).add_time("GRPO", 2.0)
    stages = Stages(tmp_path)
    stages.add_time("GRPO", 3.0)
    assert Stages(tmp_path).times == {"GRPO": 5.0}


def test_ctrl_c_between_stages_says_how_to_go_on(tmp_path):
    Stages(tmp_path)
    with pytest.raises(SystemExit, match=f"--resume {tmp_path}"):
        signal.raise_signal(signal.SIGINT)
