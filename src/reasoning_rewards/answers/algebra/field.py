"""Rational functions of free generators: the sums, products and quotients of exact values."""

from __future__ import annotations

from fractions import Fraction

from reasoning_rewards.answers.algebra import polynomial as poly
from reasoning_rewards.answers.algebra.polynomial import Atoms, Monomial, Polynomial, Rational
from reasoning_rewards.answers.values.limits import Fuel
from reasoning_rewards.text.numbers import lowest

__all__ = ["ONE", "Element", "Field", "Quotient", "UndefinedError", "quotient", "simple"]

ONE: Polynomial = {(): 1}
_MANY = 8  # factors; fewer are multiplied one by one


class UndefinedError(Exception):
    """Raised inside the engine where an expression has no value; it never leaves it."""


class Quotient:
    """A polynomial over another; numbers are kept as the int or Fraction they are."""

    __slots__ = ("over", "under")

    def __init__(self, over: Polynomial, under: Polynomial | None = None) -> None:
        self.over = over
        self.under = under

    def __repr__(self) -> str:
        over = poly.name_of(self.over)
        return over if self.under is None else f"({over})/({poly.name_of(self.under)})"


Element = Rational | Quotient


class Field:
    """Arithmetic with exact values; one per comparison, so that roots named on both sides are the same."""

    def __init__(self, fuel: Fuel) -> None:
        self.fuel = fuel
        self.atoms: Atoms = {}

    def number(self, value: Rational) -> Element:
        """Return a rational number."""
        return value

    def symbol(self, name: str) -> Element:
        """Return a constant or a free name."""
        return Quotient({((name, 1),): 1})

    def unit(self, name: str) -> Element:
        """Return a unit as a generator of its own."""
        return Quotient({(("u:" + name, 1),): 1})

    def infinity(self) -> Element:
        """Refuse: infinity is an end of an interval or an answer of its own, never a term."""
        raise UndefinedError("infinity")

    def add(self, terms: list[Element]) -> Element:
        """Return the sum."""
        total = terms[0]
        for term in terms[1:]:
            total = self.plus(total, term)
        return total

    def plus(self, left: Element, right: Element) -> Element:
        """Return the sum of two."""
        if not isinstance(left, Quotient) and not isinstance(right, Quotient):
            self.fuel.charge(poly.size_of(left) + poly.size_of(right))
            return left + right
        a, b = quotient(left), quotient(right)
        if a.under is None and b.under is None:
            return simple(poly.add(a.over, b.over, self.fuel))
        if a.under == b.under:
            return self.reduced(poly.add(a.over, b.over, self.fuel), a.under)
        under_a, under_b = a.under or ONE, b.under or ONE
        over = poly.add(self.times(a.over, under_b), self.times(b.over, under_a), self.fuel)
        return self.reduced(over, self.times(under_a, under_b))

    def multiply(self, factors: list[Element]) -> Element:
        """Return the product."""
        if len(factors) > _MANY:
            factors = self.gathered(factors)
        product = factors[0]
        for factor in factors[1:]:
            if not isinstance(product, Quotient) and not isinstance(factor, Quotient):
                self.fuel.charge(poly.size_of(product) + poly.size_of(factor))
                product = product * factor
                continue
            a, b = quotient(product), quotient(factor)
            if not isinstance(factor, Quotient) and a.under is None:
                product = self.scaled(a.over, factor)
                continue
            if not isinstance(product, Quotient) and b.under is None:
                product = self.scaled(b.over, product)
                continue
            over = self.times(a.over, b.over)
            if a.under is None and b.under is None:
                product = simple(over)
            else:
                product = self.reduced(over, self.times(a.under or ONE, b.under or ONE))
        return product

    def gathered(self, factors: list[Element]) -> list[Element]:
        """Put factors that are powers of generators together first: their exponents add up in one pass."""
        exponents: dict[str, Rational] = {}
        others: list[Element] = []
        for factor in factors:
            if isinstance(factor, Quotient) and factor.under is None and len(factor.over) == 1:
                ((monomial, coefficient),) = factor.over.items()
                if coefficient == 1:
                    self.fuel.charge(poly.TERM)
                    for generator, exponent in monomial:
                        exponents[generator] = exponents.get(generator, 0) + exponent
                    continue
            others.append(factor)
        coefficient, monomial, whole = poly.settle(exponents)
        return [simple({monomial: coefficient}), *(Quotient(self.atoms[atom]) for atom in whole), *others]

    def scaled(self, polynomial: Polynomial, factor: Rational) -> Element:
        """Return a number of times a polynomial."""
        size = poly.size_of(factor)
        sizes = [size + poly.size_of(coefficient) for coefficient in polynomial.values()]
        self.fuel.charge(poly.TERM * len(sizes) + sum(each for each in sizes if each > 2))
        if factor == 1:
            return simple(polynomial)
        return simple({m: c * factor for m, c in polynomial.items()}) if factor else 0

    def divide(self, over: Element, under: Element) -> Element:
        """Return the quotient; nothing is divided by zero."""
        return self.multiply([over, self.inverse(under)])

    def inverse(self, element: Element) -> Element:
        """Return one over an element."""
        if not isinstance(element, Quotient):
            if element == 0:
                raise UndefinedError("division by zero")
            self.fuel.charge(poly.size_of(element))
            return lowest(Fraction(element.denominator, element.numerator))
        return self.reduced(element.under or ONE, element.over)

    def times(self, left: Polynomial, right: Polynomial) -> Polynomial:
        """Return the product of two polynomials."""
        return poly.multiply(left, right, self.atoms, self.fuel)

    def reduced(self, over: Polynomial, under: Polynomial | None) -> Element:
        """Return a quotient with a denominator of coprime coefficients, or none if it is one term."""
        if not under:
            raise UndefinedError("division by zero")
        if not over:
            return 0
        if len(under) == 1:
            ((monomial, coefficient),) = under.items()
            return simple(self.times(over, self.flipped(monomial, coefficient)))
        scale = poly.content(under)
        if under[min(under)] < 0:
            scale = -scale
        self.fuel.charge(12 * (len(over) + len(under)))
        factor = Fraction(1) / scale
        return Quotient({m: c * factor for m, c in over.items()}, {m: c * factor for m, c in under.items()})

    def flipped(self, monomial: Monomial, coefficient: Rational) -> Polynomial:
        """Return one over a single term."""
        sign, settled, whole = poly.settle({generator: -exponent for generator, exponent in monomial})
        flipped: Polynomial = {settled: sign * (Fraction(1) / coefficient)}
        for atom in whole:  # pragma: no cover - a negative exponent never leaves a whole part
            flipped = self.times(flipped, self.atoms[atom])
        return flipped

    def name(self, element: Element) -> str:
        """Return the name of an element: equal names, equal elements."""
        if isinstance(element, Quotient):
            self.fuel.charge(len(element.over) + len(element.under or ()))
            return repr(element)
        return poly.name_of({(): element})


def quotient(element: Element) -> Quotient:
    """Return an element as a quotient of polynomials."""
    if isinstance(element, Quotient):
        return element
    return Quotient({(): element} if element else {})


def simple(polynomial: Polynomial) -> Element:
    """Return a constant polynomial as the number it is."""
    if not polynomial:
        return 0
    if len(polynomial) == 1 and () in polynomial:
        return lowest(polynomial[()])
    return Quotient(polynomial)
