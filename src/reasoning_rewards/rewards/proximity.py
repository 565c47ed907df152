"""`Proximity`: partial credit for a number that is nearly right."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Literal

from reasoning_rewards.answers.compare.comparison import Comparison
from reasoning_rewards.answers.compare.golds import members
from reasoning_rewards.answers.compare.ladder import real_number
from reasoning_rewards.answers.compare.policy import NumberPolicy
from reasoning_rewards.answers.compare.rules import ANSWER_NOT_A_NUMBER, ANSWER_RULES, GOLD_NOT_A_NUMBER
from reasoning_rewards.answers.engines.engines import WORKER_RULES
from reasoning_rewards.answers.notation.gold import GOLD_RULES, gold_text
from reasoning_rewards.caches import remembered
from reasoning_rewards.core import settings
from reasoning_rewards.core.margin.bounds import Bounds
from reasoning_rewards.rewards.graded import Graded
from reasoning_rewards.verdict import Decision, Rule, Score

__all__ = ["Proximity"]

_EXACT = Rule("proximity.exact", "the same number; read {read}, gold {gold}")
_NEAR = Rule("proximity.near", "off by {distance} of the gold's size; read {read}, gold {gold}")
_FAR = Rule("proximity.far", "too far off to earn anything; read {read}, gold {gold}")

_NOTABLE = 1e-300  # below it a float's own arithmetic is not to be trusted, and no credit is worth it
_REMEMBERED = 16_384


class Proximity(Graded):
    """1 where the number is the gold, and less the farther it is off, up to a cap that keeps right above wrong.

    With a the one number of the answer, g the gold and d = |a − g| / max(|g|, scale):

    =============  ==================================================================
    exact           1
    linear          min(cap, max(0, 1 − d/reach))
    exponential     min(cap, exp(−d/reach))
    log-ratio       min(cap, max(0, 1 − |ln(a/g)| / ln reach)); 0 where signs differ or either is 0
    bands           min(cap, score of the first (t, score) with d ≤ t), else 0
    =============  ==================================================================

    An answer that is not one finite number scores 0; a gold that is not one abstains (None). Unlike
    the ratio bands of the public GRPO notebooks this never pays a wrong number more than ``cap``,
    and is defined for a gold of 0 and for every sign.

    Bounds: [1, 1] for right answers, [0, cap] for wrong ones.

    gold_column, layout, policy, engine, golds: as for `Correctness`; of several golds the nearest counts.
    curve: one of 'linear', 'exponential', 'log-ratio', 'bands'.
    reach: where a linear curve meets 0, the e-folding distance of an exponential one, the ratio (above 1)
        at which log-ratio meets 0; unused by bands. By default 1 for linear, 10 for log-ratio, and 0.25 for
        exponential, since at 1 an answer of 0 would earn exp(−1) for every gold.
    scale: golds smaller than this count as this size; in the gold's own unit.
    cap: the most a wrong number can earn, below 1.
    bands: ((t, score), …) with t ascending and scores descending; for curve='bands' only.

    >>> Proximity()(["#### 90", "#### 100", "#### 900"], answer=[100, 100, 100])
    [0.9, 1.0, 0.0]
    >>> Proximity(curve="bands", bands=((0.1, 0.5), (0.2, 0.25)))(["#### 85"], answer=[100])
    [0.25]
    """

    curve: Literal["linear", "exponential", "log-ratio", "bands"] = "linear"
    reach: float | None = None
    scale: float = 1.0
    cap: float = 0.9
    bands: tuple[tuple[float, float], ...] = ()
    bounds = (0.0, 1.0)
    bounds_if_right = (1.0, 1.0)
    rules = (_EXACT, _NEAR, _FAR, *ANSWER_RULES, *GOLD_RULES, *WORKER_RULES)

    def __post_init__(self) -> None:
        if self.reach is not None:
            least = 1.0 if self.curve == "log-ratio" else 0.0
            self._settle(reach=settings.number("reach", self.reach, above=least))
        self._settle(
            scale=settings.number("scale", self.scale, above=0),
            cap=settings.number("cap", self.cap, at_least=0, at_most=_below_one()),
            bands=_checked_bands(self.curve, self.bands),
        )
        super().__post_init__()

    @property
    def bounds_if_wrong(self) -> Bounds:
        """[0, cap]."""
        return 0.0, self.cap

    def _gold_fault(self, gold: object, comparison: Comparison) -> Decision | None:
        fault = super()._gold_fault(gold, comparison)
        if fault is None and not self._targets(gold):
            return Decision(GOLD_NOT_A_NUMBER, (("gold", gold_text(gold).text),))
        return fault

    def _targets(self, gold: object) -> tuple[Fraction | int, ...]:
        """The numbers that are right: one, but for a row with several golds; a tensor can change, and is read anew."""
        return (_remembered_numbers if type(gold) in (str, int, float) else _numbers)(gold, self.policy)

    def _credit(self, text: str, gold: object, comparison: Comparison) -> tuple[Score, Decision]:
        if comparison.same:
            return 1.0, Decision(_EXACT, comparison.facts)
        if comparison.rule in ANSWER_RULES or comparison.rule in WORKER_RULES:
            return 0.0, Decision(comparison.rule, comparison.facts)
        got, targets = _answer(text, self.policy), self._targets(gold)
        if got is None or not targets:
            return 0.0, Decision(ANSWER_NOT_A_NUMBER, (("read", text),))
        if len(targets) == 1:
            return self._near(got, targets[0], comparison.facts)
        near = [self._near(got, each, (("read", text), ("gold", str(each)))) for each in targets]
        return max(near, key=lambda each: each[0])

    def _near(
        self, got: Fraction | int, gold: Fraction | int, facts: tuple[tuple[str, object], ...]
    ) -> tuple[float, Decision]:
        distance = abs(Fraction(got) - gold) / max(abs(Fraction(gold)), Fraction(self.scale))
        score = min(self.cap, self._height(distance, got, gold))
        if score <= _NOTABLE:
            return 0.0, Decision(_FAR, facts)
        return score, Decision(_NEAR, (("distance", float(distance)), *facts))

    def _height(self, distance: Fraction, got: Fraction | int, gold: Fraction | int) -> float:
        """The curve; distances are exact, and compared before they are made floats that could overflow."""
        if self.curve == "bands":
            return next((score for limit, score in self.bands if distance <= limit), 0.0)
        if self.curve == "log-ratio":
            if got * gold <= 0:
                return 0.0
            ratio = Fraction(got) / gold
            apart = abs(math.log(ratio.numerator) - math.log(ratio.denominator))
            return max(0.0, 1.0 - apart / math.log(self.reach or 10.0))
        if self.curve == "linear":
            reach = self.reach or 1.0
            return 0.0 if distance >= reach else max(0.0, 1.0 - float(distance) / reach)
        reach = self.reach or 0.25
        return 0.0 if distance > 700 * Fraction(reach) else math.exp(-float(distance) / reach)


def _below_one() -> float:
    return math.nextafter(1.0, 0.0)


def _checked_bands(curve: str, bands: object) -> tuple[tuple[float, float], ...]:
    """Bands as floats, ascending; present exactly where the curve wants them."""
    wanted = "pairs of a distance above 0 and a score from 0 to 1, such as ((0.1, 0.5), (0.2, 0.25))"
    if not isinstance(bands, tuple | list):
        raise settings.wrong("bands", bands, wanted)
    checked = tuple(settings.pair("bands", bands, wanted, within=band) for band in bands)
    if any(limit <= 0.0 or not 0.0 <= score <= 1.0 for limit, score in checked):
        raise settings.wrong("bands", bands, wanted)
    limits = [limit for limit, _ in checked]
    if limits != sorted(set(limits)):
        raise settings.wrong("bands", bands, "distances that ascend")
    credits = [score for _, score in checked]
    if credits != sorted(credits, reverse=True):
        raise settings.wrong("bands", bands, "scores that fall as distances rise")
    if (curve == "bands") != bool(checked):
        raise settings.wrong("bands", bands, "bands where curve='bands', and none elsewhere")
    return checked


def _numbers(gold: object, policy: NumberPolicy) -> tuple[Fraction | int, ...]:
    found = [real_number(each, policy) for each in members(gold, policy)]
    return tuple(each for each in found if each is not None)


_remembered_numbers = remembered(_REMEMBERED, typed=True)(_numbers)
_answer = remembered(_REMEMBERED)(real_number)
