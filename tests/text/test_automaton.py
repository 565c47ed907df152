"""Patterns in linear time: what `re` says, and nothing else, whatever the text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reasoning_rewards.text.automaton import Machine

ATOMS = [
    "a",
    "b",
    ".",
    r"\d",
    r"\w",
    r"\s",
    "[ab]",
    "[^a]",
    "(?:ab|b)",
    "^",
    "$",
    r"\b",
    r"\B",
    "x{2}",
    "(?i:A)",
]
ATOMS += [
    r"\A",
    r"\Z",
    r"[^\W\d]",
    "é",
    "(?s:.)",
    "(?m:^)",
    "(?m:$)",
    r"\D",
    r"\S",
    r"\n",
    "[a-c1]",
    "(?a:\\w)",
]
REPEATS = ["", "", "*", "+", "?", "*?", "{1,2}", "{0}", "{2,}"]
PIECE = st.tuples(st.sampled_from(ATOMS), st.sampled_from(REPEATS)).map(lambda two: f"(?:{two[0]}){two[1]}")
BRANCH = st.lists(PIECE, min_size=1, max_size=4).map("".join)
PATTERNS = st.lists(BRANCH, min_size=1, max_size=2).map("|".join)
NESTED = st.tuples(PATTERNS, st.sampled_from(REPEATS)).map(lambda two: f"(?:{two[0]}){two[1]}")


@given(
    st.one_of(PATTERNS, NESTED),
    st.lists(st.text(alphabet="abcA1x \n_é.", max_size=8), min_size=1, max_size=4),
)
@settings(max_examples=300)
def test_it_finds_what_re_finds(regex, texts):
    machine = Machine(regex)
    for text in texts:
        assert machine.search(text) == (re.search(regex, text) is not None)


@pytest.mark.parametrize("regex", [r"(a+)+$", r"(a|aa)+$", r"^(\s*\w+)*$", r"^(.*?,){11}P", r"(.*)*x"])
def test_what_takes_others_for_ever_is_a_pass_over_the_text(regex):
    assert not Machine(regex).search("a" * 100_000 + "!\n.")


def test_what_it_remembers_is_bounded():
    machine = Machine(r"(?s)a.{12}b.{9}\u0001")
    text = "".join(chr(32 + (7 * n * n) % 9_000) for n in range(60_000))
    assert not machine.search(text)
    assert len(machine._states) <= 50_000


@pytest.mark.parametrize(
    "regex", [r"(a)\1", "a(?=b)", "a(?!b)", "(?<=a)b", "(a)?(?(1)b|c)", "(", "[", "a{2001}"]
)
def test_what_it_can_not_do_is_refused(regex):
    with pytest.raises(ValueError, match="regex="):
        Machine(regex)
