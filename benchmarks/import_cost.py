"""What importing costs, in CPU time, beside ``import sympy`` in the same run.

    python benchmarks/import_cost.py [rounds]

Every line is the least of many fresh interpreters, less an interpreter that imports nothing. They
take turns, so that a busy machine is as unkind to one as to the other. Byte code is compiled
before, as an installed package has it.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "src"
ROUNDS = 15
NOTHING, SYMPY = "nothing", "sympy"
COSTS = {  # what is imported: the code, and the share of sympy's cost it should stay under
    NOTHING: ("pass", None),
    "typing, dataclasses, fractions": ("import typing, dataclasses, fractions", None),
    "reasoning_rewards": ("import reasoning_rewards", 0.05),
    "two rewards used": (
        "from reasoning_rewards import Correctness, Format\n"
        "(Correctness() + 0.2 * Format())(['<think>6*7</think><answer>42</answer>'], answer=['42'])",
        0.15,
    ),
    SYMPY: ("import sympy", None),
}


def main() -> None:
    """Measure and print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as cache:
        environment = {
            **os.environ,
            "PYTHONPATH": str(SOURCE),
            "PYTHONPYCACHEPREFIX": cache,
            "PYTHONDONTWRITEBYTECODE": "",
        }
        for code, _ in COSTS.values():
            cpu_time(code, environment)  # compiles
        least = {name: float("inf") for name in COSTS}
        for _ in range(rounds):
            for name, (code, _) in COSTS.items():
                least[name] = min(least[name], cpu_time(code, environment))
    whole = least[SYMPY] - least[NOTHING]
    print(f"Python {sys.version.split()[0]}, least of {rounds}, CPU milliseconds over an empty interpreter")
    for name, (_, goal) in COSTS.items():
        own = least[name] - least[NOTHING]
        said = "" if goal is None else f"   goal {goal:.0%}"
        print(f"{name:32} {1e3 * own:7.1f} ms {own / whole:6.1%} of sympy{said}")


def cpu_time(code: str, environment: dict[str, str]) -> float:
    """Seconds of user and system time of a fresh interpreter that runs this code."""
    child = os.posix_spawn(sys.executable, [sys.executable, "-c", code], environment)
    _, status, used = os.wait4(child, 0)
    if status != 0:
        sys.exit(f"failed: {code}")
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
