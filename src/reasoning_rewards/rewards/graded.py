"""`Graded`: the base of rewards that hold a completion's answer against the row's gold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, cast

from reasoning_rewards.answers.compare.comparison import Compared, Comparison, comparison_of, decide_texts
from reasoning_rewards.answers.compare.policy import NumberPolicy
from reasoning_rewards.answers.engines import engines
from reasoning_rewards.answers.engines.engines import Engine
from reasoning_rewards.answers.notation.gold import Asked, Golds, asked
from reasoning_rewards.core.margin.bounds import Question
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.notices import warn_once
from reasoning_rewards.text.extract import Answer
from reasoning_rewards.text.layout import ANY, Layout
from reasoning_rewards.verdict import Decision, Score, Verdicts

if TYPE_CHECKING:
    from reasoning_rewards.core.batch import Batch

__all__ = ["Graded", "distinct", "is_unread", "warn_of_golds", "why_unread"]

_PLAIN = frozenset((str, int, float, bool, type(None)))  # golds that equality tells apart, type by type


class Graded(Reward):
    """A reward of answers that are compared with golds: where both are, what is the same, and who is asked.

    A subclass says with ``_credit`` what an answer is worth that was read, beside a gold that was read; or it
    writes an ``evaluate`` of its own, with ``_compare``. A row whose gold is at fault abstains, and an
    answer that can't be read scores 0.0.
    """

    gold_column: str = "answer"
    layout: Layout = ANY
    policy: NumberPolicy = NumberPolicy()
    engine: Engine | None = "sympy"
    golds: Golds | None = None
    may_abstain = True

    def __post_init__(self) -> None:
        engines.check(self.engine)
        super().__post_init__()

    @property
    def _question(self) -> Question:
        return self.gold_column, self.layout, self.policy, self.engine, self.golds

    def evaluate(self, batch: Batch) -> Verdicts:
        """Grade every row's answer beside its gold."""
        answers, golds = batch.answers(self.layout), self._golds(batch)
        graded = list(map(self._grade, answers, golds, self._compare(answers, golds)))
        decisions = [decision for _, decision in graded]
        warn_of_golds(self, batch, decisions)
        return Verdicts([score for score, _ in graded], decisions, name=self.label)

    def _golds(self, batch: Batch) -> Sequence[object]:
        """What each row's answer is compared with."""
        return asked(batch.column(self.gold_column), self.golds)

    def _members(self, gold: object) -> Sequence[str]:
        """The texts of a row's gold any of which is right: one, but for a row with several golds."""
        from reasoning_rewards.answers.compare.golds import members  # brings the whole reader

        return members(gold, self._own_policy)

    # ── comparing ──

    @property
    def _own_policy(self) -> NumberPolicy:
        """Its policy, with the kinds of golds that it can use."""
        return self.policy

    # How an answer and a gold are compared here, with no engine; a reward may have its own way.
    _decide = staticmethod(cast("Callable[[str | None, object, NumberPolicy], Compared]", decide_texts))

    def _decide_all(self, pairs: Sequence[tuple[Answer, object]]) -> list[Compared]:
        """What each pair comes to; what is open is put to the engine, all at once."""
        policy = self._own_policy
        here = [self._decide(answer.text, gold, policy) for answer, gold in pairs]
        return engines.decide_open(here, self.policy, self.engine)

    def _compare(self, answers: Sequence[Answer], golds: Sequence[object]) -> list[Comparison]:
        """Each answer beside its gold; equal questions are asked once."""
        pairs, places = distinct(answers, golds)
        found = [
            comparison_of(said, gold) for said, (_, gold) in zip(self._decide_all(pairs), pairs, strict=True)
        ]
        return [found[place] for place in places]

    # ── who is to blame ──

    def _grade(self, answer: Answer, gold: object, comparison: Comparison) -> tuple[Score, Decision]:
        """A row's score, by whose fault it is that nothing was compared, or else by what was."""
        fault = self._gold_fault(gold, comparison)
        if fault is not None:
            return None, fault
        if answer.text is None or is_unread(answer, comparison):
            return 0.0, why_unread(answer)
        return self._credit(answer.text, gold, comparison)

    def _gold_fault(self, gold: object, comparison: Comparison) -> Decision | None:
        """What is wrong with a gold, if it is to blame."""
        return Decision(comparison.rule, comparison.facts) if comparison.rule.startswith("gold.") else None

    def _credit(self, text: str, gold: object, comparison: Comparison) -> tuple[Score, Decision]:
        """What an answer is worth that was read."""
        raise NotImplementedError


def distinct(
    answers: Sequence[Answer], golds: Sequence[object]
) -> tuple[list[tuple[Answer, object]], list[int]]:
    """Answers with their golds, each pair once, and for every row the place of its pair.

    >>> distinct([Answer("1", ""), Answer("2", ""), Answer("1", "")], ["1", "1", "1"])
    ([(Answer(text='1', rule=''), '1'), (Answer(text='2', rule=''), '1')], [0, 1, 0])
    """
    pairs: list[tuple[Answer, object]] = []
    places: list[int] = []
    known: dict[tuple[object, ...], int] = {}
    for pair in zip(answers, golds, strict=True):
        place = fresh = len(pairs)
        kind = type(pair[1])
        if kind is str or (isinstance(pair[1], Asked) and type(pair[1].gold) is str):
            place = known.setdefault(pair, fresh)
        elif kind in _PLAIN:  # others may have no hash, or be equal to what they are not: (1,) and (True,)
            place = known.setdefault((*pair, kind), fresh)
        if place == fresh:
            pairs.append(pair)
        places.append(place)
    return pairs, places


def is_unread(answer: Answer, comparison: Comparison) -> bool:
    """Is extraction to blame? Not for a bad gold, nor for alternatives that are all the gold ("1/2 or 0.5")."""
    return bool(answer.rule) and not comparison.same and not comparison.rule.startswith("gold.")


def why_unread(answer: Answer) -> Decision:
    """Why a completion has no answer to compare."""
    return Decision(answer.rule, () if answer.text is None else (("read", answer.text),))


# What to do about golds that can't be used, by the rule of the first.
_REMEDIES = {
    "gold.ambiguous": 'write golds="any" if each of several golds is right, or golds="all" if all of them are wanted',
    "gold.keys": "give the answer a column of its own, or call its key 'answer'",
    "gold.missing": "if the answer is in another column, name it with gold_column",
    "gold.not_a_number": "Correctness compares golds of every kind",
}
_ELSE = "audit_golds lists them all"


def warn_of_golds(
    reward: Reward, batch: Batch, decisions: Iterable[Decision], remedy: str | None = None
) -> None:
    """Say once that there are golds nobody can read, and once that a batch has no others; name the first, and a remedy."""
    seen = list(decisions)
    faulty = [(row, each) for row, each in enumerate(seen) if each.rule.startswith("gold.")]
    if not faulty:
        return
    row, (rule, facts) = faulty[0]
    every = len(faulty) == len(seen) > 1
    golds = f"{'all ' if every else ''}{len(faulty)} {'gold' if len(faulty) == 1 else 'golds'}"
    warn_once(
        (reward.__name__, "golds" if every else "gold"),
        f"{reward.__name__}: {golds} of this batch can't be used, and their rows score None; the first is in "
        f"{batch.where(row)}: {dict(facts).get('gold', '')!r} ({rule}); {remedy or _REMEDIES.get(rule, _ELSE)}. "
        "This is said once; the share is logged",
    )
