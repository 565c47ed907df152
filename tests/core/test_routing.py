"""Routing: each reward sees its own rows, and order is kept."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reasoning_rewards import (
    CompositionError,
    Correctness,
    Format,
    KimiLength,
    MissingColumnError,
    Reward,
    RewardWarning,
    SettingError,
    TextOverlap,
    clear_caches,
    first_of,
    linear,
    reward,
    route,
    steps,
    warmup,
)
from reasoning_rewards.core.report import metric_names, metrics
from reasoning_rewards.testing import check_reward
from reasoning_rewards.testing.rebuild import rebuild
from tests.core.leaves import Given, Right, score

A, B = Given(score_column="a", low=0.0), Given(score_column="b", low=0.0)
TASKS = st.sampled_from(["math", "words", "code"])


def is_short(row):
    return len(str(row["answer"])) < 3


class Spy(Reward):
    bounds = (0.0, 1.0)
    seen = []  # noqa: RUF012

    def evaluate(self, batch):
        Spy.seen.append([completion.text for completion in batch.completions])
        return [0.5] * len(batch)


@pytest.fixture(autouse=True)
def _fresh():
    clear_caches()
    Spy.seen.clear()


def test_each_branch_sees_its_own_rows_only_and_order_is_kept():
    mixed = route(column="task", math=Correctness(), words=Spy())
    scores = mixed(
        ["#### 4", "red", "#### 5", "blue"],
        task=["math", "words", "math", "words"],
        answer=["4", "", "4", ""],
    )
    assert scores == [1.0, 0.5, 0.0, 0.5]
    assert Spy.seen == [["red", "blue"]]


def test_rows_that_no_branch_is_for_abstain_and_are_said_once():
    mixed = route(math=Correctness())
    with pytest.warns(
        RewardWarning, match="2 rows of this batch have a task that no branch is for, such as 'code'"
    ):
        assert mixed(["#### 4"] * 3, task=["code", "math", None], answer=["4"] * 3) == [None, 1.0, None]
    with pytest.raises(MissingColumnError, match="'task'"):
        mixed(["#### 4"], answer=["4"])


def test_when_by_values_and_by_predicate():
    solved = Correctness()
    assert solved.when(task="math")(["#### 4"] * 2, task=["math", "x"], answer=["4"] * 2) == [1.0, None]
    assert solved.when(task=("math", "x"), level=1)(
        ["#### 4"] * 3, task=["math", "x", "x"], level=[1, 1, 2], answer=["4"] * 3
    ) == [1.0, 1.0, None]
    assert solved.when(is_short)(["#### 4", "#### 4000"], answer=["4", "4000"]) == [1.0, None]
    assert str(solved.when(task="math").explain("#### 4", task="x", answer="4")).endswith("not for this row")
    for bad in (lambda: solved.when(), lambda: solved.when(lambda row: True)):
        with pytest.raises(SettingError):
            bad()


def test_first_of_asks_the_next_only_where_the_last_was_silent():
    first = first_of(Correctness(gold_column="checked"), Spy())
    assert first(["#### 4", "#### 5"], checked=["4", None]) == [1.0, 0.5]
    assert Spy.seen == [["#### 5"]]
    assert not first.may_abstain
    assert first_of(Correctness(gold_column="a"), Correctness(gold_column="b")).may_abstain
    with pytest.raises(CompositionError, match="never abstains"):
        first_of(Format(), Correctness())


def test_groups_are_routed_whole():
    kimi = KimiLength(by=Correctness(), unit="characters").when(task="math")
    scores = kimi(
        ["#### 4", "#### 4 ", "x"],
        prompts=["2+2?", "2+2?", "hi"],
        task=["math", "math", "chat"],
        answer=["4"] * 3,
    )
    assert scores == [0.5, -0.5, None]
    assert not kimi.per_row


@reward(bounds=(0.0, 1.0))
def flaky(completion: str) -> float:
    if completion == "boom":
        raise ConnectionError("no server")
    return 0.75


def test_a_failing_reward_costs_its_own_rows_only_and_is_counted():
    guarded = flaky.on_error(score=0.25)
    with pytest.warns(RewardWarning, match=r"ConnectionError: no server. Rows that fail score 0.25"):
        assert guarded(["fine", "boom", "fine"]) == [0.75, 0.25, 0.75]
    total = Format() + guarded
    logged = metrics(total, total.verdicts(["boom", "fine"]))
    assert list(logged) == metric_names(total)
    assert next(value for key, value in logged.items() if key.endswith("error.caught")) == 0.5
    assert guarded.bounds == (0.0, 1.0)
    assert flaky.on_error(score=-1).bounds == (-1.0, 1.0)
    assert "no server" in str(guarded.explain("boom"))
    with pytest.raises(CompositionError, match="put on_error on the one that may fail"):
        total.on_error(score=0.0)


CHECKED = [
    route(column="task", math=Correctness(), words=TextOverlap()),
    (Correctness() + 0.2 * Format()).when(task="math"),
    first_of(Correctness(gold_column="checked"), 0.5 * Correctness()),
    (Correctness().when(task="math") + 0.5 * TextOverlap().when(task="words")).named("mixed"),
    flaky.on_error(score=0.0),
]


@pytest.mark.parametrize("routed", CHECKED, ids=lambda each: each.__name__)
def test_routed_rewards_keep_the_contract(routed):
    golds = st.sampled_from(["42", 41, None, "Paris"])
    columns = {"task": TASKS, "checked": golds}
    check_reward(routed, **{name: values for name, values in columns.items() if name in routed.columns})


@pytest.mark.parametrize("routed", CHECKED, ids=lambda each: each.__name__)
def test_routed_rewards_are_values(routed):
    assert rebuild(routed) == routed == pickle.loads(pickle.dumps(routed))


CELLS = st.sampled_from([None, 0.0, 0.25, 0.5, 1.0])


@given(
    st.lists(
        st.tuples(st.sampled_from("xyz"), CELLS, CELLS, st.sampled_from([0.0, 1.0])), min_size=1, max_size=5
    )
)
def test_routing_is_what_it_says(rows):
    cells = {
        name: list(column)
        for name, column in zip(("task", "a", "b", "right"), zip(*rows, strict=True), strict=True)
    }
    routed = route(column="task", x=A, y=B + Right())
    for (task, a, b, right), found in zip(rows, score(routed, **cells), strict=True):
        assert found == {"x": a, "y": right if b is None else b + right, "z": None}[task]
    assert score(first_of(A, B), **cells) == [b if a is None else a for _, a, b, _ in rows]


def test_margins_look_through_routing():
    solved = Correctness()
    assert route(math=solved + 0.2 * Format(), words=solved).margin() == pytest.approx(0.8)
    assert (solved + 0.2 * Format()).when(task="math").margin() == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("schedule", "at", "code"),
    [
        (warmup(0.5), {0.0: 0.0, 0.25: 0.5, 0.5: 1.0, 1.0: 1.0}, "warmup(0.5)"),
        (warmup(0.5, start=1, end=0), {0.25: 0.5, 1.0: 0.0}, "warmup(0.5, start=1.0, end=0.0)"),
        (steps(1, (0.5, 0.25)), {0.0: 1.0, 0.49: 1.0, 0.5: 0.25, 1.0: 0.25}, "steps(1.0, (0.5, 0.25))"),
        (linear(1, 0), {0.25: 0.75}, "linear(1.0, 0.0)"),
    ],
)
def test_schedules(schedule, at, code):
    assert {progress: schedule(progress) for progress in at} == at
    assert repr(schedule) == code
    annealed = A.anneal(schedule)
    assert rebuild(annealed) == annealed
    assert annealed.bounds == (0.0, schedule.bounds[1])


@pytest.mark.parametrize(
    "build", [lambda: warmup(0), lambda: warmup(1.5), lambda: steps(1), lambda: steps(1, (0.5, 1), (0.2, 1))]
)
def test_bad_schedules_are_refused(build):
    with pytest.raises(SettingError):
        build()
