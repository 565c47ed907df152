"""Multiple choice: a letter in any dress, or the text of the option it stands for."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_uppercase

from reasoning_rewards.answers.compare.comparison import Compared, Comparison, comparison_of, decide_texts
from reasoning_rewards.answers.compare.ladder import one_judge
from reasoning_rewards.answers.compare.policy import NumberPolicy
from reasoning_rewards.answers.notation.gold import AMBIGUOUS, Asked, gold_text
from reasoning_rewards.answers.notation.reader import read
from reasoning_rewards.answers.notation.unwrap import unwrapped
from reasoning_rewards.answers.notation.words import read_choice
from reasoning_rewards.answers.values.limits import MAX_ANSWER
from reasoning_rewards.answers.values.outcome import Outcome
from reasoning_rewards.answers.values.values import Choice, Named, Scalar, Value
from reasoning_rewards.stack import with_room

__all__ = ["compare_choice", "decide_choice"]

_DEFAULT = NumberPolicy()
_SHORT = 900  # characters of an answer that is compared with each option by itself


def compare_choice(
    answer: str | None, *, gold: object, options: Sequence[str] | None = None, policy: NumberPolicy = _DEFAULT
) -> Comparison:
    r"""Decide whether an answer picks the gold's option; never raises, whatever the text.

    A gold is a letter, the text of an option, or (an int) its place, counted from 0. An answer is a
    letter or, where the row has options, the text of exactly one of them; a letter with the text of
    another option picks neither.

    >>> compare_choice(r"\textbf{(B)}\ 12", gold="B").same, compare_choice("c", gold="B").same
    (True, False)
    >>> compare_choice("12 cm", gold="B", options=["11 cm", "12 cm"]).same
    True
    >>> compare_choice("B) 11 cm", gold="B", options=["11 cm", "12 cm"]).same
    False
    """
    return comparison_of(with_room(decide_choice, answer, gold, options, policy))


def decide_choice(
    answer: str | None, gold: object, options: Sequence[str] | None, policy: NumberPolicy
) -> Compared:
    """Decide, and keep what was read and what was wanted."""
    want, fault, wanted = _wanted(gold, options, policy)
    if fault:
        return Outcome(None, fault), "", want
    text = "" if answer is None else answer.strip()
    if not text:
        return Outcome(False, "answer.missing"), "", want
    if len(text) > MAX_ANSWER:
        return Outcome(False, "answer.too_long"), "", want
    picked = _picked(text, options, policy)
    same = picked in wanted
    rule = "answer.broken" if not picked else "choice.same" if same else "choice.differs"
    return Outcome(same, rule), text, want


def _wanted(
    gold: object, options: Sequence[str] | None, policy: NumberPolicy
) -> tuple[str, str, tuple[str, ...]]:
    """Return a gold as text, what is wrong with it, and the letters that are right: several only where that is asked for."""
    how = gold.how if isinstance(gold, Asked) else None
    gold = unwrapped(gold.gold if isinstance(gold, Asked) else gold)
    want, fault = gold_text(gold)
    if fault == AMBIGUOUS and isinstance(gold, (list, tuple)):
        each = dict.fromkeys(_letter(one, options, policy) for one in gold)
        if "" in each and how != "any":
            return want, "gold.broken", ()
        letters = tuple(filter(None, each))
        return want, "" if len(letters) == 1 or (letters and how == "any") else AMBIGUOUS, letters
    letter = "" if fault else _letter(gold, options, policy)
    return want, fault or ("" if letter else "gold.broken"), (letter,)


def _letter(gold: object, options: Sequence[str] | None, policy: NumberPolicy) -> str:
    """Return the letter of the option that a gold names, or "": an int is its place, counted from 0."""
    gold = unwrapped(gold)
    if isinstance(gold, int) and not isinstance(gold, bool) and options:
        return ascii_uppercase[gold] if 0 <= gold < min(len(options), 26) else ""
    text, fault = gold_text(gold)
    return "" if fault else _picked(text, options, policy)


def _picked(text: str, options: Sequence[str] | None, policy: NumberPolicy) -> str:
    """Return the letter of the option a text picks, or ""."""
    for value in read(text):
        choice = _as_choice(value)
        if choice is None:
            continue
        place = ascii_uppercase.find(choice.letter)
        if options and not 0 <= place < len(options):
            continue
        if options and choice.option and _matches(choice.option, options, policy) not in ([], [place]):
            return ""
        return choice.letter
    places = _matches(text, options or (), policy)
    return ascii_uppercase[places[0]] if len(places) == 1 and places[0] < 26 else ""


def _as_choice(value: Value) -> Choice | None:
    """Read a letter, in either case, as the choice it is here."""
    if isinstance(value, Named):
        value = value.value
    if isinstance(value, Choice):
        return Choice(value.letter.upper(), value.option)
    if isinstance(value, Scalar) and value.tree.op == "symbol":
        letter = read_choice(value.tree.leaf.upper())
        return letter if isinstance(letter, Choice) and not letter.option else None
    return None


def _matches(text: str, options: Sequence[str], policy: NumberPolicy) -> list[int]:
    """Return the places of the options that a text is."""
    decide = one_judge(policy) if len(text) > _SHORT else None  # short pairs are remembered
    return [
        place for place, option in enumerate(options) if decide_texts(text, option, policy, decide)[0].same
    ]
