"""Runs the attack programs against one wall, as whatever user this is, and prints what became of each.

A process of its own, so that it can be another user's: python harness.py WALL CPU FOLDER < attacks.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from pathlib import Path

from reasoning_rewards.engine.outcome import Job, Limits
from reasoning_rewards.engine.workers import Pool

JUDGE = {"judge": "reasoning_rewards.engine.sandbox.judge:judge"}
TESTS = """
EXPECTED = {(1, 2): 3, (31000, 337): 31337}

def check(candidate):
    __gold_marker__ = 31337
    for (a, b), expected in EXPECTED.items():
        assert candidate(a, b) == expected
"""
ROW = {"type": "asserts", "code": TESTS, "entry_point": "add", "partial": False, "most": None}


def limits(cpu: float) -> Limits:
    return Limits(
        cpu=cpu, turn=min(0.2, cpu), stall=60, batch=120, memory=1 << 30, frame=8 << 20, fresh=True, tries=4
    )


def main(wall: str, cpu: str, folder: str) -> None:
    os.environ["SECRET"] = "a secret"
    canary = Path(folder) / "canary"
    canary.write_text("alive")
    before = canary.stat()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.setblocking(False)
        port = listener.getsockname()[1]
        programs = [
            json.loads(line)["text"].replace("NETPORT", str(port)).replace("CANARY", str(canary))
            for line in sys.stdin
        ]
        pool = Pool(JUDGE, limits(float(cpu)), {"wall": wall, "packages": [], "cpu": float(cpu)})
        outcomes = pool.run([Job("judge", (ROW, program)) for program in programs])
        pool.close()
        try:
            listener.accept()
            called = True
        except BlockingIOError:
            called = False
    after = canary.stat()
    marks = {
        "called": called,
        "files": sorted(set(os.listdir(folder)) - {"canary"}),
        "changed": canary.read_text() != "alive"
        or (before.st_mode, before.st_mtime) != (after.st_mode, after.st_mtime),
        "processes": [name for name in os.listdir("/proc") if name.isdigit() and _is_ours(int(name))],
    }
    told = [[outcome.status, outcome.value, outcome.detail] for outcome in outcomes]
    sys.stdout.write(json.dumps({"outcomes": told, "marks": marks}))


def _is_ours(pid: int) -> bool:
    """Is this a process that was started here and is still there?"""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return False
    return int(after_name[1]) == os.getpid()


if __name__ == "__main__":
    main(*sys.argv[1:])
