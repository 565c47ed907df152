"""Sums, weights and products of rewards.

Scores are real numbers or ∅ (abstains). A sum leaves ∅ out and is ∅ only where every part is; a
product is ∅ where any part is. So (ℝ ∪ {∅}, +, ×, ∅, 1) is a commutative semiring, and a sum is
what a trainer's ``nansum`` over the same columns would be.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator
from functools import cached_property
from itertools import chain
from math import fsum
from typing import TYPE_CHECKING, Any, ClassVar

from reasoning_rewards.core import names as naming
from reasoning_rewards.core import settings
from reasoning_rewards.core.margin.bounds import Bounds, Case, Clock, Span, Switch, Unknown
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.errors import CompositionError
from reasoning_rewards.verdict import Decision, Rule, Score, Verdicts

if TYPE_CHECKING:
    from reasoning_rewards.core.batch import Batch

__all__ = ["Composite", "Product", "Scale", "Sum", "add", "multiply", "scale"]

_SUM = Decision(Rule("sum", "sum of the parts that do not abstain"))
_SUM_SILENT = Decision(Rule("sum.abstains", "every part abstains"))
_SCALED = Rule("scale", "the part times {factor}")
_PRODUCT = Decision(Rule("product", "product of the parts"))
_PRODUCT_SILENT = Decision(Rule("product.abstains", "a part abstains"))


class Composite(Reward):
    """A reward made of rewards; its bounds follow from theirs."""

    _named: ClassVar[bool] = False  # did somebody say what it is called?
    rules = tuple[str, ...]()

    @cached_property
    def _extent(self) -> Span:
        from reasoning_rewards.core.margin.worst import extent

        return extent(self)

    def _extent_of_answers(self, right: bool) -> Span:
        from reasoning_rewards.core.margin.worst import extent_of_answers

        return extent_of_answers(self, right)

    @cached_property
    def _extent_if_right(self) -> Span:
        return self._extent_of_answers(True)

    @cached_property
    def _extent_if_wrong(self) -> Span:
        return self._extent_of_answers(False)

    @property
    def bounds(self) -> Bounds:
        """Composed over the tree with the same sums and products as the scores."""
        return self._extent.low, self._extent.high

    @property
    def bounds_if_right(self) -> Bounds:
        """The bounds on rows where something decides, given that the answer is right."""
        return self._extent_if_right.low, self._extent_if_right.high

    @property
    def bounds_if_wrong(self) -> Bounds:
        """The bounds on rows where something decides, given that the answer is wrong."""
        return self._extent_if_wrong.low, self._extent_if_wrong.high

    @property
    def may_abstain(self) -> bool:
        """Composed over the tree."""
        return self._extent.may_abstain

    @property
    def per_row(self) -> bool:
        """False as soon as one part compares the completions of a group."""
        return all(part.per_row for part in self._parts())

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of all parts, each once."""
        return tuple(dict.fromkeys(name for part in self._parts() for name in part.columns))

    @property
    def logged_rules(self) -> tuple[str, ...]:
        """None: what decided is in the parts."""
        return ()

    @property
    def __name__(self) -> str:
        words = self._words
        return self._code_name if words is None else naming.fitting(words, repr(self))

    @property
    def _words(self) -> str | None:
        """A name in words, where a few say what it is."""
        return None

    @property
    def _code_name(self) -> str:
        """A name that no other code has."""
        kinds = "_".join(dict.fromkeys(leaf.label for leaf in self.leaves()))
        return f"{naming.kind(type(self))}_{kinds}_{naming.digest(repr(self))}"

    def _outline(self) -> Bounds:
        """The span of a row of which nothing is known holds the span of every row."""
        span = self._span(Case())
        assert span is not None, "nothing is silenced by what is not known"
        return span.low, span.high

    def _reached(self, case: Case) -> Iterator[Reward]:
        return chain.from_iterable(part._reached(case) for part in self._parts())

    def _unknowns(self, case: Case) -> Iterator[Unknown]:
        return chain.from_iterable(part._unknowns(case) for part in self._parts())

    def _switches(self) -> Iterator[Switch]:
        return chain.from_iterable(part._switches() for part in self._parts())

    def _clocks(self) -> Iterator[Clock]:
        return chain.from_iterable(part._clocks() for part in self._parts())

    def _bend(self, of: Collection[Hashable]) -> int:
        return max(part._bend(of) for part in self._parts())

    def _thresholds(self) -> Iterator[tuple[Reward, float]]:
        return chain.from_iterable(part._thresholds() for part in self._parts())


class Sum(Composite):
    """The sum of the parts that do not abstain: math.fsum; ∅ where all abstain."""

    parts: tuple[Reward, ...]
    _asks_all = True
    rules = (_SUM.rule, _SUM_SILENT.rule)

    def __post_init__(self) -> None:
        _refuse_clash(self.parts)
        super().__post_init__()

    def _parts(self) -> tuple[Reward, ...]:
        return self.parts

    def evaluate(self, batch: Batch) -> Verdicts:
        """Add the parts, row by row."""
        columns = tuple(batch.verdicts(part) for part in self.parts)
        raw = [column.scores for column in columns]
        decisions = [_SUM] * len(batch)
        if not any(None in column for column in raw):
            scores: list[Score] = list(map(fsum, zip(*raw, strict=True)))
        else:
            scores = [_sum(row) for row in zip(*raw, strict=True)]
            decisions = [_SUM_SILENT if score is None else _SUM for score in scores]
        return Verdicts(scores, decisions, _labelled(self.parts, columns), name=self.label)

    @property
    def _words(self) -> str:
        """The parts' names; weights are left out, as they are in the components' lines of a log."""
        return "_".join(dict.fromkeys(_bare(part).__name__ for part in self.parts))

    def _span(self, case: Case) -> Span | None:
        spans = [span for part in self.parts if (span := part._span(case)) is not None]
        if not spans:
            return None
        low = fsum(min(span.low, 0.0) if span.may_abstain else span.low for span in spans)
        high = fsum(max(span.high, 0.0) if span.may_abstain else span.high for span in spans)
        if not all(span.may_abstain for span in spans):
            return Span(low, high)
        # All may abstain; where the sum is scored at least one part is, and no sum of positive
        # scores is below the least of them (no sum of negative ones above the greatest).
        if all(span.low > 0.0 for span in spans):
            low = min(span.low for span in spans)
        if all(span.high < 0.0 for span in spans):
            high = max(span.high for span in spans)
        return Span(low, high, True)

    def __repr__(self) -> str:
        return " + ".join(map(repr, self.parts))


class Scale(Composite):
    """A part times a number."""

    part: Reward
    factor: float
    _transparent = True
    _logged_as_part = True
    rules = (_SCALED,)

    def _parts(self) -> tuple[Reward, ...]:
        return (self.part,)

    @property
    def label(self) -> str:
        """The factor and the part's label."""
        return f"{self.factor:g} * {self.part.label}"

    @property
    def key(self) -> str:
        """A factor is not a step: components are logged raw, as trainers log them."""
        return self.part.key

    @property
    def _words(self) -> str | None:
        return f"{self.part.__name__}_times_{naming.slug(self.factor)}" if one_word(self.part, Sum) else None

    def evaluate(self, batch: Batch) -> Verdicts:
        """Multiply every score."""
        column = batch.verdicts(self.part)
        factor = self.factor
        scores = [None if score is None else factor * score for score in column.scores]
        return Verdicts(scores, column.decisions, (column,), name=self.label, through=True)

    def _span(self, case: Case) -> Span | None:
        span = self.part._span(case)
        return None if span is None else span.times(Span(self.factor, self.factor))

    def __repr__(self) -> str:
        return f"{self.factor!r} * {parenthesise(self.part, (Sum, Scale, Product))}"


class Product(Composite):
    """The product of the parts; ∅ where any abstains."""

    parts: tuple[Reward, ...]
    _asks_all = True
    rules = (_PRODUCT.rule, _PRODUCT_SILENT.rule)

    def __post_init__(self) -> None:
        negative = [part for part in self.parts if part.bounds[0] < 0.0]
        if len(negative) > 1:
            raise CompositionError(
                f"{negative[0].__name__} * {negative[1].__name__}: both can be negative, and two penalties would "
                "multiply into a bonus; add them instead, or clip one to (0, ...)"
            )
        _refuse_clash(self.parts)
        super().__post_init__()

    def _parts(self) -> tuple[Reward, ...]:
        return self.parts

    def evaluate(self, batch: Batch) -> Verdicts:
        """Multiply the parts, row by row."""
        columns = tuple(batch.verdicts(part) for part in self.parts)
        scores = columns[0].scores
        for column in columns[1:]:
            scores = [
                None if x is None or y is None else x * y for x, y in zip(scores, column.scores, strict=True)
            ]
        decisions = [_PRODUCT_SILENT if score is None else _PRODUCT for score in scores]
        return Verdicts(scores, decisions, _labelled(self.parts, columns), name=self.label)

    def _span(self, case: Case) -> Span | None:
        whole: Span | None = Span(1.0, 1.0)
        for part in self.parts:
            span = part._span(case)
            whole = None if span is None or whole is None else whole.times(span)
        return whole

    def _bend(self, of: Collection[Hashable]) -> int:
        return min(sum(part._bend(of) for part in self.parts), 2)

    def __repr__(self) -> str:
        first, *rest = self.parts
        return " * ".join(
            [parenthesise(first, (Sum,)), *(parenthesise(part, (Sum, Scale, Product)) for part in rest)]
        )


def one_word(reward: Reward, *also: type[Reward]) -> bool:
    """Is its name a word that others can be added to: that of a leaf, or one that somebody gave?"""
    return (
        not reward._parts() or isinstance(reward, also) or (isinstance(reward, Composite) and reward._named)
    )


def _bare(part: Reward) -> Reward:
    while part._logged_as_part:
        part = part._parts()[0]
    return part


def parenthesise(reward: Reward, loose: tuple[type[Reward], ...]) -> str:
    """The code of a reward, in parentheses where its outer operation would bind too loosely."""
    text = repr(reward)
    return f"({text})" if isinstance(reward, loose) else text


def add(first: Any, second: Any) -> Reward:
    """first + second, sums within sums flattened."""
    parts = (*_flat(first, Sum), *_flat(second, Sum))
    return Sum(parts=parts)


def multiply(first: Any, second: Any) -> Reward:
    """First * second, products within products flattened."""
    return Product(parts=(*_flat(first, Product), *_flat(second, Product)))


def scale(factor: float, part: Any) -> Reward:
    """Factor * part, factors of factors multiplied out."""
    factor = settings.number("factor", factor)
    if isinstance(part, Scale):
        return Scale(part=part.part, factor=factor * part.factor)
    return Scale(part=part, factor=factor)


def _flat(reward: Reward, into: type[Sum] | type[Product]) -> Iterable[Reward]:
    return reward.parts if isinstance(reward, into) else (reward,)


def _sum(row: tuple[Score, ...]) -> Score:
    present = [score for score in row if score is not None]
    return fsum(present) if present else None


def _labelled(parts: tuple[Reward, ...], columns: tuple[Verdicts, ...]) -> tuple[Verdicts, ...]:
    """The columns under labels that tell them apart."""
    labels = naming.distinct(parts, [part.label for part in parts])
    return tuple(
        column if column.name == label else column.renamed(label)
        for column, label in zip(columns, labels, strict=True)
    )


def _refuse_clash(parts: tuple[Reward, ...]) -> None:
    """Different rewards under one name would share a column in every log."""
    seen: dict[str, Reward] = {}
    for part in parts:
        name = part._code_name if isinstance(part, Composite) and not part._named else part.__name__
        other = seen.setdefault(name, part)
        if other != part:
            raise CompositionError(
                f"two different rewards are called {name!r}: {other!r} and {part!r}; "
                "give one of them a name with .named('...')"
            )
