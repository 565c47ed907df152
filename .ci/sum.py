"""One plain line for all test runs: N passed, N failed, N skipped, read from their JUnit files.

    python3 .ci/sum.py FOLDER

Exits 1 where a test failed, where a file can't be read, or where no test ran at all.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree


class Sum(NamedTuple):
    """Tests by outcome; an error while setting up or collecting is a failure."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def plus(self, other: Sum) -> Sum:
        """Both runs together."""
        return Sum(*map(sum, zip(self, other, strict=True)))

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def read(file: Path) -> Sum:
    """What one JUnit file says; one that can't be read is a run that broke off."""
    try:
        cases = list(ElementTree.parse(file).iter("testcase"))
    except ElementTree.ParseError as error:
        print(f"{file}: {error}; its run counts as a failure")
        return Sum(failed=1)
    failed = sum(case.find("failure") is not None or case.find("error") is not None for case in cases)
    skipped = sum(case.find("skipped") is not None for case in cases)
    return Sum(len(cases) - failed - skipped, failed, skipped)


def main(folder: Path) -> int:
    """Print a line a run, then the sum, alone on the last line."""
    whole = Sum()
    for file in sorted(folder.glob("*.xml")):
        found = read(file)
        print(f"{file.stem}: {found}")
        whole = whole.plus(found)
    print(whole)
    return int(whole.failed > 0 or whole.passed == 0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
