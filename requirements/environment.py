"""Set up a virtual environment from a pinned requirements file, once.

    python3 requirements/environment.py trl [--minimum 3.11] [--index-url URL]

makes ``.venvs/trl`` from ``requirements/trl.txt`` and this package, and prints nothing when there is
nothing to do: a stamp inside the environment holds a hash of everything it was made from. It is
written last, so an environment whose making was interrupted is made again.

Where ``requirements/<name>-nodeps.txt`` exists, its packages are installed after the others and without
what they ask for; what pip then finds missing for them is no failure.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".venvs"
OLDEST = "3.10"  # what the package itself needs


def main() -> None:
    """Read the command line and make what it names."""
    parser = argparse.ArgumentParser(description="Set up a pinned virtual environment under .venvs/.")
    parser.add_argument("name", help="requirements/<name>.txt")
    parser.add_argument("--minimum", default=OLDEST, help="the oldest Python that will do (%(default)s)")
    parser.add_argument("--index-url", default="", help="an index with other builds of torch")
    parser.add_argument("--suffix", default="", help="added to the environment's name, to keep several")
    options = parser.parse_args()
    check_version(options.minimum)
    requirements = ROOT / "requirements" / f"{options.name}.txt"
    Environment(HOME / (options.name + options.suffix), requirements, options.index_url).ready()


def check_version(minimum: str) -> None:
    """End here, with the remedy, if this Python is too old."""
    if sys.version_info[:2] < tuple(map(int, minimum.split("."))):
        have = ".".join(map(str, sys.version_info[:3]))
        sys.exit(
            f"This needs Python {minimum} or newer, and {sys.executable} is {have}.\n"
            f"Name a newer one: make PYTHON=python{minimum} ..."
        )


class Environment:
    """A virtual environment and what it is made from."""

    def __init__(self, folder: Path, requirements: Path, index_url: str) -> None:
        self.folder = folder
        self.requirements = requirements
        self.alone = requirements.with_name(f"{requirements.stem}-nodeps.txt")
        self.index_url = index_url
        self.python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    def ready(self) -> None:
        """Make what is missing: the environment with its requirements, then this package in it."""
        pinned = [file.read_text("utf-8") for file in (self.requirements, self.alone) if file.is_file()]
        pins = digest(sys.version, sys.base_prefix, self.index_url, *pinned)
        package = digest(pins, (ROOT / "pyproject.toml").read_text("utf-8"))
        if not self._has("requirements", pins):
            self._make()
            self._stamp("requirements", pins)
        if not self._has("package", package):
            # Editable, so that a change to the source needs no second installation.
            self._pip("install", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
            self._check()
            self._stamp("package", package)

    def _make(self) -> None:
        started = time.monotonic()
        say(f"Setting up {shown(self.folder)} from {shown(self.requirements)}; this happens once.")
        shutil.rmtree(self.folder, ignore_errors=True)
        try:
            venv.create(self.folder, with_pip=True)
        except subprocess.CalledProcessError:
            sys.exit(
                f"{sys.executable} can't make virtual environments; on Debian and Ubuntu: apt install python3-venv"
            )
        index = ["--extra-index-url", self.index_url] if self.index_url else []
        self._pip("install", "--requirement", str(self.requirements), *index)
        if self.alone.is_file():
            self._pip("install", "--no-deps", "--requirement", str(self.alone))
        say(f"Set up in {time.monotonic() - started:.0f} s.")

    def _check(self) -> None:
        """Nothing is missing or at odds, but for the packages that were installed alone."""
        lines = self.alone.read_text("utf-8").splitlines() if self.alone.is_file() else []
        excused = tuple(
            f"{line.partition('==')[0].replace('_', '-')} " for line in lines if not line.startswith("#")
        )
        if not excused:
            return self._pip("check")
        line = [str(self.python), "-m", "pip", "check", "--disable-pip-version-check"]
        said = subprocess.run(line, capture_output=True, text=True, check=False).stdout.splitlines()
        wrong = [one for one in said if " requi" in one and not one.replace("_", "-").startswith(excused)]
        if wrong:
            sys.exit(f"pip check in {shown(self.folder)}:\n" + "\n".join(wrong))

    def _pip(self, command: str, *arguments: str) -> None:
        line = [str(self.python), "-m", "pip", command, "--quiet", "--disable-pip-version-check", *arguments]
        done = subprocess.run(line, check=False)
        if done.returncode != 0:
            sys.exit(f"pip {command} failed in {shown(self.folder)}; nothing was marked as ready.")

    def _has(self, what: str, stamp: str) -> bool:
        file = self.folder / f".{what}"
        return self.python.exists() and file.is_file() and file.read_text("utf-8") == stamp

    def _stamp(self, what: str, stamp: str) -> None:
        (self.folder / f".{what}").write_text(stamp, "utf-8")


def digest(*parts: str) -> str:
    """One hash of several texts."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def shown(path: Path) -> str:
    """A path as a person at the root of the project writes it."""
    return path.relative_to(ROOT).as_posix()


def say(line: str) -> None:
    """A line for the person who waits."""
    print(line, flush=True)


if __name__ == "__main__":
    main()
