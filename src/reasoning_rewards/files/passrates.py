"""How often is each problem solved? pass@k and maj@k of scored completions, and the problems worth training on.

pass@k = 1 − C(n − c, k) / C(n, k) for n completions of which c are right: the unbiased estimate of Chen et al.,
"Evaluating Large Language Models Trained on Code" (arXiv:2107.03374). maj@n is 1 where the most frequent answer of all n
is right; of answers that are equally frequent, the share that is right. Answers are told apart as they are written.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from reasoning_rewards.errors import SettingError
from reasoning_rewards.files.scored import ScoredRow, in_groups
from reasoning_rewards.text.messages import read_completion

__all__ = ["PassRates", "Problem", "majority", "pass_at_k", "pass_rates"]


def pass_at_k(n: int, c: int, k: int) -> float:
    """The chance that one of k completions, drawn from n of which c are right, is right.

    >>> pass_at_k(4, 2, 1), pass_at_k(4, 2, 2), pass_at_k(4, 0, 4)
    (0.5, 0.8333333333333334, 0.0)
    """
    if not 0 <= c <= n or not 1 <= k <= n:
        raise SettingError(f"n={n}, c={c}, k={k}; expected 0 <= c <= n and 1 <= k <= n")
    return 1.0 - math.comb(n - c, k) / math.comb(n, k)


@dataclass(frozen=True)
class Problem:
    """One problem's completions.

    key: what tells it from others.
    right: for each completion that has a score, whether it is right.
    majority: maj@n.
    rows: its rows in the file.
    """

    key: Hashable
    right: tuple[bool, ...]
    majority: float
    rows: tuple[ScoredRow, ...]

    @property
    def rate(self) -> float:
        """The share that is right."""
        return sum(self.right) / len(self.right)


@dataclass(frozen=True)
class PassRates:
    """What was found; print it.

    problems: those with a scored completion.
    silent: problems of which no completion has a score.
    """

    problems: tuple[Problem, ...]
    silent: int

    def at(self, k: int) -> float | None:
        """The mean of pass@k over the problems that have k completions or more; None where none has."""
        found = [
            pass_at_k(len(each.right), sum(each.right), k) for each in self.problems if len(each.right) >= k
        ]
        return math.fsum(found) / len(found) if found else None

    def kept(self, low: float, high: float) -> Iterator[Problem]:
        """The problems that are solved in a share of their tries between the two, both included."""
        return (each for each in self.problems if low <= each.rate <= high)

    def __str__(self) -> str:
        if not self.problems:
            return "no problem has a scored completion"
        most = max(len(each.right) for each in self.problems)
        steps = [k for k in (1, 2, 4, 8, 16, 32, 64, 128, 256) if k < most] + [most]
        tries = Counter(len(each.right) for each in self.problems)
        counted = ", ".join(f"{count} with {n}" for n, count in sorted(tries.items())[:5])
        lines = [f"{len(self.problems)} problems ({counted} completions)"]
        lines += [f"  pass@{k:<4} {self.at(k):.4f}" for k in dict.fromkeys(steps)]
        majority = math.fsum(each.majority for each in self.problems) / len(self.problems)
        lines.append(f"  maj@n     {majority:.4f}")
        never = sum(each.rate == 0 for each in self.problems)
        always = sum(each.rate == 1 for each in self.problems)
        lines.append(
            f"  never solved {never}, always {always}, sometimes {len(self.problems) - never - always}"
        )
        if self.silent:
            lines.append(f"  {self.silent} more without a score: their golds can't be used")
        return "\n".join(lines)


def pass_rates(
    rows: Iterable[ScoredRow],
    *,
    by: str = "prompt",
    component: str | None = None,
    at_least: float = 1.0,
    completion: str = "completion",
) -> PassRates:
    """The pass rates of scored rows.

    by: the field that tells problems apart.
    component: whose score says what right is; by default the whole's.
    at_least: the score from which on a completion is right.
    """
    problems = []
    silent = 0
    for key, group in in_groups(rows, by).items():
        scored = [(row, score) for row in group if (score := row.component(component)["score"]) is not None]
        if not scored:
            silent += 1
            continue
        right = tuple(score >= at_least for _, score in scored)
        answers = [read_completion(row.values.get(completion)).answer for row, _ in scored]
        problems.append(Problem(key, right, majority(answers, right), tuple(group)))
    return PassRates(tuple(problems), silent)


def majority(answers: Sequence[str], right: Sequence[bool]) -> float:
    """Is the most frequent answer right? No answer is none."""
    counts = Counter(answer for answer in answers if answer)
    if not counts:
        return 0.0
    most = max(counts.values())
    first = dict(zip(reversed(answers), reversed(right), strict=True))
    leading = [first[answer] for answer, count in counts.items() if count == most]
    return sum(leading) / len(leading)
