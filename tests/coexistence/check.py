"""Install the package beside hydra-core and beside none or any of the ANTLR runtimes, with its extras, and score with it.

    make coexistence                  # or: python -m tests.coexistence.check, where uv, build and hatchling are

For each row of NEIGHBOURS: a fresh virtual environment, the built wheel (with its extra, where named) and the
neighbours in one resolution, so that a conflict between their requirements ends this too; then inside.py with
what has to be true there. Expect a line for each, and a minute in all on two busy cores.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from release.commands import run

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CONSTRAINTS = ROOT / "requirements" / "coexistence.txt"
HYDRA = "hydra-core==1.3.2"
ANTLR = "antlr4-python3-runtime"


class Neighbours(NamedTuple):
    """What is installed beside the package, and what the resolver and the engines make of it."""

    packages: tuple[str, ...]
    extra: str  # of reasoning-rewards
    runtime: str  # the ANTLR runtime there must be
    math_verify: str = ""  # what engine="math-verify" does: "" it scores, else what its refusal names


MISSING = "pip install reasoning-rewards[math-verify]"
NEIGHBOURS = {
    "nothing": Neighbours((), "", "", MISSING),
    "hydra": Neighbours((HYDRA,), "", "4.9.3", MISSING),
    "hydra, math-verify": Neighbours((HYDRA,), "[math-verify]", "4.9.3"),
    "math-verify": Neighbours((), "[math-verify]", "4.13.2"),
    "math-verify, ANTLR 4.11": Neighbours((f"{ANTLR}==4.11.0",), "[math-verify]", "4.11.0"),
    "math-verify, ANTLR 4.12": Neighbours(
        (f"{ANTLR}==4.12.0",), "[math-verify]", "4.12.0", f"{ANTLR}==4.13.2"
    ),
    "ANTLR 4.13.2 alone": Neighbours((f"{ANTLR}==4.13.2",), "", "4.13.2", MISSING),
    "hydra, patterns": Neighbours((HYDRA,), "[patterns]", "4.9.3", MISSING),
}


def main() -> None:
    """Every environment; the first that fails ends the program with what was said there."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        wheel = built(Path(folder))
        for number, (name, neighbours) in enumerate(NEIGHBOURS.items()):
            started = time.monotonic()
            python = environment(Path(folder) / str(number), wheel, neighbours)
            installed = time.monotonic() - started
            said = run(python, "-I", HERE / "inside.py", json.dumps(neighbours._asdict()), cwd=folder)
            took = time.monotonic() - started
            print(f"{name}: {said.strip()}; {took:.1f} s, {installed:.1f} s of them to install", flush=True)
    print(f"{len(NEIGHBOURS)} environments in {time.monotonic() - begun:.0f} s")


def built(folder: Path) -> Path:
    """The wheel of this tree."""
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT)
    return next(folder.glob("*.whl"))


def environment(folder: Path, wheel: Path, neighbours: Neighbours) -> Path:
    """A fresh environment with the wheel and its neighbours; its interpreter."""
    uv = (sys.executable, "-m", "uv")
    run(*uv, "venv", "--quiet", "--python", sys.executable, folder)
    python = folder / "bin" / "python"
    package = f"reasoning-rewards{neighbours.extra} @ {wheel.as_uri()}"
    install = (*uv, "pip", "install", "--quiet", "--python", python, "--constraint", CONSTRAINTS)
    run(*install, package, *neighbours.packages)
    return python


if __name__ == "__main__":
    main()
