"""What an editor and ``help()`` show of the public names, and that a typed module of a user's runs as it is checked."""

from __future__ import annotations

import inspect
import pydoc
import re

import pytest

import reasoning_rewards as rr
from reasoning_rewards.metrics import Monitor
from tests.all_rewards import public_rewards

pytest.importorskip("typing_extensions", reason="the typed module asserts types: in requirements/dev.txt")
from tests.typed import consumer

CALLABLE = [
    name for name in rr.__all__ if callable(getattr(rr, name)) and not name.endswith(("Error", "Warning"))
]
# What takes anything, because its arguments are rewards or branches by name, or a subclass says what they are.
OPEN = {"Value", "Verdicts", "first_of", "route", "steps"}


@pytest.mark.parametrize("name", CALLABLE)
def test_a_signature_names_what_it_takes(name):
    taken = inspect.signature(getattr(rr, name)).parameters.values()
    anything = [each.name for each in taken if each.kind in (each.VAR_POSITIONAL, each.VAR_KEYWORD)]
    assert not anything or name in OPEN
    assert all(each.annotation is not each.empty for each in taken)


@pytest.mark.parametrize("reward", public_rewards(), ids=lambda reward: reward.__name__)
def test_every_setting_is_keyword_only_and_explained(reward):
    taken = inspect.signature(reward).parameters.values()
    assert {each.kind for each in taken} <= {inspect.Parameter.KEYWORD_ONLY}
    told = inspect.getdoc(reward)
    for other in re.findall(r"settings are those of `(\w+)`", told):
        told += inspect.getdoc(getattr(rr, other))
    assert [each.name for each in taken if each.name not in told] == []


@pytest.mark.parametrize("name", rr.__all__)
def test_help_says_what_it_is(name):
    value = getattr(rr, name)
    shown = pydoc.render_doc(value, renderer=pydoc.plaintext)
    first = (inspect.getdoc(value) or "").partition("\n")[0]
    assert first
    assert first in shown


def test_a_typed_module_runs_as_it_is_checked():
    total = consumer.composed()
    assert total(["#### 42", "#### 41"], solution=["42", "42"]) == [0.9, -0.1]
    assert consumer.read(total) > 0
    assert isinstance(consumer.around(), Monitor)
