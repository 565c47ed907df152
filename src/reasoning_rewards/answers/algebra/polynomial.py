"""Sparse polynomials over the rationals in named generators, with rational exponents.

A monomial is a sorted tuple of (generator, exponent). The first letter of a generator says what it
is; the laws of its exponent are applied where monomials are multiplied:

====  ==============================  =====================================================
``i``  the imaginary unit             exponent modulo 4
``√``  √m: the radical of an integer  exponent in (0, 1), whole powers go to the coefficient
``◇``  a root of a polynomial         exponent in (0, 1), whole powers are multiplied out
else   free                           any exponent
====  ==============================  =====================================================
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd

from reasoning_rewards.answers.values.limits import Fuel

__all__ = ["TERM", "Atoms", "Monomial", "Polynomial", "add", "content", "multiply", "name_of", "size_of"]

Rational = int | Fraction
Monomial = tuple[tuple[str, Rational], ...]
Polynomial = dict[Monomial, Rational]
Atoms = dict[str, Polynomial]
TERM = 10  # fuel of one product of two terms
_FRACTION = 10  # and of each coefficient and exponent in them that is a fraction
_LONG = 12  # generators of both; more of them cost more


def size_of(number: Rational) -> int:
    """Return the cost of an operation on a number: its length in machine words, squared when long."""
    words = (number.numerator.bit_length() + number.denominator.bit_length()) >> 6
    return 1 + words if words < 16 else words * words >> 5


def add(left: Polynomial, right: Polynomial, fuel: Fuel, factor: Rational = 1) -> Polynomial:
    """Return left + factor * right."""
    fuel.charge(3 * len(right))
    total = dict(left)
    for monomial, coefficient in right.items():
        step = coefficient if factor == 1 else -coefficient if factor == -1 else factor * coefficient
        known = total.get(monomial)
        value = step if known is None else known + step
        if value:
            total[monomial] = value
        else:
            total.pop(monomial, None)
    return total


def multiply(left: Polynomial, right: Polynomial, atoms: Atoms, fuel: Fuel) -> Polynomial:
    """Return the product, with every generator's law applied."""
    fuel.charge(TERM * len(left) * len(right))
    if fractions := len(right) * _fractions(left) + len(left) * _fractions(right):
        fuel.charge(_FRACTION * fractions)
    product: Polynomial = {}
    for first, a in left.items():
        for second, b in right.items():
            size = size_of(a) + size_of(b)
            if size > 2:
                fuel.charge(size)
            if len(first) + len(second) > _LONG:
                fuel.charge((len(first) + len(second)) // 3)
            coefficient, monomial, whole = _joined(first, second)
            value = b if type(a) is int and a == 1 else a if type(b) is int and b == 1 else a * b
            coefficient = value if coefficient == 1 else coefficient * value
            if whole:
                expanded: Polynomial = {monomial: coefficient}
                for atom in whole:
                    expanded = multiply(expanded, atoms[atom], atoms, fuel)
                product = add(product, expanded, fuel)
                continue
            known = product.get(monomial)
            value = coefficient if known is None else known + coefficient
            if value:
                product[monomial] = value
            else:
                product.pop(monomial, None)
    return product


def _fractions(polynomial: Polynomial) -> int:
    """Count the coefficients and exponents that are fractions."""
    exponents = sum(type(exponent) is Fraction for monomial in polynomial for _, exponent in monomial)
    return exponents + sum(type(coefficient) is Fraction for coefficient in polynomial.values())


def _joined(first: Monomial, second: Monomial) -> tuple[Rational, Monomial, list[str]]:
    """Multiply two monomials: a coefficient, a monomial, and the atoms to multiply out."""
    if not first:
        return 1, second, []
    if not second:
        return 1, first, []
    exponents = dict(first)
    for generator, exponent in second:
        exponents[generator] = exponents.get(generator, 0) + exponent
    return settle(exponents)


def settle(exponents: dict[str, Rational]) -> tuple[Rational, Monomial, list[str]]:
    """Apply the laws of the generators to their exponents."""
    coefficient: Rational = 1
    whole: list[str] = []
    settled = []
    for generator, exponent in exponents.items():
        kind = generator[0]
        if generator == "i":
            power = int(exponent) % 4
            if power >= 2:
                coefficient = -coefficient
            exponent = power & 1
        elif kind == "√":
            floor = exponent.numerator // exponent.denominator
            if floor:
                coefficient *= Fraction(int(generator[1:])) ** floor
                exponent -= floor
        elif kind == "◇":
            floor = exponent.numerator // exponent.denominator
            if floor > 0:
                whole.extend([generator] * floor)
                exponent -= floor
        if exponent:
            settled.append((generator, exponent))
    settled.sort()
    return coefficient, tuple(settled), whole


def content(polynomial: Polynomial) -> Rational:
    """Return the positive rational that leaves coprime integer coefficients when divided out."""
    over, under = 0, 1
    for coefficient in polynomial.values():
        over = gcd(over, coefficient.numerator)
        under = under * coefficient.denominator // gcd(under, coefficient.denominator)
    return Fraction(over, under) if under != 1 else over


def name_of(polynomial: Polynomial) -> str:
    """Write a polynomial in one way only: equal polynomials have equal names.

    >>> name_of({(("x", 2),): 3, (): -1})
    '-1 + 3*x^2'
    """
    terms = []
    for monomial, coefficient in sorted(polynomial.items(), key=lambda term: term[0]):
        factors = [
            g if e == 1 else f"{g}^{_digits(e)}" if e.denominator == 1 else f"{g}^({_digits(e)})"
            for g, e in monomial
        ]
        if coefficient != 1 or not factors:
            factors.insert(0, _digits(coefficient))
        terms.append("*".join(factors))
    return " + ".join(terms) or "0"


def _digits(number: Rational) -> str:
    """Write a number; CPython prints no more than 4300 decimal digits."""
    if number.numerator.bit_length() + number.denominator.bit_length() < 10_000:
        return str(number)
    return f"{number.numerator:x}/{number.denominator:x}"
