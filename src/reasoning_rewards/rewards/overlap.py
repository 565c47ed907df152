"""`TextOverlap`: partial credit for an answer in words."""

from __future__ import annotations

import re
import string
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Literal

from reasoning_rewards.answers.compare.comparison import Comparison
from reasoning_rewards.answers.compare.rules import ANSWER_RULES, ANSWER_TOO_LONG
from reasoning_rewards.answers.notation.gold import GOLD_RULES
from reasoning_rewards.answers.notation.unwrap import unwrapped, value_in
from reasoning_rewards.core import settings
from reasoning_rewards.core.margin.bounds import Bounds
from reasoning_rewards.rewards.graded import Graded, warn_of_golds
from reasoning_rewards.verdict import Decision, Rule, Score, Verdicts

if TYPE_CHECKING:
    from reasoning_rewards.core.batch import Batch

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
    evaluation script (arXiv:1606.05250). A row may have several golds (a list); the best counts. A gold
    that can't be read abstains (None).

    F1 is made for evaluation: it pays "Paris or Rome" for Paris, and a policy that is paid for it learns
    to hedge. So the default is 'part', which no list of candidates earns anything by.

    Bounds: [1, 1] for right answers, [0, cap] for wrong ones.

    gold_column, layout, policy, engine: as for `Correctness`.
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

    def evaluate(self, batch: Batch) -> Verdicts:
        """Read every answer and count the words it shares with the row's golds."""
        golds = [
            list(map(unwrapped, gold)) if isinstance(gold, list | tuple) and gold else [gold]
            for gold in map(value_in, self._golds(batch))
        ]
        rows = zip(batch.answers(self.layout), golds, strict=True)
        pairs = [(answer, gold) for answer, row in rows for gold in row]
        answers, each_gold = [answer for answer, _ in pairs], [gold for _, gold in pairs]
        graded = map(self._grade, answers, each_gold, self._compare(answers, each_gold))
        scores: list[Score] = []
        decisions: list[Decision] = []
        for row in golds:
            found = list(islice(graded, len(row)))
            score, decision = max(found, key=lambda each: -1.0 if each[0] is None else each[0])
            scores.append(score)
            decisions.append(decision)
        warn_of_golds(self, batch, decisions)
        return Verdicts(scores, decisions, name=self.label)

    def _credit(self, text: str, gold: object, comparison: Comparison) -> tuple[Score, Decision]:
        facts = (("read", text), ("gold", str(gold)))
        if comparison.same:
            return 1.0, Decision(_SAME, facts)
        if len(text) > _LONGEST:
            return 0.0, Decision(ANSWER_TOO_LONG, (("limit", _LONGEST),))
        shared = min(self.cap, _shared(text, str(gold), self.metric))
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
