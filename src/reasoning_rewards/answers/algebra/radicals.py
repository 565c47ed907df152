"""Radicals over a coprime base: numbers are split by small primes and perfect powers, never factored."""

from __future__ import annotations

from math import gcd, isqrt

from reasoning_rewards.caches import remembered

__all__ = ["CERTAINLY_PRIME", "coprime_base", "exponents_over", "split"]

_PRIMES = tuple(n for n in range(2, 200) if all(n % p for p in range(2, isqrt(n) + 1)))
CERTAINLY_PRIME = 211 * 211  # what no prime below 200 divides and is less than this is prime


@remembered(2048)
def split(number: int) -> tuple[tuple[int, int], ...]:
    """Write a positive integer as powers of bases that are pairwise coprime and no powers themselves.

    >>> split(360), split(10007**3)
    (((2, 3), (3, 2), (5, 1)), ((10007, 3),))
    """
    factors = []
    for prime in _PRIMES:
        if number == 1 or prime * prime > number:
            break
        times = 0
        while number % prime == 0:
            number //= prime
            times += 1
        if times:
            factors.append((prime, times))
    if number > 1:
        factors.append(_perfect_power(number) if number >= CERTAINLY_PRIME else (number, 1))
    return tuple(factors)


def _perfect_power(number: int) -> tuple[int, int]:
    """Return (base, k) with base**k == number and k as large as can be."""
    for k in range(min(number.bit_length() // 7, 64), 1, -1):
        base = integer_root(number, k)
        if base**k == number:
            return base, k
    return number, 1


def integer_root(number: int, k: int) -> int:
    """Return the k-th root of a number, rounded down.

    >>> integer_root(80, 4), integer_root(81, 4)
    (2, 3)
    """
    if k == 2:
        return isqrt(number)
    guess = 1 << -(-number.bit_length() // k)
    while True:
        step = ((k - 1) * guess + number // guess ** (k - 1)) // k
        if step >= guess:
            return guess
        guess = step


def coprime_base(numbers: set[int]) -> list[int]:
    """Return pairwise coprime numbers of whose powers all of these are products.

    >>> coprime_base({10403, 10807})  # 101 * 103 and 101 * 107
    [101, 103, 107]
    """
    base: set[int] = set()
    pending = list(numbers)
    while pending:
        number = pending.pop()
        if number == 1:
            continue
        for other in base:
            common = gcd(number, other)
            if common > 1:
                base.remove(other)
                pending.extend({common, number // common, other // common} - {1})
                break
        else:
            base.add(number)
    return sorted(base)


def exponents_over(number: int, base: list[int]) -> list[tuple[int, int]]:
    """Write a number over a coprime base that it was used to make."""
    found = []
    for part in base:
        times = 0
        while number % part == 0:
            number //= part
            times += 1
        if times:
            found.append((part, times))
    return found
