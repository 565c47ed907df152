"""What the package index shows: README.md, whose links into the repository work there too.

README's links are relative, so that they hold in a checkout, on a branch and in a fork. An index has no files beside
the description, so each becomes the address of the file at the released version, on the repository that
project.urls in pyproject.toml names. While it names none, links become their text and pictures go: better than
dead ones. A hook of the build backend, so that building needs nothing more.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

GITHUB = re.compile(r"https://github\.com/([\w.-]+/[\w.-]+?)(?:\.git)?/?")
FENCE = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?P<picture>!?)\[(?P<text>[^\]]*)\]\((?![a-z]+:|#)(?P<path>[^)\s]+)\)")


class ReadmeHook(MetadataHookInterface):
    """Gives the project its description."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set `readme`, which pyproject.toml calls dynamic."""
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        shown = published(text, repository(metadata.get("urls", {})), metadata["version"])
        metadata["readme"] = {"content-type": "text/markdown", "text": shown}


def repository(urls: dict[str, str]) -> str | None:
    """owner/name on GitHub, as project.urls has it."""
    found = map(GITHUB.fullmatch, urls.values())
    return next((each[1] for each in found if each), None)


def published(readme: str, home: str | None, version: str) -> str:
    """README with links to the files of a release, or with their texts where it has no home."""

    def address(path: str, picture: bool) -> str | None:
        site = (
            "https://raw.githubusercontent.com/{}/v{}/{}" if picture else "https://github.com/{}/blob/v{}/{}"
        )
        return home and site.format(home, version, path)

    return relinked(readme, address)


def relinked(text: str, address: Callable[[str, bool], str | None]) -> str:
    """Markdown whose relative links lead to `address(path, is it a picture?)`; where that is None the text stays.

    What stands in fences is code.
    """

    def linked(link: re.Match[str]) -> str:
        picture, words, path = link.group("picture", "text", "path")
        to = address(path, bool(picture))
        if to is None:
            return "" if picture else words
        return f"{picture}[{words}]({to})"

    parts = FENCE.split(text)
    return "".join(part if part.startswith("```") else LINK.sub(linked, part) for part in parts)
