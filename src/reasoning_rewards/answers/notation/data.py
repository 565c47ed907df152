r"""Data written as text: JSON, or what Python prints of lists and dicts, as tables and parquet files hold golds.

Nothing is evaluated, and what is no such text is no error. The escapes of TeX survive where somebody
forgot to double them: ``["\frac12"]`` is the command, not a form feed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from reasoning_rewards.text.scan import pattern

__all__ = ["NO_DATA", "data_in", "may_be_data"]

NO_DATA = object()
"""In the place of a value, where a text is no data."""

_OPENING = frozenset("[{(")
_TOKEN = pattern(
    r"""\s*(?:
        (?P<mark> [\[\](){},:] )
      | "(?P<double> [^"\\]* (?:\\.[^"\\]*)* )"
      | '(?P<single> [^'\\]* (?:\\.[^'\\]*)* )'
      | (?P<bare> [^\s\[\](){},:"'\\]+ )
    )""",
    re.VERBOSE | re.DOTALL,
)
_MAY_SAY = pattern(
    r"""["']|[A-Za-z]{3}"""
)  # a string, or a word such as null: without either all are numbers
_CLOSING = {"[": "]", "(": ")", "{": "}"}
_DEEPEST = 8  # of lists in lists: nobody means more
_WHOLE = pattern(r"-?\d{1,300}", re.ASCII)
_NUMBER = pattern(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)
_WORDS = {
    "null": None, "None": None, "nan": None, "NaN": None,
    "true": "True", "True": "True", "false": "False", "False": "False",
}  # fmt: skip
# A backslash before a letter that escapes nothing: nobody doubled those of this string.
_UNDOUBLED = pattern(r"(?<!\\)(?:\\\\)*\\(?![nrtu])[a-zA-Z]")
_QUOTE = pattern(r"""\\(["'])""")
# Tabs, line ends and returns may be in a worked solution, so the commands that begin as they do are named.
_ESCAPE = pattern(
    r"\\(?:u(?P<code>[0-9a-fA-F]{4})"
    r"|(?:t(?:heta|ext\w*|imes|anh?|frac|riangle|o|au|ilde)|r(?:ight|ho|angle|floor|ceil)"
    r"|n(?:eq?|u|abla|eg|ot(?:in)?|mid))(?![a-z])|(?P<one>.))",
    re.DOTALL,
)
_STANDS_FOR = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "/": "/", '"': '"', "'": "'"}


class _NotDataError(Exception):
    """Raised inside this module where a text turns out to be something else; it never leaves it."""


def may_be_data(text: str) -> bool:
    """Say whether a text begins as data does: all that a plain gold costs here."""
    return text[:1] in _OPENING or (text[:1].isspace() and text.lstrip()[:1] in _OPENING)


def data_in(text: str) -> object:
    r"""Return what a text of JSON or of Python's literals holds: strings, whole numbers, None, lists, dicts.

    Only what has a string in it, or is an object, is data: ``[2, 3]`` is mathematics, and so is ``(1, 2)``.

    >>> data_in('["42"]'), data_in("{'style': 'rule', 'ground_truth': 7}")
    (['42'], {'style': 'rule', 'ground_truth': 7})
    >>> data_in(r'["\frac{1}{2}"]') == data_in(r'["\\frac{1}{2}"]') == [r"\frac{1}{2}"]
    True
    >>> data_in("[2, 3]") is data_in("{x | x > 2}") is data_in('["a"') is NO_DATA
    True
    """
    if not may_be_data(text) or not _MAY_SAY().search(text):
        return NO_DATA
    tokens = _tokens(text)
    try:
        value = _value(next(tokens), tokens, 0)
        if next(tokens, None) is not None:
            return NO_DATA
    except (_NotDataError, StopIteration):
        return NO_DATA
    return value if isinstance(value, dict) or _has_text(value) else NO_DATA


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    """The marks, strings and bare words of a text; what is none of them ends it."""
    place = 0
    end = len(text.rstrip())
    while place < end:
        found = _TOKEN().match(text, place)
        if found is None:
            raise _NotDataError
        place = found.end()
        yield str(found.lastgroup), found[found.lastgroup or 0]


def _value(token: tuple[str, str], tokens: Iterator[tuple[str, str]], depth: int) -> object:
    kind, text = token
    if kind in ("double", "single"):
        return _unescaped(text) if "\\" in text else text
    if kind == "bare":
        if text in _WORDS:
            return _WORDS[text]
        if not _NUMBER().fullmatch(text):
            raise _NotDataError
        return int(text) if _WHOLE().fullmatch(text) else Decimal(text)
    if text not in _CLOSING or depth >= _DEEPEST:
        raise _NotDataError
    return _object(tokens, depth + 1) if text == "{" else _list(_CLOSING[text], tokens, depth + 1)


def _list(closing: str, tokens: Iterator[tuple[str, str]], depth: int) -> list[object]:
    """The members up to the closing mark; a comma before it is Python's."""
    members: list[object] = []
    token = next(tokens)
    while token != ("mark", closing):
        members.append(_value(token, tokens, depth))
        token = next(tokens)
        if token == ("mark", ","):
            token = next(tokens)
        elif token != ("mark", closing):
            raise _NotDataError
    return members


def _object(tokens: Iterator[tuple[str, str]], depth: int) -> dict[str, object]:
    """The entries up to the closing mark; a key that is there twice, with two values, has none."""
    entries: dict[str, object] = {}
    token = next(tokens)
    while token != ("mark", "}"):
        key = _value(token, tokens, _DEEPEST)
        if token[0] not in ("double", "single") or next(tokens) != ("mark", ":"):
            raise _NotDataError
        value = _value(next(tokens), tokens, depth)
        if entries.setdefault(str(key), value) != value:
            raise _NotDataError
        token = next(tokens)
        if token == ("mark", ","):
            token = next(tokens)
        elif token != ("mark", "}"):
            raise _NotDataError
    if not entries:  # the empty set
        raise _NotDataError
    return entries


def _has_text(value: object) -> bool:
    """Is there more in a list than numbers? Those alone are mathematics."""
    return any(map(_has_text, value)) if isinstance(value, list) else not isinstance(value, (int, Decimal))


def _unescaped(text: str) -> str:
    """A string as it was meant: the escapes undone, unless they are commands of TeX."""
    if _UNDOUBLED().search(text):
        return _QUOTE().sub(r"\1", text)
    text = _ESCAPE().sub(_escaped, text)
    if any("\ud800" <= each <= "\udfff" for each in text):  # JSON writes rare letters in halves
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _escaped(escape: re.Match[str]) -> str:
    code = escape["code"]
    return chr(int(code, 16)) if code else _STANDS_FOR.get(escape["one"], escape[0])
