"""`Checkpoints`: results that a solution must come by."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
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
from reasoning_rewards.rewards.steps import Derivation, reasoning_of
from reasoning_rewards.text.equations import Equation, Quantity, numbers, statements
from reasoning_rewards.text.layout import ANY, Layout
from reasoning_rewards.text.messages import prompt_text
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
_GUESSED = Rule(
    "checkpoints.guessed",
    "{guesses} numbers said to be results for {wanted} checkpoints, and not worked out; each past the {wanted}th takes one "
    "that was reached so; {reached} are left",
)
_NONE = Rule("checkpoints.none", "no result of an equation in the reasoning; wanted {wanted}")
_ABSENT = Rule("checkpoints.absent", "the row names no checkpoints")

_MOST = 64  # checkpoints of a row; more is no list of steps
_ARITHMETIC = re.compile(r"(?:[\d\s.,+\-*/×÷·()=$]|\\times)+")
_NAMES = re.compile(r"(?<![\\A-Za-z])[A-Za-z]+")  # letters that are no command's
_UNIT = re.compile(r"(?:\\(?:text|textbf|mathrm|mbox)\s?\{[^{}]*\}|\\?[A-Za-z]{1,9})[\s.]*\Z")
_TWICE = 2  # results that a number from nowhere may lead to
_WAYS = 4  # equations with the same last side that are looked at, for one that is true


class Checkpoints(Reward):
    r"""The share of the row's checkpoints that the reasoning comes by: r/n × min(1, max(0, 2 − m/(claims·n))).

    n: the row's checkpoints: results that the data set says a solution must reach.
    r: those that are reached: the result of an equation in the reasoning, as `Symbolic` compares. "1/2" is
        reached by ``(5 - 2)/6 = 0.5``, and ``2x + 1`` by ``f'(x) = 1 + 2x``. Of a chain ``a = b = c`` the
        last side is the result, and a chain that is false (``3 + 4 = 8``, ``5 = 7``) reaches nothing. What
        is mentioned without an equals sign is no result. Order does not count.
    m: the different results that are written down, false ones included, and the different numbers in true
        sums that come from nowhere: neither from the prompt nor from an earlier sum. Up to ``claims`` for
        each checkpoint cost nothing, and twice as many earn nothing.

    A number that is *worked out*, by a true sum that comes to something new (no ``5 + 0 = 5``) and for which
    no number from nowhere is used a third time, is a result. One that is only *said* to be (``x = 7``) may be
    a guess: g such numbers that are neither checkpoints nor in the prompt are free up to n; each further
    one takes away one checkpoint that was reached in this way only; and of a name that is given more than
    n values only the last counts. So ``a = 1, a = 2, …`` earns nothing.

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
    rules = (_REACHED, _FLOODED, _GUESSED, _NONE, _ABSENT, *GOLD_RULES)

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
            return _Row(golds, _Said(), faults[0] if faults else None)
        # Past twice what may be claimed the score is 0, and nobody reads on.
        prompt = None if batch.prompts is None else numbers(prompt_text(batch.prompts[row]))
        said = _claims(
            reasoning_of(batch.completions[row], self.layout), 2 * self.claims * len(golds), prompt
        )
        return _Row(golds, said, None)


class _Row(NamedTuple):
    """What a row asks for, and what its completion claims."""

    golds: Sequence[object]
    said: _Said
    fault: Comparison | None

    def pairs(self) -> Iterator[tuple[str, object]]:
        return ((claim, gold) for claim in self.said.claims for gold in self.golds)

    def scored(
        self, found: Iterator[Comparison], allowed: int, policy: NumberPolicy
    ) -> tuple[Score, Decision]:
        """Score the row from the comparisons of its pairs."""
        if self.fault is not None:
            return None, Decision(self.fault.rule, self.fault.facts)
        wanted, claims = len(self.golds), len(self.said.claims)
        if not wanted:
            return None, Decision(_ABSENT)
        if not claims:
            return 0.0, Decision(_NONE, (("wanted", wanted),))
        worked: set[int] = set()
        guessed: set[int] = set()
        guesses = 0
        for text, claim in self.said.claims.items():
            stands = claim.worked or self.said.stands(claim, wanted)
            places = {
                place
                for place, gold in enumerate(self.golds)
                if _holds(text, claim.chains, gold, next(found), policy) and stands
            }
            (worked if claim.worked else guessed).update(places)
            guesses += claim.guess and not places
        guessed -= worked
        lost = min(len(guessed), max(0, guesses - wanted))
        reached = len(worked) + len(guessed) - lost
        most, tried = allowed * wanted, claims + self.said.foreign
        score = reached / wanted * min(1.0, max(0.0, 2.0 - tried / most))
        facts: list[tuple[str, object]] = [("reached", reached), ("wanted", wanted), ("claims", tried)]
        if tried > most:
            return score, Decision(_FLOODED, (*facts, ("allowed", most)))
        if lost:
            return score, Decision(_GUESSED, (*facts, ("guesses", guesses)))
        missed = (gold for place, gold in enumerate(self.golds) if place not in worked | guessed)
        facts += [("missed", str(gold)) for gold in islice(missed, 1)]
        return score, Decision(_REACHED, tuple(facts))


@dataclass(slots=True)
class _Claim:
    """One result: the first chains that end in it, the names it was given to, and whether it was worked out."""

    chains: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    worked: bool = False
    guess: bool = False


@dataclass(slots=True)
class _Said:
    """The different results of a text; of each name how many values it was given, and the last; numbers from nowhere."""

    claims: dict[str, _Claim] = field(default_factory=dict)
    values: dict[str, dict[str, None]] = field(default_factory=dict)
    foreign: int = 0

    def stands(self, claim: _Claim, wanted: int) -> bool:
        """Is there a name that has this value in the end, or few enough others? No name at all is one."""
        return not claim.names or any(
            len(values := self.values[name]) <= wanted or self.claims[next(reversed(values))] is claim
            for name in claim.names
        )


def _listed(batch: Batch, row: int, column: str, value: object) -> Sequence[object]:
    value = value_in(value)
    if value is None:
        return ()
    if not isinstance(value, list | tuple) or len(value) > _MOST:
        raise BatchError(
            f"{column}, {batch.where(row)}: {str(value)[:60]!r}; expected a list of at most {_MOST} checkpoints, or None"
        )
    return list(map(unwrapped, value))


def _claims(text: str, enough: int, prompt: set[Quantity] | None) -> _Said:
    """The different results of a text, and for each the first chains that end in it."""
    said = _Said()
    sums = _Sums(prompt)
    for value, chain in results(text):
        short = value.replace(" ", "")
        claim = said.claims.setdefault(short, _Claim())
        if len(claim.chains) < _WAYS and chain not in claim.chains:
            claim.chains.append(chain)
            _note(said, short, claim, chain)
            proof = sums.of(chain)
            claim.worked |= proof is True
            claim.guess |= proof is None and _is_guess(value, prompt)
        claim.guess &= not claim.worked
        if len(said.claims) >= enough:
            break
    said.foreign = len(sums.foreign)
    return said


def _note(said: _Said, value: str, claim: _Claim, chain: str) -> None:
    name, _, rest = chain.partition(" = ")
    if rest and not _ARITHMETIC.fullmatch(name):
        claim.names.add(name)
        values = said.values.setdefault(name, {})
        values.pop(value, None)
        values[value] = None  # the last is the last


def _is_guess(value: str, prompt: set[Quantity] | None) -> bool:
    """Is a result a number that anybody might try, with or without a unit, and not one of the prompt's?"""
    value = _UNIT.sub("", value)
    if _NAMES.search(value) or not any(map(str.isdigit, value)):
        return False
    return not prompt or not numbers(value) or not prompt >= numbers(value)


class _Sums:
    """What the true sums of a reasoning come to, and which of their numbers come from nowhere."""

    def __init__(self, prompt: set[Quantity] | None) -> None:
        self.derivation = Derivation(prompt or set())
        self.grounded = prompt is not None
        self.foreign: Counter[Quantity] = Counter()

    def of(self, chain: str) -> bool | None:
        """Is the chain a sum that is true and leads to something new? None for what is no sum."""
        if not _ARITHMETIC.fullmatch(chain):
            return None
        said = list(statements(chain))
        if not all(each.true for each in said):
            return False
        new = [self._takes(each) for each in said if each.ways]
        return any(new) or None

    def _takes(self, equation: Equation) -> bool:
        known = self.derivation.known
        foreign = {number for way in equation.ways for number in way.operands if number not in known}
        if self.grounded:
            if any(self.foreign[number] >= _TWICE for number in foreign):
                return False
            self.foreign.update(foreign)
        known |= foreign
        taken = self.derivation.takes(equation)
        known -= foreign
        return taken


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
        return all(equation.true for equation in statements(chain))
    return compare(chain, gold=gold, policy=policy).rule != "chain.broken"
