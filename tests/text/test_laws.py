"""Laws of the text layer, on texts made of everything it looks for."""

from __future__ import annotations

import sys

from hypothesis import assume, given
from hypothesis import strategies as st

from reasoning_rewards.text.completion import Completion
from reasoning_rewards.text.extract import Answer, find_answer, find_thinking
from reasoning_rewards.text.layout import (
    ANY,
    THINK_ANSWER,
    THINK_BOXED,
    After,
    Boxed,
    LastNumber,
    Layout,
    Phrase,
    Tag,
)
from reasoning_rewards.text.messages import read_completion
from reasoning_rewards.text.scan import is_blank

PREFILLED = Layout(think=Tag("think", opened_by="prompt"), answer=ANY.answer)
LAYOUTS = [
    ANY,
    THINK_ANSWER,
    THINK_BOXED,
    PREFILLED,
    Layout(think=None, answer=After("####") | Phrase() | LastNumber()),
    Layout(think=Tag("w", opening="<start_w>", closing="<end_w>"), answer=Tag("SOLUTION") | Boxed()),
    Layout(think=Tag("think"), answer=None),
]

TAGS = ["<think>", "</think>", "<answer>", "</answer>", "<SOLUTION>", "</SOLUTION>", "<start_w>", "<end_w>"]
ENDS = ["</s>", "<|im_end|>", "<", ">", "/", "\u200b", "\ufeff"]
BOXES = ["\\boxed{", "\\boxed", "\\fbox{", "}", "{", "\\{", "\\}", "\\text{", "\\frac{1}{2}"]
SIGNS = [
    "```\n",
    "~~",
    "<b>",
    "</b>",
    "- ",
    "1. ",
    "> ",
    "# ",
    "。",
    "\u200f",
    "$",
    "$$",
    "\\(",
    "\\)",
    "\\[",
    "\\]",
    "####",
    "##",
    "**",
    "*",
    "`",
    "_",
    *".,;:?!✅=−≈",
]
WORDS = [
    "The answer is",
    "answer",
    "Answer:",
    "ANSWER",
    "is",
    "and",
    "or",
    "because",
    "which",
    "think",
    "box",
    "Total:",
    "therefore",
    "答案是",
    "故选",
    "Cevap İ",
    "उत्तर",
    "है",
]
VALUES = ["42", "-1", "1/2", "0.5", "1,000", "x", "A", "(B)"]
PIECES = [*TAGS, *ENDS, *BOXES, *SIGNS, *WORDS, *VALUES]
GLUE = st.sampled_from(["", " ", "\n", "\r\n", "\t", ", ", " or ", "\u2028"])
pieces = st.one_of(st.sampled_from(PIECES), st.text(max_size=8))
texts = st.lists(st.tuples(pieces, GLUE), max_size=24).map(lambda parts: "".join(map("".join, parts)))
untagged = texts.map(lambda text: text.replace("think>", ""))
layouts = st.sampled_from(LAYOUTS)


def test_all_white_space_is_blank():
    assert all(
        is_blank(character) for character in map(chr, range(sys.maxunicode + 1)) if character.isspace()
    )
    assert not is_blank(" " * 100 + ".")


@given(texts, st.none() | texts, layouts)
def test_total(text, reasoning, layout):
    completion = Completion(text, reasoning)
    found = find_answer(completion, layout)
    assert found.rule in ("", "answer.missing", "answer.unfinished", "answer.ambiguous")
    assert (found.text is None) == (found.rule in ("answer.missing", "answer.unfinished"))
    assert found.text is None or (found.text and found.text == found.text.strip())
    assert isinstance(find_thinking(completion, layout), str)
    rule, facts = layout.check(completion)
    assert all(f"{{{name}" in rule.sentence for name, _ in facts)
    assert isinstance(layout.looks_prefilled(completion), bool)


@given(untagged, untagged, st.sampled_from([ANY, THINK_ANSWER, THINK_BOXED, PREFILLED]))
def test_unfinished_thinking_never_counts(thinking, more, layout):
    unfinished = Answer(None, "answer.unfinished")
    assert find_answer(Completion("<think>" + thinking), layout) == unfinished
    assert find_answer(Completion("<think>" + thinking + more), layout) == unfinished
    assert find_answer(Completion(thinking), PREFILLED) == unfinished


@given(texts, layouts)
def test_closing_alone_never_makes_an_answer(text, layout):
    assume(layout.think is not None)
    if find_answer(Completion(text), layout).rule == "answer.unfinished":
        closed = find_answer(Completion(text + layout.think.closing_tag), layout)
        assert closed == Answer(None, "answer.missing")


@given(texts, untagged)
def test_only_what_follows_the_thinking_is_read(thinking, rest):
    inside = Completion("<think>" + thinking.replace("<think>", "") + "</think>" + rest)
    assert find_answer(inside, ANY) == find_answer(Completion("<think>…</think>" + rest), ANY)


@given(texts)
def test_every_shape_is_the_same_completion(text):
    message = {"role": "assistant", "content": text}
    parts = {"role": "assistant", "content": [{"type": "text", "text": text}]}
    turns = [{"role": "assistant", "content": None}, {"role": "tool", "content": "\\boxed{42}"}, message]
    for raw in (text, message, [message], parts, [parts], turns):
        assert read_completion(raw) == Completion(text)


@given(untagged, untagged, st.sampled_from([ANY, THINK_ANSWER, THINK_BOXED, PREFILLED]))
def test_parsed_reasoning_is_the_same_as_its_tags(thinking, rest, layout):
    parsed = Completion(rest, thinking)
    written = Completion(f"<think>{thinking}</think>{rest}")
    assert find_answer(parsed, layout) == find_answer(written, layout)
    assert find_thinking(parsed, layout) == find_thinking(written, layout)
    assert layout.check(parsed) == layout.check(written)


@given(untagged)
def test_a_box_at_the_end_is_the_answer(before):
    assert find_answer(Completion(before + " So it is \\boxed{42}."), ANY) == Answer("42", "")


@given(texts, layouts)
def test_the_end_of_the_turn_changes_nothing(text, layout):
    ended = Completion(text + "\n<|im_end|>\n")
    assert find_answer(ended, layout) == find_answer(Completion(text), layout)
    assert layout.check(ended) == layout.check(Completion(text))


@given(texts)
def test_what_is_in_form_has_an_answer(text):
    assume("box" not in text and "####" not in text)  # an empty box in an answer tag is in form
    for layout in (THINK_ANSWER, Layout(think=Tag("think"), answer=None)):
        if layout.check(Completion(text))[0] == "layout.ok":
            assert not find_answer(Completion(text), layout).rule


@given(st.text(alphabet="ab<>/think \n", max_size=40), st.text(alphabet="ab4 \n", max_size=10))
def test_well_formed_is_ok(thinking, answer):
    assume(thinking.strip() and answer.strip() and "think>" not in thinking)
    text = f"<think>{thinking}</think>\n<answer>{answer}</answer>\n"
    assert THINK_ANSWER.check(Completion(text)) == ("layout.ok", ())
    found = find_answer(Completion(text), THINK_ANSWER)
    assert not found.rule
    assert found.text in answer
