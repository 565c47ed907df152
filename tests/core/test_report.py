"""What is logged, explained and described."""

from __future__ import annotations

import math

import pytest

from reasoning_rewards import Brevity, Correctness, Format, Proximity, linear
from reasoning_rewards.core.margin.advantages import normalised, normalised_then_summed
from reasoning_rewards.core.report import metric_names

SOLVED = Correctness()
TOTAL = (SOLVED + 0.2 * Format() + 0.1 * Brevity(limit=10).only_if(SOLVED) + 0.2 * Proximity()).requires(
    SOLVED
)
GOOD = "<think>6·7</think><answer>42</answer>"


def logged(reward, completions, **columns):
    metrics, extras = {}, {}
    reward(
        completions,
        completion_ids=[[0]] * len(completions),
        log_metric=metrics.__setitem__,
        log_extra=extras.__setitem__,
        **columns,
    )
    return metrics, extras


def test_keys_depend_on_the_reward_alone_and_values_are_finite():
    total = TOTAL.named("total")
    for completions, golds in ([], []), ([GOOD, ""], ["42", None]), (["x"] * 3, [None] * 3):
        metrics, _ = logged(total, completions, answer=golds)
        assert list(metrics) == metric_names(total)
        assert all(math.isfinite(value) for value in metrics.values())


def test_components_are_logged_raw_with_the_share_they_scored():
    metrics, extras = logged(
        TOTAL.named("total", log="all"), [GOOD, "#### 41", "#### 42"], answer=["42", "42", None]
    )
    assert metrics["total/correctness/score"] == pytest.approx(1 / 3)
    assert metrics["total/correctness/scored"] == pytest.approx(2 / 3)
    assert metrics["total/format/score"] == pytest.approx(1 / 3)
    assert "total/correctness/number.differs" not in metrics  # what was compared is in the score
    assert metrics["total/correctness/gold.missing"] == pytest.approx(1 / 3)
    assert metrics["total/brevity_if_correctness/brevity/scored"] == pytest.approx(1 / 3)
    why = extras["total/why"]
    assert len(why) == 3
    assert "correctness 0 number.differs (different numbers; read '41', gold '42')" in why[1]


def test_explain_shows_the_tree_with_every_reason():
    said = str(TOTAL.named("total").explain("<think>6·7=41", answer="42", completion_ids=[1]))
    assert said.splitlines() == [
        "total                            0  sum                sum of the parts that do not abstain",
        "├─ correctness                   0  answer.unfinished  the thinking never ends, and nothing inside it counts",
        "├─ 0.2 * format                  0  layout.unclosed    <think> is never closed",
        "├─ 0.1 * brevity if correctness  0  gate.closed        the gate is closed; it wants 1, the gate scored 0",
        "│  ├─ brevity                    –  gate.closed        the gate is closed",
        "│  └─ correctness                0  answer.unfinished  the thinking never ends, and nothing inside it counts",
        "└─ 0.2 * proximity               0  answer.unfinished  the thinking never ends, and nothing inside it counts",
    ]


def test_model_text_can_not_forge_a_line():
    said = str(SOLVED.explain("#### 41\x1b[2J\u202e0\ntotal 1", answer="42\nx"))
    assert len(said.splitlines()) == 1
    assert "\x1b" not in said
    assert "\u202e" not in said


def test_the_design_example_has_the_margin_it_promises():
    assert TOTAL.margin() == pytest.approx(0.8)
    assert (TOTAL + 0.9 * Format().named("more_format")).margin() < 0


def test_describe_names_the_offending_pair():
    about = (SOLVED + 2 * Format()).describe()
    assert about.margin == -1.0
    assert dict(about.pair) == {"correctness": (1.0, 0.0), "format": (0.0, 2.0)}
    assert "a wrong answer can earn as much as a right one" in str(about)


def test_describe_lists_what_a_reward_needs():
    about = (SOLVED + 0.1 * Brevity(limit=9).anneal(linear(1, 0))).describe()
    assert about.columns == ("answer",)
    assert about.needs == ("completion_ids", "a step count (trainer_state)")


def test_in_an_all_wrong_group_a_small_bonus_has_the_same_advantage_as_a_large_one():
    """The fact that `describe`'s table exists to show: weights alone promise nothing."""

    def all_wrong(weight):
        rows = (SOLVED + weight * Format()).describe().advantages
        return rows[0].by_normalisation["scale_rewards='group'"]

    assert all_wrong(0.03) == pytest.approx(all_wrong(0.3), rel=0.02)


@pytest.mark.parametrize("name", ["group", "none"])
def test_advantages_of_a_group_sum_to_zero(name):
    assert sum(normalised([1.0, 0.5, 0.0, 0.0], name)) == pytest.approx(0)


def test_normalising_first_erases_inner_weights():
    columns = [[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0]]
    scaled = [columns[0], [0.1 * value for value in columns[1]]]
    plain = normalised_then_summed(columns, [1.0, 1.0])
    assert normalised_then_summed(scaled, [1.0, 1.0]) == pytest.approx(plain, rel=2e-3)


def notes(reward):
    return "\n".join(reward.describe().notes)


def test_describe_warns_of_a_bonus_that_group_normalisation_keeps_whole():
    fading = SOLVED + (0.2 * Proximity()).anneal(linear(1, 0))
    assert 'under scale_rewards="group" keeps its full force until the very end' in notes(fading)
    assert "note     " in str(fading.describe())


def test_describe_names_the_component_that_drowns_another():
    loud = SOLVED + 0.05 * Format()
    assert "correctness moves the score by up to 1, format by 0.05" in notes(loud)
    assert "moves the score" not in notes(SOLVED + 0.2 * Format())


def test_describe_says_that_inner_weights_vanish_where_components_are_normalised_first():
    assert "normalize_then_sum would give each component above the same say" in notes(SOLVED + 0.2 * Format())
    assert "normalize_then_sum" not in notes(SOLVED + Format())


def test_describe_finds_thresholds_that_are_never_or_nearly_never_reached():
    never = (-1.0 * SOLVED).at_least(0.0)
    assert "is never reached by a right answer" in notes(never)
    assert "opens only at the very greatest score, 1" in notes(SOLVED + Format().only_if(Brevity(limit=9)))
    assert notes(SOLVED + Brevity(limit=9).only_if(SOLVED)) == ""
