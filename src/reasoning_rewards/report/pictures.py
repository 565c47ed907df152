"""The charts of a report: over steps, over scores and lengths, over problems."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from reasoning_rewards.report import figures
from reasoning_rewards.report.charts import COLOURS, Chart, Series, bands, bars, histogram, legend, lines
from reasoning_rewards.report.gather import Run
from reasoning_rewards.report.markup import Markup, element
from reasoning_rewards.report.summary import Summary, length_unit, section

__all__ = ["distributions", "over_steps", "problems_drawn"]

_POINTS = 300  # of a curve over problems: more than a screen can show
_BANDS = 4  # runs that get a chart of their problems each
_FAR = 0.99  # of all lengths; what is longer is counted in the last bin

Measure = Callable[[Run, Sequence[int]], float | None]


def over_steps(runs: Sequence[Summary], names: Mapping[str, str]) -> Iterator[Markup]:
    """What changed while it trained, where rows say at which step they were written."""
    steps = {each.name: list(figures.by_step(each.run)) for each in runs[:COLOURS]}
    if max(map(len, steps.values())) < 2:
        return
    drawn = []
    for chart, measure in _measured(names, length_unit([each.run for each in runs])):
        curves = [
            Series(each.name, points, colour)
            for colour, each in enumerate(runs[:COLOURS])
            if (points := _points(each.run, steps[each.name], measure))
        ]
        if curves:
            drawn.append(lines(chart, curves))
    yield section("While it trained", legend(list(steps)), element("div", *drawn, class_="charts"))


def _measured(names: Mapping[str, str], unit: str) -> Iterator[tuple[Chart, Measure]]:
    for name, called in names.items():
        yield Chart(called, "step", "mean score"), _mean_of(name)
    yield Chart("Groups without spread", "step", "share", percent=True), figures.flat_share
    yield (
        Chart(f"Length, in {unit}", "step", "mean"),
        lambda run, rows: sum(run.lengths[row] for row in rows) / len(rows),
    )


def _mean_of(name: str) -> Measure:
    return lambda run, rows: figures.mean_of(run, rows, name)


def _points(
    run: Run, steps: Sequence[tuple[float, list[int]]], measure: Measure
) -> list[tuple[float, float]]:
    return [(step, value) for step, rows in steps if (value := measure(run, rows)) is not None]


def distributions(runs: Sequence[Summary]) -> Markup:
    """How rewards and lengths are spread."""
    shown = runs[:COLOURS]
    names = [each.name for each in shown]
    scores = [[score for score in each.run.whole.scores if score == score] for each in shown]
    lengths = [list(map(float, each.run.lengths)) for each in shown]
    far = max(sorted(each)[int(_FAR * (len(each) - 1))] for each in lengths)
    lengths = [[min(value, far) for value in each] for each in lengths]
    unit = length_unit([each.run for each in runs])
    reward = Chart("Reward", "score", "share of completions", percent=True)
    length = Chart("Length", f"{unit}; the longest 1 % stand at the right end", "share", percent=True)
    drawn = [bars(reward, histogram(scores), names), bars(length, histogram(lengths), names)]
    return section("How they are spread", legend(names), element("div", *drawn, class_="charts"))


def problems_drawn(runs: Sequence[Summary]) -> Markup:
    """How often problems are solved, and what the best, the mean and the worst completion of each scores."""
    shown = runs[:COLOURS]
    names = [each.name for each in shown]
    rates = [[group.rate for group in each.groups] for each in shown]
    chart = Chart(
        "Pass rate", "share of a problem's completions that are right", "share of problems", percent=True
    )
    drawn = [bars(chart, histogram(rates), names)]
    drawn += [_band(each, colour, len(runs)) for colour, each in enumerate(runs[:_BANDS])]
    return element("div", legend(names), element("div", *drawn, class_="charts"))


def _band(each: Summary, colour: int, runs: int) -> Markup:
    ordered = sorted(each.groups, key=lambda group: group.mean)
    step = max(1, -(-len(ordered) // _POINTS))
    kept = list(enumerate(ordered))[::step]
    title = "Best, mean, worst" + (f": {each.name}" if runs > 1 else "")
    worst = Series("worst", [(float(place), min(group.scores)) for place, group in kept], colour)
    mean = Series("mean", [(float(place), group.mean) for place, group in kept], colour)
    best = Series("best", [(float(place), max(group.scores)) for place, group in kept], colour)
    return bands(Chart(title, "problems, by their mean", "score"), worst, mean, best)
