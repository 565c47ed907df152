"""One picture of a run: what completions earned while GRPO trained, their length, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes

from reasoning_rewards.intervals import mean_of_shares, share
from recipe.curves import BLUE, GREEN, GREY, ORANGE, YELLOW, at

CURVES = {"correctness": BLUE, "step_arithmetic": ORANGE, "proximity": GREEN, "format": GREY}
MOMENTS = {"before": GREY, "forced": YELLOW, "after": BLUE}
NAMES = {"before": "before", "forced": "before, thinking started", "after": "after GRPO"}


def draw_curves(path: Path, results: Mapping[str, Any]) -> None:
    """Draw the three panels into ``path``."""
    figure, (rewards, lengths, accuracies) = plt.subplots(
        1, 3, figsize=(14, 4.6), layout="constrained", gridspec_kw={"width_ratios": [1.15, 0.9, 1.35]}
    )
    log = [entry for entry in results["log"] if "reward" in entry]
    draw_rewards(rewards, log)
    draw_lengths(lengths, log)
    draw_accuracies(accuracies, results)
    for axes in (rewards, lengths, accuracies):
        axes.spines[["top", "right"]].set_visible(False)
        axes.title.set_fontsize("medium")
        axes.grid(axis="y", alpha=0.25)
        axes.set_axisbelow(True)
    figure.suptitle(f"GRPO on two CPU cores: {results['name']}", x=0.01, ha="left", fontweight="bold")
    figure.savefig(path, dpi=130)
    plt.close(figure)


def draw_rewards(axes: Axes, log: Sequence[Mapping[str, float]]) -> None:
    axes.set(title="What sampled completions earn", xlabel="GRPO step", ylim=(0, 1.03))
    for key, colour in CURVES.items():
        points = series(log, key)
        if points:
            axes.plot(*zip(*points, strict=True), color=colour, label=key.replace("_", " "), linewidth=2)
    if axes.lines:
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=2, frameon=False)
    else:
        axes.plot(
            *zip(*[(e["step"], e["reward"]) for e in log], strict=True) if log else ([], []), color=BLUE
        )
        axes.set(ylim=None, title="Reward")


def series(log: Sequence[Mapping[str, float]], key: str) -> list[tuple[float, float]]:
    """A component's mean at each logged step: a part of the total, or the one reward trained on."""
    names = (f"total/{key}/score", f"rewards/{key}/mean")
    return [(entry["step"], mean) for entry in log for name in names if (mean := at(entry, name)) is not None]


def draw_lengths(axes: Axes, log: Sequence[Mapping[str, float]]) -> None:
    axes.set(title="Length of a completion", xlabel="GRPO step", ylabel="tokens")
    if log:
        steps = [entry["step"] for entry in log]
        axes.plot(steps, [entry["completions/mean_length"] for entry in log], color="#000000", linewidth=2)
        axes.set_ylim(0, 1.15 * max(entry["completions/mean_length"] for entry in log))


def draw_accuracies(axes: Axes, results: Mapping[str, Any]) -> None:
    """Bars with 95 % intervals, the mean over families first."""
    axes.set(title="Accuracy on held-out problems, sampled, with 95 % intervals", ylim=(0, 1.03))
    families = list(results["after"]["sampled"]["right"])
    for index, (moment, colour) in enumerate(MOMENTS.items()):
        sampled, greedy = (results[moment][way]["right"] for way in ("sampled", "greedy"))
        estimates = [mean_of_shares(sampled), *(share(sampled[family]) for family in families)]
        lines = [mean_of_shares(greedy).value, *(share(greedy[family]).value for family in families)]
        places = [group + 0.27 * (index - 1) for group in range(len(estimates))]
        axes.bar(
            places, [e.value for e in estimates], width=0.25, color=colour, label=NAMES[moment], alpha=0.85
        )
        spread = [[e.value - e.low for e in estimates], [e.high - e.value for e in estimates]]
        axes.errorbar(
            places, [e.value for e in estimates], yerr=spread, fmt="none", color="#333333", linewidth=1
        )
        axes.hlines(
            lines,
            [place - 0.12 for place in places],
            [place + 0.12 for place in places],
            color="#000000",
            linewidth=2,
            label="greedy" if moment == "after" else None,
        )
    axes.set_xticks(range(len(families) + 1), ["mean", *families])
    axes.get_xticklabels()[0].set_fontweight("bold")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=4, frameon=False)
