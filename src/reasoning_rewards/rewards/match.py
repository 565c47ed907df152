"""Rewards that decide: is the answer the gold?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from reasoning_rewards.answers import engines
from reasoning_rewards.answers.engines import Engine
from reasoning_rewards.answers.ladder import Comparison, compare, real_gold, real_number
from reasoning_rewards.answers.policy import NumberPolicy
from reasoning_rewards.caches import remembered
from reasoning_rewards.core import settings
from reasoning_rewards.core.notices import warn_once
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.core.verdict import Decision, Score, Verdicts
from reasoning_rewards.rules import (
    ANSWER_RULES,
    COMPARISON_RULES,
    GOLD_RULES,
    SYMBOLIC_RULES,
    WORKER_RULES,
)
from reasoning_rewards.text.extract import Answer, find_answer
from reasoning_rewards.text.layout import ANY, Layout

if TYPE_CHECKING:
    from reasoning_rewards.core.batch import Batch

__all__ = ["Correctness", "Numeric", "compared", "not_read", "warn_of_golds"]

_REMEMBERED = 16_384  # (answer, gold) pairs; a batch of 512 prompts × 16 completions has fewer distinct ones


_MACHINE = frozenset(("worker.died", "worker.stalled", "worker.skipped"))
_Decided = tuple[Decision, bool | None]


class Correctness(Reward):
    """1 where the answer is the gold, else 0; the reward to reach for when answers can be checked.

    =========================================================================  ======
    the answer is the gold                                                      1.0
    it is not; there is none; it can't be read; nothing could decide            0.0
    the gold is missing, a placeholder, or can't be read                        None
    =========================================================================  ======

    gold_column: the data set column with the golds: numbers, words, ``#### 42`` solutions, …
    layout: where the answer is looked for, by default wherever models write one: an answer tag, a
        box, ``####``, "the answer is …", or an answer that stands alone. Nothing inside unfinished
        thinking counts.
    policy: what counts as the same number; exact by default.
    engine: who is asked about pairs that nothing in this process can decide, one in a thousand or
        fewer: ``"sympy"``, ``"math-verify"`` (an extra), or None for nobody. It runs in worker
        processes, started when the first such pair comes, with a second of CPU time a pair; what it
        does not decide either scores 0.0 under a rule that says why.

    Right answers score [1, 1], wrong ones [0, 0]; a row abstains for its gold alone, so either all of
    its completions do or none.

    >>> Correctness()(["So \\\\boxed{42}.", "Thus, 41", "<think>42"], answer=["42", "42", "42"])
    [1.0, 0.0, 0.0]
    >>> print(Correctness(gold_column="solution").explain("The answer is 1,000.", solution="1000"))
    correctness  1  number.same  the same number; read '1,000', gold '1000'
    """

    gold_column: str = "answer"
    layout: Layout = ANY
    policy: NumberPolicy = NumberPolicy()
    engine: Engine | None = "sympy"
    decides = True
    bounds = (0.0, 1.0)
    may_abstain = True
    rules = (*COMPARISON_RULES, *SYMBOLIC_RULES, *WORKER_RULES)

    def __post_init__(self) -> None:
        settings.column("gold_column", self.gold_column)
        engines.check(self.engine)
        super().__post_init__()

    @property
    def logged_rules(self) -> tuple[str, ...]:
        """Who was to blame where there was nothing to compare; what was compared is in the score."""
        return (*ANSWER_RULES, *GOLD_RULES, *(WORKER_RULES if self.engine else ()))

    def evaluate(self, batch: Batch) -> Verdicts:
        """Read every answer and compare it with the row's gold."""
        decisions = self._settled(self._decisions(batch))
        scores = [_score(decision.rule, same) for decision, same in decisions]
        column = [decision for decision, _ in decisions]
        warn_of_golds(self, column)
        _warn_of_silence(self, column)
        _warn_of_workers(self, column)
        return Verdicts(scores, column, name=self.label)

    def _decisions(self, batch: Batch) -> list[_Decided]:
        decided: list[_Decided] = []
        for completion, gold in zip(batch.completions, batch.column(self.gold_column), strict=True):
            answer = find_answer(completion, self.layout)
            comparison = self._compare(None if answer.rule else answer.text, gold)
            if answer.rule and not comparison.rule.startswith("gold."):
                decided.append((not_read(answer), False))
            else:
                decided.append((Decision(comparison.rule, comparison.facts), comparison.same))
        return decided

    def _compare(self, answer: str | None, gold: object) -> Comparison:
        return compared(answer, gold, self.policy)

    def _settled(self, decisions: list[_Decided]) -> list[_Decided]:
        """The decisions, with those that are open put to the engine, all at once and each pair once."""
        if self.engine is None:
            return decisions
        open_rows = {
            row: _pair(decision)
            for row, (decision, _) in enumerate(decisions)
            if decision.rule == "ladder.undecided"
        }
        if open_rows:
            found = engines.settle(open_rows.values(), self.policy, self.engine)
            for row, pair in open_rows.items():
                same, rule = found[pair]
                decisions[row] = (Decision(rule, decisions[row][0].facts), same)
        return decisions


class Numeric(Correctness):
    """1 where the answer is the gold's number, else 0; nothing but numbers counts.

    Scores are those of `Correctness`, with two differences: a gold that is not one finite number
    abstains (None), and an answer that is not one scores 0.0.

    >>> Numeric()(["#### 0.5", "#### half"], answer=["1/2", "1/2"])
    [1.0, 0.0]
    >>> Numeric()(["#### Paris"], answer=["Paris"])
    [None]
    """

    def _compare(self, answer: str | None, gold: object) -> Comparison:
        comparison = compared(answer, gold, self.policy)
        if comparison.rule.startswith(("gold.", "answer.")):
            return comparison
        if real_gold(gold, self.policy) is None:
            return Comparison(None, "gold.not_a_number", (("gold", str(gold)),))
        if answer is not None and real_number(answer, self.policy) is None:
            return Comparison(False, "answer.not_a_number", (("read", answer),))
        return comparison


def not_read(answer: Answer) -> Decision:
    """Why a completion has no answer to compare."""
    return Decision(answer.rule, () if answer.text is None else (("read", answer.text),))


def _pair(decision: Decision) -> tuple[str, str]:
    """The two texts an undecided comparison is about."""
    facts = dict(decision.facts)
    return str(facts["read"]), str(facts["gold"])


def compared(answer: str | None, gold: object, policy: NumberPolicy) -> Comparison:
    """`compare`, remembered: in a group the gold repeats and most answers agree."""
    try:
        return _compared(answer, gold, policy)
    except TypeError:  # a gold without a hash, such as a list
        return compare(answer, gold=gold, policy=policy)


@remembered(_REMEMBERED)
def _compared(answer: str | None, gold: object, policy: NumberPolicy) -> Comparison:
    return compare(answer, gold=gold, policy=policy)


def _score(rule: str, same: bool | None) -> Score:
    """Who is to blame decides: a gold's fault abstains, everything else that is not right is 0."""
    return None if rule.startswith("gold.") else float(same is True)


def warn_of_golds(reward: Reward, decisions: Iterable[Decision]) -> None:
    """Say once that there are golds nobody can read, and name the first."""
    faulty = [(row, each) for row, each in enumerate(decisions) if each.rule.startswith("gold.")]
    if not faulty:
        return
    row, (rule, facts) = faulty[0]
    gold = dict(facts).get("gold", "")
    warn_once(
        (reward.__name__, "gold"),
        f"{reward.__name__}: {len(faulty)} golds of this batch can't be used, and their rows score None; the first "
        f"is in row {row}: {gold!r} ({rule}). This is said once; the share is logged",
    )


def _warn_of_silence(reward: Reward, decisions: list[Decision]) -> None:
    """Say once that most of a batch has no answer at all: often it was cut off."""
    counts = Counter(each.rule for each in decisions)
    unfinished, missing = counts["answer.unfinished"], counts["answer.missing"]
    if len(decisions) >= 8 and 2 * (unfinished + missing) > len(decisions):
        warn_once(
            (reward.__name__, "silence"),
            f"{reward.__name__}: {unfinished + missing} of {len(decisions)} completions of this batch have no answer, "
            f"{unfinished} of them because the thinking never ends. Were they truncated? Raise "
            "max_completion_length, or look at one with explain(). This is said once; the share is logged",
        )


def _warn_of_workers(reward: Reward, decisions: list[Decision]) -> None:
    """Say once that the machine, and not an answer, was the reason for a score."""
    faults = Counter(each.rule for each in decisions if each.rule in _MACHINE)
    if faults:
        counts = ", ".join(f"{count} × {rule}" for rule, count in sorted(faults.items()))
        warn_once(
            (reward.__name__, "workers"),
            f"{reward.__name__}: worker processes failed ({counts} in this batch) and these rows score 0. Does something "
            "end processes here, is memory short, or is the machine overloaded? engine=None does without "
            "workers. This is said once; the share is logged",
        )
