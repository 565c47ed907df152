"""What may be in the files of a release, and what may not: each function says what is wrong, and nothing if all is well."""

from __future__ import annotations

import re
import socket
import tarfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from email.parser import Parser
from pathlib import Path

Files = Mapping[str, bytes]

# Bytes; twice what 0.2.0 has. What grows past that brought along something that nobody meant to publish.
LARGEST = {".whl": 1_500_000, ".gz": 4_000_000}
# What an sdist does without: it is of the forge.
LEFT_OUT = (".ci/", ".github/", ".pre-commit-config.yaml")
# What belongs to a person or a machine and to no release.
PRIVATE = {
    "a home directory": rb"(?<![\w.])/(?:home|Users)/[A-Za-z][\w.-]*/|[A-Z]:\\Users\\\w",
    "a private key": rb"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "a token": rb"\b(?:hf_[A-Za-z]{34}|gh[pousr]_\w{36}|github_pat_\w{50}|pypi-AgE\w{50}|sk-[A-Za-z0-9]{40}|AKIA[A-Z0-9]{16})",
    "an address": rb"[\w.+-]+@(?!example\.|localhost|users\.noreply\.)[a-zA-Z0-9-]+\.(?:com|org|net|edu|io|ai|dev|de)\b",
}


def members(file: Path) -> dict[str, bytes]:
    """What a wheel or an sdist holds; the folder that an sdist unpacks to is left off."""
    if file.suffix == ".whl":
        with zipfile.ZipFile(file) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    with tarfile.open(file) as archive:
        opened = {each.name.partition("/")[2]: archive.extractfile(each) for each in archive.getmembers()}
        return {name: each.read() for name, each in opened.items() if each is not None}


def too_large(file: Path) -> Iterator[str]:
    """A file that is larger than one of its kind may be."""
    size = file.stat().st_size
    if size > LARGEST[file.suffix]:
        yield f"{file.name} has {size:,} bytes: expected at most {LARGEST[file.suffix]:,}"


def private(files: Files, of_this_machine: Iterable[str] = ()) -> Iterator[str]:
    """Texts of a person or of this machine."""
    rules = {
        **PRIVATE,
        **{f"{word!r}, which is of this machine": re.escape(word.encode()) for word in of_this_machine},
    }
    compiled = {what: re.compile(rule) for what, rule in rules.items()}
    for name, content in files.items():
        for what, rule in compiled.items():
            if found := rule.search(content):
                line = content.count(b"\n", 0, found.start()) + 1
                yield f"{name}, line {line}: {what}: {found[0][:60]!r}"


def of_this_machine(root: Path) -> list[str]:
    """Where this tree and its user are at home, and what the machine is called."""
    told = [str(root), str(Path.home()), socket.gethostname()]
    return [word for word in told if len(word) > 5 and word != "localhost"]


def not_the_repository(files: Files, committed: Iterable[str]) -> Iterator[str]:
    """Where an sdist holds what nobody committed, or lacks what somebody did; what its builder writes is excused."""
    wanted = {name for name in committed if not name.startswith(LEFT_OUT)}
    for name in sorted(set(files) - wanted - {"PKG-INFO"}):
        yield f"{name} is in the sdist and not in the repository"
    for name in sorted(wanted - set(files)):
        yield f"{name} is not in the sdist: [tool.hatch.build.targets.sdist] in pyproject.toml, or LEFT_OUT here"


def outside(files: Files, folders: Iterable[str]) -> Iterator[str]:
    """What a wheel would put elsewhere than in its own folders."""
    allowed = tuple(f"{folder}/" for folder in folders)
    for name in files:
        if not name.startswith(allowed):
            yield f"{name} would be installed beside the package"


def wrong_metadata(
    text: str, project: Mapping[str, object], readme: str, homes: Iterable[str]
) -> Iterator[str]:
    """Metadata that are not those of pyproject.toml, its licence or its README."""
    told = Parser().parsestr(text)
    expected = {
        "Name": project["name"],
        "Version": project["version"],
        "Summary": project["description"],
        "License-Expression": project["license"],
        "License-File": "LICENSE",
        "Requires-Python": project["requires-python"],
        "Description-Content-Type": "text/markdown",
    }
    for field, value in expected.items():
        if told[field] != value:
            yield f"{field} is {told[field]!r}: expected {value!r}"
    if str(told.get_payload()).strip() != readme.strip():
        yield "the description is not README.md"
    named = told.get_all("Project-URL", [])
    for home in homes:
        if not any(home in url for url in named):
            yield f"no Project-URL names {home}: make home REPOSITORY={home}"
