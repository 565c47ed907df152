"""Announcements: every word of the table in both strengths, what follows them, and what is no announcement."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reasoning_rewards import Correctness
from reasoning_rewards.answers.notation.translated import in_english
from reasoning_rewards.text.completion import Completion
from reasoning_rewards.text.extract import find_answer
from reasoning_rewards.text.languages import JOINTS, LANGUAGES, UNITS
from reasoning_rewards.text.layout import ANY, Layout, Phrase

CASES = Path(__file__).parents[1] / "cases" / "paid"
ROWS = [
    json.loads(line)
    for file in sorted(CASES.glob("*.jsonl"))
    for line in file.read_text(encoding="utf-8").splitlines()
]


def found(text, layout=ANY):
    return find_answer(Completion(text), layout)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['text'][:40]!r}-{row['gold']}")
def test_completions(row):
    verdict = Correctness().explain(row["text"], answer=row["gold"])
    assert (verdict.score == 1.0) is row["paid"], (verdict.rule, found(row["text"]))
    assert row["source"]


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_a_row_of_the_table_has_known_columns_and_no_empty_word(language):
    assert set(vars(language)) <= set(type(language).__annotations__)
    columns = [value for value in vars(language).values() if isinstance(value, str)]
    assert all(word == word.strip() != "" for column in columns for word in column.split("|"))


def _sentences(language, words):
    """Each word with each verb, in the order of the language."""
    space = " " if language.spaced else ""
    for word in words.split("|"):
        for verb in language.verbs.split("|"):
            yield f"{word}{space}{verb}{space}42"
        yield f"{word}: 42"
        yield f"**{word.capitalize()}：** 42"
        yield f"## {word}\n\n- 42"


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_every_word_that_means_the_answer_announces_it(language):
    wrong = [text for text in _sentences(language, language.answer) if found(text).text != "42"]
    assert not wrong
    for end in filter(None, language.ends.split("|")):
        space = "" if end[0] in "'’" or not language.spaced else " "
        text = f"{language.answer.split('|')[0]}: 42{space}{end}."
        assert found(text).text == "42", text


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_every_word_that_may_mean_it_counts_only_where_nothing_stronger_is_there(language):
    for text in _sentences(language, language.result):
        assert found(text).text == "42", text
        assert found(f"\\boxed{{7}}\n\n{text}").text == "7", text
        assert found(f"{text}\nSo it is less than 50.").rule == "answer.missing", text
    for so in language.so.split("|"):
        assert found(f"We add.\n{so} $x = 42$.").text == "x = 42", so
        assert found(f"We add.\n{so} there are 42 of them.").rule == "answer.missing", so


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_a_choice_left_open_is_no_answer_in_any_language(language):
    for word in language.choice.split("|"):
        for choice in (f"42 {word} 43", f"$42$ {word} $43$", f"42, {word} 43", f"$42$ {word} 43"):
            text = f"{language.answer.split('|')[0]}: {choice}"
            assert Correctness().explain(text, answer="42").score == 0.0, text


STRONG = ["<answer>42</answer>", "\\boxed{42}", "#### 42", "The answer is 42.", "答案是42。", "故选：B。"]
WEAK = [
    *("Total: 7", "**Result:** 7", "The solution is 7.", "Therefore $x = 7$.", "结果：7", "Ergebnis: 7"),
    *("7", "**7**", "- 7", "# 7", "> 7", "1. 7", "```\n7\n```", "$$7$$", "Well done!"),
]


@pytest.mark.parametrize("strong", STRONG)
@pytest.mark.parametrize("weak", WEAK)
def test_a_weak_marker_behind_a_strong_one_says_nothing(strong, weak):
    expected = "B" if "B" in strong else "42"
    assert found(f"We add.\n{strong}\n\n{weak}").text == expected
    assert found(f"We add.\n{weak}\n\n{strong}").text == expected


@pytest.mark.parametrize("opening", ["```", "```text", "~~~", "~~~python"])
def test_a_fence_holds_an_answer_and_code_is_none(opening):
    fence = opening[:3]
    assert found(f"Answer:\n{opening}\n42\n{fence}").text == "42"
    assert found(f"12 times 34:\n{opening}\n42\n{fence}").text == "42"
    assert found(f"So:\n{opening}\nx = 42\nprint(x)\n{fence}").rule == "answer.missing"
    assert found(f"Answer:\n{opening}\n42\n43").text == "42, 43"  # cut off
    assert found(f"Answer:\n{opening}\n42\n" + "x is 5\n" * 500).rule == "answer.missing"


def test_hints_are_read_by_layouts_that_read_phrases():
    phrases = Layout(think=None, answer=Phrase())
    assert found("Total: 42", phrases).text == "42"
    assert phrases.check(Completion("Total: 42"))[0] == "layout.ok"
    assert phrases.check(Completion("So there are 42."))[0] == "layout.no_answer"


def test_a_letter_that_grows_in_small_letters_moves_nothing():
    assert found("İİİİ Cevap: 42").text == "42"


@pytest.mark.parametrize("unit", UNITS)
def test_units_are_written_in_english(unit):
    assert in_english(f"42{unit}") == f"42 {UNITS[unit]}"
    assert in_english(f"\\text{{{unit}}}") == f"\\text{{ {UNITS[unit]}}}"
    assert in_english(f"42{unit}半") == f"42{unit}半"


@pytest.mark.parametrize("joint", JOINTS)
def test_joints_are_written_in_english(joint):
    assert in_english(f"1 {joint} 2") == f"1 {JOINTS[joint]} 2"
    assert in_english(f"{joint} 2") == f"{joint} 2"
