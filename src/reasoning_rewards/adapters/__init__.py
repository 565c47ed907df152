"""Rewards in trainers that don't call them as TRL does: a line each, and a base for a trainer of your own.

| trainer | write |
|---|---|
| verl | ``compute_score = verl(total)`` |
| OpenRLHF | ``reward_func = openrlhf(total)`` |
| ms-swift | ``orms["total"] = swift(total)`` |
| NeMo-RL | ``Total = nemo_rl(total)`` |

docs/trainers.md has the settings that go with each, and recipes for others on the same `Adapter`.
"""

from __future__ import annotations

from reasoning_rewards.adapters.base import Adapter
from reasoning_rewards.adapters.trainers import nemo_rl, openrlhf, swift, verl

__all__ = ["Adapter", "nemo_rl", "openrlhf", "swift", "verl"]
