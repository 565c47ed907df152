"""A trace walks the road of `compare`, and what can't be read says why."""

from __future__ import annotations

import json
import pickle
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reasoning_rewards import Correctness, MultipleChoice, NumberPolicy, SettingError, compare
from reasoning_rewards.answers.compare import why
from reasoning_rewards.answers.compare.ladder import decided_by
from reasoning_rewards.answers.compare.scalars import SCALAR_RUNGS
from reasoning_rewards.answers.compare.trace import trace
from reasoning_rewards.answers.values.outcome import Outcome
from tests.answers.templates import ARGUMENTS, POLICIES, STRUCTURES, TEMPLATES, filled

texts = st.sampled_from((*ARGUMENTS, *STRUCTURES)) | st.builds(
    lambda seed, template: filled(template, Random(seed), 2),
    st.integers(0, 10**9),
    st.sampled_from(TEMPLATES),
)


@given(texts, texts, st.sampled_from(POLICIES))
def test_a_trace_ends_as_the_comparison_does(answer, gold, policy):
    found = trace(answer, gold=gold, policy=policy)
    assert found.comparison == compare(answer, gold=gold, policy=policy)
    assert found.steps
    assert all(line.isprintable() for line in str(found).splitlines())


@given(st.text(max_size=20))
def test_any_text_can_be_traced(text):
    found = trace(text)
    assert found.comparison is None
    assert found.answer.values
    assert all(line.isprintable() for line in str(found).splitlines())


def said(found) -> list[tuple[str, str]]:
    return [(step.tried, step.said) for step in found.steps if step.said != "no opinion"]


def test_the_path_names_the_element_the_reading_and_the_rung():
    found = trace(r"2, \sin^2 x+\cos^2 x", gold="1, 2")
    assert said(found)[1:] == [
        ("Scalar(sin(x)^2 + cos(x)^2) ~ Number(1)", ""),
        ("probing", "probe.same"),
        ("=", "probe.same"),
        ("=", "items.same"),
    ]
    assert [step.tried for step in found.steps if step.depth == 2] == [
        "exact",
        "rounded",
        "modular",
        "probing",
        "=",
    ]
    assert said(trace("0.333333333333", gold="x/3"))[1] == ("rounded", "algebra.differs")
    assert said(trace("1/3", gold="0.333333333333 + 0 x"))[-1] == ("=", "number.differs")


def test_every_reading_is_shown():
    assert trace("1,5").answer.values == ("Listing(items=(Number(1), Number(5)))", "Number(3/2)")
    pairs = [tried for tried, came in said(trace("1,5", gold="3/2 + 0")) if "~" in tried and not came]
    assert [pair.partition(" ~ ")[0] for pair in pairs] == [
        "Listing(items=(Number(1), Number(5)))",
        "Number(3/2)",
    ]


@pytest.mark.parametrize(
    ("answer", "gold", "who"),
    [("5", "5.0", "two plain numbers"), ("5", None, "the texts"), ("", "5", "blank"), ("x", "1/0", "usable"),
     ("x +", "5", "readable"), ("$x$", "x", "verbatim"), ("12/4", "3.0000", "two plain numbers"),
     ("Paris", "paris", "spelling"), ("20", "twenty", "literals"), ("9" * 10_001, "x", "the texts")],
)  # fmt: skip
def test_who_decided_comes_last(answer, gold, who):
    assert trace(answer, gold=gold).steps[-1].tried == who


@pytest.mark.parametrize(
    ("text", "reason"),
    [("1/0", "division by zero"), (r"\ln 0", "logarithm of zero"), (r"\frac{1}{", "braces"), ("1 = 2 = 3", "contradict"),
     (r"\foo{3}", "foo"), (r"(1, \sqrt[0]{2})", "zeroth root")],
)  # fmt: skip
def test_what_is_refused_says_why(text, reason):
    beside = "(1, 4)" if text.startswith("(") else "5"
    verdict = Correctness(engine=None).explain(f"<answer>{text}</answer>", answer=beside)
    assert verdict.rule in ("answer.broken", "chain.broken")
    assert reason in str(trace(text))
    assert reason in str(verdict) or verdict.rule == "chain.broken"
    gold = compare("5", gold=text)
    assert reason in str(gold) or gold.rule != "gold.broken"


def test_a_reason_is_found_when_it_is_printed_and_not_before(monkeypatch):
    asked = []
    monkeypatch.setattr(why, "why_refused", lambda text: asked.append(text) or "because")
    found = compare("1/0", gold="5")
    verdicts = Correctness(engine=None).verdicts([r"\boxed{1/0}"] * 3, answer=["5"] * 3)
    assert verdicts[0] == verdicts[1]
    assert asked == []
    assert str(found).endswith("; because")
    assert str(verdicts[0]).endswith("; because")
    assert asked == ["1/0"] * 2


def test_a_reason_is_a_value_that_travels():
    found = compare("1/0", gold="5")
    assert pickle.loads(pickle.dumps(found)) == found
    assert len({found, compare("1/0", gold="5"), compare("2/0", gold="5")}) == 2
    assert repr(dict(found.facts)["reason"]) == "Reason('1/0')"


def test_what_is_not_the_texts_fault_is_said_as_well():
    verdict = MultipleChoice(engine=None).explain("The answer is 7.", answer="B")
    assert (verdict.rule, "it is nothing that can be compared here" in str(verdict)) == (
        "answer.broken",
        True,
    )


def test_a_reader_that_knows_the_place_has_it_said():
    assert why.unread(r"1 + \foo 2") == r"no value begins with \foo, at character 4: '\\foo 2'"
    assert why.unread("1 + (2 + 3") == "expected a closing bracket"  # at the end there is nothing to show


def test_bad_arguments_are_named():
    with pytest.raises(SettingError, match="answer=5: expected"):
        trace(5, gold="5")
    with pytest.raises(SettingError, match="policy=3"):
        trace("5", gold="5", policy=3)
    assert trace("5%", gold="0.05", policy=NumberPolicy(percent="ignore")).comparison.same is False


def test_a_trace_is_as_good_as_json():
    from dataclasses import asdict

    assert json.loads(json.dumps(asdict(trace("x").answer)))["tree"] == "x"


def test_a_rung_is_asked_only_where_those_before_it_have_no_opinion():
    asked = []

    def last(left, right, judge):
        asked.append((left, right))
        return Outcome(True, "symbolic.same")

    rungs = (*SCALAR_RUNGS, last)
    assert decided_by(rungs, "x+1", "1+x", NumberPolicy()).rule == "algebra.same"
    assert decided_by(rungs, r"\sin x", r"\cos x", NumberPolicy()).rule == "probe.differs"
    assert decided_by(rungs, "0.333333333333", "1/3 + 0", NumberPolicy()).rule == "number.rounded"
    assert asked == []
    assert decided_by(rungs, r"\gcd(m,n)", r"\gcd(m,k)", NumberPolicy()).rule == "symbolic.same"
    assert decided_by(SCALAR_RUNGS, r"\gcd(m,n)", r"\gcd(m,k)", NumberPolicy()).rule == "ladder.undecided"
    assert len(asked) >= 1
