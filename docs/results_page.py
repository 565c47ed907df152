"""docs/results/README.md and the README's measured table, from the files in docs/results/."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"
TOPICS = ("accuracy", "speed", "robustness", "scale", "code", "training")
BEGIN, END = "<!-- measured -->", "<!-- /measured -->"
_OURS = ("Correctness", "Numeric", "Symbolic", "presets.")
_ABOUT = """\
One JSON file a record, all alike: `topic` (%s); `what` was measured; `date`;
`machine`; `commit` (a plus behind it: with changes); `command`, where `DATA` is a folder of labelled rows; `note`; `figures`, each a `what`
with its `values` (of whom, if of several), a `unit`, `of` how many, the `floor` that was asked for, and as `headline` those whose values stand
in the README; and `printed`, the lines of the benchmark, or `taken_from`, the page that had them before there were records.
`make results` runs the benchmarks, writes the files and these tables. Ratios travel better than times."""


def records(folder: Path = RESULTS) -> dict[str, dict[str, Any]]:
    """Every record by its name, topic by topic."""
    found = {file.stem: json.loads(file.read_text("utf-8")) for file in sorted(folder.glob("*.json"))}
    for name, record in found.items():
        if record["topic"] not in TOPICS:
            raise ValueError(f"{name}.json: topic={record['topic']!r}: expected one of {', '.join(TOPICS)}")
    return dict(sorted(found.items(), key=lambda item: (TOPICS.index(item[1]["topic"]), item[0])))


def shown(value: object, unit: str = "") -> str:
    """A value with its unit, as a cell has it."""
    text = f"{value:,}" if isinstance(value, int | float) else str(value)
    return text + (unit if unit in ("×", "%") else f" {unit}" if unit else "")


def cell(figure: Mapping[str, Any], beside: Sequence[str] | None = None) -> str:
    """A figure's values, or those of some; ours in bold where others are beside them."""
    unit, values = figure.get("unit", ""), figure["values"]
    told = []
    for who in values if beside is None else beside:
        text = f"{who} {shown(values[who], unit)}".strip()
        told.append(f"**{text}**" if who.startswith(_OURS) else text)
    listed = "; ".join(told).replace("|", "\\|")
    if "of" not in figure:
        return listed
    return f"{listed} of {figure['of']:,}" if len(told) == 1 else f"of {figure['of']:,}: {listed}"


def measured() -> str:
    """The README's table: what each record has for it, with its day; the runs of the recipe have a table of their own."""
    lines = ["", "| | measured | when |", "|---|---|---|"]
    for name, record in records().items():
        for figure in record["figures"]:
            beside = figure.get("headline")
            if beside and record["topic"] != "training":
                when = f"[{record['date']}](docs/results/{name}.json)"
                lines.append(f"| {figure['what']} | {cell(figure, beside)} | {when} |")
    return "\n".join([*lines, ""])


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
