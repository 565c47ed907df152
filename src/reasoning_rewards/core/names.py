"""Names of rewards: the code that builds one, and the key it is logged under."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import MISSING, Field, fields
from types import FunctionType
from typing import TYPE_CHECKING, Any

from reasoning_rewards.caches import remembered
from reasoning_rewards.core.functions import same

if TYPE_CHECKING:
    from reasoning_rewards.core.reward import Reward

__all__ = ["code", "digest", "distinct", "fitting", "full_name", "kind", "slug"]

_LONGEST_NAME = 60  # characters; a name is a column's head in every table of logs
_LONGEST = 24  # characters of one setting in a name; longer ones are cut and told apart by a digest


@remembered(1024)
def kind(cls: type) -> str:
    """The snake-case name of a class.

    >>> kind(type("LengthPenalty", (), {}))
    'length_penalty'
    """
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", cls.__name__).lower()


def code(reward: Reward) -> str:
    """The call that builds a leaf, settings at their defaults left out."""
    given = [item for item in changed(reward) if item.init]
    settings = ", ".join(f"{item.name}={_code(getattr(reward, item.name))}" for item in given)
    return f"{type(reward).__name__}({settings})"


def _code(value: object) -> str:
    """A setting as code; a function is found again by its name."""
    return value.__qualname__ if isinstance(value, FunctionType) else repr(value)


def full_name(reward: Reward) -> str:
    """The snake-case class name, and a word for each setting that is not at its default.

    A setting without a default says only its value; a column says only what it is the column of.
    """
    words = [kind(type(reward))]
    for item in changed(reward):
        value = slug(getattr(reward, item.name))
        words.append(value if _required(item) else f"{item.name.removesuffix('_column')}_{value}")
    return "_".join(words)


def changed(reward: Reward) -> list[Field[Any]]:
    """The settings whose value is not the default."""
    return [
        item
        for item in fields(reward)  # type: ignore[arg-type]
        if _required(item) or not same(getattr(reward, item.name), item.default)
    ]


def _required(item: Field[Any]) -> bool:
    return item.default is MISSING and item.default_factory is MISSING


def slug(value: object) -> str:
    """A value as part of a name: lower-case letters, digits and underscores, one name a value.

    >>> slug(0.5), slug(-3), slug(True), slug("final answer")
    ('0_5', 'minus_3', 'yes', 'final_answer_30f361f0')
    """
    own = getattr(value, "slug", None)
    if isinstance(own, str):
        return own
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        text = f"{value:g}" if float(f"{value:g}") == value else repr(value)
        text = text.replace("-", "minus_").replace(".", "_").replace("+", "")
        return text
    text = value if isinstance(value, str) else _code(value)
    plain = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:_LONGEST].rstrip("_")
    return plain if plain == text else f"{plain}_{digest(text)}".lstrip("_")


def digest(text: str) -> str:
    """Eight hexadecimal digits that are the same for the same text in every process."""
    return f"{zlib.crc32(text.encode()):08x}"


def fitting(name: str, code: str) -> str:
    """The name; one that is too long is cut, and told apart by a digest of the code."""
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 9].rstrip('_')}_{digest(code)}"


def distinct(rewards: Sequence[Reward], words: Iterable[str]) -> list[str]:
    """One word a reward; where two would share one, the full name, and for equal rewards a count."""
    chosen = list(words)
    for place in _clashing(chosen):
        chosen[place] = rewards[place].__name__
    while clashing := _clashing(chosen):  # a count may make a word that another one has: so more than once
        for place in clashing:
            chosen[place] = f"{rewards[place].__name__}_{place + 1}"
    return chosen


def _clashing(words: list[str]) -> list[int]:
    """The places of the words that are there more than once."""
    seen = Counter(words)
    return [place for place, word in enumerate(words) if seen[word] > 1]
