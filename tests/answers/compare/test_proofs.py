"""Same needs a proof, or evidence in which every part was seen: pairs built to fool points, and equal ones.

A sample of what benchmarks/proofs.py measures by the thousand.
"""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reasoning_rewards import compare
from tests.answers.pairs import DIFFERENT, EQUAL

SEEDS = st.integers(0, 2**32)


@pytest.mark.parametrize("family", DIFFERENT)
@settings(max_examples=25, deadline=None)
@given(seed=SEEDS)
def test_no_different_pair_is_paid(family, seed):
    answer, gold = DIFFERENT[family](Random(seed))
    assert compare(answer, gold=gold).same is not True
    assert compare(gold, gold=answer).same is not True


@pytest.mark.parametrize("family", EQUAL)
@settings(max_examples=25, deadline=None)
@given(seed=SEEDS)
def test_equal_pairs_are_found_the_same(family, seed):
    answer, gold = EQUAL[family](Random(seed))
    assert compare(answer, gold=gold).same is True
    assert compare(gold, gold=answer).same is True


DIFFERENT_AT_ONCE = [
    ("(x-y)^{300}", "(x-y)^{301}"), ("(b-a)^{2023}", "(a-b)^{2023}"), ("2(p-q)^{365}", "(p-q)^{365}"), ("(x+1)^{10^{30}}", "(x+1)^{10^{30}+1}"),
    ("1-e^{-60x^2}", "1"), (r"\tanh 100x", r"\tanh 200x"), (r"\tanh(100)", "1"), (r"e+\sin(10^{-70})", "e"), (r"1+e^{-150}\sin 1", "1"),
    (r"\sqrt{(x-3)^2}", "3-x"), (r"\sqrt{x^2+6x+9}", "x+3"), (r"\log((x+3)^2)", r"2\log(x+3)"), (r"\arctan(\tan(x/2))", "x/2"),
    ("((x+5)^4)^{1/4}", "x+5"), (r"\sqrt{x+5}\sqrt{x+6}", r"\sqrt{(x+5)(x+6)}"), (r"\arcsin(\sin\frac{x}{2})", r"\frac{x}{2}"),
    (r"\sqrt{x^2}\sqrt{y^2}", "xy"), (r"\sqrt{(x-10^9)^2}", "10^9-x"), (r"\sqrt{(\frac{x}{10^6}-1)^2}", r"1-\frac{x}{10^6}"),
    (r"\lceil e^{-1000}\rceil", "0"), (r"\lfloor 7\pi \rfloor", "22"),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "gold"), DIFFERENT_AT_ONCE)
def test_a_witness_is_found(answer, gold):
    assert compare(answer, gold=gold).same is False
    assert compare(gold, gold=answer).same is False


NOT_TOLD = [
    (r"\frac{\sin 1}{10^{300}}+\pi", r"\pi"),  # no digits that are tried show it
    (r"10^{90}\sin(10^{-90})", "1"),  # every leaf moves it; but the sine is a straight line to all digits
    (r"(1+10^{-90})^{10^{90}}", "e"),
    (r"\lfloor x \rfloor", "x"),
    (r"(10^{60}+x)\sin(10^{-60})-10^{60}\sin(10^{-60})", "0"),
    (r"\sqrt{1+10^{-80}\sin x}", "1"),
]


@pytest.mark.parametrize(("answer", "gold"), NOT_TOLD)
def test_what_no_point_shows_is_not_paid(answer, gold):
    assert compare(answer, gold=gold).same is not True
    assert compare(gold, gold=answer).same is not True


SAME = [
    ("(x-y)^{300}", "(y-x)^{300}"), ("(x^2-y^2)^{500}", "(x-y)^{500}(x+y)^{500}"), (r"\frac{(x^2-1)^{90}}{(x+1)^{90}}", "(x-1)^{90}"),
    (r"(\sin x+1)^{100}", r"(1+\sin x)^{100}"), ("(x+i)^{200}(x-i)^{200}", "(x^2+1)^{200}"), ("(x+1)^{100}", "(x^2+2x+1)^{50}"),
    ("(a+b)(c+d)(f+g)(h+j)(k+l)(m+n)(p+q)(r+s)(t+u)", "(b+a)(d+c)(g+f)(j+h)(l+k)(n+m)(q+p)(s+r)(u+t)"),
    (r"\sin^3 x+\cos^3 x+\tan^2 x", r"(\sin x+\cos x)(1-\sin x\cos x)+\sec^2 x-1"),
    (r"\sin x+\sin y+\sin z-\sin(x+y+z)", r"4\sin\frac{x+y}{2}\sin\frac{y+z}{2}\sin\frac{z+x}{2}"),
    (r"e^x(\sin^2 x+\cos^2 x-1)", "0"), (r"\frac{\cos 2x-1+2\sin^2 x}{10}", "0"), (r"x^0\sin x + 0\cdot\cos x", r"\cos(\frac{\pi}{2}-x)"),
    (r"\sqrt{\frac{a}{b}}", r"\frac{\sqrt{a}}{\sqrt{b}}"), (r"\ln\frac{a}{b}", r"\ln a-\ln b"), (r"3+\log_2 x", r"\log_2 8x"),
    (r"\ln(2^x)", r"x\ln 2"), (r"\ln(x+\sqrt{x^2+1})", r"\sinh^{-1} x"), (r"\operatorname{arsinh} x", r"\sinh^{-1} x"),
    (r"\cosh^{-1} 2", r"\ln(2+\sqrt3)"), (r"\coth x", r"\frac{1}{\tanh x}"), (r"\csc^2 x", r"\frac{1}{\sin^2 x}"),
    (r"\csc^2 \frac{x}{4}", r"1+\cot^2 \frac{x}{4}"), (r"\sin\pi", "0"), (r"\cos(\pi/2)", "0"), (r"\tan 15^\circ", r"2-\sqrt3"),
    (r"\cos 36^\circ", r"\frac{1+\sqrt5}{4}"), (r"\sin\frac{8\pi}{7}", r"-\sin\frac{\pi}{7}"), (r"\frac{n!}{2!(n-2)!}", r"\frac{n(n-1)}2"),
    (r"\frac{n!}{k!(n-k)!}", r"\binom nk"), (r"\binom{n}{n-k}", r"\binom nk"), (r"\frac{(2n)!}{(n!)^2}", r"\binom{2n}{n}"),
    (r"\binom{n}{n-2}", r"\frac{n(n-1)}{2}"), (r"\lfloor \pi \rfloor", "3"), (r"\lceil e^{-1000}\rceil", "1"), (r"5.5 \bmod 2", "1.5"),
    (r"\operatorname{sgn}(-\pi)", "-1"), (r"\lfloor x+1 \rfloor", r"\lfloor x \rfloor+1"),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "gold"), SAME)
def test_found_the_same(answer, gold):
    assert compare(answer, gold=gold).same is True
    assert compare(gold, gold=answer).same is True


@pytest.mark.parametrize(
    ("answer", "gold"),
    [
        (r"y = x + 10^{-70}\sin x", "y = x"),
        (r"y = \sqrt{(x-3)^2}", "y = 3-x"),
        ("(x-y)^{300}=z", "(x-y)^{302}=z"),
    ],
)
def test_equations_are_held_to_the_same(answer, gold):
    assert compare(answer, gold=gold).same is not True


def test_equations_that_are_multiples_of_each_other():
    assert compare(r"2y\cos^2 x+2x = 2z-2y\sin^2 x", gold="y+x = z").same is True
    assert compare("2(x-y)^{300}=2z", gold="(y-x)^{300}=z").same is True


@pytest.mark.parametrize(
    "text", [r"\tan(\pi/2)", r"\cot\pi", r"\sec 90^\circ", r"\csc 0", r"5+0\cdot\tan 90^\circ"]
)
def test_poles_have_no_value(text):
    assert compare("5", gold=text).rule == "gold.broken"
    assert compare(text, gold="5").same is not True
