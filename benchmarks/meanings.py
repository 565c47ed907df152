r"""One text, one meaning: is any completion right for two golds that differ?

    python benchmarks/meanings.py [--completions 1000000] [--seed 1] [--show 2] [--json FILE]

Completions are made of sentences, chains, boxes, lists, choices, amounts, words and several languages, and each is held
against the answers that it names. Counted by kind: completions; those that are paid for a gold at all; *double* payments
(for two golds that `compare` calls different both ways round, where no licence of
``answers/compare/licences.py`` makes them equal); and *undue* ones (for a gold that the text only hedges, denies or counts
in something else). Both are asked to be 0: exit code 1 otherwise. Answers that differ only in what stands around them
share a batch, so that they are decided once.

An older version of the package can be asked too: ``PYTHONPATH=OLD/src python benchmarks/meanings.py``.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from meaning_cases import FRAMES, MAKERS, Case, cases, completions
from reasoning_rewards import Correctness, compare

LICENCES = Path(__file__).parents[1] / "src/reasoning_rewards/answers/compare/licences.py"
BATCH = 20_000  # rows


def load_licences() -> Callable[[str, str, str, Callable[[str, str], bool]], str]:
    """This version's licences, whatever version of the package is asked."""
    spec = importlib.util.spec_from_file_location("licences", LICENCES)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.licence_between


class Meanings:
    """What a reward pays for, over batches of cases."""

    def __init__(self) -> None:
        self.reward = Correctness(engine=None)
        self.licence_between = load_licences()
        self.counts: dict[str, Counter[str]] = defaultdict(Counter)
        self.examples: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._same: dict[tuple[str, str], bool] = {}
        self._licence: dict[tuple[str, str, str], str] = {}

    def same(self, one: str, other: str) -> bool:
        """Say whether two golds are the same, one way round or the other."""
        if (one, other) not in self._same:
            self._same[one, other] = (
                compare(one, gold=other).same is True or compare(other, gold=one).same is True
            )
        return self._same[one, other]

    def batch(self, group: list[Case]) -> None:
        """Score each completion of each case beside each of its golds."""
        rows = [(case, text, gold) for case in group for text in completions(case) for gold in case.golds]
        scores = self.reward([text for _, text, _ in rows], answer=[gold for *_, gold in rows])
        paid: dict[tuple[Case, str], list[str]] = {(case, text): [] for case, text, _ in rows}
        for (case, text, gold), score in zip(rows, scores, strict=True):
            if score == 1.0:
                paid[case, text].append(gold)
        for (case, text), golds in paid.items():
            self._count(case, text, golds)

    def _count(self, case: Case, text: str, golds: list[str]) -> None:
        counts = self.counts[case.kind]
        counts["completions"] += 1
        counts["paid"] += bool(golds)
        undue = [gold for gold in golds if gold in case.undue]
        if undue:
            self._note(case.kind, "undue", f"{text!r} pays {undue}")
        found = {self._between(case.text, *pair) for pair in combinations(golds, 2)}
        if "" in found:  # by what was read of it, perhaps
            read = dict(self.reward.explain(text, answer=golds[0]).facts).get("read", "")
            found = {self._between(str(read), *pair) for pair in combinations(golds, 2)}
        if "" in found:
            self._note(case.kind, "double", f"{text!r} pays {golds}")
        counts.update(f"licence {name}" for name in found if name not in ("", "same"))

    def _between(self, text: str, one: str, other: str) -> str:
        key = text, one, other
        if key not in self._licence:
            self._licence[key] = (
                "same" if self.same(one, other) else self.licence_between(text, one, other, self.same)
            )
        return self._licence[key]

    def _note(self, kind: str, what: str, said: str) -> None:
        self.counts[kind][what] += 1
        if len(self.examples[kind, what]) < 50:
            self.examples[kind, what].append(said)


def measured(count: int, seed: int, kinds: tuple[str, ...] = ()) -> Meanings:
    """Score at least so many completions."""
    found, group, done, made = Meanings(), [], 0, cases(count, seed, kinds)
    rows = 0
    for case in made:
        group.append(case)
        done += 1 if case.whole else len(FRAMES)
        rows += (1 if case.whole else len(FRAMES)) * len(case.golds)
        if rows >= BATCH or done >= count:
            found.batch(group)
            group, rows = [], 0
        if done >= count:
            break
    found.batch(group)
    return found


def main() -> int:
    """Print a line a kind, and what paid twice."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--completions", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", nargs="*", default=(), choices=MAKERS)
    parser.add_argument("--show", type=int, default=2, help="examples of each kind")
    parser.add_argument("--json", type=Path, help="write the counts there")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    started = time.process_time()
    found = measured(options.completions, options.seed, tuple(options.kinds))
    columns = ("completions", "paid", "double", "undue")
    print(f"{'kind':<12}" + "".join(f"{name:>14}" for name in columns) + "  licensed")
    for kind, counts in sorted(found.counts.items()):
        licensed = {
            name.partition(" ")[2]: n for name, n in sorted(counts.items()) if name.startswith("licence")
        }
        print(f"{kind:<12}" + "".join(f"{counts[name]:>14,}" for name in columns) + f"  {licensed or ''}")
    for (kind, what), said in sorted(found.examples.items()):
        for each in said[: options.show]:
            print(f"{kind} {what}: {each}")
    total = {name: sum(counts[name] for counts in found.counts.values()) for name in columns}
    print(
        f"{total['completions']:,} completions, {total['double']} double and {total['undue']} undue payments, ",
        end="",
    )
    print(f"{time.process_time() - started:.0f} s of CPU")
    if options.json:
        options.json.write_text(json.dumps(found.counts, indent=1), encoding="utf-8")
    return 1 if total["double"] or total["undue"] else 0


if __name__ == "__main__":
    sys.exit(main())
