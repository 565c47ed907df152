"""Every setting of the number policy does what its table says, and nothing else."""

import pytest

from reasoning_rewards.answers.compare.comparison import compare
from reasoning_rewards.answers.compare.policy import NumberPolicy

TABLE = [
    ({}, "28%", "28", True),
    ({}, "28%", "0.28", True),
    ({}, "28", "0.28", False),
    ({"percent": "exact"}, "28%", "28", False),
    ({"percent": "exact"}, "28%", "0.28", True),
    ({"percent": "ignore"}, "28%", "28", True),
    ({"percent": "ignore"}, "28%", "0.28", False),
    ({}, "0.333333333333", "1/3", True),
    ({}, "0.33333333333", "1/3", False),
    ({"rounded": None}, "0.333333333333", "1/3", False),
    ({"rounded": 3}, "0.333", "1/3", True),
    ({"rounded": 3}, "0.334", "1/3", False),
    ({"rounded": 3}, "2.667", "8/3", True),
    ({"rounded": 3}, "3.142", r"\pi", True),
    ({}, "5 km", "5000 m", False),
    ({"units": "convert"}, "5 km", "5000 m", True),
    ({"units": "convert"}, "5 km", "5 m", False),
    ({"units": "convert"}, "1 hour", "60 minutes", True),
    ({"units": "convert"}, "5 km", "5 hours", False),
    ({"units": "ignore"}, "5 km", "5 hours", True),
    ({"units": "ignore"}, "5 km", "6 km", False),
    ({}, "1,5", "1.5", True),
    ({"decimal_comma": False}, "1,5", "1.5", False),
    ({"decimal_comma": False}, "1,500", "1500", True),
]


@pytest.mark.parametrize(("settings", "answer", "gold", "same"), TABLE)
def test_settings(settings: dict, answer: str, gold: str, same: bool) -> None:
    policy = NumberPolicy(**settings)
    assert (compare(answer, gold=gold, policy=policy).same is True) is same
    assert (compare(gold, gold=answer, policy=policy).same is True) is same
    assert eval(repr(policy), {"NumberPolicy": NumberPolicy}) == policy


@pytest.mark.parametrize(
    ("kinds", "gold", "rule"),
    [
        ("any", "Paris", "text.same"),
        ("mathematics", "Paris", "gold.broken"),
        ("mathematics", "x^2", "text.same"),
        ("numbers", "x^2", "gold.not_a_number"),
        ("numbers", "Paris", "gold.not_a_number"),
        ("numbers", "(1, 2)", "gold.not_a_number"),
        ("numbers", "x = 5", "number.same"),
    ],
)
def test_kinds(kinds: str, gold: str, rule: str) -> None:
    verdict = compare(gold, gold=gold, policy=NumberPolicy(kinds=kinds))
    assert verdict.rule in (rule, "text.same") if rule.endswith("same") else verdict.rule == rule
