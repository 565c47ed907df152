"""Whatever follows an answer, looking for a remark in it ends soon and raises nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reasoning_rewards.answers.compare.comparison import compare
from reasoning_rewards.answers.notation import remarks
from reasoning_rewards.answers.notation.reader import Reading
from reasoning_rewards.answers.notation.remarks import parted
from reasoning_rewards.caches import clear_caches

PIECES = (
    ", x>0", r"a^x, x\ne 1", " for n\\ge1", " (x>0)", r"\forall x", "only ", r"k\in\mathbb{Z},", r"\text{for}", " where c is a constant",
    "(double root)", "=1,2,3,...", "n=0,", r"\pm1,", r"\ldots", r"\text{ (", "}", "5", "cx", "a1", "H2O", "]0,1[", "->", "(mod 7)", "(b) 5",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_any_pile_of_remarks_has_a_verdict(text: str) -> None:
    assert compare(text, gold="cx").rule
    assert compare(text, gold=text).same is not False


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("before", ["", "2^{n-1}", "x="])
def test_few_readings_are_tried(piece: str, before: str, monkeypatch: pytest.MonkeyPatch) -> None:
    clear_caches()
    read = []
    monkeypatch.setattr(
        remarks, "parse", lambda text, parse=remarks.parse: (read.append(text), parse(text))[1]
    )
    Reading((before + piece * 100)[: remarks._LONGEST]).values  # noqa: B018
    assert len(read) <= 60


def test_longer_texts_are_not_looked_into() -> None:
    text = "cx, c>0"
    assert list(parted(text.rjust(remarks._LONGEST)))
    assert not list(parted(text.rjust(remarks._LONGEST + 1)))


@pytest.mark.parametrize(
    "text", ["a1" * 5_000, "x1" * 5_000, "R2D2" * 2_500, r"\pm1" * 2_000, "H2O" * 3_000, "]0,1[" * 2_000]
)
def test_what_is_too_long_for_its_notation_is_refused(text: str) -> None:
    assert compare(text, gold="5").same is not True
