"""A rule is its slug wherever text is wanted, and carries the sentence that says it."""

from __future__ import annotations

import copy
import json
import pickle

import pytest

from reasoning_rewards import Correctness, Decision, Format, Rule, Verdict, compare
from reasoning_rewards.rulebook import all_rules
from reasoning_rewards.verdict import sentence

FAR = Rule("units.far", "far off; read {read}, wanted {unit:word}; off by {distance}")


def test_a_rule_is_its_slug():
    assert FAR == "units.far"
    assert {FAR: 1}["units.far"] == 1
    assert json.dumps({FAR: [FAR]}) == '{"units.far": ["units.far"]}'
    assert (repr(FAR), f"{FAR}") == ("'units.far'", "units.far")


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda rule: pickle.loads(pickle.dumps(rule))])
def test_a_copy_carries_its_sentence(again):
    assert (again(FAR), again(FAR).sentence) == (FAR, FAR.sentence)
    verdict = Verdict(0.0, FAR, (("read", "kg"),), name="units")
    assert str(again(verdict)) == str(verdict)
    assert again(Decision(FAR)).rule.sentence == FAR.sentence


def test_a_clause_without_its_fact_is_left_out_and_no_text_can_forge_a_line():
    assert sentence(FAR) == "far off"
    assert sentence(FAR, (("distance", 1 / 3),)) == "far off; off by 0.3333"
    said = sentence(FAR, (("read", "a\nb"), ("unit", "cm" * 99)))
    assert said.startswith("far off; read 'a\\nb', wanted cmcm") and "\n" not in said and len(said) < 130
    assert sentence("units.far", (("read", "kg"), ("distance", 0.5))) == "read 'kg', distance 0.5"


@pytest.mark.parametrize(
    "gold", ["42", "1/2", "{1,2}", "x^2", "Paris", "B", "5 cm", "N/A", "1,2", "x=1", "3:2"]
)
@pytest.mark.parametrize(
    "answer", ["42", "0.5", "{1,2}", "x^2+1", "Rome", "5 m", "(((", None, "x=2", "9^{9^{9}}"]
)
def test_what_compares_gives_rules_and_not_their_slugs(answer, gold):
    rule = compare(answer, gold=gold).rule
    assert isinstance(rule, Rule) and rule is all_rules()[rule]
    text = "hm" if answer is None else f"\\boxed{{{answer}}}"
    for reward in (Correctness(engine=None), Format()):
        assert isinstance(reward.explain(text, answer=gold).rule, Rule)
