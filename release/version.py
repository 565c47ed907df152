"""The version and the day of a release, as CHANGELOG.md has them, and where else the version stands."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
_HEADING = re.compile(r"^## (?P<version>\d+\.\d+\.\d+\S*) - (?P<day>\d{4}-\d\d-\d\d)$")
# Where a version is written, each with the expression that finds it there.
_PLACES = {
    "pyproject.toml": r'^version = "(?P<version>[^"]+)"$',
    "src/reasoning_rewards/__init__.py": r'^__version__ = "(?P<version>[^"]+)"$',
    "CITATION.cff": r"^version: (?P<version>\S+)$",
}


class Release(NamedTuple):
    """A heading of the changelog."""

    version: str
    day: str  # year, month, day

    @property
    def epoch(self) -> int:
        """The day's first second, which every file of the release is dated with: anybody can build the same bytes."""
        return int(datetime.fromisoformat(self.day).replace(tzinfo=timezone.utc).timestamp())


def newest(changelog: str) -> Release:
    """The newest release; ValueError where the first heading is none."""
    heading = next((line for line in changelog.splitlines() if line.startswith("## ")), "")
    found = _HEADING.match(heading)
    if found is None:
        raise ValueError(f"CHANGELOG.md begins with {heading!r}: expected '## <version> - <year-month-day>'")
    return Release(found["version"], found["day"])


def written(root: Path = ROOT) -> dict[str, str]:
    """The version as each place has it."""
    texts = {place: (root / place).read_text("utf-8") for place in _PLACES}
    found = {place: re.search(_PLACES[place], text, re.MULTILINE) for place, text in texts.items()}
    return {place: match["version"] if match else "" for place, match in found.items()}
