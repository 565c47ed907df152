"""Units, nouns and "and" of other languages, written in English: the parser knows one language."""

from __future__ import annotations

from reasoning_rewards.text.languages import COUNTED, JOINTS, UNITS
from reasoning_rewards.text.scan import pattern

__all__ = ["in_english"]

_LETTER = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"  # of languages that put no space before what is counted
_NO_NOUN = "半多以余左右或和与不非没零一二两三四五六七八九十百千万亿分之方倍"  # makes another number, or a doubt, of it
_AMOUNT = r"(?:(?<=[\d})$])|(?<=text\{)|(?<=mathrm\{))"
_COUNTED = pattern(
    rf"{_AMOUNT}[ ]?(?:(?P<unit>{'|'.join(sorted(UNITS, key=len, reverse=True))})"
    rf"|[{COUNTED}](?:(?![{_NO_NOUN}])[{_LETTER}]){{0,5}})(?![{_LETTER}\w/])"
)
_JOINT = pattern(
    rf"(?<=[\dA-Za-z)}}$\],])[ ]?(?P<joint>{'|'.join(sorted(JOINTS, key=len, reverse=True))})[ ]?(?=[\dA-Za-z\\($\[{{+-])"
)


def in_english(text: str) -> str:
    """Write units, counted nouns and "and" of other languages in English; what else there is stays as it is.

    >>> in_english("42元"), in_english("101个苹果"), in_english("1和2"), in_english("42万"), in_english("3个半")
    ('42 yuan', '101 items', '1 and 2', '42万', '3个半')
    """
    text = _COUNTED().sub(lambda found: " " + UNITS.get(found["unit"], "items"), text)
    return _JOINT().sub(lambda found: f" {JOINTS[found['joint']]} ", text)
