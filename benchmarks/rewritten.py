"""Golds rewritten so that they stay equal, and perturbed so that they don't, by another hand's algebra.

    python benchmarks/rewritten.py ../data/math_goldself.jsonl ../data/gsm8k_goldself.jsonl --pairs 20000

Golds are read by math-verify's TeX parser and rewritten by sympy: expanded, factored, put over one
denominator, taken apart, reordered, written as a decimal, printed as TeX or as plain text in other
dress. Perturbed ones have one number, sign, name or function changed, and are kept only where sympy
finds another value at a random point. Our parser has no part in it.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections import Counter
from pathlib import Path

import sympy
from math_verify import parse
from sympy import (
    Add,
    Basic,
    Expr,
    FiniteSet,
    Float,
    Integer,
    Interval,
    MatrixBase,
    Mul,
    Rational,
    Symbol,
    Tuple,
)

from reasoning_rewards.answers.compare.comparison import compare

Answer = Basic | MatrixBase


def readable(gold: str) -> Answer | None:
    """Return sympy's reading of a gold, where it is one value that prints back."""
    if re.search(r"text|mbox|_|%|\\circ|\\\$|=|<|>|\\in|:|pm|\\overline|[a-z]{3,}(?<!frac)\d", gold):
        return None
    found = parse(gold if gold.startswith("$") else f"${gold}$", parsing_timeout=None)
    value = found[0] if found else None
    names = {str(name) for name in value.free_symbols} if isinstance(value, (Basic, MatrixBase)) else set()
    letters = set(re.sub(r"\\[A-Za-z]+|f\(", "", gold)) & set(
        "ABCDEFGHJKLMNOPQRSTUVWXYZabcdfghjklmnopqrstuvwxyz"
    )
    if not letters <= names or "e" in gold.replace("\\begin", "").replace("\\end", ""):
        return None  # it reads e as a number and some capitals as small letters
    if isinstance(value, (FiniteSet, Tuple, Interval, MatrixBase)):
        return value
    if isinstance(value, Expr) and not value.has(sympy.oo, sympy.zoo, sympy.nan, Float):
        return value
    return None


def rewrite(value: Expr, rng: random.Random) -> Expr:
    """Return an equal expression."""
    names = sorted(value.free_symbols, key=str)
    ways = [sympy.expand, sympy.factor, sympy.together, sympy.radsimp, sympy.powsimp, lambda e: e]
    if len(names) == 1:
        ways.append(lambda e: sympy.apart(e, names[0]))
        ways.append(lambda e: sympy.collect(sympy.expand(e), names[0]))
    if value.has(sympy.sin, sympy.cos, sympy.tan):
        ways += [sympy.expand_trig, sympy.trigsimp, lambda e: e.rewrite(sympy.exp)]
    if value.is_Rational:
        k = Integer(rng.randint(2, 99))
        ways.append(lambda e: Add(e - k, k, evaluate=False))
        ways.append(lambda e: Mul(e * k, Rational(1, k), evaluate=False))
    try:
        return rng.choice(ways)(value)
    except (sympy.PolynomialError, NotImplementedError):
        return value


def perturb(value: Expr, rng: random.Random) -> Expr | None:
    """Return an expression in which one small thing is different."""
    places = list(sympy.preorder_traversal(value))
    place = rng.choice(places)
    if isinstance(place, Rational):
        new = place + rng.choice([1, -1, Rational(1, max(2, abs(place.q) + 1)), 10])
    elif isinstance(place, Symbol):
        new = rng.choice([Symbol("w"), -place, place + 1])
    elif isinstance(place, Add):
        new = place - 2 * rng.choice(place.args)
    elif isinstance(place, (sympy.sin, sympy.cos)):
        new = (sympy.cos if isinstance(place, sympy.sin) else sympy.sin)(*place.args)
    else:
        new = place * rng.choice([-1, 2])
    changed = value.xreplace({place: new})
    return changed if differs(value, changed, rng) else None


def differs(one: Expr, other: Expr, rng: random.Random) -> bool:
    """Say whether two expressions have clearly different values at a random point."""
    point = {name: Rational(rng.randint(100, 999), 173) for name in one.free_symbols | other.free_symbols}
    try:
        a, b = complex(one.subs(point).evalf(30)), complex(other.subs(point).evalf(30))
        gap = abs(a - b)
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return False
    return gap > 1e-9 * max(1e-3, abs(a), abs(b))


def printed(value: Expr, rng: random.Random) -> str:
    """Write an expression in one of the dresses people use."""
    if value.is_Rational and rng.random() < 0.3:
        over, under = value.p, value.q
        text = str(under)
        if set(sympy.factorint(under)) <= {2, 5} and len(text) < 7:
            return f"{sympy.N(value, 40):f}".rstrip("0").rstrip(".") if under > 1 else grouped(over, rng)
        return rng.choice(
            [f"{over}/{under}", rf"\tfrac{{{over}}}{{{under}}}", rf"$\frac{{{over}}}{{{under}}}$"]
        )
    way = rng.randrange(4)
    if way == 0:
        return str(value)
    if way == 1:
        return re.sub(r"(?<=\d)\*(?=[a-z])", "", str(value).replace("**", "^"))
    tex = sympy.latex(
        value,
        order=rng.choice(["lex", "grlex", "rev-lex", "none"]),
        mul_symbol=rng.choice([None, "dot", "times"]),
    )
    if way == 2:
        return dressed(tex, rng)
    return f"${tex}$"


def grouped(number: int, rng: random.Random) -> str:
    """Write an integer with thousands in one of their dresses."""
    return f"{number:,}".replace(",", rng.choice([",", "{,}", r",\!", r"\,", ""]))


def dressed(tex: str, rng: random.Random) -> str:
    """Change what TeX does not show."""
    tex = tex.replace(r"\frac", rng.choice([r"\frac", r"\dfrac", r"\tfrac"]))
    if rng.random() < 0.5:
        tex = tex.replace(r"\left", "").replace(r"\right", "")
    if rng.random() < 0.5:
        tex = tex.replace(" ", rng.choice(["  ", r"\, ", " "]))
    return rng.choice([tex, rf"\boxed{{{tex}}}", rf"\({tex}\)", tex + "."])


def variant(value: Answer, rng: random.Random, change: bool) -> str | None:
    """Print a rewritten value, in which one part is changed if that is asked for."""
    if isinstance(value, Expr):
        if change:
            changed = perturb(value, rng)
            return None if changed is None else printed(rewrite(changed, rng), rng)
        return printed(rewrite(value, rng), rng)
    if isinstance(value, Interval):
        parts = [value.start, value.end]
    else:
        parts = list(value)
    if not parts:
        return None
    spot = rng.randrange(len(parts)) if change else -1
    texts = []
    for place, part in enumerate(parts):
        if not isinstance(part, Expr):
            return None
        if part.is_infinite:
            if place == spot:
                return None
            texts.append(r"-\infty" if part.is_negative else r"\infty")
            continue
        text = variant(part, rng, place == spot)
        if text is None:
            return None
        texts.append(
            text.strip("$").removeprefix(r"\boxed{").removeprefix(r"\(").removesuffix(r"\)").rstrip(".")
        )
        if texts[-1].count("{") != texts[-1].count("}"):
            texts[-1] = texts[-1].removesuffix("}")
        if re.search(r"\d,\d", texts[-1]):
            return None
    if isinstance(value, FiniteSet):
        if change and len({str(part) for part in parts}) < len(parts):
            return None
        rng.shuffle(texts)
        return r"\{" + ", ".join(texts) + r"\}"
    if isinstance(value, Interval):
        return ("(" if value.left_open else "[") + ", ".join(texts) + (")" if value.right_open else "]")
    if isinstance(value, MatrixBase):
        rows = [texts[i : i + value.cols] for i in range(0, len(texts), value.cols)]
        body = r" \\ ".join(" & ".join(row) for row in rows)
        return rf"\begin{{bmatrix}} {body} \end{{bmatrix}}"
    return "(" + ",".join(texts) + ")"


def main() -> None:
    """Print how many rewritten golds are refused and how many perturbed ones are paid."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--pairs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--show", type=int, default=40)
    options = parser.parse_args()
    sys.set_int_max_str_digits(0)  # 1/2004! is printed
    golds = {str(json.loads(line)["gold"]) for path in options.files for line in path.open(encoding="utf-8")}
    rng = random.Random(options.seed)
    values = {gold: value for gold in sorted(golds) if (value := readable(gold)) is not None}
    wide = [gold for gold in values if not gold.lstrip("-").isdigit()]
    print(
        f"{len(values)} of {len(golds)} golds are read by sympy's side; {len(wide)} of them are no integers"
    )
    rules: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    wrong: dict[bool, list[str]] = {True: [], False: []}
    for same in (True, False):
        done = tries = 0
        while done < options.pairs and tries < 6 * options.pairs:
            tries += 1
            gold = rng.choice(wide if rng.random() < 0.7 else list(values))
            text = variant(values[gold], rng, change=not same)
            if text is None or "zoo" in text or "nan" in text:
                continue
            done += 1
            verdict = compare(text, gold=gold)
            rules[same][verdict.rule] += 1
            if bool(verdict.same) is not same:
                wrong[same].append(f"{gold}  |  {text}  |  {verdict.rule}")
        undecided = rules[same]["ladder.undecided"] + rules[same]["budget.exceeded"]
        print(
            f"{'equal' if same else 'different'}: {done}; wrong {len(wrong[same])} ({100 * len(wrong[same]) / done:.3f} %)"
        )
        print(f"  decided in process {100 * (1 - undecided / done):.2f} %; {dict(rules[same].most_common())}")
        for line in wrong[same][: options.show]:
            print("   ", line)


if __name__ == "__main__":
    main()
