r"""The one table of markdown's and HTML's dress: what makes a line a heading, a quotation, a list or code.

A dash at the beginning of a line with a space behind it is a bullet, and no minus: "- 5" is 5.
"""

from __future__ import annotations

import re

from reasoning_rewards.text.scan import pattern, trim

__all__ = ["after_dress", "block", "html_end", "is_item", "undressed"]

_WINDOW = 2_000  # characters in which a list or a fence must end
_MOST_ITEMS = 64
_ROUNDS = 6  # layers of dress
_PREFIX = 200  # characters of one layer

_SIGNS = "∴→⇒✅☑✔✓🎉👍🎯🏆⭐✨🔹👉➡🟢📌💡\ufe0f"  # what models decorate an answer with; none of them crosses it out
_HTML = "b|strong|i|em|u|p|span|code|pre|mark|center|div|big|font|h[1-6]|li|kbd|samp"
_MARKS = (
    "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # which way the writing goes
)

_LINE = pattern(rf"(?:[ \t]*(?:>+(?=\s|\*|\\boxed)|\#{{1,6}}(?=[ \t])|[{_SIGNS}]))*[ \t]*")
_ITEM = pattern(r"[ \t]*(?:[-*+•‣●○◦▪–—]|\d{1,2}[.)])[ \t]+(?=\S)")
_FENCE = pattern(r"[ \t]*(?P<sign>```|~~~)[ \t]*[\w+-]*[ \t]*\r?\n")
_OPENING = pattern(rf"<({_HTML})(?:\s[^<>]{{0,200}})?>", re.IGNORECASE)
_ENDS = f"{_SIGNS}{_MARKS} \t"
_CLOSING_HASHES = pattern(r"(?:[ \t]+#{1,6}|#{2,6})$")
_WRAPS = (
    *(("__", "__"), ("==", "=="), ("_", "_"), ("'", "'"), ('"', '"'), ("`", "`")),
    *(("“", "”"), ("‘", "’"), ("«", "»"), ("「", "」"), ("『", "』"), ("【", "】")),
)


def after_dress(text: str, at: int, end: int) -> int:
    """Return where a line's content begins: behind quotation marks, hashes, bullets and a number with a full stop.

    >>> [line[after_dress(line, 0, len(line)):] for line in ("> **408**", "## 408", "- 5", "1. 408", "-5")]
    ['**408**', '408', '5', '408', '-5']
    """
    for _ in range(_ROUNDS):
        window = min(end, at + _PREFIX)
        dress = _LINE().match(text, at, window)
        start = at if dress is None else dress.end()
        item = _ITEM().match(text, start, window)
        if item is None:
            return start
        at = item.end()
    return at


def is_item(text: str, at: int) -> bool:
    """Tell whether the line that begins at `at` is an item of a list.

    >>> is_item("- 5", 0), is_item("2. 5", 0), is_item("-5", 0)
    (True, True, False)
    """
    return _ITEM().match(text, at, at + _PREFIX) is not None


def block(text: str, at: int, end: int) -> tuple[list[str], int] | None:
    r"""Return the lines of a fence or the items of a list that begins at a line, and where it stops.

    One item is no list; a fence that never ends holds what is left, and nothing where that is long.

    >>> block("```text\n408\n```\n", 0, 16), block("1. 2\n2. 3\n\nSo", 0, 13), block("- 5\nSo", 0, 6)
    ((['408'], 15), (['2', '3'], 9), None)
    """
    fence = _FENCE().match(text, at, min(end, at + _PREFIX))
    if fence is not None:
        close = text.find(fence["sign"], fence.end(), min(end, fence.end() + _WINDOW))
        if close == -1 and end - fence.end() > _WINDOW:
            return [], end
        stop = end if close == -1 else close + len(fence["sign"])
        held = text[fence.end() : end if close == -1 else close]
        return [undressed(line) for line in held.split("\n") if line.strip()], stop
    return _listed(text, at, end)


def _listed(text: str, at: int, end: int) -> tuple[list[str], int] | None:
    window = min(end, at + _WINDOW)
    items: list[str] = []
    stop = at
    while len(items) < _MOST_ITEMS and (item := _ITEM().match(text, at, min(window, at + _PREFIX))):
        stop = text.find("\n", item.end(), window)
        stop = window if stop == -1 else stop
        items.append(undressed(text[item.end() : stop]))
        at = stop + 1
        if text[at : at + 1] == "\n":  # a blank line between the items
            at += 1
    return (items, stop) if len(items) > 1 else None


def html_end(text: str, at: int, end: int) -> int:
    """Return where an element of HTML's dress that begins at `at` ends, or -1.

    >>> html_end("<b>408</b>.", 0, 11)
    10
    """
    opening = _OPENING().match(text, at, min(end, at + _PREFIX))
    if opening is None:
        return -1
    closing = f"</{opening[1]}>"
    close = text.find(closing, opening.end(), min(end, at + _WINDOW))
    return -1 if close == -1 else close + len(closing)


def undressed(text: str) -> str:
    """Return a text without what is around the whole of it: emphasis, quotation marks, elements, signs.

    >>> [undressed(text) for text in ("_408_", "==408==", "<b>408</b>", "'408'", "408 ✅", "408 ####")]
    ['408', '408', '408', '408', '408', '408']
    >>> undressed("x' + y'"), undressed("a_1"), undressed("f'"), undressed("~~408~~")
    ("x' + y'", 'a_1', "f'", '')
    """
    first, last = text[:1], text[-1:]
    if (last.isalnum() or last == "}") and (first.isalnum() or first in "\\-({"):  # most answers
        return text
    if text.count("~~") > 1:
        return ""  # crossed out
    for _ in range(_ROUNDS):
        before = text
        text = _unwrapped(trim(text).strip(_ENDS))
        if text.endswith("#"):
            text = _CLOSING_HASHES().sub("", text[-_PREFIX:]) if len(text) <= _PREFIX else text
        if text == before:
            break
    return text


def _unwrapped(text: str) -> str:
    if text.endswith("。"):
        text = text[:-1]
    for opener, closer in _WRAPS:
        if text.startswith(opener) and text.endswith(closer) and len(text) > len(opener) + len(closer):
            inner = text[len(opener) : -len(closer)]
            return text if opener in inner or closer in inner else inner
    opening = _OPENING().match(text) if text.startswith("<") else None
    if opening is not None and text.endswith(closing := f"</{opening[1]}>"):
        return text[opening.end() : -len(closing)]
    return text
