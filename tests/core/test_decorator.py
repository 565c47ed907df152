"""`@reward`: parameters bind by name, and what can't be a reward is refused where it is written."""

from __future__ import annotations

import pickle

import pytest

from reasoning_rewards import Completion, MissingColumnError, RewardFailedError, SettingError, reward
from reasoning_rewards.testing.rebuild import rebuild


@reward(bounds=(0.0, 1.0))
def in_units(completion: Completion, unit: str | None) -> float | None:
    return None if unit is None else float(completion.answer.endswith(unit))


@reward
def mentions(completion: str, word, times=1) -> float:
    return float(completion.count(word) >= times)


@reward
def sees_everything(completion, prompt, completion_ids, progress) -> float:
    return float((completion.text, prompt, list(completion_ids), progress) == ("c", "p", [1], 0.5))


@reward(bounds=(-1.0, 1.0), decides=True)
def verdict(answer) -> float:
    return answer


def theirs(completion: str) -> float:
    return 2.0 * len(completion.split())


ours = reward(bounds=(0.0, 100.0))(theirs)


def test_a_reward_of_somebody_elses_function_pickles_as_a_reward():
    clone = pickle.loads(pickle.dumps(0.5 * ours))
    assert clone == 0.5 * ours
    assert clone(["a b c"]) == [3.0]
    assert rebuild(ours) == ours
    assert repr(in_units) == "in_units"


def test_columns_bind_by_name_and_none_abstains():
    assert in_units(["The answer is 5 cm", "The answer is 5 kg"], unit=["cm", None]) == [1.0, None]
    assert in_units.columns == ("unit",)
    assert in_units.may_abstain
    assert not mentions.may_abstain


def test_a_parameter_with_a_default_is_an_optional_column():
    assert mentions(["a a"], word=["a"]) == [1.0]
    assert mentions(["a a"], word=["a"], times=[3]) == [0.0]


def test_context_binds_by_name():
    scores = sees_everything.verdicts(["c"], prompts=["p"], completion_ids=[[1]], progress=0.5).scores
    assert scores == [1.0]
    with pytest.raises(MissingColumnError, match="prompts"):
        sees_everything(["c"], completion_ids=[[1]])


def test_it_composes_prints_and_pickles_by_name():
    total = in_units + 0.5 * mentions
    assert repr(total) == "in_units + 0.5 * mentions"
    assert pickle.loads(pickle.dumps(total)) == total
    assert in_units.__name__ == "in_units"
    assert verdict.bounds_if_wrong == (-1.0, -1.0)


def test_an_error_inside_names_the_row():
    with pytest.raises(RewardFailedError, match=r"mentions, row 1: TypeError"):
        mentions(["a", "b"], word=["a", 7])


def local_function():
    def inner(completion) -> float:
        return 0.0

    return inner


def plural(completions) -> float:
    return 0.0


def starred(completion, **columns) -> float:
    return 0.0


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (lambda completion: 0.0, "at the top level of a module"),
        (local_function(), "at the top level of a module"),
        (plural, r"take completion\. One that takes a whole batch.* from_function\(plural, "),
        (starred, r"takes \*\*columns; name each column"),
    ],
)
def test_what_can_not_be_a_reward_is_refused_with_the_remedy(function, says):
    with pytest.raises(SettingError, match=says):
        reward(function)


def test_bounds_are_checked():
    with pytest.raises(SettingError, match="low ≤ high"):
        reward(bounds=(1.0, 0.0))(plural)


@pytest.mark.parametrize("again", [reward, reward(bounds=(0.0, 2.0))])
def test_a_reward_is_not_made_a_reward_again(again):
    with pytest.raises(SettingError, match="mentions is a reward already"):
        again(mentions)
