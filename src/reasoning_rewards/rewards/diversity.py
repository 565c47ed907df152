"""`Diversity`: another way to the right answer."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from reasoning_rewards.core.algebra.judged import GATE_ABSTAINS, Judged
from reasoning_rewards.core.groups import groups
from reasoning_rewards.rewards.steps import checked, reasoning_of
from reasoning_rewards.text.equations import Quantity, numbers
from reasoning_rewards.text.layout import ANY, Layout
from reasoning_rewards.verdict import Decision, Rule, Score, Verdicts

if TYPE_CHECKING:
    from reasoning_rewards.core.batch import Batch

__all__ = ["Diversity"]

_RIGHT = Rule("diversity.right", "right; {sharing} of the group's {right} right answers take these steps")
_WRONG = Rule("diversity.wrong", "wrong")

Signature = frozenset[Quantity]


class Diversity(Judged):
    """Among the right answers of a group, the rarer the way there the better: 1 − (m − 1)/(K − 1).

    K: the right answers of the group. m: how many of them, this one included, take the same steps,
        that is: the results of their true, grounded equations (see `StepArithmetic`) are the same set.

    The only right answer of a group scores 1; wrong ones score 0. Answers without equations take the
    same steps, none. Only what can be checked makes a way another one, so other words for the same
    sums earn nothing. Bounds: [0, 1] for right answers, [0, 0] for wrong ones.

    by: who says what is right, such as Correctness().
    group_column: a column that tells groups apart; by default equal prompts are a group.
    layout: where the reasoning is; without marks of thinking it is the whole completion.

    >>> from reasoning_rewards import Correctness
    >>> Diversity(by=Correctness())(
    ...     ["2 + 3 = 5, 5 + 4 = 9. #### 9", "2 + 3 = 5, 4 + 5 = 9. #### 9", "3 + 4 = 7, 7 + 2 = 9. #### 9"],
    ...     prompts=["Add 2, 3 and 4."] * 3, answer=["9"] * 3,
    ... )
    [0.5, 0.5, 1.0]
    """

    group_column: str | None = None
    layout: Layout = ANY
    bounds_if_right = (0.0, 1.0)
    bounds_if_wrong = (0.0, 0.0)
    per_row = False
    needs_prompts = True
    rules = (_RIGHT, _WRONG, GATE_ABSTAINS)

    def evaluate(self, batch: Batch) -> Verdicts:
        """Read the steps of every right answer, and count who shares them."""
        judged = batch.verdicts(self.by)
        right = self._right(judged)
        scores: list[Score] = [None if passed is None else 0.0 for passed in right]
        decisions = [Decision(GATE_ABSTAINS if passed is None else _WRONG) for passed in right]
        prompts = batch.prompt_texts
        grounds = {prompt: numbers(prompt) for prompt in set(prompts)}
        for group in groups(batch, self.group_column, self.__name__):
            rows = [row for row in group if right[row]]
            ways = [self._way(batch, row, grounds[prompts[row]]) for row in rows]
            shared = Counter(ways)
            for row, way in zip(rows, ways, strict=True):
                same = shared[way]
                scores[row] = 1.0 - (same - 1) / (len(rows) - 1) if len(rows) > 1 else 1.0
                decisions[row] = Decision(_RIGHT, (("sharing", same), ("right", len(rows))))
        return Verdicts(scores, decisions, (judged,), name=self.label)

    def _way(self, batch: Batch, row: int, grounds: set[Quantity]) -> Signature:
        return frozenset(checked(reasoning_of(batch.completions[row], self.layout), grounds).results)
