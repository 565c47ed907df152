"""Every public reward, once for all tests and benchmarks: a new one is written here and nowhere else."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import reasoning_rewards as rr
from reasoning_rewards.rewards.process import brevities

__all__ = ["MORE", "SOLVED", "needed", "one_of_each", "public_rewards", "without_engine"]

SOLVED = rr.Correctness()


def one_of_each(
    *, length: int = 8, by: rr.Reward = SOLVED, layout: rr.Layout = rr.THINK_ANSWER
) -> tuple[rr.Reward, ...]:
    """One of each public reward, for completions of about ``length`` tokens.

    They read the columns answer, choice, options, steps, checkpoints, nums, target, puzzle and tests, and ``by`` says what
    is right.
    """
    half, quarter = length // 2, length // 4
    return (
        rr.Correctness(),
        rr.Numeric(),
        rr.Symbolic(),
        rr.MultipleChoice(gold_column="choice", options_column="options"),
        rr.Proximity(),
        rr.TextOverlap(),
        rr.SelfCorrection(),
        rr.Format(layout=layout),
        rr.TagCount(layout=layout),
        rr.Pattern(regex=r"(?s)<answer>.+</answer>|boxed"),
        rr.StepArithmetic(steps_column="steps"),
        rr.Checkpoints(),
        rr.CodeTests(),
        rr.StepCount(),
        rr.StepRewards(function=brevities),
        rr.LengthPenalty(max_length=half, soft_cache=quarter),
        rr.Brevity(limit=length),
        rr.LengthTarget(target=half),
        rr.Truncation(mode="soft", end_ids=(0, 1, 2)),
        rr.RepetitionPenalty(ngram=1 if length < 64 else 3),
        rr.CosineScaled(by=by, max_length=length),
        rr.KimiLength(by=by),
        rr.AroraLength(by=by),
        rr.LeadLength(by=by),
        rr.AlpLength(by=by, max_length=length),
        rr.LaserLength(by=by, target=(quarter, half, half + quarter)),
        rr.Diversity(by=by),
        rr.LanguageShare(),
        rr.Abstention(by=by),
        rr.Countdown(),
        rr.Assignment(),
        rr.Grid(),
    )


# More of them, with settings that lead elsewhere.
MORE = (
    rr.Correctness(gold_column="solution", layout=rr.THINK_BOXED),
    rr.MultipleChoice(),
    rr.MultipleChoice(options_column="options"),
    rr.Format(layout=rr.Layout(think=rr.Tag("think", opened_by="prompt"), answer=rr.Boxed())),
    rr.TagCount(layout=rr.ANY),
    rr.Pattern(regex=r"(?s)^<think>.*</think>\s*\S"),
    rr.Pattern(regex=r"(\w+) \1", engine="regex"),
    rr.Proximity(curve="log-ratio"),
    rr.Proximity(curve="bands", bands=((0.1, 0.5),)),
    rr.Brevity(limit=8, unit="characters"),
    rr.StepArithmetic(),
    rr.Checkpoints(checkpoints_column="key_results", claims=1, engine=None),
    rr.StepRewards(function=brevities, how="soft-min"),
    rr.CodeTests(partial=0.5, compare="lines", tolerance=0),
    rr.TextOverlap(metric="em", cap=0.5),
    rr.TextOverlap(metric="f1", gold_column="solution"),
    rr.CosineScaled(by=SOLVED, max_length=8, unit="words", right=(0.1, 0.7)),
    rr.LengthTarget(target_column="target", mode="max"),
    rr.Truncation(end_ids=(0, 1, 2)),
    rr.Truncation(mode="soft", flag_column="is_truncated"),
    rr.RepetitionPenalty(ngram=2),
    rr.RepetitionPenalty(ngram=2, unit="words"),
    rr.KimiLength(by=SOLVED, unit="words", group_column="id"),
    rr.LaserLength(by=SOLVED, target=4),
    rr.LaserLength(by=SOLVED, target=(2, 4, 6), mode="hybrid"),
    rr.Grid(kind="latin"),
    rr.Grid(kind="queens", layout=rr.THINK_BOXED),
    rr.Assignment(gold_column="table", partial=0.3),
    rr.LanguageShare(language="zh"),
    rr.Countdown(near=0.25, use_all=True),
    rr.Countdown(target=24, layout=rr.THINK_ANSWER),
)


def public_rewards() -> list[type[rr.Reward]]:
    """The classes that the package offers."""
    offered = [getattr(rr, name) for name in rr.__all__]
    return [
        each
        for each in offered
        if isinstance(each, type) and issubclass(each, rr.Reward) and each is not rr.Reward
    ]


def needed(kind: type[rr.Reward]) -> dict[str, Any]:
    """Settings with which a class can be built: those of the one above that are not its defaults."""
    [reward] = [each for each in one_of_each() if type(each) is kind]
    given = {item.name: getattr(reward, item.name) for item in fields(kind)}
    return {item.name: given[item.name] for item in fields(kind) if given[item.name] != item.default}


def without_engine(reward: rr.Reward) -> rr.Reward:
    """The same reward, asking no worker."""
    return replace(reward, engine=None) if getattr(reward, "engine", None) == "sympy" else reward
