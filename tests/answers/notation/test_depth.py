r"""However a text nests, it is read or refused: no reader goes deeper than an empty stack is."""

import pytest

from reasoning_rewards.answers.notation.parser import parse
from reasoning_rewards.answers.values.tree import UnreadableError
from reasoning_rewards.stack import with_room

OPENED = (
    "-2\\cdot|T",
    "-2\\cdot\\lfloor T",
    "-2\\cdot\\sqrt[T",
    "-2\\cdot\\sqrt{T",
    "-2\\cdot\\int x",
    "-2\\cdot\\sum_{k=1}^n k",
    "-2\\cdot\\sin^{T",
    "-2\\cdot(T",
    "-2\\cdot[1,T",
    "-2\\cdot\\{T",
    "-2\\cdot f(T",
    "\\cup{T",
    " \\mod -T",
    "^{-T",
    "-2\\cdot\\frac{T}{T",
    "-2\\cdot\\begin{pmatrix}T",
)


@pytest.mark.parametrize("opened", OPENED)
def test_what_is_never_closed_is_refused(opened: str) -> None:
    for times in (40, 80, 160, 320):
        with pytest.raises(UnreadableError):
            with_room(parse, "T" + opened * times + "(")
