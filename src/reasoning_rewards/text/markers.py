"""What an answer or the thinking is known by, as frozen values."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import Literal

from reasoning_rewards.errors import SettingError

__all__ = ["After", "Alone", "Alternatives", "Boxed", "LastNumber", "Marker", "Phrase", "Tag"]


class Marker:
    """What an answer is known by; `a | b` knows it by either."""

    __slots__ = ()

    # Equality of markers without settings; the others are dataclasses and bring their own.
    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))

    def __or__(self, other: object) -> Alternatives:
        if not isinstance(other, Marker):
            return NotImplemented
        return Alternatives((*self.options, *other.options))

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"

    @property
    def options(self) -> tuple[Marker, ...]:
        """The single markers it is made of."""
        return (self,)

    @property
    def slug(self) -> str:
        """Its name in a reward's name: ASCII letters, digits and underscores."""
        return type(self).__name__.lower()


@dataclass(frozen=True, slots=True, repr=False)
class Tag(Marker):
    """A pair of tags, `<name>` and `</name>`.

    `opened_by="prompt"` says that the chat template writes the opening tag, as those of DeepSeek-R1's
    distillations and Qwen3.5 do: the completion then begins inside the tag. `opening` and `closing`
    are for pairs that are spelt another way.

    >>> Tag("think", opened_by="prompt")
    Tag('think', opened_by='prompt')
    >>> Tag("working", opening="<start_working_out>", closing="<end_working_out>").closing_tag
    '<end_working_out>'
    """

    name: str
    opened_by: Literal["model", "prompt"] = "model"
    opening: str | None = None
    closing: str | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not re.fullmatch(r"[^\W\d][\w.:-]*", self.name):
            raise SettingError(f"name={self.name!r}: expected a tag's bare name, such as 'think'")
        if self.opened_by not in ("model", "prompt"):
            raise SettingError(f"opened_by={self.opened_by!r}: expected 'model' or 'prompt'")
        for setting in ("opening", "closing"):
            value = getattr(self, setting)
            if value is not None and (not isinstance(value, str) or not value or value != value.strip()):
                raise SettingError(f"{setting}={value!r}: expected the tag's text, such as '<think>'")
        if self.opening_tag in self.closing_tag or self.closing_tag in self.opening_tag:
            raise SettingError(
                f"opening={self.opening_tag!r}, closing={self.closing_tag!r}: expected two tags, neither of"
                " them part of the other"
            )

    @property
    def opening_tag(self) -> str:
        """The text that opens it."""
        return self.opening or f"<{self.name}>"

    @property
    def closing_tag(self) -> str:
        """The text that closes it."""
        return self.closing or f"</{self.name}>"

    @property
    def ending(self) -> str:
        """What both end in: where a text lacks it, one search has ruled out both."""
        pairs = zip(reversed(self.opening_tag), reversed(self.closing_tag), strict=False)
        same = itertools.takewhile(lambda pair: pair[0] == pair[1], pairs)
        return "".join(character for character, _ in same)[::-1]

    def __repr__(self) -> str:
        given = [repr(self.name)]
        if self.opened_by != "model":
            given.append(f"opened_by={self.opened_by!r}")
        spelt = (("opening", self.opening), ("closing", self.closing))
        given += [f"{setting}={value!r}" for setting, value in spelt if value is not None]
        return f"Tag({', '.join(given)})"

    @property
    def slug(self) -> str:
        """Its name, told apart from the other markers' names and from other spellings."""
        slug = ("tag_" if re.match(_TAKEN, self.name) else "") + _slug(self.name)
        if self.opening or self.closing:
            slug = f"{slug}_{_slug(self.opening_tag)}_{_slug(self.closing_tag)}"
        return f"prefilled_{slug}" if self.opened_by == "prompt" else slug


class Boxed(Marker):
    r"""A box: `\boxed{…}`, `\fbox{…}` or `\framebox{…}`; the bare `\boxed 5` is read too."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, repr=False)
class After(Marker):
    """What follows a marker on its line, as in GSM8K's `#### 42`.

    >>> After("####") | LastNumber()
    After('####') | LastNumber()
    """

    marker: str

    def __post_init__(self) -> None:
        if not isinstance(self.marker, str) or not self.marker.strip() or "\n" in self.marker:
            raise SettingError(f"marker={self.marker!r}: expected a piece of one line, such as '####'")

    def __repr__(self) -> str:
        return f"After({self.marker!r})"

    @property
    def slug(self) -> str:
        """`after_` and the marker."""
        return f"after_{_slug(self.marker)}"


class Phrase(Marker):
    """What people say it with, in seventeen languages: "the answer is …", "答案：…", a heading "Réponse finale".

    Where none of that is there, and no number follows: "Total: …", "the result is …", "therefore $x = …$".
    """

    __slots__ = ()


class Alone(Marker):
    """An answer that stands alone: a short text, a last line, or what the last sentence says in bold."""

    __slots__ = ()


class LastNumber(Marker):
    """The last number of the text, used only where no other marker is found.

    In an evaluation it finds answers that nothing marks. Under reinforcement learning it is a lottery
    ticket, since every text that ends in a number holds one; so no preset has it.
    """

    __slots__ = ()

    @property
    def slug(self) -> str:
        """Its name."""
        return "last_number"


@dataclass(frozen=True, slots=True, repr=False)
class Alternatives(Marker):
    """Several markers, any of which will do; written `a | b`.

    Their order decides nothing: the one that stands last in the text wins.
    """

    markers: tuple[Marker, ...]

    def __post_init__(self) -> None:
        if (
            not isinstance(self.markers, tuple)
            or not self.markers
            or not all(isinstance(m, Marker) for m in self.markers)
        ):
            raise SettingError(f"markers={self.markers!r}: expected markers; write them a | b")
        flat = (option for marker in self.markers for option in marker.options)
        object.__setattr__(self, "markers", tuple(dict.fromkeys(flat)))

    def __repr__(self) -> str:
        return " | ".join(map(repr, self.markers))

    @property
    def options(self) -> tuple[Marker, ...]:
        """The single markers, as written."""
        return self.markers

    @property
    def slug(self) -> str:
        """The markers' slugs, joined."""
        return "_or_".join(marker.slug for marker in self.markers)


# Tags of these names would look like other markers in a slug.
_TAKEN = r"(?:boxed|phrase|alone|last_number|any|plain)$|(?:tag|after|prefilled)_"


def _slug(text: str) -> str:
    """Keep what may stand in a name; write other characters as their code points."""
    return "".join(c if c.isascii() and c.isalnum() else "_" if c == "_" else f"{ord(c):x}" for c in text)
