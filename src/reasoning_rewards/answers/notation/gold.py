"""Golds as data sets have them, and what is wrong with those nobody can read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from reprlib import Repr
from typing import NamedTuple

from reasoning_rewards.answers.notation.unwrap import Unreadable, unwrapped
from reasoning_rewards.answers.values.limits import MAX_ANSWER, MAX_GOLD
from reasoning_rewards.text.completion import Completion
from reasoning_rewards.text.dress import TEXT
from reasoning_rewards.text.extract import find_answer
from reasoning_rewards.text.layout import Layout
from reasoning_rewards.text.markers import After, Boxed, Phrase
from reasoning_rewards.verdict import Rule

__all__ = ["GOLD_RULES", "GoldText", "bare", "gold_text", "inside"]

GOLD_RULES = (
    Rule("gold.missing", "the gold is missing or a placeholder; gold {gold}"),
    Rule("gold.broken", "the gold can't be read; gold {gold}; {reason}"),
    Rule("gold.too_long", "the gold is longer than the limit of {limit} characters"),
    Rule("gold.not_a_number", "the gold is not one finite number; gold {gold}"),
)
"""Whose fault it is that there is nothing to compare with."""


class GoldText(NamedTuple):
    """The answer inside a gold, or the rule that says why there is none."""

    text: str
    rule: str = ""


_PLACEHOLDER = re.compile(
    r"none|nan|null|nil|nat|#?n/?a|<na>|<none>|<null>|tbd|todo|missing|unknown|\[?invalid\]?|no answer"
    r"|not (?:available|provided)|see (?:figure|solution|above|explanation)|(?:" + TEXT + r"\s*\{\s*\}\s*)+",
    re.IGNORECASE,
)
_SAYS_SOMETHING = re.compile(r"[^\W_]|∞|∅|\\\{\s*\\\}")
_SAYS_ANSWER = re.compile(r"\banswer\b.{0,20}?[\w\s]is\b|\banswer:", re.IGNORECASE)
_SOLUTION = Layout(think=None, answer=Boxed() | After("####") | Phrase())
# As Python, decimal, numpy, mpmath and sympy write what is no finite number.
_NOT_FINITE = re.compile(r"[-+]?(?:s?nan\d*|inf(?:inity)?|z?oo)")
_shown = Repr().repr  # of a few members, however many there are
_DELIMITERS = (("$$", "$$"), ("$", "$"), (r"\(", r"\)"), (r"\[", r"\]"))


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
    >>> gold_text([5, 6]), gold_text([[7]])
    (GoldText(text='[5, 6]', rule='gold.broken'), GoldText(text='7', rule=''))
    """
    if not isinstance(gold, str):
        gold = unwrapped(gold)
        if not isinstance(gold, str):
            return _number_as_text(gold)
    if len(gold) > MAX_GOLD:
        return GoldText(gold, "gold.too_long")
    text = inside(gold)
    if len(text) > MAX_ANSWER:
        return GoldText(text, "gold.too_long")
    if _PLACEHOLDER.fullmatch(text) or not _SAYS_SOMETHING.search(text):
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
    if "nswer" in gold and _SAYS_ANSWER.search(gold):
        found = find_answer(Completion(gold), _SOLUTION)
        if found.text:
            return bare(found.text)
    return bare(gold)


def _number_as_text(gold: object) -> GoldText:
    if gold is None:
        return GoldText("", "gold.missing")
    kind = type(gold)
    if isinstance(gold, (list, tuple, Unreadable)):
        return GoldText(_shown(gold), "gold.broken")  # several golds, or none that can be seen
    if isinstance(gold, Sequence) or not (hasattr(kind, "__float__") or hasattr(kind, "__index__")):
        return GoldText(kind.__name__, "gold.broken")  # bytes, dicts, dates: not one answer
    try:
        text = f"{gold.numerator}/{gold.denominator}" if isinstance(gold, Fraction) else str(gold)
    except ValueError:  # an int of more digits than CPython prints
        return GoldText(kind.__name__, "gold.too_long")
    if _NOT_FINITE.fullmatch(text.casefold()):
        return GoldText(text, "gold.missing")
    return GoldText(text)
