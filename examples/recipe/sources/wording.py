"""A layout in words for the model, and a solution written in it."""

from __future__ import annotations

from reasoning_rewards import After, Boxed, Layout, Tag


def instruction(layout: Layout) -> str:
    """What to tell a model that does not know the layout, as its system prompt.

    >>> from reasoning_rewards import THINK_BOXED
    >>> print(instruction(THINK_BOXED))
    Think step by step between <think> and </think>. Then give the final answer as \\boxed{answer}.
    """
    opening, closing = around(layout)
    if layout.think is None:
        first = "Think step by step."
    elif layout.think.opened_by == "prompt":
        first = f"Think step by step, and close your thinking with {layout.think.closing_tag}."
    else:
        first = f"Think step by step between {layout.think.opening_tag} and {layout.think.closing_tag}."
    return f"{first} Then give the final answer as {opening}answer{closing}."


def written(reasoning: str, answer: str, layout: Layout) -> str:
    """A completion in a layout; the opening tag is left out where the prompt writes it.

    >>> from reasoning_rewards import THINK_ANSWER
    >>> written("3 + 4 = 7", "7", THINK_ANSWER)
    '<think>\\n3 + 4 = 7\\n</think>\\n<answer>7</answer>'
    """
    opening, closing = around(layout)
    return f"{thinking(reasoning, layout)}{opening}{answer}{closing}"


def thinking(reasoning: str, layout: Layout) -> str:
    think = layout.think
    if think is None:
        return f"{reasoning.strip()}\n"
    opened = "" if think.opened_by == "prompt" else f"{think.opening_tag}\n"
    return f"{opened}{reasoning.strip()}\n{think.closing_tag}\n"


def around(layout: Layout) -> tuple[str, str]:
    """What stands before and after the answer: the first of the layout's markers that can be written."""
    options = () if layout.answer is None else layout.answer.options
    for marker in options:
        if isinstance(marker, Boxed):
            return "\\boxed{", "}"
        if isinstance(marker, Tag):
            return marker.opening_tag, marker.closing_tag
        if isinstance(marker, After):
            return f"{marker.marker} ", ""
    return "", ""
