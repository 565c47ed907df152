r"""Pieces that hostile texts repeat: what the sources look for, and what has been dear before.

Two of the three kinds come from the package itself, so that what is added to it is tried as well:
every short literal of its sources (commands, units, markers, phrases, separators), and samples of every
regular expression that it compiles, and of each part of one.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import reasoning_rewards

PARSER: Any = importlib.import_module("re._parser" if sys.version_info >= (3, 11) else "sre_parse")
LONGEST = 24  # characters of a literal; longer ones are sentences of ours
BLANKS = (" ", "\t", "\n", "\n\n", "\u2003", "\\,", "\\;", "~", "\\ ")
SIGNS = tuple(map(chr, range(33, 127)))
_SAMPLES = {
    "CATEGORY_DIGIT": "7", "CATEGORY_NOT_DIGIT": "b", "CATEGORY_SPACE": " \n", "CATEGORY_NOT_SPACE": "x",
    "CATEGORY_WORD": "a7", "CATEGORY_NOT_WORD": " $,",
}  # fmt: skip


def _modules() -> Iterator[str]:
    for module in pkgutil.walk_packages(reasoning_rewards.__path__, "reasoning_rewards."):
        if not module.name.startswith(("reasoning_rewards.testing", "reasoning_rewards.cli")) and (
            "__main__" not in module.name
        ):
            yield module.name


def literals() -> list[str]:
    """Every short text in the sources, and the words of longer lists; no docstrings."""
    found: set[str] = set()
    home = Path(reasoning_rewards.__file__).parent
    for path in home.rglob("*.py"):
        room = path.relative_to(home).parts[0]
        if room in ("testing", "cli"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if len(node.value) <= LONGEST:
                    found.add(node.value)
                elif room in ("answers", "text", "rewards"):
                    found.update(word for word in node.value.split() if len(word) <= LONGEST)
    return sorted(found - {""})


def patterns() -> list[re.Pattern[str]]:
    """Every regular expression that a module holds, compiled at once or when first used."""
    found: dict[str, re.Pattern[str]] = {}
    for name in _modules():
        for value in vars(importlib.import_module(name)).values():
            late = getattr(getattr(value, "__wrapped__", None), "func", None) is re.compile
            pattern = value() if late else value
            if isinstance(pattern, re.Pattern):
                found[pattern.pattern] = pattern
    return list(found.values())


def parts(tree: Any) -> Iterator[Any]:
    """A pattern's tree and every tree in it."""
    yield tree
    for operation, argument in tree:
        kind = str(operation)
        if kind in ("MAX_REPEAT", "MIN_REPEAT"):
            yield from parts(argument[2])
        elif kind == "SUBPATTERN":
            yield from parts(argument[-1])
        elif kind == "BRANCH":
            for branch in argument[1]:
                yield from parts(branch)


def sample(tree: Any, rng: random.Random) -> str:
    """A text that a pattern's tree may well match; looking around is done or left out by chance."""
    return "".join(_sampled(str(operation), argument, rng) for operation, argument in tree)


def _sampled(kind: str, argument: Any, rng: random.Random) -> str:
    if kind == "LITERAL":
        return chr(argument)
    if kind in ("NOT_LITERAL", "ANY"):
        return rng.choice(" a1\\$.{")
    if kind == "IN":
        return _member(argument, rng)
    if kind in ("MAX_REPEAT", "MIN_REPEAT"):
        least, most, inside = argument
        times = min(least + rng.choice((0, 0, 1, 2)), int(most), 70)
        return "".join(sample(inside, rng) for _ in range(times))
    if kind == "SUBPATTERN":
        return sample(argument[-1], rng)
    if kind == "BRANCH":
        return sample(rng.choice(argument[1]), rng)
    if kind == "ASSERT" and rng.random() < 0.5:
        return sample(argument[1], rng)
    return ""


def _member(members: Any, rng: random.Random) -> str:
    if str(members[0][0]) == "NEGATE":
        return rng.choice(" a1\\$,(=")
    kind, value = rng.choice(members)
    if str(kind) == "LITERAL":
        return chr(value)
    if str(kind) == "RANGE":
        return chr(rng.randint(value[0], min(value[1], value[0] + 90)))
    return rng.choice(_SAMPLES[str(value)])


class Pieces:
    """An endless source of pieces, some of them with a # in the place of a running number."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.literals = literals()
        self.trees = [
            part for pattern in patterns() for part in parts(PARSER.parse(pattern.pattern, pattern.flags))
        ]

    def one(self) -> str:
        """A literal, a sample, a blank or a sign; now and then many of it in a row."""
        rng, kind = self.rng, self.rng.random()
        if kind < 0.45:
            piece = rng.choice(self.literals)
        elif kind < 0.75:
            piece = sample(rng.choice(self.trees), rng)[:60]
        else:
            piece = rng.choice(BLANKS if kind < 0.85 else SIGNS)
        many = rng.choice((*[1] * 20, 20, 45, 150, 400))
        return piece * min(many, 1 + 1_500 // max(1, len(piece)))

    def some(self) -> str:
        """One to three of them, perhaps with a running number."""
        rng = self.rng
        piece = "".join(self.one() + rng.choice(("", "", " ")) for _ in range(rng.choice((1, 1, 1, 2, 2, 3))))
        if rng.random() < 0.2:
            piece += rng.choice(("#", "_#", "_{#}", "^#", "^{#}", " #", "#.5", "#+"))
        return piece or " "


def grown(piece: str, size: int, beginning: str = "", end: str = "") -> str:
    """A text of about ``size`` characters that repeats a piece; each # in it is the number of the repetition."""
    length = max(1, size - len(beginning) - len(end))
    if "#" not in piece.strip("#"):
        return beginning + piece * max(1, length // len(piece)) + end
    body: list[str] = []
    written = number = 0
    while written < length:
        number += 1
        body.append(piece.replace("#", str(number)))
        written += len(body[-1])
    return beginning + "".join(body)[:length] + end
