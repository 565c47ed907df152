"""Files of completions: read in any common form, scored in parts, written whole.

Names are loaded when they are first used: who scores a file waits for nothing that compares two.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

_HOME = {
    "Change": "changes",
    "Differences": "changes",
    "Pairs": "changes",
    "PassRates": "passrates",
    "Problem": "passrates",
    "ScoredRow": "scored",
    "differences": "changes",
    "judged": "scored",
    "judged_rows": "scored",
    "majority": "passrates",
    "pass_at_k": "passrates",
    "pass_rates": "passrates",
    "scored_rows": "scored",
}

__all__ = sorted(_HOME)

if TYPE_CHECKING:
    from reasoning_rewards.files.changes import Change as Change
    from reasoning_rewards.files.changes import Differences as Differences
    from reasoning_rewards.files.changes import Pairs as Pairs
    from reasoning_rewards.files.changes import differences as differences
    from reasoning_rewards.files.passrates import PassRates as PassRates
    from reasoning_rewards.files.passrates import Problem as Problem
    from reasoning_rewards.files.passrates import majority as majority
    from reasoning_rewards.files.passrates import pass_at_k as pass_at_k
    from reasoning_rewards.files.passrates import pass_rates as pass_rates
    from reasoning_rewards.files.scored import ScoredRow as ScoredRow
    from reasoning_rewards.files.scored import judged as judged
    from reasoning_rewards.files.scored import judged_rows as judged_rows
    from reasoning_rewards.files.scored import scored_rows as scored_rows


def __getattr__(name: str) -> object:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{home}"), name)


def __dir__() -> list[str]:
    return __all__
