"""What is made of rewards, by name: the one thing that a reward imports late, since all of it is made of rewards.

A reward's methods and operators import from here and nowhere else; each name is found when it is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reasoning_rewards.core.algebra.arithmetic import add, multiply, scale
    from reasoning_rewards.core.algebra.components import components
    from reasoning_rewards.core.algebra.gates import IfAbstains, OnlyIf, Requires
    from reasoning_rewards.core.algebra.routing import OnError, when
    from reasoning_rewards.core.algebra.wrappers import Anneal, AtLeast, Clip, Named
    from reasoning_rewards.core.columnar import map_batches
    from reasoning_rewards.core.margin.describe import describe

__all__ = [
    "Anneal",
    "AtLeast",
    "Clip",
    "IfAbstains",
    "Named",
    "OnError",
    "OnlyIf",
    "Requires",
    "add",
    "components",
    "describe",
    "map_batches",
    "multiply",
    "scale",
    "when",
]

_HOMES = MappingProxyType(
    {
        **dict.fromkeys(("add", "multiply", "scale"), "core.algebra.arithmetic"),
        **dict.fromkeys(("IfAbstains", "OnlyIf", "Requires"), "core.algebra.gates"),
        **dict.fromkeys(("OnError", "when"), "core.algebra.routing"),
        **dict.fromkeys(("Anneal", "AtLeast", "Clip", "Named"), "core.algebra.wrappers"),
        "components": "core.algebra.components",
        "describe": "core.margin.describe",
        "map_batches": "core.columnar",
    }
)


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"reasoning_rewards.{home}"), name)
    globals()[name] = found
    return found
