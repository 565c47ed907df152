"""Where values are wanted, a sum that makes the gold is none, in whatever rung it would be found equal."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from reasoning_rewards import Correctness, NumberPolicy, Numeric, Proximity, compare
from reasoning_rewards.answers.engines import symbolic

VALUES = NumberPolicy(evaluated=True)
REFUSED = [  # gold, answer: equal, and still to be worked out
    ("18", r"(16-3-4)\cdot 2"),
    ("338350", r"\sum_{k=1}^{100}k^2"),
    ("2598960", r"\binom{52}5"),
    ("143", r"\gcd(1001,858)"),
    ("14", r"\lfloor 100/7\rfloor"),
    ("2", r"17 \bmod 5"),
    ("3628800", "10!"),
    ("1024", "2^{10}"),
    ("42", "84/2"),
    ("42", r"\frac{84}{2}"),
    ("60", r"6\cdot 10"),
    ("600", "6 * 100"),
    ("42", r"42\%\cdot 100"),
    ("24", "2 dozen"),
    ("3.142", r"1\cdot\frac{22}{7} = 3.142"),
    ("42", r"\dfrac{126}{3}"),
    ("42", "84:2"),
    ("42", r"\frac{84\text{ cm}}{2}"),
    ("42 cm", r"6 \cdot 7\text{ cm}"),
    ("4", r"\sqrt{16}"),
    ("5", "|{-5}|"),
    ("1", r"\frac12 + \frac12"),
    ("1/6", r"\frac12 \cdot \frac13"),
    ("3", r"\log_2 8"),
    ("1/2", r"\sin 30^\circ"),
    (r"\frac{\sqrt2}{2}", r"\sin 45^\circ"),
    (r"6\pi", r"2\pi\cdot 3"),
    (r"3+\sqrt5", r"1+2+\sqrt5"),
    ("42", "x = 6 \\cdot 7"),
    ("x = 42", "x = 6 \\cdot 7"),
    ("x = 42", "x - 12 = 30"),
    ("42", r"the total is $6\cdot 7$"),
    ("(3, 5)", "(1+2, 5)"),
    ("0", "x^2 - x^2"),
    ("0.5", r"\int_0^1 x\,dx"),
]
PAID = [  # gold, answer: values, in whatever form
    ("42", "42"),
    ("42", "42.0"),
    ("1000", "1,000"),
    ("1000", "10^3"),
    ("42", r"4.2\times10^1"),
    ("-5", "-5"),
    ("5", "-(-5)"),
    ("3/2", r"\frac{3}{2}"),
    ("3/2", r"\frac{6}{4}"),
    ("3/2", r"1\frac12"),
    ("3/2", "1.5"),
    ("1/2", "50\\%"),
    ("1/2", "1:2"),
    ("42", "42 apples"),
    ("42", r"\$42"),
    ("60", "60 mi/hr"),
    ("63 inches", "5 feet 3 inches"),
    ("42", r"6\cdot 7 = 42"),
    ("42", r"42 = 6\cdot 7"),
    ("42", r"x = 6\cdot 7 = 42"),
    ("42", "forty-two"),
    ("2000000", "2 million"),
    ("400", "4 hundred"),
    (r"2\sqrt3", r"\sqrt{12}"),
    (r"\frac{\sqrt2}{2}", r"\frac{1}{\sqrt2}"),
    (r"\frac{1+\sqrt5}{2}", r"\frac12+\frac{\sqrt5}{2}"),
    (r"\frac{\pi^2}{6}", r"\frac16\pi^2"),
    (r"45^\circ", r"\frac{\pi}{4}"),
    (r"\frac{\pi}{4}", r"45^\circ"),
    (r"\ln 8", r"3\ln 2"),
    ("3+2i", "2i+3"),
    (r"2^{10}", r"2^{10}"),  # golds that are to be worked out themselves ask for nothing
    (r"\binom{52}{5}", "2598960"),
    ("10!", r"\frac{11!}{11}"),
    (r"6\cdot7", r"7\cdot 6"),
    ("x^2-1", "(x-1)(x+1)"),
    ("(B)", "B"),
    ("Paris", "Paris"),
    (r"\{1,2\}", r"\{2,1\}"),
]


@pytest.mark.parametrize(("gold", "answer"), REFUSED)
def test_a_sum_that_is_left_to_do_is_no_answer(gold, answer):
    found = compare(answer, gold=gold, policy=VALUES)
    assert found.same is False
    assert found.rule == ("items.differ" if gold.startswith("(3") else "answer.unevaluated")
    for policy in (
        VALUES,
        NumberPolicy(evaluated=True, units="convert"),
        NumberPolicy(evaluated=True, kinds="numbers"),
    ):
        assert compare(answer, gold=gold, policy=policy).same is not True


@pytest.mark.parametrize(("gold", "answer"), PAID)
def test_a_value_is_an_answer_in_whatever_form(gold, answer):
    assert compare(answer, gold=gold, policy=VALUES).same is True


def test_rewards_score_it_0_with_its_sentence():
    for reward in (Correctness(policy=VALUES), Numeric(policy=VALUES), Proximity(policy=VALUES)):
        said = r"\boxed{(16-3-4)\cdot 2}"
        assert reward([said], answer=["18"]) == [0.0]
        verdict = reward.explain(said, answer="18")
        assert verdict.rule == "answer.unevaluated"
        assert "a sum that is left to do, where the gold is a number" in str(verdict)
    assert Correctness()([r"\boxed{(16-3-4)\cdot 2}"], answer=["18"]) == [1.0]


@pytest.mark.parametrize(
    ("answer", "gold"), [(r"\sum_{k=1}^{2000}k^2", "2668667000"), (r"\prod_{k=1}^{900}\frac{k}{k}", "1")]
)
def test_the_engine_is_not_asked_to_do_the_sum(answer, gold):
    assert compare(answer, gold=gold, policy=VALUES).rule == "answer.unevaluated"
    assert symbolic.decide(answer, gold, asdict(VALUES)) is False


def test_it_is_off_by_default():
    assert NumberPolicy().evaluated is False
    assert repr(VALUES) == "NumberPolicy(evaluated=True)"
