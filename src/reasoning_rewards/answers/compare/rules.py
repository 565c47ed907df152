"""What comparing an answer with a gold can come to, and the sentence that says it.

The rungs of the ladder name a rule by its slug; `rule_of` finds the rule, with its sentence, when somebody asks.
"""

from __future__ import annotations

from types import MappingProxyType

from reasoning_rewards.answers.notation.gold import GOLD_RULES
from reasoning_rewards.text.extract import AMBIGUOUS, MISSING, UNFINISHED
from reasoning_rewards.verdict import Rule

__all__ = [
    "ANSWER_NOT_A_NUMBER",
    "ANSWER_RULES",
    "ANSWER_TOO_LONG",
    "COMPARISON_RULES",
    "GOLD_NOT_A_NUMBER",
    "rule_of",
]

ANSWER_TOO_LONG = Rule("answer.too_long", "the answer is longer than the limit of {limit} characters")
ANSWER_NOT_A_NUMBER = Rule("answer.not_a_number", "the answer is not one finite number; read {read}")
ANSWER_RULES = (
    MISSING,
    UNFINISHED,
    Rule("answer.broken", "the answer can't be read; read {read}; {reason}"),
    ANSWER_TOO_LONG,
    AMBIGUOUS,
    ANSWER_NOT_A_NUMBER,
    Rule(
        "answer.unevaluated", "a sum that is left to do, where the gold is a number; read {read}, gold {gold}"
    ),
    Rule("budget.exceeded", "comparing would cost more work than any real answer needs; read {read}"),
    Rule("ladder.undecided", "no rung of the ladder could decide; read {read}, gold {gold}"),
)
"""Why an answer was not compared to the end."""

COMPARISON_RULES = (
    Rule("text.same", "the same text; read {read}"),
    Rule("text.differs", "different text; read {read}, gold {gold}"),
    Rule("number.same", "the same number; read {read}, gold {gold}"),
    Rule("number.rounded", "the gold, correctly rounded or cut off; read {read}, gold {gold}"),
    Rule("number.close", "as near to the gold as the policy asks; read {read}, gold {gold}"),
    Rule("number.differs", "different numbers; read {read}, gold {gold}"),
    Rule("algebra.same", "the same expression; read {read}, gold {gold}"),
    Rule("algebra.differs", "different expressions; read {read}, gold {gold}"),
    Rule("probe.same", "equal at every point tried, to 60 digits; read {read}, gold {gold}"),
    Rule("probe.differs", "different at a point that was tried; read {read}, gold {gold}"),
    Rule("unit.differs", "the same number of different units; read {read}, gold {gold}"),
    Rule("items.same", "the same items; read {read}, gold {gold}"),
    Rule("items.differ", "an item differs; read {read}, gold {gold}"),
    Rule("items.count", "not as many items; read {read}, gold {gold}"),
    Rule("set.same", "the same set; read {read}, gold {gold}"),
    Rule("set.differs", "a different set; read {read}, gold {gold}"),
    Rule("matrix.same", "the same matrix; read {read}, gold {gold}"),
    Rule("matrix.differs", "a different matrix; read {read}, gold {gold}"),
    Rule("equation.same", "the same equation; read {read}, gold {gold}"),
    Rule("equation.differs", "a different equation; read {read}, gold {gold}"),
    Rule("relation.same", "the same relation; read {read}, gold {gold}"),
    Rule("relation.differs", "a different relation; read {read}, gold {gold}"),
    Rule("ratio.same", "the same ratio; read {read}, gold {gold}"),
    Rule("ratio.differs", "a different ratio; read {read}, gold {gold}"),
    Rule("choice.same", "the same choice; read {read}, gold {gold}"),
    Rule("choice.differs", "a different choice; read {read}, gold {gold}"),
    Rule("time.same", "the same time; read {read}, gold {gold}"),
    Rule("time.differs", "a different time; read {read}, gold {gold}"),
    Rule("formula.same", "the same chemical formula; read {read}, gold {gold}"),
    Rule("formula.differs", "a different chemical formula; read {read}, gold {gold}"),
    Rule("infinity.same", "the same infinity; read {read}, gold {gold}"),
    Rule("infinity.differs", "a different infinity; read {read}, gold {gold}"),
    Rule("base.same", "the same digits in the same base; read {read}, gold {gold}"),
    Rule("base.differs", "other digits, or another base; read {read}, gold {gold}"),
    Rule("name.differs", "about other names; read {read}, gold {gold}"),
    Rule("condition.differs", "the same formula under other conditions; read {read}, gold {gold}"),
    Rule("chain.broken", "the answer equates things that are not equal; read {read}"),
    Rule("kind.differs", "answer and gold are different kinds of thing; read {read}, gold {gold}"),
    *ANSWER_RULES,
    *GOLD_RULES,
)
"""Every rule that comparing in this process can come to."""

_RULES = MappingProxyType({str(rule): rule for rule in COMPARISON_RULES})
GOLD_NOT_A_NUMBER = _RULES["gold.not_a_number"]


def rule_of(slug: str) -> str:
    """The rule that a rung names, with its sentence; what is a rule already (an engine's) as it is.

    >>> rule_of("text.same").sentence
    'the same text; read {read}'
    """
    return _RULES.get(slug, slug)
