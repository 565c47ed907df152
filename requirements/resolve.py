"""Ask the registries whether each pinned set of the recipe can be installed together; nothing is installed.

    make resolve                      # or: python requirements/resolve.py, where uv is installed

A set resolves until a package is withdrawn or a file here is edited badly; CI says so before a user does.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
SETS = {"trl": "3.11", "unsloth": "3.12", "unsloth-cpu": "3.11", "colab-t4": "3.12"}
PLATFORM = "x86_64-manylinux_2_28"
# What the tests need has to be had ready-made everywhere: nobody should need a compiler to run them.
EVERYWHERE = ("dev", ("linux", "macos", "windows"), ("3.10", "3.11", "3.12", "3.13", "3.14"))

# Unsloth 2026.10.9 and vllm 0.33 ask for certifi 2026.10.19, which some mirrors did not have in November
# 2026. A certificate bundle that is a day older is no reason to call a set broken.
OVERRIDES = "certifi>=2026.10.18\n"


def main() -> None:
    """Resolve every set; the first that can't be ends the program with the resolver's own words."""
    with tempfile.TemporaryDirectory() as folder:
        overrides = Path(folder) / "overrides.txt"
        overrides.write_text(OVERRIDES, "utf-8")
        override = ["--override", str(overrides)]
        for name, python in SETS.items():
            tell(name, python, PLATFORM, override)
        name, platforms, pythons = EVERYWHERE
        for platform in platforms:
            for python in pythons:
                tell(name, python, platform, ["--only-binary", ":all:"])


def tell(name: str, python: str, platform: str, options: list[str]) -> None:
    """Resolve a set, and say what it comes to."""
    started = time.monotonic()
    packages = resolve(HERE / f"{name}.txt", python, platform, options)
    took = time.monotonic() - started
    print(f"{name}.txt on Python {python}, {platform}: {packages} packages, {took:.0f} s", flush=True)


def resolve(file: Path, python: str, platform: str, options: list[str]) -> int:
    """How many packages a set comes to."""
    line = [
        sys.executable,
        "-m",
        "uv",
        "pip",
        "compile",
        str(file),
        "--quiet",
        "--no-header",
        "--no-annotate",
    ]
    line += ["--python-version", python, "--python-platform", platform, *options]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{file.name} does not resolve on Python {python}, {platform}:\n{done.stderr.strip()}")
    return sum("==" in line for line in done.stdout.splitlines())


if __name__ == "__main__":
    main()
