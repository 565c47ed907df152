"""The fields of rows that a reward reads, and what other programs call them."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from reasoning_rewards.calls import likely
from reasoning_rewards.core.reward import Reward

__all__ = ["CONTEXT", "fields_read", "likely_field"]

CONTEXT = ("completion", "prompt", "completion_ids")  # what is no column of the data set's own
# What other programs call these fields: verl's and OpenRLHF's rollout dumps, generation scripts.
_SPELT_OTHERWISE = MappingProxyType(
    {
        "completion": (
            "messages",
            "output",
            "response",
            "completions",
            "generated_text",
            "generation",
            "responses",
            "text",
        ),
        "completion_ids": ("token_ids",),
        "prompt": ("input", "question", "problem", "prompts", "query"),
        "answer": ("gts", "label", "solution", "ground_truth", "gold", "target", "final_answer", "reference"),
        "solution": ("answer", "gts", "label", "ground_truth", "gold", "target", "reference"),
    }
)


def fields_read(reward: Reward) -> tuple[str, ...]:
    """The fields that a reward can't do without, besides the completion.

    >>> from reasoning_rewards import Brevity, Correctness
    >>> fields_read(Correctness(gold_column="gold") + Brevity(limit=9))
    ('gold', 'completion_ids')
    """
    leaves = reward.leaves()
    prompt = ("prompt",) if any(leaf.needs_prompts for leaf in leaves) else ()
    ids = ("completion_ids",) if any(leaf.needs_token_ids for leaf in leaves) else ()
    return (*reward.columns, *prompt, *ids)


def likely_field(name: str, place: str, names: Iterable[str]) -> str | None:
    """The field that is meant by one that is not there: a misspelling, or what other programs call it.

    >>> likely_field("answer", "answer", ["completion", "gts"]), likely_field("prompt", "prompt", ["promt"])
    ('gts', 'promt')
    >>> likely_field("completion_ids", "completion_ids", ["completion"]) is None
    True
    """
    have = [each for each in names if each == name or each not in CONTEXT]  # these are what they are called
    return likely(place, have) or next(
        (each for each in _SPELT_OTHERWISE.get(name, ()) if each in have), None
    )
