"""Tools to test rewards, your own included.

>>> from reasoning_rewards.testing import assert_ranks, check_reward
"""

from reasoning_rewards.testing.attack import AttackReport, attack
from reasoning_rewards.testing.check import check_reward
from reasoning_rewards.testing.ranks import assert_ranks

__all__ = ["AttackReport", "assert_ranks", "attack", "check_reward"]
