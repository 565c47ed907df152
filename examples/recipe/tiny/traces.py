"""Solutions to learn the form from: one kind drawn for each problem, as a careless class would write them.

A real base model has seen good reasoning among much else. The warm-up imitates that: a model that
*can* reason, but mostly guesses, sometimes slips and sometimes forgets the form. What GRPO then does
is choose and sharpen, and the gain it makes is a gain over this mix.
"""

from __future__ import annotations

import random

from recipe.tiny.problems import CUES, Problem, Step

MIX = {"good": 0.25, "slip": 0.10, "guess": 0.50, "bare": 0.15}
"""Share of each kind: all right; one wrong result carried on; a guess, rarely right; right but without tags."""

LUCKY = 0.3
"""Share of the guesses that happen to be right; the others are a little off."""

DRILL = 8
"""Sums in one row of pretraining."""

Message = dict[str, str]


def solution(problem: Problem, kind: str, rng: random.Random) -> str:
    """A solution of one kind, as the assistant would write it."""
    if kind == "guess":
        return tagged("I will guess.", guess(problem, rng))
    slip_at = rng.randrange(len(problem.steps)) if kind == "slip" else None
    working, answer = work(problem, slip_at, rng)
    return f"{working}\n{answer}" if kind == "bare" else tagged(working, answer)


def tagged(thinking: str, answer: int) -> str:
    return f"<think>\n{thinking}\n</think>\n<answer>{answer}</answer>"


def work(problem: Problem, slip_at: int | None, rng: random.Random) -> tuple[str, int]:
    """The steps written out, with one wrong result at ``slip_at``, and the last result."""
    lines, wrong = [], {}
    result = 0
    for index, (cue, step) in enumerate(zip(CUES, problem.steps, strict=True)):
        left, right = wrong.get(step.left, step.left), wrong.get(step.right, step.right)
        result = step.result if not wrong else Step(left, step.operator, right).result
        if index == slip_at:
            result = near(step.result, rng)
        if result != step.result:
            wrong = {step.result: result}
        lines.append(f"{cue} {left} {step.operator} {right} = {result}")
    return "\n".join(lines), result


def guess(problem: Problem, rng: random.Random) -> int:
    return problem.answer if rng.random() < LUCKY else near(problem.answer, rng)


def near(number: int, rng: random.Random) -> int:
    """Another number from 0 up, at most five away (fifty, where the numbers are tens)."""
    unit = 10 if number >= 60 else 1
    return rng.choice([n for k in range(-5, 6) if k and (n := number + k * unit) >= 0])


def conversation(problem: Problem) -> list[Message]:
    """The prompt of a problem, as chat messages."""
    return [{"role": "user", "content": problem.question}]


def pretraining_rows(problems: list[Problem], *, seed: int) -> list[dict[str, list[Message]]]:
    """What a real base model brings from its pretraining: it knows its tables, and has seen problems solved.

    Half of the rows are problems worked out without tags, half are DRILL sums from the tables.
    """
    rng = random.Random(f"pretraining {seed}")
    sums = tables()
    rows = []
    for index, problem in enumerate(problems):
        if index < len(problems) // 2:
            prompt, text = conversation(problem), solution(problem, "bare", rng)
        else:
            prompt, text = [{"role": "user", "content": "Calculate."}], "\n".join(rng.sample(sums, DRILL))
        rows.append({"prompt": prompt, "completion": [{"role": "assistant", "content": text}]})
    return rows


def tables() -> list[str]:
    """The sums one knows by heart before solving stories: all of them, whatever any problem uses."""
    steps = [Step(a, "+", b) for a in range(1, 50) for b in range(1, 10)]
    steps += [Step(a, "-", b) for a in range(2, 21) for b in range(1, min(a, 10))]
    steps += [Step(a, "-", b) for a in (20, 30, 40, 50) for b in range(1, a)]
    steps += [Step(a, "*", b) for a in range(2, 7) for b in range(2, 10)]
    steps += [Step(a * b, "/", a) for a in range(2, 7) for b in range(2, 10)]
    steps += [Step(a, "*", 10 * b) for a in range(2, 5) for b in range(3, 7)]
    steps += [Step(10 * a, "+", 10 * b) for a in range(1, 29) for b in range(1, 5)]
    steps += [Step(10 * a, "-", 10 * b) for a in range(2, 33) for b in range(1, min(a, 5))]
    return sorted({f"{step.left} {step.operator} {step.right} = {step.result}" for step in steps})


def warm_up_rows(problems: list[Problem], *, seed: int) -> list[dict[str, list[Message]]]:
    """One row per problem for ``SFTTrainer``: ``prompt`` and ``completion``, the loss on the latter only."""
    rng = random.Random(f"mix {seed}")
    kinds = rng.choices(tuple(MIX), weights=tuple(MIX.values()), k=len(problems))
    return [
        {
            "prompt": conversation(problem),
            "completion": [{"role": "assistant", "content": solution(problem, kind, rng)}],
        }
        for problem, kind in zip(problems, kinds, strict=True)
    ]


def reward_rows(problems: list[Problem]) -> list[dict[str, object]]:
    """One row per problem for ``GRPOTrainer``: the prompt, and the columns that the rewards ask for."""
    return [
        {"prompt": conversation(problem), "answer": str(problem.answer), "steps": len(problem.steps)}
        for problem in problems
    ]
