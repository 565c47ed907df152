"""A policy hashes alike in every process, for its hash is pickled with it."""

import pickle
import subprocess
import sys

from reasoning_rewards import NumberPolicy

CHILD = """
import pickle, sys
policies = pickle.loads(sys.stdin.buffer.read())
fresh = [type(policy)(**settings) for policy, settings in policies]
assert [policy for policy, _ in policies] == fresh
assert [hash(policy) for policy, _ in policies] == [hash(policy) for policy in fresh]
print(hash("a string"))
"""


def test_a_policy_hashes_alike_in_a_process_that_hashes_strings_otherwise():
    settings = [{}, {"percent": "exact"}, {"rounded": None}, {"units": "convert", "decimal_comma": False}]
    policies = [(NumberPolicy(**each), each) for each in settings]
    assert len({hash(policy) for policy, _ in policies}) == len(settings)
    for seed in ("1", "2"):
        child = subprocess.run(
            [sys.executable, "-c", CHILD],
            input=pickle.dumps(policies),
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            check=True,
        )
        assert int(child.stdout) != hash("a string"), "the child hashes strings as this process does"
