"""What people write in classes of their own: no ordinary annotation, base class or default is in a reward's way."""

from __future__ import annotations

import dataclasses
import math
import pickle
import typing
from collections.abc import Callable
from dataclasses import InitVar, dataclass, field
from typing import ClassVar, Protocol, runtime_checkable

import pytest

from reasoning_rewards import Correctness, Reward, RewardFailedError, SettingError


class Own(Reward):
    """The base of those below: it scores ``worth`` as it is."""

    worth: float = 1.0
    bounds = (0.0, 10.0)

    def evaluate(self, batch):
        return [self.worth] * len(batch)


class Annotated(Own):
    """Annotations whose values a look at the type alone would refuse."""

    words: list = ()
    table: dict | None = None
    rank: Callable[[str], object] = len
    convert: typing.Callable = int
    phase: complex = 0.0
    limit: float = math.inf
    most: int = None
    per_column: int = 3


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("words", ("a", "b")),
        ("table", None),
        ("rank", float),
        ("rank", str.lower),
        ("convert", str),
        ("phase", 2),
        ("limit", math.inf),
        ("limit", 5.0),
        ("most", None),
        ("most", 5),
        ("per_column", 4),
    ],
)
def test_an_ordinary_annotation_takes_its_values(name, value):
    built = Annotated(**{name: value})
    assert getattr(built, name) == value
    assert built(["x"]) == [1.0]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("words", ["a"]),
        ("rank", Correctness),
        ("key", 3),
        ("limit", math.nan),
        ("limit", -math.inf),
        ("most", "5"),
    ],
)
def test_it_refuses_the_others_still(name, value):
    with pytest.raises(SettingError, match=f"{name}="):
        Annotated(**{name: value})


def test_what_equals_the_default_and_is_of_another_type_is_not_the_default():
    class Counted(Own):
        steps: int = 1

    with pytest.raises(SettingError, match="steps=True"):
        Counted(steps=True)


def test_a_copy_with_one_setting_changed_may_be_given_all_the_defaults():
    assert dataclasses.replace(Annotated(), worth=2.0) == Annotated(worth=2.0)


class Passed(Own):
    """A setting that is only passed on, one that is computed of it, and one that counts in no comparison."""

    half: InitVar[float] = 1.0
    twice: float = field(init=False)
    client: object = field(default=None, compare=False)

    def __post_init__(self, half):
        object.__setattr__(self, "twice", 2 * half)
        super().__post_init__()


class Required(Own):
    half: InitVar[float]

    def __post_init__(self, half):
        object.__setattr__(self, "worth", 2 * half)
        super().__post_init__()


def test_a_setting_may_be_passed_on_only():
    assert (Passed().twice, Passed(half=4.0).twice) == (2.0, 8.0)
    assert Passed(half=4.0) != Passed()
    assert Required(half=2.0)(["x"]) == [4.0]
    with pytest.raises(SettingError, match="half is not given"):
        Required()


def test_the_code_of_a_reward_leaves_out_what_it_computes():
    assert eval(repr(Passed(worth=2.0))) == Passed(worth=2.0)


def test_what_counts_in_no_comparison_may_change():
    guarded = Passed(client={})
    assert guarded == Passed()
    assert hash(guarded) == hash(Passed())
    assert guarded(["x"]) == [1.0]


@dataclass(frozen=True)
class Mixin:
    """A dataclass of somebody else's, with an equality of its own field."""

    kind: str = "plain"


class Mixed(Mixin, Own):
    pass


def test_a_dataclass_among_the_bases_does_not_make_different_rewards_equal():
    one, three = Mixed(worth=1.0), Mixed(worth=3.0)
    assert one != three
    assert one != Mixed(worth=1.0, kind="fancy")
    assert one == Mixed(worth=1.0) == pickle.loads(pickle.dumps(one))
    assert (one + three)(["x"]) == [4.0]
    assert repr(three) == "Mixed(worth=3.0)"


class Scorer(Protocol):
    def worth_of(self, text: str) -> float: ...


@runtime_checkable
class Speaks(Protocol):
    def evaluate(self, batch): ...


class Bound(Own, Scorer):
    def worth_of(self, text):
        return self.worth


class Speaker(Speaks, Own):
    def evaluate(self, batch):
        return [self.worth] * len(batch)


@pytest.mark.parametrize("cls", [Bound, Speaker])
def test_a_protocol_may_stand_beside_reward(cls):
    assert (cls(worth=2.0) + 0.5 * Correctness())(["#### 4"], answer=["4"]) == [2.5]
    assert isinstance(cls(), Reward)
    assert isinstance(cls(), Speaks)
    assert not isinstance(4, cls)
    assert not issubclass(Own, cls)


class Declared(Own):
    """Everything that a reward may say of itself, annotated as `Reward` does it."""

    rules: ClassVar[tuple[str, ...]] = ("reward.scored",)
    decides: ClassVar[bool] = False
    needs_prompts: ClassVar[bool] = True
    needs_token_ids: ClassVar[bool] = True
    may_abstain: ClassVar[bool] = False


def test_a_declaration_may_have_its_annotation():
    assert Declared(worth=2.0)(["x"], prompts=["?"], completion_ids=[[1]]) == [2.0]
    with pytest.raises(SettingError, match="every reward has a label already"):

        class Labelled(Own):
            label: str = "mine"


@pytest.mark.parametrize("name", ["bounds_if_right", "bounds_if_wrong"])
@pytest.mark.parametrize("said", [(2.0, 30.0), (-1.0, 5.0), (3.0, 2.0), (0.0, math.nan), 1.0])
def test_bounds_of_some_answers_lie_within_those_of_all(name, said):
    """Else a margin would be promised that no score bears out."""
    cls = type("Loud", (Own,), {name: said})
    with pytest.raises(SettingError, match=f"Loud: {name}="):
        cls()


@pytest.mark.parametrize("given", [{0: 1.0}, {0.5}, {0.5: 1}.keys(), b"1"], ids=repr)
def test_what_has_no_order_or_holds_no_scores_is_no_column(given):
    cls = type("Keyed", (Own,), {"evaluate": lambda self, batch: given})
    with pytest.raises(RewardFailedError, match="expected a list with one score a completion"):
        cls()(["x"])
