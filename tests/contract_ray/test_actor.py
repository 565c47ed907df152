"""Rewards of a user's own in an actor of a real Ray: the same scores, names and reasons, and equal when they return.

The driver is a script of its own, as with every trainer that uses Ray. Where the rewards were written: in the
script itself; in a file that was loaded under a made-up name, as verl does; in a module that the worker has too.
"""

from __future__ import annotations

import pytest

from tests.travelling.run import IMPORTED, LISTED, SCRIPT, UNLISTED, sent

pytest.importorskip("ray", reason="Ray is not in this environment; make contract-ray has it")


@pytest.mark.parametrize("script", [SCRIPT, LISTED, UNLISTED, IMPORTED], ids=" ".join)
def test_an_actor_scores_as_the_driver_does_and_gives_equal_rewards_back(script, tmp_path):
    assert sent(script, "ray", tmp_path) == "all came back"
