"""Files of completions: read in any common form, scored in parts, written whole."""

from reasoning_rewards.files.differences import Change, Differences, Pairs, differences
from reasoning_rewards.files.passrates import PassRates, Problem, majority, pass_at_k, pass_rates
from reasoning_rewards.files.scored import ScoredRow, judged, judged_rows, scored_rows

__all__ = [
    "Change",
    "Differences",
    "Pairs",
    "PassRates",
    "Problem",
    "ScoredRow",
    "differences",
    "judged",
    "judged_rows",
    "majority",
    "pass_at_k",
    "pass_rates",
    "scored_rows",
]
