"""Programs: are right ones passed and wrong ones refused, and what does one cost behind each wall?

python benchmarks/programs.py [--data FOLDER] [--programs 400]

FOLDER may hold HumanEval.jsonl or HumanEval.jsonl.gz (openai/human-eval) and mbpp.jsonl (google-research). Every reference
solution has to pass its tests, and two wrong variants of it have to fail: one returns None, one a tuple of the
answer. What they say is not kept anywhere.
"""

from __future__ import annotations

import argparse
import ast
import gzip
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.engine.processes import cpu_seconds, descendants

from reasoning_rewards import CodeTests
from reasoning_rewards.engine.outcome import Job, Limits
from reasoning_rewards.engine.sandbox import walls
from reasoning_rewards.engine.workers import Pool

PROGRAM = "def add(a, b):\n    return a + b\n"
TESTS = "def check(candidate):\n    assert candidate(1, 2) == 3\n    assert candidate(3, 4) == 7\n"
ROW = {"type": "asserts", "code": TESTS, "entry_point": "add", "partial": False, "most": None}


class Case(NamedTuple):
    name: str
    program: str
    tests: dict[str, object]
    entry_point: str


def lines_of(path: Path) -> Iterator[dict]:
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()
    yield from map(json.loads, text.splitlines())


def human_eval(path: Path) -> Iterator[Case]:
    for row in lines_of(path):
        tests = {"type": "asserts", "code": row["test"], "entry_point": row["entry_point"]}
        yield Case(row["task_id"], row["prompt"] + row["canonical_solution"], tests, row["entry_point"])


def mbpp(path: Path) -> Iterator[Case]:
    for row in lines_of(path):
        code = "\n".join((row["test_setup_code"], *row["test_list"]))
        name = next(
            node.func.id
            for node in ast.walk(ast.parse(row["test_list"][0]))
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and f"def {node.func.id}" in row["code"]
        )
        yield Case(
            f"MBPP/{row['task_id']}",
            row["code"].replace("\r", ""),
            {"type": "asserts", "code": code, "entry_point": name},
            name,
        )


READERS: dict[str, Callable[[Path], Iterator[Case]]] = {
    "HumanEval.jsonl": human_eval, "HumanEval.jsonl.gz": human_eval, "mbpp.jsonl": mbpp,
}  # fmt: skip


class _Wrong(ast.NodeTransformer):
    """Every return of one function gives something else."""

    def __init__(self, name: str, change: Callable[[ast.expr | None], ast.expr]) -> None:
        self.name, self.change = name, change

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        if node.name == self.name:
            for inner in ast.walk(node):
                if isinstance(inner, ast.Return):
                    inner.value = self.change(inner.value)
        return node


def wrong(case: Case, change: Callable[[ast.expr | None], ast.expr]) -> str:
    tree = _Wrong(case.entry_point, change).visit(ast.parse(case.program))
    return ast.unparse(ast.fix_missing_locations(tree))


def nothing(value: ast.expr | None) -> ast.expr:
    return ast.Constant(None)


def in_a_tuple(value: ast.expr | None) -> ast.expr:
    return ast.Tuple([value or ast.Constant(None), ast.Constant(0)], ast.Load())


def judged(folder: Path) -> bool:
    """Print how many right programs pass and wrong ones fail; is it all of them?"""
    good = True
    for name, read in READERS.items():
        if not (folder / name).exists():
            continue
        cases = list(read(folder / name))
        reward = CodeTests()
        for kind, wanted, programs in (
            ("right", 1.0, [case.program for case in cases]),
            ("wrong (None)", 0.0, [wrong(case, nothing) for case in cases]),
            ("wrong (a tuple)", 0.0, [wrong(case, in_a_tuple) for case in cases]),
        ):
            started = time.process_time(), time.monotonic()
            verdicts = reward.verdicts(
                [f"```python\n{each}\n```" for each in programs], tests=[case.tests for case in cases]
            )
            as_wanted = sum(score == wanted for score in verdicts.scores)
            print(
                f"{name:20} {kind:16} {as_wanted} of {len(cases)} score {wanted:g}; {time.monotonic() - started[1]:.1f} s"
            )
            for case, verdict in zip(cases, verdicts, strict=True):
                if verdict.score != wanted:
                    print(f"    {case.name}: {verdict}")
            good = good and as_wanted == len(cases)
    return good


def timed(programs: int) -> None:
    """Print what a small program costs behind each wall, and beside a bare interpreter."""
    for wall in (*walls.kinds(), "none"):
        limits = Limits(cpu=2.0, turn=0.2, stall=60, batch=600, memory=1 << 30, frame=8 << 20, fresh=True)
        pool = Pool(
            {"judge": "reasoning_rewards.engine.sandbox.judge:judge"},
            limits,
            {"wall": wall, "packages": [], "cpu": 2.0},
        )
        pool.run([Job("judge", (ROW, PROGRAM))] * 8)
        alone = median(elapsed(lambda: pool.run([Job("judge", (ROW, PROGRAM))])) for _ in range(50))  # noqa: B023 - run at once
        jobs = [Job("judge", (ROW, f"{PROGRAM}# {number}")) for number in range(programs)]
        before = spent()
        wall_time = elapsed(lambda: pool.run(jobs))  # noqa: B023 - run at once
        told(wall, alone, programs / wall_time, (spent() - before) / programs)
        pool.close()
    script = [sys.executable, "-c", f"{PROGRAM}{TESTS}check(add)"]
    alone = median(elapsed(lambda: subprocess.run(script, check=True)) for _ in range(20))
    before, few = spent(), max(programs // 8, 8)
    with ThreadPoolExecutor(2) as two:
        wall_time = elapsed(lambda: list(two.map(lambda _: subprocess.run(script, check=True), range(few))))
    told("a bare subprocess", alone, few / wall_time, (spent() - before) / few)
    print("    (that one has no wall, and the tests beside the program)")


def told(name: str, alone: float, rate: float, cpu: float) -> None:
    print(
        f"{name:20} {1000 * alone:6.1f} ms median alone, {rate:6.0f} programs/s in a batch, {1000 * cpu:5.1f} ms of CPU each"
    )


def elapsed(work: Callable[[], object]) -> float:
    started = time.monotonic()
    work()
    return time.monotonic() - started


def spent() -> float:
    """CPU seconds of this process and of all below it."""
    return sum(map(cpu_seconds, (os.getpid(), *descendants())))


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, help="a folder with HumanEval.jsonl and mbpp.jsonl")
    parser.add_argument("--programs", type=int, default=400)
    options = parser.parse_args()
    timed(options.programs)
    return 0 if options.data is None or judged(options.data) else 1


if __name__ == "__main__":
    sys.exit(main())
