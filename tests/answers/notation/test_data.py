"""Data written as text: whatever is JSON, or what Python prints, is read; whatever is not is no error."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from reasoning_rewards.answers.notation.data import NO_DATA, data_in
from reasoning_rewards.answers.notation.gold import gold_text


@given(st.text(alphabet="[]{}(),:\"'\\0a \n", max_size=30))
def test_text_of_any_form_is_data_or_none(text):
    found = data_in(text)
    assert found is NO_DATA or isinstance(found, (list, dict))
    gold_text(text)


_TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\n\t"), max_size=12)


@given(st.lists(_TEXTS, min_size=1, max_size=4))
def test_lists_are_read_back_from_json_and_from_python(texts):
    plain = [text.replace("\\", "") for text in texts]  # how backslashes are read is a matter of its own
    assert data_in(json.dumps(plain)) == plain
    assert data_in(json.dumps(plain, ensure_ascii=False)) == plain
    if all(map(str.isprintable, plain)):  # Python writes others by their code
        assert data_in(repr(plain)) == plain


@given(st.lists(st.sampled_from(("\\frac{1}{2}", "\\sqrt{2}", "x^2", "\\pi", "42")), min_size=1, max_size=3))
def test_tex_survives_json_and_python(texts):
    assert data_in(json.dumps(texts)) == data_in(repr(texts)) == texts


def test_long_texts_are_read_in_one_go():
    """A hundred thousand characters of what begins as data does; each of these takes milliseconds."""
    for text in (
        '["a",' * 20_000,
        "[" * 100_000,
        '["' + "\\" * 100_000,
        "{'a':" * 20_000,
        "['" + "\\'" * 50_000,
    ):
        assert data_in(text) is NO_DATA
    assert len(data_in("[" + '"a",' * 25_000 + "]")) == 25_000


def test_text_is_read_and_never_run():
    for text in (
        '["a", __import__("os")]',
        "[x for x in 'ab']",
        "{'answer': open('f')}",
        "['a' + 'b']",
        "[f'{1}']",
    ):
        assert data_in(text) is NO_DATA
