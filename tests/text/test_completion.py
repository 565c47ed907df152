"""The completion that users' own rewards get."""

from __future__ import annotations

import pickle

import pytest

from reasoning_rewards.text.completion import Completion
from reasoning_rewards.text.extract import find_thinking
from reasoning_rewards.text.layout import THINK_BOXED, Boxed, Layout, Tag

PREFILLED = Layout(think=Tag("think", opened_by="prompt"), answer=Boxed())


def test_a_value():
    completion = Completion("<think>a</think> \\boxed{4}", None)
    assert pickle.loads(pickle.dumps(completion)) == completion == eval(repr(completion))
    assert hash(completion) == hash(Completion("<think>a</think> \\boxed{4}"))
    with pytest.raises(AttributeError):
        completion.text = "\\boxed{5}"


@pytest.mark.parametrize(
    ("completion", "thinking", "answer"),
    [
        (Completion("<think>a</think> \\boxed{4}"), "a", "4"),
        (Completion("a</think> \\boxed{4}"), "a", "4"),
        (Completion("\\boxed{4}", reasoning=" a\n"), "a", "4"),
        (Completion("<think>a \\boxed{4}"), "a \\boxed{4}", ""),
        (Completion("<think>a</think>b<think>c</think> 4"), "a</think>b<think>c", "4"),
        (Completion("\\boxed{4} or \\boxed{5}"), "", ""),
        (Completion("2 + 2 = 4, so 4 it is"), "", ""),
        (Completion(""), "", ""),
    ],
)
def test_thinking_and_answer(completion, thinking, answer):
    assert (completion.thinking, completion.answer) == (thinking, answer)


def test_thinking_that_the_prompt_opened():
    assert find_thinking(Completion("a, b and"), PREFILLED) == "a, b and"
    assert find_thinking(Completion("a</think> \\boxed{4}"), PREFILLED) == "a"
    assert find_thinking(Completion("<think>a</think> \\boxed{4}"), PREFILLED) == "a"
    assert find_thinking(Completion("a"), Layout(think=None, answer=Boxed())) == ""


def test_what_looks_prefilled():
    written = Completion("a</think> \\boxed{4}")
    assert THINK_BOXED.looks_prefilled(written)
    assert not PREFILLED.looks_prefilled(written)
    assert not THINK_BOXED.looks_prefilled(Completion("<think>a</think> \\boxed{4}"))
    assert not THINK_BOXED.looks_prefilled(Completion("\\boxed{4}"))
    assert not THINK_BOXED.looks_prefilled(Completion("a</think> \\boxed{4}", reasoning="b"))
    assert not Layout(think=None, answer=Boxed()).looks_prefilled(written)
