"""The last line of a CI run counts what its test runs said, and a run of no tests is no success."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SUM = Path(__file__).parent.parent / ".ci" / "sum.py"
PASSED = '<testcase name="a"/>'
FAILED = '<testcase name="b"><failure message="no"/></testcase>'
BROKEN = '<testcase name="c"><error message="no"/></testcase>'
SKIPPED = '<testcase name="d"><skipped message="not here"/></testcase>'

pytestmark = pytest.mark.skipif(not SUM.is_file(), reason="an installed package has no .ci folder")


def last_line(folder: Path, **runs: str) -> tuple[str, int]:
    for name, cases in runs.items():
        (folder / f"{name}.xml").write_text(
            f"<testsuites><testsuite>{cases}</testsuite></testsuites>", "utf-8"
        )
    done = subprocess.run([sys.executable, SUM, folder], capture_output=True, text=True, check=False)
    return done.stdout.splitlines()[-1], done.returncode


@pytest.mark.parametrize(
    ("runs", "line", "code"),
    [
        ({"unit": PASSED * 3, "old": PASSED + SKIPPED}, "4 passed, 0 failed, 1 skipped", 0),
        ({"unit": PASSED, "old": FAILED + BROKEN}, "1 passed, 2 failed, 0 skipped", 1),
        ({"unit": ""}, "0 passed, 0 failed, 0 skipped", 1),
        ({"unit": SKIPPED}, "0 passed, 0 failed, 1 skipped", 1),
        ({}, "0 passed, 0 failed, 0 skipped", 1),
        ({"unit": PASSED, "cut": "<"}, "1 passed, 1 failed, 0 skipped", 1),
    ],
)
def test_the_sum(tmp_path, runs, line, code):
    assert last_line(tmp_path, **runs) == (line, code)
