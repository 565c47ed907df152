"""Whether two structured answers are the same: lists, points, sets, names, equations, words."""

from __future__ import annotations

from collections.abc import Sequence as Items

from reasoning_rewards.answers.compare.regions import region_of
from reasoning_rewards.answers.compare.relations import same_equations, same_regions, same_relations
from reasoning_rewards.answers.compare.scalars import Judge
from reasoning_rewards.answers.notation.words import same_words
from reasoning_rewards.answers.values.outcome import UNDECIDED, Outcome
from reasoning_rewards.answers.values.tree import Node
from reasoning_rewards.answers.values.values import (
    Based,
    Chain,
    Choice,
    Clock,
    Equation,
    FiniteSet,
    Grid,
    Infinite,
    Listing,
    Named,
    Number,
    Opaque,
    Ratio,
    Record,
    Relation,
    Scalar,
    Sequence,
    Sets,
    Text,
    Value,
)

__all__ = ["FalseChainError", "same_values"]

KIND = Outcome(False, "kind.differs")
_COORDINATES = frozenset(("x", "y", "z"))
_MOST_PAIRS = 40  # items without a partner of the same name that are tried against each other


class FalseChainError(Exception):
    """Raised inside the engine where a chain of equalities contradicts itself; it never leaves it."""


def same_values(one: Value, other: Value, judge: Judge) -> Outcome:
    """Compare two values of any kinds, the same way round and back."""
    one, other = _settled(one, judge), _settled(other, judge)
    if isinstance(one, (Number, Scalar)) and isinstance(other, (Number, Scalar)):
        return judge.scalars(one, other)
    if _ORDER[type(one)] > _ORDER[type(other)]:
        one, other = other, one
    return _ordered(one, other, judge)


def _settled(value: Value, judge: Judge) -> Value:
    """Turn a chain of equal values into the value they share."""
    if not isinstance(value, Chain):
        return value
    last = _settled(value.values[-1], judge)
    for earlier in value.values[:-1]:
        if same_values(earlier, last, judge).same is False:
            if not judge.is_about(earlier, last):
                raise FalseChainError
            last = earlier  # an exact value, and then the same in decimals
    return Named(value.name, last) if value.name else last


def _ordered(one: Value, other: Value, judge: Judge) -> Outcome:
    """Compare two values, the one of the lower order first."""
    if isinstance(one, Named):
        return _named(one, other, judge)
    if isinstance(one, Record):
        return _record(one, other, judge)
    if isinstance(one, Choice):
        return _choice(one, other, judge)
    if isinstance(one, (Text, Opaque)):
        return _text(one, other)
    if isinstance(one, Listing):
        return _listing(one, other, judge)
    if isinstance(one, (Sets, Relation)):
        return _region(one, other, judge)
    if isinstance(one, FiniteSet):
        if isinstance(other, FiniteSet):
            return _unordered(_distinct(one.items, judge), _distinct(other.items, judge), judge, "set")
        return KIND
    if isinstance(one, Sequence):
        return _sequence(one, other, judge)
    if isinstance(one, Grid) and isinstance(other, Grid):
        return _grid(one, other, judge)
    if isinstance(one, Equation) and isinstance(other, Equation):
        return same_equations(one, other, judge)
    if isinstance(one, Ratio):
        return _ratio(one, other, judge)
    if type(one) is type(other) and isinstance(one, (Infinite, Based, Clock)):
        same = one == other
        return Outcome(same, f"{_WORD[type(one)]}.{'same' if same else 'differs'}")
    return KIND


def _named(one: Named, other: Value, judge: Judge) -> Outcome:
    if isinstance(other, Named):
        if one.name == other.name:
            return same_values(one.value, other.value, judge)
        as_equations = _equation_of(one), _equation_of(other)
        if as_equations[0] and as_equations[1]:
            outcome = same_equations(as_equations[0], as_equations[1], judge)
            if outcome.same:
                return outcome
        return Outcome(False, "name.differs")
    if isinstance(other, Equation):
        equation = _equation_of(one)
        return same_equations(equation, other, judge) if equation else KIND
    if isinstance(other, Relation):
        return _region(other, one.value, judge) if one.member else KIND
    if one.member and isinstance(one.value, Sequence) and isinstance(other, (Listing, Record)):
        return KIND  # x in (3, 7) is more than its ends
    return same_values(one.value, other, judge)


def _equation_of(named: Named) -> Equation | None:
    """Return y = 2x as the equation it also is."""
    if named.member or not isinstance(named.value, (Scalar, Number)):
        return None
    right = Node("number", value=named.value.exact) if isinstance(named.value, Number) else named.value.tree
    return Equation(Node("symbol", leaf=named.name), right)


def _record(one: Record, other: Value, judge: Judge) -> Outcome:
    values = tuple(value for _, value in one.entries)
    if isinstance(other, Record):
        if {name for name, _ in one.entries} != {name for name, _ in other.entries}:
            return Outcome(False, "name.differs")
        by_name = dict(other.entries)
        return _pairwise(values, tuple(by_name[name] for name, _ in one.entries), judge, "items")
    if {name for name, _ in one.entries} <= _COORDINATES:  # y = 2, x = 1 is the point (1, 2)
        values = tuple(value for _, value in sorted(one.entries, key=lambda entry: entry[0]))
    if isinstance(other, Sequence):
        return KIND if other.is_interval else _pairwise(values, other.items, judge, "items")
    if isinstance(other, Listing):
        return _pairwise(values, other.items, judge, "items")
    if isinstance(other, FiniteSet):
        return _unordered(values, other.items, judge, "items")
    return KIND


def _choice(one: Choice, other: Value, judge: Judge) -> Outcome:
    if isinstance(other, Choice):
        same = one.letter == other.letter
        if same and one.option and other.option:
            same = same_words(one.option, other.option) or _same_text(one.option, other.option, judge)
        return Outcome(same, "choice.same" if same else "choice.differs")
    if one.option:
        words = other.words if isinstance(other, Text) else other.text if isinstance(other, Opaque) else None
        if words is not None:
            same = same_words(one.option, words)
            return Outcome(same, "choice.same" if same else "choice.differs")
        from reasoning_rewards.answers.notation.reader import read

        if any(
            same_values(reading, other, judge).same
            for reading in read(one.option)
            if not isinstance(reading, Choice)
        ):
            return Outcome(True, "choice.same")
        return Outcome(False, "choice.differs")
    if isinstance(other, Scalar):
        return judge.scalars(Scalar(Node("symbol", leaf=one.letter)), other)
    if isinstance(other, Text):
        return Outcome(False, "text.differs")
    return KIND


def _same_text(one: str, other: str, judge: Judge) -> bool:
    from reasoning_rewards.answers.notation.reader import read

    pairs = (
        (a, b)
        for a in read(one)
        for b in read(other)
        if not isinstance(a, Choice) or not isinstance(b, Choice)
    )
    return any(same_values(a, b, judge).same is True for a, b in pairs)  # an option of an option is its words


def _text(one: Text | Opaque, other: Value) -> Outcome:
    if isinstance(one, Opaque) or isinstance(other, Opaque):
        return UNDECIDED
    if isinstance(other, Text):
        same = same_words(one.words, other.words)
        return Outcome(same, "text.same" if same else "text.differs")
    return KIND


def _listing(one: Listing, other: Value, judge: Judge) -> Outcome:
    if isinstance(other, Listing):
        if all(isinstance(item, (Relation, Named)) for item in (*one.items, *other.items)):
            outcome = _regions(one, other, judge)
            if outcome.same:
                return outcome
        if all(isinstance(item, (Sequence, Record)) for item in (*one.items, *other.items)):
            return _unordered(_distinct(one.items, judge), _distinct(other.items, judge), judge, "items")
        return _unordered(one.items, other.items, judge, "items")
    if isinstance(other, FiniteSet):
        return _unordered(_distinct(one.items, judge), _distinct(other.items, judge), judge, "items")
    if isinstance(other, Sequence):
        if other.is_interval:
            return KIND if not _has_relations(one) else _regions(one, other, judge)
        if len(other.items) == len(one.items) and not _has_relations(one):
            return _pairwise(one.items, other.items, judge, "items")
        return _regions(one, other, judge)
    if isinstance(other, (Sets, Relation)):
        return _regions(one, other, judge)
    if one.alternatives and all(same_values(item, other, judge).same for item in one.items):
        return Outcome(True, "items.same")  # 15 39/40 or 639/40 leaves no choice open
    if isinstance(other, Infinite) or not isinstance(other, (Number, Scalar)):
        return KIND
    return Outcome(False, "items.count")


def _has_relations(listing: Listing) -> bool:
    return any(isinstance(item, (Relation, Named, Sets, Sequence)) for item in listing.items)


def _region(one: Value, other: Value, judge: Judge) -> Outcome:
    if isinstance(one, Relation) and isinstance(other, Relation):
        outcome = same_relations(one, other, judge)
        if outcome.same is not None:
            return outcome
    if isinstance(other, (Number, Scalar, Ratio, Grid, Based, Clock, Infinite)):
        return KIND
    return _regions(one, other, judge)


def _regions(one: Value, other: Value, judge: Judge) -> Outcome:
    """Compare sets of reals segment by segment."""
    left, right = region_of(one, judge.fuel), region_of(other, judge.fuel)
    if left is None or right is None:
        if isinstance(one, Sets) and isinstance(other, Sets) and one.op == other.op:
            compared = _pairwise if one.op == "minus" else _unordered
            parts = compared(one.parts, other.parts, judge, "set")
            return parts if parts.same else UNDECIDED
        return UNDECIDED
    return same_regions(left, right, judge)


def _sequence(one: Sequence, other: Value, judge: Judge) -> Outcome:
    if not isinstance(other, Sequence):
        return KIND
    if one.brackets != other.brackets and len(one.items) == 2:
        return Outcome(False, "set.differs")
    return _pairwise(one.items, other.items, judge, "items")


def _ratio(one: Ratio, other: Value, judge: Judge) -> Outcome:
    if isinstance(other, Ratio):
        if len(one.parts) != len(other.parts):
            return Outcome(False, "items.count")
        exactly = _pairwise(one.parts, other.parts, judge, "ratio")
        if exactly.same or not all(isinstance(part, (Number, Scalar)) for part in (*one.parts, *other.parts)):
            return exactly
        if _is_clock(one) and _is_clock(other):
            return exactly
        first, second = one.parts[0], other.parts[0]
        for a, b in zip(one.parts[1:], other.parts[1:], strict=True):
            outcome = judge.scalars(_product(first, b), _product(second, a))
            if not outcome.same:
                return Outcome(outcome.same, "ratio.differs" if outcome.same is False else outcome.rule)
        return Outcome(True, "ratio.same")
    if isinstance(other, (Number, Scalar)) and len(one.parts) == 2 and not _is_clock(one):
        parts = [part for part in one.parts if isinstance(part, (Number, Scalar))]
        if len(parts) == 2:
            quotient = Scalar(Node("div", (_tree(parts[0]), _tree(parts[1]))))
            return judge.scalars(quotient, other)
    return KIND


def _is_clock(ratio: Ratio) -> bool:
    """Say whether a ratio could be hours and minutes."""
    numbers = [part.exact for part in ratio.parts if isinstance(part, Number)]
    return len(numbers) == len(ratio.parts) == 2 and (numbers[1] == 0 or numbers[0] == 0)


def _tree(value: Value) -> Node:
    if isinstance(value, Number):
        return Node("number", value=value.exact, digits=value.digits)
    return value.tree if isinstance(value, Scalar) else Node("missing")


def _product(one: Value, other: Value) -> Scalar:
    return Scalar(Node("mul", (_tree(one), _tree(other))))


def _grid(one: Grid, other: Grid, judge: Judge) -> Outcome:
    if len(one.rows) != len(other.rows) or len(one.rows[0]) != len(other.rows[0]):
        return Outcome(False, "matrix.differs")
    cells = tuple(cell for row in one.rows for cell in row), tuple(cell for row in other.rows for cell in row)
    return _pairwise(*cells, judge, "matrix")


def _pairwise(left: Items[Value], right: Items[Value], judge: Judge, word: str) -> Outcome:
    """Compare items in order."""
    if len(left) != len(right):
        return Outcome(False, "items.count")
    undecided = False
    for a, b in zip(left, right, strict=True):
        same = same_values(a, b, judge).same
        if same is False:
            return Outcome(False, f"{word}.differ" if word == "items" else f"{word}.differs")
        undecided |= same is None
    return UNDECIDED if undecided else Outcome(True, f"{word}.same")


def _canonical(value: Value, judge: Judge) -> object:
    """Return something that equal values share, where that is cheap; None otherwise."""
    if isinstance(value, Number):
        return value.exact
    if isinstance(value, Scalar):
        return judge.name(value.tree)
    if isinstance(value, Sequence):
        return (value.brackets, *(_canonical(item, judge) for item in value.items))
    return value


def _distinct(items: Items[Value], judge: Judge) -> list[Value]:
    kept: dict[object, Value] = {}
    for item in items:
        kept.setdefault(_canonical(item, judge), item)
    return list(kept.values())


def _unordered(left: Items[Value], right: Items[Value], judge: Judge, word: str) -> Outcome:
    """Compare items in any order: first those of one canonical form, then the rest by trying."""
    differ = Outcome(False, f"{word}.differ" if word == "items" else f"{word}.differs")
    if len(left) != len(right):
        return Outcome(False, "items.count")
    judge.fuel.charge(2 * len(left))
    waiting: dict[object, list[Value]] = {}
    for item in right:
        waiting.setdefault(_canonical(item, judge), []).append(item)
    alone = []
    for item in left:
        partners = waiting.get(_canonical(item, judge))
        if partners:
            partners.pop()
        else:
            alone.append(item)
    rest = [item for items in waiting.values() for item in items]
    if len(alone) > _MOST_PAIRS:
        return differ if all(isinstance(item, Number) for item in (*alone, *rest)) else UNDECIDED
    undecided = False
    for item in alone:
        for place, candidate in enumerate(rest):
            same = same_values(item, candidate, judge).same
            undecided |= same is None
            if same:
                del rest[place]
                break
        else:
            return UNDECIDED if undecided else differ
    return Outcome(True, f"{word}.same")


_WORD = {Infinite: "infinity", Based: "base", Clock: "time"}
_KINDS = (Named, Record, Choice, Text, Opaque, Listing, Sets, Relation, FiniteSet, Sequence, Grid, Equation)
_ORDER = {kind: place for place, kind in enumerate((*_KINDS, Ratio, Infinite, Based, Clock, Number, Scalar))}
