r"""Texts that repeat a piece thousands of times, through every reward: what did the slowest cost, did any raise?

    python benchmarks/repeated.py [SECONDS] [--seed N] [--over MILLISECONDS]

Repetition is what makes a pattern look through a text again and again from each of its places, and
what nests without end. Each text is a random piece of one to three symbols, repeated to 2,000,
10,000 or 100,000 characters, between a random beginning and end. CPU time of a row by itself,
nothing remembered from another text; rows over the limit are listed with what repeats.
"""

from __future__ import annotations

import argparse
import random
import time
import warnings
from collections import defaultdict

from reasoning_rewards import (
    THINK_BOXED,
    Checkpoints,
    Correctness,
    Format,
    MultipleChoice,
    Numeric,
    Pattern,
    Proximity,
    RepetitionPenalty,
    SelfCorrection,
    StepArithmetic,
    StepCount,
    Symbolic,
    TagCount,
    TextOverlap,
    clear_caches,
)

REWARDS = (
    Correctness(engine=None),
    Numeric(engine=None),
    Symbolic(engine=None),
    Proximity(engine=None),
    MultipleChoice(engine=None),
    TextOverlap(engine=None),
    Checkpoints(engine=None),
    StepArithmetic(steps=2),
    StepCount(),
    SelfCorrection(),
    Format(layout=THINK_BOXED),
    TagCount(layout=THINK_BOXED),
    Pattern(regex=r"(\s*\w+)*[.!]$"),
    RepetitionPenalty(unit="words"),
)
ROW = {
    "prompts": ["Tom has 5 marbles."],
    "answer": ["5"],
    "checkpoints": [["5", "6"]],
    "options": [["4", "5"]],
}
SPACED = ("a ", "1 ", "1, ", ". ", "$ ", "- ", "= ", "\\ ", "\\quad ", "or ", "and ", "sin ", "cm ", "5 cm ")
SPACED += (
    "A B ",
    "the ",
    "\\over ",
    "(A) ",
    "not ",
    "minus ",
    "1 to ",
    "9 ",
    "#### ",
    "The answer is ",
    "wait, ",
)
SPACED += ("Answer: ", "= 5 ", "5 + 5 = 10 ", "Step 1: ", "First, ", "x = ", "I hope ")
WHITE = (" ", "\t", "\n", "\n\n", "\u2003", "$\n", "\\,", "\\;", "~")
SOLID = r"""{ } {} ( [ $ * ** _ ^ ` " , . .. ! ' - -- + = : % & | < ≤ ² ½ é x 9 i e 1. 1e 0.3 ... 09 9, 9,999 AB ABx 9AB
x_ x^ x9 9x a: 1: 99! _9 9_ 9^ 9/ (x+1) (a) **a sin \sin \log_ \pi \circ \% \! 5\! \\ \text{ \text{} \mathrm{a} \frac \frac{1}{
\sqrt \sqrt{9 \binom \left( \ldots \boxed{ \boxed{1} \fbox{ boxed \begin{matrix} \end{matrix} 2^{ x^{9 {9 <think> </think>
<answer> </answer> think> 1+1=""".split()
PIECES = (*SPACED, *WHITE, *SOLID)
ENDS = (*PIECES, *[""] * 30, *["</think> \\boxed{5}", "}"] * 6)
BEGINNINGS = (*PIECES, *[""] * 30, *["<think>", "<think>a</think>\\boxed{", "\\boxed{"] * 6)


def texts(rng: random.Random):
    """Endless hostile texts, each with the piece that it repeats."""
    while True:
        piece = "".join(rng.choice(PIECES) for _ in range(rng.choice((1, 1, 2, 3))))
        times = rng.choice((2_000, 10_000, 100_000)) // len(piece)
        yield piece, rng.choice(BEGINNINGS) + piece * times + rng.choice(ENDS)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("seconds", type=float, nargs="?", default=60.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--over", type=float, default=500.0, help="list rows that cost more; milliseconds")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    slowest: dict[str, tuple[float, str]] = defaultdict(lambda: (0.0, ""))
    rows = raised = 0
    end = time.monotonic() + options.seconds
    for piece, text in texts(random.Random(options.seed)):
        if time.monotonic() > end:
            break
        for reward in REWARDS:
            clear_caches()
            start = time.process_time()
            try:
                reward([text], **ROW)
            except Exception as error:  # noqa: BLE001 - this is what is counted
                raised += 1
                print(f"{reward!r} raised {error!r:.80} on {piece!r} in {text[:20]!r} ... {text[-20:]!r}")
            spent = (time.process_time() - start) * 1e3
            slowest[repr(reward)] = max(
                slowest[repr(reward)], (spent, f"{piece!r}, {len(text):,} characters")
            )
            if spent > options.over:
                print(f"{reward!r}: {spent:.0f} ms for {piece!r} in {text[:20]!r} ... {text[-20:]!r}")
        rows += 1
    print(f"{rows} texts, {raised} exceptions; the dearest row of each reward, ms of CPU:")
    for name, (spent, what) in slowest.items():
        print(f"{name:<45}{spent:>8.1f}   {what}")
    return bool(raised)


if __name__ == "__main__":
    raise SystemExit(main())
