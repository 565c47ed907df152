"""Docstrings as Markdown."""

from __future__ import annotations

import re

_SETTING = r"^((?:``)?[a-zⁿ⁺⁻_]+(?:``)?(?:, (?:``)?[a-z_]+(?:``)?)*): "  # a line that says what a setting is


def prose(text: str) -> list[str]:
    """Paragraphs as they are, settings as a list; tables and examples, which line up by columns, as code."""
    lines: list[str] = []
    for block in text.split("\n\n"):
        if block.startswith(">>>"):
            lines += ["```python", block, "```", ""]
        elif any(line.startswith("===") for line in block.splitlines()):
            lines += ["```text", block.replace("\\|", "|"), "```", ""]
        elif re.match(_SETTING, block):
            items = re.sub(_SETTING, r"- **\1**: ", block, flags=re.MULTILINE)
            lines += [items.replace("``", "`"), ""]
        else:
            lines += [block.replace("``", "`"), ""]
    return lines
