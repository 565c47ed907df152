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


PAINT = [
    r"\color{red}@", r"{\color{red} @}", r"\color{red}{@}", r"\textcolor{blue}{@}", r"\color[rgb]{1,0,0}{@}",
    r"\colorbox{yellow}{@}", r"\framebox{@}", r"\framebox[2cm]{@}", r"\framebox[2cm][c]{@}", r"{@}", r"\Large @",
]  # fmt: skip
WHOLE = {kind: (answer.replace("@", r"\text"), gold) for kind, (answer, gold) in ANSWERS.items()} | {
    "a number": ("42", "42"), "a decimal": ("1,234.5", "1234.5"), "a decimal comma": ("3,5 cm", "3.5 cm"),
    "a fraction": (r"\frac{1}{2}", "0.5"), "a point": ("(1, 2)", "(1,2)"), "an interval": ("[1, 2)", "[1,2)"),
    "a union": (r"(1,2)\cup(3,4)", "(1,2) U (3,4)"), "an equation": ("y = 2x + 1", "y=2x+1"), "a name": ("x = 5", "5"),
    "an inequality": ("x > 3", "x>3"), "a matrix": (r"\begin{pmatrix}1&2\\3&4\end{pmatrix}", "[[1,2],[3,4]]"),
    "a ratio": ("3:4", "3:4"), "percent": (r"50\%", "50%"), "an angle": ("30°15'", "30.25°"), "digits in a base": ("52_8", "52_8"),
}  # fmt: skip


@pytest.mark.parametrize("paint", PAINT)
@pytest.mark.parametrize("kind", WHOLE)
def test_paint_and_frames_are_nothing_to_any_kind_of_answer(paint, kind):
    answer, gold = WHOLE[kind]
    painted = paint.replace("@", answer)
    assert compare(painted, gold=gold).same is True
    assert compare(gold, gold=painted).same is True
    assert compare(painted, gold="77").same is not True


@pytest.mark.parametrize("hidden", [r"\color{white}5", r"\textcolor{white}{5}", r"\phantom{5}"])
def test_what_nobody_sees_is_not_said(hidden):
    assert compare(hidden, gold="5").same is not True


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
