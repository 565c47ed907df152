"""Send rewards into another process and back, and say what differs.

    python rewards.py WAY                          rewards of the script itself
    python there_and_back.py listed|unlisted WAY   rewards.py under a name that a trainer made up
    python there_and_back.py imported WAY          rewards.py as a module that is on the path

WAY is spawn, ray, or the name of a pickler's module.
"""

import importlib
import importlib.util
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def load(name, file, *, listed=True):
    """A file as a module under any name, as trainers load one; with or without an entry in sys.modules."""
    spec = importlib.util.spec_from_file_location(name, file)
    module = importlib.util.module_from_spec(spec)
    if listed:
        sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def main(users, way, *, importable=False):
    if not importable:  # Ray and spawned processes are told the path
        sys.path[:] = [entry for entry in sys.path if Path(entry or ".").resolve() != HERE]
    ways = load("ways_there", HERE / "ways.py", listed=False)
    expected = json.loads(json.dumps([users.facts(each) for each in users.ALL]))
    expect_monitor = users.MONITOR(**users.ROWS)
    named = {"spawn": ways.by_spawning, "ray": ways.by_ray}
    found, monitored, back = named[way](users) if way in named else ways.by_pickler(way, users)
    assert json.loads(json.dumps(found)) == expected, f"{found}\nexpected\n{expected}"
    assert monitored == expect_monitor
    for mine, copy in zip(users.ALL, back, strict=True):
        assert copy == mine and mine == copy and hash(copy) == hash(mine), f"{mine!r} came back as another"
        assert users.facts(copy) == users.facts(mine)
    sys.stdout.write("all came back\n")


if __name__ == "__main__":
    how, way = sys.argv[1:]
    if how == "imported":
        main(importlib.import_module("rewards"), way, importable=True)
    else:
        main(load("custom_module_17", HERE / "rewards.py", listed=how == "listed"), way)
