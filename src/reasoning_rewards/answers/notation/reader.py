"""From the text of an answer to its values: more than one where it can be read in two ways."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from reasoning_rewards.answers.notation.clean import text_key, with_round_brackets
from reasoning_rewards.answers.notation.conventions import with_decimal_points, without_lakhs
from reasoning_rewards.answers.notation.dates import read_date
from reasoning_rewards.answers.notation.formulas import read_formula
from reasoning_rewards.answers.notation.measures import Amount, rewritten, with_unit_set
from reasoning_rewards.answers.notation.numerals import spelled
from reasoning_rewards.answers.notation.parser import parse
from reasoning_rewards.answers.notation.remarks import parted, qualified
from reasoning_rewards.answers.notation.sentence import goes_with, is_cut_off, may_come_to, spoken, stated
from reasoning_rewards.answers.notation.spelling import DIGITS_ONLY, spelled_alike
from reasoning_rewards.answers.notation.undress import COMMANDS, LONGEST, cleaned
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
from reasoning_rewards.text.dress import FONTS
from reasoning_rewards.text.numbers import SIMPLE, read_literal
from reasoning_rewards.text.scan import pattern

__all__ = ["Reading", "read", "reading"]

_SIMPLE = re.compile(SIMPLE, re.ASCII)
# Nothing in it can be a word, a letter of a choice or a time of day.
_FORMULA = re.compile(
    rf"(?:\\left\s*)?(?:[(\[]\s*)?[-+]?(?:\d|\\(?:[dt]?frac|sqrt|pi)(?![A-Za-z])|\\infty\s*[,)]|\\begin\{{pmatrix\}})"
    rf"(?:[-+\d.*/^(){{}}\[\]=, ]|{COMMANDS}|[ixy](?![A-Za-z])|&|\\\\|\\(?:begin|end)\{{pmatrix\}})*",
    re.ASCII,
)
_TIGHT_COMMA = re.compile(r"[\d{],[\d}]", re.ASCII)
_ONLY_WORDS = re.compile(r"[A-Za-z][A-Za-z'-]*(?:[ ,]+[A-Za-z'-]+)*[.!]?")
_LONG_WORD = pattern(r"[A-Za-z]{4,}|[A-Za-z]{2,} [A-Za-z]{2,}")
_ALL_TEXT = re.compile(r"\\(?:text|mathrm)\s*\{([^{}]*)\}[.]?")
_MAY_HAVE_UNIT = (Scalar, Opaque, Named)
_WORTH_REMEMBERING = 1_000  # characters; longer answers are rare, and their trees large
_DATE = pattern(r"\d{4}-(?:0\d|1[0-2])-[0-3]\d", re.ASCII)
_UNSOLVABLE = pattern(
    r"(?:there (?:is|are) )?no (?:real |integer )?solutions?|none exist|empty set|the empty set"
)
_REAL_LINE = pattern(r"(?:all|any|the set of) real(?:s| numbers?)(?: [a-z])?|(?:the )?reals|\\mathbb\{?r\}?")
_MAY_BE_CHOICE = re.compile(r"[A-Za-z]|\(?\s*(?:[A-Za-z]|\\(?:text|math|" + FONTS + "))")
_REMAINDER = re.compile(  # 7 R 2: a quotient and a remainder, and no product
    r"(\d{1,9})\s*(?:\\(?:text|mathrm)\s*\{)?\s*(?:[Rr]|(?:with )?(?:a )?(?:rem\.?|remainder)(?: of)?)\s*\}?\s*(\d{1,9})",
    re.ASCII,
)
_SHORT_WORDS = frozenset(
    "odd red one two six ten all any men mon tue wed thu fri sat sun jan feb mar apr jun jul aug sep oct nov dec".split(
        " "
    )
)
_CRAMPED = pattern(r"(?<![A-Za-z\\])(?:or|and)(?=[A-Z(\d\\-])|(?<=[\d)}])(?:or|and)(?=[A-Za-z(\\])")


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
        self.clean = cleaned(text)
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
        if not self._values:  # set once, and whole: another thread may be reading
            values, clean = _values(self), self.clean
            if "," in clean and not self.is_number and len(clean) <= LONGEST and _TIGHT_COMMA.search(clean):
                values = self._under_conventions(values)
            self._values = values
        return self._values

    def _under_conventions(self, values: tuple[Value, ...]) -> tuple[Value, ...]:
        """Put what digits say under another convention behind what they say under ours, if that is readable."""
        for way in (with_decimal_points, without_lakhs):
            rewritten = way(self.clean)
            if rewritten is None:
                continue
            value = _literal(rewritten) or _one(rewritten)
            if not isinstance(value, (Opaque, Text)) and value not in values:
                first = () if isinstance(values[0], Opaque) else values[:1]
                values = (*first, value, *values[1:])
                self._by_comma = value if way is with_decimal_points else self._by_comma
        return values

    @property
    def without_decimal_comma(self) -> tuple[Value, ...]:
        """Every value that it may be where a comma is never a decimal one."""
        return tuple(value for value in self.values if value != self._by_comma) or (Opaque(self.clean),)

    @property
    def digits(self) -> str:
        """Its digits, and what is not ASCII: a part of its spelling that is found at once."""
        if self._digits is None:
            self._digits = self.clean.translate(DIGITS_ONLY)
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
            self._spelling = spelled_alike(self.clean)
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
    number = _literal(clean) if text.is_number else None
    if number is not None and (type(number.exact) is not int or (clean[-1].isdigit() and "/" not in clean)):
        return (number,)  # 84/2 stays a division
    if len(clean) > LONGEST:
        return (Opaque(clean),)
    if _FORMULA.fullmatch(clean):
        if "," in clean and "\\" not in clean and (values := _with_commas(clean)):
            return values
        if "-" not in clean or not _DATE().fullmatch(clean):
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
        rest = _parsed(clean.replace("\\mod", "\\bmod"), "")  # a residue class, or what a division leaves
        return (value, rest) if _is_closed(rest) else (value,)
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
    if is_cut_off(text.text):
        return (value,)
    sentence = spoken(text.text)
    answer = next(_readable(sentence.says), None)
    if answer is None:
        return (value, *_closed(stated(text.clean)))
    claimed = tuple(_readable(sentence.claims))
    claims = tuple(claim for claim in claimed if not goes_with(answer, claim))
    either = sentence.is_hedged and isinstance(answer, Choice) and bool(claimed)  # A, or maybe 12
    text.is_open = either or not all(may_come_to(answer, claim) for claim in claims)
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


def _literal(clean: str) -> Number | None:
    found = read_literal(clean)
    return None if found is None else Number(found.value, found.digits)


def _with_commas(clean: str) -> tuple[Value, ...]:
    """Return what thousands with commas between them may be: one number, and a list if none of its items is 000."""
    number = _literal(clean) if _TIGHT_COMMA.search(clean) else None
    if number is None:
        return ()
    parts = clean.split(",")
    listed = all(part.isdecimal() and part[0] != "0" for part in parts)
    return (number, Listing(tuple(Number(int(part)) for part in parts))) if listed else (number,)


def _one(clean: str) -> Value:
    if (clean[-1:].isalnum() or clean[-1:] == "}") and (date := read_date(clean)):
        return Text(date)
    clock = read_clock(clean)
    if clock is not None:
        return clock
    division = _REMAINDER.fullmatch(clean) if clean[:1].isdigit() else None
    if division is not None:
        return Text(f"{division[1]} remainder {division[2]}")
    choice = read_choices(clean) or read_choice(clean) if _MAY_BE_CHOICE.match(clean) else None
    if choice is not None and (
        not isinstance(choice, Choice) or not choice.option or not choice.letter.islower()
    ):
        return choice
    match = _ALL_TEXT.fullmatch(clean)
    if match:
        clean = match[1].strip()
    if clean == "DNE":
        return Text("does not exist")
    words = undressed(clean).casefold().rstrip(".!")
    said = _in_words(words)
    if said is not None:
        return said
    if clean[:1] == "\\" and _REAL_LINE().fullmatch(clean.casefold()):
        return Sequence((Infinite(-1), Infinite(1)))
    if _ONLY_WORDS.fullmatch(clean) and (match or _LONG_WORD().search(clean)) and len(clean) > 1:
        try:
            return value_of(parse(clean))
        except UnreadableError:
            return Text(words)
    if "or" in clean or "and" in clean:
        clean = _CRAMPED().sub(lambda word: f" {word[0]} ", clean)
    return _parsed(clean, words)


def _in_words(words: str) -> Value | None:
    """Return what a few words say that stand for a number, a set or themselves; None for all else."""
    is_worded = words[:1].isalpha()
    spoken = spelled(words) if is_worded else None
    if spoken is not None:
        return Number(spoken)
    if spelling := as_words(words):
        return Text(spelling)
    if not is_worded:
        return None
    if _UNSOLVABLE().fullmatch(words):
        return FiniteSet(())
    if _REAL_LINE().fullmatch(words):
        return Sequence((Infinite(-1), Infinite(1)))
    if words in _SHORT_WORDS or polarity(words) or (has_lead(words) and words.replace(" ", "").isalpha()):
        return Text(words)
    return None


def _parsed(clean: str, words: str) -> Value:
    try:
        return value_of(parse(clean))
    except UnreadableError:
        rounded = with_round_brackets(clean) if "[" in clean or "]" in clean else clean
        if rounded != clean:
            return _parsed(rounded, words)
        return Opaque(clean) if "\\" in clean or not text_key(clean).isalpha() else Text(words)
