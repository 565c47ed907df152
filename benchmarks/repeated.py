r"""Texts that repeat a piece, grown from 10 kB to 1 MB, through every reward: what does the dearest cost?

    python benchmarks/repeated.py [SECONDS] [--seed N] [--dearest N]

Repetition is what makes a pattern look through a text again and again from each of its places, and
what nests without end. A text is a piece (pieces.py: what the sources look for, alone or a few together)
repeated between a beginning and an end, in each place where a model's text may stand. First random texts
of up to 10 kB are tried for SECONDS; then the dearest of each reward are grown, and those that were dear once.

CPU time of a row by itself, least of three, nothing remembered from another text. Exits 1 where a reward
raised; where one that decides cost 20 ms or more at 100 kB or less, or another 100 ms or more; or where ten
times the text cost more than twenty times as much (what costs under 1 ms counts as 1 ms: it is noise).
"""

from __future__ import annotations

import argparse
import itertools
import random
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(1, str(Path(__file__).parent.parent))
from tests.all_rewards import one_of_each, without_engine

from pieces import Pieces, grown
from reasoning_rewards import (
    ANY,
    THINK_BOXED,
    Boxed,
    Brevity,
    Correctness,
    CosineScaled,
    Format,
    LastNumber,
    Layout,
    LengthPenalty,
    Pattern,
    RepetitionPenalty,
    Reward,
    StepCount,
    Tag,
    TagCount,
    TextOverlap,
    clear_caches,
)

SIZES = (2_000, 5_000, 9_900, 100_000, 1_000_000)  # the third is what an answer may have, with its marks
TRIED = SIZES[:3]
GROWN = SIZES[2:]
DECIDES, OTHERS = 20.0, 100.0  # ms
GROWTH, NOISE = 20.0, 1.0
PASSES = 3
SOLVED = Correctness(engine=None)
REWARDS: tuple[Reward, ...] = (
    *(without_engine(each) for each in one_of_each(by=SOLVED, layout=THINK_BOXED)),
    Correctness(engine=None, layout=Layout(think=Tag("think"), answer=Boxed() | LastNumber())),
    Correctness(engine=None, layout=Layout(think=None, answer=None)),
    TextOverlap(engine=None, metric="f1"),
    StepCount(cap=1_000_000),
    Format(),
    TagCount(layout=ANY),
    Pattern(regex=r"(\s*\w+)*[.!]$"),
    RepetitionPenalty(unit="words"),
    LengthPenalty(max_length=8, soft_cache=4, unit="words"),
    Brevity(limit=8, unit="characters"),
    CosineScaled(by=SOLVED, max_length=8, unit="words"),
)
GOLDS = (
    "5",
    "x^2+1",
    r"\{1,2\}",
    "(1,2)",
    "1,2",
    "Paris",
    r"\begin{pmatrix}1\\2\end{pmatrix}",
    "5 cm",
    "3:1",
)
GOLDS += ("x>2", r"(1,2)\cup(3,4)", "x=1", "A", "0.333333333333333")
ROW = {
    "prompts": "Tom has 5 marbles.",
    "choice": "B",
    "options": ["4", "5"],
    "steps": 2,
    "checkpoints": ["5", "6"],
    "nums": [2, 3, 5],
    "target": 5,
    "puzzle": "12..\n....\n....\n...4",
    "tests": {"type": "calls", "entry_point": "f", "inputs": [[5]], "outputs": [6]},
    "completion_ids": [0],
}


def _message(**fields: object) -> list[dict[str, Any]]:
    return [{"role": "assistant", **fields}]


def _cut(text: str) -> list[str]:
    return [text[start : start + 40] for start in range(0, len(text), 40)]


PLACES: dict[str, Callable[[str], Any]] = {
    "the completion": lambda text: text,
    "thinking": lambda text: f"<think>{text}</think> \\boxed{{5}}",
    "before a box": lambda text: f"{text} \\boxed{{5}}",
    "a box": lambda text: f"<think>5</think> \\boxed{{{text}}}",
    "an answer tag": lambda text: f"<think>5</think> <answer>{text}</answer>",
    "after ####": lambda text: f"#### {text}",
    "after a phrase": lambda text: f"The answer is {text}",
    "reasoning": lambda text: _message(reasoning_content=text, content="\\boxed{5}"),
    "parts": lambda text: _message(content=[{"type": "text", "text": part} for part in _cut(text)]),
    "turns": lambda text: [
        message
        for part in _cut(text)
        for message in (*_message(content=part), {"role": "tool", "content": part})
    ],
}
IN_PROMPT = "the prompt"


class Text(NamedTuple):
    """What repeats, between what, where, and the row's gold."""

    piece: str
    place: str = "a box"
    beginning: str = ""
    end: str = ""
    gold: str = "5"

    def row(self, size: int) -> dict[str, Any]:
        text = grown(self.piece, size, self.beginning, self.end)
        if self.place == IN_PROMPT:
            return {**ROW, "answer": self.gold, "prompts": text, "completions": "5 + 5 = 10. \\boxed{5}"}
        return {**ROW, "answer": self.gold, "completions": PLACES[self.place](text)}


# Dear once, before the reason was mended: milliseconds of `Correctness`, or of the reward named.
DEAR_ONCE = (
    Text("\\!one "),  # 74 at 10 kB: a product copied for each factor, and letters not counted as symbols
    Text("1 to "),  # 38 at 5 kB
    Text("1/", IN_PROMPT),  # StepArithmetic, 164 at 100 kB: every number read anew
    Text("a. ", "the completion"),  # StepCount
    Text(" ?", "thinking"),
    Text("S", "the completion"),
    Text("1", beginning="0.", end="2..."),  # 25,000: every period tried against every tail
    Text("0"),  # 250: zeros, and then digits
    Text("h", beginning="a "),
    Text("∀"),  # 34: ten times as long in TeX
    Text("minus_SettingError ", "after a phrase", gold="x^2+1"),
    Text("a_# ", gold="x^2+1"),  # 45: hundreds of names, sorted again for each factor
    Text("\\sqrt{#}", gold="x^2+1"),
    Text("x \\times "),  # walked through again for each sign, for a vector
    Text("x%", gold="x"),  # MultipleChoice with ten options, 240
    Text("answer for" + " " * 140, "the completion"),  # SelfCorrection, 470
    Text("#### so it" + " " * 500, "the completion"),
    Text("\\boxed{1} or \\boxed{2}" + "\t" * 46 + "x", "the completion"),
    Text("%e\nR=", "thinking"),  # Checkpoints
    Text("3*6.*T\\rm7# =", "thinking"),  # StepArithmetic
    Text("cubedsimply+#=", "the completion"),
)


def some_texts(rng: random.Random) -> Iterator[Text]:
    pieces = Pieces(rng)
    places = (*PLACES, *["a box"] * 6, IN_PROMPT)
    while True:
        beginning = pieces.one() if rng.random() < 0.2 else ""
        end = pieces.one() if rng.random() < 0.3 else ""
        yield Text(pieces.some(), rng.choice(places), beginning, end, rng.choice(GOLDS))


def cost(reward: Reward, row: dict[str, Any], passes: int = 1) -> float:
    """The least CPU milliseconds of a row by itself."""
    columns = {name: [value] for name, value in row.items()}
    spent = []
    for _ in range(passes):
        clear_caches()
        start = time.thread_time()
        reward.verdicts(progress=0.5, **columns)
        spent.append((time.thread_time() - start) * 1e3)
    return min(spent)


def search(texts: Iterator[Text], seconds: float, keep: int) -> tuple[dict[Reward, list[Text]], int, int]:
    """The dearest texts of each reward, how many were tried, and how many exceptions there were."""
    dearest: dict[Reward, list[tuple[float, Text]]] = {reward: [] for reward in REWARDS}
    texts = itertools.chain([next(texts)], texts)  # the first takes the sources apart
    end, rows, raised = time.monotonic() + seconds, 0, 0
    for text in texts:
        if time.monotonic() > end:
            break
        rows += 1
        row = text.row(TRIED[rows % len(TRIED)])
        for reward, found in dearest.items():
            try:
                spent = cost(reward, row)
                if len(found) == keep and spent > found[-1][0]:
                    spent = min(spent, cost(reward, row, 2))
            except Exception as error:  # noqa: BLE001 - this is what is counted
                raised += 1
                print(f"{reward!r} raised {error!r:.80} on {text}")
                continue
            found.append((spent, text))
            found.sort(key=lambda each: -each[0])
            del found[keep:]
    return {reward: [text for _, text in found] for reward, found in dearest.items()}, rows, raised


def missed(reward: Reward, costs: list[float]) -> list[str]:
    """Which floors the costs of a growing text don't hold."""
    limit = DECIDES if reward.decides else OTHERS
    over = [f"{spent:.0f} ms, not {limit:.0f}" for spent in costs[:-1] if spent >= limit]
    steps = itertools.pairwise(costs[-len(GROWN) :])
    return over + [f"×{b / a:.0f}" for a, b in steps if b > GROWTH * max(a, NOISE)]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("seconds", type=float, nargs="?", default=60.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--dearest", type=int, default=3, help="texts of each reward that are grown and shown"
    )
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    found, rows, raised = search(some_texts(random.Random(options.seed)), options.seconds, options.dearest)
    print(f"{rows} random texts, {raised} exceptions. ms of CPU at " + ", ".join(f"{n:,}" for n in SIZES))
    failed = 0
    for reward, random_ones in found.items():
        print(reward.__name__)
        shown = []
        for text in dict.fromkeys((*DEAR_ONCE, *random_ones)):
            costs = [cost(reward, text.row(size), PASSES) for size in SIZES]
            shown.append((max(costs[:-1]), text, costs, missed(reward, costs)))
        shown.sort(key=lambda each: -each[0])
        failed += sum(bool(faults) for *_, faults in shown)
        for place, (_, text, costs, faults) in enumerate(shown):
            if place < options.dearest or faults:
                figures = "".join(f"{spent:>9.1f}" for spent in costs)
                print(f"  {figures}   {text.piece[:40]!r} in {text.place}   {'; '.join(faults)}")
    print(f"{failed} texts over a floor" if failed else "every floor is held")
    return bool(failed or raised)


if __name__ == "__main__":
    raise SystemExit(main())
