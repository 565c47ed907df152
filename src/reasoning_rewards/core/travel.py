"""How what a user wrote gets into another process: by name where it is found there, by value elsewhere.

pickle knows functions and classes by their names. cloudpickle, which Ray uses, takes what the main module
holds by value, with all that it uses, and everything else by name too. Two kinds of the user's code need help:

- a module that is in ``sys.modules`` under a name by which no other process finds it, as trainers load a
  file. `announce` registers it for travelling by value.
- a function under `reward`: its module holds the reward under the function's name, so what is to travel by
  that name is the reward, and what is to travel by value is the function. See `Carrier`.
- a closure, under `from_function`: no name leads to it. pickle is given what cloudpickle makes of it, where
  cloudpickle is installed; nothing else here needs it.
"""

from __future__ import annotations

import copyreg
import importlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import MISSING
from functools import partial
from types import FunctionType, MethodType, ModuleType
from typing import Any

from reasoning_rewards.core.functions import namesake
from reasoning_rewards.errors import SettingError

__all__ = ["Carrier", "announce", "can_travel", "carrier", "goes_by_name", "look_up", "parcel"]

# Each has a table of its own of what it takes by value. None is imported from here, but for a closure's sake.
_PICKLERS = ("cloudpickle", "ray.cloudpickle", "joblib.externals.cloudpickle", "pyspark.cloudpickle")
_OURS = __name__.partition(".")[0]


class Carrier(type):
    """The type of a class that carries a function: the one thing that both picklers can be told apart by.

    Both pickle functions by name, and ask an object the same questions. A class with a type of its own pickle
    looks up in `copyreg`'s table, and there gets the name of the reward. cloudpickle looks at classes before
    any table: one that no module holds it takes by value, and the function in it. So it is at every protocol,
    without a second name for the user's function.
    """

    function: Callable[..., Any]
    home: tuple[str, str] | None


def carrier(function: Callable[..., Any]) -> Carrier:
    """A class that carries a function; pickle makes of it what the function's module holds under its name."""
    home = (function.__module__, function.__qualname__)
    return Carrier("carrying", (), {"function": function, "home": home})


def parcel(function: Callable[..., Any]) -> Any:
    """A function as it can be sent: itself where every pickler finds it, else carried by value."""
    return function if _is_found(function) else Carrier("carrying", (), {"function": function, "home": None})


def can_travel(function: Callable[..., Any]) -> bool:
    """Can a function be pickled, by name or with what cloudpickle makes of it?"""
    return _is_found(function) or _a_pickler() is not None


def _is_found(value: Any) -> bool:
    """Do names lead to a function, and to what a partial one or an object that is called is made of?"""
    if isinstance(value, partial):
        return all(map(_is_found, (value.func, *value.args, *value.keywords.values())))
    if isinstance(value, MethodType):
        return _is_found(value.__self__)
    if isinstance(value, FunctionType | type):
        return namesake(value) is value and goes_by_name(value.__module__)
    if isinstance(value, tuple | list):
        return all(map(_is_found, value))
    if callable(value) and hasattr(value, "__dict__"):
        return _is_found(type(value)) and all(map(_is_found, vars(value).values()))
    return True


def _leave(made: Carrier) -> tuple[Any, ...]:
    """What pickle takes in a carrier's place."""
    if made.home is not None:
        return look_up, made.home
    pickler = _a_pickler()
    if pickler is None:
        raise SettingError(
            f"{made.function!r} can't be pickled: no name leads to it, and cloudpickle is not installed; pip install "
            "cloudpickle, or write it with def at the top level of a module"
        )
    announce(made.function)
    return _unwrap, (pickler.__name__, pickler.dumps(made.function))


def _unwrap(pickler: str, sent: bytes) -> object:
    return importlib.import_module(pickler).loads(sent)


def _a_pickler() -> Any:
    """A cloudpickle: one that is loaded, or else any that is installed."""
    loaded = _picklers()
    for name in () if loaded else _PICKLERS[:1]:
        with suppress(ImportError):
            loaded = [importlib.import_module(name)]
    return loaded[0] if loaded else None


def look_up(module: str, name: str) -> object:
    """What a module holds under a name."""
    try:
        held: object = importlib.import_module(module)
    except ModuleNotFoundError as error:
        if not f"{module}.".startswith(f"{error.name}."):
            raise  # the module is there, and lacks another one
        raise SettingError(
            f"{name} was pickled by its name, and there is no module {module!r} in this process; put the module's "
            "folder on PYTHONPATH, or send the reward with cloudpickle, as Ray does"
        ) from error
    for step in name.split("."):
        held = getattr(held, step)
    return held


copyreg.pickle(Carrier, _leave)  # type: ignore[arg-type, return-value, unused-ignore]
# dataclasses knows a setting without a default by this one object. A class that travels by value takes its
# fields along, and with another MISSING in them what must be set could be left out.
copyreg.pickle(type(MISSING), lambda _: "MISSING")


def goes_by_name(module: str) -> bool:
    """Is a module's code found by name in another process, and not registered for travelling by value?"""
    registered = {name for pickler in _picklers() for name in pickler.list_registry_pickle_by_value()}
    steps = module.split(".")
    parents = {".".join(steps[:count]) for count in range(1, len(steps) + 1)}
    return not parents & registered and _is_found_elsewhere(module)


def announce(*held: object) -> None:
    """Have every cloudpickle of this process take by value what is found in no other process.

    held: what is about to be pickled; the modules that its code comes from and leads to are registered.
    It is asked at that moment because a reward may be older than the first import of cloudpickle.
    """
    if picklers := _picklers():
        for module in _strange_modules(held):
            for pickler in picklers:
                pickler.register_pickle_by_value(module)


def _picklers() -> list[Any]:
    known = [sys.modules.get(name) for name in _PICKLERS]
    return [each for each in known if hasattr(each, "register_pickle_by_value")]


def _strange_modules(held: Iterable[object]) -> Iterator[ModuleType]:
    """The modules behind some values that are found nowhere else, and behind what those name in turn."""
    waiting, seen = list(held), set[str]()
    while waiting:
        value = waiting.pop()
        if type(value) is tuple:  # not isinstance, which asks the value: a module may hold any kind of proxy
            waiting += value
        name = _home(value)
        if name in seen or _is_found_elsewhere(name):
            continue
        seen.add(name)
        module = sys.modules.get(name)
        if isinstance(module, ModuleType):
            waiting += vars(module).values()
            # The main module's code travels by value as it is.
            if name != "__main__" and sys.modules.get(module.__name__) is not None:
                yield module
        elif type(value) is FunctionType:
            waiting += value.__globals__.values()


def _home(value: object) -> str:
    """The module that a value's code comes from; values may be anything, so nothing is asked of them."""
    kind = type(value)
    if issubclass(kind, ModuleType):
        return str(vars(value).get("__name__"))
    owner = value if issubclass(kind, FunctionType | type) else kind
    return str(getattr(owner, "__module__", None))


def _is_found_elsewhere(name: str) -> bool:
    """Would importing this name in another process give the module that has it here?"""
    top, parent = name.partition(".")[0], name.rpartition(".")[0]
    if top == _OURS or top in sys.stdlib_module_names:
        return True
    module = sys.modules.get(name)
    if module is None or (parent and not _is_found_elsewhere(parent)):
        return False
    path = getattr(sys.modules[parent], "__path__", None) if parent else None
    # Not importlib.util.find_spec: of a module that is loaded it says what that one says of itself.
    finders = [find for each in sys.meta_path if (find := getattr(each, "find_spec", None)) is not None]
    spec = next((spec for find in finders if (spec := find(name, path)) is not None), None)
    file = getattr(module, "__file__", None)
    # Links are followed where they may matter only: a script that imports * asks this of thousands of modules.
    return spec is not None and (spec.origin == file or _place(spec.origin) == _place(file))


def _place(file: str | None) -> str | None:
    return None if file is None else os.path.realpath(file)
