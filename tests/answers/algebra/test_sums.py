"""Sums up to a name, written out: what differs at a small number differs, and what agrees there is left open."""

from __future__ import annotations

import pytest

from reasoning_rewards import compare

ALIKE = [
    (r"\sum_{k=1}^n k", r"\frac{n(n+1)}{2}"),
    (r"\sum_{k=1}^n x_k", r"\sum_{j=1}^n x_j"),
    (r"\sum_{k=1}^n x_k", r"\sum_{k=0}^{n-1} x_{k+1}"),
    (r"\sum_{k=0}^n \binom nk", "2^n"),
    (r"\prod_{k=1}^n k", "n!"),
    (r"\sum_{k=0}^n x^k", r"\frac{1-x^{n+1}}{1-x}"),
    (r"\sum_{k=1}^n a_{ik}", r"\sum_{k=1}^n a_{ki}"),
    (r"\sum_{k=1}^\infty \frac1{k^2}", r"\frac{\pi^2}{6}"),
    (r"\sum_{k=1}^{n} \sum_{j=1}^{k} 1", r"\frac{n^2+n}{2}"),
]
APART = [
    (r"\sum_{k=1}^n k", r"\frac{n(n-1)}{2}"),
    (r"\sum_{k=1}^n x_k", r"\sum_{k=1}^n x_{k+1}"),
    (r"\sum_{k=0}^n \binom nk", "2^{n+1}"),
    (r"\prod_{k=1}^n k", "(n+1)!"),
    (r"\sum_{k=0}^{n-1} F_k F_{n-k-1}", r"\sum_{k=0}^{n-2} F_k F_{n-k-2}"),
    (r"\sum_{k=1}^{n} \sum_{j=1}^{k} 1", "n^2"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_what_agrees_is_never_called_different(one: str, other: str) -> None:
    for answer, gold in ((one, other), (other, one)):
        assert compare(answer, gold=gold).same is not False


@pytest.mark.parametrize(("one", "other"), APART)
def test_what_differs_at_a_small_number_differs(one: str, other: str) -> None:
    for answer, gold in ((one, other), (other, one)):
        found = compare(answer, gold=gold)
        assert found.same is False and found.rule == "probe.differs"
