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
from tests.core.algebra.leaves import Given, Right, score

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
    assert logged["format_flaky_on_error_0_25/failed"] == 0.5
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


SOLVED, WORDS = Correctness(), Correctness(gold_column="gold")
TASK = route(column="task", math=SOLVED, words=WORDS)
CHECKED_FIRST = first_of(Correctness(gold_column="checked"), SOLVED)
TIDY = 0.2 * Format()


@pytest.mark.parametrize(
    ("total", "margin"),
    [
        (route(math=SOLVED + TIDY, words=SOLVED), 0.8),
        ((SOLVED + TIDY).when(task="math"), 0.8),
        (TASK, 1.0),  # a row is judged by its own branch: by one decider
        ((TASK + TIDY).requires(TASK), 0.8),
        ((TASK + TIDY).requires(SOLVED), 0.8),  # what is only required is not paid
        (TASK + TIDY.only_if(TASK), 1.0),
        ((TASK + TIDY).clip(0, 1), 0.8),
        (SOLVED.when(task="math") + WORDS.when(task="words") + TIDY, 0.8),
        (SOLVED + WORDS.when(task="words"), 1.0),
        (SOLVED + WORDS, 1.0),
        (SOLVED + 2 * WORDS, 1.0),  # wrong to both 0, to one 2 at the most; right to both 3
        (SOLVED - WORDS.when(task="words"), -1.0),  # right to both 0, wrong to the second 1
        (route(math=SOLVED, words=2 * WORDS) + TIDY, 0.8),
        (route(math=SOLVED + 0.9 * Format(), words=0.5 * WORDS + 0.4 * Format()), 0.1),
        (TASK + route(math=TIDY, words=0.5 * Format()), 0.5),  # two switches on one column go together
        (route(math=SOLVED, words=SOLVED) - 0.5 * Format().when(task="chat"), 1.0),
        (SOLVED + 0.5 * Format().when(is_short) - 0.5 * Format().when(is_short), 1.0),
        (CHECKED_FIRST, 1.0),
        (first_of(Correctness(gold_column="checked"), 0.5 * SOLVED) + TIDY, 0.3),
        ((CHECKED_FIRST + TIDY).requires(CHECKED_FIRST), 0.8),
        (route(math=SOLVED, words=TextOverlap()) + TIDY, -0.1),  # nothing decides on words: who compares does
        ((SOLVED + 0.8 * Format()).anneal(linear(1, 0.5)), 0.1),  # one moment for right and wrong
        (SOLVED + (0.6 * Format()).anneal(linear(1, 0)) + (0.6 * TextOverlap()).anneal(linear(0, 1)), 0.4),
        (SOLVED + TIDY - 0.1 * TextOverlap().only_if(Format()), 0.8),
        (route(math=Format(), words=Format()).requires(SOLVED), -1.0),
    ],
)
def test_a_margin_is_the_worst_rows(total, margin):
    assert total.margin() == pytest.approx(margin)
    about = total.describe()
    assert sum(right - wrong for _, (right, wrong) in about.pair) == pytest.approx(margin)


def test_deciders_that_dispute_a_row_are_reckoned_to_pay_a_wrong_answer_in_full():
    assert (SOLVED.when(task="words") + 3 * WORDS).margin() == 1.0
    assert (SOLVED + TextOverlap(gold_column="gold")).margin() == 0.0
    assert route(math=SOLVED, words=TextOverlap(gold_column="gold")).margin() == pytest.approx(0.1)


def test_what_happens_on_no_row_is_in_no_bounds():
    assert (SOLVED.when(task="math") + WORDS.when(task="words")).bounds == (0.0, 1.0)
    assert (SOLVED.when(task="math") + WORDS.when(task=("math", "words"))).bounds == (0.0, 2.0)
    assert route(math=A, words=-1 * A).when(task="math").bounds == (0.0, 1.0)
    assert not (A.when(task="math") + Format()).may_abstain
    never = A.when(task="math") * B.when(task="words")
    assert (never.bounds, never.may_abstain, never.margin()) == ((0.0, 0.0), True, 0.0)
    assert never.describe().pair == ()


def test_a_column_is_told_apart_as_the_rewards_do():
    """`route` goes by what a value prints as, `when` by what it equals."""
    both = route(column="level", **{"1": SOLVED, "2": SOLVED}) - 0.5 * Format().when(level=1)
    assert both.margin() == 0.5
    assert both(["#### 4"], level=["1"], answer=["4"]) == [1.0]
    assert both.bounds == (-0.5, 1.0)


def test_splitting_keeps_what_a_routed_total_requires():
    parts, weights = (TASK + TIDY).requires(TASK).split()
    assert weights == [1.0, 0.2]
    assert parts == [TASK, Format().requires(TASK)]
    row = {"task": ["words"], "answer": ["4"], "gold": [None]}
    assert [part(["<think>a</think><answer>4</answer>"], **row) for part in parts] == [[None], [None]]


def test_describe_says_which_rows_its_pair_and_its_table_are_of():
    total = (SOLVED + 0.2 * TextOverlap() + 2 * Format().when(task="chat")).requires(SOLVED)
    about = total.describe()
    assert about.pair_on == "rows with task='chat' on which text_overlap abstains"
    assert about.advantages_on == "rows with task='chat'"
    assert f"a pair that shows it, on {about.pair_on}: component" in str(about)
    plain = (SOLVED + 2 * Format()).describe()
    assert (plain.pair_on, plain.advantages_on) == ("", "")


@pytest.mark.parametrize(
    ("total", "unguarded", "guard"),
    [
        (TASK + TIDY, ("format",), TASK),
        ((TASK + TIDY).requires(TASK), (), None),
        ((TASK + TIDY).requires(SOLVED), ("format",), TASK),  # a row of words may have no gold, and an answer
        ((CHECKED_FIRST + TIDY).requires(CHECKED_FIRST), (), None),
        (SOLVED.when(task="math") + TIDY, ("format",), SOLVED.when(task="math")),
        (route(math=SOLVED + TIDY, words=WORDS), ("route",), None),
        (route(math=(SOLVED + TIDY).requires(SOLVED), words=WORDS), (), None),
    ],
)
def test_describe_advises_what_would_help_and_is_not_done(total, unguarded, guard):
    about = total.describe()
    assert (about.unguarded, about.guard) == (unguarded, guard)
    assert ("rows without a usable gold are still scored" in str(about)) == bool(unguarded)
    if guard is not None:
        assert f".requires({guard!r}) stops that" in str(about)
        assert total.requires(guard).describe().unguarded == ()


def test_a_row_that_is_unguarded_is_scored_and_what_is_advised_stops_it():
    row = {"task": ["words"], "answer": ["4"], "gold": [None]}
    loose = (TASK + TIDY).requires(SOLVED)
    assert loose(["<think>a</think><answer>4</answer>"], **row) == [0.2]
    assert loose.requires(loose.describe().guard)(["<think>a</think><answer>4</answer>"], **row) == [None]


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
