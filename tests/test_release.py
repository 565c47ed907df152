"""A release says its version alike everywhere, and what looks into its files sees what must not be there."""

from __future__ import annotations

import re
import subprocess
from datetime import date
from pathlib import Path

import pytest
from release import contents
from release.version import ROOT, Release, newest, written

import reasoning_rewards

CHANGELOG = (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_version_is_the_same_everywhere():
    version = newest(CHANGELOG).version
    assert set(written().values()) == {version}
    assert reasoning_rewards.__version__ == version
    assert f'date-released: "{newest(CHANGELOG).day}"' in (ROOT / "CITATION.cff").read_text("utf-8")


def test_the_changelog_is_newest_first_and_a_day_is_a_day():
    headings = re.findall(r"^## (\S+)(?: - (\S+))?$", CHANGELOG, re.MULTILINE)
    versions = [tuple(map(int, version.split("."))) for version, _ in headings]
    assert versions == sorted(versions, reverse=True)
    assert all(date.fromisoformat(day) for _, day in headings if day)
    kinds = set(re.findall(r"^### (.+)$", CHANGELOG, re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


@pytest.mark.parametrize("heading", ["## Unreleased", "## 0.2.0", "## 0.2.0 - 1 December"])
def test_a_changelog_that_begins_otherwise_is_no_release(heading):
    with pytest.raises(ValueError, match="begins with"):
        newest(f"# Changelog\n\n{heading}\n\n## 0.1.0 - 2026-01-01\n")


def test_the_files_of_a_release_are_dated_with_its_day():
    assert newest("## 1.2.3 - 1970-01-02\n") == Release("1.2.3", "1970-01-02")
    assert Release("1.2.3", "1970-01-02").epoch == 86_400


# ── what looks into the files ──

PERSONAL = [
    "see /home/" + "somebody/notes",
    "C:\\Users" + "\\somebody",
    "-----BEGIN OPENSSH " + "PRIVATE KEY-----",
    "hf_" + "a" * 34,
    "ghp_" + "1" * 36,
    "somebody@" + "somewhere.org",
    "at machine-of-mine",
]


@pytest.mark.parametrize("text", PERSONAL)
def test_what_is_of_a_person_or_a_machine_is_found(text):
    (found,) = contents.private({"a.md": b"first\n" + text.encode()}, ["machine-of-mine"])
    assert found.startswith("a.md, line 2: ")


@pytest.mark.parametrize(
    "text", ["you@example.com", "a@b", "x@users.noreply.github.com", "hf_hub", "/home/", "~/"]
)
def test_what_is_of_nobody_is_not(text):
    assert not [*contents.private({"a.md": text.encode()}, ["machine-of-mine"])]


def test_nothing_here_is_of_a_person_or_a_machine():
    if not (ROOT / ".git").exists():
        pytest.skip("what is committed is known to git, and this is no repository")
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    files = {name: (ROOT / name).read_bytes() for name in names.split("\0") if (ROOT / name).is_file()}
    assert not [*contents.private(files, contents.of_this_machine(ROOT))]


def test_an_sdist_is_the_repository():
    files = {"README.md": b"", "PKG-INFO": b"", "notes.txt": b""}
    assert [*contents.not_the_repository(files, ["README.md", ".ci/run", "LICENSE"])] == [
        "notes.txt is in the sdist and not in the repository",
        "LICENSE is not in the sdist: [tool.hatch.build.targets.sdist] in pyproject.toml, or LEFT_OUT here",
    ]


def test_a_wheel_installs_nothing_beside_the_package():
    assert [*contents.outside({"package/a.py": b"", "tests/a.py": b""}, ["package"])] == [
        "tests/a.py would be installed beside the package"
    ]


def test_a_file_that_grew_is_seen(tmp_path: Path):
    (tmp_path / "a.whl").write_bytes(b"0" * 1_500_001)
    (tmp_path / "b.whl").write_bytes(b"0")
    assert [*contents.too_large(tmp_path / "a.whl")] == [
        "a.whl has 1,500,001 bytes: expected at most 1,500,000"
    ]
    assert not [*contents.too_large(tmp_path / "b.whl")]


PROJECT = {"name": "a", "version": "1", "description": "b", "license": "MIT", "requires-python": ">=3.10"}
METADATA = """\
Metadata-Version: 2.4
Name: a
Version: 1
Summary: b
License-Expression: MIT
License-File: LICENSE
Requires-Python: >=3.10
Project-URL: Repository, https://example.org/owner/name
Description-Content-Type: text/markdown

# Read me
"""


def test_metadata_are_held_against_what_they_were_made_from():
    assert not [*contents.wrong_metadata(METADATA, PROJECT, "# Read me\n", ["owner/name"])]
    (version,) = contents.wrong_metadata(
        METADATA.replace("Version: 1", "Version: 2"), PROJECT, "# Read me", []
    )
    assert version == "Version is '2': expected '1'"
    (readme,) = contents.wrong_metadata(METADATA, PROJECT, "# Another", [])
    assert readme == "the description is not README.md"
    (home,) = contents.wrong_metadata(METADATA, PROJECT, "# Read me", ["other/name"])
    assert home == "no Project-URL names other/name: make home REPOSITORY=other/name"
