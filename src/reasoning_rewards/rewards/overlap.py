"""`TextOverlap`: partial credit for an answer in words."""

from __future__ import annotations

import re
import string
from collections import Counter
from typing import Literal

from reasoning_rewards.answers.compare.comparison import Comparison
from reasoning_rewards.answers.compare.rules import ANSWER_RULES, ANSWER_TOO_LONG
from reasoning_rewards.answers.notation.gold import GOLD_RULES
from reasoning_rewards.core import settings
from reasoning_rewards.core.margin.bounds import Bounds
from reasoning_rewards.rewards.graded import Graded
from reasoning_rewards.verdict import Decision, Rule, Score

__all__ = ["TextOverlap"]

_SAME = Rule("overlap.same", "the same; read {read}, gold {gold}")
_SOME = Rule("overlap.some", "{shared} of their words are shared; read {read}, gold {gold}")
_NONE = Rule("overlap.none", "no word is shared; read {read}, gold {gold}")

_LONGEST = 2_000  # characters; more than that is no answer in words
_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_NO_PUNCTUATION = str.maketrans("", "", string.punctuation)


class TextOverlap(Graded):
    """How many words an answer shares with the gold: a part of it named, SQuAD's F1, or its exact match.

    =======  =====================================================================================
    right     1: the answer is the gold, as `Correctness` compares
    part      min(cap, the share of the gold's words that it names); 0 if it says any other word
    f1        min(cap, 2·P·R/(P + R)), P and R the shares of the answer's and the gold's words that
              the other has too, counted with repeats
    em        cap where both are the same after the same clean-up, else 0
    =======  =====================================================================================

    Words are compared in lower case, without punctuation, "a", "an" and "the". Source: SQuAD v1.1's
    evaluation script (arXiv:1606.05250). Of several golds (a list of words) the best counts. A gold
    that can't be read abstains (None).

    F1 is made for evaluation: it pays "Paris or Rome" for Paris, and a policy that is paid for it learns
    to hedge. So the default is 'part', which no list of candidates earns anything by.

    Bounds: [1, 1] for right answers, [0, cap] for wrong ones.

    gold_column, layout, policy, engine, golds: as for `Correctness`.
    metric: 'part', 'f1' or 'em'.
    cap: the most that an answer can earn which is not the gold; 1 is SQuAD's own value.

    >>> TextOverlap()(["The answer is Isaac Newton", "The answer is Newton"], answer=["Isaac Newton"] * 2)
    [1.0, 0.5]
    """

    metric: Literal["part", "f1", "em"] = "part"
    cap: float = 0.9
    bounds = (0.0, 1.0)
    bounds_if_right = (1.0, 1.0)
    rules = (_SAME, _SOME, _NONE, *ANSWER_RULES, *GOLD_RULES)

    def __post_init__(self) -> None:
        self._settle(cap=settings.number("cap", self.cap, above=0, at_most=1))
        super().__post_init__()

    @property
    def bounds_if_wrong(self) -> Bounds:
        """[0, cap]."""
        return 0.0, self.cap

    def _credit(self, text: str, gold: object, comparison: Comparison) -> tuple[Score, Decision]:
        if comparison.same:
            return 1.0, Decision(_SAME, comparison.facts)
        if len(text) > _LONGEST:
            return 0.0, Decision(ANSWER_TOO_LONG, (("limit", _LONGEST),))
        shares = [(min(self.cap, _shared(text, each, self.metric)), each) for each in self._members(gold)]
        shared, nearest = max(shares, key=lambda pair: pair[0], default=(0.0, ""))
        facts = (("read", text), ("gold", nearest))
        if not shared:
            return 0.0, Decision(_NONE, facts)
        return shared, Decision(_SOME, (("shared", shared), *facts))


def _shared(answer: str, gold: str, metric: str) -> float:
    """The score of two texts that are not the same."""
    said, wanted = _words(answer), _words(gold)
    if metric == "em":
        return float(said == wanted)
    both = sum((Counter(said) & Counter(wanted)).values())
    if not both:
        return 0.0
    precision, recall = both / len(said), both / len(wanted)
    if metric == "part":
        return recall if both == len(said) else 0.0
    return 2 * precision * recall / (precision + recall)


def _words(text: str) -> list[str]:
    return _ARTICLES.sub(" ", text.lower().translate(_NO_PUNCTUATION)).split()
