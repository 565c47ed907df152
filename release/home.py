"""Say where the project lives, wherever that has to stand.

    make home REPOSITORY=owner/name            # or: python -m release.home owner/name

project.urls in pyproject.toml, repository-code in CITATION.cff, and the badges of README.md, between
<!-- badges --> and <!-- /badges -->, if it has a place for them. Until it is called nothing here leads anywhere,
which is better than a dead link. Calling it again, with another name too, replaces what it wrote.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from release.version import ROOT

_BADGES = {
    "tests": (
        "https://github.com/{home}/actions/workflows/tests.yml/badge.svg?branch=main",
        "https://github.com/{home}/actions/workflows/tests.yml",
    ),
    "version on the package index": (
        "https://img.shields.io/pypi/v/reasoning-rewards",
        "https://pypi.org/project/reasoning-rewards/",
    ),
    "Python versions": (
        "https://img.shields.io/pypi/pyversions/reasoning-rewards",
        "https://pypi.org/project/reasoning-rewards/",
    ),
}
_URLS = {
    "Repository": "https://github.com/{home}",
    "Documentation": "https://github.com/{home}/tree/main/docs",
    "Changelog": "https://github.com/{home}/blob/main/CHANGELOG.md",
    "Issues": "https://github.com/{home}/issues",
}


def pyproject(text: str, home: str) -> str:
    """The project's table of links, before the next one."""
    text = re.sub(r"\[project\.urls\]\n(?:[^\[\n][^\n]*\n)*\n?", "", text)
    table = "\n".join(
        ["[project.urls]", *(f'{name} = "{url.format(home=home)}"' for name, url in _URLS.items())]
    )
    return text.replace("[project.scripts]\n", f"{table}\n\n[project.scripts]\n")


def citation(text: str, home: str) -> str:
    """The line of the code's address, after the licence."""
    text = re.sub(r"^repository-code: .*\n", "", text, flags=re.MULTILINE)
    line = f"repository-code: https://github.com/{home}\n"
    return re.sub(r"^license: .*\n", lambda found: found[0] + line, text, flags=re.MULTILINE)


def readme(text: str, home: str) -> str:
    """The badges, where there is a place for them."""
    badges = "\n".join(f"[![{name}]({image})]({leads})" for name, (image, leads) in _BADGES.items())
    return re.sub(
        r"<!-- badges -->\n.*?<!-- /badges -->",
        lambda _: f"<!-- badges -->\n{badges.format(home=home)}\n<!-- /badges -->",
        text,
        flags=re.DOTALL,
    )


WRITERS = {"pyproject.toml": pyproject, "CITATION.cff": citation, "README.md": readme}


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Write, and say what was written."""
    home = arguments[0] if len(arguments) == 1 else ""
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", home):
        print(f"REPOSITORY={' '.join(arguments)}: expected owner/name, as in https://github.com/owner/name")
        return 2
    for name, write in WRITERS.items():
        before = (root / name).read_text("utf-8")
        after = write(before, home)
        if after != before:
            (root / name).write_text(after, "utf-8", newline="\n")
            print(name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
