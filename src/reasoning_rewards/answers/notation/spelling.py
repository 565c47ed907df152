"""What texts that are spelled alike share."""

from __future__ import annotations

import re

from reasoning_rewards.text.dress import FONTS, STYLES
from reasoning_rewards.text.scan import pattern

__all__ = ["DIGITS_ONLY", "spelled_alike"]

_UPRIGHT = pattern(rf"\\(?:text|mathrm|{FONTS})\s*\{{([^{{}}]*)\}}")  # of fonts, those with an argument
_DRESS = pattern(rf"\\(?:(?:{STYLES})(?![A-Za-z])|!)")
# What is deleted to leave the digits: ASCII, and the spaces beyond it that `plain` leaves.
_BEYOND = "\x85\u1680\u2000\u2001\u2028\u2029"
DIGITS_ONLY = dict.fromkeys({*range(128), *map(ord, _BEYOND)} - {*b"0123456789"})
_GAP = re.compile(r"[\s~\\]")
_SPACE = re.compile(r"(?:\s|~|\\[,;: ]|\\q?quad(?![A-Za-z]))+")
_IDLE_SPACE = re.compile(r" (?![\w.,])|(?<![\w.,]) ")


def spelled_alike(clean: str) -> str:
    """Return a clean text without dress, idle spaces and kinds of fractions."""
    if not _GAP.search(clean):
        return clean
    if "\\" in clean:
        if "text" in clean or "math" in clean or "\\b" in clean or "\\underline" in clean:
            clean = _UPRIGHT().sub(r" \1 ", clean)
        clean = clean.replace("\\dfrac", "\\frac").replace("\\tfrac", "\\frac")
        clean = _DRESS().sub("", clean)
    clean = _SPACE.sub(" ", clean).strip()
    return _IDLE_SPACE.sub("", clean) if " " in clean else clean
