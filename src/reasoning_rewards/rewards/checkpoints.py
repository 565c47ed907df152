"""`Checkpoints`: results that a solution must come by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from reasoning_rewards.answers.compare.comparison import Comparison, compare, comparison_of, decide_texts
from reasoning_rewards.answers.compare.policy import NumberPolicy
from reasoning_rewards.answers.engines import engines
from reasoning_rewards.answers.engines.engines import Engine
from reasoning_rewards.answers.notation.gold import GOLD_RULES
from reasoning_rewards.answers.notation.unwrap import unwrapped, value_in
from reasoning_rewards.core import settings
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.errors import BatchError
from reasoning_rewards.rewards.graded import warn_of_golds
from reasoning_rewards.rewards.steps import reasoning_of
from reasoning_rewards.text.equations import equations
from reasoning_rewards.text.layout import ANY, Layout
from reasoning_rewards.text.numbers import FRACTION, read_literal
from reasoning_rewards.text.results import results
from reasoning_rewards.verdict import Decision, Rule, Score, Verdicts

if TYPE_CHECKING:
    from reasoning_rewards.core.batch import Batch

__all__ = ["Checkpoints"]

_REACHED = Rule(
    "checkpoints.reached", "{reached} of {wanted} checkpoints, among {claims} results; not reached: {missed}"
)
_FLOODED = Rule(
    "checkpoints.flooded",
    "{claims} results for {wanted} checkpoints, where {allowed} are free and twice that earn nothing; {reached} reached",
)
_NONE = Rule("checkpoints.none", "no result of an equation in the reasoning; wanted {wanted}")
_ABSENT = Rule("checkpoints.absent", "the row names no checkpoints")

_MOST = 64  # checkpoints of a row; more is no list of steps
_ARITHMETIC = re.compile(r"(?:[\d\s.,+\-*/×÷·()=$]|\\times)+")
_WAYS = 4  # equations with the same last side that are looked at, for one that is true


class Checkpoints(Reward):
    r"""The share of the row's checkpoints that the reasoning comes by: reached/n × min(1, max(0, 2 − m/(claims·n))).

    n: the row's checkpoints: results that the data set says a solution must reach.
    reached: those that are the result of an equation in the reasoning, as `Symbolic` compares: "1/2" is
        reached by ``(5 - 2)/6 = 0.5``, and ``2x + 1`` by ``f'(x) = 1 + 2x``. Of a chain ``a = b = c`` the
        last side is the result, and a chain that is false (``3 + 4 = 8``) reaches nothing. What is
        mentioned without an equals sign is no result. Order does not count.
    m: the different results that are written down, false ones included. Up to ``claims`` for each
        checkpoint cost nothing, and twice as many earn nothing: a list of every number scores 0, and
        guessing pays less, on average, past the claims·n results that are free.

    A row with an empty list, or None, abstains; so does one with a checkpoint that can't be read as
    mathematics, with a warning. Bounds: [0, 1] for right and wrong answers alike.

    checkpoints_column: a column with each row's checkpoints, as a list of numbers or texts.
    claims: how many results may be tried for each checkpoint. Long reasoning that explores needs more.
    layout: where the reasoning is; without marks of thinking it is the whole completion.
    policy, engine: as for `Correctness`.

    >>> Checkpoints()(
    ...     ["3/4 - 1/4 = 0.5, then 0.5 * 4 = 2.", "3/4 - 1/4 = 0.5", "It is 2.", "".join(f"x = {n}. " for n in range(99))],
    ...     checkpoints=[["1/2", "2"]] * 4,
    ... )
    [1.0, 0.5, 0.0, 0.0]
    """

    checkpoints_column: str = "checkpoints"
    claims: int = 4
    layout: Layout = ANY
    policy: NumberPolicy = NumberPolicy()
    engine: Engine | None = "sympy"
    bounds = (0.0, 1.0)
    may_abstain = True
    rules = (_REACHED, _FLOODED, _NONE, _ABSENT, *GOLD_RULES)

    def __post_init__(self) -> None:
        settings.count("claims", self.claims)
        engines.check(self.engine)
        super().__post_init__()

    def evaluate(self, batch: Batch) -> Verdicts:
        """Read the results of every reasoning and compare them with the row's checkpoints."""
        policy = replace(self.policy, kinds="mathematics")
        rows = [
            self._row(batch, row, value, policy)
            for row, value in enumerate(batch.column(self.checkpoints_column))
        ]
        asked = [pair for each in rows for pair in each.pairs()]
        here = [decide_texts(answer, gold, policy) for answer, gold in asked]
        found = map(comparison_of, engines.decide_open(here, policy, self.engine))
        scored = [each.scored(found, self.claims, policy) for each in rows]
        decisions = [decision for _, decision in scored]
        warn_of_golds(self, batch, decisions)
        return Verdicts([score for score, _ in scored], decisions, name=self.label)

    def _row(self, batch: Batch, row: int, value: object, policy: NumberPolicy) -> _Row:
        golds = _listed(batch, row, self.checkpoints_column, value)
        faults = [
            each for gold in golds if (each := compare("", gold=gold, policy=policy)).rule.startswith("gold.")
        ]
        if not golds or faults:
            return _Row(golds, {}, faults[0] if faults else None)
        # Past twice what may be claimed the score is 0, and nobody reads on.
        said = _claims(reasoning_of(batch.completions[row], self.layout), 2 * self.claims * len(golds))
        return _Row(golds, said, None)


class _Row(NamedTuple):
    """What a row asks for, and the results that its completion claims, each with the chains that end in it."""

    golds: Sequence[object]
    claims: dict[str, list[str]]
    fault: Comparison | None

    def pairs(self) -> Iterator[tuple[str, object]]:
        return ((claim, gold) for claim in self.claims for gold in self.golds)

    def scored(
        self, found: Iterator[Comparison], allowed: int, policy: NumberPolicy
    ) -> tuple[Score, Decision]:
        """Score the row from the comparisons of its pairs."""
        if self.fault is not None:
            return None, Decision(self.fault.rule, self.fault.facts)
        wanted, said = len(self.golds), len(self.claims)
        if not wanted:
            return None, Decision(_ABSENT)
        if not said:
            return 0.0, Decision(_NONE, (("wanted", wanted),))
        reached: set[int] = set()
        for claim, chains in self.claims.items():
            for place, gold in enumerate(self.golds):
                comparison = next(found)
                if place not in reached and _holds(claim, chains, gold, comparison, policy):
                    reached.add(place)
        most = allowed * wanted
        score = len(reached) / wanted * min(1.0, max(0.0, 2.0 - said / most))
        facts: list[tuple[str, object]] = [("reached", len(reached)), ("wanted", wanted), ("claims", said)]
        missed = next((str(gold) for place, gold in enumerate(self.golds) if place not in reached), None)
        if said > most:
            return score, Decision(_FLOODED, (*facts, ("allowed", most)))
        if missed is not None:
            facts.append(("missed", missed))
        return score, Decision(_REACHED, tuple(facts))


def _listed(batch: Batch, row: int, column: str, value: object) -> Sequence[object]:
    value = value_in(value)
    if value is None:
        return ()
    if not isinstance(value, list | tuple) or len(value) > _MOST:
        raise BatchError(
            f"{column}, {batch.where(row)}: {str(value)[:60]!r}; expected a list of at most {_MOST} checkpoints, or None"
        )
    return list(map(unwrapped, value))


def _claims(text: str, enough: int) -> dict[str, list[str]]:
    """The different results of a text, and for each the first chains that end in it."""
    found: dict[str, list[str]] = {}
    for value, chain in results(text):
        chains = found.setdefault(value.replace(" ", ""), [])
        if len(chains) < _WAYS and chain not in chains:
            chains.append(chain)
        if len(found) >= enough:
            break
    return found


def _holds(claim: str, chains: list[str], gold: object, comparison: Comparison, policy: NumberPolicy) -> bool:
    """Is the claim the checkpoint, at the end of a chain that is not false? Or was it only rounded?"""
    if comparison.same:
        return any(_stands(chain, gold, policy) for chain in chains)
    if comparison.same is None or "." not in claim or _is_decimal(str(gold)):
        return False
    # 10/3 = 3.33, where 10/3 is asked for
    return any(compare(chain, gold=gold, policy=policy).same for chain in chains)


def _is_decimal(gold: str) -> bool:
    """Say whether a checkpoint is given in digits, not as a fraction or a formula that decimals may round."""
    return re.fullmatch(FRACTION, gold.lstrip("+-")) is None and read_literal(gold) is not None


def _stands(chain: str, gold: object, policy: NumberPolicy) -> bool:
    if _ARITHMETIC.fullmatch(chain):  # most are; the engine reads the rest
        return all(equation.true for equation in equations(chain))
    return compare(chain, gold=gold, policy=policy).rule != "chain.broken"
