"""The trainer that Unsloth writes calls rewards as TRL's does, and shows ours by name."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("unsloth") is None, reason="needs Unsloth: make contract-unsloth"
)
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("compiled")
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("generate.py")), str(folder)],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}", "HF_HUB_OFFLINE": "1"},
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("REPORT ")]
    assert lines, done.stdout[-2000:] + done.stderr[-4000:]
    return json.loads(lines[0].removeprefix("REPORT "))


def test_it_is_unsloths_and_not_trls(report):
    assert report["class"] == "UnslothGRPOTrainer"
    assert Path(report["file"]).name == "UnslothGRPOTrainer.py"


def test_rewards_are_called_by_trls_own_words(report):
    assert "reward_func(" in report["plain"]["_calculate_rewards"]
    assert report["generated"] == report["plain"]


def test_every_reward_has_its_columns(report):
    assert len(report["names"]) == len({*report["names"]}) > 20
    wanted = [f"rewards/{name}/{figure}" for name in report["names"] for figure in ("mean", "std")]
    assert report["columns"] == wanted
