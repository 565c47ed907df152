"""From text to symbols: one compiled pattern, one pass."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from reasoning_rewards.answers.values.limits import MAX_TOKENS
from reasoning_rewards.answers.values.tree import UnreadableError
from reasoning_rewards.answers.values.vocabulary import CONNECTIVES, FUNCTIONS
from reasoning_rewards.text.dress import FONTS, STYLES, TEXT
from reasoning_rewards.text.numbers import (
    COMMAS,
    CONTINENTAL,
    ENDLESS,
    EXPONENT,
    FINE,
    GROUPED,
    PLAIN,
    PREFIXED,
    REPEATING,
    SPACES,
    Literal,
    continental,
    endless,
    prefixed,
    repeating,
    written,
)

__all__ = ["Token", "offset", "tokenize"]


class Token(NamedTuple):
    """One symbol; ``spaced`` says that a space stands before it."""

    kind: str  # number based word code roman upright unit command operator begin end
    text: str
    spaced: bool = False
    value: int | Fraction = 0
    digits: int = 0


_SKIP = (
    r"\s|~|\\[,;:!\ ()\[\]]|\\(?:left|right)\s*\.|\\[bB]igg?[lrm]?(?![A-Za-z])"
    rf"|\\(?:quad|qquad|thinspace|hspace\*?\{{[^{{}}]*\}}|{STYLES}|{FONTS})(?![A-Za-z])"
)
# Words that stay words before a digit: sin2x, pi2, 5and6; any other letters make one name with the digits behind them.
_BEFORE_DIGITS = rf"(?:(?:sin|cos|tan|log|ln|pi)[A-Za-z]*|{'|'.join((*FUNCTIONS, *CONNECTIVES))})\d"
# First what most answers are made of: each is also told, more slowly, by a later alternative.
_PATTERN = re.compile(
    rf"""(?P<prefixed>{PREFIXED})
    |(?P<integer>\d{{1,9}})(?=[-+*/^=<>()\[\]}}|&!%:;a-df-z]|\\[a-su-zA-Z]|\ (?!\d)|,(?!\d{{3}}|\\)|\Z)
    |(?P<either>\+/-|-/\+|\+-(?=\s*[\dA-Za-z.\\(]))
    |(?P<plain>\\(?:[dt]?frac|sqrt|pi|infty|cdot|cup)(?![A-Za-z])|[{{}}()^+,]|-(?!>))
    |(?P<vector>\\(?:(?:vec|mathbf|boldsymbol|bm|overrightarrow)\s*\{{\s*[a-z]\s*\}}|vec\s+[a-z](?![a-z])|hat\s*\{{\s*[ijk]\s*\}}))
    |(?P<skip>(?:{_SKIP})+)
    |{TEXT}\s*\{{(?P<roman>[^{{}}]*)\}}
    |\\(?:mathrm|operatorname\*?)\s*\{{(?P<upright>[^{{}}]*)\}}
    |\\unit\s*\{{(?P<unit>[^{{}}]*)\}}
    |\\begin\s*\{{(?P<begin>[A-Za-z]+)\*?\}}(?:\s*\{{[lcr|\s]*\}})?
    |\\end\s*\{{(?P<end>[A-Za-z]+)\*?\}}
    |(?P<based>\d[\dA-Z]{{0,99}}(?:\.[\dA-Z]{{1,99}})?_(?:\d+|\{{\s*\d+\s*\}}))
    |(?P<fine>{FINE})
    |(?P<continental>{CONTINENTAL})
    |(?P<grouped>{GROUPED})
    |(?P<commas>{COMMAS})
    |(?P<spaces>{SPACES})
    |(?P<repeating>{REPEATING})
    |(?P<endless>{ENDLESS})(?:\.\.\.|\\[lc]?dots)
    |(?P<number>{PLAIN}(?:{EXPONENT})?(?:\.(?=\s*(?:$|\\[a-z%$]|[A-Za-z%])))?)
    |(?P<command>\\(?:[A-Za-z]+|.))
    |(?P<code>(?!{_BEFORE_DIGITS})[A-Za-z]+\d[A-Za-z\d]*)
    |(?P<word>[A-Za-z]+)
    |(?P<operator>\*\*|:=|<=|>=|!=|==|=>|->|\.\.\.|.)
    """,
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_PLAIN = {
    (piece, spaced): Token("command" if piece[0] == "\\" else "operator", piece, spaced)
    for piece in r"\frac \dfrac \tfrac \sqrt \pi \infty \cdot \cup { } ( ) ^ + , -".split()
    for spaced in (False, True)
}
_ROMAN = re.compile(
    rf"(?P<prefixed>{PREFIXED})|(?P<code>[A-Za-z]+\d[A-Za-z\d]*)|[A-Za-z][A-Za-z.]*(?<!\.)|{COMMAS}|{PLAIN}|\S",
    re.ASCII,
)
_DATE = re.compile(r"(?<!\d)\d{4}-\d\d-\d\d(?!\d)", re.ASCII)
_BEFORE_SIGNS = frozenset(("=", "(", ",", ";", "or", "and"))
_OPENERS = frozenset(("(", "[", "\\{"))
_CLOSERS = frozenset((")", "]", "\\}"))


def tokenize(text: str, starts: list[int] | None = None) -> list[Token]:
    r"""Return the symbols of a text; into `starts` goes where each of them stands.

    >>> [token.text for token in tokenize(r"\frac12 \text{ cm} + 1,234.5")]
    ['\\frac', '12', 'cm', '+', '1,234.5']
    """
    if "-" in text and _DATE.search(text):
        raise UnreadableError("a date is no sum")
    tokens: list[Token] = []
    depth = place = 0
    spaced = False
    end = len(text)
    while place < end and len(tokens) <= MAX_TOKENS:
        match = _PATTERN.match(text, place)
        if match is None:  # pragma: no cover - the last alternative takes any character
            raise UnreadableError(f"no symbol begins with {text[place]}")
        kind = match.lastgroup or ""
        place = match.end()
        if kind == "skip":
            spaced = True
            continue
        piece = match[kind]
        if kind == "integer":
            tokens.append(Token("number", piece, spaced, int(piece)))
        elif kind == "vector":  # bold, with an arrow or with a hat: one letter, however it is dressed
            tokens.append(Token("command", "\\vec", spaced))
            tokens.append(
                Token("word", piece.strip("{} ")[-1] if piece[-1] != "}" else piece[:-1].rstrip()[-1])
            )
        elif kind == "either":
            if piece == "+-" and tokens and tokens[-1].text not in _BEFORE_SIGNS:  # 5+-3 is a sum
                place -= 1
                tokens.append(_PLAIN["+", spaced])
            else:
                tokens.append(Token("command", "\\mp" if piece[0] == "-" else "\\pm", spaced))
        elif kind == "prefixed":
            tokens.append(Token("based", prefixed(piece), spaced))
        elif kind in ("roman", "upright", "unit"):
            tokens.extend(_words(piece, kind))
        elif kind in _LITERALS:
            if depth and kind in ("commas", "spaces") and ",0" not in piece:  # inside brackets it separates
                piece = piece.replace(",", " ").split(" ", 1)[0]
                place = match.start() + len(piece)
            tokens.append(_number(kind, piece, spaced))
        else:
            known = kind == "plain"
            tokens.append(_PLAIN[piece, spaced] if known else Token(kind, piece, spaced))
            depth += (piece in _OPENERS) - (piece in _CLOSERS)
        spaced = False
        if starts is not None:
            starts += [match.start()] * (len(tokens) - len(starts))
    if len(tokens) > MAX_TOKENS:
        raise UnreadableError("too many symbols")
    return tokens


def offset(text: str, tokens: list[Token], place: int) -> int:
    """Return where in a text the symbol at a place stands, of symbols that were read: some are in pieces by then.

    >>> offset("2 + abc = ", tokenize("2 + abc = "), 3)
    8
    """
    starts: list[int] = []
    fresh = tokenize(text, starts)
    rest = len(tokens) - place
    whole = 0
    while whole < min(rest, len(fresh)) and tokens[-1 - whole] == fresh[-1 - whole]:
        whole += 1
    index = len(fresh) - whole - (whole < rest)
    return starts[index] if 0 <= index < len(starts) else len(text)


def _words(text: str, kind: str) -> list[Token]:
    """Return the words inside a \\text{...}, \\mathrm{...} or \\unit{...}; numbers in it stay numbers."""
    found = []
    for match in _ROMAN.finditer(text.replace("~", " ")):
        piece = match[0]
        if piece == ".":  # a full stop inside the text
            continue
        if match["prefixed"]:
            found.append(Token("based", prefixed(piece), True))
        elif match["code"]:
            found.append(Token("code", piece, True))
        elif piece[-1].isdecimal():
            found.append(_number("number", piece, True))
        else:
            found.append(Token(kind if piece[0].isalpha() else "operator", piece, True))
    return found


_LITERALS: dict[str, tuple[Callable[[str], Literal | None], str]] = {
    **dict.fromkeys(
        ("number", "fine", "grouped", "commas", "spaces"), (written, "an exponent too large to be built")
    ),
    "continental": (continental, ""),
    "repeating": (repeating, ""),
    "endless": (endless, "endless digits that don't repeat"),
}
"""What a literal says, by a symbol's kind, and what is wrong where it says nothing."""


def _number(kind: str, piece: str, spaced: bool) -> Token:
    read, fault = _LITERALS[kind]
    found = read(piece)
    if found is None:
        raise UnreadableError(fault)
    return Token("number", piece, spaced, found.value, found.digits)
