"""No link of README, CONTRIBUTING, the changelog or docs/ is broken, and every page is found from the first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BESIDE = tuple(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md"))
PAGES = sorted([*BESIDE, *ROOT.glob("docs/**/*.md")])

FENCE = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"(`+)(?:.+?)\1")
LINK = re.compile(r"\]\((?![a-z]+:)(?P<path>[^)#\s]*)(?:#(?P<anchor>[^)\s]+))?\)")
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)


def links(text: str) -> Iterator[tuple[str, str | None]]:
    """(path, anchor) of every link to a file of the repository; what is code holds none."""
    prose = CODE.sub("", FENCE.sub("", text).replace("[`", "[").replace("`]", "]"))
    for found in LINK.finditer(prose):
        yield found["path"], found["anchor"]


def anchors(text: str) -> set[str]:
    """What the headings of a page are called in addresses, on the forge as on the site."""
    return {slug(heading) for heading in HEADING.findall(FENCE.sub("", text))}


def slug(heading: str) -> str:
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "")
    plain = unicodedata.normalize("NFC", plain).strip().lower()
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")


def broken(page: Path, text: str) -> list[str]:
    """The links of a page that lead nowhere."""
    wrong = []
    for path, anchor in links(text):
        target = (page.parent / path).resolve() if path else page
        if not target.exists():
            wrong.append(path)
        elif anchor and anchor not in anchors(target.read_text(encoding="utf-8") if path else text):
            wrong.append(f"{path}#{anchor}")
    return wrong


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_no_link_is_broken(page):
    assert not broken(page, page.read_text(encoding="utf-8"))


def test_what_is_broken_is_found():
    text = "# A, b\n[a](#a-b) [b](nowhere.md) [`c`](CHANGELOG.md#nothing) [d](https://x.org)\n```\n[e](no.md)\n```\n`[f](no.md)`"
    assert broken(ROOT / "README.md", text) == ["nowhere.md", "CHANGELOG.md#nothing"]


def test_every_page_is_found_from_the_first():
    seen, open_ = set(), [ROOT / "README.md"]
    while open_:
        page = open_.pop()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        paths = (path for path, _ in links(page.read_text(encoding="utf-8")) if path)
        open_ += [(page.parent / path).resolve() for path in paths]
    assert set(PAGES) <= seen


def test_the_site_has_every_page_in_its_menu():
    config = (ROOT / "zensical.toml").read_text(encoding="utf-8")
    menu = re.findall(r'" = "([\w-]+\.md)" }', config.partition("nav = [")[2].partition("\n]\n")[0])
    beside = {"README.md": "index.md", "CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md"}
    pages = {beside.get(page.name, page.relative_to(ROOT / "docs").as_posix() if page not in BESIDE else "") for page in PAGES}
    assert sorted(menu) == sorted(pages)
