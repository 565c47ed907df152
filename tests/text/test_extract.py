"""The ways to an answer: short ones find what the long one finds."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from reasoning_rewards.text import extract
from reasoning_rewards.text.completion import Completion
from reasoning_rewards.text.extract import find_answer
from reasoning_rewards.text.layout import ANY, THINK_ANSWER, THINK_BOXED, After, Boxed, Layout, Tag


@given(
    st.lists(
        st.sampled_from(
            [
                "\\boxed{42}",
                "\\boxed{1,234}",
                "\\boxed{-1.5}",
                "\\boxed{x}",
                "\\boxed{}",
                "\\boxed{\\frac{1}{\\sqrt{2}}}",
                "\\boxed{\\boxed{3}}",
                "\\boxed{ $5$. }",
                "\\boxed{\\{1\\}}",
                "\\boxed{<answer>",
                "\\boxed{a b}",
                "\\boxed 5",
                "boxed{7}",
                "\\fbox{7}",
                "\\\\boxed{7}",
                "<answer>",
                "</answer>",
                "#### 9",
                "The answer is ",
                "Answer: 8",
                "{",
                "}",
                "$",
                " and ",
                ", ",
                " or ",
                ".",
                "**",
                ")",
                "\n",
                "so ",
                "½",
                "\u200b",
                "<|im_end|>",
            ]
        ),
        max_size=6,
    ).map("".join),
    st.sampled_from([ANY, THINK_BOXED, Layout(think=None, answer=Boxed() | After("so")), THINK_ANSWER]),
)
@settings(max_examples=500)
def test_the_short_way_to_one_box_finds_what_the_long_one_finds(tail, layout):
    assert extract._found_in_short.__wrapped__(tail, layout.plan) == extract._found(tail, 0, layout.plan)


@given(
    st.lists(
        st.sampled_from(
            [
                "<think>",
                "</think>",
                "think>",
                "/think>",
                "<answer>7</answer>",
                "\\boxed{42}",
                "\n",
                "x " * 150,
            ]
        ),
        max_size=6,
    ).map("".join),
    st.none() | st.just("thought"),
    st.sampled_from(
        [
            ANY,
            THINK_BOXED,
            THINK_ANSWER,
            Layout(think=None, answer=Boxed()),
            Layout(think=Tag("think", opened_by="prompt"), answer=Boxed()),
        ]
    ),
)
@settings(max_examples=300)
def test_the_short_way_past_the_thinking_finds_what_the_long_one_finds(text, reasoning, layout):
    begin = extract._thinking_stop(text, reasoning, layout.plan)
    long = extract._UNFINISHED if begin == -1 else extract._found(text, begin, layout.plan)
    assert find_answer(Completion(text, reasoning), layout) == long


@pytest.mark.parametrize(("gap", "answer"), [(48, "1, 2"), (49, "2")])
def test_markers_are_parts_of_one_answer_as_long_as_48_characters_part_them(gap, answer):
    text = "\\boxed{1}" + " and ".rjust(gap) + "\\boxed{2}"
    assert find_answer(Completion(text), ANY).text == answer
