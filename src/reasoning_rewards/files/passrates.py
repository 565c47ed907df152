"""How often is each problem solved? pass@k and maj@k of scored completions, and the problems worth training on.

pass@k = 1 − C(n − c, k) / C(n, k) for n completions of which c are right: the unbiased estimate of Chen et al.,
"Evaluating Large Language Models Trained on Code" (arXiv:2107.03374). maj@k, the vote of Wang et al., "Self-Consistency
Improves Chain of Thought Reasoning in Language Models" (arXiv:2203.11171), is estimated in the same way: the mean over
all choices of k of the n completions of whether the most frequent answer among them is right, counted exactly rather
than drawn. Answers are told apart as they are written.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from reasoning_rewards.caches import remembered
from reasoning_rewards.errors import SettingError
from reasoning_rewards.files.scored import ScoredRow, in_groups
from reasoning_rewards.text.messages import read_completion

__all__ = ["PassRates", "Problem", "majority", "pass_at_k", "pass_rates"]


_STEPS = tuple(2**power for power in range(13))
_VOTES = 64  # of more completions a vote is seldom asked for, and counting its choices takes long
_TRIES = 5  # different numbers of completions that are told


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
    answers: what it answers; "" where it has none.
    rows: its rows in the file.
    """

    key: Hashable
    right: tuple[bool, ...]
    answers: tuple[str, ...]
    rows: tuple[ScoredRow, ...]

    @property
    def rate(self) -> float:
        """The share that is right."""
        return sum(self.right) / len(self.right)

    def pass_at(self, k: int) -> float:
        """pass@k; it raises where there are fewer than k completions with a score."""
        return pass_at_k(len(self.right), sum(self.right), k)

    def majority(self, k: int | None = None) -> float:
        """maj@k; without k that of all completions with a score."""
        return majority(self.answers, self.right, k)


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
        return _mean([each.pass_at(k) for each in self.having(k)])

    def majority(self, k: int | None = None) -> float | None:
        """The mean of maj@k over the same problems; without k that of maj@n over all."""
        return _mean([each.majority(k) for each in self.having(k or 1)])

    def having(self, k: int) -> list[Problem]:
        """The problems that have k completions or more."""
        return [each for each in self.problems if len(each.right) >= k]

    @property
    def steps(self) -> list[int]:
        """The k of pass@k that are told of: powers of two, and the most completions that a problem has."""
        most = max((len(each.right) for each in self.problems), default=0)
        return [*(k for k in _STEPS if k < most), most] if most else []

    @property
    def votes(self) -> list[int]:
        """The k of maj@k that are told of: those of them that leave a choice, up to 64."""
        return [k for k in self.steps[:-1] if 1 < k <= _VOTES]

    def each(self, by: str = "prompt") -> Iterator[dict[str, object]]:
        """A row of plain data a problem, the least solved first: what it is, and its figures.

        A k that is more than a problem's completions is None.

        by: the field that tells problems apart.
        """
        for each in sorted(self.problems, key=lambda problem: problem.rate):
            n = len(each.right)
            yield {
                "problem": each.rows[0].values[by],
                "line": each.rows[0].line,
                "tries": n,
                "right": sum(each.right),
                **{f"pass@{k}": each.pass_at(k) if k <= n else None for k in self.steps},
                **{f"maj@{k}": each.majority(k) if k <= n else None for k in self.votes},
                "maj@n": each.majority(),
            }

    def kept(self, low: float, high: float) -> Iterator[Problem]:
        """The problems that are solved in a share of their tries between the two, both included."""
        return (each for each in self.problems if low <= each.rate <= high)

    def __str__(self) -> str:
        if not self.problems:
            return "no problem has a scored completion"
        tries = Counter(len(each.right) for each in self.problems)
        counted = ", ".join(f"{count} with {n}" for n, count in sorted(tries.items())[:_TRIES])
        more = f", {len(tries) - _TRIES} more counts" if len(tries) > _TRIES else ""
        lines = [f"{len(self.problems)} problems ({counted} completions{more})"]
        lines += [f"  pass@{k:<4} {self.at(k):.4f}" for k in self.steps]
        lines += [f"  maj@{k:<5} {self.majority(k):.4f}" for k in self.votes]
        lines.append(f"  maj@n     {self.majority():.4f}")
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
    """How often each problem of scored rows is solved.

    by: the field that tells problems apart.
    component: whose score says what right is; by default the whole's.
    at_least: the score from which on a completion is right.
    completion: the field with the completion, whose answer votes.

    >>> from reasoning_rewards import Correctness
    >>> from reasoning_rewards.files import judged
    >>> tries = [{"prompt": "6*7?", "completion": f"#### {n}", "answer": "42"} for n in (42, 42, 41)]
    >>> print(pass_rates(judged(Correctness(), tries)))
    1 problems (1 with 3 completions)
      pass@1    0.6667
      pass@2    1.0000
      pass@3    1.0000
      maj@2     0.6667
      maj@n     1.0000
      never solved 0, always 0, sometimes 1
    """
    problems = []
    silent = 0
    for key, group in in_groups(rows, by).items():
        scored = [(row, score) for row in group if (score := row.component(component)["score"]) is not None]
        if not scored:
            silent += 1
            continue
        right = tuple(score >= at_least for _, score in scored)
        answers = tuple(read_completion(row.values.get(completion)).answer or "" for row, _ in scored)
        problems.append(Problem(key, right, answers, tuple(group)))
    return PassRates(tuple(problems), silent)


def _mean(values: Sequence[float]) -> float | None:
    return math.fsum(values) / len(values) if values else None


def majority(answers: Sequence[str], right: Sequence[bool], k: int | None = None) -> float:
    """maj@k: how often the most frequent answer of k completions is right, in the mean over all choices of k of these.

    Exact, by counting the choices; without k of all of them at once. Of answers that are equally frequent each counts
    alike; completions without an answer do not vote; an answer that is right in some completions only counts by as much.

    >>> majority(["7", "7", "8"], [True, True, False])
    1.0
    >>> majority(["7", "7", "8"], [True, True, False], 1)
    0.6666666666666666
    """
    n = len(answers)
    k = n if k is None else k
    if not 1 <= k <= n:
        raise SettingError(f"n={n}, k={k}; expected 1 <= k <= n")
    votes = Counter(answer for answer in answers if answer)
    good = Counter(answer for answer, is_right in zip(answers, right, strict=True) if answer and is_right)
    if k == n:
        most = max(votes.values(), default=0)
        leading = [good[answer] / most for answer, count in votes.items() if count == most]
        return math.fsum(leading) / len(leading) if leading else 0.0
    return _elected(tuple(sorted((count, good[answer]) for answer, count in votes.items())), n, k)


@remembered(100_000)
def _elected(votes: tuple[tuple[int, int], ...], n: int, k: int) -> float:
    """maj@k by how often each answer was given, and how often it was right.

    For each number of votes that can win: the choices of k in which some answers have so many and no other has more are
    counted by multiplying polynomials, whose powers are votes and whose coefficients are choices. A polynomial is one
    large integer, with more bits for each coefficient than there are choices: so Python multiplies it at once.
    """
    scale = math.lcm(*(count for count, _ in votes)) if votes else 1
    width = math.comb(n, min(k, n // 2)).bit_length() + scale.bit_length() + k.bit_length()
    cut = (1 << (width * (k + 1))) - 1
    best = Fraction(0)
    for most in range(1, min(k, max((count for count, _ in votes), default=0)) + 1):
        able = [each for each in votes if each[0] >= most]
        others = n - sum(count for count, _ in able)
        choices = {0: _polynomial(others, k, width)}  # by how many answers share the most votes
        worth = {0: 0}  # the same, times how right these answers are
        for count, good in able:
            below = _polynomial(count, most - 1, width)
            at = math.comb(count, most) << (width * most)
            right = good * (scale // count)
            choices, worth = (
                _with(choices, choices, below, at, cut),
                _with(worth, {t: worth[t] + right * choices[t] for t in choices}, below, at, cut),
            )
        best += sum(Fraction(worth[tied] >> (width * k), tied) for tied in worth if tied)
    return float(best / (scale * math.comb(n, k)))


def _polynomial(n: int, most: int, width: int) -> int:
    """The ways to take none to ``most`` of n, as the coefficients of a polynomial."""
    return sum(math.comb(n, taken) << (width * taken) for taken in range(min(n, most) + 1))


def _with(
    without: Mapping[int, int], joining: Mapping[int, int], below: int, at: int, cut: int
) -> dict[int, int]:
    """One answer more: with fewer votes than the most, or with as many."""
    found = {tied: (ways * below) & cut for tied, ways in without.items()}
    for tied, ways in joining.items():
        found[tied + 1] = found.get(tied + 1, 0) + ((ways * at) & cut)
    return found
