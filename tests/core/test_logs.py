"""What a trainer's hooks are told: the reward's own line is what it returned, the others are its components'."""

from __future__ import annotations

import math
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reasoning_rewards import (
    Brevity,
    Correctness,
    Format,
    KimiLength,
    LengthPenalty,
    Numeric,
    Proximity,
    Reward,
    RewardFailedError,
    SettingError,
    StepArithmetic,
    TagCount,
    first_of,
    linear,
    presets,
    reward,
    route,
)
from reasoning_rewards.core.algebra.arithmetic import Scale
from reasoning_rewards.core.algebra.gates import IfAbstains, OnlyIf, Requires
from reasoning_rewards.core.algebra.routing import When
from reasoning_rewards.core.algebra.wrappers import Named
from reasoning_rewards.core.report import metric_names, metrics
from reasoning_rewards.testing.rebuild import rebuild
from reasoning_rewards.verdict import Decision, Verdicts
from tests.core.algebra.leaves import Given, Right
from tests.core.algebra.test_laws import CELLS, EIGHTHS, LEAVES, attempt, rows_of_cells, trees

SOLVED, SIGNS = Correctness(), TagCount()
A, B = Given(score_column="a"), Given(score_column="b")
GOOD = "<think>a</think><answer>7</answer>"
ROWS = {
    "completions": [GOOD, "#### 8", GOOD, "<answer>7</answer>", "boom", GOOD],
    "answer": ["7", "7", None, "7", "8", "8"],
    "prompts": ["a", "a", "b", "a", "c", "c"],
    "completion_ids": [[0] * n for n in (9, 5, 9, 7, 1, 9)],
    "task": ["math", "math", "words", "words", "?", "math"],
}


def logged(reward, completions, **columns):
    """The scores of a call, and what it told the hooks; a key told twice is an error."""
    told, extras = {}, {}

    def tell(name, value):
        assert name not in told
        told[name] = value

    state = type("State", (), {"global_step": 1, "max_steps": 4})()
    scores = reward(
        completions, trainer_state=state, log_metric=tell, log_extra=extras.__setitem__, **columns
    )
    return scores, told, extras


def mean_of(scores):
    present = [score for score in scores if score is not None]
    return math.fsum(present) / len(present) if present else None


def assert_line(told, path, scores):
    """The line of ``path`` says what these scores are."""
    share = told.get(f"{path}/scored", told[f"{path.partition('/')[0]}/scored"])
    assert share == pytest.approx(sum(score is not None for score in scores) / max(len(scores), 1))
    if share:
        mean = told[f"{path}/score"] / share
        assert mean == pytest.approx(mean_of(scores), rel=1e-12, abs=1e-12)
    else:
        assert told[f"{path}/score"] == 0.0


# ── the reward's own line ──


@reward(bounds=(0.0, 1.0))
def brittle(completion: str) -> float:
    if completion == "boom":
        raise ConnectionError("no server")
    return 0.75


@reward(bounds=(0.0, 1.0))
def in_words(completion: str, task: str) -> float | None:
    return None if task == "?" else float(len(completion) > 7)


def is_math(row):
    return row["task"] == "math"


EVERY_KIND = [
    SOLVED.named("solved"),
    2 * SOLVED,
    (2 * SOLVED).named("double"),
    (0.5 * (2 * SOLVED).named("double")).named("again"),
    SIGNS.requires(SOLVED),
    (0.5 * SIGNS).requires(SOLVED).named("form"),
    0.5 * SIGNS.requires(SOLVED),
    SIGNS.only_if(SOLVED, otherwise=0.125),
    (0.5 * SIGNS).when(task="math"),
    (0.5 * SIGNS).when(is_math).named("form"),
    (0.5 * SIGNS).when(task="math").requires(SOLVED).named("form"),
    (SOLVED + SIGNS).clip(0.1, 0.8),
    (0.5 * SIGNS).at_least(0.25),
    SIGNS.anneal(linear(1, 0)),
    (0.5 * SIGNS).anneal(linear(1, 0)).named("fading"),
    brittle.on_error(score=0.125),
    (2 * brittle.on_error(score=0.125)).named("guarded"),
    route(column="task", math=2 * SOLVED, words=SIGNS),
    (2 * route(column="task", math=SOLVED, words=SIGNS)).named("routed"),
    first_of(2 * SOLVED, 0.5 * SIGNS),
    (SOLVED + 0.2 * SIGNS).requires(SOLVED).named("total"),
    2 * (SOLVED + 0.2 * SIGNS),
    SOLVED * (0.5 * SIGNS),
    SIGNS - SOLVED,
    KimiLength(by=SOLVED),
    (0.4 * KimiLength(by=SOLVED)).requires(SOLVED).named("short"),
    in_words,
    (0.5 * in_words).named("half"),
]


@pytest.mark.filterwarnings("ignore::reasoning_rewards.RewardWarning")
@pytest.mark.parametrize("kind", EVERY_KIND, ids=repr)
def test_the_first_line_is_the_mean_of_what_the_reward_returned(kind):
    scores, told, _ = logged(kind, **ROWS)
    assert len(set(scores)) > 1
    assert_line(told, kind.__name__, scores)
    assert list(told)[:2] == [f"{kind.__name__}/score", f"{kind.__name__}/scored"]


@pytest.mark.filterwarnings("ignore::reasoning_rewards.RewardWarning")
@pytest.mark.parametrize("kind", EVERY_KIND, ids=repr)
def test_keys_are_the_rewards_whatever_the_rows(kind):
    for count in (0, 1, 5):
        rows = {name: values[:count] for name, values in ROWS.items()}
        for golds in (rows["answer"], [None] * count):
            _, told, _ = logged(kind, **{**rows, "answer": golds})
            assert list(told) == metric_names(kind)
            assert all(math.isfinite(value) for value in told.values())


def routed_trees():
    """The random trees of the laws, with everything around and inside them that chooses rows."""

    def grow(inner):
        pairs = st.tuples(inner, inner)
        return st.one_of(
            pairs.map(lambda two: attempt(lambda: two[0] + two[1], two[0])),
            st.tuples(EIGHTHS, inner).map(lambda two: two[0] * two[1]),
            pairs.map(lambda two: two[0].requires(two[1])),
            pairs.map(lambda two: route(column="task", x=two[0], y=two[1])),
            pairs.map(lambda two: attempt(lambda: first_of(*two), two[1])),
            inner.map(lambda one: one.when(task="x")),
            inner.map(lambda one: attempt(lambda: one.on_error(score=0.25), one)),
            inner.map(lambda one: one.named("y")),
        )

    return st.recursive(trees(LEAVES), grow, max_leaves=4)


@st.composite
def rows_of_tasks(draw):
    cells = draw(rows_of_cells())
    tasks = st.lists(st.sampled_from("xyz"), min_size=len(cells["a"]), max_size=len(cells["a"]))
    return {**cells, "task": draw(tasks)}


def assert_a_part_of(told, every, name):
    """What is logged by default is among all that can be, with the same numbers."""
    for key, value in told.items():
        assert every[f"whole{key.removeprefix(name)}"] == value
        assert key.count("/") < 3


def lines_of(tree):
    """How many rewards of a tree have a line: all but names, weights, conditions and gates."""
    while isinstance(tree, IfAbstains | Named | Scale | Requires | When):
        tree = tree.part
    parts = (tree.part,) if isinstance(tree, OnlyIf) else tree._parts()
    return 1 + sum(map(lines_of, parts))


@pytest.mark.filterwarnings("ignore::reasoning_rewards.RewardWarning")
@given(routed_trees(), rows_of_tasks())
def test_over_random_trees_the_first_line_is_the_mean_and_keys_are_the_trees(tree, cells):
    scores, told, _ = logged(tree, [""] * len(cells["a"]), **cells)
    assert_line(told, tree.__name__, scores)
    assert list(told) == metric_names(tree)
    whole = tree.named("whole", log="all")
    _, every, _ = logged(whole, [""] * len(cells["a"]), **cells)
    assert sum(key.endswith("/score") for key in every) == lines_of(tree)
    assert_a_part_of(told, every, tree.__name__)
    assert list(every) == metric_names(whole)
    assert logged(tree.named("mute", log="none"), [""] * len(scores), **cells) == (scores, {}, {})
    column = tree.verdicts([""] * len(scores), progress=0.25, **cells)
    assert column.through == tree._transparent, "explain merges other lines than the logs do"
    assert all(math.isfinite(value) for value in told.values())


# ── the components' lines ──

TERMS = [
    A,
    A.requires(Right()),
    (0.5 * A).requires(Right()),
    (0.5 * (2 * A).requires(Right())),
    (0.5 * B).named("half"),
    B.requires(Right()).named("needy"),
    B.clip(-0.5, 0.5),
    (0.5 * B).anneal(linear(1, 0)),
    Right(),
    Given(score_column="c", low=0.25, high=0.5, silent=False),
]


@given(
    st.lists(
        st.tuples(EIGHTHS, st.sampled_from(TERMS)), min_size=2, max_size=5, unique_by=lambda each: each[1]
    ),
    rows_of_cells(),
)
def test_components_are_logged_as_a_trainer_would_log_them_and_add_up(terms, cells):
    total = attempt(lambda: sum(weight * term for weight, term in terms), terms[0][1] + Right())
    total = total.requires(Right()).named("total")
    rows = len(cells["a"])
    scores, told, _ = logged(total, [""] * rows, **cells)
    components, weights = total.split()
    lines = [key.removesuffix("/score") for key in told if key.endswith("/score") and key.count("/") == 2]
    for line, component in zip(lines, components, strict=True):
        alone, _, _ = logged(component, [""] * rows, **cells)
        assert_line(told, line, alone)
    added = math.fsum(weight * told[f"{line}/score"] for line, weight in zip(lines, weights, strict=True))
    assert told["total/score"] == pytest.approx(added, abs=1e-12)
    assert told["total/scored"] == sum(score is not None for score in scores) / rows


def test_a_row_on_which_the_total_abstains_counts_in_no_line_but_in_every_share():
    total = (SOLVED + 0.2 * SIGNS).requires(SOLVED).named("total", log="all")
    scores, told, extras = logged(total, [GOOD, GOOD, "8"], answer=["7", None, "7"])
    assert scores == [1.2, None, 0.0]
    assert told["total/score"] == pytest.approx(0.4)
    assert told["total/scored"] == pytest.approx(2 / 3)
    assert told["total/tag_count/score"] == pytest.approx(1 / 3)
    assert told["total/tag_count/scored"] == pytest.approx(2 / 3)
    assert told["total/correctness/gold.missing"] == pytest.approx(1 / 3)
    assert told["total/tag_count/tags.all"] == pytest.approx(2 / 3)
    assert extras["total/why"][1].startswith("correctness – gold.missing")
    assert "tag_count 1 tags.all" in extras["total/why"][1]


def test_nested_requirements_count_where_they_are():
    inner = (A + B).requires(Right()).named("inner")
    _, told, _ = logged(
        (inner + Given(score_column="c")).named("total", log="all"),
        [""] * 2,
        a=[0.5, 1.0],
        b=[0.25, 0.25],
        c=[1.0, 1.0],
        right=[1.0, None],
    )
    assert_line(told, "total/inner", [0.75, None])
    assert_line(told, "total/inner/given_a", [0.5, None])
    assert_line(told, "total", [1.75, 1.0])


def test_reasons_are_given_with_the_score_that_the_row_got():
    for around, says in (
        ((2 * SOLVED).named("double"), ["double 2 number.same", "double – gold.missing"]),
        (SIGNS.requires(SOLVED).named("form"), ["form 1 tags.all", "form – gate.abstains"]),
        (SIGNS.when(answer="7").named("form"), ["form 1 tags.all", "form – route.elsewhere"]),
        (SOLVED + 0.5 * SIGNS.requires(SOLVED), ["tag_count 1 tags.all", "tag_count – gate.abstains"]),
    ):
        _, _, extras = logged(around, [GOOD, GOOD], answer=["7", None])
        for line, said in zip(extras[f"{around.__name__}/why"], says, strict=True):
            assert said in line


def test_counts_never_make_two_keys_one():
    total = A.named("a") + A.named("a") + B.named("a_2")
    _, told, _ = logged(total, [""], a=[0.5], b=[0.25])
    parts = [value for key, value in told.items() if key.count("/") == 2 and key.endswith("/score")]
    assert sorted(parts) == [0.25, 0.5, 0.5]


class Asking(Reward):
    """A reward of somebody's own that hands on what another says."""

    by: Reward
    bounds = (-1.0, 1.0)
    may_abstain = True

    @property
    def columns(self):
        return self.by.columns

    def evaluate(self, batch):
        return batch.verdicts(self.by)


@pytest.mark.parametrize("by", [Right().named("right"), 0.5 * Right(), Right() + B], ids=repr)
def test_a_reward_that_hands_on_anothers_verdicts_is_logged_as_itself(by):
    scores, told, extras = logged(Asking(by=by).named("asking"), [""] * 2, right=[1.0, None], b=[-0.5, -0.5])
    assert_line(told, "asking", scores)
    assert list(told) == metric_names(Asking(by=by).named("asking"))
    assert len(extras["asking/why"]) == 2


class Scored(Reward):
    bounds = (0.0, 1.0)
    rules = ("score", "scored")

    def evaluate(self, batch):
        return Verdicts([0.25] * len(batch), [Decision("scored")] * len(batch))


def test_a_rule_can_not_take_the_place_of_the_score():
    _, told, _ = logged(Scored(), ["a", "b"])
    assert told == {"scored/score": 0.25, "scored/scored": 1.0}


def test_metrics_of_no_rows_are_zero():
    total = (A + 0.5 * B).named("total")
    told = metrics(total, total.verdicts([], **{name: [] for name in CELLS}))
    assert set(told.values()) == {0.0}


@pytest.mark.parametrize("bad", [math.nan, math.inf, 2.0])
def test_a_score_outside_its_bounds_is_refused_beside_anothers_verdicts_too(bad):
    class Odd(Asking):
        def evaluate(self, batch):
            judged = batch.verdicts(self.by)
            return Verdicts([bad] * len(batch), judged.decisions, (judged,))

    told = {}
    with pytest.raises(RewardFailedError, match="row 0"):
        Odd(by=Right())([""], right=[1.0], log_metric=told.__setitem__)
    assert told == {}


# ── what is logged unless somebody asks for more ──


def test_readmes_rewards_and_one_of_ones_own_log_at_most_fifteen_numbers():
    solved = Correctness(gold_column="solution")
    parts = (
        solved
        + 0.2 * Format()
        + 0.1 * Brevity(limit=2048).only_if(solved)
        + 0.2 * Proximity(gold_column="solution")
        + 0.1 * StepArithmetic(steps=4)
    )
    snippet = [Correctness(), Format(), LengthPenalty(max_length=1024, soft_cache=256)]
    for rewards in (
        [*snippet, in_words],
        [parts.requires(solved).named("total"), in_words],
        [(parts + 0.1 * in_words).requires(solved).named("total")],
        [presets.math(), in_words],
        [presets.gsm8k(), in_words],
    ):
        keys = [key for each in rewards for key in metric_names(each)]
        assert len(keys) == len(set(keys)) <= 15


def test_the_keys_of_a_small_total():
    assert metric_names(Correctness() + 0.2 * Format()) == [
        "correctness_format/score",
        "correctness_format/scored",
        "correctness_format/correctness/score",
        "correctness_format/correctness/scored",
        "correctness_format/format/score",
        "correctness_format/answer_missing",
        "correctness_format/gold_unusable",
        "correctness_format/undecided",
    ]


def test_shares_are_of_rows_however_many_rewards_say_so():
    total = (SOLVED + 0.1 * Numeric() + SIGNS).requires(SOLVED).named("total")
    rows = [GOOD, "<think>never ends", "<answer>7</answer>", GOOD]
    _, told, _ = logged(total, rows, answer=["7", "7", None, "8"])
    assert told["total/answer_missing"] == 0.25
    assert told["total/gold_unusable"] == 0.25
    assert told["total/undecided"] == 0.0
    assert not any("number." in key or "tags." in key for key in told)


def test_a_gold_that_only_what_is_required_reads_is_counted_too():
    _, told, _ = logged(SIGNS.requires(SOLVED).named("signs"), [GOOD, GOOD], answer=["7", None])
    assert told["signs/gold_unusable"] == 0.5


def test_a_total_with_a_number_for_every_row_says_how_many_nobody_could_judge():
    total = (SOLVED + 0.2 * SIGNS).requires(SOLVED).named("total").if_abstains(0.0)
    scores, told, extras = logged(total, [GOOD, GOOD], answer=["7", None])
    assert scores == [1.2, 0.0]
    name = "total_if_abstains_0"
    assert told[f"{name}/gold_unusable"] == 0.5
    assert_line(told, name, scores)
    assert_line(told, f"{name}/correctness", [1.0, None])
    assert_line(told, f"{name}/tag_count", [1.0, None])
    assert extras[f"{name}/why"][1].startswith("correctness – gold.missing")


def test_how_much_is_logged_travels_with_the_value():
    total = (SOLVED + 0.2 * SIGNS).requires(SOLVED).named("total", log="all")
    assert repr(total).endswith(".named('total', log='all')")
    assert pickle.loads(pickle.dumps(total)) == rebuild(total) == total != total.named("total")
    keys = metric_names(total)
    assert "total/correctness/gold.missing" in keys and "total/tag_count/scored" in keys
    assert metric_names(2 * total.if_abstains(0.0))[-1].endswith("/tags.some")
    with pytest.raises(SettingError, match="log='some': expected one of"):
        total.named("x", log="some")


@pytest.mark.filterwarnings("ignore::reasoning_rewards.RewardWarning")
@given(routed_trees(), rows_of_tasks())
def test_over_random_trees_a_components_share_is_the_totals_where_it_has_none(tree, cells):
    rows = [""] * len(cells["a"])
    _, told, _ = logged(tree, rows, **cells)
    _, every, _ = logged(tree.named("whole", log="all"), rows, **cells)
    for key in [key for key in told if key.endswith("/score") and f"{key}d" not in told]:
        mine = every[f"whole{key.removeprefix(tree.__name__)}d"]
        assert mine == every["whole/scored"]


class Greatest(Reward):
    """Somebody's own, which can't be asked about no rows."""

    bounds = (0.0, 1.0)

    def evaluate(self, batch):
        greatest = max(len(completion.text) for completion in batch.completions)
        return [len(completion.text) / max(greatest, 1) for completion in batch.completions]


def test_nothing_is_judged_for_the_sake_of_the_log():
    _, told, _ = logged((SOLVED + 0.5 * Greatest()).named("total"), ["#### 7", "7"], answer=["7", "7"])
    assert_line(told, "total/greatest", [1.0, 1 / 6])
