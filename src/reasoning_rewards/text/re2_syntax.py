r"""A pattern in the words of Python's `re`, written anew in those of RE2.

RE2 matches in time linear in the text, whatever the text; `re` and `regex` try one way after another,
and a harmless pattern such as `(\s*\w+)*!` may take them longer than the universe on forty characters.
But RE2 means other things by some of the same signs, and has no others of `re`'s. So a pattern is read
by the standard library's own parser and written from what that understood:

=============================  =======================================================================
`$`                            before a line end that ends the text, too; refused where something follows
`\Z`, `\u0041`, `{,n}`, `(?x)`  as in `re`; so are comments, octal escapes and names
`\d`, `\w`, `\s`, `\b`          ASCII, as with `re.ASCII`: RE2 has no other `\b`; `(?u)` is refused
`(?i)`                         all letters, as in `re`; with `(?a)` the ASCII ones
greedy or lazy, groups         the same here: only whether there is a match is asked
=============================  =======================================================================
"""

from __future__ import annotations

import re
import sys
from importlib import import_module
from typing import Any

from reasoning_rewards.errors import SettingError

__all__ = ["REMEDY", "in_re2"]

REMEDY = "engine='regex' knows more, and matches in a worker process"

_MOST = 1_000  # the greatest count that RE2 takes
_SURROGATES = range(0xD800, 0xE000)
_REFUSED = {
    "GROUPREF": "a reference back to a group can't be matched in linear time",
    "GROUPREF_EXISTS": "a condition on a group can't be matched in linear time",
    "ASSERT": "RE2 does not look ahead or behind",
    "ASSERT_NOT": "RE2 does not look ahead or behind",
    "FAILURE": "RE2 does not look ahead or behind",  # what newer parsers make of (?!)
    "ATOMIC_GROUP": "RE2 has no atomic groups",
    "POSSESSIVE_REPEAT": "RE2 has no possessive repeats",
}
_PLACES = {
    "AT_BEGINNING_STRING": r"\A",
    "AT_END_STRING": r"\z",
    "AT_BOUNDARY": r"\b",
    "AT_NON_BOUNDARY": r"\B",
}
_CLASSES = {
    "CATEGORY_DIGIT": r"\d",
    "CATEGORY_NOT_DIGIT": r"\D",
    "CATEGORY_WORD": r"\w",
    "CATEGORY_NOT_WORD": r"\W",
    "CATEGORY_SPACE": r"\t-\r ",  # RE2's own \s lacks the vertical tab
    "CATEGORY_NOT_SPACE": r"\x00-\x08\x0e-\x1f!-\x{10ffff}",
}
_NO_UNICODE = r"(?u) is refused, as RE2's \d, \w, \s and \b know ASCII alone"
_SINGLE = ("LITERAL", "RANGE")  # members of a set that have a case
_ONE_TO_RE = "iIİı"  # upper and lower case of each other in `re`, though not in Unicode


class _RefusedError(Exception):
    """Raised where RE2 has no words for a part of the pattern; says why."""


def in_re2(regex: str) -> str:
    r"""The pattern as RE2 has to be given it: found in a text where `re` finds the original.

    >>> print(in_re2(r"(?s)^<b>.+$"), in_re2(r"[^\s,]{,3}\Z"))
    \A\x{3c}b\x{3e}(?:(?s:.)){1,}(?:\n?\z) (?:[^\t-\r \x{2c}]){0,3}\z
    """
    parser: Any = import_module("re._parser" if sys.version_info >= (3, 11) else "sre_parse")
    try:
        tree = parser.parse(regex)
        _refuse_unicode_classes(parser, regex)
        return _sequence(tree, tree.state.flags, True)
    except (re.error, OverflowError) as error:
        raise SettingError(f"regex={regex!r}: {error}; {REMEDY}") from error
    except _RefusedError as refusal:
        raise SettingError(f"regex={regex!r}: {refusal}; {REMEDY}") from None
    except RecursionError as error:
        raise SettingError(f"regex={regex!r}: nested too deep; write it flatter") from error


def _refuse_unicode_classes(parser: Any, regex: str) -> None:
    """The flag ``u`` is `re`'s default and can't be seen in a tree; beside ASCII it is an error."""
    try:
        parser.parse(regex, re.ASCII)
    except ValueError:
        raise _RefusedError(_NO_UNICODE) from None


def _sequence(parts: Any, flags: int, last: bool) -> str:
    """Parts one after another; ``last``: what follows may be left out, so a match may end with them."""
    written = []
    for operation, argument in reversed(list(parts)):
        written.append(_part(str(operation), argument, flags, last))
        last = last and _may_be_left_out(str(operation), argument)
    return "".join(reversed(written))


def _part(operation: str, argument: Any, flags: int, last: bool) -> str:
    if operation in ("LITERAL", "NOT_LITERAL", "IN"):
        return _character(operation, argument, flags)
    if operation == "ANY":
        return "(?s:.)" if flags & re.DOTALL else "."
    if operation == "AT":
        return _place(str(argument), flags, last)
    if operation == "SUBPATTERN":
        _, added, removed, inner = argument
        return f"(?:{_sequence(inner, _combined(flags, added, removed), last)})"
    if operation == "BRANCH":
        return f"(?:{'|'.join(_sequence(each, flags, last) for each in argument[1])})"
    if operation in ("MAX_REPEAT", "MIN_REPEAT"):
        return _repeat(argument, flags, last)
    raise _RefusedError(_REFUSED.get(operation, f"RE2 has no {operation}"))


def _repeat(argument: Any, flags: int, last: bool) -> str:
    least, most, inner = argument
    endless = str(most) == "MAXREPEAT"
    if least > _MOST or (most > _MOST and not endless):
        raise _RefusedError(f"RE2 repeats nothing more than {_MOST:,} times")
    # After the one time that has to be, a match may end as it may after the repeat.
    once = _sequence(inner, flags, last and least <= 1)
    return f"(?:{once}){{{least},{'' if endless else most}}}" if once else ""


def _may_be_left_out(operation: str, argument: Any) -> bool:
    """Does a match that ends before this part, at a ``$``, not need it?"""
    if operation in ("MAX_REPEAT", "MIN_REPEAT"):
        return argument[0] == 0 or _all_may(argument[2])
    if operation == "SUBPATTERN":
        return _all_may(argument[3])
    if operation == "BRANCH":
        return any(map(_all_may, argument[1]))
    return operation == "AT" and str(argument) == "AT_END"  # another ``$`` holds where the first does


def _all_may(parts: Any) -> bool:
    return all(_may_be_left_out(str(operation), argument) for operation, argument in parts)


def _place(place: str, flags: int, last: bool) -> str:
    lines = flags & re.MULTILINE
    if place == "AT_BEGINNING":
        return "(?m:^)" if lines else r"\A"
    if place != "AT_END":
        return _PLACES[place]
    if lines:
        return "(?m:$)"
    if not last:
        raise _RefusedError(
            r"a $ is the end of the text, and something follows it (without (?m); \Z is the very end)"
        )
    return r"(?:\n?\z)"  # nothing has to follow, so it may read the line end that it stands before


def _combined(flags: int, added: int, removed: int) -> int:
    if added & re.UNICODE:
        raise _RefusedError(_NO_UNICODE)
    return (flags | added) & ~removed


def _character(operation: str, argument: Any, flags: int) -> str:
    """One character of a set, or one that is not in it."""
    if operation == "LITERAL" and not flags & re.IGNORECASE:
        return _escaped(argument)
    items = [(str(kind), value) for kind, value in argument] if operation == "IN" else [("LITERAL", argument)]
    negated = "^" if operation == "NOT_LITERAL" or items[0][0] == "NEGATE" else ""
    members = [_member(*item) for item in items if item[0] != "NEGATE"]
    ranges = [(value, value) if kind == "LITERAL" else value for kind, value in items if kind in _SINGLE]
    if not flags & re.IGNORECASE or not ranges:
        return f"[{negated}{''.join(members)}]"
    if flags & re.ASCII:
        return f"[{negated}{''.join(members)}{''.join(_other_case(*each) for each in ranges)}]"
    if any(low <= ord(letter) <= high for low, high in ranges for letter in _ONE_TO_RE):
        members += _ONE_TO_RE
    return f"(?i:[{negated}{''.join(members)}])"


def _member(kind: str, value: Any) -> str:
    if kind == "CATEGORY":
        return _CLASSES[str(value)]
    if kind == "RANGE":
        return f"{_escaped(value[0])}-{_escaped(value[1])}"
    return _escaped(value)


def _other_case(low: int, high: int) -> str:
    """The ASCII letters of a range, as members of a set, in the other case."""
    shifted = ""
    for first, last, shift in ((ord("a"), ord("z"), -32), (ord("A"), ord("Z"), 32)):
        if (start := max(low, first)) <= (end := min(high, last)):
            shifted += f"{chr(start + shift)}-{chr(end + shift)}"
    return shifted


def _escaped(code: int) -> str:
    if code in _SURROGATES:
        raise _RefusedError(r"a lone surrogate is in no text: each is read as \ufffd")
    character = chr(code)
    return character if character.isascii() and character.isalnum() else f"\\x{{{code:x}}}"
