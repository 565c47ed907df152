r"""Golds rewritten into equal answers and nudged into different ones, by sympy and a reader of its own.

    python benchmarks/generated.py ../data/math_goldself.jsonl ../data/gsm8k_goldself.jsonl --json generated.json

Golds of plain shapes (numbers, formulas of common functions, points, intervals, lists, matrices) are
read by the small reader of ``plain_golds.py``, which refuses whatever it is not sure of. Equal answers are made by
sympy's algebra and by other dress (``\dfrac``, ``\left``, spaces, braces, dollars, boxes, thousands,
units). Different ones have one number, sign, letter, function, end, element or brace changed, in the
tree or in the text, and are kept only where the two values are clearly apart. Nothing of the package
but ``compare`` has a part in it. Every pair is also compared the other way round.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import sympy
from sympy import Expr, Integer, Rational, Symbol

sys.path.insert(0, str(Path(__file__).parent))
from plain_golds import Gold, formula, gold_of
from reasoning_rewards import compare

UNITS = ("cm", "meters", "miles", "feet", "hours", "dollars", "square units", "degrees C", "kg")


def apart(one: Expr, other: Expr, rng: random.Random) -> bool:
    """Say whether two values are clearly different at a point where both are finite and real-ish."""
    point = {name: Rational(rng.randint(1010, 9990), 1733) for name in one.free_symbols | other.free_symbols}
    try:
        a, b = complex(one.subs(point).evalf(30)), complex(other.subs(point).evalf(30))
    except (TypeError, ValueError, OverflowError):
        return False
    return abs(a - b) > 1e-9 * max(abs(a), abs(b), 1e-300)


def rewritten(value: Expr, rng: random.Random) -> Expr:
    """Return an equal expression in another form."""
    names = sorted(value.free_symbols, key=str)
    ways: list[Callable[[Expr], Expr]] = [
        sympy.expand,
        sympy.factor,
        sympy.together,
        sympy.radsimp,
        lambda e: e,
    ]
    if names:
        ways += [sympy.cancel, lambda e: sympy.collect(sympy.expand(e), rng.choice(names))]
    if len(names) == 1 and value.is_rational_function(names[0]):
        ways.append(lambda e: sympy.apart(e, names[0]))
    if value.has(sympy.sin, sympy.cos):
        ways += [sympy.expand_trig, sympy.trigsimp]
    if value.is_Integer and abs(value) < 10**6:
        k = Integer(rng.randint(2, 60))
        ways += [
            lambda e: sympy.Add(e - k, k, evaluate=False),
            lambda e: sympy.Mul(e * k, sympy.Pow(k, -1), evaluate=False),
            lambda e: sympy.Pow(e**2, Rational(1, 2), evaluate=False) if e > 0 else e,
        ]
    try:
        return rng.choice(ways)(value)
    except (sympy.PolynomialError, NotImplementedError, AttributeError):
        return value


def nudged(value: Expr, rng: random.Random) -> Expr:
    """Return an expression in which one number, sign, name or function is another."""
    place = rng.choice(list(sympy.preorder_traversal(value)))
    if isinstance(place, Rational):
        digits = len(str(abs(place.p)))
        new = place + rng.choice(
            [1, -1, 10 ** rng.randrange(digits), -place * 2, place * 9, Rational(1, place.q * 7)]
        )
    elif isinstance(place, Symbol):
        new = rng.choice([Symbol("w"), -place, place + 1, place**2])
    elif place == sympy.pi:
        new = rng.choice([Rational(314, 100), Rational(22, 7), Integer(3), sympy.pi**2])
    elif isinstance(place, (sympy.sin, sympy.cos)):
        new = (sympy.cos if isinstance(place, sympy.sin) else sympy.sin)(*place.args)
    elif isinstance(place, sympy.Add):
        new = place - 2 * rng.choice(place.args)
    else:
        new = place * rng.choice([-1, 2, Rational(1, 2)])
    return value.xreplace({place: new})


def slipped(text: str, rng: random.Random) -> str:
    """Return the text with one slip of the pen: a digit, a sign, a brace, a command."""
    spots = [found.span() for found in re.finditer(r"\d|[-+]|[{}]|\\(?:sin|cos|pi|sqrt|cdot)|[a-z]", text)]
    if not spots:
        return text
    start, end = rng.choice(spots)
    piece = text[start:end]
    if piece.isdigit():
        new = rng.choice([str((int(piece) + rng.choice([1, 9])) % 10), piece + rng.choice("0123456789"), ""])
    elif piece in "+-":
        new = {"+": "-", "-": "+"}[piece]
    elif piece in "{}":  # the brace moves over its neighbour
        if piece == "}":
            after = text[end : end + 1]
            return text[:start] + after + piece + text[end + 1 :]
        return text[: start - 1] + piece + text[start - 1 : start] + text[end:]
    else:
        new = {r"\sin": r"\cos", r"\cos": r"\sin", r"\pi": "3.14", r"\sqrt": "", r"\cdot": "+"}.get(
            piece, "-" + piece
        )
    return text[:start] + new + text[end:]


def number_dress(value: Rational, rng: random.Random) -> str:
    """Write a rational number in one of its dresses."""
    over, under = int(value.p), int(value.q)
    if under == 1:
        forms = [
            str(over),
            f"{over:,}",
            f"{over:,}".replace(",", "{,}"),
            f"{over:,}".replace(",", r"\,"),
            f"{over}.0",
            f"{over}.00",
        ]
        if over and over % 10 == 0:
            zeros = len(str(over)) - len(str(over).rstrip("0"))
            forms += [rf"{over // 10**zeros} \times 10^{{{zeros}}}", f"{over // 10**zeros}e{zeros}"]
        return rng.choice(forms)
    forms = [f"{over}/{under}", rf"\tfrac{{{over}}}{{{under}}}", rf"\frac{{{2 * over}}}{{{2 * under}}}"]
    if abs(over) > under:
        whole, rest = divmod(abs(over), under)
        forms.append(f"{'-' if over < 0 else ''}{whole}" + rf"\frac{{{rest}}}{{{under}}}")
    places = next((p for p in range(1, 9) if 10**p % under == 0), 0)
    if places:
        scaled = abs(over) * 10**places // under
        decimal = f"{scaled // 10**places}.{scaled % 10**places:0{places}d}"
        forms += [("-" if over < 0 else "") + decimal, ("-" if over < 0 else "") + decimal + "0"]
    return rng.choice(forms)


def printed(value: Expr, rng: random.Random) -> str:
    """Write a value as people do."""
    if value.is_Rational:
        return number_dress(value, rng)
    way = rng.randrange(3)
    if way == 0:
        return str(value)
    if way == 1:
        return str(value).replace("**", "^").replace("log(", "ln(")
    tex = sympy.latex(value, mul_symbol=rng.choice([None, "dot", "times"]), ln_notation=True)
    return tex.replace(r"\frac", rng.choice([r"\frac", r"\dfrac", r"\tfrac"]))


def dressed(text: str, rng: random.Random) -> str:
    """Change what does not count: brackets' size, spaces, braces, delimiters, a full stop."""
    if rng.random() < 0.3:
        text = text.replace(r"\left", "").replace(r"\right", "")
    if rng.random() < 0.2 and r"\text" not in text:
        text = re.sub(r"(?<=[^\\\d\s])\s(?=[^\d])", rng.choice([r" \, ", "  ", " "]), text)
    if rng.random() < 0.15 and "," not in text:
        text = "{" + text + "}"
    shells = ["{}"] * 6 + [
        "${}$",
        "$${}$$",
        r"\boxed{{{}}}",
        r"\({}\)",
        r"\[ {} \]",
        "{}.",
        "**{}**",
        " {} \n",
    ]
    return rng.choice(shells).format(text)


def assembled(gold: Gold, texts: list[str], rng: random.Random) -> str:
    """Put the parts of a structure together again."""
    if gold.kind == "matrix":
        wide = len(texts) // gold.rows
        rows = [" & ".join(texts[i : i + wide]) for i in range(0, len(texts), wide)]
        name = rng.choice(["pmatrix", "bmatrix"])
        return rf"\begin{{{name}}} " + r" \\ ".join(rows) + rf" \end{{{name}}}"
    texts = [re.sub(r"(?<=\d),(?=\d)", "", text) for text in texts]
    if gold.kind in ("point", "interval"):
        return rng.choice(["{}{}{}", r"\left{}{}\right{}"]).format(
            gold.ends[0], ", ".join(texts), gold.ends[1]
        )
    return rng.choice([", ", "; ", " , "]).join(texts)


def equal_answer(gold: Gold, rng: random.Random) -> str:
    """Return another way to write the gold."""
    parts = list(gold.parts)
    if gold.kind == "list":
        rng.shuffle(parts)
    texts = [printed(rewritten(part, rng), rng) for part in parts]
    if gold.kind != "formula":
        return dressed(assembled(gold, texts, rng), rng)
    if parts[0].is_Rational and rng.random() < 0.15:
        return dressed(texts[0] + rng.choice([rf" \text{{ {u}}}" for u in UNITS]), rng)
    if rng.random() < 0.15:
        return dressed(gold.text, rng)
    return dressed(texts[0], rng)


def different_answer(gold: Gold, rng: random.Random) -> str | None:
    """Return an answer close to the gold that is another one, or None where this attempt is not sure."""
    parts = list(gold.parts)
    if gold.kind == "formula":
        if rng.random() < 0.5:
            slip = slipped(gold.text, rng)
            other = formula(slip)
            return dressed(slip, rng) if other is not None and apart(parts[0], other, rng) else None
        other = nudged(parts[0], rng)
        return dressed(printed(rewritten(other, rng), rng), rng) if apart(parts[0], other, rng) else None
    ends = gold.ends
    way = rng.randrange(4)
    if way == 0 and gold.kind == "interval":
        ends = rng.choice([e for e in ("[]", "[)", "(]", "()") if e != ends])
    elif (
        way == 1
        and gold.kind in ("point", "list", "matrix")
        and len(parts) > (1 if gold.kind == "list" else 2)
    ):
        if gold.kind == "matrix":
            return None
        parts.pop(rng.randrange(len(parts)))
    elif way == 2 and gold.kind in ("point", "matrix"):
        one, other = rng.sample(range(len(parts)), 2)
        if not apart(parts[one], parts[other], rng):
            return None
        parts[one], parts[other] = parts[other], parts[one]
    else:
        spot = rng.randrange(len(parts))
        other = nudged(parts[spot], rng)
        if not all(apart(part, other, rng) for part in gold.parts):
            return None
        parts[spot] = other
    texts = [printed(rewritten(part, rng), rng) for part in parts]
    changed = Gold(gold.text, gold.kind, tuple(parts), ends, gold.rows)
    return dressed(assembled(changed, texts, rng), rng)


@dataclass
class Tally:
    """What came of one kind of pairs."""

    pairs: int = 0
    wrong: list[tuple[str, str, str]] = field(default_factory=list)
    one_sided: list[tuple[str, str]] = field(default_factory=list)
    rules: Counter[str] = field(default_factory=Counter)
    slow: list[tuple[float, str, str]] = field(default_factory=list)

    def summary(self) -> dict[str, object]:
        """Return the numbers, ready for JSON."""
        cost = sorted(row[0] for row in self.slow)
        left = self.rules["ladder.undecided"] + self.rules["budget.exceeded"]
        return {
            "pairs": self.pairs,
            "wrong": len(self.wrong),
            "wrong_percent": round(100 * len(self.wrong) / max(1, self.pairs), 4),
            "one_sided": len(self.one_sided),
            "decided_percent": round(100 * (1 - left / max(1, self.pairs)), 3),
            "mean_us": round(sum(cost) / max(1, len(cost)), 1),
            "p99_us": round(cost[int(0.99 * (len(cost) - 1))], 1) if cost else 0,
            "worst_us": round(cost[-1], 1) if cost else 0,
            "rules": dict(self.rules.most_common()),
        }


def measure(golds: list[Gold], same: bool, pairs: int, rng: random.Random) -> Tally:
    """Make so many pairs and compare each both ways."""
    tally = Tally()
    rich = [gold for gold in golds if not gold.text.lstrip("-").isdigit()]
    for _ in range(8 * pairs):
        if tally.pairs >= pairs:
            break
        gold = rng.choice(rich if rng.random() < 0.75 else golds)
        answer = equal_answer(gold, rng) if same else different_answer(gold, rng)
        if answer is None or re.search(r"zoo|nan|\bE\b|\bI\b|oo\b", answer):
            continue
        if tally.pairs % 500 == 0:
            gc.collect()
        gc.disable()  # sympy's rubbish is not ours to time
        start = time.thread_time()
        verdict = compare(answer, gold=gold.text)
        tally.slow.append(((time.thread_time() - start) * 1e6, gold.text, answer))
        gc.enable()
        tally.pairs += 1
        tally.rules[verdict.rule] += 1
        if bool(verdict.same) is not same:
            tally.wrong.append((gold.text, answer, verdict.rule))
        if bool(compare(gold.text, gold=answer).same) is not bool(verdict.same):
            tally.one_sided.append((gold.text, answer))
    return tally


def main() -> None:
    """Print what is refused, what is wrongly paid, and what it costs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--pairs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--show", type=int, default=25)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    texts = {str(json.loads(line)["gold"]) for path in options.files for line in path.open(encoding="utf-8")}
    golds = [gold for gold in map(gold_of, sorted(texts)) if gold is not None]
    print(f"{len(golds)} of {len(texts)} distinct golds: {dict(Counter(gold.kind for gold in golds))}")
    report: dict[str, object] = {"golds": len(golds), "seed": options.seed}
    for same, name in ((True, "equal"), (False, "different")):
        tally = measure(golds, same, options.pairs, random.Random(f"{options.seed} {name}"))
        numbers = report[name] = tally.summary()
        print(f"\n{name}: " + ", ".join(f"{key} {value}" for key, value in numbers.items()))
        for row in tally.wrong[: options.show]:
            print("    wrong:", *map(repr, row))
        for pair in tally.one_sided[: options.show]:
            print("    one-sided:", *map(repr, pair))
        for cost, gold, answer in sorted(tally.slow)[-5:]:
            print(f"    {cost:9.0f} us  {gold[:60]!r}  {answer[:100]!r}")
        report[f"{name}_wrong"] = tally.wrong
    if options.json:
        options.json.write_text(json.dumps(report, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
