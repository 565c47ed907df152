"""The rewards that go through every trainer, and one written by a user."""

from __future__ import annotations

from reasoning_rewards import (
    AlpLength,
    AroraLength,
    Brevity,
    Checkpoints,
    Completion,
    Correctness,
    CosineScaled,
    Diversity,
    Format,
    KimiLength,
    LaserLength,
    LeadLength,
    LengthPenalty,
    LengthTarget,
    MultipleChoice,
    Numeric,
    Pattern,
    Proximity,
    RepetitionPenalty,
    SelfCorrection,
    StepArithmetic,
    StepCount,
    StepRewards,
    Symbolic,
    TagCount,
    TextOverlap,
    Truncation,
    linear,
    reward,
)
from reasoning_rewards.rewards.process import brevities


@reward(bounds=(0.0, 1.0))
def in_units(completion: Completion, unit: str | None) -> float | None:
    return None if unit is None else float(unit in completion.text)


SOLVED = Correctness()
TOTAL = (
    (
        SOLVED
        + 0.2 * Format()
        + 0.1 * Brevity(limit=16).only_if(SOLVED)
        + 0.1 * StepArithmetic(steps=2)
        + 0.2 * Proximity().anneal(linear(1, 0), without_clock=0.5)
    )
    .requires(SOLVED)
    .named("total")
)
COMPONENTS = [
    SOLVED,
    Numeric(),
    Symbolic(),
    MultipleChoice(gold_column="choice", options_column="options"),
    Format(),
    Proximity(),
    LengthPenalty(max_length=8, soft_cache=4),
    Brevity(limit=16),
    StepArithmetic(steps_column="steps"),
    in_units,
    TagCount(),
    Pattern(regex="<answer>.*</answer>"),
    TextOverlap(),
    CosineScaled(by=SOLVED, max_length=16),
    LengthTarget(target=8),
    Truncation(mode="soft", end_ids=(0, 1, 2)),
    RepetitionPenalty(ngram=1),
    KimiLength(by=SOLVED),
    AroraLength(by=SOLVED),
    LeadLength(by=SOLVED),
    AlpLength(by=SOLVED, max_length=16),
    LaserLength(by=SOLVED, target=(4, 8, 12)),
    Diversity(by=SOLVED),
    StepCount(),
    StepRewards(function=brevities),
    SelfCorrection(),
    Checkpoints(),
]
