"""No link of README, CONTRIBUTING, the changelog or docs/ is broken, and every page is found from the first."""

from __future__ import annotations

import importlib.util
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


@pytest.fixture(scope="module")
def site():
    """docs/pages.py, which makes the site's pages."""
    pytest.importorskip("hatchling", reason="the build backend, see requirements/dev.txt")
    spec = importlib.util.spec_from_file_location("pages", ROOT / "docs" / "pages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_site_has_every_page_in_its_menu(site):
    config = (ROOT / "zensical.toml").read_text(encoding="utf-8")
    menu = re.findall(r'" = "([\w/-]+\.md)" }', config.partition("nav = [")[2].partition("\n]\n")[0])
    assert sorted(menu) == sorted(place for place in site.places().values() if place.endswith(".md"))


def test_links_lead_where_a_page_stands_on_the_site(site):
    known = {"README.md": "index.md", "docs/a.md": "a.md", "docs/in/b.md": "in/b.md", "docs/i.png": "i.png"}
    text = "[a](docs/a.md#x) ![i](docs/i.png) [c](examples/c.py) [o](https://x.org) [h](#h)"
    assert site.page("README.md", text, known) == "[a](a.md#x) ![i](i.png) c [o](https://x.org) [h](#h)"
    assert (
        site.page("docs/in/b.md", "[r](../../README.md) [a](../a.md)", known)
        == "[r](../index.md) [a](../a.md)"
    )
    told = site.page("docs/a.md", "[c](../examples/c.py#l)", known, "who/what")
    assert told == "[c](https://github.com/who/what/blob/main/examples/c.py#l)"


def test_pages_that_went_are_taken_away(site, tmp_path):
    (tmp_path / "gone.md").write_text("# Gone", encoding="utf-8")
    site.put(tmp_path)
    assert not (tmp_path / "gone.md").exists()
    assert (tmp_path / "images" / "tiny_cpu_grpo.png").is_file()
    for name, place in site.places().items():
        if place.endswith(".md"):
            assert (tmp_path / place).read_text(encoding="utf-8").startswith("# "), name


def test_no_page_loads_a_script_from_elsewhere(site, tmp_path):
    page = tmp_path / "index.html"
    deeper = tmp_path / "in" / "index.html"
    deeper.parent.mkdir()
    deeper.write_text(f'<script src="{site.SHIM_ELSEWHERE}"></script>', encoding="utf-8")
    page.write_text(f'<script src="{site.SHIM_ELSEWHERE}"></script>', encoding="utf-8")
    site.finish(tmp_path)
    assert page.read_text(encoding="utf-8") == '<script src="search-from-files.js"></script>'
    assert deeper.read_text(encoding="utf-8") == '<script src="../search-from-files.js"></script>'
    page.write_text('<script defer src="https://x.org/y.js"></script>', encoding="utf-8")
    with pytest.raises(SystemExit, match=re.escape("index.html loads https://x.org/y.js")):
        site.finish(tmp_path)
