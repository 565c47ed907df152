"""What importing costs, in CPU time and in memory, beside ``import sympy`` in the same run.

    python benchmarks/import_cost.py [rounds]

Every line is the least of many fresh interpreters, less an interpreter that imports nothing. They
take turns, so that a busy machine is as unkind to one as to the other. Byte code is compiled
before, as an installed package has it.
"""

from __future__ import annotations

import argparse
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


# Of the interpreter itself: what the kernel counts for a child begins with its parent's size.
PEAK = (
    "\nimport os\n"
    "status = '/proc/self/status'\n"
    "print(*(line for line in open(status) if 'VmHWM' in line) if os.path.exists(status) else ['VmHWM: 0'])"
)


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rounds", type=int, nargs="?", default=ROUNDS, help="(default: %(default)s)")
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as cache:
        environment = {
            **os.environ,
            "PYTHONPATH": str(SOURCE),
            "PYTHONPYCACHEPREFIX": cache,
            "PYTHONDONTWRITEBYTECODE": "",
        }
        for code, _ in COSTS.values():
            cost(code, environment)  # compiles
        least = {name: float("inf") for name in COSTS}
        memory = dict(least)
        for _ in range(rounds):
            for name, (code, _) in COSTS.items():
                seconds, megabytes = cost(code, environment)
                least[name] = min(least[name], seconds)
                memory[name] = min(memory[name], megabytes)
    whole = least[SYMPY] - least[NOTHING]
    print(f"Python {sys.version.split()[0]}, least of {rounds}, CPU and memory over an empty interpreter's")
    for name, (_, goal) in COSTS.items():
        own, grown = least[name] - least[NOTHING], memory[name] - memory[NOTHING]
        said = "" if goal is None else f"   goal {goal:.0%}"
        print(f"{name:32} {1e3 * own:7.1f} ms {grown:6.1f} MB {own / whole:6.1%} of sympy's time{said}")


def cost(code: str, environment: dict[str, str]) -> tuple[float, float]:
    """CPU seconds of a fresh interpreter that runs this code, and the most megabytes it held (on Linux)."""
    said = Path(environment["PYTHONPYCACHEPREFIX"]) / "memory"
    to_file = [(os.POSIX_SPAWN_OPEN, 1, str(said), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)]
    child = os.posix_spawn(
        sys.executable, [sys.executable, "-c", code + PEAK], environment, file_actions=to_file
    )
    _, status, used = os.wait4(child, 0)
    if status != 0:
        sys.exit(f"failed: {code}")
    return used.ru_utime + used.ru_stime, int(said.read_text("utf-8").split()[1]) / 1024


if __name__ == "__main__":
    main()
