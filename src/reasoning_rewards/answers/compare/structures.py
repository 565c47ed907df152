"""Whether two structured answers are the same: lists, points, sets, names, equations, words."""

from __future__ import annotations

from collections.abc import Sequence as Items

from reasoning_rewards.answers.compare.chains import is_unsettled, is_written_beside, name_nothing, settled
from reasoning_rewards.answers.compare.items import pairwise, unordered
from reasoning_rewards.answers.compare.pairs import (
    KIND,
    by_equality,
    distinct,
    equation_of,
    has_relations,
    of_other_kinds,
    ratio_and_scalar,
    table,
    unread,
)
from reasoning_rewards.answers.compare.ratios import same_ratios
from reasoning_rewards.answers.compare.regions import region_of, says_no_set
from reasoning_rewards.answers.compare.relations import (
    name_and_equation,
    same_equations,
    same_regions,
    same_relations,
)
from reasoning_rewards.answers.compare.scalars import Judge
from reasoning_rewards.answers.compare.spoken import (
    are_options,
    choice_and_words,
    in_small,
    same_text,
    says_value,
    two_texts,
)
from reasoning_rewards.answers.compare.statements import (
    each_by_name,
    in_residue_class,
    said_beside,
    values_of_one_function,
    with_names_of,
)
from reasoning_rewards.answers.compare.times import same_clock, same_time
from reasoning_rewards.answers.notation.words import same_words
from reasoning_rewards.answers.values.outcome import UNDECIDED, Outcome
from reasoning_rewards.answers.values.tree import Node
from reasoning_rewards.answers.values.values import (
    Based,
    Choice,
    Clock,
    Equation,
    FiniteSet,
    Formula,
    Grid,
    Infinite,
    Listing,
    Named,
    Number,
    Opaque,
    Qualified,
    Ratio,
    Record,
    Relation,
    Scalar,
    Sequence,
    Sets,
    Text,
    Value,
)

__all__ = ["same_values"]

_NUMBERS = (Number, Scalar)
_COORDINATES = frozenset(("x", "y", "z"))
_ANSWERS = frozenset(("answer", "ans", "choice", "option"))


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
    if isinstance(one, _NUMBERS) and isinstance(other, _NUMBERS):  # most of them
        return judge.numbers(one, other)
    if is_unsettled(one) or is_unsettled(other):
        return _with_chain(one, other, judge)
    return _of_kinds(one, other, judge)


def _of_kinds(one: Value, other: Value, judge: Judge) -> Outcome:
    if isinstance(one, Qualified) or isinstance(other, Qualified):
        return _qualified(one, other, judge)
    if isinstance(one, _NUMBERS) and isinstance(other, _NUMBERS):
        return judge.numbers(one, other)
    if way := _WAYS.get((type(one), type(other))):
        return way(one, other, judge)
    return judge.turned(_WAYS.get((type(other), type(one)), of_other_kinds), other, one)


def _with_chain(one: Value, other: Value, judge: Judge) -> Outcome:
    first, second = settled(one, judge, same_values), settled(other, judge, same_values)
    if name_nothing(one, other):
        return KIND
    is_settled = first is one and second is other
    outcome = (_of_kinds if is_settled else same_values)(first, second, judge)
    if not outcome.same and (is_written_beside(one, second) or is_written_beside(other, first)):
        return Outcome(True, "number.rounded")
    return outcome


def _qualified(one: Value, other: Value, judge: Judge) -> Outcome:
    """Compare formulas; conditions of one side alone say nothing, and those of both must be the same."""
    if isinstance(one, Choice):
        return _choice_and_value(one, other, judge)
    if isinstance(other, Choice):
        return judge.turned(_choice_and_value, other, one)
    if not isinstance(one, Qualified):
        return same_values(one, other.value if isinstance(other, Qualified) else other, judge)
    if not isinstance(other, Qualified):
        return same_values(one.value, other, judge)
    other = with_names_of(one, other)
    outcome = same_values(one.value, other.value, judge)
    mine, theirs = said_beside(one, other), said_beside(other, one)
    if not outcome.same or not mine or not theirs:
        return outcome
    conditions = _unordered(mine, theirs, judge, "items")
    return outcome if conditions.same else Outcome(conditions.same, "condition.differs")


def _two_names(one: Named, other: Named, judge: Judge) -> Outcome:
    if one.name == other.name and not (one.bound and other.bound):
        return same_values(one.value, other.value, judge)
    of_one = values_of_one_function(one, other)
    if of_one is not None:
        return same_values(*of_one, judge)
    if one.bound and other.bound:
        return Outcome(False, "name.differs")
    left, right = equation_of(one), equation_of(other)
    if left and right and (outcome := same_equations(left, right, judge)).same:
        return outcome
    return Outcome(False, "name.differs")


def _name_and_relation(one: Named, other: Relation, judge: Judge) -> Outcome:
    member = in_residue_class(one, other, judge)
    if member is not None:
        return Outcome(member, "relation.same" if member else "relation.differs")
    if not one.member or isinstance(one.value, _NO_REGIONS):
        return KIND
    if isinstance(one.value, Relation):
        return _two_relations(other, one.value, judge)
    return _regions(other, one.value, judge)


def _name_and_items(one: Named, other: Listing | Record, judge: Judge) -> Outcome:
    each = each_by_name(one, other) if isinstance(other, Record) else None
    if each is not None:
        return _pairwise(*each, judge, "items")
    if one.member and isinstance(one.value, Sequence):
        return KIND  # x in (3, 7) is more than its ends
    if isinstance(other, Record) and isinstance(one.value, (Listing, FiniteSet)):
        return Outcome(False, "name.differs")  # x is 1 or 2; and x is 1, y is 2
    return same_values(one.value, other, judge)


def _name_and_items_inside(one: Named, other: FiniteSet | Sequence, judge: Judge) -> Outcome:
    """Compare x = 5 with what is in brackets; the names in {y = 5} and (x = 1, y = 2) count."""
    names = {item.name for item in other.items if isinstance(item, Named)}
    if names and len(other.items) == 1:
        return same_values(one, other.items[0], judge)
    if names - {one.name}:
        return Outcome(False, "name.differs")
    return same_values(one.value, other, judge)


def _name_and_choice(one: Named, other: Choice, judge: Judge) -> Outcome:
    if one.name.casefold() in _ANSWERS:
        return same_values(one.value, other, judge)
    return _choice_and_value(other, one, judge)  # B = A equates two options, and picks neither


def _name_and_value(one: Named, other: Value, judge: Judge) -> Outcome:
    return same_values(one.value, other, judge)


def _two_records(one: Record, other: Record, judge: Judge) -> Outcome:
    if {name for name, _ in one.entries} != {name for name, _ in other.entries}:
        return Outcome(False, "name.differs")
    by_name = dict(other.entries)
    values = tuple(value for _, value in one.entries)
    return _pairwise(values, tuple(by_name[name] for name, _ in one.entries), judge, "items")


def _record_and_items(one: Record, other: Sequence | Listing | FiniteSet, judge: Judge) -> Outcome:
    if isinstance(other, Listing) and other.alternatives:
        return KIND  # x = 1 or y = 2 says less than both
    named = [item for item in other.items if isinstance(item, Named)]
    if named and len(named) == len(other.items):  # (x = 1, y = 2): the names count
        return _two_records(one, Record(tuple((item.name, item.value) for item in named)), judge)
    values = tuple(value for _, value in one.entries)
    if {name for name, _ in one.entries} <= _COORDINATES:  # y = 2, x = 1 is the point (1, 2)
        values = tuple(value for _, value in sorted(one.entries, key=lambda entry: entry[0]))
    if isinstance(other, FiniteSet):
        return _unordered(values, other.items, judge, "items")
    if isinstance(other, Sequence) and other.is_interval:
        return KIND
    return _pairwise(values, other.items, judge, "items")


def _two_choices(one: Choice, other: Choice, judge: Judge) -> Outcome:
    same = one.letter == other.letter or in_small(one, other.letter) or in_small(other, one.letter)
    if same and one.option and other.option:
        same = same_words(one.option, other.option) or same_text(one.option, other.option, judge, same_values)
    return Outcome(same, "choice.same" if same else "choice.differs")


def _choice_and_scalar(one: Choice, other: Scalar, judge: Judge) -> Outcome:
    if one.option:
        return _choice_and_value(one, other, judge)
    if other.tree.op == "symbol" and in_small(one, other.tree.leaf):
        return Outcome(True, "choice.same")
    return judge.scalars(Scalar(Node("symbol", leaf=one.letter)), other)


def _choice_and_value(one: Choice, other: Value, judge: Judge) -> Outcome:
    if not one.option:
        return KIND
    same = says_value(one.option, other, judge, same_values)
    return Outcome(same, "choice.same" if same else "choice.differs")


def _two_listings(one: Listing, other: Listing, judge: Judge) -> Outcome:
    if all(isinstance(item, (Relation, Named, Sets)) for item in (*one.items, *other.items)):
        outcome = _regions(one, other, judge)
        if outcome.same:
            return outcome
    if one.alternatives != other.alternatives and are_options((*one.items, *other.items)):
        return Outcome(False, "choice.differs")  # A or C leaves open which
    if all(isinstance(item, (Sequence, Record)) for item in (*one.items, *other.items)):
        return _unordered(distinct(one.items, judge), distinct(other.items, judge), judge, "items")
    return _unordered(one.items, other.items, judge, "items")


def _listing_and_set(one: Listing, other: FiniteSet, judge: Judge) -> Outcome:
    if one.alternatives and are_options(one.items):
        return Outcome(False, "choice.differs")
    return _unordered(distinct(one.items, judge), distinct(other.items, judge), judge, "items")


def _listing_and_sequence(one: Listing, other: Sequence, judge: Judge) -> Outcome:
    printed = other.brackets == "[]" and all(isinstance(item, Number) for item in (*one.items, *other.items))
    if other.is_interval and (one.alternatives or not printed):  # [2, 3] is how programs print 2, 3
        return KIND if not has_relations(one) else _regions(one, other, judge)
    if not has_relations(one):
        return _pairwise(one.items, other.items, judge, "items")
    return _regions(one, other, judge)


def _listing_and_scalar(one: Listing, other: Number | Scalar, judge: Judge) -> Outcome:
    same = _leaves_no_choice(one, other, judge)
    return Outcome(True, "items.same") if same else Outcome(False, "items.count")


def _listing_and_value(one: Listing, other: Value, judge: Judge) -> Outcome:
    return Outcome(True, "items.same") if _leaves_no_choice(one, other, judge) else KIND


def _leaves_no_choice(one: Listing, other: Value, judge: Judge) -> bool:
    """Say whether all alternatives are one value: 15 39/40 or 639/40."""
    if not one.alternatives or not all(same_values(item, other, judge).same for item in one.items):
        return False
    with judge.within_one_text():  # 42.1 or 42.2 is two numbers, however near
        return all(same_values(item, one.items[0], judge).same for item in one.items[1:])


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
        return KIND if says_no_set(one, right) or says_no_set(other, left) else UNDECIDED
    return same_regions(left, right, judge)


def _two_sets(one: FiniteSet, other: FiniteSet, judge: Judge) -> Outcome:
    return _unordered(distinct(one.items, judge), distinct(other.items, judge), judge, "set")


def _set_and_member(one: FiniteSet, other: Number | Scalar | Sequence, judge: Judge) -> Outcome:
    members = distinct(one.items, judge)
    if len(members) != 1 or isinstance(members[0], FiniteSet):
        return KIND if isinstance(other, Sequence) else Outcome(False, "items.count")
    if isinstance(other, Sequence) and not isinstance(members[0], Sequence):
        return KIND
    return same_values(members[0], other, judge)


def _two_sequences(one: Sequence, other: Sequence, judge: Judge) -> Outcome:
    brackets = {one.brackets, other.brackets}
    if len(brackets) > 1 and len(one.items) == 2 and brackets not in _OF_A_VECTOR:
        return Outcome(False, "set.differs")
    return _pairwise(one.items, other.items, judge, "items")


def _two_ratios(one: Ratio, other: Ratio, judge: Judge) -> Outcome:
    return same_ratios(one, other, judge, same_values)


def _two_grids(one: Grid, other: Grid, judge: Judge) -> Outcome:
    if len(one.rows) != len(other.rows) or len(one.rows[0]) != len(other.rows[0]):
        return Outcome(False, "matrix.differs")
    cells = tuple(cell for row in one.rows for cell in row), tuple(cell for row in other.rows for cell in row)
    return _pairwise(*cells, judge, "matrix")


def _pairwise(left: Items[Value], right: Items[Value], judge: Judge, word: str) -> Outcome:
    return pairwise(left, right, judge, word, same_values)


def _unordered(left: Items[Value], right: Items[Value], judge: Judge, word: str) -> Outcome:
    return unordered(left, right, judge, word, same_values)


_OF_A_VECTOR = ({"", "()"}, {"", "[]"})  # beside a column, [1, 2] is no interval
_NO_REGIONS = (Number, Scalar, Ratio, Grid, Based, Clock, Infinite)
_BELOW = (Infinite, Based, Clock, Formula, Number, Scalar)
_FROM_SETS = (Sets, Relation, FiniteSet, Sequence, Grid, Equation, Ratio, *_BELOW)
_FROM_TEXT = (Text, Opaque, Listing, *_FROM_SETS)
_REGIONS = (Sets, FiniteSet, Sequence, Equation)

# A pair is listed one way round; one that is not listed either way is of other kinds.
_WAYS = table((
    (Named, _FROM_TEXT, _name_and_value),
    (Named, (FiniteSet, Sequence), _name_and_items_inside),
    (Named, (Choice,), _name_and_choice),
    (Named, (Listing, Record), _name_and_items),
    (Named, (Named,), _two_names),
    (Named, (Equation,), name_and_equation),
    (Named, (Relation,), _name_and_relation),
    (Record, (Record,), _two_records),
    (Record, (Sequence, Listing, FiniteSet), _record_and_items),
    (Choice, (Listing, *_FROM_SETS), _choice_and_value),
    (Choice, (Text, Opaque), choice_and_words),
    (Choice, (Scalar,), _choice_and_scalar),
    (Choice, (Choice,), _two_choices),
    (Text, (Text,), two_texts),
    (Opaque, (Text, Opaque, Listing, *_FROM_SETS), unread),
    (Listing, (Grid, Equation, Ratio, *_BELOW), _listing_and_value),
    (Listing, (Number, Scalar), _listing_and_scalar),
    (Listing, (Listing,), _two_listings),
    (Listing, (FiniteSet,), _listing_and_set),
    (Listing, (Sequence,), _listing_and_sequence),
    (Listing, (Sets, Relation), _regions),
    (Sets, (Relation, *_REGIONS), _regions),
    (Relation, _REGIONS[1:], _regions),
    (Relation, (Relation,), _two_relations),
    (FiniteSet, (Number, Scalar, Sequence), _set_and_member),
    (FiniteSet, (FiniteSet,), _two_sets),
    (Sequence, (Sequence,), _two_sequences),
    (Grid, (Grid,), _two_grids),
    (Equation, (Equation,), same_equations),
    (Ratio, (Ratio,), _two_ratios),
    (Ratio, (Number, Scalar), ratio_and_scalar),
    (Infinite, (Infinite,), by_equality("infinity")),
    (Based, (Based,), by_equality("base")),
    (Clock, (Clock,), same_clock),
    (Clock, (Ratio,), same_time),
    (Formula, (Formula,), by_equality("formula")),
))  # fmt: skip
