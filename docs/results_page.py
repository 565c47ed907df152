"""docs/results/README.md and the README's measured table, from the files in docs/results/."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"
TOPICS = ("accuracy", "speed", "robustness", "scale", "code", "training")
BEGIN, END = "<!-- measured -->", "<!-- /measured -->"
_ABOUT = """\
One JSON file a record, all alike: `topic` (%s); `what` was measured; `date`; `machine`; `commit`
(a plus behind it: with changes); `command`, where `DATA` is a folder of labelled rows; `note`; `figures`, each a `what` with its `values` (of whom, if
of several), a `unit`, `of` how many, the `floor` that was asked for; and `printed`, the lines of the benchmark, or `taken_from`, the page that had
them before there were records. `make results` runs the benchmarks, writes the files and these tables; ratios travel better than times."""


def records(folder: Path = RESULTS) -> dict[str, dict[str, Any]]:
    """Every record by its name, topic by topic."""
    found = {file.stem: json.loads(file.read_text("utf-8")) for file in sorted(folder.glob("*.json"))}
    return dict(sorted(found.items(), key=lambda item: (TOPICS.index(item[1]["topic"]), item[0])))


def shown(value: object, unit: str = "") -> str:
    """A value with its unit, as a cell has it."""
    text = f"{value:,}" if isinstance(value, int | float) else str(value)
    return text + (unit if unit in ("×", "%") else f" {unit}" if unit else "")


def cell(figure: Mapping[str, Any]) -> str:
    """A figure's values, the first, which is ours where others are beside it, in bold."""
    unit = figure.get("unit", "")
    told = [f"{who} {shown(value, unit)}".strip() for who, value in figure["values"].items()]
    if len(told) > 1 and "" not in figure["values"]:
        ours = [who.startswith(("Correctness", "presets.")) for who in figure["values"]]
        told = [f"**{each}**" if mine else each for each, mine in zip(told, ours, strict=True)]
    of = f" of {figure['of']:,}" if "of" in figure else ""
    return "; ".join(told).replace("|", "\\|") + of


def measured() -> str:
    """The README's table: what each record has for it, with its day and its command."""
    lines = ["| | measured | |", "|---|---|---|"]
    for name, record in records().items():
        for figure in record["figures"]:
            if figure.get("headline"):
                when = f"[{record['date']}](docs/results/{name}.json)"
                lines.append(f"| {figure['what']} | {cell(figure)} | {when}, `{record['command']}` |")
    return "\n".join(lines)


def with_table(text: str) -> str:
    """A page with the table between its markers; a page without markers as it is."""
    before, begin, rest = text.partition(f"{BEGIN}\n")
    _, end, after = rest.partition(END)
    return f"{before}{begin}{measured()}\n{end}{after}" if begin and end else text


def results_page(note: str) -> str:
    """docs/results/README.md."""
    lines = ["# Results", "", note, "", _ABOUT % ", ".join(TOPICS)]
    for name, record in records().items():
        about = f"{record['date']}, {record['machine']}, at `{record['commit']}`, by `{record['command']}`"
        lines += ["", f"## {record['what']}", "", f"[{name}.json]({name}.json): {about}."]
        lines += [f"{record['note'][:1].upper()}{record['note'][1:]}."] if record["note"] else []
        lines += ["", "| | measured | asked for |", "|---|---|---|"]
        lines += [
            f"| {each['what']} | {cell(each)} | {each.get('floor', '')} |" for each in record["figures"]
        ]
    return "\n".join(lines) + "\n"
