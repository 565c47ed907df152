"""What a ``file.py:name`` or a ``module:name`` on the command line leads to."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

from reasoning_rewards.core.lift import Blame
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.errors import SettingError

__all__ = ["load_from"]


def load_from(where: str) -> tuple[object, ModuleType]:
    """What stands there, and the module that it stands in."""
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
