"""Exact values: rational functions of free names, π, e, i and radicals.

Equality of the canonical forms is equality of the values. Their difference proves them different
only where every generator is free of the others; roots of sums, powers with names in the exponent
and function values may hide an identity, and then this domain has no opinion.
"""

from __future__ import annotations

from fractions import Fraction
from math import comb, factorial, gcd, prod

from reasoning_rewards.answers import polynomial as poly
from reasoning_rewards.answers.limits import Fuel, FuelSpentError
from reasoning_rewards.answers.polynomial import Atoms, Monomial, Polynomial, Rational
from reasoning_rewards.answers.radicals import CERTAINLY_PRIME, coprime_base, exponents_over, split

__all__ = ["Exact", "Quotient", "UndefinedError"]

_MOST_BITS = 60_000  # of a power that is computed; longer ones stay powers
_MOST_TERMS = 300  # of a power that is multiplied out
_LONGEST_FACTORIAL = 3_000
_OPAQUE = ("◇", "▲", "^", "⨍")
ONE: Polynomial = {(): 1}


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


class Exact:
    """The domain of exact values; one per comparison, so that roots named on both sides are the same."""

    def __init__(self, fuel: Fuel) -> None:
        self.fuel = fuel
        self.atoms: Atoms = {}

    # The domain's operations

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
        a, b = _quotient(left), _quotient(right)
        if a.under is None and b.under is None:
            return _simple(poly.add(a.over, b.over, self.fuel))
        if a.under == b.under:
            return self.reduced(poly.add(a.over, b.over, self.fuel), a.under)
        under_a, under_b = a.under or ONE, b.under or ONE
        over = poly.add(self.times(a.over, under_b), self.times(b.over, under_a), self.fuel)
        return self.reduced(over, self.times(under_a, under_b))

    def multiply(self, factors: list[Element]) -> Element:
        """Return the product."""
        product = factors[0]
        for factor in factors[1:]:
            if not isinstance(product, Quotient) and not isinstance(factor, Quotient):
                self.fuel.charge(poly.size_of(product) + poly.size_of(factor))
                product = product * factor
                continue
            a, b = _quotient(product), _quotient(factor)
            over = self.times(a.over, b.over)
            if a.under is None and b.under is None:
                product = _simple(over)
            else:
                product = self.reduced(over, self.times(a.under or ONE, b.under or ONE))
        return product

    def divide(self, over: Element, under: Element) -> Element:
        """Return the quotient; nothing is divided by zero."""
        return self.multiply([over, self.inverse(under)])

    def power(self, base: Element, exponent: Element) -> Element:
        """Return base to the exponent."""
        if isinstance(exponent, Quotient):
            return self.open_power(base, exponent)
        if exponent.denominator == 1:
            return self.whole_power(base, int(exponent))
        return self.rational_power(base, Fraction(exponent))

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
        return self.power(radicand, Fraction(1) / index)

    def call(self, name: str, arguments: list[Element]) -> Element:
        """Return the value of a function where it is exact, or a generator that stands for it."""
        if len(arguments) == 1:
            value = self.of_one(name, arguments[0])
        else:
            value = self.of_many(name, arguments)
        if value is not None:
            return value
        if name == "log":
            name = "ln"
        names = ",".join(self.name(argument) for argument in arguments)
        return Quotient({((f"⨍{name}({names})", 1),): 1})

    # What the operations need

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
            return _simple(self.times(over, self.flipped(monomial, coefficient)))
        scale = poly.content(under)
        if under[min(under)] < 0:
            scale = -scale
        self.fuel.charge(len(over) + len(under))
        factor = Fraction(1) / scale
        return Quotient({m: c * factor for m, c in over.items()}, {m: c * factor for m, c in under.items()})

    def flipped(self, monomial: Monomial, coefficient: Rational) -> Polynomial:
        """Return one over a single term."""
        sign, settled, whole = poly.settle({generator: -exponent for generator, exponent in monomial})
        flipped: Polynomial = {settled: sign * (Fraction(1) / coefficient)}
        for atom in whole:  # pragma: no cover - a negative exponent never leaves a whole part
            flipped = self.times(flipped, self.atoms[atom])
        return flipped

    def inverse(self, element: Element) -> Element:
        """Return one over an element."""
        if not isinstance(element, Quotient):
            if element == 0:
                raise UndefinedError("division by zero")
            return _lowest(Fraction(1) / element)
        return self.reduced(element.under or ONE, element.over)

    def whole_power(self, base: Element, exponent: int) -> Element:
        """Return an integer power, multiplied out where that is short."""
        if exponent < 0:
            return self.whole_power(self.inverse(base), -exponent)
        if not isinstance(base, Quotient):
            bits = max(abs(base.numerator).bit_length(), base.denominator.bit_length())
            if abs(base) == 1 or base == 0:
                return base if exponent % 2 else base * base if exponent else 1
            if bits * exponent > _MOST_BITS:
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
            sign, settled, whole = poly.settle({generator: e * exponent for generator, e in monomial})
            if len(whole) <= _MOST_TERMS:
                number = self.whole_power(coefficient, exponent)
                result: Element = self.multiply([Quotient({settled: sign}), number])
                for atom in whole:
                    result = self.multiply([result, Quotient(self.atoms[atom])])
                return result
        result = 1
        square: Element = Quotient(base)
        while exponent:
            if exponent & 1:
                result = self.multiply([result, square])
            exponent >>= 1
            if exponent:
                square = self.multiply([square, square])
        return result

    def long_power(self, base: Polynomial, exponent: int) -> Element:
        """Return a power that is not computed as a generator with that exponent."""
        scale = poly.content(base)
        if (
            len(base) > 1
            and scale != 1
            and max(scale.numerator, scale.denominator).bit_length() * exponent < _MOST_BITS
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
            return self.multiply([(-1) ** exponent.numerator, self.positive_power(-base, exponent)])
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
                exponents[f"√{factor}"] = exponent * (sign * times)
        self.fuel.charge(
            sum(abs(int(power)) * int(g[1:]).bit_length() >> 5 for g, power in exponents.items())
        )
        coefficient, monomial, _ = poly.settle(exponents)
        return _simple({monomial: _lowest(coefficient)})

    def radical(self, base: Polynomial, exponent: Fraction, split_number: bool = True) -> Element:
        """Return a rational power of a polynomial, its content taken out."""
        scale = poly.content(base) if split_number else 1
        rest = base if scale == 1 else {m: _lowest(c / Fraction(scale)) for m, c in base.items()}
        outside = self.positive_power(scale, exponent) if scale != 1 else 1
        if len(rest) == 1:
            ((monomial, sign),) = rest.items()
            free = [g for g, e in monomial if not _is_positive(g)]
            if sign == 1 and (not free or (len(free) == 1 and 0 < dict(monomial)[free[0]] <= 1)):
                coefficient, settled, _ = poly.settle({g: e * exponent for g, e in monomial})
                return self.multiply([outside, Quotient({settled: coefficient})])
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
                return self.spread_power(str(hash(base)), base, exponent, 1)
            bases = [(n, t) for n, t in split(base.numerator)] + [(n, -t) for n, t in split(base.denominator)]
            return self.multiply([1, *(self.spread_power(str(n), n, exponent, t) for n, t in bases)])
        return self.spread_power(self.name(base), base, exponent, 1)

    def spread_power(self, name: str, base: Element, exponent: Quotient, times: int) -> Element:
        """Return base^(times * exponent) as a product over the exponent's terms."""
        if exponent.under is not None:
            return Quotient({((f"^{name}^({exponent!r})", times),): 1})
        product: Element = 1
        monomial: dict[str, Rational] = {}
        for term, coefficient in exponent.over.items():
            if term == ():
                product = self.power(base, _lowest(Fraction(coefficient * times)))
            else:
                monomial[f"^{name}^({poly.name_of({term: 1})})"] = coefficient * times
        return self.multiply([product, Quotient({tuple(sorted(monomial.items())): 1})])

    def of_one(self, name: str, value: Element) -> Element | None:
        """Return a function of one exact value, where it is exact."""
        if name in ("ln", "log"):
            return self.logarithm(value)
        if isinstance(value, Quotient):
            if name == "abs" and value.under is None and value.over[min(value.over)] < 0:
                return self.call("abs", [self.multiply([-1, value])])
            return None
        if name == "abs":
            return value if value >= 0 else -value
        if name == "floor":
            return value.numerator // value.denominator
        if name == "ceil":
            return -(-value.numerator // value.denominator)
        if name == "double factorial" and value.denominator == 1 and 0 <= value <= _LONGEST_FACTORIAL:
            self.fuel.charge(int(value))
            return prod(range(int(value), 0, -2))
        if name == "factorial":
            if value.denominator != 1 or value < 0:
                raise UndefinedError("factorial")
            if value <= _LONGEST_FACTORIAL:
                self.fuel.charge(int(value))
                return factorial(int(value))
        return None

    def logarithm(self, value: Element) -> Element | None:
        """Return a logarithm over those of a number's factors, and of powers of e."""
        if isinstance(value, Quotient):
            if value.under is None and len(value.over) == 1:
                ((monomial, coefficient),) = value.over.items()
                if coefficient == 1 and len(monomial) == 1 and monomial[0][0] == "e":
                    return monomial[0][1]
            return None
        if value == 0:
            raise UndefinedError("the logarithm of zero")
        if value < 0 or value.numerator.bit_length() + value.denominator.bit_length() > 4096:
            return None
        self.fuel.charge(50 + poly.size_of(value))
        parts = [(f"⨍ln({n})", times) for n, times in split(value.numerator)]
        parts += [(f"⨍ln({n})", -times) for n, times in split(value.denominator)]
        return _simple({((generator, 1),): times for generator, times in parts})

    def of_many(self, name: str, values: list[Element]) -> Element | None:
        """Return a function of several exact values, where it is exact."""
        if name == "binomial" and len(values) == 2:
            return self.binomial(*values)
        numbers = [value for value in values if not isinstance(value, Quotient)]
        if len(numbers) < len(values):
            return None
        if name in ("min", "max"):
            return min(numbers) if name == "min" else max(numbers)
        if name in ("gcd", "lcm") and all(number.denominator == 1 for number in numbers):
            value = 0 if name == "gcd" else 1
            for number in map(int, numbers):
                self.fuel.charge(4 * poly.size_of(number))
                common = gcd(value, number)
                value = common if name == "gcd" else value * number // common if common else 0
            return value
        return None

    def binomial(self, above: Element, below: Element) -> Element | None:
        """Return a binomial coefficient: a number, or a polynomial for a small number below."""
        if isinstance(below, Quotient) or below.denominator != 1 or below < 0:
            return None
        if not isinstance(above, Quotient):
            if above.denominator != 1 or above < 0:
                return None
            n, k = int(above), int(min(below, above - below) if below <= above else 0)
            if below > above:
                return 0
            if k * n.bit_length() > _MOST_BITS:
                return None
            self.fuel.charge(1 + k * (1 + k * n.bit_length() // 2048))
            return comb(n, k)
        if below > 12:
            return None
        factors: list[Element] = [self.plus(above, -k) for k in range(int(below))]
        return self.multiply([Fraction(1, factorial(int(below))), *factors])

    def name(self, element: Element) -> str:
        """Return the name of an element: equal names, equal elements."""
        if isinstance(element, Quotient):
            self.fuel.charge(len(element.over) + len(element.under or ()))
            return repr(element)
        return poly.name_of({(): element})

    # Equality

    def difference(self, left: Element, right: Element) -> Polynomial:
        """Return the numerator of left - right: empty where the two are the same."""
        a, b = _quotient(left), _quotient(right)
        if a.under is None and b.under is None:
            gap = poly.add(a.over, b.over, self.fuel, -1)
        else:
            gap = poly.add(
                self.times(a.over, b.under or ONE), self.times(b.over, a.under or ONE), self.fuel, -1
            )
        return self.refined(gap) if len(gap) > 1 else gap

    def proportion(self, left: Element, right: Element, equation: bool = False) -> Fraction | None:
        """Return the rational that left is times right: 0 if there is none, None if that can't be said.

        Of an equation only what must vanish counts: the numerator, free of negative powers.
        """
        one, other = _quotient(left), _quotient(right)
        a, b = one.over, other.over
        if equation:
            a, b = _lifted(a), _lifted(b)
        elif one.under is not None or other.under is not None:
            return None
        if not a or not b:
            return None
        self.fuel.charge(len(a) + len(b))
        shared = min(a)
        if shared in b and len(a) == len(b):
            factor = Fraction(a[shared]) / b[shared]
            if all(a.get(monomial) == factor * coefficient for monomial, coefficient in b.items()):
                return factor
        return None if is_opaque(a) or is_opaque(b) else Fraction(0)

    def refined(self, gap: Polynomial) -> Polynomial:
        """Rewrite long radicals over a common coprime base: √(pq)·√p is p·√q for unknown p and q."""
        long = {int(g[1:]) for monomial in gap for g, _ in monomial if g[0] == "√" and len(g) > 3}
        if len(long) < 2 or max(long) < CERTAINLY_PRIME:
            return gap
        self.fuel.charge(20 * len(long) ** 2)
        base = coprime_base(long)
        if long <= set(base):
            return gap
        refined: Polynomial = {}
        for monomial, coefficient in gap.items():
            exponents: dict[str, Rational] = {}
            for generator, exponent in monomial:
                parts = [(generator, 1)]
                if generator[0] == "√" and int(generator[1:]) in long:
                    over = exponents_over(int(generator[1:]), base)
                    parts = [(f"√{root}", k * times) for n, times in over for root, k in split(n)]
                for part, times in parts:
                    exponents[part] = exponents.get(part, 0) + exponent * times
            factor, settled, _ = poly.settle(exponents)
            refined = poly.add(refined, {settled: factor * coefficient}, self.fuel)
        return refined


def is_opaque(gap: Polynomial) -> bool:
    """Say whether a difference contains generators that may hide an identity."""
    return any(generator[0] in _OPAQUE for monomial in gap for generator, _ in monomial)


def _lifted(polynomial: Polynomial) -> Polynomial:
    """Multiply the negative powers of names out of a polynomial."""
    lowest: dict[str, Rational] = {}
    for monomial in polynomial:
        for generator, exponent in monomial:
            if exponent < lowest.get(generator, 0) and generator[0] not in "√◇":
                lowest[generator] = exponent
    if not lowest:
        return polynomial
    lifted: Polynomial = {}
    for monomial, coefficient in polynomial.items():
        exponents: dict[str, Rational] = dict(monomial)
        for generator, exponent in lowest.items():
            exponents[generator] = exponents.get(generator, 0) - exponent
        lifted[tuple(sorted((g, e) for g, e in exponents.items() if e))] = coefficient
    return lifted


def _is_positive(generator: str) -> bool:
    return generator[0] in "√π" or generator == "e" or generator[:2] == "u:"


def _quotient(element: Element) -> Quotient:
    if isinstance(element, Quotient):
        return element
    return Quotient({(): element} if element else {})


def _simple(polynomial: Polynomial) -> Element:
    """Return a constant polynomial as the number it is."""
    if not polynomial:
        return 0
    if len(polynomial) == 1 and () in polynomial:
        return _lowest(polynomial[()])
    return Quotient(polynomial)


def _raised(base: Rational, exponent: int) -> Rational:
    """Return a power with an exponent that is not negative."""
    return int(base**exponent) if isinstance(base, int) else base**exponent


def _lowest(value: Rational) -> Rational:
    return value.numerator if value.denominator == 1 else value
