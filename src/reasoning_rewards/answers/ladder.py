"""Is this answer the gold? The rungs, cheapest first; the first that can tell decides."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from reasoning_rewards.answers.clean import plain, text_key
from reasoning_rewards.answers.gold import bare, gold_text
from reasoning_rewards.answers.limits import MAX_ANSWER, MAX_GOLD
from reasoning_rewards.answers.numbers import read_number
from reasoning_rewards.answers.policy import NumberPolicy
from reasoning_rewards.answers.values import Number, Opaque, Text, Value
from reasoning_rewards.rules import sentence

__all__ = ["Comparison", "compare", "parse_answer", "real_gold", "real_number"]

_DEFAULT = NumberPolicy()
_WORDS = re.compile(r"[^\W\d_]{2,}(?:[\s'’.,-]+[^\W\d_]+)*[.!]?")


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
    """Decide whether an answer is the gold; never raises, whatever the text.

    >>> compare("0.5", gold=r"\\frac{1}{2}").same, compare("0.51", gold="1/2").same
    (True, False)
    >>> compare("42", gold=None)
    Comparison(same=None, rule='gold.missing', facts=(('gold', ''),))
    """
    want, fault = gold_text(gold)
    facts: tuple[tuple[str, object], ...]
    if fault:
        facts = (("limit", MAX_GOLD),) if fault == "gold.too_long" else (("gold", want),)
        return Comparison(None, fault, facts)
    target = parse_answer(want)
    if isinstance(target, Opaque) and _is_broken(target.text):
        return Comparison(None, "gold.broken", (("gold", want),))
    read = "" if answer is None else bare(answer)
    if not read:
        return Comparison(False, "answer.missing")
    if len(read) > MAX_ANSWER:
        return Comparison(False, "answer.too_long", (("limit", MAX_ANSWER),))
    facts = (("read", read), ("gold", want))
    got = parse_answer(read)
    if isinstance(got, Number) and isinstance(target, Number):
        if got.exact == target.exact:
            return Comparison(True, "number.same", facts)
        return Comparison(False, "number.differs", facts)
    if text_key(plain(read)) == text_key(plain(want)) != "":
        return Comparison(True, "text.same", facts)
    if isinstance(got, Opaque) or isinstance(target, Opaque):
        return Comparison(None, "ladder.undecided", facts)
    if type(got) is type(target):
        return Comparison(False, "text.differs", facts)
    return Comparison(False, "kind.differs", facts)


def parse_answer(text: str) -> Value:
    """Read one answer.

    >>> parse_answer("1,234.5"), parse_answer(r"\\text{Evelyn}")
    (Number(2469/2), Text(words='evelyn'))
    """
    clean = plain(bare(text))
    number = read_number(clean)
    if number is not None:
        return Number(number)
    key = text_key(clean)
    return Text(key) if _WORDS.fullmatch(key) else Opaque(clean)


def real_number(text: str, policy: NumberPolicy = _DEFAULT) -> Fraction | int | None:
    """Return the one finite real number an answer is, or None.

    >>> real_number("$1,234.50$"), real_number("five")
    (Fraction(2469, 2), None)
    """
    value = parse_answer(text) if len(text) <= MAX_ANSWER else None
    return value.exact if isinstance(value, Number) else None


def real_gold(gold: object, policy: NumberPolicy = _DEFAULT) -> Fraction | int | None:
    """Return the one finite real number a gold is, or None.

    >>> real_gold("6 * 7 = 42\\n#### 42"), real_gold(2.5), real_gold("Paris")
    (42, Fraction(5, 2), None)
    """
    text, fault = gold_text(gold)
    return None if fault else real_number(text, policy)


def _is_broken(text: str) -> bool:
    """Whether braces do not balance or a fraction lacks its parts, so that no TeX reads it."""
    depth = 0
    for character in text:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return True
    return depth != 0 or "\ud800" <= max(text) <= "\udfff"
