"""Pairs of answers whose truth is known by how they are made: different ones that points are fooled by, and equal ones.

Everything is drawn from a seed. A family is a function of a source of random numbers that returns an answer and a gold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from random import Random

Pair = tuple[str, str]
Family = Callable[[Random], Pair]

NAMES = "pquvwxyz"  # no constants, units or bound names
GOLDS = (
    "1",
    "5",
    r"\pi",
    r"\sqrt{2}",
    "e",
    r"\sin 1",
    "x",
    r"x\cos x",
    r"\ln 3",
    "x^2+1",
    r"\frac{\pi}{4}",
    r"e^{x}",
)
SMOOTH = (r"\sin 1", r"\ln 2", r"\arctan 3", r"\cos 2", r"\sin x", r"\cos x", r"e^{x}", "x", r"\tan 1")
CALLS = (r"\sin", r"\cos", r"\tan", r"\sinh", r"\cosh", r"\tanh")


def two(random: Random) -> list[str]:
    """Two names."""
    return random.sample(NAMES, 2)


def inside(random: Random) -> str:
    """Something to put in the place of a name in an identity."""
    x, y = two(random)
    k, n = random.randint(2, 9), random.randint(1, 9)
    return random.choice(
        (x, f"({k}{x})", f"({x}+{n})", f"({x}{y})", f"({k}{x}-{n})", rf"\frac{{{x}}}{{{k}}}", f"{x}^2")
    )


# ── different ──


def large_powers(random: Random) -> Pair:
    """Exponents off by one, signs and factors that are lost in a power that is next to nothing at every point."""
    x, y = two(random)
    n, k = random.randint(150, 3000), random.randint(2, 9)
    odd = n | 1
    return random.choice(
        (
            (f"({x}-{y})^{{{n + random.randint(1, 5)}}}", f"({x}-{y})^{{{n}}}"),
            (f"({y}-{x})^{{{odd}}}", f"({x}-{y})^{{{odd}}}"),
            (f"{k}({x}-{y})^{{{n}}}", f"({x}-{y})^{{{n}}}"),
            (
                f"({x}-{y})^{{{n}}}+({y}-{x})^{{{n}}}",
                f"({x}-{y})^{{{n}}}" if n % 2 == 0 else f"2({x}-{y})^{{{n}}}",
            ),
            (f"({x}^2-{y}^2)^{{{n}}}", f"({x}-{y})^{{{n}}}({x}+{y})^{{{n + 1}}}"),
            (rf"\frac{{({x}-{y})^{{{n}}}}}{{{k}}}", rf"\frac{{({x}-{y})^{{{n}}}}}{{{k + 1}}}"),
            (rf"({x}\sin 1-{y})^{{{n}}}", rf"({x}\sin 1-{y})^{{{n + 1}}}"),
        )
    )


def flat_functions(random: Random) -> Pair:
    """Functions that have all but reached their limit."""
    x = random.choice(NAMES)
    a, b = random.sample(range(90, 900), 2)
    even = random.choice((2, 4, 6))
    gold = random.choice(GOLDS)
    return random.choice(
        (
            (f"1-e^{{-{a}{x}^{even}}}", "1"),
            (rf"\tanh({a}{x}^2)", "1"),
            (rf"\tanh {a}{x}", rf"\tanh {b}{x}"),
            (rf"\frac{{1}}{{1+e^{{-{a}{x}^{even}}}}}", "1"),
            (rf"\operatorname{{sech}}({a}{x}^2)", "0"),
            (rf"{gold}+e^{{-{a}{x}^{even}}}", gold),
            (rf"{gold}\cdot\tanh({a}{x}^2)", gold),
            (rf"\coth {a}{x}", rf"\coth {b}{x}"),
        )
    )


def tiny_terms(random: Random) -> Pair:
    """Something added or multiplied that no number of digits shows that is used for everything."""
    gold, part = random.choice(GOLDS), random.choice(SMOOTH)
    k = random.randint(57, 400)
    tiny = random.choice(
        (
            f"10^{{-{k}}}{part}",
            rf"e^{{-{2 * k}}}{part}",
            rf"\frac{{{part}}}{{{k}!}}",
            rf"\frac{{{part}}}{{10^{{{k}}}}}",
        )
    )
    return random.choice(
        (
            (f"{gold}+{tiny}", gold),
            (f"{gold}-{tiny}", gold),
            (f"({gold})(1+{tiny})", gold),
            (rf"{gold}+\sin({tiny})", gold),
            (rf"{gold}+\ln(1+{tiny})", gold),
            (rf"\sqrt{{({gold})^2+{tiny}}}", gold if gold not in ("x", r"x\cos x") else "5"),
        )
    )


def constants_at_a_limit(random: Random) -> Pair:
    """Numbers that differ from plain ones after hundreds of digits, or thousands."""
    k = random.randint(70, 2000)
    return random.choice(
        (
            (rf"\tanh({k})", "1"),
            (rf"\coth({k})", "1"),
            (rf"\arctan(10^{{{k}}})", r"\frac{\pi}{2}"),
            (rf"\frac{{e^{{{2 * k}}}}}{{e^{{{2 * k}}}+1}}", "1"),
            (rf"\sqrt{{1+e^{{-{2 * k}}}}}", "1"),
            (rf"10^{{{k}}}\sin(10^{{-{k}}})", "1"),
            (rf"\cos(10^{{-{k}}})", "1"),
            (rf"{k}-e^{{-{3 * k}}}", f"{k}"),
            (rf"(1+10^{{-{k}}})^{{10^{{{k}}}}}", "e"),
        )
    )


def far_branches(random: Random) -> Pair:
    """Equal until a branch begins, somewhere out on the real line."""
    x = random.choice(NAMES)
    n = random.choice((3, 4, 5, 6, 7, 11, 20, 50, 300, 1000, 5000, 10**5, 10**7, 10**9))
    k = random.choice((2, 3, 4, 5))
    m = n + random.randint(1, 9)
    return random.choice(
        (
            (rf"\sqrt{{({x}-{n})^2}}", f"{n}-{x}"),
            (rf"\sqrt{{{x}^2+{2 * n}{x}+{n * n}}}", f"{x}+{n}"),
            (rf"\log(({x}+{n})^2)", rf"2\log({x}+{n})"),
            (rf"\ln(({x}+{n})^4)", rf"4\ln({x}+{n})"),
            (rf"(({x}+{n})^4)^{{1/4}}", f"{x}+{n}"),
            (rf"\sqrt{{{x}+{n}}}\sqrt{{{x}+{m}}}", rf"\sqrt{{({x}+{n})({x}+{m})}}"),
            (rf"\arctan(\tan(\frac{{{x}}}{{{k}}}))", rf"\frac{{{x}}}{{{k}}}"),
            (rf"\arcsin(\sin\frac{{{x}}}{{{k}}})", rf"\frac{{{x}}}{{{k}}}"),
            (rf"\arccos(\cos {x})", rf"\sqrt{{{x}^2}}"),
            (rf"\ln({x}+{n})+\ln({x}+{m})", rf"\ln(({x}+{n})({x}+{m}))"),
            (rf"|{x}+{n}|", f"{x}+{n}"),
        )
    )


def turned_against_each_other(random: Random) -> Pair:
    """Equal where all names have one sign."""
    x, y = two(random)
    k = random.randint(2, 99)
    return random.choice(
        (
            (rf"{k}\sqrt{{{x}^2}}\sqrt{{{y}^2}}", f"{k}{x}{y}"),
            (rf"\sqrt{{{x}^2{y}^2}}+{k}", f"{x}{y}+{k}"),
            (rf"\sqrt{{\frac{{{k}{x}^2}}{{{y}^2}}}}", rf"\frac{{{x}\sqrt{{{k}}}}}{{{y}}}"),
            (rf"\ln({k}{x}{y})", rf"\ln({k}{x})+\ln {y}"),
            (rf"\frac{{|{x}|}}{{|{y}|}}+{k}", rf"\frac{{{x}}}{{{y}}}+{k}"),
        )
    )


def functions_of_integers(random: Random) -> Pair:
    """What an algebra system reads as a function of polynomials, and what goes in steps."""
    m, n = two(random)
    k = random.randint(2, 30)
    return random.choice(
        (
            (f"{k}{m}+{n}-1", rf"{k}{m}+{n}-\gcd({m},{n})"),
            (f"{k}", rf"{k}\gcd({m},{n})"),
            (f"{k}{m}{n}", rf"{k}\text{{lcm}}({m},{n})"),
            ("1", rf"\gcd({n},{n}+{k})"),
            (rf"{m}{n}", rf"\frac{{{m}{n}}}{{\gcd({m},{k}{n})}}"),
            (f"{n}-{k}", rf"\lfloor {n} \rfloor-{k}"),
            (rf"\lfloor {n} \rfloor", rf"\lfloor {n}+\frac{{1}}{{{k}}} \rfloor"),
            (f"{n}", rf"\lceil {n} \rceil+{k}-{k}"),
            (rf"\lfloor {k}{n} \rfloor", rf"{k}\lfloor {n} \rfloor"),
            (f"{n}", rf"{n} \bmod {k}"),
            (rf"\binom{{{n}}}{{{m}}}", rf"\binom{{{n}}}{{{m}+{k}}}"),
            (rf"\frac{{{n}!}}{{({n}-{k})!}}", rf"\frac{{{n}!}}{{({n}-{k + 1})!}}"),
            (rf"\binom{{{k}{n}}}{{{n}}}", rf"\frac{{({k}{n})!}}{{{n}!}}"),
        )
    )


def cancelled_terms(random: Random) -> Pair:
    """Two numbers beside something that is nothing, but with terms larger than all digits."""
    gold = random.choice(GOLDS)
    size = random.randint(20, 180)
    k = random.randint(2, 50)
    nothing = random.choice(
        (
            rf"10^{{{size}}}(\sin^2 1+\cos^2 1)-10^{{{size}}}",
            rf"e^{{{2 * size}}}(\sin^2 1+\cos^2 1-1)",
            rf"\frac{{\sin 1}}{{e^{{{2 * size}}}+1}}",
            rf"\cosh^2({size})-\sinh^2({size})-1",
        )
    )
    return (f"{gold}+{k}+{nothing}", gold)


def nearly_identities(random: Random) -> Pair:
    """Identities with one number changed, by a little or very little."""
    u = inside(random)
    k = random.choice((1, 2, 5, 9, 20, 40, 58, 75, 120))
    off = rf"(1+10^{{-{k}}})"
    return random.choice(
        (
            (rf"{off}\sin^2 {u}+\cos^2 {u}", "1"),
            (rf"2\sin {u}\cos {u}", rf"\sin(2{off}{u})"),
            (rf"\cosh^2 {u}-{off}\sinh^2 {u}", "1"),
            (rf"e^{{{off}{u}}}e^{{-{u}}}", "1"),
            (rf"1-2{off}\sin^2 {u}", rf"\cos(2{u})"),
            (rf"\csc^2 {u}", rf"{off}+\cot^2 {u}"),
        )
    )


def steps_of_constants(random: Random) -> Pair:
    """Whole parts of constants, off by one."""
    k = random.randint(20, 900)
    n = random.randint(2, 40)
    return random.choice(
        (
            ("0", rf"\lceil 10^{{-{k}}}\rceil"),
            ("0", rf"\lceil e^{{-{k}}}\rceil"),
            (f"{n}", rf"\lceil {n}+e^{{-{k}}}\rceil"),
            (f"{n}", rf"\lfloor {n}-e^{{-{k}}}\rfloor"),
            (f"{int(n * 3.141592653589793) + 1}", rf"\lfloor {n}\pi\rfloor"),
            ("0", rf"\operatorname{{sgn}}(e^{{-{k}}})"),
        )
    )


DIFFERENT: Mapping[str, Family] = {
    family.__name__.replace("_", " "): family
    for family in (
        large_powers,
        flat_functions,
        tiny_terms,
        constants_at_a_limit,
        far_branches,
        turned_against_each_other,
        functions_of_integers,
        cancelled_terms,
        nearly_identities,
        steps_of_constants,
    )
}


# ── equal ──


def trigonometry(random: Random) -> Pair:
    """Identities of the circular functions."""
    u, v = inside(random), inside(random)
    k = random.randint(2, 9)
    return random.choice(
        (
            (rf"{k}\sin^2 {u}+{k}\cos^2 {u}", f"{k}"),
            (rf"{k}\sin(2{u})", rf"{2 * k}\sin {u}\cos {u}"),
            (rf"\cos(2{u})", rf"1-2\sin^2 {u}"),
            (rf"\cos(2{u})", rf"2\cos^2 {u}-1"),
            (rf"\tan(2{u})", rf"\frac{{2\tan {u}}}{{1-\tan^2 {u}}}"),
            (rf"\sin({u}+{v})", rf"\sin {u}\cos {v}+\cos {u}\sin {v}"),
            (rf"\sin {u}+\sin {v}", rf"2\sin\frac{{{u}+{v}}}{{2}}\cos\frac{{{u}-{v}}}{{2}}"),
            (rf"\sin(3{u})", rf"3\sin {u}-4\sin^3 {u}"),
            (rf"\csc^2 {u}", rf"1+\cot^2 {u}"),
            (rf"\csc^2 {u}", rf"\frac{{1}}{{\sin^2 {u}}}"),
            (rf"\frac{{1-\cos {u}}}{{\sin {u}}}", rf"\tan\frac{{{u}}}{{2}}"),
            (
                rf"\sin {u}+\sin(2{u})+\sin(3{u})",
                rf"\sin(2{u})(1+2\cos {u})",
            ),
        )
    )


def hyperbolic_and_exponential(random: Random) -> Pair:
    """Identities of exponentials."""
    u, v = inside(random), inside(random)
    a = random.randint(2, 9)
    return random.choice(
        (
            (rf"\cosh^2 {u}-\sinh^2 {u}", "1"),
            (rf"\tanh {u}", rf"\frac{{e^{{{u}}}-e^{{-{u}}}}}{{e^{{{u}}}+e^{{-{u}}}}}"),
            (rf"\sinh(2{u})", rf"2\sinh {u}\cosh {u}"),
            (rf"\coth {u}", rf"\frac{{1}}{{\tanh {u}}}"),
            (rf"{a}^{{{u}+{v}}}", rf"{a}^{{{u}}}\cdot {a}^{{{v}}}"),
            (rf"e^{{{u}}}(\cosh {v}+\sinh {v})", rf"e^{{{u}+{v}}}"),
            (rf"\frac{{1}}{{1+e^{{-{u}}}}}", rf"\frac{{e^{{{u}}}}}{{1+e^{{{u}}}}}"),
        )
    )


def long_powers(random: Random) -> Pair:
    """Rewritten powers that nobody multiplies out."""
    x, y = two(random)
    n = random.randint(20, 3000)
    k = random.randint(2, 9)
    u = inside(random)
    return random.choice(
        (
            (f"({x}-{y})^{{{2 * n}}}", f"({y}-{x})^{{{2 * n}}}"),
            (f"({x}^2-{y}^2)^{{{n}}}", f"({x}-{y})^{{{n}}}({x}+{y})^{{{n}}}"),
            (f"({x}+{y})^{{{n}}}({x}+{y})^{{{k}}}", f"({x}+{y})^{{{n + k}}}"),
            (f"({x}^2+2{x}+1)^{{{n}}}", f"({x}+1)^{{{2 * n}}}"),
            (rf"(1+\sin {u})^{{{n}}}", rf"(\sin {u}+1)^{{{n}}}"),
            (rf"\frac{{({x}^2-{k * k})^{{{n}}}}}{{({x}-{k})^{{{n}}}}}", f"({x}+{k})^{{{n}}}"),
        )
    )


def rational_functions(random: Random) -> Pair:
    """Fractions put together and taken apart."""
    x, y = two(random)
    a, b = random.sample(range(1, 40), 2)
    return random.choice(
        (
            (rf"\frac{{1}}{{{x}+{a}}}-\frac{{1}}{{{x}+{b}}}", rf"\frac{{{b - a}}}{{({x}+{a})({x}+{b})}}"),
            (f"({x}+{a})({y}+{b})", f"{x}{y}+{b}{x}+{a}{y}+{a * b}"),
            (rf"\frac{{{x}^3-{y}^3}}{{{x}-{y}}}", f"{x}^2+{x}{y}+{y}^2"),
            (rf"\frac{{{x}}}{{{y}}}+\frac{{{y}}}{{{x}}}+{a}", rf"\frac{{{x}^2+{y}^2+{a}{x}{y}}}{{{x}{y}}}"),
        )
    )


def radicals(random: Random) -> Pair:
    """What holds of principal roots everywhere in the plane, and of roots of numbers."""
    u = inside(random)
    a, b = sorted(random.sample(range(2, 60), 2))
    return random.choice(
        (
            (rf"\frac{{{u}}}{{\sqrt{{{u}}}}}", rf"\sqrt{{{u}}}"),
            (rf"\frac{{1}}{{\sqrt{{{u}+1}}+\sqrt{{{u}}}}}", rf"\sqrt{{{u}+1}}-\sqrt{{{u}}}"),
            (rf"(\sqrt{{{u}}}+{a})^2", rf"{u}+{2 * a}\sqrt{{{u}}}+{a * a}"),
            (rf"\sqrt{{{a + b}+2\sqrt{{{a * b}}}}}", rf"\sqrt{{{a}}}+\sqrt{{{b}}}"),
            (rf"\frac{{1}}{{\sqrt{{{a}}}+\sqrt{{{b}}}}}", rf"\frac{{\sqrt{{{b}}}-\sqrt{{{a}}}}}{{{b - a}}}"),
            (rf"\sqrt{{{a * a * b}}}", rf"{a}\sqrt{{{b}}}"),
        )
    )


def logarithms(random: Random) -> Pair:
    """What holds of principal logarithms everywhere in the plane, and of logarithms of numbers."""
    u = inside(random)
    a, b = random.sample(range(2, 40), 2)
    return random.choice(
        (
            (rf"e^{{\ln {u}}}", u),
            (rf"\frac{{\ln {u}}}{{\ln {a}}}", rf"\log_{{{a}}} {u}"),
            (rf"\ln {a}+\ln {b}", rf"\ln {a * b}"),
            (rf"\log_{{{a}}} {a**3}", "3"),
            (rf"{a}^{{\log_{{{a}}} {u}}}", u),
            (rf"\sinh^{{-1}}({u})", rf"\ln({u}+\sqrt{{({u})^2+1}})"),
        )
    )


def factorials(random: Random) -> Pair:
    """Factorials and binomial coefficients of names."""
    n, k = two(random)
    j = random.randint(1, 8)
    a = random.randint(2, 5)
    c = random.randint(2, 300)
    one, other = random.choice(
        (
            (rf"\binom{{{n}}}{{{k}}}", rf"\frac{{{n}!}}{{{k}!({n}-{k})!}}"),
            (rf"\binom{{{n}}}{{{k}}}", rf"\binom{{{n}}}{{{n}-{k}}}"),
            (
                rf"\binom{{{a}{n}}}{{{n}}}",
                rf"\frac{{({a}{n})!}}{{{n}!({a - 1}{n})!}}" if a > 2 else rf"\frac{{({a}{n})!}}{{({n}!)^2}}",
            ),
            (rf"\frac{{({n}+{j})!}}{{({n}+{j - 1})!}}", f"{n}+{j}"),
            (rf"\frac{{{n}({n}-1)}}2", rf"\frac{{{n}!}}{{2!({n}-2)!}}"),
            (rf"\binom{{{n}+1}}{{{k}}}", rf"\binom{{{n}}}{{{k}}}+\binom{{{n}}}{{{k}-1}}"),
        )
    )
    return rf"{c}\left({one}\right)", rf"{c}\left({other}\right)"


def angles_and_constants(random: Random) -> Pair:
    """Values that everybody knows."""
    n, k = random.randint(1, 400), random.randint(2, 60)
    return random.choice(
        (
            (rf"\sin({n}\pi)", "0"),
            (rf"{k}\cos({2 * n}\pi)", f"{k}"),
            (rf"\sin(\frac{{\pi}}{{6}}+{2 * n}\pi)", r"\frac12"),
            (rf"\cos\frac{{{2 * n + 1}\pi}}{{2}}", "0"),
            (rf"{k}e^{{{2 * n}i\pi}}", f"{k}"),
            (rf"{k}\arctan\frac12+{k}\arctan\frac13", rf"\frac{{{k}\pi}}{{4}}"),
            (rf"\lfloor {k}\pi\rfloor", f"{int(k * 3.141592653589793)}"),
            (rf"\arctan {k}+\arctan\frac{{1}}{{{k}}}", r"\frac{\pi}{2}"),
            (rf"\sin({n}^\circ)", rf"\cos(90^\circ-{n}^\circ)"),
            (rf"\lceil e^{{-{n}}}\rceil", "1"),
        )
    )


EQUAL: Mapping[str, Family] = {
    family.__name__.replace("_", " "): family
    for family in (
        trigonometry,
        hyperbolic_and_exponential,
        long_powers,
        rational_functions,
        radicals,
        logarithms,
        factorials,
        angles_and_constants,
    )
}


def drawn(families: Mapping[str, Family], count: int, seed: int) -> Iterator[tuple[str, Pair]]:
    """Draw so many pairs, all of them different, an equal share of each family."""
    random = Random(seed)
    seen: set[Pair] = set()
    share = -(-count // len(families))
    for name, family in families.items():
        made, tries = 0, 0
        while made < share and tries < 40 * share:
            tries += 1
            pair = family(random)
            if pair not in seen:
                seen.add(pair)
                made += 1
                yield name, pair
