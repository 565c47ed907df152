"""`TagCount`: credit for the parts of a layout."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from reasoning_rewards.core import settings
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.rewards.format import warn_of_zeros
from reasoning_rewards.text import scan
from reasoning_rewards.text.layout import THINK_ANSWER, Layout
from reasoning_rewards.text.markers import After, Boxed, Marker, Tag
from reasoning_rewards.verdict import Decision, Rule, Score, Verdicts

if TYPE_CHECKING:
    from reasoning_rewards.core.batch import Batch
    from reasoning_rewards.text.completion import Completion

__all__ = ["TagCount"]

_ALL = Rule("tags.all", "all {wanted} signs of the layout, each once and in order")
_SOME = Rule(
    "tags.some",
    "{count} of the layout's {wanted} signs; the first that is missing, repeated or out of place is {tag:word}",
)


class Sign(NamedTuple):
    """A piece of text that a layout wants once.

    closes: it ends something, which must not be empty. anywhere: it may not occur earlier either.
    """

    text: str
    closes: bool
    anywhere: bool


class TagCount(Reward):
    """The share of the layout's signs that occur once, in their order, with something inside.

    The signs are the opening and closing tags that the model writes, in the order of the layout; a box
    is one sign, and so is a marker such as ``####``. A sign counts if it occurs exactly once and after
    the signs before it; a closing tag only if something stands between it and the sign before. Where an
    answer may be marked in several ways, the best counts.

    Source: open-r1's ``tag_count_reward`` (after W. Brown's GRPO demo), 0.25 a tag that occurs once.
    There, empty and reversed tags are paid in full; here they are not. Bounds: [0, 1] for right and wrong
    answers alike. It teaches a layout step by step; `Format` says whether it has been learnt.

    layout: what is asked. A tag that the prompt opens has one sign, its end. Thinking that the trainer
        has parsed into a field of the message counts as tagged.

    >>> TagCount()(["<think>6·7</think><answer>42</answer>", "<think>6·7</think> 42", "</think><think>"])
    [1.0, 0.5, 0.25]
    """

    layout: Layout = THINK_ANSWER
    bounds = (0.0, 1.0)
    rules = (_ALL, _SOME)

    def __post_init__(self) -> None:
        if not any(_alternatives(self.layout)):
            raise settings.wrong("layout", self.layout, "a layout with tags, a box or a marker to count")
        super().__post_init__()

    def evaluate(self, batch: Batch) -> Verdicts:
        """Count the signs of every completion."""
        ways = [signs for signs in _alternatives(self.layout) if signs]
        scores: list[Score] = []
        decisions = []
        for completion in batch.completions:
            counts = [_counted(completion, signs, self.layout.think) for signs in ways]
            best = max(range(len(ways)), key=lambda way: len(counts[way]) / len(ways[way]))
            good, signs = counts[best], ways[best]
            scores.append(len(good) / len(signs))
            missing = next((sign.text for sign in signs if sign not in good), None)
            facts: tuple[tuple[str, object], ...] = (("count", len(good)), ("wanted", len(signs)))
            decisions.append(
                Decision(_SOME, (*facts, ("tag", missing))) if missing else Decision(_ALL, facts)
            )
        if scores and not any(scores):
            warn_of_zeros(self, decisions, "has one sign of the layout in its place")
        return Verdicts(scores, decisions, name=self.label)


def _alternatives(layout: Layout) -> list[tuple[Sign, ...]]:
    """The signs of a layout, once for each way to mark the answer."""
    think = () if layout.think is None else _signs(layout.think)
    options = (None,) if layout.answer is None else layout.answer.options
    return [(*think, *(() if option is None else _signs(option))) for option in options]


def _signs(marker: Marker) -> tuple[Sign, ...]:
    if isinstance(marker, Tag):
        opening = (Sign(marker.opening_tag, False, True),) if marker.opened_by == "model" else ()
        return (*opening, Sign(marker.closing_tag, True, True))
    if isinstance(marker, Boxed):
        return (Sign("\\boxed{", False, False),)
    return (Sign(marker.marker, False, False),) if isinstance(marker, After) else ()


def _counted(completion: Completion, signs: tuple[Sign, ...], think: Tag | None) -> list[Sign]:
    """The signs that are as they should be."""
    text = completion.text
    if completion.reasoning is not None and think is not None:  # put back what the trainer has parsed out
        text = f"{think.opening_tag}{completion.reasoning}{think.closing_tag}{text}"
    found, place = [], 0
    for sign in signs:
        start = 0 if sign.anywhere else place
        at = text.find(sign.text, start)
        if at < place or text.find(sign.text, at + len(sign.text)) != -1:
            continue
        if sign.closes and scan.is_blank(text[place:at]):
            continue
        found.append(sign)
        place = at + len(sign.text)
    return found
