"""A list and a point with another number of items differ, and nobody has to be asked."""

import pytest

from reasoning_rewards import compare


@pytest.mark.parametrize(
    ("answer", "gold"),
    [("(1,-16,-4,43)", "1,-1,-3i"), ("[1, 4]", "-5, 1, 4"), ("-5, 1, 4", "(1, 4)"), ("x, 2x", "(x, 2x, 3x)")],
)
def test_another_number_of_items_is_another_answer(answer: str, gold: str) -> None:
    assert compare(answer, gold=gold).rule == "items.count"


@pytest.mark.parametrize(("answer", "gold"), [("1, 4", "[1, 4]"), ("(1, 2, 3)", "1, 2, 3")])
def test_as_many_are_compared(answer: str, gold: str) -> None:
    assert compare(answer, gold=gold).same
