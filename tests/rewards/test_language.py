"""`LanguageShare` and `Abstention`: laws, and what neither pays for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reasoning_rewards import Abstention, BatchError, Correctness, Format, LanguageShare, SettingError
from reasoning_rewards.testing import assert_ranks
from reasoning_rewards.text.languages import LANGUAGES
from reasoning_rewards.text.prose import language_named, prose_of

SOLVED = Correctness(engine=None)
ENGLISH = ("We look at it again.", "So that is what we have.", "It is not of the same kind.")
CHINESE = ("我们先看一下题目。", "所以答案是三个。", "再算一遍就知道了。")
SYMBOLS = ("$x^2 + 1$", "`le la les`", "\\(a = b\\)", "ABC = 3.", "\\sin x", "")


@given(st.lists(st.tuples(st.sampled_from(ENGLISH), st.sampled_from(SYMBOLS)), min_size=1, max_size=6))
def test_formulas_code_and_names_change_nothing(pieces):
    plain, mixed = (" ".join(part for piece in pieces for part in piece[:n]) for n in (1, 2))
    english = language_named("English")
    assert prose_of(mixed, english) == prose_of(plain, english)


@given(st.lists(st.sampled_from(ENGLISH), max_size=5), st.lists(st.sampled_from(CHINESE), max_size=5))
def test_what_is_in_one_language_is_not_in_the_other(english, chinese):
    text = "\n".join([*english, *chinese])
    in_english, in_chinese = (LanguageShare(language=code).explain(text).score for code in ("en", "zh"))
    assert in_english + in_chinese == pytest.approx(1.0 if text else 0.0)
    more = LanguageShare().explain(f"{text}\n{CHINESE[0]}").score
    assert more <= in_english


@given(
    st.lists(st.sampled_from(ENGLISH), max_size=3),
    st.lists(st.sampled_from(CHINESE), max_size=3),
    st.integers(2, 30),
)
def test_what_is_said_again_counts_once(english, chinese, times):
    said = [*english, *chinese]
    for code in ("en", "zh"):
        language = language_named(code)
        assert prose_of("\n".join(said * times), language) == prose_of("\n".join(said), language)
    assert prose_of("the " * 10_000, language_named("en")).wanted <= 80


@given(st.text(max_size=200))
def test_every_text_has_a_share(text):
    for row in LANGUAGES:
        wanted, others = prose_of(text, row)
        assert wanted >= 0 and others >= 0


@pytest.mark.parametrize("piece", ["\\(", "\\[ ", "$ ", "$$x", "`", "```", "的", "\\a", "the ", "http://"])
def test_a_megabyte_of_a_piece_is_scored(piece):
    LanguageShare().explain(piece * (1_000_000 // len(piece)))


def test_ranks():
    texts = [f"<think>{' '.join(each)}</think> 3" for each in (ENGLISH, (*ENGLISH, CHINESE[0]), CHINESE)]
    assert_ranks(LanguageShare(), texts)
    assert (SOLVED + 0.1 * LanguageShare()).margin() == pytest.approx(0.9)
    with pytest.raises(SettingError, match="language='Klingon'"):
        LanguageShare(language="Klingon")
    with pytest.raises(BatchError, match="lang, row 0: 'Klingon'"):
        LanguageShare(language_column="lang")(["x"], lang=["Klingon"])
    assert LanguageShare(language="en") == LanguageShare(language="en-GB") == LanguageShare()
    rows = {"lang": ["pt_BR", None, float("nan"), "zh-Hans"]}
    assert (
        LanguageShare(language_column="lang")(["a soma de dois", *["the sum is"] * 2, "的"], **rows)
        == [1.0] * 4
    )


@given(st.floats(0.01, 0.99), st.sampled_from([each for row in LANGUAGES for each in row.unsure.split("|")]))
def test_not_knowing_lies_between_wrong_and_right_in_every_language(pay, phrase):
    reward = Abstention(by=SOLVED, pay=pay)
    texts = ["<answer>42</answer>", f"<answer>{phrase.capitalize()}.</answer>", "<answer>41</answer>"]
    assert_ranks(reward, texts, answer="42")
    assert (reward + 0.001 * Format()).margin() == pytest.approx(1 - pay - 0.001)
    assert reward.explain(f"\\boxed{{41}}\n{phrase}", answer="42").score == 0.0


@pytest.mark.parametrize("pay", [0, 1, -0.1, 1.5])
def test_a_pay_that_is_no_share_is_refused(pay):
    with pytest.raises(SettingError, match="pay="):
        Abstention(by=SOLVED, pay=pay)
