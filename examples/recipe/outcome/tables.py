"""The figures of a run as sentences and tables, for every form of the report alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from reasoning_rewards.intervals import Estimate
from reasoning_rewards.rulebook import all_rules
from reasoning_rewards.verdict import sentence
from recipe.outcome.found import Found

FEW = 100  # problems, below which an interval is too wide to say much
MUCH_CUT = 0.1  # share of completions cut off, from which the figures measure the limit
RULES_SHOWN = 16

SECONDARY = (
    ("shows_steps", "completions that show three steps or more", True),
    ("self_corrections", "first answer wrong, last one right", True),
    ("given_up", "first answer right, last one wrong", True),
    ("truncated", "cut off at the limit", True),
    ("turns", 'times it turns round ("wait", "let me check")', False),
    ("approaches", "different ways to the right answer, per solved problem", False),
)

GRADED = {
    "same": "right",
    "differs": "another answer",
    "unanswered": "no answer",
    "unfinished": "thinking that never ends",
    "timed out": "not graded in time",
    "failed": "grader failed",
}
"""What `recipe.grading` says of an answer, in words, in the report's order."""


class Table(NamedTuple):
    """A title, a header, rows of text, and a note below."""

    title: str
    header: tuple[str, ...]
    rows: list[tuple[str, ...]]
    note: str = ""


def points(estimate: Estimate) -> str:
    """A difference of shares: ``+12.4 points [8.1, 16.7]``."""
    return f"{100 * estimate.value:+.1f} points [{100 * estimate.low:+.1f}, {100 * estimate.high:+.1f}]"


def gain_of(found: Found, key: str) -> Estimate:
    return Estimate(**found.gains[key])


def headline(found: Found) -> str:
    """One sentence: from what, to what, and by how much."""
    return (
        f"pass@1 went from {found.estimate('before', 'pass1')} to {found.estimate('after', 'pass1')}: "
        f"{points(gain_of(found, 'pass1'))}, on the same {found.after['n']} problems, "
        f"{found.after['samples']} sample{'s' if found.after['samples'] > 1 else ''} each."
    )


def verdict(found: Found) -> str:
    """What the interval allows to say, and no more."""
    gain = gain_of(found, "pass1")
    if gain.low > 0:
        return "It got better: the whole interval is above zero."
    if gain.high < 0:
        return "It got worse: the whole interval is below zero."
    return "No difference that these problems can show: the interval holds zero."


def warnings(found: Found) -> Iterator[str]:
    """What a reader must know before believing a figure."""
    about, after = found.about, found.after
    if control := about.get("control") or found.options.get("control"):
        yield f"This is a control run (`{control}`): its reward says nothing of right and wrong, so a gain here is no gain in reasoning."
    if stopped := about.get("stopped"):
        yield f"The run was stopped in {stopped}; the figures are of what was learnt so far."
    if found.options.get("smoke"):
        yield "This was a smoke run with a tiny model: it shows that every part works, and its figures mean nothing."
    elif after["n"] < FEW:
        yield f"Only {after['n']} problems were measured; take {FEW} or more before you believe a difference."
    cut = [found.before.get("truncated"), after.get("truncated")]
    if any(share is not None and share > MUCH_CUT for share in cut):
        shares = " and ".join(f"{100 * share:.0f} %" for share in cut if share is not None)
        yield f"{shares} of the completions before and after were cut off: part of a gain may be learning to be short."
    for moment in ("before", "after"):
        graded = getattr(found, moment).get("graded", {})
        lost = graded.get("timed out", 0) + graded.get("failed", 0)
        if lost:
            yield f"{lost} completions {moment} training could not be graded in time and count as wrong."


def accuracy_table(found: Found) -> Table:
    rows = [
        (
            name,
            str(found.estimate("before", key)),
            str(found.estimate("after", key)),
            points(gain_of(found, key)),
        )
        for key, name in (("pass1", "pass@1"), ("majk", f"maj@{found.after['samples']}"))
        if key == "pass1" or found.after["samples"] > 1
    ]
    gains = found.gains
    same = found.after["n"] - gains["better"] - gains["worse"]
    note = (
        f"{gains['better']} problems were solved more often than before, {gains['worse']} less often, {same} as often. "
        "95 % intervals by bootstrap over problems, the gain paired problem by problem: they speak of these "
        "problems, not of other seeds."
    )
    return Table("Right answers", ("", "before", "after", "gain"), rows, note)


def reasoning_table(found: Found) -> Table:
    before, after = found.before, found.after
    unit = after.get("length_in", "tokens")
    rows = [change(f"length, in {unit}", before["mean_length"], after["mean_length"], ".0f")]
    for key, name, is_share in SECONDARY:
        if before.get(key) is not None and after.get(key) is not None:
            rows.append(change(name, before[key], after[key], ".1%" if is_share else ".2f"))
    return Table("How it reasons", ("", "before", "after", "change"), rows)


def reward_table(found: Found) -> Table:
    was, now = found.before.get("rewards", {}), found.after.get("rewards", {})
    rows = [change(name.replace("_", " "), was[name], now[name], ".3f") for name in now if name in was]
    note = "The mean score of each reward and, after a stroke, of its parts, on the evaluation's completions."
    return Table("What completions would earn", ("", "before", "after", "change"), rows, note if rows else "")


def rules_table(found: Found) -> Table:
    was, now = found.before.get("rules", {}), found.after.get("rules", {})
    names = sorted({*was, *now}, key=lambda name: -max(was.get(name, 0.0), now.get(name, 0.0)))
    rows = [
        (f"`{name}`", said(name), *change("", was.get(name, 0.0), now.get(name, 0.0), ".0%")[1:3])
        for name in names[:RULES_SHOWN]
    ]
    return Table("Why they earned it", ("rule", "it says", "before", "after"), rows)


def said(rule: str) -> str:
    """The rule's sentence without the facts of any one completion."""
    known = all_rules().get(rule)
    return "" if known is None else sentence(known) or re.sub(r"\{[^}]*\}", "…", known.sentence)


def graded_table(found: Found) -> Table:
    was, now = found.before.get("graded", {}), found.after.get("graded", {})
    totals = [max(1, sum(side.values())) for side in (was, now)]
    rows = [
        change(GRADED.get(name, name), was.get(name, 0) / totals[0], now.get(name, 0) / totals[1], ".1%")
        for name in sorted({*now, *was}, key=[*GRADED, *now, *was].index)
    ]
    note = (
        "Whoever trains on a reader should not be graded by it: answers are read by math-verify here, and by "
        "patterns of their own for letters and Yes or No; not by the rewards."
    )
    return Table("What became of the answers", ("", "before", "after", "change"), rows, note)


def change(name: str, was: float, now: float, form: str) -> tuple[str, str, str, str]:
    if form.endswith("%"):
        shown = [f"{100 * share:{form[:-1]}f} %" for share in (was, now)]
        return name, *shown, f"{100 * (now - was):+.1f} points"
    return name, f"{was + 0.0:{form}}", f"{now + 0.0:{form}}", f"{now - was:+{form}}"


def about_table(found: Found) -> Table:
    """What the run was: the script's own words, its options, its times."""
    rows = [(name.replace("_", " "), plain(value)) for name, value in found.about.items() if is_plain(value)]
    said = {name for name, _ in rows}
    rows += [
        (name.replace("_", " "), plain(value))
        for name, value in found.options.items()
        if is_plain(value) and value not in (None, False) and name.replace("_", " ") not in said
    ]
    if found.times:
        rows.append(("times", ", ".join(f"{stage} {duration(took)}" for stage, took in found.times.items())))
    return Table("The run", ("", ""), rows)


def is_plain(value: object) -> bool:
    short = (str, int, float, bool)
    return (isinstance(value, short) and "\n" not in str(value)) or (
        isinstance(value, list) and bool(value) and all(isinstance(each, short) for each in value)
    )


def plain(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def duration(seconds: float) -> str:
    """Such as ``48 s``, ``12 min`` or ``3.5 h``."""
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


def tables(found: Found) -> list[Table]:
    """In the order of the report; those without rows are left out."""
    made = [reasoning_table, reward_table, rules_table, graded_table, about_table]
    return [table for make in made if (table := make(found)).rows]
