"""Rewards of your own: copy this file and change it.

It is a module because rewards are pickled by module and name, and so that scripts, tests and the
shell can all say where they are:

    reasoning-rewards describe examples/my_rewards.py:total
    reasoning-rewards attack examples/my_rewards.py:total --gold 42
    python examples/tiny_cpu_grpo.py --rewards my_rewards:total
"""

from __future__ import annotations

from collections.abc import Sequence

from reasoning_rewards import THINK_ANSWER, Brevity, Completion, Correctness, Format, NumberPolicy, reward

CUES = ("first", "then", "finally")


@reward(bounds=(0.0, 1.0))
def signposts(completion: Completion, cues: Sequence[str] = CUES) -> float:
    """The share of the cues that open a line of the thinking, however often each does.

    ``completion`` comes taken apart. ``cues`` is a column of the data set, with a default for those
    that have none.
    """
    openings = {line.split()[0].lower() for line in completion.thinking.splitlines() if line.strip()}
    return sum(cue in openings for cue in cues) / len(cues)


# To train on (custom_reward.py): right first; a wrong answer in perfect form earns 0.3 at the most.
values = NumberPolicy(evaluated=True)  # 3 + 4 - 2 + 1 is the question, not its answer
solved = Correctness(layout=THINK_ANSWER, policy=values)
total = (solved + 0.1 * Format(layout=THINK_ANSWER) + 0.2 * signposts).requires(solved).named("total")

# To choose by (offline_scoring.py): right first, wherever the answer stands; then laid out; then short.
right = Correctness(policy=values)
best = (right + 0.2 * Format() + 0.1 * Brevity(limit=200, unit="words").only_if(right)).requires(right)
best = best.named("best")
