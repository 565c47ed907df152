"""Put each fault of faults.jsonl into a copy of the source, by hand as it were, and see a test notice it.

    python tests/faults/check.py [WORDS]      # all, or those whose name holds one of the words

A row names a file of the package, a text that occurs in it exactly once, the text that takes its place, and the tests
that must notice. Those tests pass on the source as it is, and fail on the copy. Exits 1 where one does not.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
FAULTS = [
    json.loads(line) for line in Path(__file__).with_name("faults.jsonl").read_text("utf-8").splitlines()
]
PASSED, FAILED = 0, 1  # exit codes of pytest; anything else is no verdict


def with_fault(text: str, fault: dict[str, str]) -> str:
    """The text of a file with the fault in it."""
    if text.count(fault["was"]) != 1:
        raise ValueError(
            f"{fault['name']}: {fault['was']!r} occurs {text.count(fault['was'])} times in {fault['file']}"
        )
    return text.replace(fault["was"], fault["now"])


def outcome(source: Path, tests: list[str]) -> int:
    """The exit code of pytest over some tests, with the package taken from a folder."""
    line = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    environment = {**os.environ, "PYTHONPATH": str(source), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode not in (PASSED, FAILED):
        print(done.stdout[-2_000:], done.stderr[-2_000:])
    return done.returncode


def is_noticed(fault: dict[str, str], source: Path) -> bool:
    """Put a fault in, run its tests, and take it out again."""
    file = source / "reasoning_rewards" / fault["file"]
    whole = file.read_text("utf-8")
    file.write_text(with_fault(whole, fault), "utf-8")
    try:
        return outcome(source, fault["tests"]) == FAILED
    finally:
        file.write_text(whole, "utf-8")


def main(words: list[str]) -> int:
    """Say of each fault whether it is noticed."""
    chosen = [fault for fault in FAULTS if not words or any(word in fault["name"] for word in words)]
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "src"
        shutil.copytree(SOURCE, source, ignore=shutil.ignore_patterns("__pycache__"))
        if outcome(source, sorted({test for fault in chosen for test in fault["tests"]})) != PASSED:
            print("The tests fail without any fault; see to that first.")
            return 1
        missed = 0
        for fault in chosen:
            noticed = is_noticed(fault, source)
            missed += not noticed
            print(f"{'noticed' if noticed else 'MISSED '}  {fault['name']}", flush=True)
    print(f"{len(chosen) - missed} of {len(chosen)} faults are noticed")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
