"""A run with its figures, each computed once, and how they are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from reasoning_rewards.intervals import Estimate
from reasoning_rewards.report import figures
from reasoning_rewards.report.gather import WHOLE, Run
from reasoning_rewards.report.markup import Markup, element, joined

__all__ = ["Summary", "interval", "number", "percent", "section", "share", "soft"]

NOTHING = "–"


@dataclass(frozen=True)
class Summary:
    """A run and what can be said of it."""

    run: Run

    @cached_property
    def components(self) -> dict[str, figures.Component]:
        """The whole and its components."""
        return figures.components(self.run)

    @cached_property
    def groups(self) -> list[figures.Group]:
        """Its problems."""
        return figures.groups(self.run)

    @property
    def name(self) -> str:
        """What the run is called."""
        return self.run.name

    @property
    def whole(self) -> figures.Component:
        """The whole."""
        return self.components[WHOLE]

    @property
    def tries(self) -> int:
        """The most completions that any problem has."""
        return max((len(each.right) for each in self.groups), default=0)


def section(title: str, *content: Markup | None) -> Markup:
    """A part of the page under its heading.

    >>> print(section("About", element("p", "1 < 2")))
    <section><h2>About</h2><p>1 &lt; 2</p></section>
    """
    return element("section", element("h2", title), *content)


def soft(text: str) -> Markup:
    """Words that matter less."""
    return element("span", text, class_="soft")


def interval(low: str, high: str) -> Markup:
    """An interval that no line end divides."""
    return element("span", f"[{low}, {high}]", class_="range")


def number(estimate: Estimate | None) -> Markup:
    """A mean with its interval."""
    if estimate is None:
        return joined([NOTHING])
    value, low, high = (f"{each + 0.0:.3f}".replace("-", "−") for each in estimate)
    return joined([value]) if low == high else joined((value, " ", interval(low, high)))


def share(estimate: Estimate | None) -> Markup:
    """A share with its interval."""
    if estimate is None:
        return joined([NOTHING])
    value, low, high = (f"{100 * each:.1f}" for each in estimate)
    return joined((f"{value} %", " ", interval(low, high)))


def percent(value: float) -> str:
    """A share; what is not quite nothing is not called so."""
    return "< 0.1 %" if 0.0 < value < 0.001 else f"{100 * value:.1f} %"


def length_unit(runs: Sequence[Run]) -> str:
    """What lengths are counted in: tokens where every row of every run has them."""
    return "tokens" if all(run.has_tokens for run in runs) else "characters"
