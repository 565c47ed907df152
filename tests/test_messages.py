"""What is said to people who write something else than they mean, word for word.

Each row of cases/messages.jsonl is code, the error it raises and what that says. A name with an address in
it (``<function f at 0x…>``) is written without.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import reasoning_rewards as rr
from reasoning_rewards import presets

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases" / "messages.jsonl").read_text(encoding="utf-8").splitlines()
]
ADDRESS = re.compile(r" at 0x[0-9a-f]+")


def f(completion):
    """A function that nobody has made a reward of."""
    return 1.0


def raised(code):
    """The error that the code raises; fresh names for each."""
    names = {name: getattr(rr, name) for name in rr.__all__}
    names |= {"C": rr.Correctness(), "f": f, "presets": presets}
    with pytest.raises((rr.RewardsError, TypeError)) as caught:
        exec(code, names)
    return caught.value


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["code"].splitlines()[0])
def test_the_message_is_word_for_word(row):
    error = raised(row["code"])
    assert type(error).__name__ == row["error"]
    assert ADDRESS.sub(" at 0x…", str(error)) == row["message"]


def test_rewards_have_a_truth_and_it_says_nothing():
    """Trainers write ``if reward_func``, so a reward is true; docs/choosing-rewards.md warns of ``and``."""
    assert rr.Correctness()
    assert (rr.Correctness() and rr.Format()) == rr.Format()
