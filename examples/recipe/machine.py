"""What this machine is, and whether the installed packages are a set that works; asked before anything loads.

Versions are read from the packages' metadata and the card from ``nvidia-smi``, so that a wrong version
is named within a second and not by an exception from the inside of an import. The tested sets are the
pinned files in ``requirements/``; what is known to fail is in LIMITS and FORBIDDEN, each with its reason.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

REQUIREMENTS = Path(__file__).parents[2] / "requirements"
SHARED = ("torch", "transformers", "trl", "peft", "datasets", "accelerate")
NEEDED = {"trl": SHARED, "unsloth": ("unsloth", "unsloth_zoo", *SHARED)}

# backend, package: the oldest version and the newest that the backend's own metadata allow.
LIMITS = {
    ("trl", "trl"): ("0.22.2", None),
    ("trl", "transformers"): ("4.56.2", None),
    ("trl", "peft"): ("0.17.0", None),
    ("unsloth", "trl"): ("0.18.2", "1.15.0"),
    ("unsloth", "transformers"): ("4.52.4", "5.17.0"),
    ("unsloth", "datasets"): ("3.4.1", "4.99"),
    ("unsloth", "peft"): ("0.18.0", None),
    ("unsloth", "torch"): ("2.4.0", "2.14.99"),
}
T4 = (7, 5)
T4_VLLM = "0.11.2"


@dataclass(frozen=True)
class Machine:
    """What training will run on, as far as the recipe depends on it."""

    backend: str
    card: str | None = None  # None: no NVIDIA card
    capability: tuple[int, int] | None = None
    memory_gb: float | None = None
    dtype: str = "float32"
    bits4: bool = False
    vllm: bool = False
    versions: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        place = f"{self.card} ({self.memory_gb:.0f} GB)" if self.card else f"no NVIDIA card, {processor()}"
        weights = "4-bit weights" if self.bits4 else "whole weights"
        writer = "vLLM" if self.vllm else "plain generation"
        packages = ", ".join(f"{name} {version}" for name, version in self.versions.items())
        return f"{self.backend} on {place}: {self.dtype}, {weights}, {writer}; {packages}"


def check(backend: str, *, bits4: bool, vllm: bool | None = None, dtype: str | None = None) -> Machine:
    """The machine, or the end of the program with the package or setting that is wrong and what to do.

    vllm: None leaves it to the machine: yes with unsloth on an NVIDIA card.
    dtype: None leaves it to the card; another is refused where the card can't do it.
    """
    card, capability, memory = nvidia()
    refuse_apple(backend)
    if vllm and (backend != "unsloth" or card is None):
        have = "no NVIDIA card was found" if card is None else f"the backend is {backend}"
        sys.exit(
            f"--generator vllm: needs --backend unsloth and an NVIDIA card; here {have}. Use --generator plain"
        )
    vllm = (backend == "unsloth" and card is not None) if vllm is None else vllm
    if bits4 and card is None:
        notice("4-bit weights need an NVIDIA card: this run keeps them whole.")
        bits4 = False
    extra = (*(["bitsandbytes"] if bits4 else []), *(["vllm"] if vllm else []))
    file = requirements(backend, capability)
    remedy = "make env-unsloth" if file == "unsloth-cpu" else f"pip install -r requirements/{file}.txt"
    if bits4 and backend == "trl":
        remedy += " bitsandbytes"  # not in that file, which serves machines without a card too
    versions = installed((*NEEDED[backend], *extra), remedy)
    check_versions(backend, versions, capability, remedy)
    return Machine(backend, card, capability, memory, precision(capability, dtype), bits4, vllm, versions)


def requirements(backend: str, capability: tuple[int, int] | None) -> str:
    """The pinned file of requirements/ that was made for this backend and card."""
    if backend == "trl":
        return "trl"
    return {None: "unsloth-cpu", T4: "colab-t4"}.get(capability, "unsloth")


def precision(capability: tuple[int, int] | None, wanted: str | None = None) -> str:
    """What to calculate in; bfloat16 is refused where the card would only pretend to have it."""
    mixed = {"bf16": "bfloat16", "fp16": "float16"}.get(os.environ.get("ACCELERATE_MIXED_PRECISION", ""))
    best = "float32" if capability is None else "bfloat16" if capability >= (8, 0) else "float16"
    for source, asked in (("dtype", wanted), ("ACCELERATE_MIXED_PRECISION", mixed)):
        if asked == "bfloat16" and best == "float16":
            sys.exit(
                f"{source}={asked}: a card of compute capability {capability[0]}.{capability[1]} has no bfloat16"  # type: ignore[index]
                " (from 8.0 on); leave it out, and float16 is used"
            )
    return wanted or best


def calculates_bfloat16(cpuinfo: Path = Path("/proc/cpuinfo")) -> bool:
    """Whether this processor multiplies bfloat16 by itself; one that only pretends to is slower than in float32."""
    flags = cpuinfo.read_text("utf-8").split() if cpuinfo.is_file() else []
    return "avx512_bf16" in flags or "amx_bf16" in flags


def cpu_dtype() -> str | None:
    """What to calculate in where there is no card and the weights are large: half the memory, and less time."""
    return "bfloat16" if nvidia()[0] is None and calculates_bfloat16() else None


def nvidia() -> tuple[str | None, tuple[int, int] | None, float | None]:
    """Name, compute capability and memory of the first card that is visible."""
    visible = os.environ.get("CUDA_VISIBLE_DEVICES")
    if shutil.which("nvidia-smi") is None or visible in ("", "-1"):
        return None, None, None
    which = ["-i", visible.split(",")[0]] if visible else []
    query = [
        "nvidia-smi",
        "--query-gpu=name,compute_cap,memory.total",
        "--format=csv,noheader,nounits",
        *which,
    ]
    done = subprocess.run(query, capture_output=True, text=True, check=False)
    lines = done.stdout.strip().splitlines()
    if done.returncode != 0 or not lines:
        said = (done.stderr or done.stdout).strip().splitlines()
        notice(f"nvidia-smi finds no card ({said[0] if said else 'it says nothing'}): going on without one.")
        return None, None, None
    if len(lines) > 1 and not visible and "WORLD_SIZE" not in os.environ:
        notice(f"{len(lines)} cards were found: the recipe uses the first (CUDA_VISIBLE_DEVICES=0).")
        os.environ["CUDA_VISIBLE_DEVICES"] = "0"
    name, capability, megabytes = (part.strip() for part in lines[0].split(","))
    major, minor = capability.split(".")
    return name, (int(major), int(minor)), float(megabytes) / 1024


def refuse_apple(backend: str) -> None:
    """On Apple Silicon Unsloth replaces GRPOTrainer by a stub that raises."""
    if backend == "unsloth" and platform.system() == "Darwin" and platform.machine() == "arm64":
        sys.exit(
            "--backend unsloth: on Apple Silicon Unsloth's GRPOTrainer is a stub that raises"
            " NotImplementedError. Use --backend trl (pip install -r requirements/trl.txt)"
        )


def processor() -> str:
    """The processor, in a word or two."""
    return platform.machine() or "an unknown processor"


def version_of(package: str) -> str | None:
    """A package's version; None where it is not installed."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def installed(packages: tuple[str, ...], remedy: str) -> dict[str, str]:
    """Each package's version, or the end of the program with all that are missing."""
    asked = {name: version_of(name) for name in packages}
    found = {name: version for name, version in asked.items() if version is not None}
    missing = [name for name in asked if name not in found]
    if missing:
        plain = " (or --generator plain)" if "vllm" in missing else ""
        whole = " (or --no-4bit)" if "bitsandbytes" in missing else ""
        sys.exit(f"Not installed: {', '.join(missing)}. {remedy}{plain}{whole}")
    return found


def notice(line: str) -> None:
    """Say something about the machine; standard output is for what the script that asks has to say."""
    print(line, file=sys.stderr)


def check_versions(
    backend: str, versions: dict[str, str], capability: tuple[int, int] | None, remedy: str
) -> None:
    """End with the package that can't work; say which ones are merely not the tested ones."""
    for name, version in versions.items():
        oldest, newest = LIMITS.get((backend, name), (None, None))
        if oldest and number(version) < number(oldest):
            sys.exit(f"{name} {version}: --backend {backend} needs {oldest} or newer. {remedy}")
        if newest and number(version) > number(newest):
            sys.exit(f"{name} {version}: --backend {backend} works up to {newest}. {remedy}")
    for wrong in known_wrong(backend, versions, capability):
        sys.exit(f"{wrong} {remedy}")
    tested = pins(requirements(backend, capability))
    other = [
        f"{name} {have} ({tested[name]})"
        for name, have in versions.items()
        if tested.get(name, bare(have)) != bare(have)
    ]
    if other:
        notice(
            f"Not the tested set: {', '.join(other)}. Tested, in brackets: requirements/{requirements(backend, capability)}.txt"
        )


def known_wrong(backend: str, versions: dict[str, str], capability: tuple[int, int] | None) -> list[str]:
    """Pairs that import or start, and fail later."""
    wrong = []
    if backend == "unsloth" and capability is None and number(versions["unsloth"]) < (2026, 10, 9):
        wrong.append(f"unsloth {versions['unsloth']}: only from 2026.10.9 on does it run without a card.")
    if backend == "trl" and capability is None and bare(versions["trl"]) == "1.15.0":
        wrong.append(
            "trl 1.15.0: its GRPO needs a card (a Triton kernel without a fallback; 1.16.0 has one)."
        )
    if capability == T4 and "vllm" in versions and bare(versions["vllm"]) != T4_VLLM:
        wrong.append(
            f"vllm {versions['vllm']}: on a T4 use {T4_VLLM}, the last with an attention backend for it, or"
            " --generator plain."
        )
    both = {"vllm", "bitsandbytes"} <= versions.keys()
    if both and number(versions["vllm"]) >= (0, 28) and version_of("vllm-bnb-plugin") is None:
        wrong.append(
            f"vllm {versions['vllm']}: from 0.28 on it reads 4-bit weights only with vllm-bnb-plugin beside it"
            " (or --no-4bit)."
        )
    if number(versions["torch"]) < (2, 10):
        torchao = version_of("torchao")
        if torchao is not None and number(torchao) >= (0, 18):
            wrong.append(
                f"torchao {torchao}: with torch {versions['torch']} importing transformers fails; use torchao<0.18."
            )
    return wrong


def pins(name: str) -> dict[str, str]:
    """The versions that a file of requirements/ pins; none where the file was not shipped."""
    file = REQUIREMENTS / f"{name}.txt"
    files = [one for one in (file, file.with_name(f"{name}-nodeps.txt")) if one.is_file()]
    lines = [line for one in files for line in one.read_text("utf-8").splitlines()]
    found = (re.match(r"([\w.-]+)==([\w.]+)", line) for line in lines)
    return {match[1].lower(): match[2] for match in found if match}


def bare(version: str) -> str:
    """Without the local part: 2.13.0 of 2.13.0+cpu."""
    return version.partition("+")[0]


def number(version: str) -> tuple[int, ...]:
    """The leading numbers of a version, to compare."""
    return tuple(int(part) for part in re.findall(r"\d+", re.split(r"[^\d.]", bare(version))[0]))
