"""Golds as data sets have them, and what is wrong with those nobody can read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from reprlib import Repr
from typing import Literal, NamedTuple

from reasoning_rewards.answers.notation.data import may_be_data
from reasoning_rewards.answers.notation.unwrap import FAULTS, Unreadable, unwrapped
from reasoning_rewards.answers.values.limits import MAX_ANSWER, MAX_GOLD
from reasoning_rewards.text.completion import Completion
from reasoning_rewards.text.dress import TEXT
from reasoning_rewards.text.extract import find_answer
from reasoning_rewards.text.layout import Layout
from reasoning_rewards.text.markers import After, Boxed, Phrase
from reasoning_rewards.text.scan import pattern
from reasoning_rewards.verdict import Rule

__all__ = [
    "AMBIGUOUS",
    "GOLD_RULES",
    "Asked",
    "GoldText",
    "Golds",
    "asked",
    "bare",
    "gold_text",
    "gold_texts",
    "inside",
    "is_wrapped",
    "stands_for",
    "taken_from",
]

Golds = Literal["any", "all"]
"""Of several golds: is any of them right, or are all of them wanted?"""

AMBIGUOUS = Rule(
    "gold.ambiguous",
    "several golds that are not the same; gold {gold}; golds='any' takes each of them for right, golds='all' wants them all",
)

GOLD_RULES = (
    Rule("gold.missing", "the gold is missing or a placeholder; gold {gold}"),
    Rule("gold.broken", "the gold can't be read; gold {gold}; {reason}"),
    Rule("gold.too_long", "the gold is longer than the limit of {limit} characters"),
    Rule("gold.not_a_number", "the gold is not one finite number; gold {gold}"),
    AMBIGUOUS,
    Rule(
        "gold.keys",
        "the gold is an object whose keys don't say which is the answer; keys {gold}; give it a column",
    ),
)
"""Whose fault it is that there is nothing to compare with."""


class GoldText(NamedTuple):
    """The answer inside a gold, or the rule that says why there is none; AMBIGUOUS where there are several."""

    text: str
    rule: str = ""


class Asked(NamedTuple):
    """A gold that may hold several, and what is asked of them."""

    gold: object
    how: Golds


_PLAIN = frozenset((int, float, bool, type(None)))


_PLACEHOLDER = pattern(
    r"none|nan|null|nil|nat|#?n/?a|<na>|<none>|<null>|tbd|todo|missing|unknown|\[?invalid\]?|no answer"
    r"|not (?:available|provided)|not ?found|proof|see (?:figure|solution|above|explanation)|(?:"
    + TEXT
    + r"\s*\{\s*\}\s*)+",
    re.IGNORECASE,
)
_SAYS_SOMETHING = re.compile(r"[^\W_]|∞|∅|\\\{\s*\\\}")
_SAYS_ANSWER = pattern(r"\banswer\b.{0,20}?[\w\s]is\b|\banswer:", re.IGNORECASE)
_SOLUTION = Layout(think=None, answer=Boxed() | After("####") | Phrase())
# As Python, decimal, numpy, mpmath and sympy write what is no finite number.
_NOT_FINITE = pattern(r"[-+]?(?:s?nan\d*|inf(?:inity)?|z?oo)")
_KEYS_SHOWN = 8
_LONGEST_SHOWN = 200  # characters of what a gold was taken out of
_DELIMITERS = (("$$", "$$"), ("$", "$"), (r"\(", r"\)"), (r"\[", r"\]"))


class _Shown(Repr):
    """A few members of a list, however many there are."""

    def __init__(self) -> None:
        super().__init__()
        self.maxstring = 60


_shown = _Shown().repr


def bare(text: str) -> str:
    """Take off mathematics delimiters that enclose the whole text.

    >>> bare(" $$ 5 $$ "), bare(r"\\(x\\)"), bare("$1$ and $2$")
    ('5', 'x', '$1$ and $2$')
    """
    text = text.strip()
    if not text.startswith(("$", "\\(", "\\[")):
        return text
    for left, right in _DELIMITERS:
        while len(text) >= len(left) + len(right) and text.startswith(left) and text.endswith(right):
            inside = text[len(left) : len(text) - len(right)]
            if left in inside or right in inside:
                break
            text = inside.strip()
    return text


def gold_text(gold: object) -> GoldText:
    """Return the answer a gold holds: bare, delimited, boxed, or at the end of a worked solution.

    >>> gold_text("She has 10+32=<<10+32=42>>42.\\n#### 42").text, gold_text(r"\\boxed{\\frac12}").text
    ('42', '\\\\frac12')
    >>> gold_text(float("nan")).rule, gold_text("N/A").rule, gold_text(b"42").rule
    ('gold.missing', 'gold.missing', 'gold.broken')
    >>> gold_text([5, 6]), gold_text([[7]]), gold_text('{"ground_truth": "7"}').text
    (GoldText(text='[5, 6]', rule='gold.ambiguous'), GoldText(text='7', rule=''), '7')
    """
    if not isinstance(gold, str) or may_be_data(gold):
        gold = unwrapped(gold.gold if isinstance(gold, Asked) else gold)
        if not isinstance(gold, str):
            return _not_a_text(gold)
    if len(gold) > MAX_GOLD:
        return GoldText(gold, "gold.too_long")
    text = inside(gold)
    if len(text) > MAX_ANSWER:
        return GoldText(text, "gold.too_long")
    if text[-1:].isdigit() or text[:1].isdigit():  # no placeholder begins or ends so
        return GoldText(text)
    if _PLACEHOLDER().fullmatch(text) or not _SAYS_SOMETHING.search(text):
        return GoldText(text, "gold.missing")
    return GoldText(text)


def inside(gold: str) -> str:
    """Return the answer at the end of a worked solution, or a bare answer as it is."""
    if "\\boxed" in gold or "\\fbox" in gold:
        if "\\\\boxed" in gold:  # a string escaped twice
            gold = gold.replace("\\\\", "\\")
        found = find_answer(Completion(gold), _SOLUTION)
        if found.text:
            return bare(found.text)
        before, _, unclosed = gold.rpartition("\\boxed{")
        return bare(unclosed if unclosed and not before.strip("$\\ \n[]nt") else gold)
    if "####" in gold:
        return bare(gold[gold.rfind("####") + 4 :])
    if "nswer" in gold and _SAYS_ANSWER().search(gold):
        found = find_answer(Completion(gold), _SOLUTION)
        if found.text:
            return bare(found.text)
    return bare(gold)


def gold_texts(gold: object) -> list[GoldText]:
    """Return each gold of a row that has several, those that are spelled alike once; what is missing is left out.

    >>> [each.text for each in gold_texts('["42", "84/2", "42", null]')]
    ['42', '84/2']
    """
    several = unwrapped(gold.gold if isinstance(gold, Asked) else gold)
    assert isinstance(several, (list, tuple)), "gold_text found several"
    found = dict.fromkeys(map(gold_text, several))
    nested = [each._replace(rule="gold.broken") if each.rule == AMBIGUOUS else each for each in found]
    return [each for each in nested if each.rule != "gold.missing"] or nested[:1]


def is_wrapped(gold: object) -> bool:
    """Say whether a gold is more than a text, or a number, as it is to be read."""
    return may_be_data(gold) if type(gold) is str else type(gold) not in _PLAIN


def asked(golds: Sequence[object], how: Golds | None) -> Sequence[object]:
    """Return a column of golds, those that may hold several with what is asked of them."""
    if how is None:
        return golds
    return [Asked(gold, how) if is_wrapped(gold) else gold for gold in golds]


def stands_for(gold: object) -> str | None:
    """Return the text that a gold is in its column, if it is one."""
    gold = gold.gold if isinstance(gold, Asked) else gold
    return gold.strip() if isinstance(gold, str) else None


def taken_from(gold: object) -> str:
    """Return how a gold looks that an answer was taken out of; "" for one that is the answer itself.

    >>> taken_from("42"), taken_from("[2, 3]"), taken_from({"style": "rule", "ground_truth": "42"})
    ('', '', "{'ground_truth': '42', 'style': 'rule'}")
    """
    gold = gold.gold if isinstance(gold, Asked) else gold
    if not is_wrapped(gold):
        return ""
    held = unwrapped(gold)
    if isinstance(held, (list, tuple)) and not isinstance(gold, (str, Mapping)):
        return _shown(held)
    if held is gold or not isinstance(gold, (str, list, tuple, Mapping)):
        return ""  # a number of another library is the number
    text = gold if isinstance(gold, str) else _shown(gold)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"


def _not_a_text(gold: object) -> GoldText:
    """The text of a number, or what is wrong with something else."""
    if gold is None:
        return GoldText("", "gold.missing")
    kind = type(gold)
    if isinstance(gold, (list, tuple)):
        return GoldText(_shown(list(gold)), AMBIGUOUS)
    if isinstance(gold, Mapping):
        return GoldText(_shown_keys(gold), "gold.keys")
    if isinstance(gold, Unreadable):
        return GoldText(gold.kind, "gold.broken")
    if isinstance(gold, Sequence) or not (hasattr(kind, "__float__") or hasattr(kind, "__index__")):
        return GoldText(kind.__name__, "gold.broken")  # bytes, dates: not one answer
    try:
        text = f"{gold.numerator}/{gold.denominator}" if isinstance(gold, Fraction) else str(gold)
    except ValueError:  # an int of more digits than CPython prints
        return GoldText(
            kind.__name__, "gold.too_long" if isinstance(gold, (int, Fraction)) else "gold.broken"
        )
    except FAULTS:  # somebody's own number
        return GoldText(kind.__name__, "gold.broken")
    if _NOT_FINITE().fullmatch(text.casefold()):
        return GoldText(text, "gold.missing")
    return GoldText(text)


def _shown_keys(gold: Mapping[object, object]) -> str:
    try:
        return ", ".join(_shown(key).strip("'") for key in list(gold)[:_KEYS_SHOWN]) or "none"
    except FAULTS:
        return type(gold).__name__
