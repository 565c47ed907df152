"""Words and letters of options: what is compared as it is spoken, without any mathematics."""

from __future__ import annotations

from reasoning_rewards.answers.compare.pairs import KIND
from reasoning_rewards.answers.compare.scalars import Judge
from reasoning_rewards.answers.notation.words import same_words
from reasoning_rewards.answers.values.outcome import Outcome
from reasoning_rewards.answers.values.values import Choice, Opaque, Text

__all__ = ["choice_and_words", "in_small", "two_texts"]

_SMALL_LETTERS = frozenset("abcd")


def in_small(one: Choice, letter: str) -> bool:
    """Say whether a letter is a choice's in small type; not of those that are names more often: x, and e."""
    return letter in _SMALL_LETTERS and letter.upper() == one.letter


def choice_and_words(one: Choice, other: Text | Opaque, judge: Judge) -> Outcome:
    """Compare an option with words: those behind its letter, if there are any."""
    if not one.option:
        return Outcome(False, "text.differs") if isinstance(other, Text) else KIND
    same = same_words(one.option, other.words if isinstance(other, Text) else other.text)
    return Outcome(same, "choice.same" if same else "choice.differs")


def two_texts(one: Text, other: Text, judge: Judge) -> Outcome:
    """Compare words."""
    same = same_words(one.words, other.words)
    return Outcome(same, "text.same" if same else "text.differs")
