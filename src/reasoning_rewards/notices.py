"""Warnings that are said once: the first time they happen, not once a batch."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable

from reasoning_rewards.errors import RewardWarning
from reasoning_rewards.stack import make_sure_of_room

__all__ = ["MACHINE", "forget", "warn_of_workers", "warn_once"]

MACHINE = frozenset(("worker.died", "worker.stalled", "worker.unable", "worker.skipped"))
"""The rules that blame the machine."""

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


def warn_of_workers(
    name: str, decisions: Iterable[tuple[str, tuple[tuple[str, object], ...]]], remedy: str
) -> None:
    """Say once that the machine, and not a completion, was the reason for a score."""
    blamed = [(rule, dict(facts)) for rule, facts in decisions if rule in MACHINE]
    faults = Counter(rule for rule, _ in blamed)
    if faults:
        told = {str(facts["fault"]) for _, facts in blamed if "fault" in facts}
        reason = f"One says: {min(told)}. " if told else ""
        counts = ", ".join(f"{count} × {rule}" for rule, count in sorted(faults.items()))
        warn_once(
            (name, "workers"),
            f"{name}: worker processes failed ({counts} in this batch) and these rows score 0. {reason}Does something "
            f"end processes here, is memory short, or is the machine overloaded? {remedy}. This is said once; "
            "the share is logged",
        )


def forget() -> None:
    """Forget what was said, so that it is said again."""
    _said.clear()
