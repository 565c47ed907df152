"""Is this answer the gold? What is asked, what is answered, and the one rung that needs no reader.

Plain numbers are most of what is compared, so they are decided here; the rest of the ladder, with
its parser and its algebra, is imported when the first answer needs it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from reasoning_rewards.answers.gold import gold_text, inside
from reasoning_rewards.answers.limits import MAX_ANSWER, MAX_GOLD
from reasoning_rewards.answers.policy import NumberPolicy
from reasoning_rewards.rules import sentence

__all__ = ["Comparison", "Outcome", "compare"]

_DEFAULT = NumberPolicy()
# Too short to be somebody's rounding (that takes twelve digits), so that equal and different is all there is.
_PLAIN = re.compile(r"-?(?:0|[1-9]\d{0,9})(?:\.(\d{1,9}))?", re.ASCII)


class Outcome(NamedTuple):
    """Same, different, or (None) no opinion; and the rule that says so."""

    same: bool | None
    rule: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether an answer is the gold, and the rule that said so.

    ``same`` is True, False, or None where nothing could tell: the gold is at fault (rules
    ``gold.*``) or no rung had an opinion (``ladder.undecided``).

    >>> print(compare("1,000", gold="1000"))
    the same number; read '1,000', gold '1000'
    """

    same: bool | None
    rule: str
    facts: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        return sentence(self.rule, self.facts)


def compare(answer: str | None, *, gold: object, policy: NumberPolicy = _DEFAULT) -> Comparison:
    r"""Decide whether an answer is the gold; never raises, whatever the text.

    >>> compare("0.5", gold=r"\frac{1}{2}").same, compare("0.51", gold="1/2").same
    (True, False)
    >>> compare(r"x \in (-2, 4)", gold=r"\{x \mid -2 < x < 4\}").rule
    'set.same'
    >>> compare("42", gold=None)
    Comparison(same=None, rule='gold.missing', facts=(('gold', ''),))
    """
    want, fault = gold_text(gold)
    if fault:
        return Comparison(
            None, fault, (("limit", MAX_GOLD),) if fault == "gold.too_long" else (("gold", want),)
        )
    read_text = "" if answer is None else answer.strip()
    if len(read_text) <= MAX_ANSWER and ("####" in read_text or "\\boxed" in read_text):
        read_text = inside(read_text)  # a worked solution, read as golds are
    if len(read_text) > MAX_ANSWER:
        return Comparison(False, "answer.too_long", (("limit", MAX_ANSWER),))
    outcome = _plain_numbers(read_text, want) or _by_the_ladder(read_text, want, policy)
    if outcome.rule == "answer.missing":
        return Comparison(False, outcome.rule)
    facts = (("gold", want),) if outcome.rule.startswith("gold.") else (("read", read_text), ("gold", want))
    return Comparison(outcome.same, outcome.rule, facts)


def _plain_numbers(answer: str, want: str) -> Outcome | None:
    """Compare two short literals digit by digit; None where either is anything else."""
    first, second = _PLAIN.fullmatch(answer), _PLAIN.fullmatch(want)
    if first is None or second is None or len(answer) + len(want) > 20:
        return None
    same = _canonical(first) == _canonical(second)
    return Outcome(same, "number.same" if same else "number.differs")


def _canonical(literal: re.Match[str]) -> str:
    """A literal without what says nothing: zeros at its end, the sign of 0."""
    text = literal[0].rstrip("0").rstrip(".") if literal[1] else literal[0]
    return "0" if text == "-0" else text


def _by_the_ladder(answer: str, want: str, policy: NumberPolicy) -> Outcome:
    from reasoning_rewards.answers.ladder import decided

    return decided(answer, want, policy)
