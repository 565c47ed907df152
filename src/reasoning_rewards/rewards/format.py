"""`Format`: is the completion laid out as asked?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from reasoning_rewards.core.reward import Reward
from reasoning_rewards.notices import warn_once
from reasoning_rewards.text.layout import (
    LAYOUT_RULES,
    NO_ANSWER,
    OK,
    THINK_ANSWER,
    TRAILING,
    UNCLOSED,
    Layout,
)
from reasoning_rewards.verdict import Decision, Score, Verdicts, sentence

if TYPE_CHECKING:
    from reasoning_rewards.core.batch import Batch

__all__ = ["Format", "warn_of_zeros"]


class Format(Reward):
    """1 where the completion is laid out exactly as the layout says, else 0.

    =====================================================  =====
    each tag once, in order, something inside, no more      1.0
    anything else, with the rule that names what is wrong   0.0
    =====================================================  =====

    This is the strict format reward of DeepSeek-R1 (arXiv:2501.12948). It says nothing about the
    answer: bounds are [0, 1] for right and wrong answers alike.

    layout: what is asked, by default ``<think>…</think><answer>…</answer>``, both written by the model.

    >>> Format()(["<think>6·7</think><answer>42</answer>", "42"])
    [1.0, 0.0]
    >>> print(Format().explain("<think>6·7"))
    format  0  layout.unclosed  <think> is never closed
    """

    layout: Layout = THINK_ANSWER
    bounds = (0.0, 1.0)
    rules = LAYOUT_RULES

    def evaluate(self, batch: Batch) -> Verdicts:
        """Check every completion against the layout."""
        decisions = [Decision(*self.layout.check(completion)) for completion in batch.completions]
        scores: list[Score] = [float(decision.rule == OK) for decision in decisions]
        if scores and not any(scores):
            self._warn(batch, decisions)
        return Verdicts(scores, decisions, name=self.label)

    def _warn(self, batch: Batch, decisions: list[Decision]) -> None:
        """A whole batch without one well-formed completion often has one cause, which has a remedy."""
        think, rows = self.layout.think, len(batch)
        prefilled = sum(map(self.layout.looks_prefilled, batch.completions))
        if think is not None and 2 * prefilled >= rows:
            warn_once(
                (self.__name__, "prefilled"),
                f"{self.__name__}: {prefilled} of {rows} completions close {think.closing_tag} without opening it, "
                f"so all of them score 0. The chat template probably writes {think.opening_tag} into the prompt: use "
                f"Layout.of(tokenizer), or Tag({think.name!r}, opened_by='prompt')",
            )
        else:
            warn_of_zeros(self, decisions, "is laid out as asked")


def warn_of_zeros(reward: Reward, decisions: Sequence[Decision], wanted: str) -> None:
    """Say once that a whole batch scores 0 on its form, what most of it lacks, and what that often comes of."""
    if len(decisions) < _ENOUGH:
        return
    (rule, facts), count = Counter(decisions).most_common(1)[0]
    warn_once(
        (reward.__name__, "zero"),
        f"{reward.__name__}: none of the {len(decisions)} completions of this batch {wanted}; {count} of them: "
        f"{sentence(rule, facts)}. {_REMEDIES.get(rule, _REMEDY)} This is said once; the shares are logged",
    )


_ENOUGH = 8  # completions of a batch, before zeros throughout are more than bad luck
_REMEDY = "Does the prompt ask for this layout? Layout.of(tokenizer) tells who opens the thinking."
_REMEDIES = {
    UNCLOSED: "Were they truncated? Raise max_completion_length.",
    TRAILING: "Is generation stopped where the answer ends? A chat template's end token does that.",
    "pattern.absent": "Does the prompt ask for it? A dot is no line end without (?s), and ^ is the beginning of all of the text.",
    "pattern.too_long": "A shorter pattern is looked for in longer texts.",
    "worker.cpu_spent": "Can the pattern be written so that there is one way to match, or for engine='re2'?",
    NO_ANSWER: "Does the prompt say how to mark the answer?",
}
