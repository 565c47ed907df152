r"""Random TeX against random TeX: does any comparison raise, or cost more than 50 ms?

    python benchmarks/fuzz.py --count 10000000 --seed 0 --state build/fuzz.json

A gold is a random expression of real notation (fractions, roots, powers, functions, sets, intervals, matrices,
relations, units, words); an answer is the same, the gold with a token changed, dropped, doubled or moved, another
expression, or a broken one, some of them with pieces of the package's own patterns in between (pieces.py). Every
pair is compared in this process, without an engine.

Pair number n is a function of the seed and n alone. With ``--state`` what was counted is kept after every block, and
the same command goes on from there; ``--only N`` makes and shows one pair. CPU time is the thread's own; a pair that
costs more than the limit is measured three times more, with nothing remembered, and its least counts. Exits 1 where
anything raised, or was slow three times.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from pieces import Pieces
from reasoning_rewards import clear_caches, compare

LIMIT = 50.0  # ms
BLOCK = 10_000  # pairs between two looks at the clock, and two savings
AGAIN = 3
DEEPEST = 4
NAMES = "xyzabcntkmθαβ"
FUNCTIONS = (
    "\\sin",
    "\\cos",
    "\\tan",
    "\\ln",
    "\\log",
    "\\exp",
    "\\arctan",
    "\\sinh",
    "\\sec",
    "\\log_2",
    "\\max",
    "\\gcd",
)
CONSTANTS = ("\\pi", "e", "i", "\\infty", "\\varphi", "90^\\circ", "50\\%", "\\emptyset", "\\sqrt2")
UNITS = (" cm", "\\text{ cm}", "\\text{ m/s}", " km", " dollars", "^\\circ", "\\%", " kg", "\\text{ units}^2")
WORDS = (
    "Paris",
    "yes",
    "\\text{no}",
    "\\text{Ann and Bob}",
    "(A)",
    "B",
    "Monday",
    "none",
    "3:05",
    "forty-two",
    "A, C",
)
RELATIONS = (
    "=",
    "<",
    ">",
    "\\le",
    "\\ge",
    "\\ne",
    "\\in",
    "\\approx",
    "\\equiv",
    "\\to",
    "\\pm",
    "\\cup",
    "\\mid",
    ",",
    ";",
)
Making = Callable[["Fuzzer", int], str]


class Fuzzer:
    """Pairs of random texts, one for each number."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.rng = random.Random(seed)
        self.pieces = Pieces(self.rng)

    def pair(self, number: int) -> tuple[str, str]:
        """The answer and the gold of this number."""
        self.rng.seed(f"{self.seed} {number}")
        gold = self.text()
        kind = self.rng.random()
        if kind < 0.1:
            return gold, gold
        if kind < 0.55:
            return self.changed(gold), gold
        if kind < 0.9:
            return self.text(), gold
        return self.changed(self.changed(self.text())) + self.pieces.one(), gold

    def text(self) -> str:
        depth = self.rng.randrange(1, DEEPEST + 1)
        made = self.rng.choice(WHOLE)(self, depth)
        return self.rng.choice(DRESSES).format(made) if self.rng.random() < 0.2 else made

    def changed(self, text: str) -> str:
        """A text with a token replaced, dropped, doubled, moved, or with something between two."""
        tokens = _tokens(text)
        if not tokens:
            return self.atom(0)
        place, other = (self.rng.randrange(len(tokens)) for _ in range(2))
        match self.rng.randrange(6):
            case 0:
                tokens[place] = self.atom(0)
            case 1:
                del tokens[place]
            case 2:
                tokens[place] *= self.rng.choice((2, 2, 3, 9))
            case 3:
                tokens[place], tokens[other] = tokens[other], tokens[place]
            case 4:
                tokens.insert(
                    place,
                    self.rng.choice(
                        (self.pieces.one(), *RELATIONS, "{", "}", "(", ")", "\\", "^", "_", "-", "!")
                    ),
                )
            case _:
                tokens[place] = self.expression(1)
        return "".join(tokens)

    def number(self, _depth: int = 0) -> str:
        rng = self.rng
        match rng.randrange(8):
            case 0:
                return str(rng.randrange(10**12))
            case 1:
                return f"{rng.uniform(0, 1000):.{rng.randrange(1, 9)}f}"
            case 2:
                return f"{rng.randrange(1, 999)},{rng.randrange(1000):03}"
            case 3:
                return f"-{rng.randrange(100)}"
            case _:
                return str(rng.randrange(20))

    def atom(self, _depth: int = 0) -> str:
        kind = self.rng.random()
        if kind < 0.5:
            return self.number()
        return self.rng.choice(NAMES) if kind < 0.9 else self.rng.choice(CONSTANTS)

    def expression(self, depth: int) -> str:
        if depth <= 0 or self.rng.random() < 0.15:
            return self.atom()
        return self.rng.choice(INNER)(self, depth - 1)

    def some(self, depth: int, joint: str, most: int = 5) -> str:
        return joint.join(self.expression(depth) for _ in range(self.rng.randrange(1, most)))


def _tokens(text: str) -> list[str]:
    """Commands and single characters."""
    found: list[str] = []
    for character in text:
        if (
            character.isalpha()
            and found
            and found[-1][:1] == "\\"
            and (found[-1][1:].isalpha() or found[-1] == "\\")
        ):
            found[-1] += character
        else:
            found.append(character)
    return found


DRESSES = (
    "${}$",
    "\\boxed{{{}}}",
    "\\text{{{}}}",
    "x = {}",
    "{}.",
    "**{}**",
    "\\left({}\\right)",
    "the answer is {}",
    "f(x) = {}",
)
INNER: tuple[Making, ...] = (
    lambda f, d: f"{f.expression(d)} + {f.expression(d)}",
    lambda f, d: f"{f.expression(d)} - {f.expression(d)}",
    lambda f, d: f"{f.expression(d)}{f.expression(d)}",
    lambda f, d: f"{f.expression(d)} \\cdot {f.expression(d)}",
    lambda f, d: f"{f.expression(d)}/{f.expression(d)}",
    lambda f, d: f"\\frac{{{f.expression(d)}}}{{{f.expression(d)}}}",
    lambda f, d: f"\\sqrt{{{f.expression(d)}}}",
    lambda f, d: f"\\sqrt[{f.rng.randrange(5)}]{{{f.expression(d)}}}",
    lambda f, d: f"({f.expression(d)})^{{{f.expression(d)}}}",
    lambda f, d: f"({f.expression(d)})^{f.rng.choice((2, 3, 5, 30, 300, 2023))}",
    lambda f, d: f"{f.rng.choice(FUNCTIONS)}({f.expression(d)})",
    lambda f, d: f"{f.rng.choice(FUNCTIONS)} {f.atom()}",
    lambda f, d: f"|{f.expression(d)}|",
    lambda f, d: f"\\binom{{{f.expression(d)}}}{{{f.expression(d)}}}",
    lambda f, d: f"({f.expression(d)})!",
    lambda f, d: f"\\lfloor {f.expression(d)} \\rfloor",
    lambda f, d: f"{f.rng.choice(NAMES)}_{{{f.atom()}}}",
    lambda f, d: f"\\sum_{{k=1}}^{{{f.atom()}}} {f.expression(d)}",
    lambda f, d: f"\\int_0^{{{f.atom()}}} {f.expression(d)}\\,dx",
    lambda f, d: f"{f.expression(d)} \\bmod {f.atom()}",
    lambda f, d: f"{f.expression(d)} \\pm {f.expression(d)}",
)
WHOLE: tuple[Making, ...] = (
    *[Fuzzer.expression] * 8,
    *[Fuzzer.number] * 2,
    lambda f, d: f"{f.expression(d)} {f.rng.choice(RELATIONS)} {f.expression(d)}",
    lambda f, d: f"({f.some(d - 1, ', ')})",
    lambda f, d: f"\\{{{f.some(d - 1, ', ')}\\}}",
    lambda f, d: f.some(d - 1, ", "),
    lambda f, d: f"{f.rng.choice('[(')}{f.expression(d - 1)}, {f.expression(d - 1)}{f.rng.choice('])')}",
    lambda f, d: f"({f.atom()}, {f.atom()}) \\cup [{f.atom()}, \\infty)",
    lambda f, d: (
        f"\\begin{{pmatrix}} {f.some(d - 2, ' & ', 4)} \\\\ {f.some(d - 2, ' & ', 4)} \\end{{pmatrix}}"
    ),
    lambda f, d: f"{f.atom()}{f.rng.choice(UNITS)}",
    lambda f, d: f.rng.choice(WORDS),
    lambda f, d: f"x \\equiv {f.atom()} \\pmod {{{f.atom()}}}",
    lambda f, d: f"{f.number()}_{{{f.rng.randrange(20)}}}",
    lambda f, d: (
        f"{f.expression(d - 1)} \\text{{ {f.rng.choice(('or', 'and', 'if', 'for all', 'where'))} }} {f.expression(d - 1)}"
    ),
)


def spent(answer: str, gold: str) -> tuple[float, str]:
    """CPU milliseconds of a comparison, and the rule that decided."""
    start = time.thread_time()
    rule = compare(answer, gold=gold).rule
    return (time.thread_time() - start) * 1e3, rule


def least(answer: str, gold: str) -> float:
    """The least of some tries, nothing remembered."""
    found = []
    for _ in range(AGAIN):
        clear_caches()
        found.append(spent(answer, gold)[0])
    return min(found)


class Tally:
    """What was counted, and how far."""

    def __init__(self, seed: int, state: Path | None) -> None:
        self.state = state
        kept = json.loads(state.read_text("utf-8")) if state is not None and state.is_file() else {}
        if kept and kept["seed"] != seed:
            sys.exit(f"{state} was begun with --seed {kept['seed']}; remove it, or name another")
        self.seed, self.done, self.cpu = seed, kept.get("done", 0), kept.get("cpu_s", 0.0)
        self.slow: list[list[object]] = kept.get("slow", [])
        self.raised: list[list[object]] = kept.get("raised", [])
        self.rules: Counter[str] = Counter(kept.get("rules", {}))

    def one(self, number: int, answer: str, gold: str) -> None:
        """Compare a pair, and note what is wrong with that."""
        try:
            cost, rule = spent(answer, gold)
            if cost > LIMIT and (cost := least(answer, gold)) > LIMIT:
                self.slow.append([number, round(cost, 1), answer, gold])
        except Exception as error:  # noqa: BLE001 - this is what is counted
            self.raised.append([number, f"{type(error).__name__}: {error}"[:200], answer, gold])
            return
        self.rules[rule] += 1
        self.cpu += cost / 1e3

    def keep(self) -> None:
        """Write down what was counted."""
        if self.state is not None:
            self.state.parent.mkdir(parents=True, exist_ok=True)
            whole = {"seed": self.seed, "done": self.done, "cpu_s": round(self.cpu, 1), "slow": self.slow}
            self.state.write_text(json.dumps({**whole, "raised": self.raised, "rules": self.rules}), "utf-8")

    def show(self) -> None:
        """Print it."""
        print(
            f"{self.done:,} comparisons, {self.cpu:.0f} s of CPU; {len(self.raised)} raised, {len(self.slow)} over {LIMIT:.0f} ms"
        )
        for kind, rows in (("raised", self.raised), ("slow", self.slow)):
            for number, what, answer, gold in rows[:50]:
                print(f"  {kind} {number}: {what}  {answer[:150]!r} for {gold[:150]!r}")


def main() -> int:
    """Compare, and say what raised or was slow."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=10_000_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--state", type=Path, help="where what was counted is kept, to go on from")
    parser.add_argument("--only", type=int, metavar="N", help="show pair number N alone")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    fuzzer = Fuzzer(options.seed)
    if options.only is not None:
        answer, gold = fuzzer.pair(options.only)
        print(
            f"{answer!r} for {gold!r}: {spent(answer, gold)}, least of {AGAIN}: {least(answer, gold):.1f} ms"
        )
        return 0
    tally = Tally(options.seed, options.state)
    compare("\\sin x", gold="\\tan x")  # what is imported is not what a pair costs
    while tally.done < options.count:
        for number in range(tally.done, min(tally.done + BLOCK, options.count)):
            tally.one(number, *fuzzer.pair(number))
        tally.done = min(tally.done + BLOCK, options.count)
        tally.keep()
    tally.show()
    print("  " + ", ".join(f"{rule} {count}" for rule, count in tally.rules.most_common(12)))
    return bool(tally.raised or tally.slow)


if __name__ == "__main__":
    raise SystemExit(main())
