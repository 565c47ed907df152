"""Programs that try to be paid, or to leave a mark: none may, behind any wall, as root or as anybody."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import pytest

from reasoning_rewards.engine.sandbox import walls

HERE = Path(__file__).parent
SOURCE = HERE.parents[2] / "src"
ATTACKS = [
    json.loads(line) for line in (HERE.parents[1] / "cases" / "programs.jsonl").read_text().splitlines()
]
NOBODY = 65534
BEHIND = walls.kinds()
USERS = ("this user", "nobody")


def interpreter(user: str) -> str | None:
    """A Python that the user can start; one in root's home can be started by root alone."""
    if user == "this user":
        return sys.executable
    if os.geteuid() != 0:
        return None
    for path in (sys.executable, "/usr/bin/python3"):
        code = "import ctypes, json, sys; sys.exit(sys.version_info < (3, 10))"
        done = (
            subprocess.run(
                [path, "-c", code],
                user=NOBODY,
                group=NOBODY,
                extra_groups=[],
                capture_output=True,
                check=False,
            )
            if Path(path).exists()
            else None
        )
        if done is not None and done.returncode == 0:
            return path
    return None


@cache
def came_of(wall: str, user: str, folder: str) -> dict:
    """What the harness says of all of them; it runs once for a wall and a user."""
    python = interpreter(user)
    if python is None:
        pytest.skip("no other user can be had here, or none can start a Python")
    place = Path(folder) / f"{wall}-{user}".replace(" ", "-")
    place.mkdir()
    place.chmod(0o777)
    other = {} if user == "this user" else {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    done = subprocess.run(
        [python, str(HERE / "harness.py"), wall, "0.5", str(place)],
        input="\n".join(json.dumps(each) for each in ATTACKS), env={"PYTHONPATH": str(SOURCE), "PATH": "/usr/bin:/bin"},
        text=True, capture_output=True, timeout=300, check=False, cwd="/", **other,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="session")
def folder():
    """A folder that another user can enter, which those of pytest are not."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        yield made


@pytest.mark.parametrize("user", USERS)
@pytest.mark.parametrize("wall", BEHIND)
@pytest.mark.parametrize("place", range(len(ATTACKS)), ids=[attack["name"] for attack in ATTACKS])
def test_an_attack_is_not_paid(place, wall, user, folder):
    status, value, detail = came_of(wall, user, folder)["outcomes"][place]
    passed = status == "answered" and value["how"] == "passed"
    assert passed is ATTACKS[place]["passes"], (status, value, detail)
    assert status in ("answered", "cpu_spent", "memory_spent"), f"the machine is blamed: {status} {detail}"
    if status == "answered":
        assert value["how"] not in ("tests_broken", "tests_empty"), "a completion has made its row abstain"


@pytest.mark.parametrize("user", USERS)
@pytest.mark.parametrize("wall", BEHIND)
def test_no_attack_leaves_a_mark(wall, user, folder):
    marks = came_of(wall, user, folder)["marks"]
    assert marks == {"called": False, "files": [], "changed": False, "processes": []}


@pytest.mark.skipif(sys.platform != "linux", reason="walls are for Linux")
def test_there_are_walls_here():
    """Linux has had seccomp for long; where neither wall can be had, none of the tests above says anything."""
    assert BEHIND, [walls.fault(wall) for wall in walls.WALLS]
