"""What a row's gold comes to: one text, several any of which is right, several that are all wanted, or a fault."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from reasoning_rewards.answers.compare.ladder import decided, fault_of, one_judge
from reasoning_rewards.answers.compare.policy import Decide, NumberPolicy
from reasoning_rewards.answers.notation.gold import AMBIGUOUS, Asked, gold_text, gold_texts, stands_for
from reasoning_rewards.answers.notation.reader import read, reading
from reasoning_rewards.answers.values.limits import MAX_ANSWER
from reasoning_rewards.answers.values.outcome import Outcome
from reasoning_rewards.answers.values.values import Choice, Opaque, Text
from reasoning_rewards.answers.values.vocabulary import CONSTANTS, FUNCTIONS, GREEK
from reasoning_rewards.caches import remembered
from reasoning_rewards.stack import with_room
from reasoning_rewards.text.scan import pattern

if TYPE_CHECKING:
    from reasoning_rewards.answers.compare.comparison import Compared

    Beside = Callable[[str | None, object, NumberPolicy, Decide | None], Compared]

__all__ = ["decide_several", "gold_fault", "is_one_answer", "members", "usable_golds"]

_DEFAULT = NumberPolicy()
_OPEN = "ladder.undecided"
_WORTH_REMEMBERING = 1_000  # characters of all golds together
_SHORT = 900  # characters of an answer that is compared with each gold by itself
_FEW = 8  # golds, likewise
_PAIRED = 16  # formulas that are compared with each other; a longer list is no list of spellings
_BETWEEN = pattern(r"\s*(?:[,;]\s*(?:and\s)?|\band\b|&)\s*", re.IGNORECASE)
_LISTED = pattern(r"\A\\?[\[{](.*?)\\?[\]}]\Z", re.DOTALL)
_ONLY_LETTERS = pattern(r"[^\W\d_](?:[^\W\d_]|[ .,'’-])*")
_LETTERS = pattern(r"[^\W\d_]+")
_INITIALS = pattern(r"(?:[A-Z]\.?){2,6}")  # NYC, U.S.
# Two lists of words that are no spellings of one answer: statements, and words that exclude each other.
_STATES = pattern(r"\b(?:is|are|was|were|has|have|not)\b", re.IGNORECASE)
_OPPOSED = tuple(
    (frozenset(one.split()), frozenset(other.split()))
    for one, other in (
        ("yes true", "no false"),
        ("even", "odd"),
        ("increasing", "decreasing"),
        ("positive", "negative"),
        ("left", "right"),
        ("up", "down"),
        ("convergent converges", "divergent diverges"),
        ("knight", "knave"),
    )
)


def decide_several(
    beside: Beside, answer: str | None, gold: object, policy: NumberPolicy, decide: Decide | None
) -> Compared:
    """Decide about an answer beside several golds; the first that is the same is the gold that it was read beside.

    ``beside`` decides about one gold.
    Of several that nothing here can decide, the first is put to the engine.
    """
    texts, fault = usable_golds(gold, policy)
    if fault:
        return Outcome(None, fault), "", texts[0]
    same_text = answer is not None and stands_for(gold) == answer.strip()
    if isinstance(gold, Asked) and gold.how == "all":
        return _decide_all(beside, _together(texts) if same_text else answer, texts, policy, decide)
    answer = texts[0] if same_text else answer
    if decide is None and (len(answer or "") > _SHORT or len(texts) > _FEW):
        decide = one_judge(policy)
    found = []
    for text in texts:
        said = beside(answer, text, policy, decide)
        if said[0].same:
            return said
        found.append(said)
    usable = [each for each in found if not each[0].rule.startswith("gold.")] or found
    return next((each for each in usable if each[0].rule == _OPEN), usable[0])


def usable_golds(gold: object, policy: NumberPolicy) -> tuple[tuple[str, ...], str]:
    """Return the golds that can be used; or how they look, and the rule that says why none can.

    >>> usable_golds(["1/2", "0.5"], NumberPolicy()), usable_golds(["1", "2"], NumberPolicy())
    ((('1/2', '0.5'), ''), (("['1', '2']",), 'gold.ambiguous'))
    """
    held = gold.gold if isinstance(gold, Asked) else gold
    if type(held) is list and all(type(each) is str for each in held):
        held = tuple(held)
        gold = gold._replace(gold=held) if isinstance(gold, Asked) else held
    short = isinstance(held, (str, tuple)) and _is_short(held)
    return (_remembered_usable if short else _usable)(gold, policy)


def _is_short(held: str | tuple[object, ...]) -> bool:
    """Is a gold text alone, and short enough to be remembered?"""
    texts = (held,) if isinstance(held, str) else held
    return all(type(each) is str for each in texts) and sum(map(len, texts)) <= _WORTH_REMEMBERING  # type: ignore[arg-type]


def _usable(gold: object, policy: NumberPolicy) -> tuple[tuple[str, ...], str]:
    how = gold.how if isinstance(gold, Asked) else None
    golds = gold_texts(gold)
    good = tuple(each.text for each in golds if not each.rule)
    faulty = next((each for each in golds if each.rule), None)
    if faulty is not None and (how != "any" or not good):
        return (faulty.text,), faulty.rule
    if how == "all":
        return _unlike(good, policy), ""
    short = sum(map(len, good)) <= _WORTH_REMEMBERING
    if how is None and not (_remembered_one if short else is_one_answer)(good, policy):
        return (gold_text(gold).text,), AMBIGUOUS
    return good, ""


def _unlike(golds: tuple[str, ...], policy: NumberPolicy) -> tuple[str, ...]:
    """Several golds without those that are another way to write one before them."""
    if len(golds) > _PAIRED:
        return golds
    found: list[str] = []
    for gold in golds:
        if not any(decided(gold, each, policy).same for each in found):
            found.append(gold)
    return tuple(found)


_remembered_usable = remembered(4096, typed=True)(_usable)  # a gold that is asked about is a tuple, too


def is_one_answer(golds: tuple[str, ...], policy: NumberPolicy) -> bool:
    """Say whether several golds are spellings of one answer: words, or all equal to each other.

    >>> is_one_answer(("NYC", "New York"), NumberPolicy()), is_one_answer(("yes", "no"), NumberPolicy())
    (True, False)
    >>> is_one_answer(("0.5", "1/2"), NumberPolicy()), is_one_answer(("ab", "cd"), NumberPolicy())
    (True, False)
    """
    named = [_is_name(each) for each in golds]
    if any(named) and all(
        name or _INITIALS().fullmatch(each) for name, each in zip(named, golds, strict=True)
    ):
        words = {each.casefold() for each in golds}
        return all(one.isdisjoint(words) or other.isdisjoint(words) for one, other in _OPPOSED)
    return len(golds) <= _PAIRED and all(
        decided(one, other, policy).same for one, other in combinations(golds, 2)
    )


_remembered_one = remembered(4096)(is_one_answer)


def _is_name(gold: str) -> bool:
    """Is a gold words? A name of several words may also be read as a product of letters."""
    if _STATES().search(gold):
        return False
    if isinstance(read(gold)[0], Text):
        return True
    runs = _LETTERS().findall(gold) if _ONLY_LETTERS().fullmatch(gold) else []
    known = {run.lower() for run in runs} & (FUNCTIONS.keys() | CONSTANTS | GREEK)
    return not known and any(len(run) >= 4 for run in runs)


def gold_fault(gold: object, policy: NumberPolicy = _DEFAULT) -> str:
    """Return the rule that makes a gold's row abstain, or "" for a gold that can be compared with.

    >>> gold_fault("N/A"), gold_fault("1/0"), gold_fault("42"), gold_fault(["1", "2"])
    ('gold.missing', 'gold.broken', '', 'gold.ambiguous')
    """
    return with_room(_gold_fault, gold, policy)


def _gold_fault(gold: object, policy: NumberPolicy) -> str:
    want, fault = gold_text(gold)
    if fault != AMBIGUOUS:
        return fault or fault_of(want, policy)
    _, fault = usable_golds(gold, policy)
    if fault:
        return fault
    faults = [fault_of(each, policy) for each in members(gold, policy)]
    return "" if "" in faults else faults[0]


def members(gold: object, policy: NumberPolicy) -> Sequence[str]:
    """Return the texts any of which is right, of a gold that can be used."""
    text, fault = gold_text(gold)
    if fault != AMBIGUOUS:
        return (text,)
    texts, _ = usable_golds(gold, policy)
    return (_together(texts),) if isinstance(gold, Asked) and gold.how == "all" else texts


def _together(golds: Sequence[str]) -> str:
    """Return the one answer that has all of these as its parts, in any order.

    >>> _together(["1", "2"]), _together(["Paris", "Lyon"])
    ('1; 2', 'Paris, Lyon')
    """
    return (", " if _are_words(golds) else "; ").join(golds)


def _are_words(golds: Sequence[str]) -> bool:
    return any(isinstance(read(each)[0], (Text, Choice, Opaque)) for each in golds)


def _decide_all(
    beside: Beside, answer: str | None, golds: Sequence[str], policy: NumberPolicy, decide: Decide | None
) -> Compared:
    """Decide whether an answer has all golds as its parts: a list of mathematics, or words with commas between them."""
    want = _together(golds)
    if not answer or not _are_words(golds) or len(golds) > _PAIRED or any(map(_BETWEEN().search, golds)):
        return beside(answer, want, policy, decide)
    said = reading(answer).spelling if len(answer) <= MAX_ANSWER else ""
    parts = _BETWEEN().split(_LISTED().sub(r"\1", said), len(golds))
    if len(parts) != len(golds):
        return Outcome(False, "items.count"), answer, want
    left = list(golds)
    for part in parts:
        same = next((each for each in left if beside(part, each, policy, None)[0].same), None)
        if same is None:
            return Outcome(False, "items.differ"), answer, want
        left.remove(same)
    return Outcome(True, "items.same"), answer, want
