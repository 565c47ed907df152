"""What an evaluation comes to in a line or a table: on the screen after a stage, and on the model card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reasoning_rewards import Format, Layout
from reasoning_rewards.intervals import Estimate
from recipe import evaluation
from recipe.outcome.tables import points
from recipe.settings import Settings


def opens_thinking(texts: Sequence[Sequence[str]], layout: Layout) -> float:
    """The share of completions that begin with the thinking tag; all, where the prompt opens it.

    Where none is due, the share that has the layout's form.
    """
    written = [text for several in texts for text in several]
    if layout.think is None:
        return sum(Format(layout=layout)(written)) / len(written)  # type: ignore[arg-type]
    if layout.think.opened_by == "prompt":
        return 1.0
    return sum(text.lstrip().startswith(layout.think.opening_tag) for text in written) / len(written)


def headline(result: Mapping[str, Any]) -> str:
    """The figures of an evaluation in a line."""
    cut = "" if result["truncated"] is None else f", {result['truncated']:.0%} cut off"
    return (
        f"pass@1 {Estimate(**result['pass1'])}, maj@{result['samples']} {Estimate(**result['majk'])},"
        f" {result['mean_length']:.0f} {result['length_in']}{cut}"
    )


def figures(before: Mapping[str, Any], after: Mapping[str, Any], settings: Settings) -> str:
    """Before, after and the gain, as a table for the model card."""
    gains = evaluation.gains(before, after)
    rows = [
        f"| {name} | {Estimate(**before[key])} | {Estimate(**after[key])} | {points(Estimate(**gains[key]))} |"
        for key, name in (("pass1", "pass@1"), ("majk", f"maj@{after['samples']}"))
    ]
    return "\n".join(
        [
            f"On {after['n']} problems of `{settings.evaluation}`, graded by math-verify and not by the reward:",
            "",
            "| | before | after | gain |",
            "|---|---|---|---|",
            *rows,
        ]
    )
