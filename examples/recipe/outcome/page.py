"""The report as one HTML file: the package's page on the completions before and after, below what the run was."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from reasoning_rewards.files import ScoredRow
from reasoning_rewards.report import Markup, element, report_page, section, table
from recipe.curves import panel_png, panels_of
from recipe.outcome.found import Found, Written
from recipe.outcome.tables import (
    Table,
    about_table,
    accuracy_table,
    gain_of,
    graded_table,
    points,
    reasoning_table,
    verdict,
    warnings,
)


def render(found: Found) -> str:
    """Two runs, before and after; a completion scores 1 where the evaluation's own reader finds it right."""
    kinds = {pair.id: pair.kind for pair in found.pairs}
    runs = {
        moment: [row(number, one, kinds.get(one.id)) for number, one in enumerate(found.written[moment], 1)]
        for moment in ("before", "after")
    }
    return report_page(runs, title=found.name, above=list(above(found)))


def row(number: int, one: Written, kind: str | None) -> ScoredRow:
    """A completion under the evaluation's word, with what each reward says of it, and what became of its problem."""
    parts = list(one.verdicts)
    if kind is not None:
        parts.append({"name": "first sample", "score": None, "rule": kind})
    word = {"name": "right", "score": float(one.right), "rule": "right" if one.right else "wrong"}
    values = {"prompt": one.question, "completion": one.text, "answer": one.answer}
    return ScoredRow(number, values, {**word, "parts": parts} if parts else word)


def above(found: Found) -> Iterator[Markup]:
    """What a report says before it comes to single completions."""
    yield from (element("p", *marked(warning), class_="mind") for warning in warnings(found))
    yield hero(found)
    yield shown(accuracy_table(found))
    yield from curves(found)
    yield from (
        shown(each) for make in (reasoning_table, graded_table, about_table) if (each := make(found)).rows
    )
    if described := found.about.get("described"):
        yield section("The reward", element("pre", described, class_="text"))


def hero(found: Found) -> Markup:
    """The one number, and what it is the difference of."""
    change, _, interval = points(gain_of(found, "pass1")).partition(" [")
    tiles = [("gain in pass@1", change, f"[{interval}")]
    for moment in ("before", "after"):
        value, _, interval = str(found.estimate(moment, "pass1")).partition(" [")
        tiles.append((f"pass@1 {moment}", value, f"[{interval}"))
    samples = found.after["samples"]
    measured = f" Measured on {found.after['n']} problems, {samples} sample{'s' if samples > 1 else ''} each."
    return section(
        "What came of it",
        element(
            "dl",
            *(
                element(
                    "div",
                    element("dt", name),
                    element("dd", value, " ", element("span", between, class_="range")),
                )
                for name, value, between in tiles
            ),
            class_="tiles",
        ),
        element("p", verdict(found), element("span", measured, class_="soft")),
    )


def curves(found: Found) -> Iterator[Markup]:
    """What GRPO's log says, as pictures in the page."""
    drawn = [
        element(
            "img",
            alt=f"{panel.title}, by step",
            src=f"data:image/png;base64,{base64.b64encode(panel_png(panel, found.log)).decode()}",
            class_="drawn",
        )
        for panel in panels_of(found.log)
    ]
    if drawn:
        yield section("While GRPO trained", element("div", *drawn, class_="charts"))


def shown(given: Table) -> Markup:
    """A table of the report under its title."""
    rows = [[element("span", *marked(cell)) for cell in cells] for cells in given.rows]
    note = element("p", *marked(given.note), class_="note") if given.note else None
    kind = "figures" if len(given.header) > 2 else ""
    return section(given.title, table(given.header, rows, kind), note)


def marked(text: str) -> Iterator[Markup | str]:
    """Text, with `code` as code."""
    for number, piece in enumerate(text.split("`")):
        yield element("code", piece) if number % 2 else piece
