"""How often do we, and how often do our peers, agree with labelled answers?

    python benchmarks/agreement.py ../data/*.jsonl --peers all --sample 500 --json agreement.json

Any JSONL will do: a row has ``gold``, ``prediction`` or ``completion``, and ``label`` or
``expected`` (true where the answer is right). ``free_text: true`` and ``kind: completion`` say that
a prediction is running text; a ``completion`` always is. Rows named in ``exclusions.jsonl`` are left
out for everybody, because their label conflicts with a documented policy, or (those with a
``form``) are read as it says. A peer that is not installed
is left out of the table; every peer is called through its own public entry, one row at a time.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from peers import PEERS, Score, UnavailableError

HERE = Path(__file__).parent
_LINE = "  {:34} {:>8} {:>5} {:>5} {:>5} {:>5} {:>10} {:>9}"


@dataclass(frozen=True)
class Row:
    """One labelled answer."""

    id: str
    gold: object
    text: str
    label: bool
    form: str


@dataclass
class Tally:
    """What one scorer did on one file."""

    rows: int = 0
    right: int = 0
    false_positives: list[str] = field(default_factory=list)
    false_negatives: list[str] = field(default_factory=list)
    skipped: int = 0
    exceptions: int = 0
    rungs: Counter[str] = field(default_factory=Counter)
    cpu: float = 0.0
    slowest: list[float] = field(default_factory=list)

    def add(self, row: Row, verdict: Score, seconds: float) -> None:
        """Count one verdict; a skipped row counts as not correct."""
        self.rows += 1
        self.cpu += seconds
        self.slowest.append(seconds)
        self.rungs[verdict.rule] += 1
        self.skipped += verdict.same is None
        self.right += bool(verdict.same) == row.label
        if verdict.same and not row.label:
            self.false_positives.append(row.id)
        if not verdict.same and row.label:
            self.false_negatives.append(row.id)

    def summary(self) -> dict[str, object]:
        """Return the numbers of the table, ready for JSON."""
        ordered = sorted(self.slowest)
        return {
            "rows": self.rows,
            "accuracy": round(100 * self.right / max(1, self.rows), 3),
            "false_positives": self.false_positives,
            "false_negatives": self.false_negatives,
            "skipped": self.skipped,
            "exceptions": self.exceptions,
            "rungs": dict(self.rungs.most_common()),
            "cpu_per_1000": round(1000 * self.cpu / max(1, self.rows), 4),
            "p99_us": round(1e6 * ordered[int(0.99 * (len(ordered) - 1))], 1) if ordered else 0,
        }


def read_rows(path: Path) -> Iterable[Row]:
    """Yield the labelled rows of a file that no exclusion names."""
    with (HERE / "exclusions.jsonl").open(encoding="utf-8") as lines:
        exceptions = {row["id"]: row for row in map(json.loads, lines)}
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            row = json.loads(line)
            name = str(row.get("id", f"{path.stem}:{number}"))
            label = row.get("label", row.get("expected"))
            special = exceptions.get(name, {})
            if not isinstance(label, bool) or (special and "form" not in special):
                continue
            form = "sentence" if row.get("free_text") else "answer"
            if "completion" in row or row.get("kind") == "completion":
                form = "completion"
            text = row["completion"] if "completion" in row else row["prediction"]
            yield Row(name, row["gold"], text, label, special.get("form", form))


def measure(name: str, rows: list[Row]) -> Tally | None:
    """Run one scorer over the rows, or return None where it is not installed."""
    try:
        scorer = PEERS[name]()
    except UnavailableError as reason:
        print(f"{name}: not measured, {reason}", file=sys.stderr)
        return None
    tally = Tally()
    for row in rows:
        start = time.process_time()
        try:
            verdict = scorer(row.gold, row.text, row.form)
        except Exception as error:  # noqa: BLE001 - a peer that raises is what is being counted
            verdict = Score(None, f"raises {type(error).__name__}")
            tally.exceptions += 1
        tally.add(row, verdict, time.process_time() - start)
    return tally


def main() -> None:
    """Print the table and write the JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument(
        "--peers", default="ours", help=f"'all', or some of {','.join(PEERS)}".replace("%", "%%")
    )
    parser.add_argument("--sample", type=int, default=0, help="at most so many rows of a file (seeded)")
    parser.add_argument("--json", type=Path, help="write every number here")
    parser.add_argument("--misses", action="store_true", help="print the ids of the rows we get wrong")
    options = parser.parse_args()
    names = list(PEERS) if options.peers == "all" else options.peers.split(",")
    report: dict[str, dict[str, object]] = {}
    for path in options.files:
        rows = list(read_rows(path))
        if options.sample and len(rows) > options.sample:
            rows = random.Random(0).sample(rows, options.sample)
        print(f"\n{path.name} (n={len(rows)})")
        print(_LINE.format("scorer", "acc %", "FP", "FN", "skip", "raise", "CPU s/1000", "p99 us"))
        report[path.name] = {}
        for name in names:
            tally = measure(name, rows)
            if tally is None:
                continue
            numbers = tally.summary()
            report[path.name][name] = numbers
            missed = len(tally.false_positives), len(tally.false_negatives)
            cost = numbers["cpu_per_1000"], numbers["p99_us"]
            print(_LINE.format(name, numbers["accuracy"], *missed, tally.skipped, tally.exceptions, *cost))
            if name == "ours":
                shares = ", ".join(
                    f"{rule} {100 * n / tally.rows:.2f}%" for rule, n in tally.rungs.most_common()
                )
                print(f"    decided by: {shares}")
                if options.misses:
                    print("    wrongly paid:", *tally.false_positives)
                    print("    wrongly refused:", *tally.false_negatives)
    if options.json:
        options.json.write_text(json.dumps(report, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
