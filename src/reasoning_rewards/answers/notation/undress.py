"""A text without delimiters, boxes, markdown and what ends a sentence: what is left is read."""

from __future__ import annotations

import re

from reasoning_rewards.answers.notation.clean import plain
from reasoning_rewards.answers.notation.gold import bare
from reasoning_rewards.answers.notation.siunitx import without_siunitx
from reasoning_rewards.answers.values.limits import MAX_ANSWER
from reasoning_rewards.text.dress import as_text, without_font
from reasoning_rewards.text.scan import pattern

__all__ = ["COMMANDS", "LONGEST", "cleaned"]

LONGEST = 2 * MAX_ANSWER
"""Characters written in ASCII and TeX; what is longer is not looked into."""
COMMANDS = r"\\(?:[dt]?frac|sqrt|pi|infty|circ|cdot|cup|left|right)(?![A-Za-z])"
"""A pattern: commands of formulas that are no dress of anything."""
# Numbers, single letters and commands: nothing in it could be taken off or rewritten. Most answers are so.
_BARE = re.compile(
    rf"(?!\{{)(?:[-+\d/^(){{}}\[\]=.,;: ]|{COMMANDS}|(?![xX] *10)[A-Za-z](?![A-Za-z]))*(?<![ .,;:])", re.ASCII
)
_DOUBLED = pattern(r"\\\\(?=[A-Za-z])")
_SETTLED = re.compile(
    r"[\w+\-/^=(\[]|[\w+\-/^=(\[][\w+\-/^=<>()\[\], ]*[\w)\]]", re.ASCII
)  # plain text without any dress
# What the steps below take off or rewrite; where none of it is seen, none of them needs to look.
_DRESSED = re.compile(r"[$*`\"%_]|\\[(\[\\]|quad|[xX]\s*10|[\s.,;:!]$")
_LONG_DASH = pattern(r"[—―](?=[\d.\\])")
_VECTOR = pattern(r"\A<([^<>=,]*,[^<>=]*)>\Z")
_MARKS = ("*", "__", "`")
_QUOTED = pattern(r"""^\\?"|(?<!'\d)(?<!'\d\d)(?<!'\s\d)\\?"$""")  # 5'3" is a height
_ENDLESS = pattern(r"\.\d+\.\.\.$")
_TIMES_TEN = pattern(r"(?<=\d)\s*[xX]\s*(?=10\s*(?:\^|\*\*))")
_FRACTION_PERCENT = pattern(r"^([-+]?\d+\s*/\s*\d+)\s*(\\?%)$", re.ASCII)
_SPOKEN_RATIO = pattern(r"\d+(?:\s+to\s+\d+)+", re.ASCII)
_SPOKEN_SIGN = pattern(r"^(?:minus|negative)\s+(?=[\d\\.])", re.IGNORECASE)
_MODULUS = pattern(r"\(\s*(?:\\text\s*\{\s*mod\s*\}|\\?b?mod(?![A-Za-z]))([^()]{1,30})\)")
_SQUARED = pattern(r"(?<=[\w)}])\s+(squared|cubed)\b")
_SHORT_POWER = pattern(r"\b(sq|cu)\.(?=\s*[A-Za-z])")
_ELIDED = pattern(r"[,;]\s*(?:\.\.\.|\\[lc]?dots)\s*$")
_QUAD = pattern(r"\\q?quad(?![A-Z])")
_NEXT_LINE = pattern(r"\$\s*\n\s*\$")


def _unbraced(text: str) -> str:
    r"""Take off braces around a whole text, and a full stop inside them.

    >>> _unbraced(r"{\text{east}.}") == r"\text{east}", _unbraced("{a}+{b}"), _unbraced(r"{3 \over 4}")[0]
    (True, '{a}+{b}', '{')
    """
    if "\\over" in text or "\\choose" in text:  # they divide what the braces hold
        return text
    for _ in range(3):  # nobody means more, and each costs a pass
        if not text.startswith("{") or not text.endswith("}") or text.endswith("\\}"):
            break
        depth = 0
        for character in text[:-1]:
            depth += (character == "{") - (character == "}")
            if depth == 0:
                return text
        if depth != 1:
            return text
        text = text[1:-1].strip().removesuffix(".")
    return text


def cleaned(text: str) -> str:
    """Take off delimiters, boxes, markdown and what ends a sentence."""
    clean = plain(text.strip())
    if len(clean) > LONGEST or _BARE.fullmatch(clean):
        return clean
    if clean.startswith("~~") and clean.endswith("~~"):
        return ""  # crossed out
    clean = as_text(clean)
    if "\\" in clean:
        clean = without_siunitx(clean)
    if clean[:1] in "<—―" and clean:
        clean = _opened(clean)
    if clean.startswith("{"):
        clean = _unbraced(clean)
    if clean.startswith("\\"):
        clean = _unbraced(without_font(clean))
    if "to" in clean and _SPOKEN_RATIO().fullmatch(clean):
        return clean.replace("to", ":")
    if clean[:1] in "mMnN":
        clean = _SPOKEN_SIGN().sub("-", clean)
    if "mod" in clean:
        clean = _MODULUS().sub(r" \\pmod{\1}", clean)
    if "squared" in clean or "cubed" in clean:
        clean = _SQUARED().sub(lambda word: "^2" if word[1] == "squared" else "^3", clean)
    if "sq." in clean or "cu." in clean:
        clean = _SHORT_POWER().sub(r"\1", clean)
    if _SETTLED.fullmatch(clean) or not _DRESSED.search(clean):
        return clean
    if "\\begin" not in clean:
        clean = _DOUBLED().sub(r"\\", clean)
    clean = _TIMES_TEN().sub(r"\\cdot ", clean)
    for _ in range(3):
        before = clean
        clean = bare(clean)
        clean = _unmarked(clean)
        if not _ENDLESS().search(clean) and not _ELIDED().search(clean):
            clean = _without_end(clean)
        clean = _QUOTED().sub("", clean)
        if clean == before:
            break
    clean = _FRACTION_PERCENT().sub(r"(\1)\2", clean)
    if clean.count("$") % 2 == 0 and "\\$" not in clean:
        clean = _NEXT_LINE().sub(", ", clean).replace("$", " ")
    parts = _QUAD().split(clean)
    if len(parts) > 1 and all("=" in part for part in parts):  # equations side by side
        return ", ".join(part.strip(" ,;") for part in parts)
    return " ".join(parts).strip()


def _opened(text: str) -> str:
    r"""Read a long dash before a number as its sign, and the angles around a vector as what they stand for.

    >>> _opened("—5"), _opened("<1, 2>"), _opened("— 5"), _opened("<b>1, 2</b>"), _opened("<5")
    ('-5', '\\langle 1, 2\\rangle ', '— 5', '<b>1, 2</b>', '<5')
    """
    if _LONG_DASH().match(text):
        return "-" + text[1:]
    return _VECTOR().sub(r"\\langle \1\\rangle ", text)


def _unmarked(text: str) -> str:
    r"""Take off one layer of markdown around a whole text: emphasis, or code.

    >>> _unmarked("**5**"), _unmarked("``x``"), _unmarked("*5"), _unmarked("**")
    ('5', 'x', '*5', '**')
    """
    if not text.startswith(_MARKS):
        return text
    for mark in ("**", "__", "*"):
        if text.startswith(mark) and text.endswith(mark) and len(text) > 2 * len(mark):
            return text[len(mark) : -len(mark)]
    before, after = len(text) - len(text.lstrip("`")), len(text) - len(text.rstrip("`"))
    ticks = min(before, after, (len(text) - 1) // 2)
    return text[ticks : len(text) - ticks]


def _without_end(text: str) -> str:
    r"""Take off what ends a sentence or a formula and says nothing: stops, spaces, thin spaces.

    >>> _without_end("5 ,\\, . "), _without_end("5\\!"), _without_end("5!")
    ('5', '5', '5!')
    """
    while True:
        shorter = text.rstrip().rstrip(".,;:")
        if shorter.endswith("\\!"):
            shorter = shorter[:-2]
        elif shorter.endswith("\\") and text[len(shorter) : len(shorter) + 1] in (" ", ",", ";"):
            shorter = shorter[:-1]
        if shorter == text:
            return text
        text = shorter
