"""What would a policy learn to exploit? The same attacks on other people's rewards, and on ours.

    pip install trl==1.16.0 math-verify==0.9.0
    python benchmarks/attacks.py [--open-r1 CLONE]

CLONE is a git clone of huggingface/open-r1, whose rewards are read from it at a pinned commit and attacked
too. The Unsloth notebooks' scoring is described anew in notebooks.py. Rewards are attacked as people sum them,
since a format reward alone does not tell right from wrong; each is shown completions written as it wants them.

Printed, as a table in Markdown: what honest answers earn that are right, off by one and far off, and how many attacks of each kind
earn more than they deserve, over the golds of GOLDS. Exit code 1 if one of ours pays.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import datetime
import io
import logging
import math
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple, Optional

sys.path.insert(0, str(Path(__file__).parent))
import notebooks
import reasoning_rewards as rr
from reasoning_rewards import Correctness, Format, Proximity, presets
from reasoning_rewards.testing import attack

OPEN_R1 = "1416fa0cf21595d2083b399a2a0bbddd7f6e9563"
GOLDS = ("42", "1200")
KINDS = ("hedging", "echo", "spam", "empty", "truncated", "verbosity", "farming", "injection", "restating")


class Attacked(NamedTuple):
    """A reward, or functions that a trainer would sum, and how it wants its golds and completions."""

    name: str
    functions: tuple[Callable[..., Any], ...]
    column: str = "solution"
    gold: str = "{}"
    dress: Callable[[str], str] | None = None
    ours: bool = False
    known: tuple[str, ...] = ()  # kinds that pay by its default, as its docs say


def _in_dollars(found: re.Match[str]) -> str:
    inside = found[1].strip("\n")
    return f"<answer>\n{inside if 'boxed' in inside else f'${inside}$'}\n</answer>"


def as_latex(text: str) -> str:
    """What math-verify reads: the content of an answer tag in dollars."""
    return re.sub(r"<answer>(.*?)</answer>", r"<answer>$\1$</answer>", text, flags=re.DOTALL)


def in_lines(text: str) -> str:
    """The same, with a line break on either side of each tag, as open-r1's format wants it, and boxes in an answer tag."""
    if "</think>" in text and "<answer>" not in text:
        text = re.sub(r"</think>(.*)$", r"</think><answer>\1</answer>", text, flags=re.DOTALL)
    text = re.sub(r"<think>(.*?)</think>\s*", r"<think>\n\1\n</think>\n", text, flags=re.DOTALL)
    return re.sub(r"<answer>(.*?)</answer>", _in_dollars, text, flags=re.DOTALL)


def trl() -> list[Attacked]:
    from trl import rewards

    right, form = rewards.accuracy_reward, rewards.think_format_reward
    settings = {"gold": "${}$", "dress": as_latex}
    cosine = rewards.get_cosine_scaled_reward(max_len=2048)
    return [
        Attacked("TRL accuracy", (right,), **settings),
        Attacked("TRL accuracy + think_format", (right, form), **settings),
        Attacked("TRL reasoning_accuracy", (rewards.reasoning_accuracy_reward,), **settings),
        Attacked("TRL cosine_scaled", (cosine,), **settings),
    ]


def open_r1(clone: Path) -> list[Attacked]:
    """Its functions, each taken from its file and run as it stands."""
    from latex2sympy2_extended import NormalizationConfig
    from math_verify import LatexExtractionConfig, parse, verify

    command = ["git", "-C", str(clone), "show", f"{OPEN_R1}:src/open_r1/rewards.py"]
    source = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    wanted = ("accuracy_reward", "format_reward", "tag_count_reward", "reasoning_steps_reward")
    wanted += ("get_cosine_scaled_reward",)
    kept = [node for node in ast.parse(source).body if getattr(node, "name", None) in wanted]
    space = {"math": math, "re": re, "Dict": dict, "Optional": Optional, "parse": parse, "verify": verify}
    space |= {"LatexExtractionConfig": LatexExtractionConfig, "NormalizationConfig": NormalizationConfig}
    exec(compile(ast.Module(kept, []), "open_r1/rewards.py", "exec"), space)
    right, form, tags, steps = (space[name] for name in wanted[:4])
    settings = {"gold": "${}$", "dress": in_lines}
    cosine = space["get_cosine_scaled_reward"](max_len=8192)
    return [
        Attacked("open-r1 accuracy", (right,), **settings),
        Attacked("open-r1 accuracy + format + tag_count", (right, form, tags), **settings),
        Attacked("the same + reasoning_steps", (right, form, tags, steps), **settings),
        Attacked("open-r1 cosine_scaled", (cosine,), **settings),
    ]


def unsloth() -> list[Attacked]:
    notebooks.check()
    qwen, xml = notebooks.qwen3_dress, notebooks.xml_dress
    return [
        Attacked("Unsloth Qwen3 check_answer", (notebooks.check_answer,), "answer", dress=qwen),
        Attacked("Unsloth Qwen3, all four", notebooks.QWEN3, "answer", dress=qwen),
        Attacked("Unsloth Qwen2.5/Llama XML, all five", notebooks.XML, "answer", dress=xml),
    ]


def ours() -> list[Attacked]:
    by_default = Attacked(
        "`Correctness()`", (Correctness(gold_column="solution"),), ours=True, known=("restating",)
    )
    values = rr.NumberPolicy(evaluated=True)
    settings = {"gold_column": "solution", "policy": values}
    solved = Correctness(**settings)
    rewards = {
        "`Correctness(policy=values)`": solved,
        "`Numeric(policy=values)`": rr.Numeric(**settings),
        "`Symbolic(policy=values)`": rr.Symbolic(**settings),
        "the first + 0.2 * `Format()` + 0.2 * `Proximity(policy=values)`": solved
        + 0.2 * Format()
        + 0.2 * Proximity(**settings),
    }
    for preset in (presets.gsm8k, presets.math, presets.puzzles, presets.step_by_step):
        rewards[f"`presets.{preset.__name__}()`"] = preset(gold_column="solution")
    return [by_default, *(Attacked(name, (reward,), ours=True) for name, reward in rewards.items())]


def summed(functions: tuple[Callable[..., Any], ...]) -> Callable[..., Any]:
    """One function for several, as a trainer sums them: None counts as nothing."""

    def total(**columns):
        with contextlib.redirect_stdout(io.StringIO()):  # some of them print
            scores = [function(**columns) for function in functions]
        if len(scores) == 1:
            return scores[0]
        return [sum(score or 0.0 for score in row) for row in zip(*scores, strict=True)]

    return total


def line(each: Attacked, listed: bool) -> tuple[str, int]:
    """A row of the table, and how many attacks paid that are not known to."""
    kinds: Counter[str] = Counter()
    tried = 0
    reward = each.functions[0] if each.ours else summed(each.functions)
    for gold in GOLDS:
        columns = {each.column: each.gold.format(gold)}
        report = attack(reward, gold=gold, conversational=not each.ours, dress=each.dress, **columns)
        kinds.update(finding.category for finding in report.exploits)
        tried += len(report.findings)
        if listed:
            print(report)
    total = sum(kinds.values())
    counts = " | ".join(str(kinds[kind] or "") for kind in KINDS)
    said = " / ".join(f"{score:.3g}".replace("-", "−") for score in honest(each, reward))
    unknown = total - sum(kinds[kind] for kind in each.known)
    return f"| {each.name} | {said} | {counts} | **{total}** of {tried} |", unknown


def honest(each: Attacked, reward: Callable[..., Any]) -> list[float]:
    """The best that honest completions earn which say 42, 43 and 126 where 42 is right."""
    ways = ("<answer>{}</answer>", " The answer is \\boxed{{{}}}.")
    found = []
    for answer in (42, 43, 126):
        texts = [f"<think>Let me see.</think>{way.format(answer)}" for way in ways]
        texts = [each.dress(text) if each.dress else text for text in texts]
        prompts = ["There are 42 marbles. How many are there?"] * len(texts)
        columns = {each.column: [each.gold.format(42)] * len(texts), "prompts": prompts}
        columns["completion_ids"] = [text.split() for text in texts]
        chats = texts if each.ours else [[{"role": "assistant", "content": text}] for text in texts]
        found.append(max(score or 0.0 for score in reward(completions=chats, **columns)))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--open-r1", type=Path, metavar="CLONE", help="a git clone of huggingface/open-r1")
    parser.add_argument("--list", action="store_true", help="print every attack that paid")
    options = parser.parse_args()
    logging.disable(logging.WARNING)
    theirs = [*trl(), *(open_r1(options.open_r1) if options.open_r1 else []), *unsloth()]
    versions = [f"{name} {metadata.version(name)}" for name in ("trl", "math-verify")]
    if options.open_r1:
        versions.append(f"open-r1 {OPEN_R1[:12]}")
    print(f"{datetime.date.today()}; {', '.join(versions)}; golds {', '.join(GOLDS)}\n")
    print(f"| reward | right / off by one / far off | {' | '.join(KINDS)} | paid |")
    print("|---|---|" + "---:|" * (len(KINDS) + 1))
    paid = 0
    for each in [*theirs, *ours()]:
        row, count = line(each, options.list)
        paid += count if each.ours else 0
        print(row, flush=True)
    return 1 if paid else 0


if __name__ == "__main__":
    sys.exit(main())
