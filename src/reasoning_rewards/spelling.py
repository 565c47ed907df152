"""How what JSON and UTF-8 have no letters for is written."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

__all__ = ["SPELT", "as_it_can_be"]

SPELT = "backslashreplace"  # a lone surrogate can't be written; as \\udXXX it is what JSON spells it with


def as_it_can_be(value: Any) -> Any:
    """The value with null for numbers that are none, and with text for keys.

    >>> as_it_can_be({"score": float("nan"), 7: (1.5, None)})
    {'score': None, '7': [1.5, None]}
    """
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(name): as_it_can_be(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [as_it_can_be(each) for each in value]
    return value
