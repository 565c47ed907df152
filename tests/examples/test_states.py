"""The states of a model: figures by hand, and that only runs of one kind are put beside each other."""

import json

import pytest

pytest.importorskip("torch", reason="the states are of a model")
pytest.importorskip("trl", reason="a run trains: needs requirements/trl.txt")

from recipe import states
from recipe.stages import Stages


def row(problem, way, lenient, strict=False, family="ages"):
    return {"id": problem, "family": family, "way": way, "lenient": lenient, "strict": strict}


EARLY = [
    row(1, "sampled", True),
    row(1, "sampled", False),
    row(2, "sampled", False),
    row(2, "sampled", False),
]
LATE = [row(1, "sampled", True), row(1, "sampled", True), row(2, "sampled", True), row(2, "sampled", False)]


def test_accuracy_is_the_mean_over_problems():
    assert states.accuracy(EARLY, "sampled", "lenient").value == 0.25
    assert states.accuracy(EARLY, "sampled", "strict").value == 0.0
    assert states.solved(LATE, "sampled", "lenient") == {1: 1.0, 2: 0.5}


def test_the_gap_is_paired():
    assert states.gap(EARLY, LATE, "sampled").value == 0.5


def test_other_problems_have_no_gap():
    with pytest.raises(ValueError, match="other problems"):
        states.gap(EARLY, [*LATE, row(3, "sampled", True)], "sampled")


def test_the_table_has_a_row_a_state():
    rows = [row(1, way, True, way == "greedy") for way in states.WAYS]
    lines = states.table([("asked", rows)]).splitlines()
    assert lines[2].startswith("| asked | 100.0 %")
    assert lines[2].count("100.0 %") == 3
    assert lines[2].count("| 0.0 %") == 1


class Run:
    """As much of a run as `start_from` looks at."""

    def __init__(self, folder, **settings):
        folder.mkdir()
        self.folder, self.stages = folder, Stages(folder)
        self.stages.write("settings", dict.fromkeys(states.SHARED) | settings)


def finished(folder, **settings):
    run = Run(folder, **settings)
    (folder / "SFT" / "checkpoint-5").mkdir(parents=True)
    (folder / "SFT" / "finished").touch()
    (folder / "states").mkdir()
    for name in ("warmed", "after"):
        (folder / "states" / f"{name}.jsonl").write_text("")
    run.stages.write("before", {"n": 1})
    run.stages.add_time("GRPO", 12.5)
    return run


@pytest.mark.usefixtures("own_ctrl_c")
def test_a_run_starts_from_the_warm_up_of_another(tmp_path):
    finished(tmp_path / "base")
    run = Run(tmp_path / "more")
    states.start_from(run, tmp_path / "base")
    assert run.stages.read("allowed") == 12.5
    assert json.loads((run.folder / "before.json").read_text()) == {"n": 1}
    assert (run.folder / "SFT" / "finished").exists()
    assert not (run.folder / "SFT" / "checkpoint-5").exists()
    assert [path.name for path in (run.folder / "states").iterdir()] == ["warmed.jsonl"]


@pytest.mark.usefixtures("own_ctrl_c")
def test_not_from_one_with_other_settings(tmp_path):
    finished(tmp_path / "base", sft_rows=9)
    with pytest.raises(SystemExit, match=r"other settings \(sft_rows\)"):
        states.start_from(Run(tmp_path / "more"), tmp_path / "base")


@pytest.mark.usefixtures("own_ctrl_c")
def test_not_from_one_that_is_not_finished(tmp_path):
    Run(tmp_path / "base")
    with pytest.raises(SystemExit, match="finished its SFT"):
        states.start_from(Run(tmp_path / "more"), tmp_path / "base")
