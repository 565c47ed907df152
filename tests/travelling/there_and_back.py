"""Send rewards to a process that has none of the user's files, and back; say what differs.

    python there_and_back.py listed|unlisted PICKLER    loads rewards.py under a made-up name
    python rewards.py PICKLER                           the same with the script itself
"""

import importlib
import json
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path[:] = [entry for entry in sys.path if Path(entry or ".").resolve() != Path(__file__).resolve().parent]

# What reasoning_rewards, and nothing of the user's, is imported from; facts travels as the rewards do.
OTHER = """
import json, pickle, sys, importlib
kept, again, facts, monitor, rows = pickle.loads(bytes.fromhex(sys.stdin.readline()))
other = pickle.loads(bytes.fromhex(sys.stdin.readline()))[0]
assert list(map(hash, kept)) == list(map(hash, other)) and kept == other, "two copies differ"
assert kept == again, "two copies in one pickle differ"
pickler = importlib.import_module(sys.argv[1])
print(json.dumps([[facts(each) for each in kept], monitor(**rows), pickler.dumps((kept, monitor)).hex()]))
"""


def main(rewards, monitor, rows, facts, pickler=sys.argv[-1]):
    dumps = importlib.import_module(pickler).dumps
    expected = [facts(each) for each in rewards]
    expect_monitor = monitor(**rows)
    sent = [dumps((rewards, rewards, facts, monitor, rows)) for _ in range(2)]
    with tempfile.TemporaryDirectory() as empty:
        said = subprocess.run(
            [sys.executable, "-c", OTHER, pickler],
            input="\n".join(each.hex() for each in sent),
            capture_output=True,
            text=True,
            cwd=empty,
        )
    if said.returncode:
        sys.exit(said.stderr)
    found, monitored, back = json.loads(said.stdout)
    assert found == json.loads(json.dumps(expected)), f"{found}\nexpected\n{expected}"
    assert monitored == expect_monitor
    returned, _ = pickle.loads(bytes.fromhex(back))
    for mine, copy in zip(rewards, returned, strict=True):
        assert copy == mine and mine == copy and hash(copy) == hash(mine), f"{mine!r} came back as another"
        assert facts(copy) == facts(mine)
    print("all came back")


if __name__ == "__main__":
    sys.path.append(str(Path(__file__).resolve().parent))
    from loading import load

    sys.path.pop()
    users = load(
        "custom_module_17",
        Path(__file__).with_name("rewards.py"),
        listed=sys.argv[1] == "listed",
    )
    main(users.ALL, users.MONITOR, users.ROWS, users.facts)
