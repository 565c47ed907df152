"""What makes a reward a value: it is frozen, equal by its settings, and comes through any pickler."""

from __future__ import annotations

import sys
from dataclasses import dataclass, fields, is_dataclass
from functools import cached_property
from typing import Any, ClassVar

from reasoning_rewards.calls import refuse_init
from reasoning_rewards.core import functions, kinds, travel

__all__ = ["Value", "freeze"]


class Value:
    """Equality, hash and pickling by the settings of a frozen dataclass."""

    _equal_by: ClassVar[tuple[str, ...]] = ()

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return functions.same(self, other)

    def __hash__(self) -> int:
        # Remembered: every batch asks every node of a tree, and each would ask all below it.
        known: int | None = self.__dict__.get("_hash")
        if known is None:
            settings = [functions.key(getattr(self, name)) for name in self._equal_by]
            known = hash((type(self), *settings))
            object.__setattr__(self, "_hash", known)
        return known

    def _settle(self, **settings: object) -> None:
        """Put normalised settings in place; for ``__post_init__`` only."""
        for name, value in settings.items():
            object.__setattr__(self, name, value)
        self.__dict__.pop("_hash", None)

    def __getstate__(self) -> dict[str, object]:
        # In another process texts have another hash; and what is computed when first asked for is computed there.
        computed = {
            name for name in self.__dict__ if isinstance(getattr(type(self), name, None), cached_property)
        }
        return {
            name: value for name, value in self.__dict__.items() if name not in computed and name != "_hash"
        }

    def __reduce_ex__(self, protocol: Any) -> Any:
        travel.announce(type(self), *self.__dict__.values())
        return super().__reduce_ex__(protocol)


def freeze(cls: type[Value]) -> None:
    """Make a class a frozen dataclass with keyword-only settings, in place."""
    if "__dataclass_fields__" in vars(cls):
        return  # dill, which datasets uses, builds a class of everything that the frozen one had
    refuse_init(cls)
    home = cls.__module__
    if home not in sys.modules:
        # A trainer may load a file without an entry there, and that is where dataclasses looks up what
        # ClassVar is in annotations that are text. Here it is the same.
        cls.__module__ = __name__
    try:
        # Not slots=True: a slotted dataclass is a new class, and __init_subclass__ can't hand one back.
        # Not eq=True: two functions are compared by `functions.same`.
        dataclass(frozen=True, repr=False, eq=False, kw_only=True)(cls)
    finally:
        cls.__module__ = home
    cls.__init__ = kinds.checking(cls.__init__)  # type: ignore[method-assign]
    if "__eq__" in vars(cls) and vars(cls)["__hash__"] is None:  # Python takes the inherited one away
        cls.__hash__ = Value.__hash__  # type: ignore[method-assign]
    for name in ("__eq__", "__hash__", "__repr__"):
        _keep_from_mixins(cls, name)
    cls._equal_by = tuple(item.name for item in fields(cls) if item.compare)  # type: ignore[arg-type]


def _keep_from_mixins(cls: type[Value], name: str) -> None:
    """Take a reward's own method where a dataclass before `Reward` among the bases has one, which knows its fields alone."""
    homes = [base for base in cls.__mro__ if name in vars(base)]
    if is_dataclass(homes[0]) and not issubclass(homes[0], Value):
        own = next(base for base in homes if issubclass(base, Value))
        setattr(cls, name, vars(own)[name])
