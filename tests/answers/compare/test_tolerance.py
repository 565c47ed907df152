"""A tolerance forgives what it says, its bound included, of the gold and of numbers alone."""

from __future__ import annotations

import pickle
from dataclasses import asdict
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reasoning_rewards import Correctness, NumberPolicy, Numeric, Proximity, SettingError, Tolerance, compare
from reasoning_rewards.answers.compare.policy import policy_of
from reasoning_rewards.answers.engines import symbolic

ONE_PERCENT = Tolerance(relative=0.01)
AS_GOLD = Tolerance(as_gold=True)
TABLE = [  # tolerance, gold, answer, close
    (ONE_PERCENT, "100", "101", True),
    (ONE_PERCENT, "100", "99", True),
    (ONE_PERCENT, "100", "101.0000001", False),
    (ONE_PERCENT, "101", "100", True),
    (ONE_PERCENT, "99", "100", False),  # of the gold, not of the larger one
    (ONE_PERCENT, "-100", "-101", True),
    (ONE_PERCENT, "-100", "101", False),
    (ONE_PERCENT, "0", "0.000001", False),
    (ONE_PERCENT, r"\pi", "3.14", True),
    (ONE_PERCENT, "3.14", r"\pi", True),
    (ONE_PERCENT, r"\frac{1}{3}", "0.33", True),
    (ONE_PERCENT, "28%", "28.1%", True),
    (ONE_PERCENT, "x = 100", "x = 101", True),
    (ONE_PERCENT, "100", "x = 101", True),
    (ONE_PERCENT, "(1, 100)", "(1, 101)", True),
    (ONE_PERCENT, "(1, 100)", "(1, 102)", False),
    (ONE_PERCENT, "1, 100", "101, 1", True),
    (ONE_PERCENT, "(99, 1)", "99.5, 1", True),
    (ONE_PERCENT, "99, 1", "(100, 1)", False),  # of the gold, whichever way round they are compared
    (ONE_PERCENT, "99", "100 or 100.0", False),
    (ONE_PERCENT, "100 cm", "101 cm", True),
    (ONE_PERCENT, "100 cm", "101", True),
    (ONE_PERCENT, "100 cm", "100 m", False),
    (ONE_PERCENT, "100x", "101x", False),
    (ONE_PERCENT, "x + 100", "x + 101", False),
    (ONE_PERCENT, "42", "41 = 42", False),
    (ONE_PERCENT, "42", "42.1 or 42.2", False),  # two numbers, however near
    (ONE_PERCENT, "42", "42.1 or 421/10", True),
    (ONE_PERCENT, "42", "42.1, it is 42.3", False),
    (ONE_PERCENT, "x < 100", "x < 101", False),
    (ONE_PERCENT, "1 + i", "1.001 + i", False),
    (ONE_PERCENT, "Paris", "Paros", False),
    (Tolerance(absolute=0.5), "10", "10.5", True),
    (Tolerance(absolute=0.5), "10", "10.51", False),
    (Tolerance(absolute=0.1), "0.3", "0.4", True),  # as decimals, not as doubles
    (Tolerance(absolute=0.1), "0.3", "0.2", True),
    (Tolerance(digits=3), "3.14159", "3.14", True),
    (Tolerance(digits=3), "3.14159", "3.15", False),
    (Tolerance(digits=3), "1234", "1239", True),
    (Tolerance(digits=3), "1234", "1240", False),
    (Tolerance(digits=3), "0", "0.001", False),
    (AS_GOLD, "3.14", "3.14159", True),
    (AS_GOLD, "3.14", "3.145", True),
    (AS_GOLD, "3.14", "3.1451", False),
    (AS_GOLD, "3.14159", "3.14", False),
    (AS_GOLD, "2.50", "2.504", True),
    (AS_GOLD, "2.5", "2.56", False),
    (AS_GOLD, "3", "3.2", False),
    (AS_GOLD, "300", "301", False),
    (AS_GOLD, r"\frac{1}{3}", "0.33", False),
    (AS_GOLD, "2.50 cm", "2.504 cm", True),
    (AS_GOLD, "-3.14", "-3.1416", True),
]


@pytest.mark.parametrize(("tolerance", "gold", "answer", "close"), TABLE)
def test_what_is_forgiven(tolerance, gold, answer, close):
    found = compare(answer, gold=gold, policy=NumberPolicy(tolerance=tolerance))
    assert (found.same is True) is close, found
    assert compare(answer, gold=gold).same is not True  # nothing of it is forgiven by default


def test_the_rule_says_so_and_what_is_exact_is_first():
    policy = NumberPolicy(tolerance=ONE_PERCENT)
    assert compare("101", gold="100", policy=policy).rule == "number.close"
    assert compare("100.0", gold="100", policy=policy).rule == "number.same"
    assert "as near to the gold as the policy asks" in str(compare("101 cm", gold="100 cm", policy=policy))


def test_a_converted_amount_is_near_in_the_golds_own_unit():
    policy = NumberPolicy(units="convert", tolerance=Tolerance(absolute=0.5))
    assert compare("1040 cm", gold="10 m", policy=policy).same is True
    assert compare("10.4 m", gold="1000 cm", policy=policy).same is False
    assert compare("300.15 K", gold="27.5 °C", policy=policy).same is True


@given(
    st.fractions(-100, 100, max_denominator=50),
    st.fractions(-100, 100, max_denominator=50),
    st.integers(1, 99),
)
def test_a_relative_tolerance_is_its_formula(answer, gold, percent):
    tolerance = Tolerance(relative=percent / 100)
    texts = [f"{each.numerator}/{each.denominator}" for each in (answer, gold)]
    within = abs(answer - gold) <= Fraction(percent, 100) * abs(gold)
    assert (compare(texts[0], gold=texts[1], policy=NumberPolicy(tolerance=tolerance)).same is True) is within


@pytest.mark.parametrize(
    "tolerance", [ONE_PERCENT, AS_GOLD, Tolerance(absolute=2, digits=3), Tolerance(relative=1e-9)]
)
def test_it_is_a_value(tolerance):
    policy = NumberPolicy(tolerance=tolerance, rounded=None)
    known = {"NumberPolicy": NumberPolicy, "Tolerance": Tolerance}
    assert (
        eval(repr(policy), known) == policy == policy_of(asdict(policy)) == pickle.loads(pickle.dumps(policy))
    )
    assert hash(eval(repr(policy), known)) == hash(policy) != hash(NumberPolicy(rounded=None))


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({}, r"Tolerance\(\) allows nothing: give relative="),
        ({"relative": 0}, "relative=0: must be None or a number above 0 and below 1"),
        ({"relative": 1.0}, "relative=1.0: must be"),
        ({"absolute": float("inf")}, "absolute=inf: must be None or a finite number above 0"),
        ({"absolute": "0.1"}, "absolute='0.1': must be"),
        ({"digits": 0}, "digits=0: must be None or a whole number from 1 on"),
        ({"digits": True}, "digits=True: must be"),
        ({"as_gold": 1}, "as_gold=1: must be True or False"),
    ],
)
def test_what_is_no_tolerance_is_refused(settings, says):
    with pytest.raises(SettingError, match=says):
        Tolerance(**settings)


def test_a_policy_takes_nothing_else():
    with pytest.raises(
        SettingError, match=r"tolerance=0.01: must be None or a Tolerance, such as Tolerance\(relative"
    ):
        NumberPolicy(tolerance=0.01)


def test_rewards_take_it():
    policy = NumberPolicy(tolerance=ONE_PERCENT)
    for reward in (Correctness(policy=policy), Numeric(policy=policy), Proximity(policy=policy)):
        assert reward(["#### 101", "#### 102"], answer=["100", "100"])[0] == 1.0
        assert reward(["#### 102"], answer=["100"])[0] < 1.0


def test_it_travels_to_the_engine():
    near = asdict(NumberPolicy(tolerance=ONE_PERCENT))
    answer, gold = (
        r"\sum_{k=1}^{\infty} \frac{1}{k^2}",
        "1.64",
    )  # π²/6, which nothing but an algebra system finds
    assert symbolic.decide(answer, gold, near) is True
    assert symbolic.decide(answer, gold, asdict(NumberPolicy())) is not True
    assert symbolic.decide(answer, "1.6", near) is not True
    reward = Correctness(policy=NumberPolicy(tolerance=ONE_PERCENT))
    assert reward([rf"\boxed{{{answer}}}"] * 2, answer=[gold, "1.6"]) == [1.0, 0.0]
