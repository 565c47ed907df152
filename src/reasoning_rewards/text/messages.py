"""The one place that knows in which shapes trainers hand over completions and prompts.

| shape | what is read |
|---|---|
| `str` | the text |
| a message: a mapping with `role`, `content` | its content, if an assistant wrote it |
| messages, perhaps with tool turns | the LAST assistant message; nothing if there is none |
| `content` None or absent (a tool call) | "" |
| `content` a list of parts | the text parts, joined; thinking parts are reasoning |
| `reasoning_content`, `reasoning` or `thinking` | kept apart as reasoning |
| None | "" |

A message without a role is taken for the assistant's. Anything else is the caller's fault and raises
`BatchError`, naming the type; so does a mapping alone that has other fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from reasoning_rewards.errors import BatchError
from reasoning_rewards.text.completion import Completion

__all__ = ["prompt_text", "read_completion", "read_completions"]

_MESSAGE = "{'role': 'assistant', 'content': ...}"
_PART = "{'type': 'text', 'text': ...}"
_DEEPEST = 8  # thinking within thinking; no trainer writes more than one
_REASONING_FIELDS = ("reasoning_content", "reasoning", "thinking")
# Of which a message has one at least. Asked of a mapping alone, which a trainer makes: among messages a template's parser
# may put what the model's text made it put, and that raises nothing.
_FIELDS = frozenset(("role", "content", "tool_calls", *_REASONING_FIELDS))


def read_completion(raw: object) -> Completion:
    r"""Read one completion in any shape a trainer gives it.

    >>> read_completion("<think>6 * 7</think> 42")
    Completion(text='<think>6 * 7</think> 42', reasoning=None)
    >>> read_completion([{"role": "assistant", "reasoning_content": "6 * 7", "content": "42"}])
    Completion(text='42', reasoning='6 * 7')
    >>> read_completion([{"role": "assistant", "content": None, "tool_calls": []},
    ...                  {"role": "tool", "content": "4"},
    ...                  {"role": "assistant", "content": [{"type": "text", "text": "It is 4."}]}])
    Completion(text='It is 4.', reasoning=None)
    """
    if isinstance(raw, str):
        return Completion(raw)
    if raw is None:
        return Completion("")
    if isinstance(raw, Mapping):
        if raw and _FIELDS.isdisjoint(raw):
            raise BatchError(
                f"a completion is a dict of {', '.join(map(str, raw))}; expected a message: {_MESSAGE}"
            )
        return _read_message(raw) if _by_assistant(raw) else Completion("")
    if not isinstance(raw, (list, tuple)):
        raise BatchError(f"a completion is {_type(raw)}; expected str, a message or a list of messages")
    for message in raw:
        if not isinstance(message, Mapping):
            raise BatchError(f"a completion holds {_type(message)}; expected messages: {_MESSAGE}")
    for message in reversed(raw):
        if _by_assistant(message):
            return _read_message(message)
    return Completion("")


def read_completions(raws: Iterable[object]) -> list[Completion]:
    """Read a batch; most are plain strings."""
    return [Completion(raw) if type(raw) is str else read_completion(raw) for raw in raws]


def prompt_text(raw: object) -> str:
    """Return all text of a prompt: the string, or the messages' contents line by line.

    >>> prompt_text([{"role": "system", "content": "Be brief."}, {"role": "user", "content": "6 * 7?"}])
    'Be brief.\\n6 * 7?'
    """
    if isinstance(raw, str):
        return raw
    if raw is None:
        return ""
    messages: Sequence[object]
    if isinstance(raw, Mapping):
        messages = [raw]
    elif isinstance(raw, (list, tuple)):
        messages = raw
    else:
        raise BatchError(f"a prompt is {_type(raw)}; expected str, a message or a list of messages")
    texts = []
    for message in messages:
        if not isinstance(message, Mapping):
            raise BatchError(f"a prompt holds {_type(message)}; expected messages: {_MESSAGE}")
        text, _ = _read_content(message.get("content"), "content")
        if text:
            texts.append(text)
    return "\n".join(texts)


def _type(value: object) -> str:
    return f"{type(value).__module__}.{type(value).__qualname__}".removeprefix("builtins.")


def _by_assistant(message: Mapping[object, object]) -> bool:
    return message.get("role", "assistant") == "assistant"


def _read_message(message: Mapping[object, object]) -> Completion:
    text, within = _read_content(message.get("content"), "content")
    for name in _REASONING_FIELDS:
        value = message.get(name)
        if value is not None:
            said, thought = _read_content(value, name)
            return Completion(text, (thought or "") + said)
    return Completion(text, within)


def _read_content(content: object, name: str, depth: int = 0) -> tuple[str, str | None]:
    """Return the text of a message's field, and its thinking parts if it has any."""
    if isinstance(content, str):
        return content, None
    if content is None:
        return "", None
    if not isinstance(content, (list, tuple)):
        raise BatchError(f"a message's {name} is {_type(content)}; expected str, None or a list of parts")
    if depth > _DEEPEST:
        raise BatchError(f"a message's {name} holds parts within parts, more than {_DEEPEST} deep")
    texts: list[str] = []
    thoughts: list[str] = []
    for part in content:
        _read_part(part, name, texts, thoughts, depth)
    return "".join(texts), "".join(thoughts) if thoughts else None


def _read_part(part: object, name: str, texts: list[str], thoughts: list[str], depth: int) -> None:
    if isinstance(part, str):
        texts.append(part)
        return
    if not isinstance(part, Mapping):
        raise BatchError(f"a message's {name} holds {_type(part)}; expected parts: {_PART}")
    kind = part.get("type")
    if kind in ("thinking", "reasoning"):
        said, thought = _read_content(part.get("text") or part.get(str(kind)), name, depth + 1)
        thoughts.append((thought or "") + said)
    elif isinstance(text := part.get("text"), str):
        texts.append(text)  # parts without text (images, audio) say nothing a reward reads
