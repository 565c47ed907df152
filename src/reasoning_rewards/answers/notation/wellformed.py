"""Whether a text could be TeX at all."""

from __future__ import annotations

import re

from reasoning_rewards.text.scan import pattern

__all__ = ["is_broken"]

_STRUCTURE = pattern(r"\\.|[{}\\]", re.DOTALL)
_BARREN = pattern(r"\\(?:[dtc]?frac|[dt]?binom|sqrt|boxed)\s*(?:\{\s*\}|$|[}\])&])")


def is_broken(text: str) -> bool:
    r"""Say whether no TeX could read a text: braces that don't match, a command without its arguments.

    >>> is_broken(r"\frac{"), is_broken(r"\overline{CD}")
    (True, False)
    """
    depth = 0
    for sign in _STRUCTURE().findall(text):
        depth += (sign == "{") - (sign == "}")
        if depth < 0 or sign == "\\":  # nothing follows that backslash
            return True
    if depth != 0 or _BARREN().search(text):
        return True
    return not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text)
