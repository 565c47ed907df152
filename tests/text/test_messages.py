"""Every shape in which a trainer may hand over a completion or a prompt."""

from __future__ import annotations

from collections import UserDict
from types import MappingProxyType

import pytest

from reasoning_rewards.errors import BatchError
from reasoning_rewards.text.completion import Completion
from reasoning_rewards.text.messages import prompt_text, read_completion

SAID = r"So \boxed{4}"


def assistant(**fields):
    return {"role": "assistant", **fields}


@pytest.mark.parametrize(
    "raw",
    [
        SAID,
        assistant(content=SAID),
        {"content": SAID},
        MappingProxyType(assistant(content=SAID)),
        UserDict(assistant(content=SAID)),
        [assistant(content=SAID)],
        (assistant(content=SAID),),
        [assistant(content=[{"type": "text", "text": "So "}, {"type": "text", "text": r"\boxed{4}"}])],
        [assistant(content=["So ", r"\boxed{4}"])],
        [assistant(content=[{"type": "image", "image": object()}, {"type": "output_text", "text": SAID}])],
        [assistant(content=None, tool_calls=[{}]), {"role": "tool", "content": "4"}, assistant(content=SAID)],
        [assistant(content=r"\boxed{5}"), {"role": "user", "content": "Sure?"}, assistant(content=SAID)],
        [assistant(content=SAID), {"role": "user", "content": r"\boxed{42}"}],
        [assistant(content=SAID), {"role": "tool", "content": r"\boxed{42}"}],
        [assistant(content=SAID, reasoning_content=None)],
    ],
)
def test_the_same_text_in_every_shape(raw):
    assert read_completion(raw) == Completion(SAID)


@pytest.mark.parametrize(
    "raw",
    [
        None,
        "",
        [],
        {},
        [{"role": "assistant"}],
        assistant(content=None),
        assistant(content=[]),
        [{"role": "user", "content": r"\boxed{4}"}],
        {"role": "tool", "content": r"\boxed{4}"},
        [assistant(content=r"\boxed{4}"), {"role": "tool", "content": "4"}, assistant(content=None)],
    ],
)
def test_saying_nothing_is_an_empty_completion(raw):
    assert read_completion(raw) == Completion("")


@pytest.mark.parametrize("field", ["reasoning_content", "reasoning", "thinking"])
def test_parsed_reasoning_is_kept_apart(field):
    assert read_completion([assistant(content="4", **{field: "2 + 2"})]) == Completion("4", "2 + 2")
    parts = [{"type": "text", "text": "2 + "}, {"type": "text", "text": "2"}]
    assert read_completion([assistant(content="4", **{field: parts})]) == Completion("4", "2 + 2")


@pytest.mark.parametrize(
    "part",
    [
        {"type": "thinking", "thinking": "2 + 2"},
        {"type": "reasoning", "text": "2 + 2"},
        {"type": "thinking", "thinking": [{"type": "text", "text": "2 + 2"}]},
    ],
)
def test_thinking_parts_are_reasoning(part):
    assert read_completion(assistant(content=[part, {"type": "text", "text": "4"}])) == Completion(
        "4", "2 + 2"
    )


@pytest.mark.parametrize(
    ("raw", "named"),
    [
        (42, "int"),
        (42.0, "float"),
        (float("nan"), "float"),
        (True, "bool"),
        (b"42", "bytes"),
        ({"4"}, "set"),
        ([None], "NoneType"),
        ((1, 2), "int"),
        (["\\boxed{4}"], "str"),
        ([[assistant(content="4")]], "list"),
        (assistant(content=4), "int"),
        (assistant(content=[4]), "int"),
        (assistant(content="4", thinking=True), "bool"),
        (Completion("4"), "reasoning_rewards.text.completion.Completion"),
    ],
)
def test_other_types_are_the_callers_fault_and_named(raw, named):
    with pytest.raises(BatchError, match=rf"\b{named}; expected"):
        read_completion(raw)


def test_prompt_text():
    messages = [
        {"role": "system", "content": "Think first."},
        {"role": "user", "content": [{"type": "image"}, {"type": "text", "text": "What is 6 * 7?"}]},
        assistant(content=None),
    ]
    assert prompt_text(messages) == "Think first.\nWhat is 6 * 7?"
    assert prompt_text(messages[1]) == "What is 6 * 7?"
    assert prompt_text("6 * 7?<think>\n") == "6 * 7?<think>\n"
    assert prompt_text(None) == prompt_text([]) == ""


@pytest.mark.parametrize("raw", [42, [42], ["6 * 7?"]])
def test_a_prompt_of_another_type_is_the_callers_fault(raw):
    with pytest.raises(BatchError, match="expected"):
        prompt_text(raw)


def test_thinking_within_thinking_is_read_so_deep_and_no_deeper():
    def nested(depth):
        part = "6 * 7"
        for _ in range(depth):
            part = [{"type": "thinking", "thinking": part}]
        return [{"role": "assistant", "content": [*part, {"type": "text", "text": "42"}]}]

    assert read_completion(nested(8)) == Completion("42", "6 * 7")
    for depth in (12, 100_000):
        with pytest.raises(BatchError, match="8 deep"):
            read_completion(nested(depth))
