"""What a row that abstains earns, where a trainer wants a number for every row."""

from __future__ import annotations

import math

import pytest
from hypothesis import strategies as st

from reasoning_rewards import CompositionError, Correctness, Format, SettingError, presets
from reasoning_rewards.testing import check_reward
from tests.core.algebra.leaves import Given, Right

SOLVED = Correctness()
TOTAL = (SOLVED + 0.2 * Format()).requires(SOLVED).named("total")
GOOD = "<think>6·7</think><answer>42</answer>"


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, True, "0", None])
def test_what_is_no_finite_number_is_refused(bad):
    with pytest.raises(SettingError, match="score="):
        SOLVED.if_abstains(bad)


def test_the_rows_that_are_ranked_keep_their_margin():
    for total in (TOTAL, presets.math(), SOLVED.when(task="math"), SOLVED):
        assert total.if_abstains(0.0).margin() == total.margin()
        assert total.if_abstains(-3.0).margin() == total.margin()


def test_a_row_that_somebody_can_judge_and_all_earn_the_same_on_has_no_margin():
    """Silent because another reward is: right and wrong earn the same there, and margin says so."""
    assert Right().requires(Given(score_column="a")).if_abstains(0.5).margin() == 0.0


def test_explain_says_why_such_a_row_earns_it():
    said = str(SOLVED.if_abstains(0.25).explain("#### 4", answer="?"))
    assert said == (
        "correctness  0.25  abstains.scored  nothing to judge (gold.missing), so what was set for such rows; gold '?'"
    )
    lines = str(TOTAL.if_abstains(0.0).explain(GOOD, answer=None)).splitlines()
    assert lines[0].split()[:3] == ["total", "0", "abstains.scored"]
    assert lines[1].split()[:4] == ["├─", "correctness", "–", "gold.missing"]
    assert "abstains" not in str(TOTAL.if_abstains(0.0).explain(GOOD, answer="42"))


def test_it_keeps_the_promises_of_a_reward_and_its_code_builds_it():
    check_reward(SOLVED.if_abstains(0.5), answer=st.sampled_from(["42", None, "7"]))
    assert repr(TOTAL.if_abstains(0.0)).endswith(".named('total').if_abstains(0.0)")
    assert repr((SOLVED + Format()).if_abstains(0)) == "(Correctness() + Format()).if_abstains(0.0)"


def test_it_composes():
    rows = {"answer": ["42", None]}
    assert (SOLVED.if_abstains(0.5) + 0.5 * Format())([GOOD, GOOD], **rows) == [1.5, 1.0]
    assert (2 * SOLVED.if_abstains(0.5))([GOOD, GOOD], **rows) == [2.0, 1.0]
    assert (SOLVED.if_abstains(0.5) * Format())([GOOD, GOOD], **rows) == [1.0, 0.5]
    assert Format().requires(SOLVED).if_abstains(-1.0)([GOOD, GOOD], **rows) == [1.0, -1.0]
    assert Format().only_if(SOLVED.if_abstains(1.0))([GOOD, GOOD], **rows) == [1.0, 1.0]


def test_a_total_is_split_where_zero_stands_for_silence_and_nowhere_else():
    parts, weights = TOTAL.if_abstains(0.0).split()
    assert weights == [1.0, 0.2]
    assert [part([GOOD, GOOD], answer=["42", None]) for part in parts] == [[1.0, 0.0], [1.0, 0.0]]
    with pytest.raises(CompositionError, match="not a weighted sum"):
        TOTAL.if_abstains(-1.0).split()


def test_rows_that_all_earn_the_same_do_not_train_on_style():
    assert TOTAL.if_abstains(0.0).describe().unguarded == ()
    about = (SOLVED.if_abstains(0.0) + 0.2 * Format()).describe()
    assert about.unguarded == ("format",)
    assert about.guard == SOLVED
