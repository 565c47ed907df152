"""A remembered hash never outlives the process that computed it."""

import pickle
import subprocess
import sys

from reasoning_rewards import Correctness, NumberPolicy

CHILD = """
import pickle, sys
values = pickle.loads(sys.stdin.buffer.read())
fresh = [type(value)(**settings) for value, settings in values]
assert [value for value, _ in values] == fresh
assert {value: place for place, (value, _) in enumerate(values)} == {value: place for place, value in enumerate(fresh)}
assert [hash(value) for value, _ in values] == [hash(value) for value in fresh]
print(hash("a string"))
"""


def test_a_pickle_carries_no_hash_into_a_process_that_hashes_strings_otherwise():
    values = [
        (NumberPolicy(percent="exact"), {"percent": "exact"}),
        (Correctness(gold_column="solution"), {"gold_column": "solution"}),
    ]
    seen = {hash(value) for value, _ in values}
    assert len(seen) == 2
    for seed in ("1", "2"):
        child = subprocess.run(
            [sys.executable, "-c", CHILD],
            input=pickle.dumps(values),
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            check=True,
        )
        assert int(child.stdout) != hash("a string"), "the child hashes strings as this process does"
