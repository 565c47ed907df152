"""A second opinion: math-verify, in a worker, where its timers and its parser can harm nobody.

It reads the two texts itself. Its own timeouts are off: the worker's CPU time ends it, whatever it
is doing.
"""

from __future__ import annotations

from typing import Any

__all__ = ["decide", "warm_up"]

_TYPICAL = (
    (r"\frac{1}{2}", r"x^2 - \sin 1"),
    (r"\frac{\binom{2n}{n}}{n+1}", r"\frac{(2n)!}{n!(n+1)!}"),
    (r"\coth x", r"\frac{1}{\tanh x}"),
)


def warm_up() -> None:
    """Decide pairs that take math-verify to its parser and sympy to what most pairs need."""
    for answer, gold in _TYPICAL:
        decide(answer, gold, {})


def decide(answer: str, gold: str, policy: dict[str, Any]) -> bool | None:
    """Decide whether an answer is the gold; None where math-verify can't read one of them."""
    from math_verify import verify

    want, got = _read(gold), _read(answer)
    if not want or not got:
        return None
    return bool(verify(want, got, timeout_seconds=None))


def _read(text: str) -> list[Any]:
    from math_verify import parse

    read: list[Any] = parse(f"${text}$", parsing_timeout=None)
    return read
