"""What a model can do, from what it wrote: plain figures that JSON can hold, before and after alike.

    rows = load_rows("gsm8k", "eval", limit=200)
    texts = complete(model, tokenizer, rows, samples=4, ...)     # one list of completions per row
    before = measure(rows, texts, {"total": total})
    ...
    gains(before, after)["pass1"]                                # {"value": 0.125, "low": 0.081, "high": 0.169}

pass1   the mean over problems of the share of a problem's samples that are right: what one try is worth
majk    right by vote: the answer that most samples of a problem give; of as many votes, the share that is right
gain    after less before, paired problem by problem

Right is what `recipe.grading` says, which reads answers by other means than the rewards. Intervals are
95 % by bootstrap over problems: about these problems, not about other seeds.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from reasoning_rewards import Correctness, Diversity, Reward, SelfCorrection, StepCount
from reasoning_rewards.core.algebra.components import named_components
from reasoning_rewards.files import majority
from reasoning_rewards.files.encoded import encoded
from reasoning_rewards.intervals import Estimate, gain, mean_of_problems
from reasoning_rewards.metrics import metrics_of
from reasoning_rewards.verdict import Verdict
from recipe.grading import Asked, Grade, grade
from recipe.sources.rows import Row

STEPS = 3  # different steps that a reasoning must have to count as shown
SHOWN = 8  # transcripts in the result; completions_*.jsonl has all

Completions = Sequence[Sequence[str]]
Rewards = Mapping[str, Callable[..., Sequence[float | None]]]


def measure(
    rows: Sequence[Row],
    completions: Completions,
    rewards: Rewards | None = None,
    *,
    tokens: Sequence[Sequence[Sequence[int]]] | None = None,
    limit: int | None = None,
    opened: bool = False,
) -> dict[str, Any]:
    """Everything a report needs of some completions; the same number of them for every row.

    rewards: by the name they are to have in the report, called as a trainer calls them.
    tokens: the ids of every completion; without them, length is in words and nothing is known to be cut off.
    limit: ``max_new_tokens``; a completion of so many was cut off.
    opened: the chat template opens the thinking, so that a completion begins inside it.
    """
    samples = check_shape(rows, completions)
    grades = grade_all(rows, completions, opened)
    right = [[one.right for one in each] for each in grades]
    votes = [majority([one.answer for one in each], [one.right for one in each]) for each in grades]
    lengths = [length for each in counted(completions, tokens) for length in each]
    flat = Flat(rows, completions, tokens)
    scores, rules = score(flat, rewards or {})
    return {
        "n": len(rows),
        "samples": samples,
        "opened": opened,
        "ids": [row["id"] for row in rows],
        "right": right,
        "maj": votes,
        "pass1": as_dict(mean_of_problems(solved(right))),
        "majk": as_dict(mean_of_problems(votes)),
        "graded": dict(Counter(one.how for each in grades for one in each)),
        "mean_length": mean(lengths),
        "length_in": "words" if tokens is None else "tokens",
        "truncated": None if tokens is None or limit is None else mean([n >= limit for n in lengths]),
        "rewards": scores,
        "rules": rules,
        **reasoning(flat),
        "transcripts": [
            {
                "id": row["id"],
                "question": row["question"],
                "answer": row["answer"],
                "text": each[0],
                "right": flags[0],
            }
            for row, each, flags in zip(rows[:SHOWN], completions, right, strict=False)
        ],
    }


def gains(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """The gains of ``after`` over ``before``, on the same problems."""
    if before["ids"] != after["ids"]:
        odd = sorted(set(before["ids"]) ^ set(after["ids"]))[:5]
        raise SystemExit(
            f"before and after are of other problems, or in another order (such as {odd}): "
            "measure both on the same rows, or delete before.json and measure again"
        )
    first, then = solved(before["right"]), solved(after["right"])
    return {
        "pass1": as_dict(gain(first, then)),
        "majk": as_dict(gain(before["maj"], after["maj"])),
        "better": sum(late > early for early, late in zip(first, then, strict=True)),
        "worse": sum(late < early for early, late in zip(first, then, strict=True)),
    }


def records(
    rows: Sequence[Row],
    completions: Completions,
    measured: Mapping[str, Any],
    rewards: Rewards | None = None,
    *,
    tokens: Sequence[Sequence[Sequence[int]]] | None = None,
) -> list[dict[str, Any]]:
    """One plain row per problem with all it was answered: a line of completions_before.jsonl.

    rewards: those of this library say of every completion why it earns what it does.
    """
    said = iter(verdicts(Flat(rows, completions, tokens), rewards or {}))
    return [
        {
            **row,
            "completions": list(each),
            "right": flags,
            "verdicts": [next(said) for _ in each],
        }
        for row, each, flags in zip(rows, completions, measured["right"], strict=True)
    ]


def verdicts(flat: Flat, rewards: Rewards) -> list[list[dict[str, object]]]:
    """What each of this library's rewards says of each completion, as plain data."""
    columns = [
        encoded(one.verdicts(**flat.arguments(), progress=1.0))
        for one in rewards.values()
        if isinstance(one, Reward)
    ]
    return [[json.loads(column[place]) for column in columns] for place in range(len(flat.texts))]


def check_shape(rows: Sequence[Row], completions: Completions) -> int:
    """How many samples each row has."""
    if len(rows) != len(completions):
        raise ValueError(
            f"{len(completions)} lists of completions for {len(rows)} rows; expected one list a row"
        )
    if not rows:
        raise ValueError("rows is empty: there is nothing to measure")
    if any(isinstance(each, str) for each in completions):
        raise ValueError(
            "completions holds text where lists of text are expected, one text a sample: [[text, ...], ...]"
        )
    sizes = {len(each) for each in completions}
    if len(sizes) != 1 or not min(sizes):
        raise ValueError(f"rows have {sorted(sizes)} samples; expected the same number, 1 or more, for each")
    return sizes.pop()


def grade_all(rows: Sequence[Row], completions: Completions, opened: bool) -> list[list[Grade]]:
    asked = [
        Asked(text, row["answer"], row["task"], tuple(row.get("options") or ()), opened)
        for row, each in zip(rows, completions, strict=True)
        for text in each
    ]
    grades = iter(grade(asked))
    return [[next(grades) for _ in each] for each in completions]


class Flat:
    """The completions one by one, with their row's columns, as a trainer hands them to rewards."""

    def __init__(self, rows: Sequence[Row], completions: Completions, tokens: Any) -> None:
        self.rows = [row for row, each in zip(rows, completions, strict=True) for _ in each]
        self.texts = [text for each in completions for text in each]
        self.completions = [[{"role": "assistant", "content": text}] for text in self.texts]
        self.prompts = [row["prompt"] for row in self.rows]
        self.columns = {
            name: [row[name] for row in self.rows] for name in rows[0] if name not in ("prompt", "completion")
        }
        self.ids = None if tokens is None else [list(ids) for each in tokens for ids in each]

    def arguments(self) -> dict[str, Any]:
        known = {"completions": self.completions, "prompts": self.prompts, **self.columns}
        return known if self.ids is None else {**known, "completion_ids": self.ids}


def score(flat: Flat, rewards: Rewards) -> tuple[dict[str, float], dict[str, float]]:
    """The mean of every reward and of its components, and the share of completions that each rule decided."""
    means: dict[str, float] = {}
    decided: list[set[str]] = [set() for _ in flat.texts]  # a leaf in two of the rewards decides a row once
    for name, reward in rewards.items():
        if isinstance(reward, Reward):
            verdicts = reward.verdicts(**flat.arguments(), progress=1.0)
            means[name] = mean_score(verdicts.scores)
            for rules, verdict in zip(decided, verdicts, strict=True):
                rules.update(deciding(verdict))
            for part, one in list(named_components(reward).items())[1:]:
                scores = one.verdicts(**flat.arguments(), progress=1.0).scores
                means[f"{name}/{part}"] = mean_score(scores)
        else:
            means[name] = mean_score(reward(**flat.arguments()))
    counts = Counter(rule for rules in decided for rule in rules)
    return means, {rule: count / len(flat.texts) for rule, count in sorted(counts.items())}


def deciding(verdict: Verdict) -> Iterable[str]:
    """The rules at the leaves; what stands above them only adds up."""
    if not verdict.parts:
        yield verdict.rule
    for part in verdict.parts:
        yield from deciding(part)


def reasoning(flat: Flat) -> dict[str, float]:
    """How the model reasons; these are the library's own measures, and no part of what is right.

    shows_steps       share of completions with at least STEPS different steps
    turns             times a completion turns round: "wait", "actually", "let me check"
    self_corrections  share of completions whose first answer was wrong and whose last is right
    given_up          share whose first answer was right and whose last is wrong
    approaches        different ways to the right answer among a problem's samples, by their checked sums
    """
    known = {"completions": flat.completions, "prompts": flat.prompts, "answer": flat.columns["answer"]}
    mended = [verdict.rule for verdict in SelfCorrection().verdicts(**known)]
    ways = Diversity(by=Correctness(), group_column="id").verdicts(**known, id=flat.columns["id"])
    per_problem: dict[str, float] = {}
    for row, verdict in zip(flat.rows, ways, strict=True):
        if sharing := dict(verdict.facts).get("sharing"):
            per_problem[row["id"]] = per_problem.get(row["id"], 0.0) + 1.0 / sharing
    return {
        "shows_steps": mean([s == 1.0 for s in StepCount(cap=STEPS)(flat.completions)]),
        "turns": metrics_of(StepCount(), flat.completions)["completion/turns"],
        "self_corrections": mean([rule == "correction.mended" for rule in mended]),
        "given_up": mean([rule == "correction.given_up" for rule in mended]),
        "approaches": mean(list(per_problem.values())),
    }


def solved(right: Sequence[Sequence[bool]]) -> list[float]:
    return [mean(flags) for flags in right]


def counted(completions: Completions, tokens: Any) -> list[list[int]]:
    if tokens is None:
        return [[len(text.split()) for text in each] for each in completions]
    shapes = [[len(each) for each in side] if side else [] for side in ([*completions], [*tokens])]
    if len(tokens) != len(completions) or shapes[0] != shapes[1]:
        raise ValueError("tokens and completions differ in shape: expected the ids of every completion")
    return [[len(ids) for ids in each] for each in tokens]


def mean_score(scores: Iterable[float | None]) -> float:
    return mean([score for score in scores if score is not None])


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def as_dict(estimate: Estimate) -> dict[str, float]:
    return dict(estimate._asdict())
