"""The strategies say what they make: well laid out, right, wrong."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reasoning_rewards import ANY, THINK_ANSWER, THINK_BOXED, Correctness, Format, KimiLength, layouts
from reasoning_rewards.testing import strategies

LAYOUTS = [THINK_ANSWER, THINK_BOXED, ANY, layouts.QWEN3_5, layouts.GSM8K, layouts.UNSLOTH_QWEN3]
VALUES = st.one_of(st.integers(-10_000, 10_000), st.fractions(-50, 50, max_denominator=40)).filter(bool)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.slug)
@given(data=st.data(), gold=VALUES)
def test_what_is_laid_out_is_and_equivalent_answers_are_right_and_perturbed_ones_wrong(layout, data, gold):
    right = data.draw(strategies.laid_out(layout, strategies.equivalent(gold)))
    wrong = data.draw(strategies.laid_out(layout, strategies.perturbed(gold)))
    solved = Correctness(layout=layout)
    assert solved.explain(right, answer=str(Fraction(gold))).score == 1.0
    assert solved.explain(wrong, answer=str(Fraction(gold))).score == 0.0
    if layout is not ANY:
        assert Format(layout=layout)([right, wrong]) == [1.0, 1.0]


@given(strategies.groups(THINK_BOXED, 42, size=5))
def test_groups_know_who_is_right(group):
    texts, right = group
    solved = Correctness()
    assert solved(texts, answer=["42"] * 5) == [float(each) for each in right]
    kimi = KimiLength(by=solved, unit="characters")
    scores = kimi(texts, prompts=["?"] * 5, answer=["42"] * 5)
    assert all(score <= 0.0 for score, is_right in zip(scores, right, strict=True) if not is_right)
