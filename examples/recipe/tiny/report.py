"""What a run found: the lines printed at its end, report.md, and the picture beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from reasoning_rewards.intervals import Estimate, mean_of_shares, share
from recipe.tiny.pictures import draw_curves

Results = Mapping[str, Any]

STAGES = ("pretraining", "warm-up", "GRPO")

READING_NOTE = (
    "Whoever trains on a reader should not be graded by it: the answers here are read by "
    "`recipe/tiny/samples.py`, not by the rewards. No held-out problem has the numbers of one that was trained "
    "on; single sums such as `45 + 1` do come in both, since the pretraining drills whole tables of them. "
    "Intervals are 95 %: Wilson's for a family, and these combined for the mean, in which every family "
    "counts the same. They are about these problems and this seed, not about other seeds."
)

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
    return "\n".join(["", *accuracy_lines(results), "", *reward_lines(results), "", *closing_lines(results)])


def accuracy_lines(results: Results) -> Iterator[str]:
    moments = [results[moment] for moment in ("before", "forced", "after")]
    for way in ("greedy", "sampled"):
        yield f"{f'accuracy, {way}':22}{'before':22}{'thinking started*':22}{'after GRPO':22}"
        rows = [[share(moment[way]["right"][family]) for moment in moments] for family in families(results)]
        means = [accuracy(moment[way]) for moment in moments]
        for name, estimates in zip(["mean of families", *families(results)], [means, *rows], strict=True):
            yield f"  {name:20}{estimates[0]!s:22}{estimates[1]!s:22}{estimates[2]!s}"
        yield ""
    yield "* before GRPO, with the first words of a solution put into the model's mouth"


def reward_lines(results: Results) -> Iterator[str]:
    before, after = results["before"]["sampled"], results["after"]["sampled"]
    yield f"{'when sampled':22}{'before':>8}{'after':>8}"
    for name, value in before["rewards"].items():
        yield f"  {name:20}{value + 0.0:8.2f}{after['rewards'][name] + 0.0:8.2f}"
    yield f"  {'shows its steps':20}{before['shows_steps']:8.2f}{after['shows_steps']:8.2f}"
    yield f"  {'tokens':20}{before['mean_length']:8.1f}{after['mean_length']:8.1f}"


def closing_lines(results: Results) -> Iterator[str]:
    yield times_line(results["times"])
    if results["stopped"]:
        yield f"This run was stopped in {results['stopped']}."


def families(results: Results) -> list[str]:
    return list(results["after"]["greedy"]["right"])


def percent(value: float) -> str:
    return f"{100 * value:.0f}%"


def training_time(times: Mapping[str, float]) -> float:
    """Seconds in the training stages, their data's preparation among them."""
    return sum(times.get(stage, 0.0) for stage in STAGES)


def times_line(times: Mapping[str, float]) -> str:
    each = ", ".join(f"{stage} {times[stage]:.0f} s" for stage in STAGES if stage in times)
    return (
        f"training {training_time(times):.0f} s ({each}); with imports and evaluations "
        f"{times['all']:.0f} s, {times['processor']:.0f} s of processor time"
    )


def write_report(folder: Path, results: Results, described: str) -> None:
    """Write report.md and curves.png into the run's folder."""
    draw_curves(folder / "curves.png", results)
    (folder / "report.md").write_text("\n".join(sections(results, described)) + "\n", "utf-8")


def sections(results: Results, described: str) -> Iterator[str]:
    problems = sum(len(flags) for flags in results["after"]["greedy"]["right"].values())
    yield f"# Tiny CPU GRPO: {results['name']}\n"
    if results["stopped"]:
        yield f"**This run was stopped in {results['stopped']}; the figures are of what was learnt so far.**\n"
    trained_on = ", ".join(f"`{name}`" for name in results["trained_on"])
    yield f"GRPO was given: {trained_on}. Times: {times_line(results['times'])}.\n"
    yield "![what was earned while training, and the accuracy before and after](curves.png)\n"
    yield f"## Accuracy on {problems} held-out problems (split `{results['split']}`)\n"
    yield from accuracy_table(results)
    yield f"\n{FORCED_NOTE}\n"
    yield f"{READING_NOTE}\n"
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
        for family in families(results):
            one, two, three = (share(measured["right"][family]) for measured in (before, forced, after))
            yield f"| {family} | {one} | {two} | {three} | {points(one.value, three.value)} |"
        one, two, three = accuracy(before), accuracy(forced), accuracy(after)
        yield f"| **mean** | **{one}** | **{two}** | **{three}** | **{points(one.value, three.value)}** |"
        yield ""


def reward_table(results: Results) -> Iterator[str]:
    before, after = results["before"]["sampled"], results["after"]["sampled"]
    rows = [(name, was, after["rewards"][name], 3) for name, was in before["rewards"].items()]
    rows.append(("shows its steps", before["shows_steps"], after["shows_steps"], 3))
    rows.append(("tokens", before["mean_length"], after["mean_length"], 1))
    yield "| | before | after | change |"
    yield "|---|---|---|---|"
    for name, was, now, digits in rows:
        yield f"| {name} | {was:.{digits}f} | {now:.{digits}f} | {now - was:+.{digits}f} |"


def transcripts(before: Sequence[Results], after: Sequence[Results]) -> Iterator[str]:
    for old, new in zip(before, after, strict=True):
        yield f"**{old['family']}**: {old['question']}\n"
        for when, one in (("before", old), ("after", new)):
            yield f"{when}, {'right' if one['right'] else 'wrong'}:\n"
            yield f"```\n{one['text']}\n```\n"
