"""Warnings that are said once: the first time they happen, not once a batch."""

from __future__ import annotations

import warnings

from reasoning_rewards.errors import RewardWarning
from reasoning_rewards.stack import make_sure_of_room

__all__ = ["forget", "warn_once"]

_LIMIT = 1_000  # distinct notices remembered; past it a run has bigger problems than a repeated line
_FOR_A_WARNING = 40  # calls, of whatever shows it
_said: set[tuple[str, ...]] = set()


def warn_once(key: tuple[str, ...], message: str) -> None:
    """Warn with ``message`` unless a notice with this key was given before in this process."""
    if key in _said:
        return
    make_sure_of_room(_FOR_A_WARNING)  # what is noted as said is said
    if len(_said) >= _LIMIT:
        _said.clear()
    _said.add(key)
    warnings.warn(message, RewardWarning, stacklevel=2)


def forget() -> None:
    """Forget what was said, so that it is said again."""
    _said.clear()
