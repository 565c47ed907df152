"""Every rule by its slug, for whoever reads logs and files, which name slugs alone."""

from __future__ import annotations

from collections.abc import Iterator

import reasoning_rewards
from reasoning_rewards.answers.compare.audit import AUDIT_RULES
from reasoning_rewards.core.algebra.arithmetic import Product, Scale, Sum
from reasoning_rewards.core.algebra.gates import IfAbstains, OnlyIf, Requires
from reasoning_rewards.core.algebra.routing import FirstOf, OnError, Route, When
from reasoning_rewards.core.algebra.wrappers import Anneal, AtLeast, Clip
from reasoning_rewards.core.foreign import TrainerFunction
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.rewards.code_audit import CODE_AUDIT_RULES
from reasoning_rewards.verdict import Rule

__all__ = ["all_rules"]

_NODES: tuple[type[Reward], ...] = (
    Sum,
    Scale,
    Product,
    AtLeast,
    OnlyIf,
    Requires,
    IfAbstains,
    Clip,
    Anneal,
    Route,
    When,
    FirstOf,
    OnError,
    TrainerFunction,
    Reward,
)


def all_rules() -> dict[str, Rule]:
    """The rules of the algebra, of every public reward and of the audits of golds and tests, each with its sentence.

    >>> all_rules()["answer.missing"].sentence
    'no answer after the thinking'
    """
    given = [rule for kind in (*_NODES, *_public()) for rule in kind.rules]
    return {str(rule): rule for rule in (*given, *AUDIT_RULES, *CODE_AUDIT_RULES) if isinstance(rule, Rule)}


def _public() -> Iterator[type[Reward]]:
    for name in reasoning_rewards.__all__:
        value = getattr(reasoning_rewards, name)
        if isinstance(value, type) and issubclass(value, Reward):
            yield value
