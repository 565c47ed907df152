"""The tutorials' files and commands: run in their order, they print what the page says.

A block with a title is a file; what follows ``$`` in a block of ``console`` is a command of this package, or ``echo $?``.
A line ``…`` in what is printed stands for lines that the page leaves out.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from reasoning_rewards.cli.main import main

DOCS = Path(__file__).parent.parent / "docs"
PAGES = ("five-minutes.md", "first-reward.md")
BLOCK = re.compile(
    r'^```(?:\w+ title="(?P<file>[\w.]+)"|console)\n(?P<text>.*?)^```$', re.MULTILINE | re.DOTALL
)


def commands(text: str) -> list[tuple[str, str]]:
    """Each command of a console with what it prints."""
    return [
        (line, said)
        for line, _, said in (each.partition("\n") for each in re.split(r"^\$ ", text, flags=re.M)[1:])
    ]


def as_pattern(said: str) -> str:
    return r"(?:.*\n)*?".join(map(re.escape, said.split("…\n")))


@pytest.mark.parametrize("page", PAGES)
def test_the_page_prints_what_its_commands_print(page, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    ran, code = 0, 0
    for block in BLOCK.finditer((DOCS / page).read_text(encoding="utf-8")):
        if block["file"]:
            (tmp_path / block["file"]).write_text(block["text"], encoding="utf-8")
            continue
        for line, said in commands(block["text"]):
            if line == "echo $?":
                assert said == f"{code}\n"
                continue
            program, *words = shlex.split(line)
            assert program == "reasoning-rewards"
            code = main(words)
            told = capsys.readouterr()
            assert re.fullmatch(as_pattern(said), told.out + told.err), told.out + told.err
            ran += 1
    assert ran >= 3


def test_another_output_is_seen():
    assert commands("$ a b\nc\n$ d\n") == [("a b", "c\n"), ("d", "")]
    assert re.fullmatch(as_pattern("a\n…\nd\n"), "a\nb\nc\nd\n")
    assert not re.fullmatch(as_pattern("a\n…\n"), "b\n")
