"""The reader of the evaluation: what it takes for right, and that nothing makes it hang."""

import time

import pytest

pytest.importorskip("math_verify", reason="the evaluation grades with math-verify")

from recipe import grading
from recipe.grading import Asked, grade, right


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        ("The answer is 42.", "42"),
        ("<think>5? no</think>\\boxed{\\frac{1}{2}}", "0.5"),
        ("<answer>1,234</answer>", "1234"),
        ("<start_working_out>3<end_working_out><SOLUTION>34</SOLUTION>", "34"),
        ("3 + 4 = 7\n#### 7", "7"),
        ("so it is 50%", "1/2"),
        ("$x^2+2x+1$", "(x+1)^2"),
        ("The interval is \\boxed{[-1,4]}", "[-1,4]"),
        ("\\boxed{(2,5)}", "(2,5)"),
        ("\\boxed{x=5}", "5"),
        ("The answer is Monday.", "Monday"),
        ("\\boxed{\\text{New York}}", "New York"),
    ],
)
def test_right(text, gold):
    assert right(text, gold)


@pytest.mark.parametrize(
    ("text", "gold", "how"),
    [
        ("The answer is 41.", "42", "differs"),
        ("<think>\\boxed{42}", "42", "unfinished"),
        ("\\boxed{5} or \\boxed{6}", "5", "differs"),
        ("", "5", "unanswered"),
        ("<think>42</think>", "42", "unanswered"),
        ("I do not know.", "5", "unanswered"),
        ("The answer is Tuesday.", "Monday", "differs"),
    ],
)
def test_wrong(text, gold, how):
    assert grade([Asked(text, gold)])[0][:2] == (False, how)


def test_thinking_that_the_prompt_opened_must_be_closed():
    assert grade([Asked("so it is 42", "42", opened=True)])[0].how == "unfinished"
    assert grade([Asked("so it is 42</think> It is 42", "42", opened=True)])[0].right


@pytest.mark.parametrize(
    ("text", "letter"),
    [
        ("The answer is (C).", "c"),
        ("\\boxed{\\text{(B)}}", "b"),
        ("<answer>E</answer>", "e"),
        ("Option C", "c"),
        ("c)", "c"),
        ("(C) 22", "c"),
        ("The answer is: **D) 23**", "d"),
        ("The answer is A because B is wrong", "a"),
        ("A train leaves.\nSo it is D", "d"),
        ("the answer is 21", "b"),
        ("The answer is A or B", ""),
        ("I think a is right", ""),
        ("The answer is a number", ""),
        ("<think>It is C", ""),
    ],
)
def test_letters(text, letter):
    (found,) = grade([Asked(text, "C", "choice", ("20", "21", "22", "23", "24"))])
    assert (found.answer, found.right) == (letter, letter == "c")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Yes, because she is.", "yes"),
        ("<think>...</think>\n**No**", "no"),
        ("\\boxed{\\text{No}}", "no"),
        ("We know that Ada is not.\nNo.", "no"),
        ("The answer is yes", "yes"),
        ("Yes it is.\nNo it is not.", ""),
        ("Noah is taller", ""),
    ],
)
def test_yes_and_no(text, word):
    (found,) = grade([Asked(text, "No", "puzzle")])
    assert (found.answer, found.right) == (word, word == "no")


def test_equal_answers_are_equal_text():
    texts = ["\\boxed{\\frac12}", "it is 0.5", "50%", "$x=\\frac{2}{4}$"]
    assert {one.answer for one in grade([Asked(text, "7") for text in texts])} == {"0.5"}


def test_hostile_text_is_ended_and_counted(monkeypatch):
    monkeypatch.setattr(grading, "CPU_SECONDS", 1.0)
    grading.workers.cache_clear()
    asked = [Asked("It is $9^{9^{9^{9}}}$", "7"), Asked("It is 7", "7"), Asked("\\boxed{9^{9^{9}}}", "7")]
    start = time.monotonic()
    found = grade(asked)
    grading.workers().close()
    grading.workers.cache_clear()
    assert [one.how for one in found] == ["timed out", "same", "timed out"]
    assert time.monotonic() - start < 60


def test_a_thread_may_grade():
    """math-verify's own timer would raise here."""
    from threading import Thread

    found = []
    thread = Thread(target=lambda: found.append(right("The answer is 7", "7")))
    thread.start()
    thread.join()
    assert found == [True]


def test_without_math_verify_the_remedy_is_named(monkeypatch):
    grading.workers.cache_clear()
    monkeypatch.setattr(grading, "find_spec", lambda name: None)
    with pytest.raises(SystemExit, match="pip install math-verify"):
        right("7", "7")


def test_none_of_the_library_reads_an_answer():
    """What the rewards read with is not imported: training and evaluation must not share a reader."""
    import ast
    from pathlib import Path

    tree = ast.parse(Path(grading.__file__).read_text(encoding="utf-8"))
    modules = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    ours = [module for module in modules if module.startswith("reasoning_rewards")]
    assert ours
    assert all(module.startswith("reasoning_rewards.engine") for module in ours)


@pytest.mark.parametrize(
    ("text", "gold", "how"),
    [
        ("1. 25 - 8 = 17\nAnswer: 17", "17", "same"),
        ("She pays $1,250.", "1250", "same"),
        ("It goes 2.50 miles.", "2.5", "same"),
        ("50-36", "36", "same"),
        ("It is -3", "-3", "same"),
        ("17, as I said at first; but 18 it is", "17", "differs"),
        ("<think>17</think>none", "17", "unanswered"),
        ("9" * 10_000, "9", "differs"),
    ],
)
def test_the_last_number_counts_in_any_layout(text, gold, how):
    assert grade([Asked(text, gold, "number")])[0].how == how
