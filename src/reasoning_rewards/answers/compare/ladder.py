"""The rungs of the ladder, cheapest first; the first that can tell decides."""

from __future__ import annotations

import re
from fractions import Fraction

from reasoning_rewards.answers.algebra.exact import UndefinedError
from reasoning_rewards.answers.compare.policy import Decide, NumberPolicy
from reasoning_rewards.answers.compare.scalars import SCALAR_RUNGS, Judge, Rung
from reasoning_rewards.answers.compare.structures import FalseChainError, same_values
from reasoning_rewards.answers.notation.clean import plain
from reasoning_rewards.answers.notation.gold import gold_text
from reasoning_rewards.answers.notation.reader import Reading, is_broken, read, reading
from reasoning_rewards.answers.values.limits import MAX_ANSWER, Fuel, FuelSpentError
from reasoning_rewards.answers.values.outcome import NUMBER_DIFFERS, NUMBER_SAME, Outcome
from reasoning_rewards.answers.values.tree import UnreadableError
from reasoning_rewards.answers.values.values import (
    Choice,
    Listing,
    Named,
    Number,
    Opaque,
    Scalar,
    Text,
    Value,
)
from reasoning_rewards.caches import remembered
from reasoning_rewards.stack import with_room

__all__ = [
    "decided",
    "decided_by",
    "gold_fault",
    "one_judge",
    "parse_answer",
    "real_gold",
    "real_number",
]

SPELLED_ALIKE = Outcome(True, "text.same")

_DEFAULT = NumberPolicy()
_WORTH_REMEMBERING = 1_000  # characters of answer and gold together
_MATHEMATICS = "mathematics"
_NUMBERS = "numbers"
_RISKY = re.compile(r"/\s*(?![1-9])|\^\{?-|inf|∞|=|ln|log|!|÷|div|tan|cot|sec|csc")
_SAFE_FRACTION = re.compile(r"\}\s*\{\s*[1-9]\d*\s*\}|frac\s*\d\s*\{?[1-9]")  # by a number that is not zero


def decided_by(
    rungs: tuple[Rung, ...], answer: str, want: str, policy: NumberPolicy, judge: Judge | None = None
) -> Outcome:
    """Decide with these rungs for numbers and expressions; ``want`` is the text inside a gold.

    judge: one that has these rungs and has seen the answer before, if there is one.
    """
    said, meant = reading(answer), reading(want)
    if policy.kinds == "any" and _spelled_alike(said, meant) and _is_plainly_readable(want):
        return SPELLED_ALIKE
    targets = _allowed(meant.values, policy)
    readings = _allowed(said.values, policy)
    first, target = readings[0], targets[0]
    numbers = False
    if isinstance(first, Number) and isinstance(target, Number):
        numbers = True
        if first.exact == target.exact:
            return NUMBER_SAME
        if len(readings) == len(targets) == 1 and not (first.digits or target.digits):
            return NUMBER_DIFFERS
    fault = _fault_of(want, policy)
    if fault:
        return Outcome(None, fault)
    if not (said.digits or said.spelling):
        return Outcome(False, "answer.missing")
    if not numbers and _same_text(said, meant):
        return SPELLED_ALIKE
    if isinstance(first, Opaque) and (is_broken(plain(answer)) or not isinstance(target, Opaque)):
        readings = readings[1:]
        if not readings:
            return Outcome(False, "answer.broken")
    judge = judge or Judge(policy, Fuel(), rungs)
    outcomes = []
    try:
        for place, value in enumerate(readings):
            for candidate in targets if place == 0 else targets[:1]:  # two second readings prove nothing
                outcome = same_values(value, candidate, judge)
                if outcome.same:
                    return outcome
                outcomes.append(outcome)
    except (UndefinedError, UnreadableError):
        return Outcome(False, "answer.broken")
    except FalseChainError:
        return Outcome(False, "chain.broken")
    except FuelSpentError:
        return Outcome(False, "budget.exceeded")
    return next((outcome for outcome in outcomes if outcome.same is None), outcomes[0])


def one_judge(policy: NumberPolicy) -> Decide:
    """Return a way to decide about one answer beside several golds: it is evaluated, and paid for, once."""
    judge = Judge(policy, Fuel())
    return lambda answer, want, policy: decided_by(SCALAR_RUNGS, answer, want, policy, judge)


def decided(answer: str, want: str, policy: NumberPolicy) -> Outcome:
    """Decide in this process; short pairs are remembered."""
    short = len(answer) + len(want) <= _WORTH_REMEMBERING
    return _remembered(answer, want, policy) if short else decided_by(SCALAR_RUNGS, answer, want, policy)


@remembered(16_384)  # a batch of 512 prompts × 16 completions has fewer distinct pairs
def _remembered(answer: str, want: str, policy: NumberPolicy) -> Outcome:
    return decided_by(SCALAR_RUNGS, answer, want, policy)


def _same_text(said: Reading, meant: Reading) -> bool:
    """Say whether two answers are spelled alike; words and letters in any case."""
    if _same_spelling(said, meant):
        return True
    return (
        isinstance(said.values[0], (Text, Choice))
        and isinstance(meant.values[0], (Text, Choice))
        and said.spelling.casefold() == meant.spelling.casefold()
    )


@remembered(4096)
def _fault_of(want: str, policy: NumberPolicy) -> str:
    """Return what is wrong with a gold, or "" if it can be compared with."""
    meant = reading(want)
    if not meant.spelling:
        return "gold.missing"
    target = meant.values[0]
    if isinstance(target, Opaque) and is_broken(plain(want)):
        return "gold.broken"
    if policy.kinds != "any" and isinstance(target, (Text, Opaque, Choice)):
        return "gold.broken" if policy.kinds == _MATHEMATICS else "gold.not_a_number"
    if policy.kinds == _NUMBERS and _real(target, policy) is None:
        return "gold.not_a_number"
    if not _may_be_undefined(want):
        return ""
    try:
        same_values(target, target, Judge(policy, Fuel()))
    except (UndefinedError, FalseChainError):
        return "gold.broken"
    except (FuelSpentError, UnreadableError):
        return ""  # too much to compute, but it still equals itself
    return ""


def _allowed(readings: tuple[Value, ...], policy: NumberPolicy) -> tuple[Value, ...]:
    """Leave out a decimal comma where the policy has none."""
    comma = len(readings) == 2 and isinstance(readings[0], Listing) and isinstance(readings[1], Number)
    return readings[:1] if comma and not policy.decimal_comma else readings


def _spelled_alike(said: Reading, meant: Reading) -> bool:
    """Say whether two texts are the same but for their dress; numbers are told apart faster by their value."""
    return not meant.is_number and (said.text == meant.text or _same_spelling(said, meant))


def _same_spelling(said: Reading, meant: Reading) -> bool:
    return said.digits == meant.digits and said.spelling == meant.spelling


@remembered(4096)
def _is_plainly_readable(want: str) -> bool:
    """Say whether a gold needs no parsing to be known for readable: TeX that closes, with a value for sure."""
    return (
        not _may_be_undefined(want)
        and reading(want).spelling not in ("", "\\text{}")
        and not is_broken(plain(want))
    )


def _may_be_undefined(want: str) -> bool:
    """Say whether anything in a gold could have no value: a denominator, infinity, a chain."""
    return _RISKY.search(want) is not None or want.count("frac") > len(_SAFE_FRACTION.findall(want))


def gold_fault(gold: object, policy: NumberPolicy = _DEFAULT) -> str:
    """Return the rule that makes a gold's row abstain, or "" for a gold that can be compared with.

    >>> gold_fault("N/A"), gold_fault("1/0"), gold_fault("42")
    ('gold.missing', 'gold.broken', '')
    """
    return with_room(_gold_fault, gold, policy)


def _gold_fault(gold: object, policy: NumberPolicy) -> str:
    want, fault = gold_text(gold)
    return fault or _fault_of(want, policy)


def parse_answer(text: str) -> Value:
    r"""Read one answer; where it can be read in two ways, the likelier one.

    >>> parse_answer("1,234.5"), parse_answer(r"\text{Evelyn}"), parse_answer("(1, x]")
    (Number(2469/2), Text(words='evelyn'), Sequence(items=(Number(1), Scalar(x)), brackets='(]'))
    """
    return with_room(read, text)[0] if len(text) <= MAX_ANSWER else Opaque(text[:MAX_ANSWER])


def real_number(text: str, policy: NumberPolicy = _DEFAULT) -> Fraction | int | None:
    r"""Return the one finite real number an answer is, or None; irrational ones to 30 digits.

    >>> real_number("$1,234.50$"), real_number("x = 5 cm"), real_number("fish"), real_number("1, 2")
    (Fraction(2469, 2), 5, None, None)
    """
    return with_room(_real_number, text, policy)


def _real_number(text: str, policy: NumberPolicy) -> Fraction | int | None:
    return _real(parse_answer(text), policy)


def real_gold(gold: object, policy: NumberPolicy = _DEFAULT) -> Fraction | int | None:
    """Return the one finite real number a gold is, or None.

    >>> real_gold("6 * 7 = 42\\n#### 42"), real_gold(2.5), real_gold("Paris")
    (42, Fraction(5, 2), None)
    """
    text, fault = with_room(gold_text, gold)
    return None if fault else real_number(text, policy)


def _real(value: Value, policy: NumberPolicy) -> Fraction | int | None:
    if isinstance(value, Named) and not value.member:
        value = value.value
    if isinstance(value, Number):
        return value.exact
    if not isinstance(value, Scalar):
        return None
    judge = Judge(policy, Fuel())
    try:
        return judge.real(value.tree)
    except (UndefinedError, UnreadableError, FuelSpentError):
        return None
