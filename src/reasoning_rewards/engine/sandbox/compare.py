"""Is this what was expected? Values as data sets write them in JSON, and what a program prints."""

from __future__ import annotations

import math
import re
from typing import Any

__all__ = ["same_output", "same_value"]

_DEEPEST = 200
# As programs print numbers: not all that float() reads, which takes "1_0.5" and the digits of other scripts.
_DECIMAL = re.compile(
    r"[+-]?(?:[0-9]{1,400}(?:\.[0-9]{0,400})?|\.[0-9]{1,400})(?:[eE][+-]?[0-9]{1,9})?"
).fullmatch


def same_value(got: Any, wanted: Any, tolerance: float, depth: int = 0) -> bool:
    """Is a value what JSON says: a tuple as a list, keys as texts, and floats within the tolerance?

    >>> same_value((1, 2.0000000001), [1, 2.0], 1e-6), same_value({1: "a"}, {"1": "a"}, 0.0), same_value(1, True, 0.0)
    (True, True, False)
    """
    if depth > _DEEPEST:
        return False
    if isinstance(got, list | tuple) and isinstance(wanted, list | tuple):
        return len(got) == len(wanted) and all(
            same_value(one, other, tolerance, depth + 1) for one, other in zip(got, wanted, strict=True)
        )
    if type(got) is dict and type(wanted) is dict:
        return _same_dict(got, wanted, tolerance, depth)
    if isinstance(got, bool) is not isinstance(wanted, bool):
        return False
    if isinstance(got, int | float) and isinstance(wanted, int | float):
        return _same_number(got, wanted, tolerance)
    return type(got) is type(wanted) and bool(got == wanted)


def _same_dict(got: dict[Any, Any], wanted: dict[Any, Any], tolerance: float, depth: int) -> bool:
    if len(got) != len(wanted):
        return False
    known = got if all(key in got for key in wanted) else {_key(key): value for key, value in got.items()}
    return len(known) == len(got) and all(
        key in known and same_value(known[key], value, tolerance, depth + 1) for key, value in wanted.items()
    )


def _key(key: object) -> object:
    """A key as JSON has it; a number that Python does not write out (of some thousand digits) is no key there."""
    if isinstance(key, bool) or key is None:
        return {True: "true", False: "false", None: "null"}[key]
    try:
        return repr(key) if isinstance(key, int | float) else key
    except ValueError:
        return key


def _same_number(got: float, wanted: float, tolerance: float) -> bool:
    """Integers exactly; with a float on either side within the tolerance, of the wanted one or of 1.

    A float for a wanted integer has to be nearest to it too: no tolerance makes another integer right.
    """
    if got == wanted:
        return True
    if isinstance(got, int) and isinstance(wanted, int):
        return False
    try:
        one, other = float(got), float(wanted)
    except OverflowError:
        return False
    if math.isnan(one) and math.isnan(other):
        return True
    if not (math.isfinite(one) and math.isfinite(other)):
        return False
    allowed = tolerance * max(1.0, abs(other))
    return abs(one - other) <= allowed and (isinstance(wanted, float) or round(one) == wanted)


def same_output(got: str, wanted: str, tolerance: float, by: str) -> bool:
    """Is this what was to be printed, by tokens or by lines?

    By lines, white space at the end of a line and empty lines at the end are nothing; by tokens all white
    space is the same. A token that is wanted with a decimal point may differ by the tolerance.

    >>> same_output("1 2 \\n", "1 2", 0.0, "lines"), same_output("1\\n2", "1 2", 0.0, "lines")
    (True, False)
    >>> same_output("1\\n2", "1 2", 0.0, "tokens"), same_output("0.33333", "0.333333333", 1e-4, "tokens")
    (True, True)
    """
    if by == "tokens":
        return _same_tokens(got.split(), wanted.split(), tolerance)
    mine, theirs = _lines(got), _lines(wanted)
    return len(mine) == len(theirs) and all(
        one == other or _same_spaced(one, other, tolerance) for one, other in zip(mine, theirs, strict=True)
    )


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().replace("\r\n", "\n").split("\n")]


def _same_spaced(one: str, other: str, tolerance: float) -> bool:
    """The same with decimals within the tolerance, and the same single spaces."""
    return _same_tokens(one.split(" "), other.split(" "), tolerance)


def _same_tokens(got: list[str], wanted: list[str], tolerance: float) -> bool:
    return len(got) == len(wanted) and all(
        one == other or _same_decimal(one, other, tolerance) for one, other in zip(got, wanted, strict=True)
    )


def _same_decimal(one: str, other: str, tolerance: float) -> bool:
    if not tolerance or not any(sign in other for sign in ".eE"):
        return False
    return bool(_DECIMAL(one) and _DECIMAL(other)) and _same_number(float(one), float(other), tolerance)
