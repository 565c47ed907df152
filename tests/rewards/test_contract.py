"""Every public reward keeps the contract, and prefers what it should."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import reasoning_rewards as rr
from reasoning_rewards import (
    Brevity,
    Correctness,
    Format,
    LengthPenalty,
    MultipleChoice,
    Numeric,
    Proximity,
    StepArithmetic,
    Symbolic,
    linear,
)
from reasoning_rewards.rewards.match import compared
from reasoning_rewards.testing import assert_ranks, check_reward
from reasoning_rewards.testing.check import _check_golds, _Example
from tests.core.test_decorator import in_units

SOLVED = Correctness()
TOTAL = (
    (
        SOLVED
        + 0.2 * Format()
        + 0.1 * Brevity(limit=64).only_if(SOLVED)
        + 0.2 * Proximity().anneal(linear(1, 0))
        + 0.1 * StepArithmetic(steps=2)
        + 0.1 * LengthPenalty(max_length=64, soft_cache=16)
    )
    .requires(SOLVED)
    .named("total")
)
OPTIONS = st.one_of(
    st.none(), st.lists(st.sampled_from(["42", "41", "Paris", "1/2"]), min_size=1, max_size=5)
)
REWARDS = [
    Correctness(),
    Correctness(gold_column="solution", layout=rr.THINK_BOXED),
    Numeric(),
    Symbolic(),
    MultipleChoice(),
    MultipleChoice(options_column="options"),
    Format(),
    Format(layout=rr.Layout(think=rr.Tag("think", opened_by="prompt"), answer=rr.Boxed())),
    Proximity(),
    Proximity(curve="log-ratio"),
    Proximity(curve="bands", bands=((0.1, 0.5),)),
    LengthPenalty(max_length=8, soft_cache=4),
    Brevity(limit=8),
    Brevity(limit=8, unit="characters"),
    StepArithmetic(),
    StepArithmetic(steps_column="steps"),
    Correctness().at_least(0.5),
    Correctness() * Format(),
    TOTAL,
]


@pytest.mark.parametrize("reward", REWARDS, ids=lambda reward: reward.__name__)
def test_every_public_reward_keeps_the_contract(reward):
    columns = {"options": OPTIONS} if "options" in reward.columns else {}
    check_reward(reward, **columns)


def test_abstaining_for_want_of_an_answer_is_found_whatever_the_seed():
    class Careless(Numeric):
        """A Numeric that judges the answer before the gold: a word for a gold pays 0 for silence, else None."""

        def _compare(self, answer, gold):
            return compared(answer, gold, self.policy) if answer is None else super()._compare(answer, gold)

    with pytest.raises(AssertionError, match="with the gold 'Paris' whether it abstains depends on"):
        _check_golds(Careless(), {}, _Example([""], [""], [[]], {"answer": [None]}, [[0]]))


@pytest.mark.parametrize("gold", ["Paris", "{1,2}", "yes", "\\infty", "x^2"])
def test_a_gold_that_is_no_number_abstains_for_every_completion(gold):
    completions = ["", "<think>", "#### 42", "\\boxed{(((}", "1 or 2", f"\\boxed{{{gold}}}"]
    for reward in (Numeric(), Proximity()):
        assert reward(completions, answer=[gold] * len(completions)) == [None] * len(completions)


def test_a_reward_of_ones_own_keeps_the_contract():
    check_reward(in_units, unit=st.sampled_from(["cm", "kg", None]))


def test_every_public_reward_is_in_the_list_above():
    public = {
        name
        for name in rr.__all__
        if isinstance(value := getattr(rr, name), type) and issubclass(value, rr.Reward)
    }
    assert public - {"Reward"} == {type(leaf).__name__ for reward in REWARDS for leaf in reward.leaves()}


def test_totals_keep_right_above_wrong():
    assert TOTAL.margin() > 0


@pytest.mark.parametrize(
    ("total", "row", "right", "wrong"),
    [
        (  # the box is wanted, and Proximity pays whatever marks the answer
            Correctness(layout=rr.THINK_BOXED) + 5 * Proximity(),
            {"answer": "42"},
            r"\boxed{42}, or rather: the answer is 7",
            "the answer is 42",
        ),
        (
            Correctness() + 5 * Proximity(gold_column="other"),
            {"answer": "42", "other": "7"},
            "#### 42",
            "#### 7",
        ),
        (Numeric() - 0.5 * Correctness(), {"answer": "Paris"}, "#### Paris", "#### Rome"),
        (
            Correctness()
            + Correctness(gold_column="other")
            - 1.5 * Correctness(gold_column="other").at_least(1.0),
            {"answer": "42", "other": "7"},
            "#### 42",
            "#### 7",
        ),
    ],
)
def test_the_margin_is_a_promise_where_rewards_disagree_on_what_is_right(total, row, right, wrong):
    first, second = (total.explain(text, **row).score for text in (right, wrong))
    assert first - second >= total.margin()


def test_rewards_that_agree_on_what_is_right_keep_their_margin():
    assert (Correctness() + 5 * Proximity()).margin() == 1.0
    assert (Correctness() + Numeric()).margin() == 1.0
    assert (Correctness() + Correctness(gold_column="other")).margin() == 1.0
    assert (Correctness(layout=rr.THINK_BOXED) + 0.25 * Proximity(layout=rr.THINK_BOXED)).margin() == 1.0
    assert (Correctness(layout=rr.THINK_BOXED) + 0.25 * Proximity()).margin() == 0.75


MARBLES = "Tom has 3 marbles, finds 4 and loses 5. How many?"


def test_total_ranks_as_a_teacher_would():
    assert_ranks(
        TOTAL,
        [
            "<think>3 + 4 = 7, 7 - 5 = 2</think><answer>2</answer>",
            "<think>3 + 4 = 7</think><answer>2</answer>",
            "2",
            "<think>3 + 4 = 7, 7 - 5 = 3</think><answer>3</answer>",
            "3",
            "2 or 3, I can't tell",
        ],
        prompt=MARBLES,
        completion_ids=[range(20)] * 6,
        progress=0.5,
        answer="2",
    )


def test_correctness_ranks():
    assert_ranks(Correctness(), ["The answer is 42.", "The answer is 41."], answer="42")
    assert_ranks(Numeric(), ["#### 42", "#### Paris"], answer=42)
    assert_ranks(Symbolic(), ["\\boxed{(x-1)(x+1)}", "\\boxed{x^2+1}"], answer="x^2-1")
    options = ["11 cm", "12 cm"]
    assert_ranks(
        MultipleChoice(options_column="options"), ["#### (b)", "#### (a)"], answer="B", options=options
    )
    assert_ranks(
        MultipleChoice(options_column="options"), ["#### 12 cm", "#### 13 cm"], answer="B", options=options
    )


def test_proximity_ranks_near_above_far_and_right_above_all():
    for curve in ("linear", "exponential", "log-ratio"):
        assert_ranks(Proximity(curve=curve), ["#### 100", "#### 70", "#### 40", "#### sea"], answer=100)


def test_format_ranks():
    assert_ranks(Format(), ["<think>a</think><answer>4</answer>", "<think>a</think><answer>4</answer>" * 2])


def test_lengths_rank_short_above_long():
    ids = [range(4), range(6), range(9)]
    assert_ranks(Brevity(limit=8), ["…"] * 3, completion_ids=ids)
    assert_ranks(LengthPenalty(max_length=8, soft_cache=4), ["…"] * 3, completion_ids=ids)


def test_steps_rank_work_above_farming_above_falsehood():
    steps = StepArithmetic(steps=2)
    done, skipped = "3 + 4 = 7. 7 - 5 = 2.", "3 + 4 = 7."
    assert_ranks(steps, [done, skipped, "1 = 1. " * 100], prompt=MARBLES)
    false = steps.explain("3 + 4 = 8. " * 3, prompt=MARBLES).score
    assert false == steps.explain("1 = 1. " * 100, prompt=MARBLES).score == 0.0
    assert_ranks(steps, [skipped, skipped + " 7 - 5 = 9."], prompt=MARBLES)


def test_a_step_is_one_step_however_it_is_rounded():
    steps, prompt = StepArithmetic(steps=4), "10 cookies for 3 children"
    once = steps.explain("10 / 3 = 3.33", prompt=prompt).score
    assert once == 0.25
    assert (
        steps.explain("10 / 3 = 3.3, 10 / 3 = 3.33, 10 / 3 = 3.333, 10/3 = 10/3", prompt=prompt).score == once
    )
    corrected = steps.explain("10 * 3 = 13. No: 10 * 3 = 30", prompt=prompt)
    assert dict(corrected.facts) == {"true": 1, "false": 1, "idle": 0, "wanted": 4}


@given(st.lists(st.sampled_from(["3 + 4 = 7", "7 - 5 = 2", "3 + 4 = 8", "1 = 1"]), max_size=6), st.data())
def test_repeating_or_splitting_text_never_raises_the_score_of_steps(lines, data):
    steps = StepArithmetic(steps=2)
    once = steps.explain("\n".join(lines), prompt=MARBLES).score
    again = [*lines, *(data.draw(st.lists(st.sampled_from(lines), max_size=4)) if lines else [])]
    assert steps.explain("\n\n".join(again), prompt=MARBLES).score <= once
