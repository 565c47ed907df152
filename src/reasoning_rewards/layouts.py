r"""Layouts by the model that writes them.

| name | the completion | who opens the thinking |
|---|---|---|
| `QWEN3` | `<think>…</think> … \boxed{…}` | the model, unasked |
| `QWEN3_NO_THINKING` | `… \boxed{…}` | nobody: the prompt holds an empty block |
| `QWEN3_5`, `R1_DISTILL` | `…</think> … \boxed{…}` | the prompt |
| `QWEN2_5`, `SMOLLM2` | `<think>…</think><answer>…</answer>` | the model, if a system prompt asks for the tags |
| `GPT_OSS` | `… \boxed{…}` | channels, which the trainer must parse into the message's `thinking` |
| `GSM8K` | `… #### 42` | nobody |
| `UNSLOTH_QWEN3` | `…<end_working_out><SOLUTION>…</SOLUTION>` | the prompt: `<start_working_out>` |
| `UNSLOTH_GEMMA3` | `<start_working_out>…<end_working_out><SOLUTION>…</SOLUTION>` | the model |
| `UNSLOTH_XML` | `<reasoning>…</reasoning><answer>…</answer>` | the model |

They are starting points: `Layout.of(tokenizer)` asks the chat template that you really use.

>>> from reasoning_rewards import Format
>>> Format(layout=R1_DISTILL)(["6·7 is 42</think> It is \\boxed{42}.", "<answer>42</answer>"])
[1.0, 0.0]
"""

from __future__ import annotations

from reasoning_rewards.text.layout import THINK_ANSWER, THINK_BOXED, After, Boxed, Layout, Tag

__all__ = [
    "GPT_OSS",
    "GSM8K",
    "QWEN2_5",
    "QWEN3",
    "QWEN3_5",
    "QWEN3_NO_THINKING",
    "R1_DISTILL",
    "SMOLLM2",
    "UNSLOTH_GEMMA3",
    "UNSLOTH_QWEN3",
    "UNSLOTH_XML",
]

QWEN3 = THINK_BOXED
QWEN3_NO_THINKING = Layout(think=None, answer=Boxed())
QWEN3_5 = Layout(think=Tag("think", opened_by="prompt"), answer=Boxed())
R1_DISTILL = QWEN3_5
QWEN2_5 = THINK_ANSWER
SMOLLM2 = THINK_ANSWER
GPT_OSS = Layout(think=None, answer=Boxed())
GSM8K = Layout(think=None, answer=After("####"))

_SOLUTION = Tag("SOLUTION")
_WORKING = ("<start_working_out>", "<end_working_out>")
UNSLOTH_QWEN3 = Layout(
    think=Tag("working", opened_by="prompt", opening=_WORKING[0], closing=_WORKING[1]), answer=_SOLUTION
)
UNSLOTH_GEMMA3 = Layout(think=Tag("working", opening=_WORKING[0], closing=_WORKING[1]), answer=_SOLUTION)
UNSLOTH_XML = Layout(think=Tag("reasoning"), answer=Tag("answer"))
