"""Is this answer the gold? What is asked, what is answered, and the one rung that needs no reader.

Plain numbers are most of what is compared, so they are decided here; the rest of the ladder, with
its parser and its algebra, is imported when the first answer needs it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple, NoReturn

from reasoning_rewards.answers.compare.policy import Decide, NumberPolicy, insist_on_golds, insist_on_policy
from reasoning_rewards.answers.compare.rules import rule_of
from reasoning_rewards.answers.notation.gold import (
    AMBIGUOUS,
    Asked,
    Golds,
    GoldText,
    gold_text,
    inside,
    stands_for,
    taken_from,
)
from reasoning_rewards.answers.notation.unwrap import unwrapped
from reasoning_rewards.answers.values.limits import MAX_ANSWER, MAX_GOLD
from reasoning_rewards.answers.values.outcome import NUMBER_DIFFERS, NUMBER_SAME, Outcome
from reasoning_rewards.caches import remembered
from reasoning_rewards.calls import NOT_GIVEN, one_positional
from reasoning_rewards.errors import SettingError
from reasoning_rewards.stack import with_room
from reasoning_rewards.text.numbers import SHORT_LITERAL, SHORT_RATIO
from reasoning_rewards.verdict import Rule, sentence

__all__ = [
    "Compared",
    "Comparison",
    "Reason",
    "compare",
    "comparison_of",
    "decide_texts",
]

_DEFAULT = NumberPolicy()
# A comma between thousands, and a dollar sign on one side, say nothing.
_LITERAL = re.compile(rf"(?:\\?\$)?{SHORT_LITERAL}", re.ASCII)
_RATIO = re.compile(SHORT_RATIO, re.ASCII)
_LITERAL_LENGTH = 28  # the longest of both
_TEXT = (str, type(None))
_WORTH_REMEMBERING = 1_000  # characters of a gold
_OPENING = frozenset("[{( \n\t")  # what begins otherwise is a gold as it is to be read
_SEVERAL = GoldText("", AMBIGUOUS)
_WITHOUT = frozenset((AMBIGUOUS, "gold.keys"))  # these show the whole gold themselves


Compared = tuple[Outcome, str, str]
"""An outcome, the answer as it was read, and the gold as it was read."""


class Comparison(NamedTuple):
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


class Reason:
    """Why a text can't be used, as a fact of a verdict: found when it is printed, so that no batch pays for it.

    >>> print(compare("1/0", gold="5"))
    the answer can't be read; read '1/0'; it has no value: division by zero
    """

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        from reasoning_rewards.answers.compare.why import why_refused

        return why_refused(self.text) or "it is nothing that can be compared here"

    def __repr__(self) -> str:
        return f"Reason({self.text!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reason) and self.text == other.text

    def __hash__(self) -> int:
        return hash((Reason, self.text))


@one_positional
def compare(
    answer: str | None = NOT_GIVEN,
    *misplaced: NoReturn,
    gold: object = NOT_GIVEN,
    policy: NumberPolicy = _DEFAULT,
    golds: Golds | None = None,
) -> Comparison:
    r"""Decide whether an answer is the gold; never raises, whatever the text.

    ``golds``: what a list of several golds means: ``"any"`` of them is right, or ``"all"`` are wanted, in any
    order. By default several that are equal, or words, mean any of them, and others are ``gold.ambiguous``.

    >>> compare("0.5", gold=r"\frac{1}{2}").same, compare("0.51", gold="1/2").same
    (True, False)
    >>> compare(r"x \in (-2, 4)", gold=r"\{x \mid -2 < x < 4\}").rule
    'set.same'
    >>> compare("42", gold=None)
    Comparison(same=None, rule='gold.missing', facts=(('gold', ''),))
    >>> print(compare("2 and 1", gold=["1", "2"], golds="all"))
    the same items; read '2 and 1', gold '1; 2'; all of "['1', '2']" are wanted
    """
    if misplaced or gold is NOT_GIVEN or not isinstance(answer, _TEXT) or policy is not _DEFAULT:
        _check_call(answer, misplaced, gold, policy)
    if golds is not None:
        insist_on_golds(golds)
        gold = Asked(gold, golds)
    try:
        said = decide_texts(answer, gold, policy)
    except RecursionError:  # caught here: one call more is a fifth of what two plain numbers cost
        said = with_room(decide_texts, answer, gold, policy)
    return comparison_of(said, gold)


def _check_call(answer: object, misplaced: Sequence[object], gold: object, policy: object) -> None:
    """Say what is wrong with a call, and of a good one nothing."""
    if misplaced or answer is NOT_GIVEN or gold is NOT_GIVEN:
        given = (
            f"with {1 + len(misplaced)} positional arguments" if misplaced else "without an answer or a gold"
        )
        shown = ["..." if each is NOT_GIVEN else repr(each) for each in (answer, *misplaced, gold)]
        raise SettingError(
            f"compare was called {given}; the gold is given by name, so that it can't be taken for the answer: "
            f"compare({shown[0]:.80}, gold={shown[1]:.80})"
        )
    if not isinstance(answer, _TEXT):
        raise SettingError(
            f"answer={answer!r:.80}: expected the text of an answer, or None where there is none"
        )
    insist_on_policy(policy)


def decide_texts(
    answer: str | None, gold: object, policy: NumberPolicy, decide: Decide | None = None
) -> Compared:
    """Decide, and keep what was read and what was wanted; `comparison_of` makes the comparison of it.

    decide: the ladder to climb, if it is not the usual one.
    """
    if type(gold) is str and len(gold) <= _WORTH_REMEMBERING:
        want, fault = (gold, "") if gold.isdigit() else _gold(gold)
    else:
        want, fault = _held(gold)
    if fault:
        if fault != AMBIGUOUS:
            return Outcome(None, fault), "", want
        return _several()(decide_texts, answer, gold, policy, decide)
    read_text = "" if answer is None else answer.strip()
    same = _plain_numbers(read_text, want, policy.rounded)
    if same is not None and (
        not (policy.evaluated or policy.tolerance) or _is_settled(same, read_text, policy)
    ):
        return NUMBER_SAME if same else NUMBER_DIFFERS, read_text, want
    if read_text[:1] in _OPENING and stands_for(gold) == read_text:
        read_text = want  # the gold as it stands, with what its answer was taken out of
    if len(read_text) <= MAX_ANSWER and ("####" in read_text or "\\boxed" in read_text):
        read_text = inside(read_text)  # a worked solution, read as golds are
    if len(read_text) > MAX_ANSWER:
        return Outcome(False, "answer.too_long"), "", want
    return (decide or _ladder())(read_text, want, policy), read_text, want


def comparison_of(said: Compared, gold: object = None) -> Comparison:
    """What was decided, with the facts that its rule names; ``gold``: the gold as it stood, to say what was made of it."""
    (same, rule, fault), read_text, want = said
    facts: tuple[tuple[str, object], ...] = (("read", read_text), ("gold", want))
    if fault:
        facts += (("fault", fault),)
    if rule == "answer.missing":
        facts = ()
    elif rule in ("gold.too_long", "answer.too_long"):
        facts = (("limit", MAX_GOLD if len(want) > MAX_GOLD else MAX_ANSWER),)
    elif rule.startswith("gold."):
        facts = (("gold", want), ("reason", Reason(want))) if rule == "gold.broken" else (("gold", want),)
    elif rule == "answer.broken":
        facts = (("read", read_text), ("reason", Reason(read_text)))
    rule = rule_of(rule)
    if (type(gold) is not str or gold[:1] in _OPENING) and facts and (source := _source(gold, rule)):
        facts += (("taken_from", source),)
        rule = Rule(rule, f"{rule.sentence}; {_taken(gold)}") if isinstance(rule, Rule) else rule
    return Comparison(same, rule, facts)


def _source(gold: object, rule: str) -> str:
    """What the gold was taken out of; "" where there is nothing to say of it."""
    return "" if gold is None or rule in _WITHOUT else taken_from(gold)


def _taken(gold: object) -> str:
    """How the gold that was compared with stands to what was taken apart for it."""
    if gold_text(gold).rule != AMBIGUOUS:
        return "taken from {taken_from}"
    return (
        "all of {taken_from} are wanted"
        if isinstance(gold, Asked) and gold.how == "all"
        else "any of {taken_from} is right"
    )


@remembered(4096)
def _gold(gold: str) -> GoldText:
    return gold_text(gold)


def _held(gold: object) -> GoldText:
    """What a gold of another type holds; the text inside of it is remembered."""
    held = gold.gold if isinstance(gold, Asked) else gold
    if not isinstance(held, str):
        held = unwrapped(held)
        if isinstance(held, (list, tuple)):
            return _SEVERAL
    return _gold(held) if type(held) is str and len(held) <= _WORTH_REMEMBERING else gold_text(held)


def _plain_numbers(answer: str, want: str, rounded: int | None) -> bool | None:
    """Compare two short literals or fractions of literals; None where either is anything else, or may be rounded."""
    if len(answer) > _LITERAL_LENGTH or len(want) > _LITERAL_LENGTH:
        return None
    target, found = _literal(want), _literal(answer)
    if target and found:
        same = found == target
    elif (one := _ratio(want, target)) and (other := _ratio(answer, found)):
        same = one[0] * other[1] == one[1] * other[0]
    else:
        return None
    if same or rounded is None:
        return same
    longest = max(len(answer) if found else 0, len(want) if target else 0)  # a fraction is never rounded
    return None if longest >= rounded else False


def _is_settled(same: bool, answer: str, policy: NumberPolicy) -> bool:
    """Say whether a policy that wants or forgives more leaves a comparison of two plain numbers as it is."""
    if policy.evaluated and not _literal(answer):
        return False  # 84/2 is left to do
    return same or policy.tolerance is None


def _ratio(text: str, literal: str) -> tuple[int, int] | None:
    """A literal or a fraction of two as integers, one over the other; None for anything else."""
    if literal:
        whole, _, decimals = literal.partition(".")
        return int(whole + decimals), 10 ** len(decimals)
    found = _RATIO.fullmatch(text) if text[-1:] == "}" or "/" in text else None
    if found is None:
        return None
    sign, over, under, above, below = found.groups()
    return int(sign + (over or above)), int(under or below)


def _literal(text: str) -> str:
    """A short literal without what says nothing: zeros at its end, the sign of 0; "" for anything else."""
    if text.isdigit() and text.isascii() and len(text) <= 10 and text[0] != "0":
        return text  # most of them
    found = _LITERAL.fullmatch(text) if text[-1:].isdigit() else None
    if found is None:
        return ""
    sign, digits = found.groups()
    if "," in digits:
        digits = digits.replace(",", "")
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return digits if digits == "0" else sign + digits


@functools.cache
def _several() -> Callable[..., Compared]:
    from reasoning_rewards.answers.compare.golds import decide_several

    return decide_several


@functools.cache
def _ladder() -> Decide:
    from reasoning_rewards.answers.compare.ladder import decided

    return decided
