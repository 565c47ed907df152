"""Verdicts as JSON say what the tree of each row says, whatever stands in it."""

import json
import math

import hypothesis.strategies as st
from hypothesis import given

from reasoning_rewards import Correctness, Format
from reasoning_rewards.files.encoded import encoded
from reasoning_rewards.verdict import Decision, Verdicts

texts = st.text(st.characters(), max_size=12)  # quotes, control characters and lone surrogates too
values = texts | st.integers() | st.booleans() | st.floats() | st.fractions()
scores = st.none() | st.floats(-1e9, 1e9)


@st.composite
def columns(draw, rows, depth=2):
    kinds = draw(
        st.lists(
            st.builds(
                Decision, texts, st.dictionaries(texts, values, max_size=3).map(lambda d: (*d.items(),))
            ),
            min_size=1,
            max_size=3,
        )
    )
    decided = [draw(st.sampled_from(kinds)) for _ in range(rows)]
    given_scores = [draw(scores) for _ in range(rows)]
    inside = [draw(columns(rows, depth - 1)) for _ in range(draw(st.integers(0, depth)) if depth else 0)]
    return Verdicts(given_scores, decided, tuple(inside), name=draw(texts))


def as_json(value):
    if isinstance(value, float) and not math.isfinite(value):
        return None  # which no JSON has
    return value if isinstance(value, int | float | str) else str(value)


def tree(verdict):
    facts = {name: as_json(value) for name, value in verdict.facts}
    found = {"name": verdict.name, "score": verdict.score, "rule": verdict.rule}
    found |= {"facts": facts} if facts else {}
    return found | ({"parts": [tree(part) for part in verdict.parts]} if verdict.parts else {})


@given(st.integers(0, 4).flatmap(columns))
def test_each_text_is_the_tree_of_its_row(column):
    assert [json.loads(text) for text in encoded(column)] == [tree(verdict) for verdict in column]


def test_a_line_is_spelt_as_the_standard_encoder_spells_it():
    total = Correctness() + 0.2 * Format()
    column = total.verdicts(
        ['<think>"é"</think><answer>4\u20282</answer>', "\x00 #### 41"], answer=["42", "42"]
    )
    for text, verdict in zip(encoded(column), column, strict=True):
        assert text == json.dumps(tree(verdict), ensure_ascii=False)
