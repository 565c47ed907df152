"""Small line charts as SVG text: no dependency, the same bytes on every machine, readable in light and dark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

__all__ = ["Chart", "Curve", "drawn"]

Point = tuple[float, float]
WIDTH, HEIGHT = 640, 260
LEFT, RIGHT, TOP, BOTTOM = 62, 400, 20, 208  # of the area with the curves; the legend is to its right
LINE = 18  # pixels from a line of text to the next
STYLES = 5  # a curve has a colour and dashes, so that it can be told apart without colours
STYLE = """
text{font:13px system-ui,sans-serif;fill:#24292f}.card{fill:#fff}.grid{stroke:#d0d7de}.axis{stroke:#57606a}
polyline{fill:none;stroke-width:2.2;stroke-linejoin:round}.c0{stroke:#0969da}.c1{stroke:#bc4c00}.c2{stroke:#1a7f37}
.c3{stroke:#8250df}.c4{stroke:#6e7781}.d0{fill:#0969da}.d1{fill:#bc4c00}.d2{fill:#1a7f37}.d3{fill:#8250df}.d4{fill:#6e7781}
.c1{stroke-dasharray:7 4}.c2{stroke-dasharray:2 3}.c3{stroke-dasharray:9 3 2 3}.c4{stroke-dasharray:12 4}
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.card{fill:#0d1117}.grid{stroke:#30363d}.axis{stroke:#8b949e}
.c0{stroke:#58a6ff}.c1{stroke:#f0883e}.c2{stroke:#3fb950}.c3{stroke:#bc8cff}.c4{stroke:#8b949e}
.d0{fill:#58a6ff}.d1{fill:#f0883e}.d2{fill:#3fb950}.d3{fill:#bc8cff}.d4{fill:#8b949e}}
""".strip().replace("\n", "")


class Curve(NamedTuple):
    """Points from left to right. ``dotted`` marks each of them; ``dots`` are points beside the line."""

    name: str
    points: Sequence[Point]
    dotted: bool = False
    dots: Sequence[Point] = ()


class Chart(NamedTuple):
    """What is drawn: curves over one axis, and what the axes are called."""

    x: str
    curves: Sequence[Curve]
    y: str = "score"


def drawn(chart: Chart) -> str:
    """The chart as SVG."""
    points = [point for curve in chart.curves for point in (*curve.points, *curve.dots)]
    across, up = _ticks([x for x, _ in points]), _ticks([y for _, y in points])

    def x_of(value: float) -> str:
        return _fixed(LEFT + (RIGHT - LEFT) * (value - across[0]) / (across[-1] - across[0]))

    def y_of(value: float) -> str:
        return _fixed(BOTTOM - (BOTTOM - TOP) * (value - up[0]) / (up[-1] - up[0]))

    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">',
        f'<style>{STYLE}</style><rect class="card" width="{WIDTH}" height="{HEIGHT}" rx="6"/>',
    ]
    for tick in up:
        kind = "axis" if tick == 0 or tick == up[0] else "grid"
        lines.append(f'<line class="{kind}" x1="{LEFT}" x2="{RIGHT}" y1="{y_of(tick)}" y2="{y_of(tick)}"/>')
        lines.append(_text(_said(tick), LEFT - 8, float(y_of(tick)) + 4, "end"))
    for tick in across:
        lines.append(f'<line class="grid" x1="{x_of(tick)}" x2="{x_of(tick)}" y1="{TOP}" y2="{BOTTOM}"/>')
        lines.append(_text(_said(tick), float(x_of(tick)), BOTTOM + 18, "middle"))
    for number, curve in enumerate(chart.curves):
        way = " ".join(f"{x_of(x)},{y_of(y)}" for x, y in curve.points)
        lines.append(f'<polyline class="c{number % STYLES}" points="{way}"/>')
        for x, y in (*(curve.points if curve.dotted else ()), *curve.dots):
            lines.append(f'<circle class="d{number % STYLES}" cx="{x_of(x)}" cy="{y_of(y)}" r="3.4"/>')
        height = TOP + 8 + number * (LINE + 4)
        lines.append(
            f'<polyline class="c{number % STYLES}" points="{RIGHT + 14},{height} {RIGHT + 44},{height}"/>'
        )
        lines.append(_text(curve.name, RIGHT + 52, height + 4, "start"))
    lines.append(_text(chart.x, (LEFT + RIGHT) / 2, HEIGHT - 12, "middle"))
    lines.append(_text(chart.y, 16, (TOP + BOTTOM) / 2, "middle", turned=True))
    return "\n".join([*lines, "</svg>", ""])


def _text(said: str, x: float, y: float, anchor: str, *, turned: bool = False) -> str:
    turn = f' transform="rotate(-90 {_fixed(x)} {_fixed(y)})"' if turned else ""
    return f'<text x="{_fixed(x)}" y="{_fixed(y)}" text-anchor="{anchor}"{turn}>{escape(said)}</text>'


def _ticks(values: list[float]) -> list[float]:
    """Round numbers, four to seven of them, around all values."""
    low, high = min(values), max(values)
    unit = 10.0
    while (high - low) / unit < 3:
        unit /= 10
    while (high - low) / unit > 60:
        unit *= 10
    step = next(size * unit for size in (1, 2, 2.5, 5, 10, 20) if (high - low) / (size * unit) <= 6)
    first, last = int(low // step), int(-(-high // step))
    return [round(number * step, 10) for number in range(first, last + 1)]


def _said(value: float) -> str:
    return f"{value:,g}".replace("-", "−")


def _fixed(value: float) -> str:
    """A tenth of a pixel: coarse enough that the last bits of a float can't be seen."""
    return f"{value:.1f}".removesuffix(".0")
