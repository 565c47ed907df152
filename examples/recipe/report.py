"""What a run found: the lines printed at its end, report.md, and the picture beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from recipe.pictures import draw_curves
from recipe.statistics import Estimate, mean_of_shares, share

Results = Mapping[str, Any]

STAGES = ("pretraining", "warm-up", "GRPO")

FORCED_NOTE = (
    "*Thinking started* is the model before GRPO with `<think>` and the first word of a solution put "
    "into its mouth. Where that is already high, the greedy gain is the model learning to *choose* to "
    "think instead of guessing: GRPO did not teach it the arithmetic. What sampling gains beyond that "
    "column is the working itself getting surer."
)


def accuracy(measured: Results) -> Estimate:
    """The headline: the unweighted mean of the families' shares of right answers."""
    return mean_of_shares(measured["right"])


def points(before: float, after: float) -> str:
    return f"{100 * (after - before):+.0f}"


def headline(results: Results) -> str:
    """The lines to print when a run is over."""
    lines = [""]
    for way in ("greedy", "sampled"):
        before, forced, after = (results[when][way] for when in ("before", "forced", "after"))
        lines.append(
            f"{way:8} accuracy {accuracy(before)}  ->  {accuracy(after)}"
            f"   (thinking started for it, before: {accuracy(forced)})"
        )
        families = (f"{family} {percent(share(flags).value)}" for family, flags in before["right"].items())
        afters = [percent(share(flags).value) for flags in after["right"].values()]
        lines.append(
            " " * 9 + ", ".join(f"{name} -> {now}" for name, now in zip(families, afters, strict=True))
        )
    before, after = results["before"]["sampled"], results["after"]["sampled"]
    for name, value in before["rewards"].items():
        lines.append(f"{name:16} {value:6.2f}  ->  {after['rewards'][name]:5.2f}   mean reward when sampled")
    lines.append(f"{'tokens':16} {before['mean_length']:6.1f}  ->  {after['mean_length']:5.1f}")
    lines.append(
        f"{'shows its steps':16} {percent(before['shows_steps']):>6}  ->  {percent(after['shows_steps']):>5}"
    )
    lines.append(times_line(results["times"]))
    if results["stopped"]:
        lines.append(f"This run was stopped in {results['stopped']}.")
    return "\n".join(lines)


def percent(value: float) -> str:
    return f"{100 * value:.0f}%"


def training_time(times: Mapping[str, float]) -> float:
    """Seconds in the training stages, their data's preparation among them."""
    return sum(times.get(stage, 0.0) for stage in STAGES)


def times_line(times: Mapping[str, float]) -> str:
    each = ", ".join(f"{stage} {times[stage]:.0f} s" for stage in STAGES if stage in times)
    return (
        f"training {training_time(times):.0f} s ({each}); with imports and evaluations {times['all']:.0f} s"
    )


def write_report(folder: Path, results: Results, described: str) -> None:
    """Write report.md and curves.png into the run's folder."""
    draw_curves(folder / "curves.png", results)
    (folder / "report.md").write_text("\n".join(sections(results, described)) + "\n")


def sections(results: Results, described: str) -> Iterator[str]:
    problems = sum(len(flags) for flags in results["after"]["greedy"]["right"].values())
    yield f"# Tiny CPU GRPO: {results['name']}\n"
    if results["stopped"]:
        yield f"**This run was stopped in {results['stopped']}; the figures are of what was learnt so far.**\n"
    yield f"Trained on: {', '.join(f'`{name}`' for name in results['trained_on'])}. {times_line(results['times'])}.\n"
    yield "![what was earned while training, and the accuracy before and after](curves.png)\n"
    yield f"## Accuracy on {problems} held-out problems (split `{results['split']}`)\n"
    yield from accuracy_table(results)
    yield f"\n{FORCED_NOTE}\n"
    yield "The answers are read by `recipe/samples.py`, not by the rewards. Intervals are 95 %: Wilson's for a"
    yield "family, and these combined for the mean, in which every family counts the same.\n"
    yield "## What sampled completions earn\n"
    yield from reward_table(results)
    yield "\n## The reward\n"
    yield f"```\n{described}\n```\n"
    yield "## The same problems before and after, sampled\n"
    yield from transcripts(
        results["before"]["sampled"]["transcripts"], results["after"]["sampled"]["transcripts"]
    )


def accuracy_table(results: Results) -> Iterator[str]:
    for way in ("greedy", "sampled"):
        before, forced, after = (results[when][way] for when in ("before", "forced", "after"))
        yield f"| {way} | before | before, thinking started | after | gain |"
        yield "|---|---|---|---|---|"
        for family in before["right"]:
            one, two, three = (share(measured["right"][family]) for measured in (before, forced, after))
            yield f"| {family} | {one} | {two} | {three} | {points(one.value, three.value)} |"
        one, two, three = accuracy(before), accuracy(forced), accuracy(after)
        yield f"| **mean** | **{one}** | **{two}** | **{three}** | **{points(one.value, three.value)}** |"
        yield ""


def reward_table(results: Results) -> Iterator[str]:
    before, after = results["before"]["sampled"], results["after"]["sampled"]
    yield "| | before | after | change |"
    yield "|---|---|---|---|"
    for name, was in before["rewards"].items():
        now = after["rewards"][name]
        yield f"| {name} | {was:.3f} | {now:.3f} | {now - was:+.3f} |"
    yield f"| shows its steps | {before['shows_steps']:.3f} | {after['shows_steps']:.3f} | {after['shows_steps'] - before['shows_steps']:+.3f} |"
    yield f"| tokens | {before['mean_length']:.1f} | {after['mean_length']:.1f} | {after['mean_length'] - before['mean_length']:+.1f} |"


def transcripts(before: Sequence[Results], after: Sequence[Results]) -> Iterator[str]:
    for old, new in zip(before, after, strict=True):
        yield f"**{old['family']}**: {old['question']}\n"
        for when, one in (("before", old), ("after", new)):
            yield f"{when}, {'right' if one['right'] else 'wrong'}:\n"
            yield f"```\n{one['text']}\n```\n"
