"""One completion as rewards see it."""

from __future__ import annotations

from dataclasses import dataclass

from reasoning_rewards.text.extract import find_answer, find_thinking
from reasoning_rewards.text.layout import ANY

__all__ = ["Completion"]


@dataclass(frozen=True, slots=True)
class Completion:
    r"""What a model wrote: its text, and its reasoning where the trainer has parsed that out.

    `reasoning` is None where thinking, if any, still stands in the text between its tags.
    `thinking` and `answer` read both, by the layout `ANY`; they are found anew at each access.

    >>> completion = Completion("<think>6 * 7 = 42</think> So the answer is \\boxed{42}.")
    >>> completion.thinking, completion.answer
    ('6 * 7 = 42', '42')
    """

    text: str
    reasoning: str | None = None

    @property
    def thinking(self) -> str:
        """The thinking, without its tags; "" where there is none."""
        return find_thinking(self, ANY)

    @property
    def answer(self) -> str:
        """The answer as the model wrote it; "" where there is none, or where it leaves a choice open."""
        found = find_answer(self, ANY)
        return found.text if found.text is not None and not found.rule else ""
