"""Everything that comes of a run, written into its folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from recipe.curves import draw_curves
from recipe.outcome import markdown, page
from recipe.outcome.best import write_best
from recipe.outcome.blind import SHEET, write_sheet
from recipe.outcome.found import read_folder
from recipe.outcome.tables import headline, verdict, warnings


def write_outcome(folder: Path, about: Mapping[str, Any] | None = None) -> str:
    """Write the reports, the curves, the blind sheet and the best traces; the lines to print at the end.

    about: what the script says of the run, kept as results.json: ``name``, ``model``, ``data``,
        ``evaluation``, ``trained_on``, ``machine``, ``versions`` ... as text, numbers or lists of them; and
        ``described`` (the reward's tree), ``control``, ``stopped``. Without it, results.json is read.
    """
    if about is not None:
        (folder / "results.json").write_text(json.dumps(about, indent=1), "utf-8")
    found = read_folder(folder, about)
    drawn = draw_curves(folder / "curves.png", found.log, f"GRPO: {found.name}")
    (folder / "report.md").write_text(markdown.render(found, curves=drawn), "utf-8")
    (folder / "report.html").write_text(page.render(found), "utf-8")
    rated = write_sheet(found, seed=int(found.options.get("seed") or 0))
    best = write_best(found)
    files = ["report.html", "report.md", *(["curves.png"] if drawn else [])]
    return "\n".join(
        [
            "",
            f"{headline(found)} {verdict(found)}",
            *(f"Mind: {warning}" for warning in warnings(found)),
            f"Written to {folder}: {', '.join(files)}; {SHEET} with {rated} pairs to rate blind; "
            + ", ".join(f"{name} with {count} lines" for name, count in best.items()),
        ]
    )
