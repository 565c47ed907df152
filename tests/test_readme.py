"""Every Python snippet of the README and of docs/ runs, and says what it is said to say.

The snippets of a page are one session, in the order in which they are read: with ``>>>`` as a
doctest, without as a script. ``<!-- not run: reason -->`` right above a snippet leaves it out. The
README imports what it uses; the pages of reference in docs/ begin as after
``from reasoning_rewards import *``.
"""

from __future__ import annotations

import doctest
import re
from pathlib import Path
from typing import NamedTuple

import pytest

import reasoning_rewards

ROOT = Path(__file__).parent.parent
PAGES = sorted(page for page in (ROOT / "README.md", *ROOT.glob("docs/**/*.md")) if page.is_file())

_FENCE = re.compile(
    r"^(?P<excuse><!-- not run:[^\n]*-->\n\s*)?```python\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL
)


class Snippet(NamedTuple):
    line: int
    code: str
    runs: bool


def snippets(text: str) -> list[Snippet]:
    """Every fenced Python block with the line its code begins on, counted from 1."""
    return [
        Snippet(text.count("\n", 0, found.start("code")) + 1, found["code"], found["excuse"] is None)
        for found in _FENCE.finditer(text)
    ]


def run(snippet: Snippet, page: str, session: dict[str, object]) -> None:
    """Run one snippet in the session of its page."""
    if ">>>" not in snippet.code:
        # Blank lines in front, so that a traceback names the line of the page.
        exec(compile("\n" * (snippet.line - 1) + snippet.code, page, "exec"), session)
        return
    test = doctest.DocTestParser().get_doctest(snippet.code, session, page, page, snippet.line - 1)
    test.globs = session  # the parser copies; the next snippet goes on from here
    report: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(
        test, out=report.append, clear_globs=False
    )
    assert not report, "".join(report)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_snippets_of_a_page_run(page, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    session: dict[str, object] = {"__name__": page.stem}
    if page.parent != ROOT:
        session.update((name, getattr(reasoning_rewards, name)) for name in reasoning_rewards.__all__)
    for snippet in snippets(page.read_text(encoding="utf-8")):
        if snippet.runs:
            run(snippet, str(page), session)


PAGE = """\
```python
>>> x = 1
>>> x + 1
2
```

<!-- not run: it never ends -->
```python
while True: ...
```

```python
assert x == 1, "a page is one session"
raise ValueError
```
"""


def test_what_is_a_snippet():
    assert [(each.line, each.runs) for each in snippets(PAGE)] == [(2, True), (9, False), (13, True)]


def test_a_page_is_one_session_and_a_fault_names_its_line():
    session: dict[str, object] = {}
    first, _, last = snippets(PAGE)
    run(first, "page.md", session)
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - it has no message
        run(last, "page.md", session)
    assert caught.traceback[-1].lineno == 13  # counted from 0: line 14


def test_a_wrong_output_fails():
    with pytest.raises(AssertionError, match="Expected"):
        run(Snippet(1, ">>> 1 + 1\n3\n", True), "page.md", {})
