"""Who opens the thinking, asked of a tokenizer's chat template."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import cast

from reasoning_rewards.errors import SettingError
from reasoning_rewards.text.markers import Tag
from reasoning_rewards.text.scan import is_blank, pattern

__all__ = ["thinking_of"]

_QUESTION = "How many apples are left?"
_PARSES = ("response_template", "response_schema")  # transformers' names for a response parser
_CHANNEL = pattern(r"<\|(?:start\|>assistant|channel\|>[^<]*<\|message\|>)\s*$")

# A prompt that ends in another tag has opened it, if the name says that thinking goes in there:
# "<reasoning>", "<start_working_out>". Other names ("<assistant>") are the speaker's.
_OTHER_TAG = pattern(r"<((?:start_)?\w*(?:think|reason|thought|working|scratch)\w*)>\s*$", re.I)


def thinking_of(tokenizer: object, think: Tag, kwargs: Mapping[str, object]) -> Tag | None:
    """Return the thinking's tag with who opens it, or None where the prompt has closed it already."""
    tail = _generation_prompt(tokenizer, kwargs)
    opened, closed = tail.rfind(think.opening_tag), tail.rfind(think.closing_tag)
    if opened > closed:
        return Tag(think.name, opened_by="prompt", opening=think.opening, closing=think.closing)
    if closed > opened >= 0 and is_blank(tail[opened + len(think.opening_tag) : closed]):
        return None
    if _CHANNEL().search(tail):
        if any(getattr(tokenizer, name, None) for name in _PARSES):
            return None  # the trainer moves the thinking to a field of the message
        raise SettingError(
            "tokenizer: its chat template parts thinking and answer by channels, whose markers are special"
            " tokens; a decoded completion runs both together and no layout can part them. Have the trainer"
            " parse responses (give the tokenizer a response_schema or response_template, as TRL does for"
            " tools): the message's `thinking` is then read as such, and Layout(think=None, answer=...) fits"
        )
    other = _OTHER_TAG().search(tail)
    if other is not None:
        name = other[1]
        paired = f"<end_{name[6:]}>" if name.startswith("start_") else None
        return Tag(name, opened_by="prompt", closing=paired)
    return Tag(think.name, opening=think.opening, closing=think.closing)


def _generation_prompt(tokenizer: object, kwargs: Mapping[str, object]) -> str:
    """Render a probe as a trainer does and return what the template writes after the question."""
    render = getattr(tokenizer, "apply_chat_template", None)
    if not callable(render):
        raise SettingError(
            f"tokenizer={type(tokenizer).__name__}: expected a tokenizer with apply_chat_template"
        )
    if getattr(tokenizer, "chat_template", "") is None:
        raise SettingError(
            f"tokenizer={type(tokenizer).__name__}: it has no chat template, so your prompts decide who opens"
            " the thinking; pass Layout(think=Tag('think'), answer=...) yourself, with opened_by='prompt' if"
            " they end in <think>"
        )
    probe = [{"role": "user", "content": _QUESTION}]
    text = cast(Callable[..., object], render)(probe, tokenize=False, add_generation_prompt=True, **kwargs)
    if not isinstance(text, str):
        raise SettingError(f"tokenizer: apply_chat_template gave {type(text).__name__}, expected str")
    return text[text.rfind(_QUESTION) + len(_QUESTION) :] if _QUESTION in text else text
