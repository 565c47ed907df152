"""The report as Markdown: for a repository, a model card, a message."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recipe.outcome.found import PICKED, Found, Pair
from recipe.outcome.tables import Table, accuracy_table, headline, tables, verdict, warnings


def render(found: Found, *, curves: bool) -> str:
    return "\n".join(sections(found, curves=curves)) + "\n"


def sections(found: Found, *, curves: bool) -> Iterator[str]:
    yield f"# {found.name}\n"
    yield f"**{headline(found)}** {verdict(found)}\n"
    for warning in warnings(found):
        yield f"> {warning}\n"
    yield from table_lines(accuracy_table(found))
    if curves:
        yield "![what was earned while GRPO trained, and what taught nothing](curves.png)\n"
    for table in tables(found):
        yield from table_lines(table)
    if described := found.about.get("described"):
        yield f"## The reward\n\n{fenced(described)}\n"
    if found.pairs:
        yield "## The same problems before and after\n"
        yield f"{counted(found)}\n"
        for pair in found.picked:
            yield from transcript(pair)


def counted(found: Found) -> str:
    """How many problems there are of each kind, of which some are shown."""
    kinds = ", ".join(f"{found.count(kind)} {kind}" for kind, _ in PICKED)
    return f"By each problem's first sample: {kinds}. Below are the first few of each kind."


def table_lines(table: Table) -> Iterator[str]:
    yield f"## {table.title}\n"
    yield f"| {' | '.join(table.header)} |"
    yield f"|{'---|' * len(table.header)}"
    for row in table.rows:
        yield f"| {' | '.join(cell.replace('|', '&#124;') for cell in row)} |"
    yield ""
    if table.note:
        yield f"{table.note}\n"


def transcript(pair: Pair) -> Iterator[str]:
    yield f"### {pair.kind}\n"
    yield f"{fenced(pair.question)}\n"
    yield f"The answer is {inline(pair.answer)}.\n"
    for when, text, right in zip(("before", "after"), (pair.before, pair.after), pair.right, strict=True):
        yield f"{when}, {'right' if right else 'wrong'}:\n"
        yield f"{fenced(text)}\n"


def fenced(text: str) -> str:
    """Text that no Markdown in it can break out of."""
    longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}text\n{text}\n{fence}"


def inline(text: str) -> str:
    return f"`{text}`" if "`" not in text else text
