"""Answers: from the text of an answer to a value, and from two values to a verdict."""

from reasoning_rewards.answers.audit import GoldAudit, GoldFinding, audit_golds
from reasoning_rewards.answers.choice import compare_choice
from reasoning_rewards.answers.ladder import (
    Comparison,
    compare,
    gold_fault,
    parse_answer,
    real_gold,
    real_number,
)
from reasoning_rewards.answers.policy import NumberPolicy

__all__ = [
    "Comparison",
    "GoldAudit",
    "GoldFinding",
    "NumberPolicy",
    "audit_golds",
    "compare",
    "compare_choice",
    "gold_fault",
    "parse_answer",
    "real_gold",
    "real_number",
]
