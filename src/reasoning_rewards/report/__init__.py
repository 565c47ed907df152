"""Pages to look at completions and what they score: each is one HTML file that loads nothing and needs nothing.

>>> from reasoning_rewards import Correctness
>>> from reasoning_rewards.files import judged
>>> tries = [{"prompt": "6*7?", "completion": f"#### {n}", "answer": "42"} for n in (41, 42)]
>>> page = report_page({"first run": judged(Correctness(), tries)}, title="Two tries")
>>> page.startswith("<!doctype html>"), len(page) < 100_000
(True, True)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from reasoning_rewards.files.scored import ScoredRow, named
from reasoning_rewards.report.difference import difference_page
from reasoning_rewards.report.gather import Shape
from reasoning_rewards.report.markup import Markup, element, table
from reasoning_rewards.report.page import MOST_BYTES, page_of
from reasoning_rewards.report.summary import section

__all__ = ["MOST_BYTES", "Markup", "difference_page", "element", "report_page", "section", "table"]


def report_page(
    runs: Mapping[str, Iterable[ScoredRow]],
    *,
    title: str = "Completions and what they score",
    by: str | None = None,
    component: str | None = None,
    at_least: float = 1.0,
    fields: Mapping[str, str] | None = None,
    step: str = "step",
    above: Iterable[Markup] = (),
    seed: int = 0,
) -> str:
    """A page on scored rows: means with intervals, distributions, what decided, problem by problem, and every row.

    The page holds the scores, rules, components and problems of all rows (beyond 300,000 of so many, drawn by chance)
    and the texts of up to 2,000, some of every rule and problem, within `MOST_BYTES`. Write it as UTF-8.

    runs: their rows, by the names that the page gives them; see `files.scored_rows` and `files.judged_rows`.
    by: the field that tells problems apart; by default the prompt, where rows have one.
    component: whose score says what right is; by default the whole's.
    at_least: the score from which on a completion is right.
    fields: the rows' names for "completion", "prompt", "answer" (the gold) and "completion_ids", where they differ.
    step: the field with the step of training; where rows have it, curves over steps are drawn.
    above: what stands before the figures, made by `section`, `table` and `element`, which escape what they are given.
    """
    shape = Shape(by, component, at_least, step)
    return page_of(
        {name: named(rows, fields or {}) for name, rows in runs.items()},
        shape,
        title=title,
        above=above,
        seed=seed,
    )
