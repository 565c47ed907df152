"""Exact values: rational functions of free names, π, e, i and radicals.

Equality of the canonical forms is equality of the values. Their difference proves them different
only where every generator is free of the others; roots of sums, powers with names in the exponent
and function values may hide an identity, and then this domain has no opinion.
"""

from __future__ import annotations

from fractions import Fraction
from math import comb, factorial, gcd, prod
from types import MappingProxyType

from reasoning_rewards.answers.algebra import polynomial as poly
from reasoning_rewards.answers.algebra.angles import CIRCULAR, SINES, as_sines
from reasoning_rewards.answers.algebra.field import ONE, Element, Quotient, UndefinedError, quotient, simple
from reasoning_rewards.answers.algebra.polynomial import Polynomial, Rational
from reasoning_rewards.answers.algebra.powers import MOST_BITS, Powers
from reasoning_rewards.answers.algebra.radicals import CERTAINLY_PRIME, coprime_base, exponents_over, split

__all__ = ["Element", "Exact", "Quotient", "UndefinedError", "is_expanded", "is_opaque"]

_LONGEST_FACTORIAL = 3_000
_FARTHEST = 12  # factors that a factorial or a binomial coefficient of names is written out with
_HALF = Fraction(1, 2)
_PI: frozenset[poly.Monomial] = frozenset(((("π", 1),),))
_AT_ZERO = MappingProxyType(
    {"sinh": 0, "cosh": 1, "tanh": 0, "sech": 1, "arcsin": 0, "arctan": 0, "arcsinh": 0, "arctanh": 0}
)
_GAUSSIAN: frozenset[poly.Monomial] = frozenset(((), (("i", 1),)))
_OPAQUE = ("◇", "▲", "^", "⨍")


class Exact(Powers):
    """The domain of exact values: functions of them, and their equality."""

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

    def of_one(self, name: str, value: Element) -> Element | None:
        """Return a function of one exact value, where it is exact."""
        if name in ("ln", "log"):
            return self.logarithm(value)
        if name in CIRCULAR:
            return self.circular(name, value)
        if name == "factorial" and isinstance(value, Quotient):
            return self.shifted_factorial(value)
        if isinstance(value, Quotient):
            if name == "abs" and value.under is None and set(value.over) <= _GAUSSIAN:
                squares = [self.whole_power(coefficient, 2) for coefficient in value.over.values()]
                return self.power(self.add(squares), Fraction(1, 2))
            if name == "abs" and value.under is None and value.over[min(value.over)] < 0:
                return self.call("abs", [self.multiply([-1, value])])
            return self.stepped(name, value) if name in ("floor", "ceil") else None
        if name == "abs":
            return value if value >= 0 else -value
        if name == "floor":
            return value.numerator // value.denominator
        if name == "ceil":
            return -(-value.numerator // value.denominator)
        if value == 0 and name in _AT_ZERO:
            return _AT_ZERO[name]
        if name == "sgn":
            return (value > 0) - (value < 0)
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

    def circular(self, name: str, value: Element) -> Element | None:
        """Return a circular function of a multiple of π; None of anything else, or where no table has it."""
        if isinstance(value, Quotient):
            if value.under is not None or set(value.over) != _PI:
                return None
            (turns,) = value.over.values()
        elif value == 0:
            turns = 0
        else:
            return None
        self.fuel.charge(50 + poly.size_of(turns))
        sines = as_sines(name, Fraction(turns))
        if any(angle not in SINES for _, angle, _ in sines) and len(sines) > 1:
            return None
        return self.multiply(
            [self.whole_power(self.sine(sign, angle), power) for sign, angle, power in sines]
        )

    def sine(self, sign: int, angle: Fraction) -> Element:
        """Return plus or minus the sine of an angle of the first quarter, in multiples of π."""
        known = SINES.get(angle)
        if known is None:
            return Quotient({((f"⨍sin({angle}*π)", 1),): sign})
        roots = [self.multiply([sign * factor, self.positive_power(root, _HALF)]) for root, factor in known]
        return self.add(roots) if roots else 0

    def shifted_factorial(self, value: Quotient) -> Element | None:
        """Return (n+2)! as (n+2)(n+1)n!, and (n-2)! as n!/(n(n-1)), so that their quotients are multiplied out."""
        constant = value.over.get((), 0) if value.under is None else 0
        whole = constant.numerator // constant.denominator
        if not 0 < abs(whole) <= _FARTHEST:
            return None
        rest = self.plus(value, -whole)
        if not isinstance(rest, Quotient):
            return None
        factors = [self.plus(rest, k) for k in (range(1, whole + 1) if whole > 0 else range(whole + 1, 1))]
        beside = self.multiply([1, *factors])
        base = self.call("factorial", [rest])
        return self.multiply([base, beside]) if whole > 0 else self.divide(base, beside)

    def stepped(self, name: str, value: Quotient) -> Element | None:
        """Take the whole part of a constant out of a floor or a ceiling."""
        constant = value.over.get((), 0) if value.under is None else 0
        whole = constant.numerator // constant.denominator
        return self.plus(whole, self.call(name, [self.plus(value, -whole)])) if whole else None

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
        return simple({((generator, 1),): times for generator, times in parts})

    def of_many(self, name: str, values: list[Element]) -> Element | None:
        """Return a function of several exact values, where it is exact."""
        if name == "binomial" and len(values) == 2:
            return self.binomial(*values)
        numbers = [value for value in values if not isinstance(value, Quotient)]
        if len(numbers) < len(values):
            return None
        if name in ("min", "max"):
            return min(numbers) if name == "min" else max(numbers)
        if name == "mod" and len(numbers) == 2 and numbers[1] > 0:
            self.fuel.charge(4 * sum(map(poly.size_of, numbers)))
            return numbers[0] % numbers[1]
        if name in ("gcd", "lcm") and all(number.denominator == 1 for number in numbers):
            value = 0 if name == "gcd" else 1
            for number in map(int, numbers):
                self.fuel.charge(4 * poly.size_of(number))
                common = gcd(value, number)
                value = common if name == "gcd" else abs(value * number) // common if common else 0
            return value
        return None

    def binomial(self, above: Element, below: Element) -> Element | None:
        """Return a binomial coefficient: a number, or a polynomial for a small number below."""
        rest = self.plus(above, self.multiply([-1, below]))
        if isinstance(above, Quotient) and isinstance(below, Quotient) and not isinstance(rest, Quotient):
            below = rest  # as many are left out as are chosen of the others
        parts = (above, below, self.plus(above, self.multiply([-1, below])))
        if isinstance(below, Quotient) or (isinstance(above, Quotient) and below > _FARTHEST):
            if not all(isinstance(part, Quotient) or (part.denominator == 1 and part >= 0) for part in parts):
                return None
            one, *others = (self.call("factorial", [part]) for part in parts)
            return self.divide(one, self.multiply(others))
        if below.denominator != 1 or below < 0:
            return None
        if not isinstance(above, Quotient):
            if above.denominator != 1 or above < 0:
                return None
            n, k = int(above), int(min(below, above - below) if below <= above else 0)
            if below > above:
                return 0
            if k * n.bit_length() > MOST_BITS:
                return None
            self.fuel.charge(1 + k * (1 + k * n.bit_length() // 2048))
            return comb(n, k)
        self.fuel.charge(30 * int(below + 1))
        factors: list[Element] = [self.plus(above, -k) for k in range(int(below))]
        return self.multiply([Fraction(1, factorial(int(below))), *factors])

    def difference(self, left: Element, right: Element) -> Polynomial:
        """Return the numerator of left - right: empty where the two are the same."""
        a, b = quotient(left), quotient(right)
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
        one, other = quotient(left), quotient(right)
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


def is_expanded(gap: Polynomial) -> bool:
    """Say whether no long power stands for itself in a difference, or within a generator of it."""
    return not any("▲" in generator for monomial in gap for generator, _ in monomial)


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
