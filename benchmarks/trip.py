r"""How far does an answer travel? The functions and files of the package that ten answers pass, each by itself.

    PYTHONPATH=src python benchmarks/trip.py

Counted with ``sys.setprofile`` in `Correctness` on one completion, nothing remembered, everything imported: the different
functions of the package that are called, the files they stand in, and the calls. What a version needs is what a
maintainer has to read who looks for the place where such an answer is decided.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import FrameType

import reasoning_rewards
from reasoning_rewards import Correctness, clear_caches

HOME = str(Path(reasoning_rewards.__file__).parent)
ANSWERS = [
    ("a number", "42", "42"),
    ("a decimal for a fraction", "\\frac{1}{2}", "0.5"),
    ("a word", "Evelyn", "\\text{Evelyn}"),
    ("a choice", "B", "\\text{(B)}"),
    ("a time of day", "3:30", "3:30"),
    ("a unit", "5 \\text{ cm}", "5"),
    ("a sum of radicals", "\\sqrt{12}+1", "1+2\\sqrt{3}"),
    ("a polynomial", "(x+1)^2", "x^2+2x+1"),
    ("an identity that is probed", "\\sin(2x)", "2\\sin x\\cos x"),
    ("an interval", "(-2, 4)", "-2 < x < 4"),
]


def main() -> None:
    """Print a line an answer, and the sums."""
    reward = Correctness(engine=None)
    everything: set[tuple[str, str]] = set()
    print(f"{'answer':<28}{'score':>6}{'functions':>11}{'files':>7}{'calls':>7}")
    total = 0
    for name, gold, answer in ANSWERS:
        completion = f"<think>so</think> \\boxed{{{answer}}}"
        score = reward([completion], answer=[gold])[0]  # imports what it needs
        clear_caches()
        passed, calls = trip(reward, completion, gold)
        everything |= passed
        total += calls
        print(f"{name:<28}{score:>6}{len(passed):>11}{len({file for file, _ in passed}):>7}{calls:>7}")
    print(f"{'all ten':<34}{len(everything):>11}{len({file for file, _ in everything}):>7}{total:>7}")


def trip(reward: Correctness, completion: str, gold: str) -> tuple[set[tuple[str, str]], int]:
    """The functions that are called, as (file, name), and how many calls there are."""
    passed: set[tuple[str, str]] = set()
    calls = 0

    def look(frame: FrameType, event: str, _: object) -> None:
        nonlocal calls
        if event == "call" and frame.f_code.co_filename.startswith(HOME):
            calls += 1
            passed.add((frame.f_code.co_filename, frame.f_code.co_name))

    sys.setprofile(look)
    try:
        reward([completion], answer=[gold])
    finally:
        sys.setprofile(None)
    return passed, calls


if __name__ == "__main__":
    main()
