"""Put the pages of the site together in build/pages, where zensical.toml looks for them; make docs and make docs-serve call it.

    python docs/pages.py                        # once
    python docs/pages.py --serve PORT           # and serve them, again after each change, until interrupted

docs/ is read on the forge and in a checkout as much as on the site, so its pages link to README, CONTRIBUTING and the
changelog beside it. Here these become pages too, README the first; a link to another file leads to the repository
that project.urls names, and while it names none is its text.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from hatch_build import relinked, repository  # noqa: E402 - it stands at the root

BESIDE = {"README.md": "index.md", "CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md"}
_SESSION = re.compile(r"^```python\n(?=>>>)", re.MULTILINE)


def places(root: Path = ROOT) -> dict[str, str]:
    """Every file of the site by its path in the repository, with its path on the site."""
    docs = root / "docs"
    found = [*docs.glob("**/*.md"), *docs.glob("images/**/*.*"), docs / "site.css"]
    inside = {file.relative_to(root).as_posix(): file.relative_to(docs).as_posix() for file in sorted(found)}
    return {name: place for name, place in (BESIDE | inside).items() if (root / name).is_file()}


def page(name: str, text: str, known: Mapping[str, str], home: str | None = None) -> str:
    """A page as the site wants it: its links from where it will stand, its sessions coloured as such."""

    def address(path: str, picture: bool) -> str | None:
        file, hash_, anchor = path.partition("#")
        target = os.path.normpath(os.path.join(os.path.dirname(name), file)).replace(os.sep, "/")
        if target in known:
            return os.path.relpath(known[target], os.path.dirname(known[name]) or ".") + hash_ + anchor
        return f"https://github.com/{home}/blob/main/{target}{hash_}{anchor}" if home else None

    return _SESSION.sub("```pycon\n", relinked(text, address))


def put(target: Path) -> None:
    """Write every page that changed, and take away what is no page any more."""
    known = places()
    home = repository(dict(re.findall(r'^(\w+) = "(https://[^"]+)"$', (ROOT / "pyproject.toml").read_text("utf-8"), re.M)))
    for name, place in known.items():
        file = target / place
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.suffix != ".md":
            shutil.copyfile(ROOT / name, file)
            continue
        text = page(name, (ROOT / name).read_text("utf-8"), known, home)
        if not file.is_file() or file.read_text("utf-8") != text:
            file.write_text(text, "utf-8")
    for file in target.rglob("*.*"):
        if file.is_file() and file.relative_to(target).as_posix() not in known.values():
            file.unlink()


def main() -> int:
    """Write the pages, and serve them where asked."""
    parser = argparse.ArgumentParser(description="Put the pages of the site together in build/pages.")
    parser.add_argument("--serve", metavar="PORT", type=int, help="and serve them on localhost")
    options = parser.parse_args()
    target = ROOT / "build" / "pages"
    put(target)
    if options.serve is None:
        return 0
    line = [sys.executable, "-m", "zensical", "serve", "--dev-addr", f"localhost:{options.serve}"]
    with subprocess.Popen(line, cwd=ROOT) as server:
        try:
            while server.poll() is None:
                time.sleep(1)
                put(target)
        except KeyboardInterrupt:
            server.terminate()
    return server.returncode


if __name__ == "__main__":
    sys.exit(main())
