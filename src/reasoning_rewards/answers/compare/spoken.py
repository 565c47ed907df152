"""Words and letters of options: what is compared as it is spoken, without any mathematics."""

from __future__ import annotations

from collections.abc import Iterable
from string import ascii_uppercase

from reasoning_rewards.answers.compare.chains import Same
from reasoning_rewards.answers.compare.pairs import KIND
from reasoning_rewards.answers.compare.scalars import Judge
from reasoning_rewards.answers.notation.clean import text_key
from reasoning_rewards.answers.notation.reader import read
from reasoning_rewards.answers.notation.words import figures_behind, same_words
from reasoning_rewards.answers.values.outcome import Outcome
from reasoning_rewards.answers.values.values import Choice, Opaque, Scalar, Text, Value

__all__ = ["are_options", "choice_and_words", "in_small", "same_text", "says_value", "two_texts"]

_LETTERS = frozenset(ascii_uppercase)
_SMALL_LETTERS = frozenset("abcd")


def in_small(one: Choice, letter: str) -> bool:
    """Say whether a letter is a choice's in small type; not of those that are names more often: x, and e."""
    return letter in _SMALL_LETTERS and letter.upper() == one.letter


def are_options(items: Iterable[Value]) -> bool:
    """Say whether values are letters of options, all of them."""
    return all(
        isinstance(item, Scalar) and item.tree.op == "symbol" and item.tree.leaf in _LETTERS for item in items
    )


def choice_and_words(one: Choice, other: Text | Opaque, judge: Judge) -> Outcome:
    """Compare an option with words: those behind its letter, if there are any."""
    if not one.option:
        return Outcome(False, "text.differs") if isinstance(other, Text) else KIND
    same = same_words(one.option, other.words if isinstance(other, Text) else other.text)
    return Outcome(same, "choice.same" if same else "choice.differs")


def two_texts(one: Text, other: Text, judge: Judge) -> Outcome:
    """Compare words."""
    same = same_words(one.words, other.words)
    figures = figures_behind(one.words), figures_behind(other.words)
    if same and all(figures):
        same = text_key(figures[0]) == text_key(figures[1])  # yes, 42 is not yes, 41
    return Outcome(same, "text.same" if same else "text.differs")


def says_value(option: str, wanted: Value, judge: Judge, same: Same) -> bool:
    """Say whether an option's text is a value; what stands within the words of an option is not the option."""
    readings = read(option)
    if isinstance(readings[0], (Choice, Text, Opaque)):
        return False
    return any(same(reading, wanted, judge).same for reading in readings)


def same_text(one: str, other: str, judge: Judge, same: Same) -> bool:
    """Say whether the texts of two options say the same; an option of an option is its words."""
    pairs = (
        (a, b)
        for a in read(one)
        for b in read(other)
        if not isinstance(a, Choice) or not isinstance(b, Choice)
    )
    return any(same(a, b, judge).same is True for a, b in pairs)
