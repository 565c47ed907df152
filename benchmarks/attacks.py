"""What would a policy learn to exploit? The same attacks on other people's rewards, and on ours.

    pip install trl==1.16.0 math-verify==0.9.0
    python benchmarks/attacks.py [CLONES]

CLONES is a folder with a clone of huggingface/open-r1, whose rewards are then attacked too. Printed: for
each reward what honest answers earn, and how many of the attacks earn more than they deserve. Gold
columns hold what each reward's own documentation shows.
"""

from __future__ import annotations

import ast
import contextlib
import io
import math
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Optional

from reasoning_rewards import Correctness, Format, Proximity, presets
from reasoning_rewards.errors import SettingError
from reasoning_rewards.testing import attack

OPEN_R1 = "1416fa0cf21595d2083b399a2a0bbddd7f6e9563"
GOLDS = ("42", "1/2")


def others() -> dict[str, object]:
    """TRL's rewards for answers."""
    from trl import rewards

    return {
        "trl accuracy_reward": rewards.accuracy_reward,
        "trl reasoning_accuracy_reward": rewards.reasoning_accuracy_reward,
        "trl cosine_scaled_reward": rewards.get_cosine_scaled_reward(max_len=2048),
    }


def open_r1(clones: Path) -> dict[str, object]:
    """open-r1's rewards for answers, from a clone."""
    from latex2sympy2_extended import NormalizationConfig
    from math_verify import LatexExtractionConfig, parse, verify

    command = ["git", "-C", str(clones / "open-r1"), "show", f"{OPEN_R1}:src/open_r1/rewards.py"]
    source = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    wanted = ("accuracy_reward", "get_cosine_scaled_reward")
    kept = [node for node in ast.parse(source).body if getattr(node, "name", None) in wanted]
    space = {"math": math, "Dict": dict, "Optional": Optional, "parse": parse, "verify": verify}
    space |= {"LatexExtractionConfig": LatexExtractionConfig, "NormalizationConfig": NormalizationConfig}
    exec(compile(ast.Module(kept, []), "open_r1/rewards.py", "exec"), space)
    return {
        "open-r1 accuracy_reward": space["accuracy_reward"],
        "open-r1 cosine_scaled_reward": space["get_cosine_scaled_reward"](max_len=8192),
    }


def ours() -> dict[str, object]:
    solved = Correctness(gold_column="solution")
    return {
        "Correctness": solved,
        "Correctness + Format + Proximity": solved + 0.2 * Format() + 0.2 * Proximity(gold_column="solution"),
        "presets.gsm8k": presets.gsm8k(gold_column="solution"),
        "presets.math": presets.math(gold_column="solution"),
        "presets.puzzles": presets.puzzles(gold_column="solution"),
        "presets.step_by_step": presets.step_by_step(gold_column="solution"),
    }


def main() -> None:
    theirs = others()
    if len(sys.argv) > 1:
        theirs |= open_r1(Path(sys.argv[1]))
    for name, reward in [*theirs.items(), *ours().items()]:
        mine = not name.startswith(("trl", "open-r1"))
        for gold in GOLDS:
            written = gold if mine else f"${gold}$"
            try:
                with contextlib.redirect_stdout(io.StringIO()):  # some of them print
                    report = attack(reward, gold=gold, conversational=not mine, solution=written)
            except SettingError as error:
                print(f"{name:<34} gold {gold:<4} {error}")
                continue
            kinds = Counter(each.category for each in report.exploits)
            said = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items())) or "none"
            tried = len(report.findings)
            print(f"{name:<34} gold {gold:<4} {len(report.exploits):>3} of {tried}: {said}")


if __name__ == "__main__":
    main()
