"""The page of what changes between two verdicts on the same rows: a row of it is a pair, and scores their difference."""

from __future__ import annotations

from collections.abc import Iterator

from reasoning_rewards.files.changes import Differences, Pair, Pairs
from reasoning_rewards.files.scored import ScoredRow
from reasoning_rewards.report.gather import Shape
from reasoning_rewards.report.markup import Markup, element, table
from reasoning_rewards.report.page import page_of
from reasoning_rewards.report.sections import meter, rule_button, said_of, shown_score
from reasoning_rewards.report.summary import number, percent, section
from reasoning_rewards.rulebook import all_rules

__all__ = ["difference_page"]

_CHANGES = 40  # pairs of rules that are listed; the rest are counted together
_UNCHANGED = "unchanged"


class _Difference(ScoredRow):
    """A row whose verdict is a difference: it has two parts, and a rule of its own."""

    __slots__ = ()

    @property
    def rule(self) -> str:
        """The two rules."""
        return str(self.verdict["rule"])


def difference_page(
    pairs: Pairs,
    *,
    names: tuple[str, str] = ("first", "second"),
    title: str | None = None,
    seed: int = 0,
) -> str:
    """A page on two verdicts on the same rows: how many change, by pair of rules, the means, and every row.

    It is made as that of `report_page`, and holds as much. A row scores the second's score less the first's, and its
    rule is both rules, or "unchanged"; opened, it shows how each came about.

    names: what the two are called.

    >>> from reasoning_rewards import Correctness
    >>> from reasoning_rewards.files import Pairs, judged
    >>> tries = [{"prompt": "6*7?", "completion": f"#### {n}", "answer": "42"} for n in (41, 42)]
    >>> pairs = Pairs(judged(Correctness(), tries), judged(0.5 * Correctness(), tries))
    >>> page = difference_page(pairs, names=("whole", "half"))
    >>> page.startswith("<!doctype html>"), pairs.found().changed
    (True, 1)
    """
    called = " → ".join(names)
    return page_of(
        {called: (_difference(pair, names) for pair in pairs)},
        Shape(pairs.by, differences=True),
        title=title or called,
        above=_above(pairs, names, seed),
        seed=seed,
    )


def _difference(pair: Pair, names: tuple[str, str]) -> ScoredRow:
    a, b = pair
    same = a.score == b.score and a.rule == b.rule
    verdict = {
        "name": "difference",
        "score": None if a.score is None or b.score is None else b.score - a.score,
        "rule": _UNCHANGED if same else _ruled((a.rule, b.rule)),
        "parts": [{**each.verdict, "name": name} for each, name in zip(pair, names, strict=True)],
    }
    return _Difference(a.line, a.values, verdict)


def _ruled(rules: tuple[str, str]) -> str:
    return " → ".join(rules)


def _above(pairs: Pairs, names: tuple[str, str], seed: int) -> Iterator[Markup]:
    """What was counted, when all rows have passed."""
    found = pairs.found(seed)
    if not found.rows:
        yield element("p", "There is no row to compare.", class_="mind")
        return
    note = "Over the rows that both score. In brackets: a 95 % interval, by problem."
    tiles = (
        element("div", element("dt", name), element("dd", value)) for name, value in _tiles(found, names)
    )
    yield section(
        "What changes",
        element("dl", *tiles, class_="tiles"),
        element("p", note, class_="note"),
        *_changes(found),
    )


def _tiles(found: Differences, names: tuple[str, str]) -> Iterator[tuple[str, Markup | str]]:
    yield "rows whose score changes", f"{found.changed:,} of {found.rows:,}"
    if found.means is not None:
        yield "difference of the means", number(found.difference)
        yield from zip((f"mean of {name}" for name in names), map(shown_score, found.means), strict=True)


def _changes(found: Differences) -> Iterator[Markup]:
    """Which rule decided before and which after, for the rows whose score changes."""
    rules = all_rules()
    rows: list[list[Markup | str]] = [
        [
            rule_button(_ruled(each.rules), 0, (each.mean or 0.0) < 0),
            " → ".join(said_of(rule, rules) or rule for rule in each.rules),
            f"{each.count:,}",
            meter(each.count / found.rows),
            shown_score(each.mean),
        ]
        for each in found.changes[:_CHANGES]
    ]
    if more := found.changes[_CHANGES:]:
        count = sum(each.count for each in more)
        rows.append([f"{len(more)} more", "", f"{count:,}", percent(count / found.rows), ""])
    if rows:
        note = "A pair whose rows lose has a red mark. Choose one to see its rows."
        yield table(["from → to", "they say", "rows", "share", "mean difference"], rows, "rules")
        yield element("p", note, class_="note")
