"""Rewards for the way to the answer: how many steps, how good each, and whether errors are mended."""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Callable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

from reasoning_rewards.answers.notation.gold import GOLD_RULES
from reasoning_rewards.core import settings
from reasoning_rewards.core.functions import refuse_unpicklable
from reasoning_rewards.core.margin.bounds import Bounds
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.errors import RewardFailedError
from reasoning_rewards.rewards.graded import Graded, warn_of_golds
from reasoning_rewards.rewards.match import Correctness
from reasoning_rewards.rewards.steps import reasoning_of
from reasoning_rewards.text.completion import Completion
from reasoning_rewards.text.equations import equations
from reasoning_rewards.text.extract import Answer, find_answer
from reasoning_rewards.text.layout import ANY, Layout
from reasoning_rewards.text.markers import After, Boxed, Phrase, Tag
from reasoning_rewards.text.segments import gist, segments, steps_of
from reasoning_rewards.verdict import Decision, Rule, Score, Verdicts

if TYPE_CHECKING:
    from reasoning_rewards.core.batch import Batch

__all__ = ["SelfCorrection", "StepCount", "StepRewards"]

_COUNTED = Rule("steps.counted", "{count} different steps; {cap} are enough, and no more are counted")
_STEPS_SCORED = Rule("steps.scored", "{count} steps, the least of them worth {least}: {step}")
_NO_STEPS = Rule("steps.absent", "no steps in the reasoning")
_KEPT = Rule("correction.kept", "right from the first answer on; read {read}")
_MENDED = Rule("correction.mended", "the first answer was wrong and was mended; first {first}, read {read}")
_GIVEN_UP = Rule(
    "correction.given_up", "the first answer was right and was given up; first {first}, read {read}"
)
_WRONG = Rule("correction.wrong", "wrong from the first answer on; first {first}, read {read}")


class StepCount(Reward):
    """Work that is shown in steps: min(n, cap)/cap, with n the different steps of the reasoning.

    n counts sentences and list items, or equations where there are more of those. A step said twice
    counts once, however it is labelled; breaking lines adds none. Source: open-r1's
    ``reasoning_steps_reward``, min(1, n/3) over markers such as "Step 1:" and "First,", which pays for the
    marker alone. Bounds: [0, 1] for right and wrong answers alike; what the steps say is not checked, so
    weigh it lightly beside `StepArithmetic`.

    cap: how many steps are enough.
    layout: where the reasoning is; without marks of thinking it is the whole completion.

    >>> StepCount()(["First, 3 + 4 = 7. Then, 7 - 5 = 2. So 2 are left.", "Step 1: Step 2: Step 3:"])
    [1.0, 0.0]
    """

    cap: int = 3
    layout: Layout = ANY
    bounds = (0.0, 1.0)
    rules = (_COUNTED,)

    def __post_init__(self) -> None:
        settings.count("cap", self.cap)
        super().__post_init__()

    def evaluate(self, batch: Batch) -> Verdicts:
        """Count the steps of every completion."""
        counts = [_different(reasoning_of(each, self.layout), self.cap) for each in batch.completions]
        decisions = [Decision(_COUNTED, (("count", count), ("cap", self.cap))) for count in counts]
        return Verdicts([count / self.cap for count in counts], decisions, name=self.label)


def _different(text: str, enough: int) -> int:
    """How many different steps there are; past ``enough`` nobody counts."""
    said: set[tuple[str, ...]] = set()
    for _, step in steps_of(text):
        said.add(step)
        if len(said) >= enough:
            return enough
    checked = islice({equation.key: None for equation in equations(text)}, enough)
    return max(len(said), len(list(checked)))


class StepRewards(Reward):
    """The scores that a function of yours gives to each step, as one.

    With r₁ … rₙ the scores of the steps:

    ==========  ========================================================  ===========================
    min          the worst                                                 as in PURE's hard form
    mean         their mean                                                pays for padding: see below
    product      r₁ · … · rₙ                                               Let's Verify Step by Step
    soft-min     Σ wᵢ·rᵢ with w = softmax(−r/temperature)                  PURE, arXiv:2504.15275
    ==========  ========================================================  ===========================

    A reasoning without steps scores the lower bound. Under 'mean' easy steps raise the score, so a policy
    learns to add some; under the others another step never helps (soft-min: hardly). Bounds: those you
    give, for right and wrong answers alike.

    function: called once a completion with the list of its steps (and ``prompt=``, if it has a parameter
        of that name); gives one score a step. It must be at the top level of a module, as for `reward`.
    how: one of 'min', 'mean', 'product', 'soft-min'.
    scores: (low, high), where the function's scores lie; within [0, 1] for a product.
    temperature: of soft-min; 0.1 in the paper.
    layout: where the reasoning is.

    >>> from reasoning_rewards.rewards.process import brevities  # for examples: 1 over a step's words
    >>> StepRewards(function=brevities, how="min")(["Add 3. Then add 4 to that."])
    [0.25]
    """

    function: Callable[..., Sequence[float]]
    how: Literal["min", "mean", "product", "soft-min"] = "min"
    scores: tuple[float, float] = (0.0, 1.0)
    temperature: float = 0.1
    layout: Layout = ANY
    rules = (_STEPS_SCORED, _NO_STEPS)

    def __post_init__(self) -> None:
        refuse_unpicklable(self.function)
        low, high = settings.pair("scores", self.scores, "(low, high), where the function's scores lie")
        if not low <= high or (self.how == "product" and (low < 0.0 or high > 1.0)):
            raise settings.wrong("scores", self.scores, "(low, high), within (0, 1) where how='product'")
        self._settle(
            scores=(low, high), temperature=settings.number("temperature", self.temperature, above=0)
        )
        super().__post_init__()

    @property
    def bounds(self) -> Bounds:
        """The function's, and 0 to its greatest for a product."""
        return (0.0, self.scores[1]) if self.how == "product" else self.scores

    @property
    def needs_prompts(self) -> bool:  # type: ignore[override]
        """If the function takes ``prompt``."""
        return "prompt" in inspect.signature(self.function).parameters

    def evaluate(self, batch: Batch) -> Verdicts:
        """Cut every reasoning into steps, and have them scored."""
        scores: list[Score] = []
        decisions = []
        for row, completion in enumerate(batch.completions):
            steps = list(segments(reasoning_of(completion, self.layout)))
            if not steps:
                scores.append(self.bounds[0])
                decisions.append(Decision(_NO_STEPS))
                continue
            found = self._scored(batch, row, steps)
            scores.append(self._one(found))
            facts = (("count", len(found)), ("least", min(found)), ("step", steps[found.index(min(found))]))
            decisions.append(Decision(_STEPS_SCORED, facts))
        return Verdicts(scores, decisions, name=self.label)

    def _scored(self, batch: Batch, row: int, steps: list[str]) -> list[float]:
        known: dict[str, Any] = {"prompt": batch.prompts[row]} if self.needs_prompts and batch.prompts else {}
        found = [float(score) for score in self.function(steps, **known)]
        if len(found) != len(steps) or not all(self.scores[0] <= score <= self.scores[1] for score in found):
            raise RewardFailedError(
                f"{self.__name__}, {batch.where(row)}: {self.function.__qualname__} gave {found!r} for {len(steps)} steps; "
                f"expected one score a step, within {self.scores}"
            )
        return found

    def _one(self, scores: list[float]) -> float:
        if self.how == "min":
            return min(scores)
        if self.how == "product":
            return math.prod(scores)
        weights = [1.0] * len(scores)
        if self.how == "soft-min":
            least = min(scores)
            weights = [math.exp((least - score) / self.temperature) for score in scores]
        mean = math.fsum(w * score for w, score in zip(weights, scores, strict=True)) / math.fsum(weights)
        return min(max(mean, self.scores[0]), self.scores[1])  # rounding may not leave the bounds


def brevities(steps: list[str]) -> list[float]:
    """A step scorer for examples: 1 over the words of each step, past the first two.

    >>> brevities(["Add 3.", "Then add 4 to that."])
    [1.0, 0.25]
    """
    return [1.0 / max(len(gist(step)) - 1, 1) for step in steps]


# Where an answer may be committed to. The text is looked through from its beginning.
_COMMITTED = Layout(think=None, answer=Tag("answer") | Boxed() | After("####") | Phrase())
_SIGN = re.compile(r"boxed|fbox|answer|####", re.IGNORECASE)
_TRIES = 32  # signs looked at; a text with more before its first answer has none that it commits to
_WINDOW = 400  # characters after a sign in which its answer stands
_LATER = 4  # signs after it at which its answer may end


class SelfCorrection(Graded):
    """A first answer that was wrong and is mended; a right one that is given up costs.

    ===============  ================  =========
    first answer      final answer      score
    ===============  ================  =========
    right             right             1
    wrong             right             1
    wrong             wrong             0
    right             wrong             −beta
    ===============  ================  =========

    The first answer is the first that the completion commits to (a box, an answer tag, ``####``, "the
    answer is …"), in the thinking or after it; "wait" without another answer is nothing. Mending pays
    exactly what being right at once pays, so no policy has a reason to err first, which a bonus for the
    change would give it (SCoRe, arXiv:2409.12917, has one, across two turns). A gold that can't be read
    abstains (None). Bounds: [1, 1] for right answers, [−beta, 0] for wrong ones.

    gold_column, layout, policy, engine, golds: as for `Correctness`.
    beta: what giving up a right answer costs.

    >>> SelfCorrection()(["The answer is 41. Wait. #### 42", "The answer is 42. Wait. #### 41"], answer=[42, 42])
    [1.0, -0.5]
    """

    beta: float = 0.5
    bounds_if_right = (1.0, 1.0)
    rules = (
        _KEPT,
        _MENDED,
        _GIVEN_UP,
        _WRONG,
        *GOLD_RULES,
    )

    def __post_init__(self) -> None:
        self._settle(beta=settings.number("beta", self.beta, at_least=0))
        super().__post_init__()

    @property
    def bounds(self) -> Bounds:
        """[−beta, 1]."""
        return -self.beta, 1.0

    @property
    def bounds_if_wrong(self) -> Bounds:
        """[−beta, 0]."""
        return -self.beta, 0.0

    def evaluate(self, batch: Batch) -> Verdicts:
        """Compare the first answer and the last with the row's gold."""
        solved = Correctness(
            gold_column=self.gold_column,
            layout=self.layout,
            policy=self.policy,
            engine=self.engine,
            golds=self.golds,
        )
        final = batch.verdicts(solved)  # judged once, if the total asks for it too
        firsts = [_first_answer(f"{each.reasoning or ''}\n{each.text}") for each in batch.completions]
        begun = self._compare([Answer(first, "") for first in firsts], self._golds(batch))
        scores: list[Score] = []
        decisions: list[Decision] = []
        for score, decision, first, start in zip(final.scores, final.decisions, firsts, begun, strict=True):
            if score is None:
                scores.append(None)
                decisions.append(decision)
                continue
            right_at_first = first is not None and start.same is True
            scores.append(1.0 if score else -self.beta if right_at_first and self.beta else 0.0)
            rule = _WAYS[bool(score), right_at_first or (bool(score) and first is None)]
            facts = (("first", first or ""), ("read", dict(decision.facts).get("read", "")))
            decisions.append(Decision(rule, facts))
        warn_of_golds(self, batch, decisions)
        return Verdicts(scores, decisions, name=self.label)


# By whether the final answer is right, and the first was.
_WAYS = {
    (True, True): _KEPT,
    (True, False): _MENDED,
    (False, True): _GIVEN_UP,
    (False, False): _WRONG,
}


def _first_answer(text: str) -> str | None:
    """The first answer that a text commits to."""
    for sign in islice(_SIGN.finditer(text), _TRIES):
        start = max(text.rfind("\n", 0, sign.start()), sign.start() - _WINDOW) + 1
        window = text[start : sign.end() + _WINDOW]
        # Up to the next sign, up to its end (it may close a tag), and so on: what is found first was said first.
        later = list(islice(_SIGN.finditer(window, sign.end() - start), _LATER + 1))
        ends = [end for each in later[:_LATER] for end in (each.start(), each.end() + 1)]
        if len(later) <= _LATER:  # else the window's last answer may not be its first
            ends.append(len(window))
        for end in ends:
            found = find_answer(Completion(window[:end].rstrip("<\\/")), _COMMITTED)
            if found.text is not None and not found.rule:
                return found.text
    return None
