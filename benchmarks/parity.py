r"""The verdicts of one version, written down, and what another version says otherwise.

    PYTHONPATH=OLD/src python benchmarks/parity.py write before.jsonl [--data DIR] [--pairs 200000]
    PYTHONPATH=src     python benchmarks/parity.py write after.jsonl  [--data DIR] [--pairs 200000]
    python benchmarks/parity.py differences before.jsonl after.jsonl

Written are outcome and rule of every labelled row of DIR, of every case under tests/cases, and of generated pairs: golds
and answers of those files, as they are, in other dress, with a symbol changed, dropped or put in, and texts of a small
random grammar. Everything is derived from the seed, so both versions are asked the same. No worker is asked:
what the last rung would have to decide is written as undecided.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

CASES = Path(__file__).resolve().parent.parent / "tests" / "cases"
POLICIES = ({}, {"units": "convert"}, {"percent": "exact"}, {"rounded": 3, "decimal_comma": False})
DRESS = (
    "${}$", "\\boxed{{{}}}", "\\text{{{}}}", "{}.", " {} ", "\\left({}\\right)", "({})", "x = {}", "{} cm", "{}\\%",
    "\\mathrm{{{}}}", "\\displaystyle {}", "**{}**", "-{}", "{}^2", "\\sqrt{{{}}}", "{}, 1", "\\{{{}\\}}", "{} \\text{{ or }} 2",
    "the answer is {}", "{}^\\circ", "\\frac{{{}}}{{2}}", "{}\\,", "\\$ {}",
)  # fmt: skip
PIECES = (
    "0 1 2 3 7 10 12 100 0.5 1.25 1,000 x y n a e i \\pi \\infty + - * / ^ _ ( ) [ ] { } , ; = < > | ! % ' "
    "\\frac{1}{2} \\sqrt{2} \\sqrt[3]{5} \\cdot \\times \\pm \\le \\ge \\in \\cup \\{ \\} \\sin \\cos \\ln \\log_2 \\text{and} "
    "\\text{ cm} \\text{ dollars} \\circ \\binom{5}{2} \\begin{pmatrix}1\\\\2\\end{pmatrix} \\mathbb{R} A B yes no Monday "
    "twenty half \\bmod \\pmod{7} \\lfloor \\rfloor \\overline{3} \\dots \\quad \\approx \\to : 3:30 50\\% $ or and"
).split(" ")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    write = commands.add_parser("write")
    write.add_argument("file", type=Path)
    write.add_argument("--data", type=Path, help="folder of labelled data")
    write.add_argument("--pairs", type=int, default=200_000)
    write.add_argument("--seed", type=int, default=0)
    differences = commands.add_parser("differences")
    differences.add_argument("files", nargs=2, type=Path)
    differences.add_argument("--show", type=int, default=40)
    options = parser.parse_args()
    sys.exit(record(options) if options.command == "write" else compare_files(*options.files, options.show))


def record(options: argparse.Namespace) -> int:
    """Write a line a question: where it comes from, what was asked, what was said."""
    from reasoning_rewards import Correctness, NumberPolicy, compare

    warnings.simplefilter("ignore")
    policies = [NumberPolicy(**settings) for settings in POLICIES]
    reward = Correctness(engine=None)
    rows = list(labelled(options.data))
    started, count = time.process_time(), 0
    with options.file.open("w", encoding="utf-8") as out:
        for source, gold, text, is_completion in rows:
            if is_completion:
                said = outcome(lambda text=text, gold=gold: reward.verdicts([text], answer=[gold])[0])
            else:
                said = outcome(lambda text=text, gold=gold: compare(text, gold=gold))
            out.write(json.dumps([source, gold, text, 0, *said]) + "\n")
            count += 1
        for number, (gold, answer) in enumerate(generated(rows, options.pairs, options.seed)):
            policy = number % 8 if number % 8 < len(policies) else 0
            said = outcome(lambda a=answer, g=gold, p=policies[policy]: compare(a, gold=g, policy=p))
            out.write(json.dumps(["generated", gold, answer, policy, *said]) + "\n")
            count += 1
    print(f"{count} verdicts, {time.process_time() - started:.0f} s of CPU time")
    return 0


def outcome(judge: Callable[[], Any]) -> list[object]:
    """What was said, score or outcome, and the rule; of a version that raises, that it does."""
    try:
        found = judge()
    except Exception as error:  # noqa: BLE001 - which version raises is what is being looked for
        return ["raises", type(error).__name__]
    return [found.score if hasattr(found, "score") else found.same, found.rule]


def labelled(folder: Path | None) -> Iterator[tuple[str, object, str, bool]]:
    """Every row with a gold and a text, of the labelled files and of our own cases."""
    files = sorted(CASES.glob("*.jsonl")) + (sorted(folder.glob("*.jsonl")) if folder else [])
    for file in files:
        for line in file.read_text("utf-8").splitlines():
            row = json.loads(line)
            text = next(
                (row[name] for name in ("completion", "prediction", "answer", "text") if name in row), None
            )
            if isinstance(text, str) and "gold" in row:
                yield file.stem, row["gold"], text, "completion" in row


def generated(rows: list[tuple[str, object, str, bool]], count: int, seed: int) -> Iterator[tuple[str, str]]:
    """Pairs made of what the rows hold and of pieces."""
    draw = random.Random(seed)
    golds = sorted({str(gold) for _, gold, _, _ in rows if len(str(gold)) < 200})
    answers = sorted({text for _, _, text, whole in rows if not whole and len(text) < 200}) + golds
    for _ in range(count):
        gold = draw.choice(golds) if draw.random() < 0.7 else pieces(draw)
        way = draw.random()
        if way < 0.35:
            answer = dressed(draw, gold)
        elif way < 0.75:
            answer = changed(draw, gold)
        elif way < 0.9:
            answer = draw.choice(answers)
        else:
            answer = pieces(draw)
        yield (dressed(draw, gold) if draw.random() < 0.15 else gold), answer


def dressed(draw: random.Random, text: str) -> str:
    """The text in other dress, once or twice."""
    for _ in range(draw.randint(1, 2)):
        text = draw.choice(DRESS).format(text)
    return text


def changed(draw: random.Random, text: str) -> str:
    """The text with a symbol changed, dropped, doubled or put in."""
    place = draw.randint(0, max(len(text) - 1, 0))
    way = draw.randint(0, 3)
    if way == 0:
        return text[:place] + text[place + 1 :]
    if way == 1:
        return text[:place] + draw.choice(PIECES) + text[place:]
    if way == 2:
        return text[:place] + draw.choice(PIECES) + text[place + 1 :]
    return text[:place] + text[place : place + 1] + text[place:]


def pieces(draw: random.Random) -> str:
    """A few pieces in a row."""
    return draw.choice(("", " ")).join(draw.choice(PIECES) for _ in range(draw.randint(1, 7)))


def compare_files(before: Path, after: Path, show: int) -> int:
    """Print what differs, by kind; 1 if anything does."""
    with before.open(encoding="utf-8") as old, after.open(encoding="utf-8") as new:
        kinds: Counter[str] = Counter()
        examples: list[str] = []
        count = 0
        for count, (one, other) in enumerate(zip(old, new, strict=True), 1):
            if one == other:
                continue
            a, b = json.loads(one), json.loads(other)
            if a[:4] != b[:4]:
                raise SystemExit(f"line {count}: the versions were asked different questions")
            kinds[f"{a[4]} {a[5]} → {b[4]} {b[5]}"] += 1
            examples.append(f"  {a[1]!r} ← {a[2]!r} (policy {a[3]}): {a[4]} {a[5]} → {b[4]} {b[5]}")
    print(f"{count} verdicts, {sum(kinds.values())} differ")
    for kind, times in kinds.most_common():
        print(f"{times:6}  {kind}")
    print("\n".join(examples[:show]))
    return int(bool(kinds))


if __name__ == "__main__":
    main()
