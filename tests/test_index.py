"""What the package index shows of README, which has no files beside it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytest.importorskip("hatchling", reason="the build backend, see requirements/dev.txt")

import hatch_build

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
RELATIVE = re.compile(r"\]\((?!https?:|#)[^)]*\)")  # a link that needs a file beside it


def test_readme_links_into_the_repository():
    assert len(RELATIVE.findall(README)) > 20


def test_links_and_pictures_lead_to_the_release():
    text = hatch_build.published(README, "somebody/theirs", "1.2.3")
    assert not RELATIVE.findall(text)
    assert "(https://github.com/somebody/theirs/blob/v1.2.3/docs/hacking.md#beside-others)" in text
    assert "](https://raw.githubusercontent.com/somebody/theirs/v1.2.3/docs/images/tiny_cpu_grpo.png)" in text


def test_without_a_repository_no_link_is_dead():
    text = hatch_build.published("[a](docs/a.md) ![b](b.png) [c](https://c.org) [d](#d)", None, "1")
    assert text == "a  [c](https://c.org) [d](#d)"
    assert not RELATIVE.findall(hatch_build.published(README, None, "1"))


def test_code_is_left_as_it_is():
    text = "[a](a.md)\n```python\nf[0](x)\n```\n[a](a.md)\n"
    assert "f[0](x)" in hatch_build.published(text, None, "1")


@pytest.mark.parametrize(
    ("urls", "home"),
    [
        ({}, None),
        ({"Documentation": "https://somewhere.org/docs"}, None),
        ({"Documentation": "https://x.org", "Repository": "https://github.com/a/b-c"}, "a/b-c"),
        ({"Source": "https://github.com/a/b.git"}, "a/b"),
    ],
)
def test_the_repository_is_the_one_of_project_urls(urls, home):
    assert hatch_build.repository(urls) == home
