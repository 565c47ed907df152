"""Expressions modulo primes: the identity test that no exponent is too large for.

Both sides are evaluated modulo primes of 61 bits, names standing for residues. Primes and residues
come from a hash of both sides, so the test is deterministic and symmetric, and no text can be written
for them: it would have to foresee its own hash. What is no sum, product, quotient or integer power
(a radical, a function, a power with a name in its exponent) is an atom: a residue by hash from its
name and the residues of its arguments, the same wherever those are.

Where there are no atoms, residues that differ prove the sides different, whatever their degree.
Agreement proves them the same but for a chance of degree / 2**60 a prime. Atoms know no relations
(√2·√2 is not 2 here), so beside them agreement alone says anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from hashlib import blake2b
from math import gcd, prod
from typing import NamedTuple

from reasoning_rewards.answers.algebra.powers import MOST_BITS
from reasoning_rewards.answers.values.limits import Fuel, FuelSpentError
from reasoning_rewards.answers.values.tree import Node, UnreadableError, fold, walk
from reasoning_rewards.text.numbers import lowest

__all__ = ["same_residues"]

_PRIMES = 3  # that must agree
_TRIED = 6  # a denominator may vanish modulo one
_BITS = 61
_MASK = (1 << _BITS) - 1
_LARGEST_DEGREE = 2**40  # agreement says nothing of a larger one
_LONGEST = 4096  # bits of an integer that is kept as it is
_SMALL_PRIMES = prod(n for n in range(3, 100) if all(n % k for k in range(2, n)))
_STEPS = frozenset(("floor", "ceil", "sgn", "mod", "residue"))
_HASH, _POWER, _PRIME = 16, 24, 400  # fuel of a hash, of a power or an inverse, and of looking for a prime


class _VanishedError(Exception):
    """Raised where a denominator is zero modulo the prime at hand."""


class Residue(NamedTuple):
    """What is no plain integer: its residue, and a bound of how many primes or points it may vanish at by chance."""

    residue: int
    degree: int = 0


Element = int | Fraction | Residue


class Residues:
    """The domain of integers modulo one prime, at one point; literals are kept as the integers they are."""

    def __init__(self, prime: int, seed: bytes, fuel: Fuel) -> None:
        self.prime = prime
        self.seed = seed
        self.fuel = fuel
        self.atoms = False
        self.names: dict[str, int] = {}

    def number(self, value: int | Fraction) -> Element:
        """Return a rational number."""
        bits = value.numerator.bit_length() + value.denominator.bit_length()
        self.fuel.charge(1 + (bits >> 6))
        return value if bits < _LONGEST else self.reduced(value)

    def symbol(self, name: str) -> Element:
        """Return the residue of a name; π and e are atoms, and i is a root of -1."""
        known = self.names.get(name)
        if known is None:
            known = self.names[name] = self.imaginary() if name == "i" else self.hashed(name)
        if name in ("π", "e"):
            self.atoms = True
        return Residue(known, 1)

    def unit(self, name: str) -> Element:
        """Return the residue of a unit."""
        return self.symbol("u:" + name)

    def infinity(self) -> Element:
        """Refuse: infinity has no residue."""
        raise UnreadableError("infinity")

    def add(self, terms: list[Element]) -> Element:
        """Return the sum."""
        total: int | Fraction = 0
        degree = -1
        for term in terms:
            self.fuel.charge(2)
            if isinstance(term, Residue):
                total += term.residue
                degree = max(degree, term.degree)
            else:
                total += term
        return self.settled(total, degree)

    def multiply(self, factors: list[Element]) -> Element:
        """Return the product."""
        product: int | Fraction = 1
        degree = -1
        for factor in factors:
            self.fuel.charge(2)
            if isinstance(factor, Residue):
                product = self.reduced(product).residue * factor.residue % self.prime
                degree = max(degree, 0) + factor.degree
            else:
                product *= factor
                self.fuel.charge(_bits(product) >> 6)
        return self.settled(product, degree)

    def settled(self, total: int | Fraction, degree: int) -> Element:
        """Return a number as it is while it is short and nothing else took part in it (degree -1)."""
        if degree < 0 and _bits(total) < _LONGEST:
            return lowest(total)
        return Residue(self.reduced(total).residue, max(degree, 0))

    def divide(self, over: Element, under: Element) -> Element:
        """Return the quotient."""
        self.fuel.charge(_POWER)
        if not isinstance(over, Residue) and not isinstance(under, Residue) and under:
            return self.settled(Fraction(over) / under, -1)
        a, b = self.reduced(over), self.reduced(under)
        return Residue(a.residue * self.inverse(b.residue) % self.prime, a.degree + b.degree)

    def power(self, base: Element, exponent: Element) -> Element:
        """Return an integer power, or what stands for any other."""
        if isinstance(exponent, Residue) or exponent.denominator != 1:
            return self.atom("^", [base, exponent])
        exponent = int(exponent)
        self.fuel.charge(_POWER + (exponent.bit_length() >> 6))
        if not isinstance(base, Residue):
            if _bits(base) * abs(exponent) > MOST_BITS:
                raise UnreadableError("a number that is never built, nor cancelled against another")
            if base and 0 <= _bits(base) * exponent < _LONGEST:
                return base**exponent
        residue, degree = self.reduced(base)
        if residue == 0:
            if exponent <= 0:
                raise _VanishedError
            return Residue(0, degree * exponent)
        # By Fermat's little theorem no exponent is longer than the prime.
        power = pow(residue, exponent % (self.prime - 1), self.prime)
        return Residue(power, (degree + 1) * abs(exponent))

    def root(self, radicand: Element, index: Element) -> Element:
        """Return what stands for a root."""
        return self.atom("root", [radicand, index])

    def call(self, name: str, arguments: list[Element]) -> Element:
        """Return what stands for the value of a function."""
        if name in _STEPS:
            raise UnreadableError(name)
        return self.atom("ln" if name == "log" else name, arguments)

    def atom(self, name: str, arguments: list[Element]) -> Element:
        """Return a residue that any equal atom gets too; not every function has a value at zero."""
        self.atoms = True
        reduced = [self.reduced(argument) for argument in arguments]
        if not all(each.residue for each in reduced):
            raise _VanishedError
        shown = ",".join(str(each.residue) for each in reduced)
        return Residue(self.hashed(f"{name}({shown})"), max((each.degree for each in reduced), default=0))

    def reduced(self, element: Element) -> Residue:
        """Return any element as a residue."""
        if isinstance(element, Residue):
            return element
        residue = element.numerator % self.prime
        if element.denominator != 1:
            residue = residue * self.inverse(element.denominator % self.prime) % self.prime
        return Residue(residue, _bits(element) // (_BITS - 1))

    def inverse(self, residue: int) -> int:
        """Return one over a residue."""
        if residue == 0 or gcd(residue, self.prime) != 1:
            raise _VanishedError
        return pow(residue, -1, self.prime)

    def hashed(self, text: str) -> int:
        """Return a residue that nobody can foresee."""
        self.fuel.charge(_HASH + (len(text) >> 3))
        digest = blake2b(text.encode("utf-8", "surrogatepass"), key=self.seed, digest_size=16).digest()
        return int.from_bytes(digest, "big") % self.prime

    def imaginary(self) -> int:
        """Return a root of -1: the prime is one more than a multiple of four, and half of all bases lead to one."""
        for base in range(2, 40):
            self.fuel.charge(_POWER)
            root = pow(base, (self.prime - 1) >> 2, self.prime)
            if root * root % self.prime == self.prime - 1:
                return root
        raise _VanishedError  # pragma: no cover - one prime in 2**38


def _bits(number: int | Fraction) -> int:
    return max(number.numerator.bit_length(), number.denominator.bit_length())


def same_residues(left: Node, right: Node, fuel: Fuel) -> bool | None:
    """Say whether two trees are the same rational function of names and atoms; None where residues can't tell.

    >>> from reasoning_rewards.answers.notation.parser import parse
    >>> same_residues(parse("(x-y)^{300}"), parse("(y-x)^{300}"), Fuel())
    True
    >>> same_residues(parse("(x-y)^{300}"), parse("(x-y)^{301}"), Fuel())
    False
    """
    try:
        seed = _seed(left, right, fuel)
        agreed = 0
        for number, prime in zip(range(_TRIED), _primes(seed, fuel), strict=False):
            domain = Residues(prime, seed + bytes((number,)), fuel)
            try:
                one, other = (domain.reduced(fold(side, domain)) for side in (left, right))
            except _VanishedError:
                continue
            if one.residue != other.residue:
                return None if domain.atoms else False
            if max(one.degree, other.degree) > _LARGEST_DEGREE:
                return None
            agreed += 1
            if agreed == _PRIMES:
                return True
    except (FuelSpentError, UnreadableError):
        pass
    return None


def _seed(left: Node, right: Node, fuel: Fuel) -> bytes:
    """Return a hash of both trees, in whichever order."""
    digests = sorted(_digest(side, fuel) for side in (left, right))
    return blake2b(b"".join(digests), digest_size=32).digest()


def _digest(tree: Node, fuel: Fuel) -> bytes:
    """Return a hash of everything in a tree, every digit of it."""
    state = blake2b(digest_size=32)
    for node in walk(tree):
        value = node.value
        fuel.charge(4 + (value.numerator.bit_length() + value.denominator.bit_length() >> 8))
        shown = f"{node.op} {len(node.args)} {len(node.leaf)} {node.leaf} {value.numerator:x}/{value.denominator:x};"
        state.update(shown.encode("utf-8", "surrogatepass"))
    return state.digest()


def _primes(seed: bytes, fuel: Fuel) -> Iterator[int]:
    """Yield primes of 61 bits, each one more than a multiple of four, from a hash.

    Of candidates at random that pass Fermat's test one in a million millions is none; residues modulo
    such a number could at worst leave a quotient out.
    """
    place = 0
    while True:
        fuel.charge(_PRIME)
        start = int.from_bytes(blake2b(b"prime %d" % place, key=seed, digest_size=8).digest(), "big")
        candidate = (start & _MASK) >> 2 << 2 | 1 << (_BITS - 1) | 1
        place += 1
        while candidate.bit_length() == _BITS:
            if gcd(candidate, _SMALL_PRIMES) == 1 and pow(2, candidate - 1, candidate) == 1:
                yield candidate
                break
            candidate += 4
