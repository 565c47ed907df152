"""Long decimals in threads: nothing that two of them share is written to."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import mpmath
import pytest

from reasoning_rewards import Correctness, clear_caches
from reasoning_rewards.answers.algebra.doubles import NoValueError
from reasoning_rewards.answers.algebra.long_decimals import LONG
from reasoning_rewards.answers.algebra.points import Points
from reasoning_rewards.answers.values.limits import Fuel
from reasoning_rewards.answers.values.vocabulary import TRIGONOMETRIC

BITS = {digits: long.context.prec for digits, long in LONG.items()}
ARGUMENTS = ["0.4", "1.5", "-2.5", "30.25", "0.3+0.2j", "-4+3j", "0"]


@pytest.mark.parametrize("digits", LONG)
def test_no_function_touches_the_precision_it_works_in(digits, monkeypatch):
    context, functions = LONG[digits]
    written = []
    kind = type(context)
    monkeypatch.setattr(
        kind, "prec", property(kind.prec.fget, lambda self, bits: written.append(bits)), raising=True
    )
    for function in functions.values():
        for argument in ARGUMENTS:
            try:
                function(context.mpmathify(argument))
            except NoValueError:
                continue
    domain = Points(2, digits, Fuel())
    x, y = domain.symbol("x"), domain.symbol("y")
    for value in (domain.power(x, y), domain.root(x, y), domain.divide(x, y), domain.symbol("π"), abs(x)):
        assert context.isfinite(value)
    assert written == []


@pytest.mark.parametrize("name", ["sec", "csc", "cot", "arcsec", "arccsc", "arccot"])
@pytest.mark.parametrize("argument", ["0.4", "-2.5", "0.3+0.2j"])
def test_functions_put_together_here_are_those_of_mpmath(name, argument):
    assert name.removeprefix("arc") in TRIGONOMETRIC
    context, functions = LONG[30]
    theirs = getattr(context.clone(), name.replace("arc", "a"))
    z = context.mpmathify(argument)
    assert abs(functions[name](z) - theirs(z)) < context.mpf(10) ** -38


def test_the_inverse_cotangent_of_0_is_a_right_angle():
    context, functions = LONG[30]
    assert functions["arccot"](context.mpf(0)) == context.pi / 2


@pytest.mark.parametrize("digits", LONG)
def test_parts_however_far_apart_are_never_written_out(digits):
    """mpmath wrote 2^(-10^13) + i out to its last bit beside the logarithm's cut."""
    context, functions = LONG[digits]
    small, large = (context.ldexp(context.mpf(1) / 3, bits) for bits in (-(2**44), 2**44))
    parts = [small, -small, large, context.mpf(0), context.mpf(1), context.mpf("-0.3")]
    domain = Points(2, digits, Fuel(10**9))
    for argument in (context.mpc(real, imaginary) for real in parts for imaginary in parts):
        for function in (*functions.values(), lambda z: domain.power(z, 63), lambda z: domain.root(z, 3)):
            if abs(argument) <= 2**40 or function in (functions["ln"], functions["sqrt"]):
                try:
                    function(argument)
                except (NoValueError, OverflowError):
                    continue


def test_many_threads_leave_the_precision_as_it_was():
    """mpmath's own secant raised it to 78 digits within 400 pairs."""
    pairs = [
        (rf"\sec({k}x)+\cot({k}x)", rf"\frac{{1}}{{\cos {k}x}}+\frac{{\cos({k}x)}}{{\sin({k}x)}}")
        for k in range(2, 100)
    ]
    clear_caches()
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(8) as pool:
            reward = Correctness(engine=None)
            rules = pool.map(
                lambda pair: reward.explain(f"<answer>{pair[0]}</answer>", answer=pair[1]).rule, pairs
            )
            assert set(rules) == {"probe.same"}
    finally:
        sys.setswitchinterval(usual)
    assert {digits: long.context.prec for digits, long in LONG.items()} == BITS


def test_mpmaths_own_precision_is_its_users():
    with mpmath.workdps(5):
        clear_caches()
        assert Correctness(engine=None)(["<answer>e^{i\\pi}</answer>"], answer=["-1"]) == [1.0]
        assert mpmath.mp.dps == 5


def test_memos_are_filled_before_the_first_thread_asks():
    """mpmath writes a constant and its precision in two steps; here no evaluation makes it write one."""
    code = r"""
import reasoning_rewards.answers.algebra.long_decimals
from mpmath.libmp import libelefun, gammazeta
from reasoning_rewards import compare

def memos():
    constants = {}
    for module in (libelefun, gammazeta):
        for name, made in vars(module).items():
            for cell in getattr(made, "__closure__", None) or ():
                if hasattr(cell.cell_contents, "memo_prec"):
                    constants[name] = cell.cell_contents.memo_prec
    return constants, next(iter(gammazeta.gamma_taylor_cache))

before = memos()
for answer, gold in [
    ("e^{i\\pi}", "-1"), ("\\sin(\\pi x)", "x"), ("\\ln(2^x)", "x\\ln 2"), ("e^{\\sqrt{100000}}", "2^{x}"),
    ("(x+40/3)!", "(x+40/3)\\cdot(x+37/3)!"), ("(29+x)!", "(29+x)\\cdot(28+x)!"), ("(x/9+40)!", "(x/9+40)\\cdot(x/9+39)!"),
    ("\\sin(1000000\\pi+10^{-60})", "\\sin(10^{-60})"), ("\\sin(e^{20}\\pi)", "x"), ("\\arctan(x)+\\arctan(1/x)", "\\pi/2"),
    ("1.414213562373095048801688724209698078569671875376948073176679737990732478462107", "\\sqrt{2}"),
    ("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803482534211706798", "\\pi"),
]:
    print(compare(answer, gold=gold).rule)
assert memos() == before, (memos(), before)
assert sorted(before[0].values())[-5] > 2_000 and before[1] >= 500, before
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("probe.same") >= 5 and done.stdout.count("number.rounded") == 2, done.stdout
