r"""Remarks behind an answer: where a formula holds, what its names may be, what sort of solution a number is.

A remark is no part of the value, and is left out: ", x \ne 1", "for n \ge 1", "for any constant c", "(double root)".
What restricts an answer to a case is not one ("if x > 0", "when n = 2"), nor what says more of the value itself
("x = 3, x > 0"): its names must be names of the formula before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reasoning_rewards.answers.notation.parser import parse
from reasoning_rewards.answers.values.structure import value_of
from reasoning_rewards.answers.values.tree import UnreadableError, free_names
from reasoning_rewards.answers.values.units import UNITS
from reasoning_rewards.answers.values.values import (
    FiniteSet,
    Infinite,
    Listing,
    Named,
    Number,
    Qualified,
    Relation,
    Scalar,
    Sequence,
    Sets,
    Value,
)
from reasoning_rewards.text.dress import TEXT
from reasoning_rewards.text.scan import pattern

__all__ = ["parted", "qualified", "says_nothing"]

_LONGEST = 300  # characters of an answer with its remark
_MAY_BE = re.compile(
    r"[<>]|!=|[a-z]{2}\)|\\(?:neq?|leq?|geq?|in|forall|[lg]eqslant)(?![A-Za-z])|(?<![A-Za-z\\])(?:for|where|with|only)(?![A-Za-z])"
    r"|constant|integer|multiplicity|unique|(?<![A-Za-z])real(?![A-Za-z])|dots|\.\.\.$"
)
_LONGEST_LIST = 8  # commas and brackets of an answer with a remark
_MOST_PLACES = 3  # commas from the last one, and the first, behind which a remark may begin
_WORDS = pattern(TEXT + r"\s*\{([^{}]*)\}")
_IDLE = pattern(r"(?:\s|~|\\(?:q?quad(?![A-Za-z])|left(?![A-Za-z])|right(?![A-Za-z])|[ ,;:!]))+")
_ENDS = " ,;."
_BEFORE = pattern(
    r"(?:only|just|(?:the )?(?:only|unique|sole)(?: real| integer| positive)? (?:solution|root|answer|value|zero) is) (?=[-+]?[\d\\$(]|[A-Za-z] ?=)"
)
_SORTS_OF_ROOT = r"(?:only|unique|sole|single|double|triple|repeated|real|positive|integer|possible)"
_BEHIND = pattern(
    rf"[ ,]*(?: is (?:the|an?) (?:{_SORTS_OF_ROOT} )+(?:solution|root|zero|answer|value|possibility)"
    rf"| ?\((?:(?:the|an?) )?{_SORTS_OF_ROOT}(?: {_SORTS_OF_ROOT})*(?: (?:solution|root|zero|answer|value))?\)"
    r"| ?\((?:with )?multiplicity \d\)|(?<=[\d})]) only)$"
)
_COUNTED = pattern(r"([\d}]) ?\(([A-Za-z]{2,15}(?: [A-Za-z]{2,15}){0,3})\)$")
_HOLDS = pattern(r"[ ,;(]+(?:for|where|with)(?= )|[ ,;(]*\\forall(?![A-Za-z])")
_ITEM = pattern(r"[,;]|(?<= )\(")
_LEAD = r"(?:(?:the|all|any|every|each|some|an?|arbitrary|fixed) )*"
_SORT = (
    r"(?:(?:arbitrary|positive|negative|non-?negative|non-?zero|real|rational|complex|natural) )*"
    r"(?:(?:real|complex|rational|natural) numbers?|reals?|numbers?|integers?|constants? of integration|constants?|parameters?|values?)"
)
_NAME = r"\\?[A-Za-z]+(?:_(?:\w|\{\w+\}))?"
_NAMES = rf"{_NAME}(?:(?:, | and |, and ){_NAME}){{0,5}}"
_SORT_AND_NAMES = pattern(rf"{_LEAD}(?P<sort>{_SORT})(?: of)? (?P<names>{_NAMES})")
_NAMES_AND_SORT = pattern(rf"(?P<names>{_NAMES})(?: is| are| being)? {_LEAD}(?P<sort>{_SORT})")
_ALL_NAMES = pattern(rf"{_LEAD}(?P<names>{_NAMES})")
_LEADING = pattern(rf"{_LEAD}(?:{_SORT} )?")
_ONE_NAME = pattern(_NAME)
# What a word says of each name; the first that is there. A real number, or a constant, may be anything.
_SAYS = {
    "positive integer": r"\in \mathbb{N}", "natural": r"\in \mathbb{N}", "negative integer": "< 0", "integer": r"\in \mathbb{Z}",
    "rational": r"\in \mathbb{Q}", "complex": r"\in \mathbb{C}", "zero": r"\ne 0", "positive": "> 0", "negative": "< 0",
}  # fmt: skip
_NOT_NEGATIVE = pattern(r"non-?negative")
_ANYTHING = r"\in \mathbb{R}"
_LIMITS = frozenset(("!=", "<", ">", "<=", ">="))
_VALUES = (Number, Scalar, Infinite, Named, Listing, Sequence, FiniteSet)
_POSITIVE = pattern(r"\\mathbb ?\{?Z\}?(?:\^\{?\+\}?|_\{?(?:\+|> ?0)\}?)")
_COUNTS_UP = pattern(  # n = 1, 2, 3, ... and k = 0, ±1, ±2, ...
    rf"(?P<name>{_NAME}) ?= ?(?P<first>\d)(?:, ?(?P<signs>\\pm ?)?\d{{1,3}}){{1,5}}, ?(?:\\[lc]?dots|\.\.\.)"
)
_FUNCTION = pattern(r"[a-zA-Z]'*\(\)|[a-zA-Z]_[a-z]|y")
Conditions = tuple[Value, ...]


def parted(text: str) -> Iterator[tuple[str, Conditions]]:
    r"""Yield an answer without its remark, and the conditions of the remark: each way to part a text so.

    >>> list(parted(r"2^{n-1}\text{ for } n \ge 1")), list(parted(r"cx, c \in \mathbb{Z}"))
    ([('2^{n-1}', (Relation(n >= 1),))], [('cx', (Named(name='c', value=Scalar(set Z)),))])
    >>> list(parted(r"x = 2 \text{ (double root)}")), list(parted(r"x = 3 \text{ when } x > 0"))
    ([('x = 2', ())], [])
    """
    if len(text) > _LONGEST or not _MAY_BE.search(text):
        return
    flat = _IDLE().sub(" ", _WORDS().sub(r" \1 ", text)).strip(_ENDS)
    core = _BEHIND().sub("", _BEFORE().sub("", flat, count=1), count=1)
    if core != flat:
        yield core, ()
        return
    counted = _COUNTED().search(flat)
    if counted and _names_a_thing(counted[2]):
        yield f"{flat[: counted.start() + 1]} {counted[2]}", ()
        return
    for core, remark, may_be_names in _places(flat):
        conditions = _conditions(remark, may_be_names) if core and remark else None
        if conditions:
            yield core, conditions


def qualified(values: tuple[Value, ...], conditions: Conditions) -> tuple[Value, ...]:
    """Return what an answer says with its conditions, or nothing where they are no remark of it."""
    core = values[0]
    if not conditions:
        return values if isinstance(core, _VALUES) else ()
    names = _names(core.value if isinstance(core, Named) else core)
    if isinstance(core, Named):
        names |= set(core.bound)
    lone = isinstance(core, Scalar) and core.tree.op == "symbol"
    if lone or not all(_names_of(condition) <= names for condition in conditions):
        return ()
    of_formula = isinstance(core, Scalar) or (isinstance(core, Named) and _FUNCTION().fullmatch(core.name))
    if not of_formula and any(
        isinstance(condition, Relation) and condition.signs != ("!=",) for condition in conditions
    ):
        return ()  # which of the solutions x = kπ it is: no remark
    if all(map(says_nothing, conditions)):
        return (Qualified(core, conditions), *values[1:])
    return (Qualified(core, conditions),)


def _names_a_thing(words: str) -> bool:
    """Say whether words in brackets behind a number are its unit or what it counts: years old, apples."""
    first, last = words.partition(" ")[0], words.rpartition(" ")[2]
    return first in UNITS or (last.endswith("s") and not last.endswith(("ss", "ous")))


def _places(flat: str) -> list[tuple[str, str, bool]]:
    """Return what stands before and behind a word that begins a remark, or else behind a comma or in brackets.

    The last says whether a name alone is a remark there: for all x.
    """
    holds = _HOLDS().search(flat)
    if holds:
        return [(*_pair(flat, holds.start(), holds.end()), holds[0].endswith(("for", "forall")))]
    depth = 0
    found = []
    for place, sign in enumerate(flat):
        if depth == 0 and _ITEM().match(flat, place):
            found.append(place)
        depth += (sign in "([{") - (sign in ")]}")
    if len(found) > _LONGEST_LIST:
        return []
    places = dict.fromkeys(found[:1] + found[-_MOST_PLACES:])
    return [(*_pair(flat, place, place + 1), False) for place in places]


def _pair(flat: str, start: int, end: int) -> tuple[str, str]:
    core, remark = flat[:start], flat[end:].strip(_ENDS)
    opened = "(" in flat[start:end]
    if opened and not remark.endswith(")"):
        return "", ""
    return core.rstrip(_ENDS), remark[:-1].strip(_ENDS) if opened else remark


def _conditions(remark: str, may_be_names: bool) -> Conditions | None:
    """Return the conditions that a remark consists of, or None where it is something else."""
    remark = _POSITIVE().sub(r"\\mathbb{N}", remark)
    listed = _COUNTS_UP().fullmatch(remark)
    if listed:
        says = _SAYS["integer"] if listed["signs"] else rf"\ge {listed['first']}"
        remark = f"{listed['name']} {says}"
    try:
        worded = _SORT_AND_NAMES().fullmatch(remark) or _NAMES_AND_SORT().fullmatch(remark)
        if worded:
            return _of_each(worded["names"], _said_by(worded["sort"]))
        everywhere = _ALL_NAMES().fullmatch(remark) if may_be_names else None
        if everywhere:
            return _of_each(everywhere["names"], _ANYTHING)
        value = value_of(parse(_LEADING().sub("", remark, count=1)))
    except UnreadableError:
        return None
    values = value.items if isinstance(value, Listing) and not value.alternatives else (value,)
    return values if all(map(_is_condition, values)) else None


def _said_by(sort: str) -> str:
    if _NOT_NEGATIVE().search(sort):
        return r"\ge 0"
    return next((sign for word, sign in _SAYS.items() if word in sort), _ANYTHING)


def _of_each(names: str, says: str) -> Conditions:
    return tuple(value_of(parse(f"{name} {says}")) for name in _ONE_NAME().findall(names) if name != "and")


def _is_condition(value: Value) -> bool:
    if isinstance(value, Relation):
        return set(value.signs) <= _LIMITS
    if not isinstance(value, Named) or not value.member:
        return False
    inside = value.value
    return isinstance(inside, (Sequence, Sets)) or (
        isinstance(inside, Scalar) and inside.tree.leaf.startswith("set ")
    )


def says_nothing(condition: Value) -> bool:
    """Say whether a condition is that a name stands for any real number."""
    inside = condition.value if isinstance(condition, Named) else None
    return isinstance(inside, Sequence) and all(isinstance(end, Infinite) for end in inside.items)


def _names(value: Value) -> set[str]:
    """Return the names that a formula, or several, leave open."""
    if isinstance(value, Scalar):
        return free_names(value.tree)
    if isinstance(value, Named):
        return _names(value.value)
    if isinstance(value, (Listing, Sequence, FiniteSet)):
        return set().union(*map(_names, value.items))
    return set()


def _names_of(condition: Value) -> set[str]:
    if isinstance(condition, Relation):
        return set().union(*map(free_names, condition.sides))
    return {condition.name} if isinstance(condition, Named) else set()
