"""The program in a completion: the last fenced block of code after the thinking, or in the answer tag."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from reasoning_rewards.text import scan
from reasoning_rewards.text.extract import UNFINISHED, Answer, after_thinking
from reasoning_rewards.text.layout import ANY, Layout
from reasoning_rewards.text.markers import Tag
from reasoning_rewards.verdict import Rule

if TYPE_CHECKING:
    from reasoning_rewards.text.completion import Completion

__all__ = ["NO_PROGRAM", "find_program"]

NO_PROGRAM = Rule("code.missing", "no program after the thinking: no fenced block of code")

_FENCE = scan.pattern(r"^[ \t]*(?P<sign>`{3,}|~{3,})[ \t]*(?P<language>[^\s`{]*)[^\n`]*$", re.MULTILINE)
_PYTHON = frozenset(("python", "python3", "py", "py3"))


class _Block(NamedTuple):
    language: str
    text: str


def find_program(completion: Completion, layout: Layout = ANY) -> Answer:
    r"""Return the program, or the rule that says why there is none.

    It is the last fenced block after the thinking; where the layout has a tag for answers and the text has
    it, the last in it, or all that it holds. With ``Layout(think=..., answer=None)`` a text without a fence is the
    program. Blocks that say they are Python come before those that say nothing, and those of other languages
    are none. A block that never ends goes to the end of the text.

    >>> from reasoning_rewards.text.completion import Completion
    >>> find_program(Completion("<think>...</think>Here:\n```python\nprint(1)\n```\nIt prints\n```\n1\n```"))
    Answer(text='print(1)\n', rule='')
    >>> find_program(Completion("I don't know."))
    Answer(text=None, rule='code.missing')
    """
    text = after_thinking(completion, layout)
    if text is None:
        return Answer(None, UNFINISHED)
    options = () if layout.answer is None else layout.answer.options
    inside = _last_inside(text, [option for option in options if isinstance(option, Tag)])
    held = text if inside is None else inside
    program = _last_program(held)
    if program is None and (inside is not None or layout.answer is None) and not _FENCE().search(held):
        program = held.strip("\n") if held.strip() else None
    return Answer(None, NO_PROGRAM) if program is None else Answer(program, "")


def _last_inside(text: str, tags: Sequence[Tag]) -> str | None:
    """What the last of these tags holds; to the end of the text where it is not closed."""
    last = max(tags, key=lambda tag: text.rfind(tag.opening_tag), default=None)
    if last is None or (opening := text.rfind(last.opening_tag)) == -1:
        return None
    return text[opening + len(last.opening_tag) :].partition(last.closing_tag)[0]


def _last_program(text: str) -> str | None:
    """The last block of Python, or of no language; None where there is neither."""
    unnamed = None
    for block in reversed(_blocks(text)):
        if block.language in _PYTHON:
            return block.text
        if not block.language and unnamed is None:
            unnamed = block.text
    return unnamed


def _blocks(text: str) -> list[_Block]:
    """Every fenced block, with its language in small letters."""
    blocks = []
    opened: re.Match[str] | None = None
    for fence in _FENCE().finditer(text):
        if opened is None:
            opened = fence
        elif fence["sign"].startswith(opened["sign"]) and not fence["language"]:
            blocks.append(_block(text, opened, fence.start()))
            opened = None
    if opened is not None:
        blocks.append(_block(text, opened, len(text)))
    return blocks


def _block(text: str, opened: re.Match[str], end: int) -> _Block:
    held = text[opened.end() + 1 : end]
    return _Block(
        opened["language"].lower(), textwrap.dedent(held) if text[opened.start()] in " \t" else held
    )
