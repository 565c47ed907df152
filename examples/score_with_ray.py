"""Score a folder of parquet files on every machine of a Ray cluster.

    python examples/score_with_ray.py completions/ scored/ --reward preset:gsm8k --workers 16

A row group is one task: a worker reads it, scores it, writes it under another name, and renames it. The name says which
file and which row group it came from, so a task that is done twice, because its worker died, is the same file twice; a
run that is started again does what is missing. Read `scored/` in the order of its names and the rows stand as they did.

Each worker is an actor: a process that keeps what it has learnt of golds, and one worker of the engine that asks sympy.
Rows never pass through Ray's object store: all machines must see both folders, and the file of the reward if it is one.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import ray

from reasoning_rewards.cli.load import load_reward


class Score:
    """A worker; it scores the row groups that it is given."""

    def __init__(self, reward: str, out: str, columns: dict[str, str]) -> None:
        self.score = load_reward(reward).map_batches(columns=columns, reasons=True)
        self.out = Path(out)

    def __call__(self, tasks: dict[str, Any]) -> dict[str, Any]:
        """Score and write row groups; returns how many rows each had."""
        groups = zip(tasks["file"], tasks["group"], tasks["name"], strict=True)
        return {"name": tasks["name"], "rows": [self.write(*each) for each in groups]}

    def write(self, file: str, group: int, name: str) -> int:
        """Score one row group; its file is there whole, or not at all."""
        scored = self.score(pq.ParquetFile(str(file)).read_row_group(int(group)))
        unfinished = self.out / f".{name}.{os.getpid()}"
        pq.write_table(scored, unfinished)
        os.replace(unfinished, self.out / str(name))
        return len(scored)


def missing(source: Path, out: Path) -> Iterator[dict[str, Any]]:
    """The row groups that have no file yet."""
    for file in sorted(source.glob("*.parquet")):
        for group in range(pq.read_metadata(file).num_row_groups):
            name = f"{file.stem}-{group:05}.parquet"
            if not (out / name).exists():
                yield {"file": str(file.resolve()), "group": group, "name": name}


def score(source: Path, out: Path, reward: str, workers: int, columns: dict[str, str]) -> int:
    """Score what is missing, and return how many rows that was."""
    out.mkdir(parents=True, exist_ok=True)
    home, _, name = reward.rpartition(":")
    if home.endswith(".py"):  # a worker runs in another folder
        reward = f"{Path(home).resolve()}:{name}"
    load_reward(reward)  # what is wrong with it is said here, not by every worker
    tasks = list(missing(source, out))
    if not tasks:
        return 0
    done = ray.data.from_items(tasks, override_num_blocks=len(tasks)).map_batches(
        Score,
        fn_constructor_args=(reward, str(out.resolve()), columns),
        batch_size=1,
        compute=ray.data.ActorPoolStrategy(size=min(workers, len(tasks))),
    )
    rows = sum(each["rows"] for each in done.iter_rows())
    for left in out.glob(".*.parquet.*"):  # of workers that died
        left.unlink()
    return rows


def main() -> None:
    """Read the command line, and score."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", type=Path, help="a folder of parquet files")
    parser.add_argument("out", type=Path, help="the folder for the scored ones")
    parser.add_argument("--reward", required=True, help="file.py:name, module:name or preset:name")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="actors (%(default)s)")
    parser.add_argument("--fields", action="append", default=[], metavar="NAME=COLUMN", help="as of score")
    options = parser.parse_args()
    columns = dict(pair.split("=", 1) for pair in options.fields)
    rows = score(options.source, options.out, options.reward, options.workers, columns)
    print(f"{rows} rows scored")


if __name__ == "__main__":
    main()
