"""Answers: from the text of an answer to a value, and from two values to a verdict."""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reasoning_rewards.answers.audit import GoldAudit, GoldFinding, audit_golds
    from reasoning_rewards.answers.choice import compare_choice
    from reasoning_rewards.answers.comparison import Comparison, compare
    from reasoning_rewards.answers.ladder import gold_fault, parse_answer, real_gold, real_number
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

_HOMES = MappingProxyType(
    {
        "GoldAudit": "audit",
        "GoldFinding": "audit",
        "NumberPolicy": "policy",
        "audit_golds": "audit",
        "compare_choice": "choice",
        **dict.fromkeys(("Comparison", "compare"), "comparison"),
        **dict.fromkeys(("gold_fault", "parse_answer", "real_gold", "real_number"), "ladder"),
    }
)


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{home}"), name)
