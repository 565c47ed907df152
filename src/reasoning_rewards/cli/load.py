"""From ``file.py:name``, ``module:name``, ``preset:name`` or an expression to a reward."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from reasoning_rewards.cli.expression import is_expression, reward_of
from reasoning_rewards.core.lift import Blame
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.errors import SettingError

__all__ = ["load_callable", "load_reward"]

_PRESET = "preset:"


def load_reward(where: str) -> Reward:
    """The reward that a file or module holds under a name; a reward class stands for its defaults.

    >>> load_reward("reasoning_rewards:Correctness")
    Correctness()
    """
    if is_expression(where):
        return reward_of(where)
    if where.startswith(_PRESET):
        return _preset(where.removeprefix(_PRESET))
    found, module = _load(where)
    if not isinstance(found, Reward):
        have = ", ".join(sorted(key for key, value in vars(module).items() if isinstance(value, Reward)))
        home, _, name = where.rpartition(":")
        raise SettingError(f"--reward {where}: {home} has no reward called {name} (it has: {have or 'none'})")
    return found


def load_callable(where: str) -> Callable[..., Any]:
    """A reward, or any other function that a trainer could call."""
    if is_expression(where) or where.startswith(_PRESET):
        return load_reward(where)
    found, _ = _load(where)
    if not callable(found):
        raise SettingError(f"--reward {where}: expected a reward, or a function that a trainer could call")
    return found


def _preset(name: str) -> Reward:
    from reasoning_rewards import presets  # brings the whole reader

    if name not in presets.__all__:
        raise SettingError(
            f"--reward preset:{name}: there is no such preset; there are {', '.join(presets.__all__)}"
        )
    made = getattr(presets, name)()
    assert isinstance(made, Reward), "a preset makes a reward"
    return made


def _load(where: str) -> tuple[object, ModuleType]:
    home, _, name = where.rpartition(":")
    if not home or not name:
        raise SettingError(
            f"--reward {where}: expected file.py:name, module:name, preset:name or an expression, such as "
            "my_rewards.py:total, preset:gsm8k or 'Correctness() + 0.2*Format()'"
        )
    with Blame(f"--reward {where}"):  # the module is the caller's code, and may raise anything
        module = _from_file(Path(home)) if home.endswith(".py") else _from_name(home)
        found = getattr(module, name, None)
        if isinstance(found, type) and issubclass(found, Reward):
            found = found()
    return found, module


def _from_file(path: Path) -> ModuleType:
    if not path.is_file():
        raise SettingError(f"--reward {path}: there is no such file")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None, "a .py file has a loader"
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module  # so that its rewards can be pickled by name
    sys.path.insert(0, str(path.parent.resolve()))  # so that it can import its neighbours
    spec.loader.exec_module(module)
    return module


def _from_name(name: str) -> ModuleType:
    if "" not in sys.path:
        sys.path.insert(0, "")
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        raise SettingError(
            f"--reward {name}: {error}; name a .py file, or run where the module can be found"
        ) from error
