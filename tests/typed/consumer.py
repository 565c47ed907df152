# pyright: strict, reportUnnecessaryTypeIgnoreComment=true
"""A user's module, as strict checkers see it: mypy by make types, pyright by make pyright. It runs, too.

A line with ``type: ignore`` is a mistake that both must notice: where one does not, it complains of the comment.
"""

from __future__ import annotations

from typing_extensions import assert_type

import reasoning_rewards as rr
from reasoning_rewards import Completion, Correctness, Format, Layout, Reward, Verdict, Verdicts, reward
from reasoning_rewards.metrics import Monitor


@reward(bounds=(0.0, 1.0))
def in_units(completion: Completion, unit: str | None) -> float | None:
    """A function, as README has it."""
    return None if unit is None else float(completion.answer.endswith(unit))


class Short(Reward):
    """A class with a setting, as docs/writing-a-reward.md has it."""

    limit: int = 100
    # A property of the base class: mypy takes a plain value for it, and pyright wants to be told.
    bounds = (0.0, 1.0)  # pyright: ignore[reportIncompatibleMethodOverride, reportAssignmentType]

    def evaluate(self, batch: rr.Batch) -> list[float | None]:
        """1 where the text is short."""
        return [float(len(completion.text) <= self.limit) for completion in batch.completions]


def composed() -> Reward:
    """Operators and methods give a reward again."""
    solved = Correctness(gold_column="solution", engine=None)
    total = (solved + 0.2 * Format() - 0.1 * Short(limit=10) * Short()).requires(solved)
    assert_type(total, Reward)
    assert_type(solved.at_least(0.5), Reward)
    assert_type(rr.first_of(solved, in_units), Reward)
    assert_type(Short().anneal(rr.linear(1, 0), without_clock=1.0), Reward)
    assert_type(Short().when(task="math"), Reward)
    assert_type(rr.route(math=solved, form=Format()), Reward)
    return total.named("total", log="all")


def read(total: Reward) -> float:
    """What a reward gives has its types."""
    scores = total(["#### 42"], solution=["42"])
    assert_type(scores, list[float | None])
    verdicts = total.verdicts(["#### 42"], solution=["42"])
    assert_type(verdicts, Verdicts)
    assert_type(verdicts[0], Verdict)
    why = total.explain("#### 42", solution="42")
    assert_type(why.score, float | None)
    assert_type(why.parts, tuple[Verdict, ...])
    assert_type(total.bounds, tuple[float, float])
    assert_type(total.columns, tuple[str, ...])
    assert_type(total.split(), tuple[list[Reward], list[float]])
    assert_type(rr.compare("1/2", gold="0.5").same, bool | None)
    return total.margin()


def around() -> Monitor:
    """Layouts, policies, presets and metrics."""
    layout = Layout(think=rr.Tag("think", opened_by="prompt"), answer=rr.Boxed())
    policy = rr.NumberPolicy(percent="either", tolerance=rr.Tolerance(relative=0.01))
    assert_type(Correctness(layout=layout, policy=policy, engine=None).layout, Layout)
    total = rr.presets.gsm8k()
    assert_type(total, Reward)
    return Monitor(total, print_every=10)


def mistakes() -> list[Reward]:
    """What a checker says before the constructor does; nobody calls it."""
    Correctness("answer")  # type: ignore[call-arg]
    Correctness(gold="answer")  # type: ignore[call-arg]
    Correctness(engine="sympi")  # type: ignore[arg-type]
    Short(limit="ten")  # type: ignore[arg-type]
    Layout(think="think", answer=None)  # type: ignore[arg-type]
    _right: list[Reward] = Correctness()(["42"], answer=["42"])  # type: ignore[assignment]
    return [rr.Correctnes()]  # type: ignore[attr-defined]
