r"""The symbolic rung: sympy, in a worker. Nothing else imports sympy, and nothing here reads text for it.

The two texts are read by the parser of all rungs, and the ladder is gone through again with one
rung more, which asks sympy where the others have no opinion. Sympy gets a tree, operation by
operation, never a string: what builds its expressions from strings evaluates them.

No long number is built here, nor a power from which sympy would build one by itself. What sympy does
with a short expression is bounded by the worker's CPU time and memory.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

import sympy
from sympy.core.random import seed

from reasoning_rewards.answers.compare.ladder import decided_by
from reasoning_rewards.answers.compare.policy import policy_of
from reasoning_rewards.answers.compare.scalars import SCALAR_RUNGS, Judge
from reasoning_rewards.answers.values.limits import Fuel, FuelSpentError
from reasoning_rewards.answers.values.outcome import Outcome
from reasoning_rewards.answers.values.tree import Node, UnreadableError, fold

__all__ = ["CONVENTIONS", "Convention", "SympyBuilder", "agree", "decide", "warm_up"]

_MOST_BITS = 60_000  # of a power of numbers
_LARGEST_FACTORIAL = 1_000
_DIGITS = 30  # of a number that no closed form was found for

_CONSTANTS = {"π": sympy.pi, "e": sympy.E, "i": sympy.I, "∞": sympy.oo}


class Convention(NamedTuple):
    """What a function means to sympy where a text has written it.

    domain: "complex" where sympy's function is that of the text for whatever stands in it; "integers" where sympy's
    is another one for names (its gcd is that of polynomials: gcd(m, n) is 1), so that it is asked about numbers only;
    "order" where what is compared must be real. Anything else, a remainder too, is a function that nobody knows.
    arguments: how many; 0 for any number.
    """

    build: Callable[..., Any]
    says: str
    domain: Literal["complex", "integers", "order", "counting"] = "complex"
    arguments: int = 1


_CIRCULAR = ("sin", "cos", "tan", "cot", "sec", "csc")
_HYPERBOLIC = ("sinh", "cosh", "tanh", "coth", "sech", "csch")
CONVENTIONS: Mapping[str, Convention] = MappingProxyType(
    {
        "ln": Convention(sympy.log, "the principal branch, of base e"),
        "log": Convention(sympy.log, "of base e; the ladder asks once more with base 10"),
        "exp": Convention(sympy.exp, "e to that power"),
        "abs": Convention(sympy.Abs, "the modulus; |x| is not x"),
        "floor": Convention(sympy.floor, "of a name it stays what it is, but for whole numbers taken out"),
        "ceil": Convention(sympy.ceiling, "of a name it stays what it is, but for whole numbers taken out"),
        "sgn": Convention(sympy.sign, "0 at 0; of a name it stays what it is"),
        "arg": Convention(sympy.arg, "above -π, up to π; of a name it stays what it is"),
        "Gamma": Convention(sympy.gamma, "the gamma function"),
        **{name: Convention(getattr(sympy, name), "of radians") for name in (*_CIRCULAR, *_HYPERBOLIC)},
        **{
            f"arc{name}": Convention(getattr(sympy, f"a{name}"), "the principal branch; arccot is odd")
            for name in (*_CIRCULAR, *_HYPERBOLIC)
        },
        "min": Convention(sympy.Min, "of real numbers; names are taken for such", "order", 0),
        "max": Convention(sympy.Max, "of real numbers; names are taken for such", "order", 0),
        "gcd": Convention(sympy.igcd, "of integers; of names nobody knows", "integers", 0),
        "lcm": Convention(sympy.ilcm, "of integers; of names nobody knows", "integers", 0),
        "factorial": Convention(sympy.factorial, "Γ(n+1); of small numbers and of names", "counting"),
        "binomial": Convention(sympy.binomial, "n!/(k!(n-k)!); of small numbers and of names", "counting", 2),
    }
)
"""Every function that sympy evaluates for us."""

_TYPICAL = (
    (r"\sum_{k=1}^n k^2", r"\frac{n(n+1)(2n+1)}{7}"),
    (r"\frac{\binom{2n}{n}}{n+1}", r"\frac{(2n)!}{n!(n+1)!}"),
    (r"\lim_{x\to 0}\frac{\sin x}{x}", "1"),
    (r"\coth x", r"\frac{1}{\tanh x}"),
)


class SympyBuilder:
    """The domain of sympy's expressions; names are complex, as they are for every other rung."""

    def __init__(self, fuel: Fuel) -> None:
        self.fuel = fuel

    def number(self, value: int | Fraction) -> Any:
        """Return a rational number."""
        self.fuel.charge(1)
        return sympy.Rational(value.numerator, value.denominator)

    def symbol(self, name: str) -> Any:
        """Return a constant or a free name."""
        return _CONSTANTS[name] if name in _CONSTANTS else sympy.Symbol(name)

    def unit(self, name: str) -> Any:
        """Return a unit as a positive name of its own."""
        return sympy.Symbol("u:" + name, positive=True)

    def infinity(self) -> Any:
        """Refuse, as everywhere: a bound of a sum or a limit is a name, and nothing else is infinite."""
        raise UnreadableError("infinity")

    def add(self, terms: list[Any]) -> Any:
        """Return the sum."""
        self.fuel.charge(sum(map(_weight, terms)))
        return sympy.Add(*terms)

    def multiply(self, factors: list[Any]) -> Any:
        """Return the product."""
        self.fuel.charge(sum(map(_weight, factors)))
        return sympy.Mul(*factors)

    def divide(self, over: Any, under: Any) -> Any:
        """Return the quotient."""
        return self.multiply([over, self.power(under, sympy.Integer(-1))])

    def power(self, base: Any, exponent: Any) -> Any:
        """Return base to the exponent; refused where sympy could make a long number of it."""
        self.fuel.charge(_weight(base) + _weight(exponent))
        numbers = _rationals(base) if exponent.is_Rational else _rationals(base) | _rationals(exponent)
        if max(map(_bits, numbers), default=0) * max(map(abs, _rationals(exponent)), default=0) > _MOST_BITS:
            raise FuelSpentError
        return sympy.Pow(base, exponent)

    def root(self, radicand: Any, index: Any) -> Any:
        """Return the principal root, the real one of a negative number and an odd index."""
        exponent = self.power(index, sympy.Integer(-1))
        if index.is_Integer and int(index) % 2 and radicand.is_number and radicand.is_negative:
            return -self.power(-radicand, exponent)
        return self.power(radicand, exponent)

    def call(self, name: str, arguments: list[Any]) -> Any:
        """Return the value of a function; one that nobody knows stays what it is."""
        self.fuel.charge(10 + sum(map(_weight, arguments)))
        known = CONVENTIONS.get(name)
        if known is not None and _fits(known, arguments):
            return self._known(known, arguments)
        if name in ("sum =", "prod =") and len(arguments) == 4 and arguments[0].is_Symbol:
            index, first, last, body = arguments
            kind = sympy.Sum if name == "sum =" else sympy.Product
            return kind(body, (index, first, last))
        if name == "lim ->" and len(arguments) == 4 and arguments[0].is_Symbol:
            variable, target, _, body = arguments
            side = _SIDES.get(target.func.__name__, "")
            if side:
                return sympy.Limit(body, variable, target.args[0], side)
            if target.has(variable):
                raise UnreadableError("a limit at its own variable")
            return sympy.Limit(body, variable, target, "+-" if target.is_finite else "-")
        return sympy.Function(name)(*arguments)

    def _known(self, known: Convention, arguments: list[Any]) -> Any:
        if known.domain == "counting" and any(each.is_number and not _is_small(each) for each in arguments):
            raise FuelSpentError
        return (
            sympy.Integer(known.build(*arguments)) if known.domain == "integers" else known.build(*arguments)
        )


def _fits(known: Convention, arguments: list[Any]) -> bool:
    """Say whether a function of these arguments is to sympy what it is in a text."""
    if known.arguments and len(arguments) != known.arguments:
        return False
    if known.domain == "order":
        return not any(map(_has_no_order, arguments))
    return known.domain != "integers" or (len(arguments) > 1 and all(each.is_Integer for each in arguments))


def symbolic(left: Node, right: Node, _: Judge) -> Outcome | None:
    """Tell by what sympy makes of the difference: the last rung."""
    verdict = agree(left, right)
    return None if verdict is None else Outcome(verdict, "symbolic.same" if verdict else "symbolic.differs")


def warm_up() -> None:
    """Decide pairs that take sympy to what most pairs need; the first of a kind costs it ten times the second."""
    for answer, gold in _TYPICAL:
        decide(answer, gold, {})


def decide(answer: str, gold: str, policy: dict[str, Any]) -> bool | None:
    """Decide whether an answer is the gold; None where sympy can't tell either."""
    seed(0)  # sympy tries random points
    judge = _Judge(policy_of(policy), Fuel(), (*SCALAR_RUNGS, symbolic))
    return decided_by(judge.rungs, answer, gold, judge.policy, judge).same


_SIDES = {"from above": "+", "from below": "-"}


class _Judge(Judge):
    """One that asks sympy for a number that a tolerance is held against: a series, an integral."""

    def real(self, node: Node) -> int | Fraction | None:
        known = super().real(node)
        if known is not None:
            return known
        try:
            value = fold(node, SympyBuilder(Fuel()))
        except (UnreadableError, FuelSpentError):
            return None
        if value.free_symbols:  # the index of a sum is none
            return None
        value = value.evalf(_DIGITS)
        if not value.is_Float and not value.is_Rational:
            return None
        exact = sympy.Rational(value)
        return Fraction(int(exact.p), int(exact.q)) if exact.is_finite else None


def agree(left: Node, right: Node) -> bool | None:
    """Say whether two scalar trees are equal for sympy.

    Same takes a difference that some way of writing it makes zero. Different takes a difference
    that sympy finds to be another number at a point, to the precision of that number.
    """
    builder = SympyBuilder(Fuel())
    try:
        gap = _generic(fold(left, builder).doit() - fold(right, builder).doit())
    except (UnreadableError, FuelSpentError):
        return None
    if gap.has(sympy.nan, sympy.zoo, sympy.oo):
        return None
    for rewritten in (_itself, sympy.expand, sympy.factor_terms, sympy.simplify, _by_gamma, _by_trigonometry):
        if rewritten(gap).is_zero:
            return True
    return False if gap.equals(0) is False else None


def _itself(gap: Any) -> Any:
    return gap


def _by_gamma(gap: Any) -> Any:
    """Factorials and binomials in one notation."""
    return sympy.gammasimp(gap.rewrite(sympy.gamma)) if gap.has(sympy.factorial, sympy.binomial) else gap


def _by_trigonometry(gap: Any) -> Any:
    """Hyperbolic and circular functions in one notation."""
    return sympy.trigsimp(sympy.expand_trig(gap)) if gap.has(sympy.Function) else gap


def _generic(expression: Any) -> Any:
    """Take from every case distinction the case that holds but for single values.

    Sympy adds up a geometric series case by case; an answer gives the closed form.
    """

    def usual(cases: Any) -> Any:
        closed = [case.expr for case in cases.args if not case.expr.has(sympy.Sum, sympy.Product)]
        return closed[-1] if closed else cases

    return expression.replace(lambda part: isinstance(part, sympy.Piecewise), usual)


def _has_no_order(expression: Any) -> bool:
    """Say whether sympy refuses to compare an expression: it is a number, and not a real one."""
    return expression.is_extended_real is False or (expression.is_number and not expression.is_comparable)


def _is_small(number: Any) -> bool:
    """Say whether a number is one, and known to be no larger than what is counted up to."""
    return bool(number.is_finite) and (sympy.Abs(number) <= _LARGEST_FACTORIAL) == sympy.true


def _rationals(expression: Any) -> set[Any]:
    return set(expression.atoms(sympy.Rational))


def _bits(number: Any) -> int:
    return max(int(number.p).bit_length(), int(number.q).bit_length())


def _weight(expression: Any) -> int:
    """What it costs to touch a number again, by its length."""
    return 1 + (_bits(expression) >> 6) if expression.is_Rational else 1
