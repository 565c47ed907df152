"""Rewards of a user's own come through every pickler, from whatever kind of module they were written in."""

from __future__ import annotations

import copy
import importlib
import pickle
import subprocess
import sys
from dataclasses import MISSING, fields
from pathlib import Path
from types import ModuleType

import pytest

from reasoning_rewards import Format, Reward, SettingError, reward
from reasoning_rewards.core import travel
from reasoning_rewards.core.functions import namesake
from tests.core.test_decorator import in_units, mentions, ours
from tests.docs_rewards import MentionsUnits
from tests.travelling.run import HERE, IMPORTED, LISTED, SCRIPT, UNLISTED, sent
from tests.travelling.there_and_back import load

cloudpickle = pytest.importorskip("cloudpickle")


@pytest.fixture(scope="module")
def listed():
    """The user's rewards as a trainer loads them; other tests of this process know nothing of it."""
    before = cloudpickle.list_registry_pickle_by_value()
    yield load("custom_module_of_a_test", HERE / "rewards.py")
    for name in cloudpickle.list_registry_pickle_by_value() - before:
        cloudpickle.unregister_pickle_by_value(ModuleType(name))
    del sys.modules["custom_module_of_a_test"]


@pytest.fixture(scope="module")
def unlisted():
    return load("custom_module_nowhere", HERE / "rewards.py", listed=False)


@pytest.mark.parametrize("script", [SCRIPT, LISTED, UNLISTED], ids=" ".join)
def test_by_value_into_a_process_without_the_users_files_and_back(script, tmp_path):
    assert sent(script, "cloudpickle", tmp_path) == "all came back"


@pytest.mark.parametrize("script", [SCRIPT, IMPORTED], ids=" ".join)
def test_by_name_into_a_spawned_process_and_back(script, tmp_path):
    assert sent(script, "spawn", tmp_path) == "all came back"


@pytest.mark.parametrize("protocol", range(6))
def test_pickle_goes_by_name_at_every_protocol(listed, protocol):
    for mine in listed.ALL:
        assert pickle.loads(pickle.dumps(mine, protocol)) == mine
    for mine in (listed.in_units, listed.long, in_units):
        assert pickle.loads(pickle.dumps(mine, protocol)) is mine


@pytest.mark.parametrize("protocol", range(6))
def test_cloudpickle_goes_by_value_at_every_protocol(listed, protocol):
    for mine in (listed.in_units, listed.long, listed.ours):
        clone = cloudpickle.loads(cloudpickle.dumps(mine, protocol))
        assert clone == mine
        assert clone is not mine
        assert (repr(clone), clone.__name__, clone.bounds) == (repr(mine), mine.__name__, mine.bounds)


def test_copies_are_equal(listed, unlisted):
    for mine in (*listed.ALL, *unlisted.ALL, in_units, ours):
        for clone in (copy.copy(mine), copy.deepcopy(mine)):
            assert clone == mine
            assert hash(clone) == hash(mine)
            assert repr(clone) == repr(mine)


def test_a_module_that_others_can_import_travels_by_name():
    assert cloudpickle.loads(cloudpickle.dumps(in_units)) is in_units
    assert in_units.function.__module__ not in cloudpickle.list_registry_pickle_by_value()


def test_a_module_that_the_user_registered_travels_by_value():
    module = sys.modules[in_units.function.__module__]
    cloudpickle.register_pickle_by_value(module)
    try:
        clone = cloudpickle.loads(cloudpickle.dumps(in_units))
    finally:
        cloudpickle.unregister_pickle_by_value(module)
    assert clone == in_units
    assert clone is not in_units


def test_a_module_that_hides_another_of_its_name_travels_by_value(tmp_path, monkeypatch):
    source = (HERE.parent / "readme_rewards.py").read_text("utf-8")
    for folder in ("found", "loaded"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "named_twice.py").write_text(source, "utf-8")
    monkeypatch.syspath_prepend(tmp_path / "found")
    hidden = load("named_twice", tmp_path / "loaded" / "named_twice.py")
    try:
        assert cloudpickle.loads(cloudpickle.dumps(hidden.in_units)) is not hidden.in_units
        found = load("named_twice", tmp_path / "found" / "named_twice.py")
        cloudpickle.unregister_pickle_by_value(found)
        assert cloudpickle.loads(cloudpickle.dumps(found.in_units)) is found.in_units
    finally:
        del sys.modules["named_twice"]


class Unbound:
    """A proxy for what is not there yet, as web frameworks have them: it answers no question."""

    def __getattribute__(self, name):
        raise RuntimeError("nothing is bound to this")


def test_what_else_a_module_holds_is_asked_nothing(listed, monkeypatch):
    monkeypatch.setattr(listed, "request", Unbound(), raising=False)
    assert cloudpickle.loads(cloudpickle.dumps(listed.in_units)) == listed.in_units


def test_nothing_imports_cloudpickle():
    code = (
        "import pickle, sys; from reasoning_rewards import Format; "
        "pickle.dumps(Format()); assert not any('cloudpickle' in name for name in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_what_pickle_can_not_find_says_what_to_do(unlisted):
    sent_on = pickle.dumps(unlisted.in_units)
    with pytest.raises(SettingError, match=r"no module 'custom_module_nowhere'.*PYTHONPATH.*cloudpickle"):
        pickle.loads(sent_on)


def test_a_module_that_lacks_another_says_which(tmp_path, monkeypatch):
    source = (HERE.parent / "readme_rewards.py").read_text("utf-8")
    (tmp_path / "needs_more.py").write_text(source, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    by_name = pickle.dumps(load("needs_more", tmp_path / "needs_more.py").in_units)
    del sys.modules["needs_more"]
    (tmp_path / "needs_more.py").write_text(source + "\nimport a_package_that_is_missing\n", "utf-8")
    importlib.invalidate_caches()
    with pytest.raises(ModuleNotFoundError, match="a_package_that_is_missing"):
        pickle.loads(by_name)


def test_a_reward_whose_name_was_given_to_another_is_not_mistaken_for_it(monkeypatch):
    monkeypatch.setattr(sys.modules[in_units.function.__module__], "in_units", mentions)
    assert cloudpickle.loads(cloudpickle.dumps(in_units)) == in_units
    with pytest.raises(pickle.PicklingError, match="in_units"):
        pickle.dumps(in_units)


class Judge:
    def __init__(self, score):
        self.score = score

    def __eq__(self, other):
        return type(other) is Judge and other.score == self.score

    def __hash__(self):
        return hash(self.score)

    def says(self, completion) -> float:
        return self.score

    @staticmethod
    def always(completion) -> float:
        return 1.0


def test_a_method_comes_back_as_a_reward_of_the_method():
    for made in (reward(Judge(0.5).says), reward(Judge.always)):
        for clone in (pickle.loads(pickle.dumps(made)), cloudpickle.loads(cloudpickle.dumps(made))):
            assert clone == made
            assert clone(["x"]) == made(["x"])


def test_what_must_be_set_must_be_set_after_a_journey_too(listed):
    clone = type(cloudpickle.loads(cloudpickle.dumps(listed.Mentions(unit="cm"))))
    assert {item.name for item in fields(clone) if item.default is MISSING} == {"unit"}

    class More(clone):
        pass

    with pytest.raises(SettingError, match="unit"):
        More(times=2)


def test_a_quoted_class_variable_is_no_setting_in_a_file_that_is_listed_nowhere(unlisted):
    assert "kinds" not in {item.name for item in fields(unlisted.Mentions)}
    assert unlisted.Mentions.__module__ == "custom_module_nowhere"
    assert namesake(unlisted.in_units.function) is unlisted.in_units


def test_a_class_can_be_built_of_all_that_another_had():
    """As dill does, with which datasets sends what it maps."""
    parts = {
        name: value for name, value in vars(MentionsUnits).items() if name not in ("__dict__", "__weakref__")
    }
    clone = type("MentionsUnits", MentionsUnits.__bases__, parts)
    assert clone(unit="cm")(["5 cm", "5"]) == [1.0, 0.0]
    assert repr(clone(unit="cm")) == "MentionsUnits(unit='cm')"
    with pytest.raises(SettingError, match="unit"):
        clone()


class EqualToItsKind(MentionsUnits):
    def __eq__(self, other):
        return type(other) is type(self)


def test_a_class_with_an_equality_of_its_own_is_hashable():
    assert EqualToItsKind(unit="a") == EqualToItsKind(unit="b")
    assert EqualToItsKind(unit="a")(["a"]) == [1.0]


class Odd(Reward):
    low: float
    bounds = (0.0, 1.0)

    def __post_init__(self):
        hash(self)
        self._settle(low=float(self.low) / 2)
        super().__post_init__()

    def evaluate(self, batch):
        return [self.low] * len(batch)


def test_a_hash_is_that_of_the_settings_and_does_not_travel():
    assert hash(Odd(low=1)) == hash(Odd(low=1.0))
    assert len({Odd(low=1), Odd(low=1.0), Odd(low=2), Format(), Format()}) == 3
    total = Odd(low=1) + 0.5 * Format()
    before = pickle.dumps(total)
    hash(total)
    assert pickle.dumps(total) == before


def test_the_scripts_are_not_imported_by_what_they_test():
    """The module of a user must be found by no accident in the processes that are to do without it."""
    assert not {str(HERE), str(HERE.parent)} & {str(Path(entry).resolve()) for entry in sys.path}


def test_a_module_that_is_where_it_was_found_is_not_looked_for_on_the_disk(monkeypatch):
    """A total asks for every module behind a script's names, once a node: thousands, where it imports *."""
    monkeypatch.delattr(travel.os.path, "realpath")
    assert travel._is_found_elsewhere("tests.docs_rewards")
