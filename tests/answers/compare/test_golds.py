"""Golds as data sets hold them: what each comes to, with and without the setting that says what several mean."""

from __future__ import annotations

import json
import pickle
import warnings
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reasoning_rewards import (
    Correctness,
    MultipleChoice,
    Numeric,
    Proximity,
    SelfCorrection,
    SettingError,
    TextOverlap,
    audit_golds,
    clear_caches,
    compare,
)
from reasoning_rewards.answers.compare.golds import gold_fault
from reasoning_rewards.answers.notation.unwrap import unwrapped
from reasoning_rewards.errors import RewardWarning

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "cases" / "golds.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['gold']}~{row['answer']}-{row.get('golds')}")
def test_a_gold_as_it_stands(row):
    found = compare(row["answer"], gold=row["gold"], golds=row.get("golds"))
    if row["same"] is False:
        assert found.same is not True and not found.rule.startswith("gold."), (row, found)
    else:
        assert found.same is row["same"], (row, found)
    assert found.rule == row.get("rule", found.rule), found


@pytest.mark.filterwarnings("ignore::reasoning_rewards.errors.RewardWarning")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['gold']}~{row['answer']}-{row.get('golds')}")
def test_a_reward_reads_it_as_compare_does(row):
    found = compare(row["answer"], gold=row["gold"], golds=row.get("golds"))
    score = None if found.rule.startswith("gold.") else float(found.same is True)
    reward = Correctness(engine=None, golds=row.get("golds"))
    assert reward([f"<answer>{row['answer']}</answer>"] * 2, answer=[row["gold"]] * 2) == [score] * 2
    asked = row.get("golds")
    assert len(audit_golds([row["gold"]], several=asked).unusable) == (score is None)


def test_rows_are_labelled_both_ways():
    assert len(ROWS) > 100
    assert sum(row["same"] is True for row in ROWS) > 30 < sum(row["same"] is False for row in ROWS)
    assert all(row["source"] for row in ROWS)


# ── laws ──

_LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.binary(max_size=3)
)
_KEYS = st.sampled_from(("ground_truth", "answer", "target", "value", "style", "numbers", "solution", "x"))
NESTED = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_KEYS, inner, max_size=3)),
    max_leaves=8,
)


@given(NESTED, st.sampled_from((None, "any", "all")))
def test_nothing_raises_and_who_is_to_blame_does_not_hang_on_the_answer(gold, golds):
    rules = {
        compare(answer, gold=gold, golds=golds).rule.startswith("gold.")
        for answer in (None, "", "1", "x", "[")
    }
    assert len(rules) == 1
    assert pickle.loads(pickle.dumps(compare("1", gold=gold, golds=golds))).rule


@given(NESTED)
def test_what_is_unwrapped_is_not_wrapped_any_more(gold):
    once = unwrapped(gold)
    assert repr(unwrapped(once)) == repr(once)


@given(
    st.sampled_from(["1", "2", "1/2", "0.5", "x", "Paris", "A", "(1,2)"]),
    st.sampled_from((None, "any", "all")),
)
def test_one_gold_means_itself_however_it_is_wrapped(gold, golds):
    for wrapped in (
        [gold],
        [gold, gold],
        json.dumps([gold]),
        repr([gold]),
        {"answer": gold},
        json.dumps({"answer": gold}),
    ):
        assert compare(gold, gold=wrapped, golds=golds).same is True
        assert compare(f"{gold}+7", gold=wrapped, golds=golds).same is not True
    assert compare(json.dumps([gold]), gold=json.dumps([gold]), golds=golds).same is True


# ── golds of somebody's own ──


class Loud:
    """A number whose text can't be had."""

    def __init__(self, error):
        self.error = error

    def __float__(self):
        return 5.0

    def __str__(self):
        raise self.error

    __repr__ = __str__


@pytest.mark.parametrize(
    "error", [ValueError("no"), TypeError("no"), KeyError("no"), RuntimeError("no"), OSError("no")]
)
def test_a_gold_whose_text_raises_abstains(error):
    clear_caches()
    reward = Correctness(engine=None)
    with pytest.warns(RewardWarning, match=r"all 2 golds of this batch can't be used, .*Loud.*gold\.broken"):
        assert reward(["#### 5"] * 2, answer=[Loud(error)] * 2) == [None, None]
    for held in ([Loud(error)], {"answer": Loud(error)}, [Loud(error), "5"]):
        assert gold_fault(held) == "gold.broken"


class Mapping(dict):
    """A mapping that can't be listed."""

    def keys(self):
        raise RuntimeError("no")

    def __iter__(self):
        raise RuntimeError("no")


def test_a_mapping_that_raises_abstains():
    assert gold_fault(Mapping(answer="5")) == "gold.keys"


# ── what is said ──


@pytest.mark.parametrize(
    ("gold", "golds", "says"),
    [
        ('["42"]', None, "the same number; read '42', gold '42'; taken from '[\"42\"]'"),
        (
            {"style": "rule", "ground_truth": "42"},
            None,
            "taken from \"{'ground_truth': '42', 'style': 'rule'}\"",
        ),
        (["42", "84/2"], None, "gold '42'; any of \"['42', '84/2']\" is right"),
        (["41", "42"], "any", "gold '42'; any of \"['41', '42']\" is right"),
        ("42", "any", "the same number; read '42', gold '42'"),
    ],
)
def test_a_verdict_says_what_it_made_of_a_gold(gold, golds, says):
    verdict = Correctness(engine=None, golds=golds).explain("#### 42", answer=gold)
    assert verdict.score == 1.0 and verdict.rule == "number.same"
    assert str(verdict).endswith(says)
    assert dict(verdict.facts)["gold"] == "42"


def test_a_long_one_is_cut():
    said = compare("42", gold=json.dumps({"answer": "42", "reasoning": "x" * 10_000}))
    assert said.same is True and len(dict(said.facts)["taken_from"]) == 200


def test_all_of_them_are_named():
    verdict = Correctness(engine=None, golds="all").explain("#### 3", answer=["2", "3"])
    assert str(verdict).endswith("gold '2; 3'; all of \"['2', '3']\" are wanted")


@pytest.mark.parametrize(
    ("golds", "says"),
    [
        (
            [["1", "2"]] * 2,
            r"all 2 golds .*'2'\]\" \(gold\.ambiguous\); write golds=\"any\" .* golds=\"all\"",
        ),
        ([{"a": 1, "b": 2}] * 2, r"all 2 golds .*'a, b' \(gold\.keys\); give the answer a column of its own"),
        (
            ["N/A"] * 2,
            r"all 2 golds .*\(gold\.missing\); if the answer is in another column, name it with gold_column",
        ),
        (["1", ["1", "2"]], r": 1 gold of this batch .*row 1.*\(gold\.ambiguous\)"),
    ],
)
def test_the_warning_names_the_reason_and_what_to_do(golds, says):
    clear_caches()
    with pytest.warns(RewardWarning, match=says):
        Correctness(engine=None)(["#### 1"] * 2, answer=golds)


ODD = [r"\mapsfrom x", r"\foo{1}", r"\foo x"]


def test_a_batch_of_golds_that_equal_only_themselves_is_named_once():
    clear_caches()
    reward = Correctness(engine=None)
    with pytest.warns(RewardWarning, match=r"no gold of this batch is understood.*gold_column.*audit_golds"):
        reward(["#### 1"] * 8, answer=[*ODD, *ODD, *ODD][:8])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        reward(["#### 1"] * 8, answer=[*ODD, *ODD, *ODD][:8])


@pytest.mark.parametrize("golds", [["1"] * 8, [*ODD, "x"] * 2, ["Paris"] * 8, ["A"] * 8, ODD, [None] * 8])
def test_others_are_not(golds):
    clear_caches()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", message=".*can't be used.*")
        Correctness(engine=None)(["#### 1"] * len(golds), answer=golds)


# ── every reward that has golds ──


def test_the_setting_is_there_for_all_of_them():
    golds = ['["5", "50"]'] * 2
    texts = ["#### 50", "#### 5, 50"]
    assert Numeric(engine=None, golds="any")(texts, answer=golds) == [1.0, 0.0]
    assert Proximity(engine=None, golds="any")(["#### 49", "#### 6"], answer=golds) == [0.9, 0.8]
    assert SelfCorrection(engine=None, golds="any")(
        ["The answer is 4. Wait. #### 50", "#### 4"], answer=golds
    ) == [1.0, 0.0]
    assert SelfCorrection(engine=None, golds="all")(["#### 50", "#### 50, 5"], answer=golds) == [0.0, 1.0]
    assert Correctness(engine=None, golds="all")(texts, answer=golds) == [0.0, 1.0]
    words = ['["Isaac Newton", "Newton"]', ["Leibniz", "Gottfried Leibniz"]]
    assert TextOverlap(engine=None)(["#### Newton", "#### Gottfried"], answer=words) == [1.0, 0.5]


def test_a_member_that_can_not_be_used_is_no_right_answer_and_no_fault():
    for gold in (["Paris", "5"], [b"4", "5"], ["x" * 20_000, "5"]):
        assert Numeric(engine=None, golds="any")(["#### 5", "#### 6"], answer=[gold] * 2) == [1.0, 0.0], gold
    assert (
        compare("5", gold=[b"4", "5"]).rule
        == compare("5", gold=[b"4", "5"], golds="all").rule
        == "gold.broken"
    )


def test_what_is_asked_of_a_text_is_not_taken_for_a_list():
    assert compare("1", gold='["1", "2"]', golds="any").same is True
    assert compare("1", gold=['["1", "2"]', "any"]).rule == "gold.broken"


def test_several_numbers_abstain_in_all_of_them():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RewardWarning)
        for kind in (Numeric, Proximity, SelfCorrection, TextOverlap, Correctness, MultipleChoice):
            assert kind(engine=None)(["#### 5", "#### 6"], answer=[["5", "6"]] * 2) == [None, None], kind


def test_proximity_names_the_nearest():
    said = Proximity(engine=None, golds="any").explain("#### 49", answer=["5", "50"])
    assert dict(said.facts)["gold"] == "50"


def test_choices_may_be_wrapped_too():
    options = ["11 cm", "12 cm", "13 cm"]
    one = MultipleChoice(options_column="options", engine=None)
    for gold in ('["B"]', {"answer": "B"}, ["B", "12 cm"], [1], "{'correct_answer': 'B'}"):
        assert one(["#### B", "#### 12 cm", "#### A"], answer=[gold] * 3, options=[options] * 3) == [
            1.0,
            1.0,
            0.0,
        ], gold
    either = MultipleChoice(options_column="options", engine=None, golds="any")
    assert either(["#### A", "#### B", "#### C"], answer=[["A", "C"]] * 3, options=[options] * 3) == [
        1.0,
        0.0,
        1.0,
    ]
    every = MultipleChoice(options_column="options", engine=None, golds="all")
    assert every(["#### A", "#### A, C", "#### C"], answer=[["A", "C"]] * 3, options=[options] * 3) == [
        0.0,
        1.0,
        0.0,
    ]


@pytest.mark.parametrize("kind", [Correctness, Proximity, TextOverlap, SelfCorrection, MultipleChoice])
def test_the_setting_is_checked(kind):
    with pytest.raises(SettingError, match="golds='one': expected"):
        kind(golds="one")


def test_two_settings_are_two_questions():
    """What is right for any of several is not what is right for all of them: no margin is had by mixing them."""
    mixed = Correctness(golds="any") + 0.2 * Correctness(golds="all")
    assert mixed.margin() < (1.2 * Correctness(golds="any")).margin()


def test_equal_questions_are_asked_once(monkeypatch):
    from reasoning_rewards.answers.compare import comparison

    asked = []
    several = comparison._several()
    monkeypatch.setattr(comparison, "_several", lambda: lambda *told: asked.append(told) or several(*told))
    Correctness(engine=None, golds="any")(["#### 5"] * 16, answer=['["5", "6"]'] * 16)
    assert len(asked) == 1


# ── audit ──


def test_an_audit_counts_every_kind_with_the_first_of_it():
    golds = [
        "42",
        "1/2",
        "0.5",
        "1, 2",
        "Paris",
        r"\mapsfrom x",
        "B",
        '["42"]',
        ["1", "2"],
        r"\frac{",
        "x+1",
        {"a": 1},
    ]
    audit = audit_golds(golds, lines=range(1, 13))
    kinds = {each.kind: (each.count, each.line) for each in audit.kinds}
    assert kinds["number"] == (3, 1) and kinds["fraction"] == (1, 2) and kinds["list"] == (1, 4)
    assert kinds["words"] == (1, 5) and kinds["verbatim"] == (1, 6) and kinds["choice"] == (1, 7)
    assert kinds["ambiguous"] == (1, 9) and kinds["broken"] == (1, 10) and kinds["formula"] == (1, 11)
    assert kinds["object of unknown keys"] == (1, 12)
    assert sum(each.count for each in audit.kinds) == audit.total == 12
    assert {each.kind: (each.count, each.line) for each in audit.wrapped} == {
        "JSON text": (1, 8),
        "several golds": (1, 9),
        "an object": (1, 12),
    }
    assert "  25.0%  number, the first in line 1: '42'" in str(audit)
    assert "   8.3%  taken out of: JSON text, the first in line 8: '[\"42\"]'" in str(audit)
    assert "line 9  gold.ambiguous  several golds that are not the same" in str(audit)
    assert not audit_golds(golds[8:9], several="any").unusable
    with pytest.raises(SettingError, match="several='some'"):
        audit_golds(golds, several="some")
    assert str(audit_golds([])) == "0 golds: 0 unusable, 0 verbatim, 0 read in two ways"
