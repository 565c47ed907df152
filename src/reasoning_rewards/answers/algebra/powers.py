"""Powers and roots of exact values."""

from __future__ import annotations

from fractions import Fraction
from math import comb

from reasoning_rewards.answers.algebra import polynomial as poly
from reasoning_rewards.answers.algebra.field import Element, Field, Quotient, UndefinedError, simple
from reasoning_rewards.answers.algebra.polynomial import Polynomial, Rational
from reasoning_rewards.answers.algebra.radicals import split
from reasoning_rewards.answers.values.limits import FuelSpentError
from reasoning_rewards.text.numbers import lowest

__all__ = ["MOST_BITS", "Powers"]

MOST_BITS = 60_000  # of a power that is computed; longer numbers are never built
_MOST_TERMS = 50  # of a power that is multiplied out; a longer one is told from others modulo primes
_MOST_FACTORS = 300  # of the root of a sum, that are multiplied out one by one
_HALF = Fraction(1, 2)


class Powers(Field):
    """Exact values with powers, as far as they are short, and generators for the others."""

    def power(self, base: Element, exponent: Element) -> Element:
        """Return base to the exponent."""
        if isinstance(exponent, Quotient):
            return self.open_power(base, exponent)
        if exponent.denominator == 1:
            return self.whole_power(base, int(exponent))
        return self.rational_power(base, exponent)  # type: ignore[arg-type]  # what has a denominator is a Fraction

    def root(self, radicand: Element, index: Element) -> Element:
        """Return the principal root, the real one of a negative number and an odd index."""
        if isinstance(index, Quotient):
            exponent = self.inverse(index)
            return (
                self.open_power(radicand, exponent)
                if isinstance(exponent, Quotient)
                else self.power(radicand, exponent)
            )
        if index == 0:
            raise UndefinedError("the zeroth root")
        return self.power(radicand, _HALF if index == 2 else Fraction(1) / index)

    def whole_power(self, base: Element, exponent: int) -> Element:
        """Return an integer power, multiplied out where that is short."""
        if exponent < 0:
            return self.whole_power(self.inverse(base), -exponent)
        if not isinstance(base, Quotient):
            bits = max(abs(base.numerator).bit_length(), base.denominator.bit_length())
            if abs(base) == 1 or base == 0:
                return base if exponent % 2 else base * base if exponent else 1
            if bits * exponent > MOST_BITS:
                raise FuelSpentError  # the number is never built, nor cancelled against another
            self.fuel.charge((bits * exponent >> 6) + 1)
            return _raised(base, exponent)
        if exponent == 0:
            return 1
        over = self.polynomial_power(base.over, exponent)
        if base.under is None:
            return over
        return self.divide(over, self.polynomial_power(base.under, exponent))

    def polynomial_power(self, base: Polynomial, exponent: int) -> Element:
        """Return a power of a polynomial, or a generator that stands for a long one."""
        terms = len(base)
        if terms > 1 and (exponent > _MOST_TERMS or comb(exponent + terms - 1, terms - 1) > _MOST_TERMS):
            return self.long_power(base, exponent)
        if terms == 1:
            ((monomial, coefficient),) = base.items()
            exponents: dict[str, Rational] = {generator: e * exponent for generator, e in monomial}
            if all(e <= _MOST_FACTORS for generator, e in exponents.items() if generator[0] == "◇"):
                return self.multiply([self.settled(exponents), self.whole_power(coefficient, exponent)])
        result: Element = 1
        square: Element = Quotient(base)
        while exponent:
            if exponent & 1:
                result = self.multiply([result, square])
            exponent >>= 1
            if exponent:
                square = self.multiply([square, square])
        return result

    def settled(self, exponents: dict[str, Rational]) -> Element:
        """Return generators to their powers, multiplied; no number is built that is too long or not paid for."""
        cost = 0
        for generator, exponent in exponents.items():
            whole = abs(exponent.numerator // exponent.denominator)
            if generator[0] == "√" and whole:
                bits = int(generator[1:]).bit_length() * whole
                if bits > MOST_BITS:
                    raise FuelSpentError
                cost += 1 + (bits >> 5)
            elif generator[0] == "◇" and exponent > _MOST_FACTORS:
                raise FuelSpentError
        self.fuel.charge(cost)
        coefficient, monomial, atoms = poly.settle(exponents)
        product = simple({monomial: lowest(coefficient)})
        for atom in atoms:
            product = self.multiply([product, Quotient(self.atoms[atom])])
        return product

    def long_power(self, base: Polynomial, exponent: int) -> Element:
        """Return a power that is not computed as a generator with that exponent."""
        scale = poly.content(base)
        if (
            len(base) > 1
            and scale != 1
            and max(scale.numerator, scale.denominator).bit_length() * exponent < MOST_BITS
        ):
            rest: Polynomial = {
                monomial: coefficient / Fraction(scale) for monomial, coefficient in base.items()
            }
            return self.multiply([_raised(scale, exponent), self.long_power(rest, exponent)])
        return Quotient({((f"▲{poly.name_of(base)}", exponent),): 1})

    def rational_power(self, base: Element, exponent: Fraction) -> Element:
        """Return a power with a fraction for its exponent."""
        if isinstance(base, Quotient):
            over = self.radical(base.over, exponent)
            return over if base.under is None else self.divide(over, self.radical(base.under, exponent))
        if base == 0:
            if exponent < 0:
                raise UndefinedError("division by zero")
            return 0
        if base > 0:
            return self.positive_power(base, exponent)
        if exponent.denominator % 2:
            sign = -1 if exponent.numerator % 2 else 1
            return self.multiply([sign, self.positive_power(-base, exponent)])
        if exponent.denominator == 2:
            turn = self.whole_power(self.symbol("i"), exponent.numerator)
            return self.multiply([turn, self.positive_power(-base, exponent)])
        return self.radical({(): base}, exponent)

    def positive_power(self, base: Rational, exponent: Fraction) -> Element:
        """Return a power of a positive rational over radicals of coprime integers."""
        self.fuel.charge(50 + 2 * poly.size_of(base))
        if base.numerator.bit_length() + base.denominator.bit_length() > 4096:
            return self.radical({(): base}, exponent, split_number=False)
        exponents: dict[str, Rational] = {}
        for number, sign in ((base.numerator, 1), (base.denominator, -1)):
            for factor, times in split(number):
                exponents[f"√{factor}"] = exponent if sign == times == 1 else exponent * (sign * times)
        return self.settled(exponents)

    def radical(self, base: Polynomial, exponent: Fraction, split_number: bool = True) -> Element:
        """Return a rational power of a polynomial, its content taken out."""
        self.fuel.charge(80)
        scale = poly.content(base) if split_number else 1
        rest = base if scale == 1 else {m: lowest(c / Fraction(scale)) for m, c in base.items()}
        outside = self.positive_power(scale, exponent) if scale != 1 else 1
        if len(rest) == 1:
            ((monomial, sign),) = rest.items()
            free = [g for g, e in monomial if not _is_positive(g)]
            if sign == 1 and (
                not free or (len(free) == 1 and free != ["i"] and 0 < dict(monomial)[free[0]] <= 1)
            ):  # i counts modulo 4, in whole steps: √i stays a radical
                return self.multiply([outside, self.settled({g: e * exponent for g, e in monomial})])
        name = f"◇{poly.name_of(rest)}"
        self.atoms[name] = rest
        floor = exponent.numerator // exponent.denominator
        inside: Element = Quotient({((name, exponent - floor),): 1})
        if floor:
            inside = self.multiply([inside, self.whole_power(Quotient(rest), floor)])
        return self.multiply([outside, inside])

    def open_power(self, base: Element, exponent: Quotient) -> Element:
        """Return a power with names in its exponent: 2^(n+1) is 2 * 2^n, and 4^n is 2^(2n)."""
        if not isinstance(base, Quotient) and base > 0:
            self.fuel.charge(50 + poly.size_of(base))
            if base == 1:
                return 1
            if base.numerator.bit_length() + base.denominator.bit_length() > 4096:
                return self.spread_power(poly.name_of({(): base}), base, exponent, 1)
            bases = [(n, t) for n, t in split(base.numerator)] + [(n, -t) for n, t in split(base.denominator)]
            return self.multiply([1, *(self.spread_power(str(n), n, exponent, t) for n, t in bases)])
        return self.spread_power(self.name(base), base, exponent, 1)

    def spread_power(self, name: str, base: Element, exponent: Quotient, times: int) -> Element:
        """Return base^(times * exponent) as a product over the exponent's terms."""
        if exponent.under is not None:
            return Quotient({((self.paid(f"^{name}^({exponent!r})"), times),): 1})
        product: Element = 1
        monomial: dict[str, Rational] = {}
        for term, coefficient in exponent.over.items():
            if term == ():
                product = self.power(base, lowest(Fraction(coefficient * times)))
            else:
                monomial[self.paid(f"^{name}^({poly.name_of({term: 1})})")] = coefficient * times
        return self.multiply([product, Quotient({tuple(sorted(monomial.items())): 1})])

    def paid(self, generator: str) -> str:
        """Return a generator, its length paid for: in a tower each holds those above it, more than once."""
        self.fuel.charge(len(generator) >> 2)
        return generator


def _is_positive(generator: str) -> bool:
    return generator[0] in "√π" or generator == "e" or generator[:2] == "u:"


def _raised(base: Rational, exponent: int) -> Rational:
    """Return a power with an exponent that is not negative."""
    return int(base**exponent) if isinstance(base, int) else base**exponent
