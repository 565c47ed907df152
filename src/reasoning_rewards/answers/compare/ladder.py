"""The rungs of the ladder, cheapest first; the first that can tell decides."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from reasoning_rewards.answers.algebra.exact import UndefinedError
from reasoning_rewards.answers.compare.chains import FalseChainError, settled
from reasoning_rewards.answers.compare.defined import is_plain, may_be_undefined
from reasoning_rewards.answers.compare.policy import Decide, NumberPolicy
from reasoning_rewards.answers.compare.scalars import SCALAR_RUNGS, Judge, Rung
from reasoning_rewards.answers.compare.statements import as_wanted
from reasoning_rewards.answers.compare.structures import same_values
from reasoning_rewards.answers.notation.clean import plain
from reasoning_rewards.answers.notation.dates import read_ordered_date
from reasoning_rewards.answers.notation.reader import Reading, read, reading
from reasoning_rewards.answers.notation.wellformed import is_broken
from reasoning_rewards.answers.values.limits import MAX_ANSWER, Fuel, FuelSpentError
from reasoning_rewards.answers.values.outcome import NUMBER_DIFFERS, NUMBER_SAME, Outcome
from reasoning_rewards.answers.values.tree import UnreadableError
from reasoning_rewards.answers.values.values import (
    About,
    Choice,
    Guess,
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
    "fault_of",
    "is_verbatim",
    "one_judge",
    "parse_answer",
    "real_number",
]

SPELLED_ALIKE = Outcome(True, "text.same")
ANSWER_BROKEN = Outcome(False, "answer.broken")
AMBIGUOUS = Outcome(False, "answer.ambiguous")

_DEFAULT = NumberPolicy()
_WORTH_REMEMBERING = 1_000  # characters of answer and gold together
_MATHEMATICS = "mathematics"
_NUMBERS = "numbers"
Values = tuple[Value, ...]


def decided_by(
    rungs: tuple[Rung, ...], answer: str, want: str, policy: NumberPolicy, judge: Judge | None = None
) -> Outcome:
    """Decide with these rungs for numbers and expressions; ``want`` is the text inside a gold.

    judge: one that has these rungs and has seen the answer before, or whom somebody watches; if there is one.
    """
    said, meant = reading(answer), reading(want)
    watch = judge.watch if judge is not None else None
    for rung in TEXT_RUNGS:
        outcome = rung(said, meant, policy)
        if watch is not None:
            watch.rung(rung.__name__, outcome)
        if outcome is not None:
            return outcome
    readings = _readings(said, policy)
    if isinstance(readings[0], Opaque) and _is_unread(said, meant, policy):
        readings = readings[1:]  # what stands within words
    targets, judge = _readings(meant, policy), judge or Judge(policy, Fuel(), rungs)
    if said.claims and not _keeps_its_word(said, judge):
        return AMBIGUOUS
    if meant.claims and not _keeps_its_word(meant, judge):
        targets = targets[:1]  # as it is written
    return _by_value(readings, targets, judge)


def _keeps_its_word(text: Reading, judge: Judge) -> bool:
    """Say whether whatever a sentence claims besides its answer comes to that answer: 12, because it is 3 * 4."""
    try:
        with judge.within_one_text():
            return all(same_values(text.values[-1], claim, judge).same for claim in text.claims)
    except (UndefinedError, UnreadableError, FalseChainError, FuelSpentError):
        return False


def _by_value(readings: Values, targets: Values, judge: Judge) -> Outcome:
    """Compare what an answer may be with what a gold may be: the first two that are the same decide."""
    outcomes = []
    try:
        said = tuple(as_wanted(value, targets[0]) for value in readings)
        alone = len(said) == len(targets) == 1
        pairs = ((said[0], targets[0]),) if alone else _pairs(said, targets, judge.policy)
        for value, candidate in pairs:
            outcome = same_values(value, candidate, judge)
            if outcome.same:
                return outcome
            outcomes.append(outcome)
    except (UndefinedError, UnreadableError):
        return ANSWER_BROKEN
    except FalseChainError:
        return Outcome(False, "chain.broken")
    except FuelSpentError:
        return Outcome(False, "budget.exceeded")
    return next((outcome for outcome in outcomes if outcome.same is None), outcomes[0])


def _pairs(readings: Values, targets: Values, policy: NumberPolicy) -> Iterator[tuple[Value, Value]]:
    """Yield what may be compared: two second readings prove nothing, unless both are amounts to be converted.

    Letters that may be a unit are one beside an amount with a unit. Beside a plain number an answer's may be
    taken off (5N for 5), but of a gold only what is no product of names: 5 does not answer 5m.
    """
    for place, value in enumerate(readings):
        for spot, candidate in enumerate(targets):
            if isinstance(value, Guess) and isinstance(candidate, Guess):
                if policy.units == "convert":
                    yield value.value, candidate.value
            elif isinstance(value, Guess):
                if spot == 0 and (value.is_likely or _has_unit(candidate)):
                    yield value.value, candidate
            elif isinstance(candidate, Guess):
                if place == 0 and (candidate.is_sure or _has_unit(value)):
                    yield value, candidate.value
            elif place == 0 or spot == 0:
                yield value, candidate


def _has_unit(value: Value) -> bool:
    value = value.value if isinstance(value, Named) else value
    return isinstance(value, Scalar) and "unit" in value.kinds


# The rungs that look at the two texts and what they were read as, and compute nothing.


def usable(_: Reading, meant: Reading, policy: NumberPolicy) -> Outcome | None:
    """Tell where nothing can be compared with the gold."""
    if meant.is_number and isinstance(meant.values[0], Number):
        return None  # most of them
    fault = fault_of(meant.text, policy)
    return Outcome(None, fault) if fault else None


def verbatim(said: Reading, meant: Reading, policy: NumberPolicy) -> Outcome | None:
    """Tell where two texts are the same but for their dress; numbers are told apart faster by their value."""
    if meant.is_number or policy.kinds != "any":
        return None
    return SPELLED_ALIKE if said.text == meant.text or _same_spelling(said, meant) else None


def literals(said: Reading, meant: Reading, policy: NumberPolicy) -> Outcome | None:
    """Tell of two numbers, unless one may be rounded or may be another number."""
    readings, targets = _readings(said, policy), _readings(meant, policy)
    first, target = readings[0], targets[0]
    if not isinstance(first, Number) or not isinstance(target, Number):
        return None
    if first.exact == target.exact:
        return NUMBER_SAME
    certain = len(readings) == len(targets) == 1 and not (first.digits or target.digits or policy.tolerance)
    return NUMBER_DIFFERS if certain else None


def blank(said: Reading, _: Reading, __: NumberPolicy) -> Outcome | None:
    """Tell where the answer says nothing."""
    return None if said.digits or said.spelling else Outcome(False, "answer.missing")


def spelling(said: Reading, meant: Reading, _: NumberPolicy) -> Outcome | None:
    """Tell where two texts are spelled alike; words and letters in any case."""
    first, target = said.values[0], meant.values[0]
    if isinstance(first, Number) and isinstance(target, Number):
        return None
    if _same_spelling(said, meant):
        return SPELLED_ALIKE
    words = isinstance(first, (Text, Choice)) and isinstance(target, (Text, Choice))
    return SPELLED_ALIKE if words and said.spelling.casefold() == meant.spelling.casefold() else None


def readable(said: Reading, meant: Reading, policy: NumberPolicy) -> Outcome | None:
    """Tell where an answer can't be read, nor anything within it."""
    nothing = _is_unread(said, meant, policy) and len(_readings(said, policy)) == 1
    if nothing and said.is_open:
        return AMBIGUOUS
    return ANSWER_BROKEN if nothing else None


def _is_unread(said: Reading, meant: Reading, policy: NumberPolicy) -> bool:
    """Say whether an answer as a whole is nothing that can be compared."""
    if not isinstance(_readings(said, policy)[0], Opaque):
        return False
    return not isinstance(_readings(meant, policy)[0], Opaque) or is_broken(plain(said.text))


TEXT_RUNGS = (usable, verbatim, literals, blank, spelling, readable)


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


@remembered(4096)
def fault_of(want: str, policy: NumberPolicy) -> str:
    """Return what is wrong with the text of a gold, or "" if it can be compared with."""
    if policy.kinds == "any" and is_plain(want):
        return ""
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
    if not may_be_undefined(target):
        return ""
    try:
        same_values(target, target, Judge(policy, Fuel()))
    except (UndefinedError, FalseChainError):
        return "gold.broken"
    except (FuelSpentError, UnreadableError):
        return ""  # too much to compute, but it still equals itself
    return ""


def _readings(text: Reading, policy: NumberPolicy) -> Values:
    """Return what a text may be for a policy: without a decimal comma where it has none, a date where it has an order."""
    if policy.dates is not None and (date := read_ordered_date(text.clean, policy.dates)):
        return (Text(date),)
    return text.values if policy.decimal_comma else text.without_decimal_comma


def _same_spelling(said: Reading, meant: Reading) -> bool:
    return said.digits == meant.digits and said.spelling == meant.spelling


def is_verbatim(gold: str) -> bool:
    r"""Say whether the text of a gold is understood as the text it is, and no more.

    >>> is_verbatim(r"\mapsfrom x"), is_verbatim("Paris"), is_verbatim("x+1")
    (True, False, False)
    """
    return isinstance(with_room(read, gold)[0], Opaque)


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


def _real(value: Value, policy: NumberPolicy) -> Fraction | int | None:
    judge = Judge(policy, Fuel())
    try:
        if isinstance(value, About):
            value = settled(value, judge, same_values)
        if isinstance(value, Named) and not value.member:
            value = value.value
        if isinstance(value, Number):
            return value.exact
        if not isinstance(value, Scalar):
            return None
        return judge.real(value.tree)
    except (UndefinedError, UnreadableError, FalseChainError, FuelSpentError):
        return None
