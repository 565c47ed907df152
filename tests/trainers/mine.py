"""A file of rewards as a user of another trainer writes it: the reward, and a line for each trainer."""

from reasoning_rewards import Correctness, Format, reward
from reasoning_rewards.adapters import nemo_rl, openrlhf, swift, verl


@reward(bounds=(0.0, 1.0))
def ends_well(completion) -> float:
    return float(completion.text.endswith((".", ">")))


solved = Correctness(gold_column="solution")
total = (solved + 0.2 * Format() + 0.1 * ends_well).requires(solved).named("total")

compute_score = verl(total)
reward_func = openrlhf(total)
orm = swift(total)
Environment = nemo_rl(total)
