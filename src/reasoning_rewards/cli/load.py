"""From ``file.py:name``, ``module:name``, ``preset:name`` or an expression to a reward."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reasoning_rewards.calls import likely
from reasoning_rewards.cli.places import load_from
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.errors import SettingError

__all__ = ["load_callable", "load_reward"]

_PRESET = "preset:"


def load_reward(where: str) -> Reward:
    """The reward that a file or module holds under a name; a reward class stands for its defaults.

    >>> load_reward("reasoning_rewards:Correctness")
    Correctness()
    """
    if _is_expression(where):
        from reasoning_rewards.cli.expression import reward_of  # imports every reward

        return reward_of(where)
    if where.startswith(_PRESET):
        return _preset(where.removeprefix(_PRESET))
    found, module = load_from(where)
    if not isinstance(found, Reward):
        have = sorted(key for key, value in vars(module).items() if isinstance(value, Reward))
        home, _, name = where.rpartition(":")
        if callable(found):
            raise SettingError(
                f"--reward {where}: {name} is a function and not a reward yet, and nothing says where its scores lie; "
                f"write --reward \"from_function('{where}', bounds=(low, high))\""
            )
        meant = likely(name, have)
        raise SettingError(
            f"--reward {where}: {home} has no reward called {name} (it has: {', '.join(have) or 'none'})"
            + (f"; did you mean {meant}?" if meant else "")
        )
    return found


def load_callable(where: str) -> Callable[..., Any]:
    """A reward, or any other function that a trainer could call."""
    if _is_expression(where) or where.startswith(_PRESET):
        return load_reward(where)
    found, _ = load_from(where)
    if not callable(found):
        raise SettingError(f"--reward {where}: expected a reward, or a function that a trainer could call")
    return found


def _is_expression(text: str) -> bool:
    """Is it one of these, rather than the place of a reward?"""
    return "(" in text


def _preset(name: str) -> Reward:
    from reasoning_rewards import presets  # imports every reward

    if name not in presets.__all__:
        meant = likely(name, presets.__all__)
        raise SettingError(
            f"--reward preset:{name}: there is no such preset; "
            + (f"did you mean preset:{meant}? There" if meant else "there")
            + f" are {', '.join(presets.__all__)}"
        )
    made = getattr(presets, name)()
    assert isinstance(made, Reward), "a preset makes a reward"
    return made
