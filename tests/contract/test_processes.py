"""Groups in a training of two processes: whole ones say nothing, cut ones say once, in each process, what to set."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("trl", reason="needs TRL, in the environments of: make contract")

ROOT = Path(__file__).parents[2]


def trained(folder, rows, generations):
    """What each of two processes was warned of."""
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2"]
    command += ["-m", "tests.contract.in_processes", str(folder), str(rows), str(generations)]
    paths = os.pathsep.join([str(ROOT), str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": paths, "OMP_NUM_THREADS": "1"},
    )
    assert done.returncode == 0, done.stderr[-4_000:]
    return [json.loads((folder / f"rank{rank}.json").read_text("utf-8")) for rank in range(2)]


def test_a_group_that_is_cut_in_halves_is_said_once_with_what_to_set(tmp_path):
    for each in trained(tmp_path, rows=4, generations=8):
        assert each["prompts"] == [1, 1], "each process has half a group, twice"
        (said,) = each["warned"]
        assert said.startswith("kimi_length_correctness: this is one of 2 processes, and all 4 completions")
        assert "per_device_train_batch_size × steps_per_generation) a multiple of num_generations" in said


def test_whole_groups_say_nothing(tmp_path):
    for each in trained(tmp_path, rows=8, generations=4):
        assert each["prompts"] == [2, 2]
        assert each["warned"] == []
