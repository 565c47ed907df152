r"""The one table of TeX's dress: commands that say how something looks, and nothing of what it is.

Every command that sets text becomes ``\text`` where an answer is read; fonts, sizes and styles are nothing.
``\mathrm`` and ``\operatorname`` are no dress: upright letters are a unit, a function or a product.
"""

from __future__ import annotations

import re

__all__ = ["FONTS", "STYLES", "TEXT", "WORDS", "as_text", "without_font"]

_SETS_TEXT = "textbf|textit|textrm|textsf|texttt|textnormal|textup|textmd|textsc|textsl|emph|mbox|hbox|ce"

TEXT = rf"\\(?:text|{_SETS_TEXT})"
"""A pattern: a command whose argument is text."""

FONTS = "mathbf|mathit|mathsf|mathtt|mathnormal|mathcal|boldsymbol|bm|bf|rm|it|underline"
"""A pattern: the names of commands that choose a font."""

STYLES = (
    "left|right|middle|displaystyle|textstyle|limits|nolimits|ensuremath|mathstrut|hfill|newline"
    "|tiny|scriptsize|footnotesize|small|normalsize|large|Large|LARGE|huge|Huge"
)
"""A pattern: the names of commands for sizes and styles, which take no argument."""

WORDS = rf"\\(?:text|mathrm|{FONTS}|{STYLES})(?![A-Za-z])"
"""A pattern: whatever may stand before a word that is set as text, once `as_text` has spelled it."""

_OTHER_TEXT = re.compile(rf"\\(?:{_SETS_TEXT})(?=\s*\{{)")
_SIGNS = {
    "mleft": r"\left", "mright": r"\right", "vert": "|", "Vert": r"\|",
    "lVert": r"\|", "rVert": r"\|", "lgroup": "(", "rgroup": ")",
}  # fmt: skip
_OTHER_SIGN = re.compile(rf"\\({'|'.join(_SIGNS)})(?![A-Za-z])")
# Colours and frames: what they are told, and not what they are put around. White ink hides, as a phantom does.
_PAINT = re.compile(
    r"\\(?:(?:textcolor|color|colorbox)\s*(?:\[\w*\]\s*)?\{(?!white)[^{}]{0,80}\}|(?:framebox|makebox)\s*(?:\[[^\[\]]{0,20}\]\s*){0,2}(?=\{))"
)
_BEFORE_A_WORD = re.compile(
    rf"(?:\\(?:{FONTS}|{STYLES})(?![A-Za-z])\s*)+(?=\{{?(?:[A-Za-z]{{2}}|\\text(?![A-Za-z])))"
)


def without_font(text: str) -> str:
    r"""Take off fonts and sizes before the word that a text begins with; before one letter they may make a vector.

    >>> without_font(r"\large\bf Paris"), without_font(r"\mathbf{a}")
    ('Paris', '\\mathbf{a}')
    """
    return (
        _BEFORE_A_WORD.sub("", text, count=1)
        if text.startswith("\\") and _BEFORE_A_WORD.match(text)
        else text
    )


def as_text(text: str) -> str:
    r"""Spell every command that sets text as ``\text``, other commands for one sign alike; take off colours and frames.

    >>> as_text(r"\textbf{(B)} \emph {east} \textbackslash")
    '\\text{(B)} \\text {east} \\textbackslash'
    >>> as_text(r"\color{red}5"), as_text(r"\framebox[2cm]{5}")
    ('5', '{5}')
    >>> as_text(r"\mleft\vert x\mright\vert"), as_text(r"\vertical")
    ('\\left| x\\right|', '\\vertical')
    """
    if "\\" not in text:  # most answers have no command
        return text
    if "mleft" in text or "ert" in text or "lgroup" in text:
        text = _OTHER_SIGN.sub(lambda command: _SIGNS[command[1]], text)
    if "color" in text or "ebox" in text:
        text = _PAINT.sub("", text)
    if "\\text" in text or "box" in text or "\\emph" in text or "\\ce{" in text:
        return _OTHER_TEXT.sub(r"\\text", text)
    return text
