"""Put the pages of the site together in build/pages, where zensical.toml looks for them; make docs and make docs-serve call it.

    python docs/pages.py                 # and build the site of them in build/site
    python docs/pages.py --serve PORT    # or serve it, again after each change, until interrupted

docs/ is read on the forge and in a checkout as much as on the site, so its pages link to README, CONTRIBUTING and the
changelog beside it. Here these become pages too, README the first; a link to another file leads to the repository
that project.urls names, and while it names none is its text.
"""

from __future__ import annotations

import argparse
import os
import posixpath
import re
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from hatch_build import relinked, repository  # noqa: E402 - it stands at the root

BESIDE = {"README.md": "index.md", "CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md"}
SHOWN = {".md", ".png", ".svg", ".css", ".js", ".json"}
# Zensical's offline search asks a server on the net for this, to work where pages are opened as files.
SHIM, SHIM_ELSEWHERE = "search-from-files.js", "https://unpkg.com/iframe-worker/shim"
_SESSION = re.compile(r"^```python\n(?=>>>)", re.MULTILINE)


def places(root: Path = ROOT) -> dict[str, str]:
    """Every file of the site by its path in the repository, with its path on the site."""
    docs = root / "docs"
    found = sorted(file for file in docs.rglob("*.*") if file.suffix in SHOWN)
    inside = {file.relative_to(root).as_posix(): file.relative_to(docs).as_posix() for file in found}
    inside = {name: re.sub(r"(^|/)README\.md$", r"\1index.md", place) for name, place in inside.items()}
    return {name: place for name, place in (BESIDE | inside).items() if (root / name).is_file()}


def page(name: str, text: str, known: Mapping[str, str], home: str | None = None) -> str:
    """A page as the site wants it: its links from where it will stand, its sessions coloured as such."""

    def address(path: str, picture: bool) -> str | None:
        file, hash_, anchor = path.partition("#")
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), file))
        if target in known:
            return posixpath.relpath(known[target], posixpath.dirname(known[name]) or ".") + hash_ + anchor
        return f"https://github.com/{home}/blob/main/{target}{hash_}{anchor}" if home else None

    return _SESSION.sub("```pycon\n", relinked(text, address))


def put(target: Path) -> None:
    """Write every page that changed, and take away what is no page any more."""
    known = places()
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    home = repository(dict(re.findall(r'^(\w+) = "(https://[^"]+)"$', project, re.MULTILINE)))
    for name, place in known.items():
        file = target / place
        file.parent.mkdir(parents=True, exist_ok=True)
        content = (ROOT / name).read_bytes()
        if file.suffix == ".md":
            content = page(name, content.decode(), known, home).encode()
        if not file.is_file() or file.read_bytes() != content:  # what is written is built again
            file.write_bytes(content)
    for file in target.rglob("*.*"):
        if file.is_file() and file.relative_to(target).as_posix() not in known.values():
            file.unlink()


def finish(site: Path) -> None:
    """Let no page load a script from elsewhere."""
    for file in site.rglob("*.html"):
        here = os.path.relpath(site / SHIM, file.parent).replace(os.sep, "/")
        text = file.read_text("utf-8").replace(f'src="{SHIM_ELSEWHERE}"', f'src="{here}"')
        if found := re.search(r'<script[^>]+src="?(https?:[^" >]+)', text):
            sys.exit(f"{file.name} loads {found[1]}: expected scripts of its own alone; see docs/pages.py")
        file.write_text(text, "utf-8")


def build() -> None:
    """The whole site, where no link of it is broken."""
    subprocess.run([sys.executable, "-m", "zensical", "build", "--clean", "--strict"], cwd=ROOT, check=True)
    finish(ROOT / "build" / "site")


def serve(port: int, target: Path) -> None:
    """Serve it until interrupted, and write the pages again that change."""
    line = [sys.executable, "-m", "zensical", "serve", "--dev-addr", f"localhost:{port}"]
    with subprocess.Popen(line, cwd=ROOT) as server:
        try:
            while server.poll() is None:
                time.sleep(1)
                put(target)
        except KeyboardInterrupt:
            server.terminate()


def main() -> None:
    """Write the pages, and build or serve them."""
    parser = argparse.ArgumentParser(description="Put the pages of the site together, and build it.")
    parser.add_argument("--serve", metavar="PORT", type=int, help="serve it on localhost instead")
    port = parser.parse_args().serve
    target = ROOT / "build" / "pages"
    put(target)
    if port is None:
        build()
    else:
        serve(port, target)


if __name__ == "__main__":
    main()
