"""Long decimals: mpmath at 30, 60 and more digits, made ready as this module is imported.

mpmath is not made for threads: it raises the precision of a context while it works out a secant, and
its memos of constants are written in two steps. So nothing that two threads could see half done is
left for later. An import happens once, whichever thread asks first, and here it fills those memos past
what any evaluation asks for. The contexts are our own, and no function given here touches their precision.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from mpmath.ctx_mp import MPContext  # type: ignore[import-untyped]

from reasoning_rewards.answers.algebra.doubles import NoValueError, real_only

__all__ = ["LONG", "Long", "long"]

_DIGITS = (30, 60, 120, 200)
_GUARD = 12  # digits lost to rounding in any expression a person writes
_CONSTANT_BITS = 2_000  # of 200 digits 700 are needed, and twice that next to a multiple of π
_WIDEST = 4_096  # bits that the size of a complex number's real or imaginary part may take
_GAMMA_DIGITS, _GAMMA_BITS = 60, 500  # the most digits of a factorial, and twice the bits they take

Function = Callable[[Any], Any]


class Long(NamedTuple):
    """Numbers of one precision, and the functions of them."""

    context: Any
    functions: Mapping[str, Function]


def _made(digits: int) -> Long:
    context = MPContext()
    context.dps = digits + _GUARD
    names = ["exp", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh"]
    functions: dict[str, Function] = {name: getattr(context, name) for name in names}
    functions.update({f"arc{name}": getattr(context, f"a{name}") for name in names[2:]})
    functions["ln"] = functions["log"] = context.log
    # mpmath has these too, and would raise the context's precision in each.
    functions["sec"] = lambda z: 1 / context.cos(z)
    functions["csc"] = lambda z: 1 / context.sin(z)
    functions["cot"] = lambda z: 1 / context.tan(z)
    functions["coth"] = lambda z: 1 / context.tanh(z)
    functions["sech"] = lambda z: 1 / context.cosh(z)
    functions["csch"] = lambda z: 1 / context.sinh(z)
    functions["arccoth"] = lambda z: context.atanh(1 / z)
    functions["arcsech"] = lambda z: context.acosh(1 / z)
    functions["arccsch"] = lambda z: context.asinh(1 / z)
    functions["arcsec"] = lambda z: context.acos(1 / z)
    functions["arccsc"] = lambda z: context.asin(1 / z)
    functions["arccot"] = lambda z: context.atan(1 / z) if z else context.pi / 2
    if digits <= _GAMMA_DIGITS:
        functions["factorial"] = context.factorial
    checked = {name: _checked(context, function) for name, function in functions.items()}
    checked.update(abs=abs, floor=real_only(context.floor), ceil=real_only(context.ceil))
    return Long(context, MappingProxyType(checked))


def _checked(context: Any, function: Function) -> Function:
    """Refuse what has no value, and complex numbers that mpmath would write out from one part down to the other."""

    def at(argument: Any) -> Any:
        if hasattr(argument, "_mpc_") and any(map(_is_wide, argument._mpc_)):
            raise NoValueError
        try:
            value = function(argument)
        except (ValueError, ZeroDivisionError):
            raise NoValueError from None
        if not context.isfinite(value):
            raise NoValueError
        return value

    return at


def _is_wide(part: tuple[int, int, int, int]) -> bool:
    _, mantissa, exponent, bits = part
    return bool(mantissa) and abs(exponent + bits) > _WIDEST


def _fill_memos() -> None:
    """Have mpmath work out its constants and the coefficients of its gamma function."""
    context = MPContext()
    for constant in (context.pi, context.e, context.ln2, context.ln10, context.euler):
        constant(prec=_CONSTANT_BITS)
    context.prec = _GAMMA_BITS
    for argument in (0.3, 1000.3):  # by Taylor's series, and by Stirling's
        context.factorial(argument)


_fill_memos()
LONG = MappingProxyType({digits: _made(digits) for digits in _DIGITS})


def long(digits: int) -> Long:
    """Return the numbers of so many digits or more."""
    return LONG[next(enough for enough in _DIGITS if enough >= digits)]
