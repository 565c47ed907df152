"""Run a benchmark and keep what it printed, with its figures, its day, its machine and its commit, in docs/results/.

    python benchmarks/record.py importing                     # the names are those of RECORDS
    python benchmarks/record.py accuracy --data ../data       # labelled rows, for those that read some

One file a name, and one schema for all (docs/results/README.md describes it); the newest run takes the old one's place.
What reads the printed lines is in readers.py: a benchmark whose lines it can't read is no record, and an error.
``make results`` runs them all, then writes the tables anew with docs/generate.py.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent))
from readers import READERS

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "docs" / "results"


class Record(NamedTuple):
    """What is run, and what it is about."""

    topic: str  # accuracy, speed, robustness, scale, code
    what: str
    command: str  # from the root; DATA is the folder of labelled rows
    note: str = ""  # what a reader of the sum has to know
    data: str = ""  # the pattern of the files that it reads there; empty where it needs none


RECORDS = {
    "accuracy": Record(
        "accuracy",
        "Rows that others labelled, each put to every scorer by its own public entry",
        "benchmarks/agreement.py {files} --peers all --sample 500",
        "summed over files of several forms, some of which some scorers do not read at all: what was printed has each file",
        "*.jsonl",
    ),
    "attacks": Record(
        "robustness", "82 attacks for two golds on rewards that people train with", "benchmarks/attacks.py"
    ),
    "worst-case": Record(
        "robustness", "What a hostile completion, a bomb or a killed worker costs", "benchmarks/adversarial.py"
    ),
    "soak": Record("robustness", "A million rows in one process", "benchmarks/soak.py 1000000"),
    "peers": Record(
        "speed", "A row's CPU time beside others', same rows, same process", "benchmarks/throughput.py --peers --data DATA", "", "*.jsonl"
    ),
    "importing": Record("speed", "What importing the package costs", "benchmarks/import_cost.py"),
    "scale": Record("scale", "A parquet file of millions of rows", "benchmarks/scale.py"),
    "programs": Record("code", "A program behind each wall", "benchmarks/programs.py --data DATA", "", "HumanEval.jsonl*"),
}  # fmt: skip


def line(record: Record, data: Path | None) -> tuple[list[str], str]:
    """The command as it is run, and as it is written down: the folder of the data is nobody's business."""
    files = sorted(data.glob(record.data)) if data and record.data else []
    if record.data and not files:
        sys.exit(f"--data {data}: expected a folder with {record.data}")
    run = record.command.format(files=" ".join(map(str, files))).replace("DATA", str(data))
    return run.split(), "python " + record.command.format(files="DATA/*.jsonl")


def machine() -> str:
    """What the figures are of."""
    return f"{os.cpu_count()} cores ({platform.machine()}), {platform.system()}, Python {platform.python_version()}"


def commit() -> str:
    """What was measured; with a plus where something was not committed."""
    git = ["git", "-C", str(ROOT)]
    head = subprocess.run(
        [*git, "rev-parse", "--short=12", "HEAD"], capture_output=True, text=True, check=True
    )
    sources = [*git, "status", "--porcelain", "--", "src", "benchmarks"]
    changed = subprocess.run(sources, capture_output=True, text=True, check=True).stdout
    return head.stdout.strip() + ("+" if changed else "")


def main() -> None:
    """Run, read, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("name", choices=RECORDS)
    parser.add_argument("--data", type=Path, help="folder of labelled data")
    parser.add_argument("--note", default="", help="what else a reader has to know of this run")
    parser.add_argument(
        "--again", action="store_true", help="read what was printed once more; nothing is run"
    )
    options = parser.parse_args()
    if options.again:
        return read_again(options.name)
    record = RECORDS[options.name]
    run, written = line(record, options.data)
    load = f"load {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else ""
    done = subprocess.run([sys.executable, *run], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    print(done.stdout)
    printed = [row for row in done.stdout.splitlines() if row.strip()]
    figures = READERS[options.name](printed)
    if not figures:
        sys.exit(f"{options.name}: nothing in what was printed could be read (exit code {done.returncode})")
    found = {
        "topic": record.topic,
        "what": record.what,
        "date": datetime.date.today().isoformat(),
        "machine": machine(),
        "commit": commit(),
        "command": written,
        "note": "; ".join(filter(None, (load, record.note, options.note))),
        "figures": figures,
        "printed": printed,
    }
    return write(options.name, found)


def read_again(name: str) -> None:
    """The figures anew, by a reader that has changed, of what was printed then."""
    kept = json.loads((RESULTS / f"{name}.json").read_text("utf-8"))
    write(name, {**kept, "figures": READERS[name](kept["printed"])})


def write(name: str, found: dict[str, object]) -> None:
    """A record's file; what a page had of the same command before there were records makes room for it."""
    RESULTS.mkdir(exist_ok=True)
    for file in RESULTS.glob("*.json"):
        kept = json.loads(file.read_text("utf-8"))
        if "taken_from" in kept and kept["command"] == found["command"]:
            file.unlink()
    text = json.dumps(found, indent=1, ensure_ascii=False) + "\n"
    (RESULTS / f"{name}.json").write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
