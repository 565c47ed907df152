"""Commands that set text are all alike in every kind of answer, and fonts and sizes are nothing to a word."""

from __future__ import annotations

import pytest

from reasoning_rewards import Correctness, compare
from reasoning_rewards.text.dress import FONTS, STYLES, as_text

TEXT = "text textbf textit textrm textsf texttt textnormal textup textmd textsc textsl emph mbox hbox mathrm".split()
BEFORE_A_WORD = sorted(
    {*FONTS.split("|"), *STYLES.split("|")} - {"left", "right", "middle", "limits", "nolimits"}
)
ANSWERS = {
    "a word": (r"@{Paris}", "Paris"),
    "words": (r"@{the ellipse}", "ellipse"),
    "a time": (r"9@{ a.m.}", "9:00 AM"),
    "a time as a whole": (r"@{9:30 pm}", "9:30 PM"),
    "yes": (r"@{Yes}", "yes"),
    "a number word": (r"@{forty two}", "42"),
    "a part": (r"@{one half}", "1/2"),
    "digits": (r"@{42}", "42"),
    "a set": (r"\{1,2\} @{ or } 3", r"\{1,2\} \text{ or } 3"),
    "no set": (r"@{no solution}", r"\emptyset"),
    "a line": (r"@{all real numbers}", r"\mathbb{R}"),
    "a choice": (r"@{(B)} 12", "B"),
    "a letter": (r"@{B}", "B"),
    "a formula": (r"x+1 @{ cm}", r"x+1 \text{ cm}"),
    "a unit": (r"5@{ cm}", "5"),
    "a list": (r"3 @{ and } 4", "3, 4"),
}  # fmt: skip


@pytest.mark.parametrize("command", TEXT)
@pytest.mark.parametrize("kind", ANSWERS)
def test_text_is_text_whatever_sets_it(command, kind):
    answer, gold = ANSWERS[kind]
    dressed = answer.replace("@", f"\\{command}")
    assert compare(dressed, gold=gold).same is True
    assert compare(gold, gold=dressed).same is True


@pytest.mark.parametrize("command", TEXT)
@pytest.mark.parametrize(
    ("answer", "gold"), [("@{Rome}", "Paris"), ("@{no}", "yes"), ("@{forty}", "42"), ("@{(C)} 12", "B")]
)
def test_dress_makes_nothing_right(command, answer, gold):
    assert compare(answer.replace("@", f"\\{command}"), gold=gold).same is False


@pytest.mark.parametrize("command", BEFORE_A_WORD)
@pytest.mark.parametrize("word", ["Paris", "Yes", "forty two", "9:30 pm", "no solution"])
def test_a_word_is_the_same_in_any_font_and_size(command, word):
    assert compare(f"\\{command} {word}", gold=word).same is True
    assert compare(f"\\{command}{{{word}}}", gold=word).same is True


@pytest.mark.parametrize("command", TEXT)
def test_parts_in_two_boxes_are_joined_by_any_text(command):
    answer = rf"\boxed{{1}} \{command}{{ and }} \boxed{{2}}"
    assert Correctness(engine=None).explain(answer, answer="1, 2").score == 1.0


def test_upright_letters_are_no_dress():
    assert compare(r"\mathrm{ab}", gold="ab").same is True  # a product
    assert compare(r"\mathrm{lcm}(4, 6)", gold="12").same is True


def test_a_longer_command_keeps_its_name():
    assert (
        as_text(r"\textbackslash \textbfx{a} \hbox to 3cm{b}")
        == r"\textbackslash \textbfx{a} \hbox to 3cm{b}"
    )
