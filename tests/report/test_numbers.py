"""The numbers of a report against counts by hand."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reasoning_rewards import Correctness, Format
from reasoning_rewards.files import ScoredRow, judged
from reasoning_rewards.files.scored import named
from reasoning_rewards.report import charts, figures
from reasoning_rewards.report.gather import WHOLE, Gathered, Shape
from reasoning_rewards.report.opened import opened, pieces
from reasoning_rewards.report.sample import FairSample
from reasoning_rewards.rulebook import all_rules
from reasoning_rewards.text.completion import Completion


def row(number, prompt, answer, score, rule="number.same", **values):
    values = {"prompt": prompt, "completion": f"\\boxed{{{answer}}}", **values}
    parts = [{"name": "correctness", "score": score, "rule": rule}]
    parts.append({"name": "format", "score": 0.5, "rule": "layout.ok"})
    return ScoredRow(number, values, {"name": "total", "score": score, "rule": "sum", "parts": parts})


def gathered(rows, **shape):
    found = Gathered(Shape(**shape))
    list(found.read("run", rows))
    return found


ROWS = [
    row(1, "a", "4", 1.0, step=1),
    row(2, "a", "4", 1.0, step=1),
    row(3, "a", "5", 0.0, "number.differs", step=2),
    row(4, "b", "7", 0.0, "number.differs", step=1),
    row(5, "b", "7", 0.0, "number.differs", step=2),
    row(6, "c", "1", None, "gold.broken", step=2),
]


def test_components_their_means_and_their_rules():
    found = gathered(ROWS)
    (run,) = found.runs
    parts = figures.components(run)
    assert list(parts) == [WHOLE, "correctness", "format"]
    whole = parts[WHOLE]
    assert whole.mean.value == pytest.approx(2 / 5)
    # two problems: residuals 2 - 0.4 * 3 = 0.8 and 0 - 0.4 * 2 = -0.8; t for one degree of freedom is 12.706
    assert whole.mean.high - whole.mean.value == pytest.approx(12.7062047 * math.sqrt(2 * 1.28) / 5)
    assert (whole.zero, whole.silent) == (pytest.approx(3 / 5), pytest.approx(1 / 6))
    decided = {found.rules[each.rule]: (each.count, each.mean) for each in whole.decided}
    assert decided == {"number.differs": (3, 0.0), "number.same": (2, 1.0), "gold.broken": (1, None)}
    assert (parts["format"].low, parts["format"].high, parts["format"].mean.value) == (0.5, 0.5, 0.5)


def test_problems_their_spread_and_their_diversity():
    (run,) = gathered(ROWS).runs
    groups = figures.groups(run)
    assert [(each.rate, each.majority, each.mean) for each in groups] == [
        (2 / 3, 1.0, pytest.approx(2 / 3)),
        (0.0, 0.0, 0.0),
    ]
    assert figures.pass_at(groups, 1).value == pytest.approx(1 / 3)
    assert figures.pass_at(groups, 3).value == 1.0  # of the one problem with three
    assert figures.spread(groups) == figures.Spread(groups=2, flat=1, never=1, always=0)
    varied = figures.diversity(run)
    assert varied.texts == pytest.approx((2 / 3 + 1 / 2) / 2)
    assert varied.answers == varied.texts and varied.agreed == pytest.approx((2 / 3 + 1) / 2)


def test_what_right_is_can_be_a_components_word():
    (run,) = gathered(ROWS, component="format", at_least=0.5).runs
    assert list(run.right) == [1, 1, 1, 1, 1, 1]


def test_curves_over_steps():
    (run,) = gathered(ROWS).runs
    steps = dict(figures.by_step(run))
    assert {step: figures.mean_of(run, rows) for step, rows in steps.items()} == {1.0: 2 / 3, 2.0: 0.0}
    assert figures.flat_share(run, steps[1.0]) == 1.0
    assert figures.flat_share(run, steps[2.0]) is None  # no problem has two rows with a score there


def test_rows_without_a_prompt_belong_to_no_problem():
    rows = [each._replace(values={"completion": "4"}) for each in ROWS]
    found = gathered(rows)
    assert not found.grouped and len(set(found.runs[0].groups)) == 6


def test_parts_that_some_rows_lack_are_silent_there():
    rows = [
        each._replace(verdict={**each.verdict, "parts": each.verdict["parts"][: 1 + n % 2]})
        for n, each in enumerate(ROWS)
    ]
    (run,) = gathered(rows).runs
    scores = run.columns["format"].scores
    assert [score == score for score in scores] == [False, True, False, True, False, True]
    (run,) = gathered(reversed(rows)).runs
    assert len(run.columns["format"].scores) == len(run.columns["format"].rules) == 6


def test_two_parts_with_one_name_are_told_apart():
    parts = [{"name": "f", "score": 0.0, "rule": "x"}, {"name": "f", "score": 1.0, "rule": "y"}]
    rows = [ScoredRow(1, {"completion": "4"}, {"name": "t", "score": 1.0, "rule": "sum", "parts": parts})]
    assert list(gathered(rows).runs[0].columns) == [WHOLE, "f", "f (2)"]


@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 5)), max_size=120),
    st.integers(1, 40),
)
def test_a_sample_is_fair(things, most):
    sample = FairSample(most)
    for number, (stratum, group) in enumerate(things):
        sample.offer(stratum, group, number)
    taken = sample.taken()
    assert len(set(taken)) == len(taken) == min(most, len(things))
    every = {stratum: sum(each == stratum for each, _ in things) for stratum, _ in things}
    kept = {stratum: sum(things[number][0] == stratum for number in taken) for stratum in every}
    for stratum, count in kept.items():  # who has less than another by two or more has all it could have
        assert count == every[stratum] or count >= max(kept.values()) - 1
    for stratum in every:
        groups = {g: sum(things[n] == (stratum, g) for n in taken) for s, g in things if s == stratum}
        whole = {g: things.count((stratum, g)) for g in groups}
        assert all(count == whole[g] or count >= max(groups.values()) - 1 for g, count in groups.items())


def test_a_histogram_has_few_values_in_the_middle_of_their_bins():
    bins = charts.histogram([[0.0, 0.0, 1.0, 0.5]])
    middles = [(left + right) / 2 for left, right in zip(bins.edges, bins.edges[1:], strict=False)]
    found = {round(middle, 9): share for middle, share in zip(middles, bins.shares[0], strict=True) if share}
    assert found == {0.0: 0.5, 0.5: 0.25, 1.0: 0.25}


@given(st.lists(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50), min_size=1, max_size=3))
def test_no_value_is_lost_in_a_histogram(values):
    bins = charts.histogram(values)
    assert all(sum(shares) == pytest.approx(1.0) for shares in bins.shares)
    assert bins.edges == sorted(bins.edges)


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=10))
def test_ticks_hold_all_values(values):
    ticks = charts.ticks(values)
    assert len(ticks) <= 9
    reach = 1e-6 * max(1.0, *map(abs, values))
    assert ticks[0] <= min(values) + reach and ticks[-1] >= max(values) - reach


def text_of(found):
    return "".join(text_of(inside) if kind == "think" else inside for kind, inside in found)


@given(st.text(max_size=60), st.sampled_from(["", "4", "42", " "]), st.sampled_from([None, "4", "x"]))
def test_no_sign_of_a_completion_is_lost_or_doubled(text, read, gold):
    for whole in (text, f"<think>{text}</think>42 4", f"<think>{text} 42", f"{text}</think> \\boxed{{4}}"):
        assert text_of(pieces(Completion(whole), read, gold)) == whole


def test_the_answer_and_the_gold_are_marked():
    text = "<think>Is it 41 or 42? 421, 4.42</think>It is \\boxed{41}, I hope."
    assert list(pieces(Completion(text), "41", "42")) == [
        ("think", [("text", "<think>Is it 41 or "), ("gold", "42"), ("text", "? 421, 4.42</think>")]),
        ("text", "It is \\boxed{"),
        ("answer", "41"),
        ("text", "}, I hope."),
    ]


def test_a_long_completion_loses_its_middle():
    shown = text_of(pieces(Completion("a" * 100_000 + "\\boxed{42}")))
    assert len(shown) < 25_000 and shown.endswith("\\boxed{42}") and "characters are left out here" in shown


def test_an_opened_row_says_what_explain_says():
    total = (Correctness() + 0.2 * Format()).named("total")
    (found,) = judged(total, [{"prompt": "6*7?", "completion": "#### 41", "answer": "42"}])
    shown = opened(found, all_rules())
    assert (shown["prompt"], shown["gold"]) == ("6*7?", "42")
    assert [line[:4] for line in shown["why"]] == [
        (0, "total", 0.0, "sum"),
        (1, "correctness", 0.0, "number.differs"),
        (1, "0.2 * format", 0.0, "layout.unopened"),
    ]
    assert shown["why"][1][4] == "different numbers; read '41', gold '42'"
    said = str(total.explain("#### 41", answer="42"))
    assert all(line[4] in said for line in shown["why"])


def test_the_files_own_names_are_followed():
    called = {"completion": "output", "answer": "gts"}
    rows = judged(Correctness(), [{"input": "6*7?", "output": "#### 42", "gts": "42"}], fields=called)
    (found,) = named(rows, {**called, "prompt": "input"})
    shown = opened(found, all_rules())
    assert (shown["prompt"], shown["gold"]) == ("6*7?", "42") and found.problem() == "6*7?"
