"""Markers and layouts are values: equal, hashable, picklable, and written as their repr."""

from __future__ import annotations

import copy
import pickle

import pytest

from reasoning_rewards.errors import SettingError
from reasoning_rewards.text import layout as public
from reasoning_rewards.text.layout import (
    ANY,
    THINK_ANSWER,
    THINK_BOXED,
    After,
    Alone,
    Alternatives,
    Boxed,
    LastNumber,
    Layout,
    Phrase,
    Tag,
)

WORKING = Tag("working", opened_by="prompt", opening="<start_working_out>", closing="<end_working_out>")
VALUES = [
    Tag("think"),
    Tag("think", opened_by="prompt"),
    WORKING,
    Boxed(),
    After("####"),
    Phrase(),
    Alone(),
    LastNumber(),
    After("####") | Phrase() | LastNumber(),
    THINK_BOXED,
    THINK_ANSWER,
    ANY,
    Layout(think=None, answer=After("####") | Phrase() | LastNumber()),
    Layout(think=WORKING, answer=Tag("SOLUTION")),
    Layout(think=Tag("think"), answer=None),
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_values(value):
    rebuilt = eval(repr(value), {name: getattr(public, name) for name in public.__all__})
    for other in (rebuilt, pickle.loads(pickle.dumps(value)), copy.deepcopy(value)):
        assert other == value
        assert hash(other) == hash(value)
        assert repr(other) == repr(value)
    with pytest.raises((AttributeError, TypeError)):  # which one, depends on the version of Python
        value.name = "other"


def test_different_values_differ():
    assert len(set(VALUES)) == len(VALUES)
    assert len({repr(value) for value in VALUES}) == len(VALUES)
    assert len({(type(value) is Layout, value.slug) for value in VALUES}) == len(VALUES)


def test_slugs():
    assert THINK_BOXED.slug == "think_boxed"
    assert THINK_ANSWER.slug == "think_answer"
    assert ANY.slug == "any"
    assert Layout(think=Tag("think", opened_by="prompt"), answer=Boxed()).slug == "prefilled_think_boxed"
    assert Layout(think=None, answer=None).slug == "plain"
    assert all(value.slug.replace("_", "").isalnum() and value.slug.isascii() for value in VALUES)
    assert Tag("boxed").slug != Boxed().slug


def test_alternatives_are_flat_and_said_once():
    assert (Boxed() | Phrase()) | (Boxed() | Alone()) == Alternatives((Boxed(), Phrase(), Alone()))


@pytest.mark.parametrize(
    ("build", "setting"),
    [
        (lambda: Tag("<think>"), "name='<think>'"),
        (lambda: Tag(""), "name=''"),
        (lambda: Tag(None), "name=None"),
        (lambda: Tag("think", opened_by="template"), "opened_by='template'"),
        (lambda: Tag("think", opening=""), "opening=''"),
        (lambda: Tag("think", closing="<think>"), "closing='<think>'"),
        (lambda: After("\n"), "marker="),
        (lambda: After(4), "marker=4"),
        (lambda: Alternatives(()), "markers="),
        (lambda: Alternatives(("boxed",)), "markers="),
        (lambda: Layout(think="think", answer=Boxed()), "think='think'"),
        (lambda: Layout(think=None, answer="boxed"), "answer='boxed'"),
        (lambda: Layout(think=Tag("think"), answer=Tag("think")), "answer=Tag"),
        (lambda: Layout(think=None, answer=Tag("answer", opened_by="prompt")), "answer=Tag"),
    ],
)
def test_a_bad_setting_is_named(build, setting):
    with pytest.raises(SettingError, match="expected") as raised:
        build()
    assert setting in str(raised.value)


def test_only_markers_are_alternatives():
    with pytest.raises(TypeError):
        Boxed() | "####"
