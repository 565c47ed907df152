"""Charts as inline SVG: axes, labels, a title for who can't see; colours come from the page's style."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from reasoning_rewards.report.markup import Markup, element

__all__ = ["Chart", "Series", "bands", "bars", "histogram", "legend", "lines", "ticks"]

Point = tuple[float, float]
_WIDTH, _HEIGHT = 380, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 372, 10, 178
_SAME = 1e-9  # of the larger one: values that differ by less can't be told apart on an axis
COLOURS = 6  # the page's style has so many


class Series(NamedTuple):
    """A name, its points from left to right, and the number of its colour."""

    name: str
    points: Sequence[Point]
    colour: int = 0


class Chart(NamedTuple):
    """What a chart is called, and what its axes are."""

    title: str
    x: str
    y: str
    percent: bool = False  # is y a share?


class Bins(NamedTuple):
    """Edges from left to right, and for each run the share of its values between two of them."""

    edges: list[float]
    shares: list[list[float]]


def histogram(values: Sequence[Sequence[float]], most: int = 24) -> Bins:
    """The shares of each run's values in bins that all runs share; the last bin holds its upper edge.

    A few distinct values get a bin each, in whose middle they lie.
    """
    distinct = sorted({value for each in values for value in each})
    if not distinct:
        return Bins([0.0, 1.0], [[0.0] for _ in values])
    if distinct[-1] - distinct[0] <= _SAME * max(map(abs, distinct)):
        edges = [distinct[0] - 0.5, distinct[0] + 0.5]
    else:
        gap = min(later - earlier for earlier, later in pairwise(distinct))
        steps = (distinct[-1] - distinct[0]) / gap
        few = steps < most
        count = round(steps) * _odd(most / 2 / steps) if few else most
        width = (distinct[-1] - distinct[0]) / count
        low = distinct[0] - width / 2 if few else distinct[0]
        edges = [low + number * width for number in range(count + (2 if few else 1))]
    return Bins(edges, [_shares(each, edges) for each in values])


def _odd(times: float) -> int:
    """The next odd number: cut into so many, a bin still has its value in its middle."""
    return max(1, 2 * (math.ceil(times) // 2) + 1)


def _shares(values: Sequence[float], edges: Sequence[float]) -> list[float]:
    counts = [0] * (len(edges) - 1)
    width = (edges[-1] - edges[0]) / len(counts)
    for value in values:
        counts[min(len(counts) - 1, max(0, int((value - edges[0]) / width + 1e-9)))] += 1
    return [count / max(1, len(values)) for count in counts]


def bars(chart: Chart, bins: Bins, names: Sequence[str]) -> Markup:
    """A histogram: filled for one run, outlines over each other for several."""
    top = max((share for each in bins.shares for share in each), default=0.0) or 1.0
    scale = _Scale((bins.edges[0], bins.edges[-1]), ticks([0.0, top]))
    drawn = []
    for number, (name, shares) in enumerate(zip(names, bins.shares, strict=True)):
        if len(names) == 1:
            drawn += [
                _bar(scale, left, right, share, chart)
                for left, right, share in zip(bins.edges, bins.edges[1:], shares, strict=False)
            ]
        else:
            drawn.append(_outline(scale, bins.edges, shares, name, number))
    return _framed(chart, scale, drawn, ticks([bins.edges[0], bins.edges[-1]]))


def _bar(scale: _Scale, left: float, right: float, share: float, chart: Chart) -> Markup:
    x, width = scale.x(left), scale.x(right) - scale.x(left)
    said = f"{said_of(left)} to {said_of(right)}: {share:.1%}"
    return element(
        "rect",
        x=_fixed(x + 0.75),
        y=_fixed(scale.y(share)),
        width=_fixed(max(1.0, width - 1.5)),
        height=_fixed(_BOTTOM - scale.y(share)),
        class_="bar",
        aria_label=said,
    )


def _outline(
    scale: _Scale, edges: Sequence[float], shares: Sequence[float], name: str, number: int
) -> Markup:
    points = [(edges[0], 0.0)]
    for left, right, share in zip(edges, edges[1:], shares, strict=False):
        points += [(left, share), (right, share)]
    points.append((edges[-1], 0.0))
    way = " ".join(f"{_fixed(scale.x(x))},{_fixed(scale.y(y))}" for x, y in points)
    return element(
        "g",
        element("polygon", points=way, class_=f"area f{number % COLOURS}"),
        element("polyline", points=way, class_=f"curve s{number % COLOURS}"),
        aria_label=name,
    )


def lines(chart: Chart, series: Sequence[Series]) -> Markup:
    """Curves over one axis; a single point is a dot."""
    points = [point for each in series for point in each.points]
    up = ticks([0.0, 1.0] if chart.percent else [y for _, y in points])
    across = [x for x, _ in points]
    scale = _Scale(
        (min(across), max(across)) if min(across) < max(across) else (across[0] - 1, across[0] + 1), up
    )
    return _framed(chart, scale, [_curve(scale, each) for each in series], ticks(list(scale.across)))


def _curve(scale: _Scale, series: Series) -> Markup:
    kind = f"curve s{series.colour % COLOURS}"
    if len(series.points) == 1:
        (x, y), *_ = series.points
        return element("circle", cx=_fixed(scale.x(x)), cy=_fixed(scale.y(y)), r=3.5, class_=kind)
    way = " ".join(f"{_fixed(scale.x(x))},{_fixed(scale.y(y))}" for x, y in series.points)
    return element("polyline", points=way, class_=kind, aria_label=series.name)


def bands(chart: Chart, low: Series, middle: Series, high: Series) -> Markup:
    """A curve inside the area between two others."""
    points = [*low.points, *high.points]
    scale = _Scale((0.0, max(1.0, max(x for x, _ in points))), ticks([y for _, y in points]))
    around = [*high.points, *reversed(low.points)]
    way = " ".join(f"{_fixed(scale.x(x))},{_fixed(scale.y(y))}" for x, y in around)
    area = element("polygon", points=way, class_=f"area f{middle.colour % COLOURS}")
    return _framed(chart, scale, [area, _curve(scale, middle)], ticks(list(scale.across)))


def legend(names: Sequence[str]) -> Markup | None:
    """Which colour is which; nothing for one."""
    if len(names) < 2:
        return None
    keys = (
        element("span", element("i", class_=f"swatch b{number % COLOURS}"), name)
        for number, name in enumerate(names)
    )
    return element("p", *keys, class_="legend")


class _Scale:
    """From values to places on the drawing."""

    def __init__(self, across: tuple[float, float], up: Sequence[float]) -> None:
        self.across = across
        self.up = up

    def x(self, value: float) -> float:
        low, high = self.across
        return _LEFT + (_RIGHT - _LEFT) * (value - low) / (high - low)

    def y(self, value: float) -> float:
        return _BOTTOM - (_BOTTOM - _TOP) * (value - self.up[0]) / (self.up[-1] - self.up[0])


def _framed(chart: Chart, scale: _Scale, drawn: Sequence[Markup], across: Sequence[float]) -> Markup:
    svg = element(
        "svg",
        *_axes(chart, scale, across),
        *drawn,
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        role="img",
        aria_label=f"{chart.title}: {chart.y} over {chart.x}",
    )
    return element(
        "figure", element("figcaption", chart.title, " ", element("span", chart.y, class_="soft")), svg
    )


def _axes(chart: Chart, scale: _Scale, across: Sequence[float]) -> Iterator[Markup]:
    for tick in scale.up:
        y = _fixed(scale.y(tick))
        yield element(
            "line", x1=_LEFT, x2=_RIGHT, y1=y, y2=y, class_="axis" if tick == scale.up[0] else "grid"
        )
        said = f"{100 * tick:.4g} %" if chart.percent else said_of(tick)
        yield _text(said, _LEFT - 6, scale.y(tick) + 4, "end")
    for tick in across:
        if scale.across[0] - 1e-9 <= tick <= scale.across[1] + 1e-9:
            yield _text(said_of(tick), scale.x(tick), _BOTTOM + 16, "middle")
    yield _text(chart.x, (_LEFT + _RIGHT) / 2, _HEIGHT - 8, "middle", "name")


def _text(said: str, x: float, y: float, anchor: str, kind: str | None = None) -> Markup:
    return element("text", said, x=_fixed(x), y=_fixed(y), text_anchor=anchor, class_=kind)


def ticks(values: Sequence[float]) -> list[float]:
    """Round numbers, four to seven of them, around all values.

    >>> ticks([0.0, 0.93]), ticks([3.0, 3.0])
    ([0.0, 0.2, 0.4, 0.6, 0.8, 1.0], [2.0, 2.5, 3.0, 3.5, 4.0])
    """
    low, high = min(values), max(values)
    if high - low <= _SAME * max(abs(low), abs(high)):
        low, high = (low - 1.0 if low else 0.0), high + 1.0
    unit = 10.0 ** math.floor(math.log10((high - low) / 3))
    step = next(size * unit for size in (1, 2, 2.5, 5, 10, 20) if (high - low) / (size * unit) <= 6)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(number * step, 10) for number in range(first, last + 1)]


def said_of(value: float) -> str:
    """A number on an axis."""
    return f"{value:,.6g}".replace("-", "−") if abs(value) < 1e6 else f"{value:.3g}"


def _fixed(value: float) -> str:
    """A tenth of a pixel: coarse enough that the last bits of a float can't be seen."""
    return f"{value:.1f}".removesuffix(".0")
