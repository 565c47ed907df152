"""From the text of an answer to its values: more than one where it can be read in two ways."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from reasoning_rewards.answers.notation.clean import plain, text_key, with_round_brackets
from reasoning_rewards.answers.notation.conventions import with_decimal_points, without_lakhs
from reasoning_rewards.answers.notation.dates import read_date
from reasoning_rewards.answers.notation.formulas import read_formula
from reasoning_rewards.answers.notation.gold import bare
from reasoning_rewards.answers.notation.measures import Amount, rewritten, with_unit_set
from reasoning_rewards.answers.notation.numerals import spelled
from reasoning_rewards.answers.notation.parser import parse
from reasoning_rewards.answers.notation.remarks import parted, qualified
from reasoning_rewards.answers.notation.sentence import goes_with, may_come_to, spoken, stated
from reasoning_rewards.answers.notation.siunitx import without_siunitx
from reasoning_rewards.answers.notation.words import (
    as_words,
    has_lead,
    in_capitals,
    is_phrase,
    polarity,
    read_choice,
    read_choices,
    read_clock,
    undressed,
)
from reasoning_rewards.answers.values.limits import MAX_ANSWER
from reasoning_rewards.answers.values.structure import value_of
from reasoning_rewards.answers.values.tree import UnreadableError
from reasoning_rewards.answers.values.values import (
    Choice,
    FiniteSet,
    Guess,
    Infinite,
    Listing,
    Named,
    Number,
    Opaque,
    Scalar,
    Sequence,
    Text,
    Value,
)
from reasoning_rewards.answers.values.vocabulary import is_word
from reasoning_rewards.caches import remembered
from reasoning_rewards.text.dress import FONTS, STYLES, as_text, without_font
from reasoning_rewards.text.numbers import SIMPLE, read_literal

__all__ = ["Reading", "read", "reading"]

_SIMPLE = re.compile(SIMPLE, re.ASCII)
# Nothing in it can be a word, a letter of a choice or a time of day.
_COMMANDS = r"\\(?:[dt]?frac|sqrt|pi|infty|circ|cdot|cup|left|right)(?![A-Za-z])"
_FORMULA = re.compile(
    rf"(?:\\left\s*)?(?:[(\[]\s*)?[-+]?(?:\d|\\(?:[dt]?frac|sqrt|pi)(?![A-Za-z])|\\infty\s*[,)])"
    rf"(?:[-+\d.*/^(){{}}\[\]=, ]|{_COMMANDS}|[ixy](?![A-Za-z]))*",
    re.ASCII,
)
_WHOLE = re.compile(r"[-+]?[\d.]+", re.ASCII)
_ONLY_WORDS = re.compile(r"[A-Za-z][A-Za-z'-]*(?:[ ,]+[A-Za-z'-]+)*[.!]?")
_LONG_WORD = re.compile(r"[A-Za-z]{4,}|[A-Za-z]{2,} [A-Za-z]{2,}")
_ALL_TEXT = re.compile(r"\\(?:text|mathrm)\s*\{([^{}]*)\}[.]?")
_DOUBLED = re.compile(r"\\\\(?=[A-Za-z])")
_SETTLED = re.compile(
    r"[\w+\-/^=(\[]|[\w+\-/^=(\[][\w+\-/^=<>()\[\], ]*[\w)\]]", re.ASCII
)  # plain text without any dress
_MAY_HAVE_UNIT = (Scalar, Opaque, Named)
_LONGEST = 2 * MAX_ANSWER  # characters written in ASCII and TeX; what is longer is not looked into
_WORTH_REMEMBERING = 1_000  # characters; longer answers are rare, and their trees large
# What the steps below take off or rewrite; where none of it is seen, none of them needs to look.
_DRESSED = re.compile(r"[$*`\"%_]|\\[(\[\\]|quad|[xX]\s*10|[\s.,;:!]$")
_LONG_DASH = re.compile(r"[—―](?=[\d.\\])")
_VECTOR = re.compile(r"\A<([^<>=,]*,[^<>=]*)>\Z")
_MARKS = ("*", "__", "`")
_QUOTED = re.compile(r"""^\\?"|(?<!'\d)(?<!'\d\d)(?<!'\s\d)\\?"$""")  # 5'3" is a height
_ENDLESS = re.compile(r"\.\d+\.\.\.$")
_TIMES_TEN = re.compile(r"(?<=\d)\s*[xX]\s*(?=10\s*(?:\^|\*\*))")
_FRACTION_PERCENT = re.compile(r"^([-+]?\d+\s*/\s*\d+)\s*(\\?%)$", re.ASCII)
_SPOKEN_RATIO = re.compile(r"\d+(?:\s+to\s+\d+)+", re.ASCII)
_SPOKEN_SIGN = re.compile(r"^(?:minus|negative)\s+(?=[\d\\.])", re.IGNORECASE)
_MODULUS = re.compile(r"\(\s*(?:\\text\s*\{\s*mod\s*\}|\\?b?mod(?![A-Za-z]))([^()]{1,30})\)")
_SQUARED = re.compile(r"(?<=[\w)}])\s+(squared|cubed)\b")
_ELIDED = re.compile(r"[,;]\s*(?:\.\.\.|\\[lc]?dots)\s*$")
_DATE = re.compile(r"\d{4}-(?:0\d|1[0-2])-[0-3]\d", re.ASCII)
_UNSOLVABLE = re.compile(
    r"(?:there (?:is|are) )?no (?:real |integer )?solutions?|none exist|empty set|the empty set"
)
_REAL_LINE = re.compile(
    r"(?:all|any|the set of) real(?:s| numbers?)(?: [a-z])?|(?:the )?reals|\\mathbb\{?r\}?"
)
_MAY_BE_CHOICE = re.compile(r"[A-Za-z]|\(?\s*(?:[A-Za-z]|\\(?:text|math|" + FONTS + "))")
_SHORT_WORDS = frozenset(
    "odd red one two six ten all any men mon tue wed thu fri sat sun jan feb mar apr jun jul aug sep oct nov dec".split(
        " "
    )
)
_CRAMPED = re.compile(r"(?<![A-Za-z\\])(?:or|and)(?=[A-Z(\d\\-])|(?<=[\d)}])(?:or|and)(?=[A-Za-z(\\])")
_QUAD = re.compile(r"\\q?quad(?![A-Z])")
_NEXT_LINE = re.compile(r"\$\s*\n\s*\$")


class Reading:
    """One text and what it says; its spelling and its values are found when first asked for.

    text: the text itself.
    clean: the text without delimiters, boxes, markdown and what ends a sentence.
    is_number: is it a literal number, or a fraction of two?
    is_open: does a sentence say two different things? Known once its values are, as is
    claims: numbers that a sentence says the answer is, besides the last of its values.
    """

    __slots__ = (
        "_by_comma",
        "_digits",
        "_spelling",
        "_values",
        "claims",
        "clean",
        "is_number",
        "is_open",
        "text",
    )

    def __init__(self, text: str) -> None:
        self.text = text
        self.clean = _cleaned(text)
        self.is_number = _SIMPLE.fullmatch(self.clean) is not None
        self._digits: str | None = None
        self._spelling: str | None = None
        self._values: tuple[Value, ...] = ()
        self.is_open = False
        self.claims: tuple[Value, ...] = ()
        self._by_comma: Value | None = None

    @property
    def values(self) -> tuple[Value, ...]:
        """Every value that it may be, the likeliest first."""
        if not self._values:
            self._values = _values(self)
            if "," in self.clean and not self.is_number and len(self.clean) <= _LONGEST:
                self._read_conventions()
        return self._values

    def _read_conventions(self) -> None:
        """Put what digits say under another convention behind what they say under ours, if that is readable."""
        for way in (with_decimal_points, without_lakhs):
            rewritten = way(self.clean)
            value = _one(rewritten) if rewritten is not None else None
            if value is not None and not isinstance(value, (Opaque, Text)) and value not in self._values:
                first = () if isinstance(self._values[0], Opaque) else self._values[:1]
                self._values = (*first, value, *self._values[1:])
                self._by_comma = value if way is with_decimal_points else self._by_comma

    @property
    def without_decimal_comma(self) -> tuple[Value, ...]:
        """Every value that it may be where a comma is never a decimal one."""
        return tuple(value for value in self.values if value is not self._by_comma) or (Opaque(self.clean),)

    @property
    def digits(self) -> str:
        """Its digits, and what is not ASCII: a part of its spelling that is found at once."""
        if self._digits is None:
            self._digits = self.clean.translate(_NO_DIGITS)
        return self._digits

    @property
    def spelling(self) -> str:
        r"""What it shares with texts that are spelled alike: no dress, no idle spaces, no final stop.

        Spaces between digits or letters stay, and so do braces: 3 1/2 is not 31/2.

        >>> reading(r"\text{ Evelyn}.").spelling == reading("Evelyn").spelling
        True
        >>> reading("3 1/2").spelling == reading("31/2").spelling
        False
        """
        if self._spelling is None:
            self._spelling = _spelled(self.clean)
        return self._spelling


def reading(text: str) -> Reading:
    """Return what a text says; one that is asked for twice is read once."""
    return _remembered(text) if len(text) <= _WORTH_REMEMBERING else _at_hand(text)


_remembered = remembered(8192)(Reading)
_at_hand = remembered(4)(Reading)  # one answer beside every option of its row


def read(text: str) -> tuple[Value, ...]:
    """Return every reading of a text, the likeliest first.

    >>> read("1,050"), read("0.50")
    ((Number(1050),), (Number(1/2),))
    >>> read("1,5")
    (Listing(items=(Number(1), Number(5))), Number(3/2))
    """
    return reading(text).values


def _values(text: Reading) -> tuple[Value, ...]:
    clean = text.clean
    found = read_literal(clean) if text.is_number else None
    if found is not None and (
        type(found.value) is not int or _WHOLE.fullmatch(clean)
    ):  # 84/2 stays a division
        return (Number(found.value, found.digits),)
    if len(clean) > _LONGEST:
        return (Opaque(clean),)
    if _FORMULA.fullmatch(clean):
        if "," in clean and "\\" not in clean and (values := _with_commas(clean)):
            return values
        if "-" not in clean or not _DATE.fullmatch(clean):
            value = _parsed(clean, "")
            return _with_spoken(value, text) if isinstance(value, (Opaque, Text)) else (value,)
    clean = rewritten(clean)
    for core, conditions in parted(clean):
        said = qualified(reading(core).values, conditions)
        if said:
            return said
    value = _one(clean)
    formula = read_formula(clean)
    if formula is not None:
        return (formula,) if isinstance(value, (Opaque, Text)) else (formula, value)
    if isinstance(value, Scalar) and (is_word(bare_word := undressed(clean)) or is_phrase(clean)):
        return (Text(bare_word.casefold()), value)  # no is not on, though letters may be multiplied
    if isinstance(value, (Scalar, Listing, Opaque)) and (words := in_capitals(clean)):
        return (Text(words),) if isinstance(value, Opaque) else (value, Text(words))
    if isinstance(value, Scalar) and "\\mod" in clean:
        number = _parsed(clean.replace("\\mod", "\\bmod"), "")
        return (
            (value, number) if _is_closed(number) else (value,)
        )  # a residue class, or what a division leaves
    if isinstance(value, _MAY_HAVE_UNIT) and (amount := with_unit_set(clean)) is not None:
        return _with_unit(value, amount)
    return _with_spoken(value, text) if isinstance(value, (Opaque, Text)) else (value,)


def _with_unit(value: Value, amount: Amount) -> tuple[Value, ...]:
    """Read an amount's letters as its unit too, or at once where something says that they are not names."""
    measured = _parsed(amount.text, "")
    inside = measured.value if isinstance(measured, Named) else measured
    if not isinstance(inside, Scalar) or "unit" not in inside.kinds:
        return (value,)
    first = value.value if isinstance(value, Named) else value
    if not isinstance(first, Scalar) or "unit" in first.kinds:
        return (measured,)
    if "name" not in first.kinds:
        return (value,)
    return (value, Guess(measured, amount.is_sure, amount.is_likely))


def _with_spoken(value: Value, text: Reading) -> tuple[Value, ...]:
    """Put the answer that stands within words behind the words themselves; none where they say two."""
    if isinstance(value, Text) and polarity(value.words):
        return (value,)  # "yes, it is 5" has said what it says
    sentence = spoken(text.text)
    answer = next(_readable(sentence.says), None)
    if answer is None:
        return (value, *_closed(stated(text.clean)))
    claims = tuple(claim for claim in _readable(sentence.claims) if not goes_with(answer, claim))
    text.is_open = not all(may_come_to(answer, claim) for claim in claims)
    if text.is_open:
        return (value,)
    text.claims = claims
    return (value, answer)


def _closed(parts: Iterable[str]) -> Iterator[Value]:
    """What of them is a number."""
    values = (_one(reading(part).clean) for part in parts)
    return (part for part in values if isinstance(part, Number) or _is_closed(part))


def _is_closed(value: Value) -> bool:
    return isinstance(value, Scalar) and "name" not in value.kinds


def _readable(parts: tuple[str, ...]) -> Iterator[Value]:
    """What can be read of the parts of a sentence."""
    values = (_one(reading(part).clean) for part in parts)
    return (value for value in values if not isinstance(value, (Opaque, Text)))


def _unbraced(text: str) -> str:
    r"""Take off braces around a whole text, and a full stop inside them.

    >>> _unbraced(r"{\text{east}.}") == r"\text{east}", _unbraced("{a}+{b}"), _unbraced(r"{3 \over 4}")[0]
    (True, '{a}+{b}', '{')
    """
    if "\\over" in text or "\\choose" in text:  # they divide what the braces hold
        return text
    for _ in range(3):  # nobody means more, and each costs a pass
        if not text.startswith("{") or not text.endswith("}") or text.endswith("\\}"):
            break
        depth = 0
        for character in text[:-1]:
            depth += (character == "{") - (character == "}")
            if depth == 0:
                return text
        if depth != 1:
            return text
        text = text[1:-1].strip().removesuffix(".")
    return text


def _cleaned(text: str) -> str:
    """Take off delimiters, boxes, markdown and what ends a sentence."""
    clean = plain(text.strip())
    if len(clean) > _LONGEST:
        return clean
    if clean.startswith("~~") and clean.endswith("~~"):
        return ""  # crossed out
    clean = as_text(clean)
    if "\\" in clean:
        clean = without_siunitx(clean)
    if clean[:1] in "<—―" and clean:
        clean = _opened(clean)
    if clean.startswith("{"):
        clean = _unbraced(clean)
    if clean.startswith("\\"):
        clean = _unbraced(without_font(clean))
    if "to" in clean and _SPOKEN_RATIO.fullmatch(clean):
        return clean.replace("to", ":")
    if clean[:1] in "mMnN":
        clean = _SPOKEN_SIGN.sub("-", clean)
    if "mod" in clean:
        clean = _MODULUS.sub(r" \\pmod{\1}", clean)
    if "squared" in clean or "cubed" in clean:
        clean = _SQUARED.sub(lambda word: "^2" if word[1] == "squared" else "^3", clean)
    if _SETTLED.fullmatch(clean) or not _DRESSED.search(clean):
        return clean
    if "\\begin" not in clean:
        clean = _DOUBLED.sub(r"\\", clean)
    clean = _TIMES_TEN.sub(r"\\cdot ", clean)
    for _ in range(3):
        before = clean
        clean = bare(clean)
        clean = _unmarked(clean)
        if not _ENDLESS.search(clean) and not _ELIDED.search(clean):
            clean = _without_end(clean)
        clean = _QUOTED.sub("", clean)
        if clean == before:
            break
    clean = _FRACTION_PERCENT.sub(r"(\1)\2", clean)
    if clean.count("$") % 2 == 0 and "\\$" not in clean:
        clean = _NEXT_LINE.sub(", ", clean).replace("$", " ")
    parts = _QUAD.split(clean)
    if len(parts) > 1 and all("=" in part for part in parts):  # equations side by side
        return ", ".join(part.strip(" ,;") for part in parts)
    return " ".join(parts).strip()


def _opened(text: str) -> str:
    r"""Read a long dash before a number as its sign, and the angles around a vector as what they stand for.

    >>> _opened("—5"), _opened("<1, 2>"), _opened("— 5"), _opened("<b>1, 2</b>"), _opened("<5")
    ('-5', '\\langle 1, 2\\rangle ', '— 5', '<b>1, 2</b>', '<5')
    """
    if _LONG_DASH.match(text):
        return "-" + text[1:]
    return _VECTOR.sub(r"\\langle \1\\rangle ", text)


def _unmarked(text: str) -> str:
    r"""Take off one layer of markdown around a whole text: emphasis, or code.

    >>> _unmarked("**5**"), _unmarked("``x``"), _unmarked("*5"), _unmarked("**")
    ('5', 'x', '*5', '**')
    """
    if not text.startswith(_MARKS):
        return text
    for mark in ("**", "__", "*"):
        if text.startswith(mark) and text.endswith(mark) and len(text) > 2 * len(mark):
            return text[len(mark) : -len(mark)]
    before, after = len(text) - len(text.lstrip("`")), len(text) - len(text.rstrip("`"))
    ticks = min(before, after, (len(text) - 1) // 2)
    return text[ticks : len(text) - ticks]


def _without_end(text: str) -> str:
    r"""Take off what ends a sentence or a formula and says nothing: stops, spaces, thin spaces.

    >>> _without_end("5 ,\\, . "), _without_end("5\\!"), _without_end("5!")
    ('5', '5', '5!')
    """
    while True:
        shorter = text.rstrip().rstrip(".,;:")
        if shorter.endswith("\\!"):
            shorter = shorter[:-2]
        elif shorter.endswith("\\") and text[len(shorter) : len(shorter) + 1] in (" ", ",", ";"):
            shorter = shorter[:-1]
        if shorter == text:
            return text
        text = shorter


_UPRIGHT = re.compile(rf"\\(?:text|mathrm|{FONTS})\s*\{{([^{{}}]*)\}}")  # of fonts, those with an argument
_DRESS = re.compile(rf"\\(?:(?:{STYLES})(?![A-Za-z])|!)")
# What is deleted to leave the digits: ASCII, and the spaces beyond it that `plain` leaves.
_BEYOND = "\x85\u1680\u2000\u2001\u2028\u2029"
_NO_DIGITS = dict.fromkeys({*range(128), *map(ord, _BEYOND)} - {*b"0123456789"})
_GAP = re.compile(r"[\s~\\]")
_SPACE = re.compile(r"(?:\s|~|\\[,;: ]|\\q?quad(?![A-Za-z]))+")
_IDLE_SPACE = re.compile(r" (?![\w.,])|(?<![\w.,]) ")


def _spelled(clean: str) -> str:
    if not _GAP.search(clean):
        return clean
    if "\\" in clean:
        if "text" in clean or "math" in clean or "\\b" in clean or "\\underline" in clean:
            clean = _UPRIGHT.sub(r" \1 ", clean)
        clean = clean.replace("\\dfrac", "\\frac").replace("\\tfrac", "\\frac")
        clean = _DRESS.sub("", clean)
    clean = _SPACE.sub(" ", clean).strip()
    return _IDLE_SPACE.sub("", clean) if " " in clean else clean


def _with_commas(clean: str) -> tuple[Value, ...]:
    """Return what thousands with commas between them may be: one number, and a list if none of its items is 000."""
    grouped = read_literal(clean)
    if grouped is None:
        return ()
    number = Number(grouped.value, grouped.digits)
    parts = clean.split(",")
    listed = all(part.isdecimal() and part[0] != "0" for part in parts)
    return (number, Listing(tuple(Number(int(part)) for part in parts))) if listed else (number,)


def _one(clean: str) -> Value:
    if (clean[-1:].isalnum() or clean[-1:] == "}") and (date := read_date(clean)):
        return Text(date)
    clock = read_clock(clean)
    if clock is not None:
        return clock
    choice = read_choices(clean) or read_choice(clean) if _MAY_BE_CHOICE.match(clean) else None
    if choice is not None and (
        not isinstance(choice, Choice) or not choice.option or not choice.letter.islower()
    ):
        return choice
    match = _ALL_TEXT.fullmatch(clean)
    if match:
        clean = match[1].strip()
    words = undressed(clean).casefold().rstrip(".!")
    spoken = spelled(words) if words[:1].isalpha() else None
    if spoken is not None:
        return Number(spoken)
    if clean == "DNE" or (spelling := as_words(words)):
        return Text(spelling if clean != "DNE" else "does not exist")
    if _UNSOLVABLE.fullmatch(words):
        return FiniteSet(())
    if _REAL_LINE.fullmatch(words) or _REAL_LINE.fullmatch(clean.casefold()):
        return Sequence((Infinite(-1), Infinite(1)))
    if words in _SHORT_WORDS or polarity(words) or (has_lead(words) and words.replace(" ", "").isalpha()):
        return Text(words)
    if _ONLY_WORDS.fullmatch(clean) and (match or _LONG_WORD.search(clean)) and len(clean) > 1:
        try:
            return value_of(parse(clean))
        except UnreadableError:
            return Text(words)
    return _parsed(_CRAMPED.sub(lambda word: f" {word[0]} ", clean), words)


def _parsed(clean: str, words: str) -> Value:
    try:
        return value_of(parse(clean))
    except UnreadableError:
        rounded = with_round_brackets(clean) if "[" in clean or "]" in clean else clean
        if rounded != clean:
            return _parsed(rounded, words)
        return Opaque(clean) if "\\" in clean or not text_key(clean).isalpha() else Text(words)
