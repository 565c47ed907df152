"""What each benchmark printed, as figures: {"what": …, "values": {who: number}, "unit": …}, and "headline" for the README's, which
names those whose values go there.

A figure that stands beside others has a value for each; one that stands alone has it under "". "of" is out of how many,
"floor" what was asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

Figures = list[dict[str, Any]]
OURS = "Correctness"


def number(text: str) -> float:
    """A number as it is printed."""
    value = float(text.replace(",", ""))
    return int(value) if value.is_integer() else value


def accuracy(printed: Iterable[str]) -> Figures:
    """Errors of each scorer, summed over the files."""
    rows = 0
    paid: dict[str, int] = {}
    refused: dict[str, int] = {}
    for line in printed:
        if found := re.search(r"\(n=(\d+)\)", line):
            rows += int(found[1])
        elif found := re.match(r"  (\S.*?)\s{2,}([\d.]+) +(\d+) +(\d+) +\d+ +\d+ +[\d.]+ +[\d.]+$", line):
            name = OURS if found[1] == "ours" else found[1]
            paid[name] = paid.get(name, 0) + int(found[3])
            refused[name] = refused.get(name, 0) + int(found[4])
    beside = [name for name in paid if name == OURS or name.startswith("math-verify")]
    whats = (("wrong answers paid", paid), ("right answers refused", refused))
    return [{"what": what, "values": said, "of": rows, "headline": beside} for what, said in whats if said]


def attacks(printed: Iterable[str]) -> Figures:
    """What was paid of the attacks on each reward."""
    values, of = {}, 0
    for line in printed:
        if found := re.match(r"\| (.+?) \|.*\| \*\*(\d+)\*\* of (\d+) \|$", line):
            values[found[1].replace("`", "")] = int(found[2])
            of = int(found[3])
    beside = [
        name
        for name in values
        if name in ("TRL accuracy", "TRL cosine_scaled", "Correctness()") or name.startswith("presets.")
    ]
    return [{"what": "attacks paid", "values": values, "of": of, "headline": beside}] if values else []


def floors(printed: Iterable[str]) -> Figures:
    """Lines of a name, a value and what was asked for, two blanks apart."""
    figures = []
    for line in printed:
        if found := re.match(r"  (\S.*?)\s{2,}(\S.*?)(?:   floor (.*?))?(   MISSED)?$", line):
            figure = {"what": found[1], "values": {"": found[2]}}
            figures.append({**figure, "floor": found[3]} if found[3] else figure)
    return figures


def soak(printed: Iterable[str]) -> Figures:
    """Rows, and what the process grew by."""
    figures = []
    for line in printed:
        if found := re.match(r"([\d,]+) rows in ", line):
            figures.append({"what": "rows judged in one process", "values": {"": number(found[1])}})
        elif found := re.match(r"(memory of .*?): ([\d.]+) to ([\d.]+) MiB", line):
            values = {"first": number(found[2]), "last": number(found[3])}
            figures.append({"what": found[1], "values": values, "unit": "MiB"})
    return figures


def peers(printed: Iterable[str]) -> Figures:
    """How many times as long others take, a figure a workload."""
    ratios: dict[str, dict[str, float]] = {}
    for line in printed:
        if found := re.match(r"(\w+)\s+(\S.*?)\s{2,}\d+ of \d+\s+[\d.]+\s+[\d.]+\s+([\d,.]+)x", line):
            ratios.setdefault(found[1], {})[found[2]] = number(found[3])
    return [
        {"what": f"times our CPU time, {load}", "values": values, "unit": "×", "headline": list(values)}
        for load, values in ratios.items()
    ]


def importing(printed: Iterable[str]) -> Figures:
    """CPU time of an import."""
    pattern = r"(\S.*?)\s{2,}([\d.]+) ms\s+[\d.]+ MB"
    return [
        {"what": found[1], "values": {"": number(found[2])}, "unit": "ms"}
        for line in printed
        if (found := re.match(pattern, line))
    ]


def scale(printed: Iterable[str]) -> Figures:
    """Rows a second by each way."""
    pattern = r"([\d,]+ rows of \d+): (\w+) \{'rows_a_second': (\d+)"
    ways: dict[str, dict[str, float]] = {}
    for line in printed:
        if found := re.match(pattern, line):
            ways.setdefault(found[1], {})[found[2]] = int(found[3])
    return [
        {"what": f"rows a second, {what} characters", "values": values, "headline": list(values)}
        for what, values in ways.items()
    ]


def programs(printed: Iterable[str]) -> Figures:
    """Programs judged as they should be, and what one costs behind each wall."""
    figures: Figures = []
    alone, rate = {}, {}
    for line in printed:
        if found := re.match(r"(\S+)\s+(\S.*?)\s+(\d+) of (\d+) score (\d)", line):
            what = f"{found[1]}: {found[2]} programs that score {found[5]}"
            figures.append(
                {"what": what, "values": {"": int(found[3])}, "of": int(found[4]), "headline": [""]}
            )
        elif found := re.match(r"(\S.*?)\s{2,}([\d.]+) ms median(?: alone,\s+(\d+) programs/s)?", line):
            alone[found[1]] = number(found[2])
            if found[3]:
                rate[found[1]] = int(found[3])
    if alone:
        figures.append({"what": "one program, median", "values": alone, "unit": "ms"})
    if rate:
        figures.append({"what": "programs a second, in a batch", "values": rate})
    return figures


READERS: dict[str, Callable[[Iterable[str]], Figures]] = {
    "accuracy": accuracy,
    "attacks": attacks,
    "worst-case": floors,
    "soak": soak,
    "peers": peers,
    "importing": importing,
    "scale": scale,
    "programs": programs,
}
