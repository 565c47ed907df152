"""Training curves from a trainer's log: what was earned, how long completions ran, what taught nothing.

One PNG with everything for the run's folder, and one per panel for the report's page, which a phone
can show one below the other. A panel whose keys the log does not have is left out.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib

matplotlib.use("Agg")  # draws into a file, on machines without a screen too

import matplotlib.pyplot as plt
from matplotlib.axes import Axes

Log = Sequence[Mapping[str, Any]]
Points = tuple[list[float], list[float]]

# Okabe and Ito's colours: told apart by every eye, and on grey prints by their lightness.
BLUE, ORANGE, GREEN, YELLOW, SKY, GREY = "#0072B2", "#D55E00", "#009E73", "#E69F00", "#56B4E9", "#999999"
COLOURS = (BLUE, ORANGE, GREEN, YELLOW, SKY, GREY)

SMOOTHED = 20  # logged steps; fewer are drawn as they are, more with their running mean on top


class Panel(NamedTuple):
    """A drawing, what it is called, and what it says to a screen reader."""

    title: str
    draw: Callable[[Axes, Log], None]
    needs: Callable[[Log], bool]


def series(log: Log, key: str) -> Points:
    """The logged steps that have a key, and its values."""
    found = [
        (entry["step"], value) for entry in log if "step" in entry and (value := at(entry, key)) is not None
    ]
    return [step for step, _ in found], [value for _, value in found]


def at(entry: Mapping[str, Any], key: str) -> float | None:
    """What a log says under a key at one step; of a score the mean, over the rows that have one.

    A component that is scored wherever its total is has no share of its own, but the total's.
    """
    value, scored = entry.get(key), 1.0
    if key.endswith("/score"):  # <path>/score, <path>/scored
        scored = entry.get(f"{key}d", entry.get(f"{key.partition('/')[0]}/scored", 1.0))
    return None if value is None or scored == 0.0 else float(value) / scored


def smooth(values: Sequence[float], weight: float = 0.9) -> list[float]:
    """The running mean in which each value before counts ``weight`` of the one after it."""
    total = count = 0.0
    means = []
    for value in values:
        total, count = weight * total + value, weight * count + 1.0
        means.append(total / count)
    return means


def line(axes: Axes, points: Points, colour: str, label: str = "") -> None:
    steps, values = points
    if len(values) > SMOOTHED:
        axes.plot(steps, values, color=colour, linewidth=0.8, alpha=0.35)
        values = smooth(values)
    marker = "o" if len(values) == 1 else None
    axes.plot(steps, values, color=colour, linewidth=2, label=label, marker=marker)


def draw_reward(axes: Axes, log: Log) -> None:
    steps, rewards = series(log, "reward")
    line(axes, (steps, rewards), BLUE, "mean")
    spread_at, spreads = series(log, "reward_std")
    if spread_at == steps:
        if len(steps) > SMOOTHED:
            rewards, spreads = smooth(rewards), smooth(spreads)
        low = [mean - spread for mean, spread in zip(rewards, spreads, strict=True)]
        high = [mean + spread for mean, spread in zip(rewards, spreads, strict=True)]
        axes.fill_between(steps, low, high, color=BLUE, alpha=0.12, linewidth=0, label="± one spread")


def components(log: Log) -> dict[str, str]:
    """The keys of the parts of the total, or of the several rewards trained on, by their names."""
    keys = list(dict.fromkeys(key for entry in log for key in entry))
    keys = [key for key in keys if not key.startswith("eval_")]
    parts = [key for key in keys if key.endswith("/score") and key.count("/") == 2]
    if parts:
        return {key.split("/")[1].replace("_", " "): key for key in parts}
    means = [key for key in keys if key.startswith("rewards/") and key.endswith("/mean")]
    return {key.split("/")[1].replace("_", " "): key for key in means}


def draw_components(axes: Axes, log: Log) -> None:
    for (name, key), colour in zip(components(log).items(), COLOURS, strict=False):
        line(axes, series(log, key), colour, name)


def draw_lengths(axes: Axes, log: Log) -> None:
    line(axes, series(log, "completions/mean_length"), BLUE, "mean")
    ended = series(log, "completions/mean_terminated_length")
    if any(ended[1]):
        line(axes, ended, GREEN, "of those that end")
    axes.set_ylim(bottom=0)


def draw_lost(axes: Axes, log: Log) -> None:
    """Groups without spread have no advantage, completions cut off no answer: steps that taught nothing."""
    for key, colour, name in (
        ("frac_reward_zero_std", ORANGE, "groups without spread"),
        ("completions/clipped_ratio", GREY, "completions cut off"),
    ):
        if series(log, key)[0]:
            line(axes, series(log, key), colour, name)
    axes.set_ylim(-0.02, 1.02)


def draw_drift(axes: Axes, log: Log) -> None:
    for key, colour in (("kl", ORANGE), ("entropy", GREEN)):
        if series(log, key)[0]:
            line(
                axes,
                series(log, key),
                colour,
                "entropy of a token" if key == "entropy" else "KL to the start",
            )


def draw_loss(axes: Axes, log: Log) -> None:
    line(axes, series(log, "loss"), GREY, "loss")


def has(*keys: str) -> Callable[[Log], bool]:
    return lambda log: any(series(log, key)[0] for key in keys)


PANELS = (
    Panel("Reward of a sampled completion", draw_reward, has("reward")),
    Panel("What it is made of", draw_components, lambda log: has("reward")(log) and len(components(log)) > 1),
    Panel("Length, in tokens", draw_lengths, has("completions/mean_length")),
    Panel("Share that taught nothing", draw_lost, has("frac_reward_zero_std", "completions/clipped_ratio")),
    Panel("Drift from the start", draw_drift, has("kl", "entropy")),
    Panel("Loss", draw_loss, lambda log: has("loss")(log) and not has("reward")(log)),
)


def panels_of(log: Log) -> list[Panel]:
    return [panel for panel in PANELS if panel.needs(log)]


def draw_panel(panel: Panel, axes: Axes, log: Log) -> None:
    panel.draw(axes, log)
    axes.set_title(panel.title, loc="left", fontsize="medium")
    axes.set_xlabel("step")
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", alpha=0.25)
    axes.set_axisbelow(True)
    if len(axes.get_legend_handles_labels()[0]) > 1:
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=2, frameon=False, fontsize="small")


def draw_curves(path: Path, log: Log, title: str) -> bool:
    """Draw all panels into one PNG; False, and no file, where the log has nothing to draw."""
    panels = panels_of(log)
    if not panels:
        return False
    rows = (len(panels) + 1) // 2
    figure, axes = plt.subplots(rows, 2, figsize=(11, 3.9 * rows), layout="constrained", squeeze=False)
    for each, panel in zip(axes.flat, panels, strict=False):
        draw_panel(panel, each, log)
    for rest in axes.flat[len(panels) :]:
        rest.set_visible(False)
    figure.suptitle(title, x=0.01, ha="left", fontweight="bold")
    figure.savefig(path, dpi=130)
    plt.close(figure)
    return True


def panel_png(panel: Panel, log: Log) -> bytes:
    """One panel, in a size that is read on a phone."""
    figure, axes = plt.subplots(figsize=(5.4, 3.6), layout="constrained")
    draw_panel(panel, axes, log)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=140)
    plt.close(figure)
    return buffer.getvalue()
