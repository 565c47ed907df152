"""The work is linear in the text, whatever the text: counted, not timed.

A `str` that counts the characters its methods look at, and a trace that counts executed lines.
Regular expressions see windows of bounded length, so lines bound them.
"""

from __future__ import annotations

import sys

import pytest

from reasoning_rewards.text.completion import Completion
from reasoning_rewards.text.extract import find_answer, find_thinking
from reasoning_rewards.text.layout import ANY, THINK_ANSWER, THINK_BOXED, LastNumber, Layout, Tag

LENGTH = 200_000
SCANS = 60  # times that the whole text may be looked over; typical is 4
LINES = 130_000  # executed lines, most of them spent on the braces of one hostile box

READERS = [
    *(lambda c, layout=layout: find_answer(c, layout) for layout in (ANY, THINK_BOXED)),
    lambda c: find_answer(c, Layout(think=Tag("think"), answer=ANY.answer | LastNumber())),
    lambda c: find_thinking(c, ANY),
    *(layout.check for layout in (ANY, THINK_ANSWER, THINK_BOXED)),
]


class Watched(str):
    """A text that counts how many of its characters are looked at."""

    seen = 0

    def _span(self, args):
        start, stop, _ = slice(*args[1:3] if len(args) > 2 else (*args[1:], None)).indices(len(self))
        return max(0, stop - start)

    def __getitem__(self, key):
        part = super().__getitem__(key)
        Watched.seen += len(part)
        return part

    def __contains__(self, key):
        Watched.seen += len(self)
        return super().__contains__(key)


def _counted(name):
    plain = getattr(str, name)

    def method(self, *args):
        Watched.seen += self._span(args)
        return plain(self, *args)

    return method


for _name in ("find", "count", "strip", "lstrip", "rstrip", "isspace", "translate", "replace"):
    setattr(Watched, _name, _counted(_name))


def _rfind(self, sub, begin=0, end=sys.maxsize):
    """Search from the end: what lies before the hit is not looked at."""
    end = min(end, len(self))
    hit = str.rfind(self, sub, begin, end)
    Watched.seen += end - (begin if hit == -1 else hit)
    return hit


Watched.rfind = _rfind


def cost(read, text):
    """Return the characters looked at and the lines executed."""
    lines = 0

    def trace(frame, event, arg):
        nonlocal lines
        lines += event == "line"
        return trace

    Watched.seen = 0
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        read(Completion(Watched(text)))
    finally:
        sys.settrace(before)
    return Watched.seen, lines


def repeated(piece, n, head="", tail=""):
    return head + piece * max(1, n // len(piece)) + tail


HOSTILE = {
    "letters": ("a", "", ""),
    "spaces": (" ", "", ""),
    "new lines": ("\n", "", ""),
    "spaces after a marker": (" ", "#### ", "x"),
    "spaces after a phrase": ("\n", "The answer is", "x"),
    "openers": ("<think>", "", ""),
    "closers": ("</think>", "", ""),
    "near tags": ("</think", "<think>", ""),
    "pairs": ("<think>a</think>", "", "<answer>4</answer>"),
    "answers": ("<answer>4</answer>", "<think>a</think>", ""),
    "joined answers": ("<answer>4</answer>, ", "<think>a</think>", "<answer>5</answer>"),
    "answer openers": ("<answer>", "", ""),
    "boxes": ("\\boxed{4} ", "", ""),
    "joined boxes": ("\\boxed{4}, ", "", "\\boxed{5}"),
    "bare boxes": ("\\boxed", "", ""),
    "open boxes": ("\\boxed{", "", ""),
    "nested boxes": ("\\boxed{", "", "}" * 100),
    "a box of openers": ("{", "\\boxed", "}"),
    "a box of braces": ("{}", "\\boxed{", "}"),
    "a long box": ("a", "\\boxed{", "}"),
    "a box of decoration": ("*.", "\\boxed{", "}"),
    "boxes of braces": ("\\boxed{{}{}{}{}}, ", "", "\\boxed{5}"),
    "hashes": ("#", "", ""),
    "headings": ("#### Step\n", "", ""),
    "phrases": ("the answer is ", "", ""),
    "labels": ("Answer: ", "", ""),
    "shouts": ("ANSWER ", "", ""),
    "headed": ("Answer\n", "", ""),
    "commas": ("1,", "#### ", "x"),
    "dots": ("1.", "", ""),
    "dollars": ("$", "The answer is ", ""),
    "dollar words": ("$a $", "The answer is ", ""),
    "ends": ("<|im_end|>", "4", ""),
    "spaced ends": ("<|im_end|> \n", "4", ""),
    "Chinese phrases": ("答案是", "", ""),
    "Chinese labels": ("答：", "", ""),
    "options": ("故选", "", ""),
    "Hindi phrases": ("उत्तर ", "", ""),
    "letters that grow": ("İ", "", ""),
    "hints": ("Total: ", "", ""),
    "hints to something": ("total of the ", "", ""),
    "conclusions": ("therefore ", "", ""),
    "bullets": ("- 5\n", "Answer:\n", ""),
    "bullets in a line": ("- ", "Answer:\n", ""),
    "quotations": ("> ", "Answer:\n", ""),
    "fences": ("```\n", "Answer:\n", ""),
    "lines in a fence": ("5\n", "Answer:\n```\n", ""),
    "elements": ("<b>", "Answer: ", ""),
    "quotes": ("'", "Answer: ", ""),
    "headings with an end": ("#### a ####", "", ""),
    "frames": ("\\framebox[", "", ""),
    "invisible": ("\u200b", "<think>", "</think>"),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("read", range(len(READERS)))
def test_linear(read, name):
    piece, head, tail = HOSTILE[name]
    seen, lines = cost(READERS[read], repeated(piece, LENGTH, head, tail))
    assert seen <= SCANS * LENGTH
    assert lines <= LINES


def test_the_tail_is_enough():
    """An answer at the end of a long thinking is found without a look at the thinking."""
    text = "<think>" + "a word " * 20_000 + "</think> So the answer is \\boxed{42}."
    seen, lines = cost(lambda c: find_answer(c, ANY), text)
    assert seen < 2_000
    assert lines < 200  # some 150: what a box costs with its brace, its trimming and its neighbours


@pytest.mark.parametrize(
    "head", ["#### 42\n", "\\boxed{42} ", "<answer>42</answer>\n", "The answer is 42.\n"]
)
def test_a_marker_far_before_the_end(head):
    text = "Let me see.\n" + head + "and the reasoning above confirms it. " * 30_000
    assert find_answer(Completion(text), ANY).text == "42"
