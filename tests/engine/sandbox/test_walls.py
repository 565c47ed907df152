"""What the walls leave open: which files, and nothing from one program to the next."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import reasoning_rewards as rr
from reasoning_rewards.engine.sandbox import kernel, walls

SOURCE = Path(__file__).parents[3] / "src"
landlock = pytest.mark.skipif("landlock" not in walls.kinds(), reason="no Landlock here")
isolated = pytest.mark.skipif(not walls.kinds(), reason="no walls can be had here")


def printed(*programs):
    """What each prints, one after another."""
    row = {"type": "stdio", "inputs": [""], "outputs": ["no such output"]}
    verdicts = rr.CodeTests().verdicts(
        [f"```python\n{each}\n```" for each in programs], tests=[row] * len(programs)
    )
    return [str(dict(each.facts).get("got", dict(each.facts).get("error"))) for each in verdicts]


@landlock
def test_the_standard_library_can_be_read_and_other_packages_can_not():
    code = "print(open({!r}).read(1) != '')"
    [standard, other, ours] = printed(
        *(code.format(file) for file in (os.__file__, pytest.__file__, __file__))
    )
    assert standard == r"'True\n'"
    assert other.startswith("PermissionError")
    assert ours.startswith("PermissionError")


@landlock
def test_what_is_imported_late_is_there():
    late = "asyncio, bz2, concurrent.futures, email, sqlite3, unittest, xml.etree.ElementTree, zipfile"
    assert printed(f"import {late}\nprint('here')") == [r"'here\n'"]


def test_no_folder_of_packages_is_among_what_is_read():
    read, listed = walls.places(())
    assert not [path for path in read if {"site-packages", "dist-packages"} & set(Path(path).parts)]
    assert not set(read) & set(listed)


@landlock
@pytest.mark.parametrize("version", [1, 2, 3])
def test_a_file_that_may_be_read_can_not_be_emptied_whatever_version_of_landlock_it_is(version, tmp_path):
    if version > kernel.landlock_abi():
        pytest.skip("this kernel is older")
    file = tmp_path / "module.py"
    file.write_text("whole")
    code = (
        "import os, sys; from reasoning_rewards.engine.sandbox import kernel, walls\n"
        f"kernel.landlock_abi = lambda: {version}; walls.places = lambda packages: (({str(tmp_path)!r},), ())\n"
        "walls.enter('landlock', ()); walls.close('landlock')\n"
        f"try: os.open({str(file)!r}, os.O_RDONLY | os.O_TRUNC)\n"
        f"except PermissionError: sys.exit(open({str(file)!r}).read() != 'whole')\n"
        "sys.exit('it was opened')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(SOURCE)},
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert file.read_text() == "whole"


@isolated
def test_what_a_program_sets_on_its_streams_the_next_does_not_find():
    appends = "import fcntl\nfcntl.fcntl({0}, fcntl.F_SETFL, fcntl.fcntl({0}, fcntl.F_GETFL) | 0xC00)"
    asks = "import fcntl\nprint([fcntl.fcntl(place, fcntl.F_GETFL) & 0xC00 for place in (0, 1, 2)])"
    marks = [appends.format(place) for place in (0, 1, 2)] * 4
    assert set(printed(*marks, *[f"{asks}\n# {number}" for number in range(8)])[-8:]) == {r"'[0, 0, 0]\n'"}
