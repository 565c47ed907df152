"""Sums, weights and products of rewards.

Scores are real numbers or ∅ (abstains). A sum leaves ∅ out and is ∅ only where every part is; a
product is ∅ where any part is. So (ℝ ∪ {∅}, +, ×, ∅, 1) is a commutative semiring, and a sum is
what a trainer's ``nansum`` over the same columns would be.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import fsum
from typing import TYPE_CHECKING, Any

from reasoning_rewards.core import naming, settings
from reasoning_rewards.core.bounds import Bounds, Case, Span
from reasoning_rewards.core.reward import Reward
from reasoning_rewards.core.verdict import Decision, Score, Verdicts
from reasoning_rewards.errors import CompositionError

if TYPE_CHECKING:
    from reasoning_rewards.core.batch import Batch

__all__ = ["Composite", "Product", "Scale", "Sum", "add", "components", "multiply", "scale"]

_SUM, _SUM_SILENT = Decision("sum"), Decision("sum.abstains")
_PRODUCT, _PRODUCT_SILENT = Decision("product"), Decision("product.abstains")


class Composite(Reward):
    """A reward made of rewards; its bounds follow from theirs."""

    @property
    def bounds(self) -> Bounds:
        """Composed over the tree with the same sums and products as the scores."""
        span = self._span(Case())
        assert span is not None, "without an assumption nothing is known to abstain"
        return span.low, span.high

    @property
    def bounds_if_right(self) -> Bounds:
        """The bounds, given that the answer is right."""
        return self._bounds_given(True)

    @property
    def bounds_if_wrong(self) -> Bounds:
        """The bounds, given that the answer is wrong."""
        return self._bounds_given(False)

    def _bounds_given(self, right: bool) -> Bounds:
        span = self._span(Case(right=right))
        assert span is not None, "without an assumption nothing is known to abstain"
        return span.low, span.high

    @property
    def may_abstain(self) -> bool:
        """Composed over the tree."""
        span = self._span(Case())
        return span is None or span.may_abstain

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
        kinds = "_".join(dict.fromkeys(leaf.label for leaf in self.leaves()))
        return f"{naming.kind(type(self))}_{kinds}_{naming.digest(repr(self))}"

    def _implied(self) -> frozenset[Reward]:
        return frozenset[Reward]().union(*(part._implied() for part in self._parts()))


class Sum(Composite):
    """The sum of the parts that do not abstain: math.fsum; ∅ where all abstain."""

    parts: tuple[Reward, ...]

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

    def _implied(self) -> frozenset[Reward]:
        return frozenset.intersection(*(part._implied() for part in self.parts))

    def __repr__(self) -> str:
        return " + ".join(map(repr, self.parts))


class Scale(Composite):
    """A part times a number."""

    part: Reward
    factor: float
    _transparent = True
    _logged_as_part = True

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
        return f"{self.factor!r} * {grouped(self.part, (Sum, Scale, Product))}"


class Product(Composite):
    """The product of the parts; ∅ where any abstains."""

    parts: tuple[Reward, ...]

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

    def __repr__(self) -> str:
        first, *rest = self.parts
        return " * ".join([grouped(first, (Sum,)), *(grouped(part, (Sum, Scale, Product)) for part in rest)])


def grouped(reward: Reward, loose: tuple[type[Reward], ...]) -> str:
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


def components(reward: Reward, weight: float = 1.0) -> list[tuple[Reward, float]]:
    """The reward as a weighted sum: its components with their weights."""
    from reasoning_rewards.core.wrappers import Named, OnlyIf, Requires

    if isinstance(reward, Sum):
        return [pair for part in reward.parts for pair in components(part, weight)]
    if isinstance(reward, Scale):
        return components(reward.part, weight * reward.factor)
    if isinstance(reward, Named):
        inner = components(reward.part, weight)
        return inner if len(inner) > 1 else [(reward, weight)]
    if isinstance(reward, Requires):
        pairs = components(reward.part, weight)
        return [(_requiring(part, reward.by), share) for part, share in pairs]
    if any(len(_terms(part)) > 1 for part in reward._parts()[: 1 if isinstance(reward, OnlyIf) else None]):
        raise CompositionError(
            f"{reward!r} is not a weighted sum of components, so it has no components to normalise apart; "
            "give it to the trainer whole"
        )
    return [(reward, weight)]


def _requiring(part: Reward, by: Reward) -> Reward:
    """The part, silent where ``by`` is; a part that is scored only where ``by`` is needs no help."""
    return part if by._implied() <= part._implied() else part.requires(by)


def _terms(reward: Reward) -> tuple[Reward, ...]:
    """The addends that an operation on this reward would act on together."""
    from reasoning_rewards.core.wrappers import Named, Requires

    while isinstance(reward, Scale | Named | Requires):
        reward = reward.part
    return reward.parts if isinstance(reward, Sum) else (reward,)


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
        other = seen.setdefault(part.__name__, part)
        if other != part:
            raise CompositionError(
                f"two different rewards are called {part.__name__!r}: {other!r} and {part!r}; "
                "give one of them a name with .named('...')"
            )
