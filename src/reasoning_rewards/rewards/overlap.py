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
_ARTICLES = frozenset(("a", "an", "the"))
_NO_PUNCTUATION = str.maketrans("", "", string.punctuation)
_DASHES = str.maketrans("−–—", "---")
_AROUND = string.punctuation.translate(str.maketrans("", "", "+-*/^=<>%#\\"))  # a word's, not a formula's
# What is no word but a number or a formula: it has a digit, a sign, or a dash that joins no two words.
_FORMULA = re.compile(r"[\d+*/^=<>%#\\_|{}]|(?<![^\W\d_])-|-(?![^\W\d_])|\b[^\W\d_]-|-[^\W\d_]\b")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_SIGN_APART = re.compile(r"(?:(?<=\s)|\A)-\s+(?=\d)")
_NEXT = re.compile(r"[,;](?!\d)|\n|&|•|\band\b", re.IGNORECASE)  # where another member of a list begins
_COLON = re.compile(r":(?=\s)")
# What makes a member a statement, of which nothing less than the whole says anything: "Ann is a knight".
_STATES = frozenset("is isn't are aren't was were be has have had can will does did says =".split())
_SMALL = frozenset("of in on at to for by with from as or not it its that this".split()) | _STATES


class TextOverlap(Graded):
    """How many words an answer shares with the gold: a part of it named, SQuAD's F1, or its exact match.

    =======  =====================================================================================
    right     1: the answer is the gold, as `Correctness` compares
    part      min(cap, the share of the gold that it names, in its order); 0 if it says anything else
    f1        min(cap, 2·P·R/(P + R)), P and R the shares of the answer's and the gold's words that
              the other has too, counted with repeats
    em        cap where both are the same after the same clean-up, else 0
    =======  =====================================================================================

    A part is some of the members of a list ("red, blue" of "red, green, blue"), each of them whole, or some
    of the words of a name ("Newton" of "Isaac Newton"), small words ("of", "in") aside. A statement has
    no parts: "Ann is" earns nothing by "Ann is a knight", however many of them there are, nor does a list
    that says a member twice. The order is the gold's: knight and knave swapped earn nothing.

    Words are compared in lower case, without punctuation, "a", "an" and "the"; numbers and formulas with all
    their signs and points, so -42, 4.2 and 4/2 are not 42. The rest of f1 and em is SQuAD v1.1's
    evaluation script (arXiv:1606.05250). Of several golds (a list of words) the best counts. A gold
    that can't be read abstains (None).

    F1 is made for evaluation: it pays "Paris or Rome" for Paris, and the words of the gold in any order, and
    a policy that is paid for it learns that. So the default is 'part', which no list of candidates earns
    anything by.

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
    if metric == "part":
        return _part(_members(answer), _members(gold))
    said, wanted = _words(answer), _words(gold)
    if metric == "em":
        return float(said == wanted)
    both = sum((Counter(said) & Counter(wanted)).values())
    if not both:
        return 0.0
    precision, recall = both / len(said), both / len(wanted)
    return 2 * precision * recall / (precision + recall)


Member = tuple[str, ...]


def _part(said: list[Member], wanted: list[Member]) -> float:
    """The share of a gold that an answer names which says nothing else, in the gold's order."""
    if len(wanted) == 1 and not _states(wanted[0]):
        said, wanted = [(word,) for member in said for word in member], [(word,) for word in wanted[0]]
    elif len(set(wanted)) < len(wanted):
        return 0.0  # knight, knave, knight: whoever says knight twice names two of them
    elif not all(map(_states, said)) and any(map(_states, wanted)):
        return 0.0  # Ann and Bob are knights: the names alone say nothing
    rest = iter(wanted)
    if not all(member in rest for member in said):  # "in" reads on, up to and with the member
        return 0.0
    return _weight(said) / max(1, _weight(wanted))


def _states(member: Member) -> bool:
    return not _STATES.isdisjoint(member)


def _weight(members: list[Member]) -> int:
    return sum(word not in _SMALL for member in members for word in member)


def _members(text: str) -> list[Member]:
    """The members of a list, in words; one for what is no list."""
    parts = _NEXT.split(_COLON.sub(" is ", text))  # Ann: knight
    return [member for part in parts if (member := tuple(_words(part)))]


def _words(text: str) -> list[str]:
    """The words of a text in lower case, and its numbers and formulas.

    >>> _words("The U.S.A. lost -4.2 %, or a well-known 1,000")
    ['usa', 'lost', '-4.2', '%', 'or', 'wellknown', '1000']
    """
    text = _SIGN_APART.sub("-", text.lower().translate(_DASHES))
    words = (_word(word.strip(_AROUND)) for word in _THOUSANDS.sub("", text).split())
    return [word for word in words if word and word not in _ARTICLES]


def _word(word: str) -> str:
    if _FORMULA.search(word) and word != "-":
        return word
    return word.translate(_NO_PUNCTUATION)
