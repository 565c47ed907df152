"""Whether two structured answers are the same: lists, points, sets, names, equations, words."""

from __future__ import annotations

from collections.abc import Sequence as Items

from reasoning_rewards.answers.compare.pairs import (
    KIND,
    by_equality,
    equation_of,
    is_clock,
    of_other_kinds,
    product_of,
    table,
    tree_of_part,
)
from reasoning_rewards.answers.compare.regions import region_of
from reasoning_rewards.answers.compare.relations import same_equations, same_regions, same_relations
from reasoning_rewards.answers.compare.scalars import UNEVALUATED, Judge
from reasoning_rewards.answers.compare.times import same_clock, same_time
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

_COORDINATES = frozenset(("x", "y", "z"))
_MOST_PAIRS = 40  # items without a partner of the same name that are tried against each other


class FalseChainError(Exception):
    """Raised inside the engine where a chain of equalities contradicts itself; it never leaves it."""


def same_values(one: Value, other: Value, judge: Judge) -> Outcome:
    """Compare two values of any kinds, the same way round and back."""
    watch = judge.watch
    if watch is None:
        return _same_values(one, other, judge)
    watch.pair(one, other)
    outcome = _same_values(one, other, judge)
    watch.told(outcome)
    return outcome


def _same_values(one: Value, other: Value, judge: Judge) -> Outcome:
    one, other = _settled(one, judge), _settled(other, judge)
    if isinstance(one, (Number, Scalar)) and isinstance(other, (Number, Scalar)):
        return judge.numbers(one, other)
    if way := _WAYS.get((type(one), type(other))):
        return way(one, other, judge)
    return judge.turned(_WAYS.get((type(other), type(one)), of_other_kinds), other, one)


def _settled(value: Value, judge: Judge) -> Value:
    """Turn a chain of equal values into the value they share."""
    if not isinstance(value, Chain):
        return value
    said = last = _settled(value.values[-1], judge)
    with judge.within_one_text():
        for earlier in value.values[:-1]:
            if same_values(earlier, last, judge).same is False:
                if not judge.is_about(earlier, last):
                    raise FalseChainError
                last = earlier  # an exact value, and then the same in decimals
    if judge.policy.evaluated and last is said:
        last = next(filter(judge.is_value, (last, *reversed(value.values))), last)  # 42 = 6 · 7 says it too
    return Named(value.name, last) if value.name else last


def _two_names(one: Named, other: Named, judge: Judge) -> Outcome:
    if one.name == other.name:
        return same_values(one.value, other.value, judge)
    as_equations = equation_of(one), equation_of(other)
    if as_equations[0] and as_equations[1]:
        outcome = same_equations(as_equations[0], as_equations[1], judge)
        if outcome.same:
            return outcome
    return Outcome(False, "name.differs")


def _name_and_equation(one: Named, other: Equation, judge: Judge) -> Outcome:
    if judge.gold_first and judge.policy.evaluated and judge.is_value(one.value):
        return UNEVALUATED  # x - 12 = 30 is still to be solved
    equation = equation_of(one)
    return same_equations(equation, other, judge) if equation else KIND


def _name_and_relation(one: Named, other: Relation, judge: Judge) -> Outcome:
    if not one.member or isinstance(one.value, _NO_REGIONS):
        return KIND
    if isinstance(one.value, Relation):
        return _two_relations(other, one.value, judge)
    return _regions(other, one.value, judge)


def _name_and_items(one: Named, other: Listing | Record, judge: Judge) -> Outcome:
    if one.member and isinstance(one.value, Sequence):
        return KIND  # x in (3, 7) is more than its ends
    return same_values(one.value, other, judge)


def _name_and_value(one: Named, other: Value, judge: Judge) -> Outcome:
    return same_values(one.value, other, judge)


def _two_records(one: Record, other: Record, judge: Judge) -> Outcome:
    if {name for name, _ in one.entries} != {name for name, _ in other.entries}:
        return Outcome(False, "name.differs")
    by_name = dict(other.entries)
    values = tuple(value for _, value in one.entries)
    return _pairwise(values, tuple(by_name[name] for name, _ in one.entries), judge, "items")


def _record_and_items(one: Record, other: Sequence | Listing | FiniteSet, judge: Judge) -> Outcome:
    values = tuple(value for _, value in one.entries)
    if {name for name, _ in one.entries} <= _COORDINATES:  # y = 2, x = 1 is the point (1, 2)
        values = tuple(value for _, value in sorted(one.entries, key=lambda entry: entry[0]))
    if isinstance(other, FiniteSet):
        return _unordered(values, other.items, judge, "items")
    if isinstance(other, Sequence) and other.is_interval:
        return KIND
    return _pairwise(values, other.items, judge, "items")


def _two_choices(one: Choice, other: Choice, judge: Judge) -> Outcome:
    same = one.letter == other.letter
    if same and one.option and other.option:
        same = same_words(one.option, other.option) or _same_text(one.option, other.option, judge)
    return Outcome(same, "choice.same" if same else "choice.differs")


def _choice_and_words(one: Choice, other: Text | Opaque, judge: Judge) -> Outcome:
    if not one.option:
        return Outcome(False, "text.differs") if isinstance(other, Text) else KIND
    same = same_words(one.option, other.words if isinstance(other, Text) else other.text)
    return Outcome(same, "choice.same" if same else "choice.differs")


def _choice_and_scalar(one: Choice, other: Scalar, judge: Judge) -> Outcome:
    if one.option:
        return _choice_and_value(one, other, judge)
    return judge.scalars(Scalar(Node("symbol", leaf=one.letter)), other)


def _choice_and_value(one: Choice, other: Value, judge: Judge) -> Outcome:
    if not one.option:
        return KIND
    from reasoning_rewards.answers.notation.reader import read

    readings = (reading for reading in read(one.option) if not isinstance(reading, Choice))
    same = any(same_values(reading, other, judge).same for reading in readings)
    return Outcome(same, "choice.same" if same else "choice.differs")


def _same_text(one: str, other: str, judge: Judge) -> bool:
    from reasoning_rewards.answers.notation.reader import read

    pairs = (
        (a, b)
        for a in read(one)
        for b in read(other)
        if not isinstance(a, Choice) or not isinstance(b, Choice)
    )
    return any(same_values(a, b, judge).same is True for a, b in pairs)  # an option of an option is its words


def _two_texts(one: Text, other: Text, judge: Judge) -> Outcome:
    same = same_words(one.words, other.words)
    return Outcome(same, "text.same" if same else "text.differs")


def _unread(one: Opaque, other: Value, judge: Judge) -> Outcome:
    return UNDECIDED


def _two_listings(one: Listing, other: Listing, judge: Judge) -> Outcome:
    if all(isinstance(item, (Relation, Named)) for item in (*one.items, *other.items)):
        outcome = _regions(one, other, judge)
        if outcome.same:
            return outcome
    if all(isinstance(item, (Sequence, Record)) for item in (*one.items, *other.items)):
        return _unordered(_distinct(one.items, judge), _distinct(other.items, judge), judge, "items")
    return _unordered(one.items, other.items, judge, "items")


def _listing_and_set(one: Listing, other: FiniteSet, judge: Judge) -> Outcome:
    return _unordered(_distinct(one.items, judge), _distinct(other.items, judge), judge, "items")


def _listing_and_sequence(one: Listing, other: Sequence, judge: Judge) -> Outcome:
    if other.is_interval:
        return KIND if not _has_relations(one) else _regions(one, other, judge)
    if len(other.items) == len(one.items) and not _has_relations(one):
        return _pairwise(one.items, other.items, judge, "items")
    return _regions(one, other, judge)


def _listing_and_scalar(one: Listing, other: Number | Scalar, judge: Judge) -> Outcome:
    same = _leaves_no_choice(one, other, judge)
    return Outcome(True, "items.same") if same else Outcome(False, "items.count")


def _listing_and_value(one: Listing, other: Value, judge: Judge) -> Outcome:
    return Outcome(True, "items.same") if _leaves_no_choice(one, other, judge) else KIND


def _leaves_no_choice(one: Listing, other: Value, judge: Judge) -> bool:
    """Say whether all alternatives are one value: 15 39/40 or 639/40."""
    return one.alternatives and all(same_values(item, other, judge).same for item in one.items)


def _has_relations(listing: Listing) -> bool:
    return any(isinstance(item, (Relation, Named, Sets, Sequence)) for item in listing.items)


def _two_relations(one: Relation, other: Relation, judge: Judge) -> Outcome:
    outcome = same_relations(one, other, judge)
    return outcome if outcome.same is not None else _regions(one, other, judge)


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


def _two_sets(one: FiniteSet, other: FiniteSet, judge: Judge) -> Outcome:
    return _unordered(_distinct(one.items, judge), _distinct(other.items, judge), judge, "set")


def _two_sequences(one: Sequence, other: Sequence, judge: Judge) -> Outcome:
    if one.brackets != other.brackets and len(one.items) == 2:
        return Outcome(False, "set.differs")
    return _pairwise(one.items, other.items, judge, "items")


def _two_ratios(one: Ratio, other: Ratio, judge: Judge) -> Outcome:
    if len(one.parts) != len(other.parts):
        return Outcome(False, "items.count")
    exactly = _pairwise(one.parts, other.parts, judge, "ratio")
    if exactly.same or not all(isinstance(part, (Number, Scalar)) for part in (*one.parts, *other.parts)):
        return exactly
    if is_clock(one) and is_clock(other):
        return exactly
    first, second = one.parts[0], other.parts[0]
    for a, b in zip(one.parts[1:], other.parts[1:], strict=True):
        outcome = judge.scalars(product_of(first, b), product_of(second, a))
        if not outcome.same:
            return Outcome(outcome.same, "ratio.differs" if outcome.same is False else outcome.rule)
    return Outcome(True, "ratio.same")


def _ratio_and_scalar(one: Ratio, other: Number | Scalar, judge: Judge) -> Outcome:
    parts = [part for part in one.parts if isinstance(part, (Number, Scalar))]
    if len(one.parts) == len(parts) == 2 and not is_clock(one):
        quotient = Scalar(Node("div", (tree_of_part(parts[0]), tree_of_part(parts[1]))))
        return judge.numbers(quotient, other)
    return KIND


def _two_grids(one: Grid, other: Grid, judge: Judge) -> Outcome:
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


_NO_REGIONS = (Number, Scalar, Ratio, Grid, Based, Clock, Infinite)
_BELOW = (Infinite, Based, Clock, Number, Scalar)
_FROM_SETS = (Sets, Relation, FiniteSet, Sequence, Grid, Equation, Ratio, *_BELOW)
_FROM_TEXT = (Text, Opaque, Listing, *_FROM_SETS)
_REGIONS = (Sets, FiniteSet, Sequence, Equation)

# A pair is listed one way round; one that is not listed either way is of other kinds.
_WAYS = table((
    (Named, (Choice, *_FROM_TEXT), _name_and_value),
    (Named, (Listing, Record), _name_and_items),
    (Named, (Named,), _two_names),
    (Named, (Equation,), _name_and_equation),
    (Named, (Relation,), _name_and_relation),
    (Record, (Record,), _two_records),
    (Record, (Sequence, Listing, FiniteSet), _record_and_items),
    (Choice, (Listing, *_FROM_SETS), _choice_and_value),
    (Choice, (Text, Opaque), _choice_and_words),
    (Choice, (Scalar,), _choice_and_scalar),
    (Choice, (Choice,), _two_choices),
    (Text, (Text,), _two_texts),
    (Opaque, (Text, Opaque, Listing, *_FROM_SETS), _unread),
    (Listing, (Grid, Equation, Ratio, *_BELOW), _listing_and_value),
    (Listing, (Number, Scalar), _listing_and_scalar),
    (Listing, (Listing,), _two_listings),
    (Listing, (FiniteSet,), _listing_and_set),
    (Listing, (Sequence,), _listing_and_sequence),
    (Listing, (Sets, Relation), _regions),
    (Sets, (Relation, *_REGIONS), _regions),
    (Relation, _REGIONS[1:], _regions),
    (Relation, (Relation,), _two_relations),
    (FiniteSet, (FiniteSet,), _two_sets),
    (Sequence, (Sequence,), _two_sequences),
    (Grid, (Grid,), _two_grids),
    (Equation, (Equation,), same_equations),
    (Ratio, (Ratio,), _two_ratios),
    (Ratio, (Number, Scalar), _ratio_and_scalar),
    (Infinite, (Infinite,), by_equality("infinity")),
    (Based, (Based,), by_equality("base")),
    (Clock, (Clock,), same_clock),
    (Clock, (Ratio,), same_time),
))  # fmt: skip
