"""Composition: what it means, what is refused, and what the refusal says."""

from __future__ import annotations

import pytest

from reasoning_rewards import (
    Brevity,
    ClockError,
    CompositionError,
    Correctness,
    Format,
    LengthPenalty,
    Proximity,
    Reward,
    SettingError,
    linear,
)
from tests.core.algebra.leaves import Given, Right, score

A, B = Given(score_column="a", low=0.0), Given(score_column="b", low=0.0)


def test_sums_flatten_and_factors_multiply_out():
    assert len(((A + B) + Right()).parts) == 3
    assert 0.5 * (0.5 * A) == 0.25 * A
    assert repr(A + 0.5 * (A + B)) == f"{A!r} + 0.5 * ({A!r} + {B!r})"


def test_a_gate_runs_its_part_only_where_it_is_open():
    seen = []

    class Spy(Reward):
        bounds = (0.0, 1.0)

        def evaluate(self, batch):
            seen.extend(completion.text for completion in batch.completions)
            return [1.0] * len(batch)

    gated = Spy().only_if(Right())
    assert gated(["yes", "no", "no gold"], right=[1.0, 0.0, None]) == [1.0, 0.0, None]
    assert seen == ["yes"]


def test_a_gate_masks_a_part_that_may_abstain_so_that_abstaining_stays_the_rows():
    gated = A.only_if(Right())
    assert score(gated, a=[0.5, None, None], right=[1.0, 1.0, 0.0]) == [0.5, None, None]


def test_a_gate_scores_otherwise_where_it_is_closed():
    assert score(A.only_if(B, at_least=0.5, otherwise=0.25), a=[1.0, 1.0], b=[0.5, 0.25]) == [1.0, 0.25]


def test_requires_silences_rows_without_a_gold():
    total = (Correctness() + 0.2 * Format()).requires(Correctness())
    well_formed = "<think>a</think><answer>42</answer>"
    assert total([well_formed] * 2, answer=["42", None]) == [1.2, None]


def test_a_schedule_follows_the_trainers_clock():
    state = type("State", (), {"global_step": 25, "max_steps": 100})()
    annealed = A.anneal(linear(1, 0))
    assert annealed([""], a=[1.0], trainer_state=state) == [0.75]
    assert score(annealed, a=[1.0], progress=0.5) == [0.5]
    assert annealed.verdicts([""], a=[1.0], progress=7.0).scores == [0.0]


def clock(step, steps):
    """What a trainer passes as its state, as far as a schedule looks at it."""
    return type("State", (), {"global_step": step, "max_steps": steps})()


def test_a_trainer_that_has_not_begun_is_at_the_start():
    """``evaluate()`` before ``train()``: both counts are 0 then."""
    for around in (A.anneal(linear(1, 0)), A.anneal(linear(1, 0), without_clock=0.25)):
        assert around([""], a=[1.0], trainer_state=clock(0, 0)) == [1.0]
    assert A.anneal(linear(0.25, 1))([""], a=[1.0], trainer_state=clock(0, 0)) == [0.25]
    assert A.anneal(linear(1, 0))([""], a=[1.0], trainer_state=clock(0, 8)) == [1.0]
    assert A.anneal(linear(1, 0))([""], a=[1.0], trainer_state=clock(8, 8)) == [0.0]


@pytest.mark.parametrize(
    "state", [None, object(), clock(3, -1), clock(3, 0), clock(0, -1), clock(0, None), clock(None, 0)]
)
def test_a_schedule_without_a_clock_says_what_to_write(state):
    with pytest.raises(ClockError) as caught:
        A.anneal(linear(1, 0))([""], a=[1.0], trainer_state=state)
    for said in (
        "pass progress=",
        "a trainer_state with a global_step and a max_steps above 0",
        "without_clock=",
    ):
        assert said in str(caught.value)
    assert A.anneal(linear(1, 0), without_clock=0.5)([""], a=[1.0], trainer_state=state) == [0.5]


def test_one_reward_under_two_roots_is_judged_once():
    calls = []

    class Counted(Reward):
        bounds = (0.0, 1.0)

        def evaluate(self, batch):
            calls.append(len(batch))
            return [1.0] * len(batch)

    (Counted() + 0.5 * Counted().clip(0, 0.5) + Brevity(limit=9, unit="words").only_if(Counted()))(["a", "b"])
    assert calls == [2]


@pytest.mark.parametrize(
    ("compose", "says"),
    [
        (lambda: A + 1.0, "a constant can't be added"),
        (lambda: 1.0 - A, "a constant can't be added"),
        (
            lambda: Given(score_column="a") * Given(score_column="b"),
            "two penalties would multiply into a bonus",
        ),
        (lambda: A.at_least(1.5), "would never be reached"),
        (lambda: A.at_least(0.0), "would always be reached"),
        (lambda: A.only_if(0.5 * B), "the gate would never open"),
        (lambda: A.named("x") + B.named("x"), "two different rewards are called 'x'"),
        (lambda: Correctness(gold_column="a").named("c") + Correctness(gold_column="b").named("c"), "'c'"),
        (lambda: (A + B).clip(0, 1).split(), "not a weighted sum"),
    ],
)
def test_what_has_no_meaning_is_refused_with_the_reason(compose, says):
    with pytest.raises(CompositionError, match=says):
        compose()


@pytest.mark.parametrize(
    ("build", "says"),
    [
        (lambda: Brevity(limit=0), "limit=0: expected a whole number of at least 1"),
        (lambda: Brevity(limit=True), "limit=True"),
        (
            lambda: LengthPenalty(max_length=10, soft_cache=11),
            "soft_cache=11: expected at most max_length=10",
        ),
        (
            lambda: LengthPenalty(max_length=10, soft_cache=1, unit="bytes"),
            "unit='bytes': expected one of 'tokens'",
        ),
        (lambda: Proximity(cap=1.0), "cap=1.0"),
        (lambda: Proximity(curve="cubic"), "curve='cubic': expected one of"),
        (lambda: Proximity(curve="log-ratio", reach=1), "reach=1: expected a finite number above 1"),
        (lambda: Proximity(bands=((0.1, 0.5),)), "bands where curve='bands'"),
        (lambda: Proximity(curve="bands", bands=((0.2, 0.5), (0.1, 0.6))), "distances that ascend"),
        (
            lambda: Proximity(curve="bands", bands=((0.1, 0.5), (0.2, 0.8))),
            "scores that fall as distances rise",
        ),
        (lambda: Correctness(gold_column=""), "gold_column=''"),
        (lambda: A.named("two words"), "name='two words'"),
        (lambda: A.clip(1, 0), "expected low below high"),
        (lambda: float("nan") * A, "factor=nan"),
        (lambda: A.anneal(0.5), "schedule=0.5: expected a schedule"),
        (lambda: linear(float("inf"), 0), "start=inf"),
    ],
)
def test_a_bad_setting_names_value_and_expectation(build, says):
    with pytest.raises(SettingError) as caught:
        build()
    assert says in str(caught.value)


def test_a_setting_may_not_hide_the_algebra():
    with pytest.raises(SettingError, match="every reward has a clip already"):

        class Hiding(Reward):
            clip: float = 1.0


def test_a_setting_must_not_change():
    class Listed(Reward):
        words: tuple[str, ...]
        bounds = (0.0, 1.0)

    with pytest.raises(SettingError, match="a tuple, not a list"):
        Listed(words=["a"])


def test_rewards_have_no_order_and_no_truth_tables():
    for operation in (lambda: A < B, lambda: A & B, lambda: A | B):
        with pytest.raises(TypeError):
            operation()


@pytest.mark.parametrize(
    ("reward", "name"),
    [
        (Correctness(), "correctness"),
        (Correctness(gold_column="solution"), "correctness_gold_solution"),
        (Format(), "format"),
        (LengthPenalty(max_length=1024, soft_cache=256), "length_penalty_1024_256"),
        (Proximity(scale=0.5, cap=0.25), "proximity_scale_0_5_cap_0_25"),
        (Brevity(limit=8).named("short"), "short"),
    ],
)
def test_names_say_what_changes_the_score(reward, name):
    assert reward.__name__ == name
