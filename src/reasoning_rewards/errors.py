"""Everything this library raises, as one tree.

RewardsError
├── SettingError            (ValueError)   a reward or layout was built with a setting it can't have
│   └── CompositionError                   two rewards were put together in a way that has no meaning
├── BatchError              (ValueError)   the caller's batch is not what the reward needs
│   ├── MissingColumnError                 a column (or the prompts, or the token ids) is not there
│   └── ClockError                         a schedule has no step to read
├── RewardFailedError       (RuntimeError) a reward's own code raised, or returned what no reward may
│   └── NonFiniteError                     a trainer's reward or loss is no number, and the run was stopped
└── MissingExtraError       (ImportError)  an optional dependency is not installed

A completion never raises: whatever a model writes is scored. These are the faults of whoever
writes the code or the data set, and they are raised before anything is scored.
"""

from __future__ import annotations

__all__ = [
    "BatchError",
    "ClockError",
    "CompositionError",
    "MissingColumnError",
    "MissingExtraError",
    "NonFiniteError",
    "RewardFailedError",
    "RewardWarning",
    "RewardsError",
    "SettingError",
]


class RewardsError(Exception):
    """The root of every exception of this library."""


class SettingError(RewardsError, ValueError):
    """A setting has a value it can't have."""


class CompositionError(SettingError):
    """Rewards were composed in a way that has no meaning."""


class BatchError(RewardsError, ValueError):
    """What the caller passed is not a batch this reward can score."""


class MissingColumnError(BatchError):
    """The batch lacks a column, the prompts or the token ids that a reward reads."""


class ClockError(BatchError):
    """A schedule was asked for its factor and there is no step to read."""


class RewardFailedError(RewardsError, RuntimeError):
    """A reward's own code raised, or gave something that is not a score."""


class NonFiniteError(RewardFailedError):
    """A reward or a loss in a trainer is NaN or infinite, and training was stopped before it was learnt."""


class MissingExtraError(RewardsError, ImportError):
    """An optional dependency is needed and not installed."""


class RewardWarning(UserWarning):
    """Something in the data or the settings makes scores less than they could be."""
