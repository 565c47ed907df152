"""Multiple choice: a letter in any dress, or the text of the option it stands for."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_uppercase

from reasoning_rewards.answers.compare.choices import letters_in, plainly_letters
from reasoning_rewards.answers.compare.comparison import Compared, Comparison, comparison_of, decide_texts
from reasoning_rewards.answers.compare.ladder import one_judge
from reasoning_rewards.answers.compare.policy import NumberPolicy
from reasoning_rewards.answers.notation.gold import Asked, gold_text
from reasoning_rewards.answers.notation.reader import read
from reasoning_rewards.answers.notation.unwrap import unwrapped
from reasoning_rewards.answers.notation.words import read_choice
from reasoning_rewards.answers.values.limits import MAX_ANSWER
from reasoning_rewards.answers.values.outcome import Outcome
from reasoning_rewards.answers.values.values import Choice, Named, Scalar, Value
from reasoning_rewards.stack import with_room

__all__ = ["compare_choice", "decide_choice", "share_of_choices"]

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
    answer: str | None,
    gold: object,
    options: Sequence[str] | None,
    policy: NumberPolicy,
    several: bool = False,
) -> Compared:
    """Decide, and keep what was read and what was wanted.

    A gold that is plainly several letters wants all of them and no other; with ``several`` so does "AC".
    """
    wanted, want, fault = _wanted(gold, options, policy, several)
    if fault or not wanted:
        return Outcome(None, fault or "gold.broken"), "", want
    text = "" if answer is None else answer.strip()
    if not text:
        return Outcome(False, "answer.missing"), "", want
    if len(text) > MAX_ANSWER:
        return Outcome(False, "answer.too_long"), "", want
    picked = _all_picked(text, options, policy, several or any(len(letters) > 1 for letters in wanted))
    same = picked in wanted
    rule = "answer.broken" if not picked else "choice.same" if same else "choice.differs"
    return Outcome(same, rule), text, want


def share_of_choices(
    answer: str, gold: object, options: Sequence[str] | None, policy: NumberPolicy, several: bool
) -> float:
    """The share of the gold's letters that an answer names, where each wrong letter takes one away."""
    wanted, _, _ = _wanted(gold, options, policy, several)
    picked = _all_picked(answer, options, policy, several or any(len(letters) > 1 for letters in wanted))
    shares = [max(0, len(picked & letters) - len(picked - letters)) / len(letters) for letters in wanted]
    return max(shares, default=0.0)


def _wanted(
    gold: object, options: Sequence[str] | None, policy: NumberPolicy, several: bool
) -> tuple[tuple[frozenset[str], ...], str, str]:
    """The sets of letters that are right, the gold's text, and what is wrong with it: several only for golds="any"."""
    how = gold.how if isinstance(gold, Asked) else None
    gold = unwrapped(gold.gold if isinstance(gold, Asked) else gold)
    if how == "any" and isinstance(gold, (list, tuple)):
        each = [_letters_wanted(one, options, policy, several)[0] for one in gold]
        return tuple(filter(None, each)), ", ".join(map(str, gold))[:MAX_ANSWER], ""
    wanted, text, fault = _letters_wanted(gold, options, policy, several)
    return (wanted,) if wanted else (), text, fault


def _letters_wanted(
    gold: object, options: Sequence[str] | None, policy: NumberPolicy, several: bool
) -> tuple[frozenset[str], str, str]:
    """The letters that one gold wants, its text, and what is wrong with it."""
    gold = unwrapped(gold)
    members = plainly_letters(gold)
    if members is not None and not (isinstance(gold, str) and _matches(gold, options or (), policy)):
        letters = [_one_wanted(member, options, policy)[0] for member in members]
        whole = all(letters) and (not isinstance(gold, str) or len(set(letters)) == len(letters))
        text = gold if isinstance(gold, str) else ", ".join(map(str, members))
        return (frozenset(letters), text, "") if whole else (frozenset(), text[:MAX_ANSWER], "gold.broken")
    letter, text, fault = _one_wanted(gold, options, policy)
    if several and not fault and not letter:
        together = letters_in(text, lambda part: _picked(part, options, policy)) or frozenset()
        return together, text, ""
    return frozenset((letter,) if letter else ()), text, fault


def _one_wanted(gold: object, options: Sequence[str] | None, policy: NumberPolicy) -> tuple[str, str, str]:
    """The letter of one option, its text, and what is wrong with it."""
    gold = unwrapped(gold)
    text, fault = gold_text(gold)
    if isinstance(gold, int) and not isinstance(gold, bool) and options:
        return ascii_uppercase[gold] if 0 <= gold < min(len(options), 26) else "", text, fault
    return "" if fault else _picked(text, options, policy), text, fault


def _all_picked(
    text: str, options: Sequence[str] | None, policy: NumberPolicy, several: bool
) -> frozenset[str]:
    """The letters of the options that a text picks: one, or as many as it names."""
    if several:
        letters = letters_in(text, lambda part: _picked(part, options, policy))
        return letters or frozenset(_of_option(text, options, policy))
    letter = _picked(text, options, policy)
    return frozenset((letter,) if letter else ())


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
    return _of_option(text, options, policy)


def _of_option(text: str, options: Sequence[str] | None, policy: NumberPolicy) -> str:
    """Return the letter of the one option that a text is, or ""."""
    places = _matches(text, options or (), policy)
    return ascii_uppercase[places[0]] if len(places) == 1 and places[0] < 26 else ""


def _as_choice(value: Value) -> Choice | None:
    """Read a letter, in either case, as the choice it is here."""
    if isinstance(value, Named):
        if len(value.name) == 1 and value.name.isupper():
            return None  # B = A equates two options, and picks neither
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
