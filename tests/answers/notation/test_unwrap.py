"""Golds of other libraries' types: the value inside counts, and what has none abstains and is named."""

from __future__ import annotations

import warnings
from array import array
from decimal import Decimal
from fractions import Fraction

import pytest

from reasoning_rewards import (
    Checkpoints,
    Correctness,
    MultipleChoice,
    Numeric,
    Proximity,
    Reward,
    SelfCorrection,
    Symbolic,
    TextOverlap,
    clear_caches,
    presets,
)
from reasoning_rewards.answers.compare.audit import audit_golds
from reasoning_rewards.answers.compare.comparison import compare
from reasoning_rewards.answers.compare.golds import gold_fault
from reasoning_rewards.answers.notation.unwrap import unwrapped, value_in
from reasoning_rewards.errors import RewardWarning


class Array:
    """What numpy, torch and jax have in common."""

    def __init__(self, held: object) -> None:
        self.held = held

    def tolist(self) -> object:
        return self.held

    def item(self) -> object:
        if isinstance(self.held, list):
            raise ValueError("only one element tensors can be converted to Python scalars")
        return self.held

    def __float__(self) -> float:
        return float(self.item())

    def __len__(self) -> int:
        return len(self.held)

    def __eq__(self, other: object) -> bool:
        raise TypeError("the truth value of an array is ambiguous")

    __hash__ = None

    def __str__(self) -> str:
        return f"tensor({self.held})"


class ArrowScalar:
    def __init__(self, held: object) -> None:
        self.held = held

    def as_py(self) -> object:
        return self.held


class Meta(Array):
    """A tensor that has no numbers: torch.empty((), device="meta")."""

    def tolist(self) -> object:
        raise NotImplementedError("Cannot copy out of meta tensor; no data!")

    item = tolist


class Unprintable:
    def __float__(self) -> float:
        return 5.0

    def __str__(self) -> str:
        raise ValueError("no")


USABLE = [
    (Array(7), "7"), (Array([7]), "7"), (Array([[7]]), "7"), (Array(["7"]), "7"), (Array(-2.5), "-2.5"), ([Array(7)], "7"),
    (ArrowScalar("7"), "7"), (ArrowScalar(["7"]), "7"), (Array(ArrowScalar(7)), "7"), (Decimal("7.0"), "7"), (array("i", [7]), "7"),
    (Fraction(7, 2), "3.5"), (Fraction(7, 1), "7"), (Decimal("1E+3"), "1000"), (7.0, "7"), ([["7"]], "7"),
]  # fmt: skip
UNUSABLE = [
    Array([5, 6]), Array([]), Array(["5", "6"]), Array([[5], [6]]), Array(float("nan")), Array(float("-inf")), Array(None), Meta(5),
    Array(1 + 2j), ArrowScalar(None), ArrowScalar([5, 6]), ArrowScalar({"a": 1}), array("d", [1, 2]), array("d", [float("inf")]),
    Decimal("sNaN"), Decimal("-NaN12"), Decimal("Infinity"), Decimal("-Infinity"), float("nan"), float("inf"), [float("inf")],
    ["5", "6"], [], [[]], b"5", memoryview(b"5"), {}, {"a": 5}, object(), Unprintable(), [[[[[[[[[[[[["7"]]]]]]]]]]]]],
]  # fmt: skip
COMPLETIONS = [
    "#### 5",
    "#### 6",
    "#### [5, 6]",
    "#### inf",
    "#### nan",
    "no answer",
    "<think>",
    "#### Array",
    "#### tensor(5)",
]
REWARDS: list[Reward] = [
    Correctness(engine=None),
    Numeric(engine=None),
    Symbolic(engine=None),
    MultipleChoice(engine=None),
    Proximity(engine=None),
    SelfCorrection(engine=None),
    presets.gsm8k(),
    presets.math(),
]


@pytest.mark.parametrize(("gold", "answer"), USABLE, ids=repr)
def test_the_value_inside_counts(gold: object, answer: str) -> None:
    assert compare(answer, gold=gold).same is True
    assert compare(answer + "1", gold=gold).same is False
    assert gold_fault(gold) == ""
    for reward in (Correctness(engine=None), Numeric(engine=None), Proximity(engine=None)):
        assert reward([f"#### {answer}"], answer=[gold]) == [1.0]
        assert reward([f"#### {answer}00000001"], answer=[gold])[0] < 1.0
    assert TextOverlap(engine=None)([f"#### {answer}"], answer=[gold]) == [1.0]
    assert Checkpoints(engine=None)([f"So x = {answer}."], checkpoints=[[gold]]) == [1.0]


@pytest.mark.parametrize(
    "gold", UNUSABLE, ids=lambda gold: f"{type(gold).__name__}-{getattr(gold, 'held', gold)!r:.30}"
)
def test_an_unusable_gold_abstains_whatever_is_answered(gold: object) -> None:
    count = len(COMPLETIONS)
    for reward in REWARDS:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RewardWarning)
            scores = reward(
                COMPLETIONS, answer=[gold] * count, prompts=["What?"] * count, completion_ids=[[1]] * count
            )
        assert scores == [None] * count, reward
    assert gold_fault(gold).startswith("gold.")
    assert len(audit_golds([gold]).unusable) == 1


def test_the_warning_names_the_row_and_what_stands_there() -> None:
    clear_caches()
    with pytest.warns(
        RewardWarning, match=r"row 1: '\[5, 6\]' \(gold\.ambiguous\); write golds=.any. .* golds=.all."
    ):
        assert Correctness(engine=None)(["#### 5"] * 2, answer=[Array([5]), Array([5, 6])]) == [1.0, None]


def test_a_column_may_be_an_array_too() -> None:
    assert Correctness(engine=None)(["#### 5", "#### 7"], answer=array("i", [5, 6])) == [1.0, 0.0]


def test_lists_of_several_are_asked_for_where_they_always_were() -> None:
    assert TextOverlap(engine=None)(["#### Lyon"], answer=[Array(["Paris", "Lyon"])]) == [1.0]
    assert Checkpoints(engine=None)(["x = 5, y = 6"], checkpoints=[Array([5, 6])]) == [1.0]
    options = Array(["11 cm", "12 cm"])
    assert MultipleChoice(options_column="options", engine=None)(
        ["#### B"], answer=[Array(1)], options=[options]
    ) == [1.0]


def test_a_tensor_that_changed_is_read_again() -> None:
    """Its hash is its place in memory, which says nothing of its value."""

    class Tensor(Array):
        __eq__ = object.__eq__
        __hash__ = object.__hash__

    gold = Tensor(5)
    assert Proximity(engine=None)(["#### 5"], answer=[gold]) == [1.0]
    gold.held = 50
    assert Proximity(engine=None)(["#### 50", "#### 25"], answer=[gold] * 2) == [1.0, 0.5]


def test_what_is_wrapped_in_nothing_stays_what_it_is() -> None:
    for plain in ("42", 42, 0.5, None, True, b"4", [1, 2], {"a": 1}, Fraction(1, 2)):
        assert value_in(plain) is plain
        assert unwrapped(plain) is plain


def test_the_callers_stack_is_not_the_golds_fault() -> None:
    class Deep(Array):
        def tolist(self) -> object:
            return self.after(500)

        def after(self, levels: int) -> object:
            return self.after(levels - 1) if levels else self.held

    def below(levels: int) -> object:
        return below(levels - 1) if levels else value_in(Deep(5))

    assert below(0) == below(700) == 5


class Raises(Array):
    """A foreign object that can't be asked, whatever it is asked."""

    def tolist(self) -> object:
        raise self.held

    item = tolist


class Endless(Array):
    def tolist(self) -> object:
        return self.tolist()

    item = tolist


@pytest.mark.parametrize(
    "gold",
    [Endless(0), Fraction(10**5_000, 3)]
    + [
        Raises(error("no"))
        for error in (AssertionError, StopIteration, MemoryError, ImportError, UserWarning)
    ],
    ids=lambda gold: f"{type(gold).__name__}-{getattr(gold, 'held', '')!r}",
)
def test_what_can_not_be_asked_abstains(gold: object) -> None:
    assert gold_fault(gold).startswith("gold.")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RewardWarning)
        assert Correctness(engine=None)(["#### 5", "#### 6"], answer=[gold] * 2) == [None, None]
        assert Proximity(engine=None)(["#### 5", "#### 6"], answer=[gold] * 2) == [None, None]
