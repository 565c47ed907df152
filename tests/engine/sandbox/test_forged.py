"""Answers that a program writes itself, of every shape: none passes a test, and none is blamed on the machine."""

from __future__ import annotations

import json
import random
import struct

import pytest

from reasoning_rewards.engine.outcome import Job
from reasoning_rewards.engine.sandbox import walls
from reasoning_rewards.engine.workers import Pool
from tests.engine.sandbox.harness import JUDGE, ROW, limits

pytestmark = pytest.mark.skipif(not walls.kinds(), reason="no walls can be had here")
WANTED = 31337  # which no answer below holds
CALLS = {
    "type": "calls", "entry_point": "add", "inputs": [[[1], {"a": [2]}], [3, 4]], "outputs": [WANTED, WANTED], "partial": True,
    "wrapped": True, "checker": None, "tolerance": 1e-6, "compare": "tokens",
}  # fmt: skip
ASKS = {
    "type": "asserts", "entry_point": None, "most": None, "partial": True,
    "code": "x = add([1], {'a': [2]})\n" + "\n".join(
        f"assert {each} == {WANTED}" for each in ("len(x)", "x[0]", "int(str(x))", "x.y", "sum(x)", "x(1)", "sorted(x)[0]")
    ),
}  # fmt: skip
PRINTS = {
    "type": "stdio", "inputs": ["1"], "outputs": [str(WANTED)], "partial": True, "checker": None, "tolerance": 1e-6,
    "compare": "lines",
}  # fmt: skip
PLAIN = (
    None,
    True,
    False,
    0,
    1,
    -1,
    3,
    2**70,
    1e400,
    float("nan"),
    -0.0,
    "",
    " x",
    "\ud800",
    "a" * 5000,
    [],
    {},
)
KINDS = (
    "AssertionError BaseException Exception ExceptionGroup ImportError KeyboardInterrupt MemoryError NameError OSError \
    StopIteration SyntaxError SystemExit UnicodeDecodeError ValueError __import__ TypeError".split()
)
ENDS = ("", "os._exit(0)\n", "os._exit(1)\n", "raise ValueError\n", "print(3)\n")


def value(rng, depth=0):
    """Something that a value may look like, with its tags where they belong and where not."""
    kind = rng.randrange(4 if depth < 4 else 1)
    if kind == 0:
        return rng.choice(PLAIN)
    if kind == 1:
        return [value(rng, depth + 1) for _ in range(rng.randrange(4))]
    return {rng.choice("iftszdbachx"): value(rng, depth + 1) for _ in range(rng.choice((1, 1, 1, 0, 2)))}


def frame(rng):
    """An answer, or what is nearly one."""
    keys = ("value", "raised", "message", "text", "arguments")
    message = {key: value(rng) for key in keys if rng.random() < 0.5}
    if rng.random() < 0.4:
        message["raised"] = rng.choice(([rng.choice(KINDS), "Exception"], rng.sample(KINDS, 2)))
    body = json.dumps(message if rng.random() < 0.9 else value(rng)).encode()
    if rng.random() < 0.1:
        body = rng.choice((body[:-1], body + b"\xff", b"[" * 990 + body, b'{"value": ' + b"9" * 5000 + b"}"))
    return struct.pack(">I", len(body)) + body


def program(seed):
    rng = random.Random(seed)
    loaded = rng.choice((b"", *[struct.pack(">I", 2) + b"{}"] * 3))  # that the program is there, mostly
    frames = loaded + b"".join(frame(rng) for _ in range(rng.randrange(1, 9)))
    return f"import os\nos.write(4, {frames!r})\n{rng.choice(ENDS)}def add(*given):\n    return None\n"


@pytest.mark.parametrize("row", [CALLS, ASKS, PRINTS, ROW], ids=["calls", "asks", "prints", "check"])
def test_forged_answers_pass_nothing_and_are_the_programs_own_fault(row):
    pool = Pool(JUDGE, limits(0.5), {"wall": walls.kinds()[0], "packages": [], "cpu": 0.5})
    try:
        outcomes = pool.run([Job("judge", (row, program(seed))) for seed in range(60)])
    finally:
        pool.close()
    for seed, (status, told, detail) in enumerate(outcomes):
        assert status in ("answered", "cpu_spent", "memory_spent"), (seed, status, detail)
        if status == "answered":
            assert told["how"] not in ("passed", "tests_broken", "tests_empty"), seed
            assert told["passed"] == 0, seed
