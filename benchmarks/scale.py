"""Millions of completions from parquet to parquet: rows a second for one process, two, and Ray; memory; where time goes.

    python benchmarks/scale.py                    # 10 million rows of about 500 characters, 1 million of 4 kB
    python benchmarks/scale.py --rows 1_000_000   # a tenth of both

The last line is a JSON record. CPU is that of all processes of a run (of Ray: the driver's alone); memory is the first process's, at each tenth of its time.
Rows are made up by a seeded generator: steps like GSM8K's, right, wrong and unreadable answers, no text twice.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from reasoning_rewards.cli.load import load_reward
from reasoning_rewards.core.lift import ready
from reasoning_rewards.core.tables import arrow_column
from reasoning_rewards.files.sources import chunks

ROOT = Path(__file__).resolve().parents[1]
REWARD = "Correctness() + 0.2*Format()"
GROUP = 8  # completions a problem
ROW_GROUP = 100_000
SAMPLE = 200_000  # rows for the shares
NAMES = "Mia Omar Lena Tom Aiko Priya Jonas Sara".split()
THINGS = "apples pencils stickers tickets cookies marbles stamps books".split()


def completion(chance: random.Random, gold: int, length: int) -> str:
    """Some steps, and an answer in one of the ways in which models give it, or none."""
    steps = []
    size = 0
    while size < length - 60:
        a, b = chance.randrange(2, 900), chance.randrange(2, 90)
        name, thing = chance.choice(NAMES), chance.choice(THINGS)
        steps.append(f"{name} has {a} {thing} and gets {b} more each week, so {a} + {b} = {a + b} {thing}.")
        size += len(steps[-1]) + 1
    kind = chance.random()
    answer = gold if kind < 0.55 else gold + chance.randrange(1, 50)
    how = chance.randrange(4)
    said = (
        f"#### {answer:,}",
        f"The answer is {answer}.",
        f"\\boxed{{{answer}}}",
        f"<answer>${answer}</answer>",
    )[how]
    if kind > 0.92:
        said = "I am not sure how to go on from here."
    return f"<think>{' '.join(steps)}</think> {said}"


def write_rows(path: Path, rows: int, length: int) -> None:
    """A parquet file of so many rows, the same every time."""
    chance = random.Random(length)
    names = ("prompt", "completion", "answer")
    with pq.ParquetWriter(path, pa.schema([(name, pa.string()) for name in names])) as writer:
        for first in range(0, rows, ROW_GROUP):
            count = min(ROW_GROUP, rows - first)
            golds = [chance.randrange(1, 5_000) for _ in range(-(-count // GROUP))]
            columns = (
                [f"Problem {(first + n) // GROUP}: how many are there?" for n in range(count)],
                [completion(chance, golds[n // GROUP], length) for n in range(count)],
                [str(golds[n // GROUP]) for n in range(count)],
            )
            writer.write_table(pa.table(dict(zip(names, columns, strict=True))), row_group_size=ROW_GROUP)


def run(command: list[str]) -> dict[str, object]:
    """Seconds of wall and CPU of a command and all it starts, and its memory on the way."""
    began, before = time.monotonic(), os.times()
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    sizes = []
    while process.poll() is None:
        sizes.append(resident(process.pid))
        time.sleep(0.2)
    said = process.communicate()[1]
    if process.returncode:
        sys.exit(f"{' '.join(command)}\n{said}")
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    tenths = [max(sizes[len(sizes) * n // 10 : len(sizes) * (n + 1) // 10] or [0]) for n in range(10)]
    return {"wall_s": round(time.monotonic() - began, 1), "cpu_s": round(cpu, 1), "rss_mb_by_tenth": tenths}


def resident(pid: int) -> int:
    """Megabytes of a process's own memory that are in use."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("RssAnon")), 0)


def shares(path: Path) -> dict[str, float]:
    """Microseconds of CPU a row, in this process alone: to read, to score, to write."""
    score = load_reward(REWARD).map_batches(reasons=True)
    spent = dict.fromkeys(("read", "judge", "columns", "write"), 0.0)
    rows = 0
    with tempfile.TemporaryDirectory() as folder:
        parts = chunks([str(path)], size=8_192, tables=True)
        scored = []
        while rows < SAMPLE:
            clock = time.process_time()
            part = next(parts, None)
            spent["read"] += time.process_time() - clock
            if part is None:
                break
            clock = time.process_time()
            batch = ready(score.reward, score.read(part.records))
            batch.verdicts(score.reward)
            spent["judge"] += time.process_time() - clock
            clock = time.process_time()
            table = part.records
            for column in score.added(batch):
                table = table.append_column(column.name, arrow_column(column))
            scored.append(table)
            spent["columns"] += time.process_time() - clock
            rows += len(part.records)
        clock = time.process_time()
        pq.write_table(pa.concat_tables(scored), Path(folder, "out.parquet"))
        spent["write"] = time.process_time() - clock
    return {name: round(seconds / rows * 1e6, 2) for name, seconds in spent.items()}


def math_verify(path: Path, sample: int = 1_000) -> float | None:
    """Microseconds of CPU a row of math-verify's parse and verify on the first rows; None where it is not installed."""
    try:
        from math_verify import parse, verify
    except ImportError:
        return None
    rows = pq.ParquetFile(path).read_row_group(0).slice(0, sample).to_pylist()
    verify(parse("$1$"), parse("$1$"))  # its own start is not counted
    clock = time.process_time()
    for row in rows:
        verify(parse(f"${row['answer']}$"), parse(row["completion"]))
    return (time.process_time() - clock) / len(rows) * 1e6


def commands(source: Path, out: Path) -> Iterator[tuple[str, list[str]]]:
    """Each way to score a file, as a command."""
    command = [sys.executable, "-m", "reasoning_rewards", "score", str(source), "--reward", REWARD]
    for jobs in (1, 2):
        yield f"jobs_{jobs}", [*command, "--out", str(out / f"{jobs}.parquet"), "--jobs", str(jobs)]
    try:
        import ray  # noqa: F401
    except ImportError:
        return
    script = str(ROOT / "examples" / "score_with_ray.py")
    yield (
        "ray_2",
        [sys.executable, script, str(source.parent), str(out / "ray"), "--reward", REWARD, "--workers", "2"],
    )


def measured(rows: int, length: int) -> dict[str, object]:
    """Everything of one file."""
    with tempfile.TemporaryDirectory(prefix="scale") as home:
        source, out = Path(home, "in", "rows.parquet"), Path(home, "out")
        source.parent.mkdir()
        out.mkdir()
        write_rows(source, rows, length)
        found: dict[str, object] = {"rows": rows, "characters": length, "mb": source.stat().st_size >> 20}
        for name, command in commands(source, out):
            spent = run(command)
            found[name] = {"rows_a_second": round(rows / float(str(spent["wall_s"]))), **spent}
            print(f"{rows:,} rows of {length}: {name} {found[name]}", flush=True)
        found["us_a_row"] = shares(source)
        theirs = math_verify(source)
        if theirs is not None:
            found["math_verify"] = {
                "us_a_row": round(theirs),
                "extrapolated_hours": round(theirs * rows / 3.6e9, 2),
                "sample": 1_000,
            }
    return found


def main() -> None:
    """Measure both files."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=10_000_000, help="of 500 characters; a tenth of 4 kB")
    options = parser.parse_args()
    found = [measured(options.rows, 500), measured(max(1, options.rows // 10), 4_000)]
    print(json.dumps(found))


if __name__ == "__main__":
    main()
