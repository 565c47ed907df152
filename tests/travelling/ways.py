"""Ways into another process: by a pickler into a bare interpreter, by multiprocessing, by Ray."""

import copy
import importlib
import json
import multiprocessing
import os
import pickle
import shutil
import subprocess
import sys
import tempfile

# It has what reasoning_rewards is imported from, and nothing of the user's; facts travels as the rewards do.
BARE = """
import importlib, json, pickle, sys
kept, again, facts, monitor, rows = pickle.loads(bytes.fromhex(sys.stdin.readline()))
other = pickle.loads(bytes.fromhex(sys.stdin.readline()))[0]
assert kept == again, "two copies in one pickle differ"
assert kept == other and list(map(hash, kept)) == list(map(hash, other)), "copies of two pickles differ"
dumps = importlib.import_module(sys.argv[1]).dumps
print(json.dumps([[facts(each) for each in kept], monitor(**rows), dumps(kept).hex()]))
"""


def by_pickler(pickler, users):
    """Two pickles into one fresh interpreter, and a pickle back."""
    dumps = importlib.import_module(pickler).dumps
    sent = [dumps((users.ALL, users.ALL, users.facts, users.MONITOR, users.ROWS)).hex() for _ in range(2)]
    with tempfile.TemporaryDirectory() as empty:
        said = subprocess.run(
            [sys.executable, "-c", BARE, pickler],
            input="\n".join(sent),
            capture_output=True,
            text=True,
            cwd=empty,
        )
    if said.returncode:
        sys.exit(said.stderr)
    found, monitored, back = json.loads(said.stdout)
    return found, monitored, pickle.loads(bytes.fromhex(back))


def by_spawning(users):
    """What AsyncGRPO does: the child imports the script again, and finds everything by name."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:

        def asked(function, *arguments, **named):
            return pool.apply_async(function, arguments, named).get(timeout=60)

        found = [asked(users.facts, each) for each in users.ALL]
        return found, asked(users.MONITOR, **users.ROWS), [asked(copy.copy, each) for each in users.ALL]


def by_ray(users):
    """An actor of a Ray of its own, bound to this machine and small."""
    os.environ |= {
        "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # as on those two: it listens on the loopback address alone
        "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_AUTH_MODE": "disabled",  # else it writes a token into the user's home
        "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",  # else it says that this will change
    }
    import ray

    home = tempfile.mkdtemp(prefix="ray-")
    ray.init(
        num_cpus=1,
        include_dashboard=False,
        object_store_memory=80_000_000,
        _node_ip_address="127.0.0.1",
        _temp_dir=home,
    )
    try:
        return _asked(ray, users)
    finally:
        ray.shutdown()
        shutil.rmtree(home, ignore_errors=True)


def _asked(ray, users):
    class Scorer:
        """Keeps rewards, as a trainer's reward worker does."""

        def __init__(self, rewards):
            self.rewards = rewards

        def found(self, facts, rewards):
            assert rewards == self.rewards, "copies of two messages differ"
            assert list(map(hash, rewards)) == list(map(hash, self.rewards))
            return [facts(each) for each in self.rewards]

        def monitored(self, monitor, rows):
            return monitor(**rows)

        def back(self):
            return self.rewards

    actor = ray.remote(Scorer).remote(users.ALL)
    asked = (
        actor.found.remote(users.facts, users.ALL),
        actor.monitored.remote(users.MONITOR, users.ROWS),
        actor.back.remote(),
    )
    return ray.get(list(asked), timeout=120)
