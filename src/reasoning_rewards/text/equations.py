"""Arithmetic in prose: the equations a text writes down, and whether they are true.

A text is cut into tokens once; runs of numbers, operators and brackets around an equals sign are
read as chains ``a op b = c (= d …)`` and evaluated exactly. Reading is linear in the text, and how
much is evaluated is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import NamedTuple

from reasoning_rewards.caches import remembered
from reasoning_rewards.text.numbers import (
    COMMAS,
    CONTINENTAL,
    EXPONENT,
    GROUPED,
    PLAIN,
    PROSE_MINUS,
    REPEATING,
    SEPARATOR,
    Literal,
    lowest,
    written,
)

__all__ = ["Equation", "Quantity", "Way", "equations", "numbers", "statements", "unsigned"]

Quantity = int | Fraction
"""What a number in prose is worth; whole ones are ints, which are added and hashed ten times faster."""

_STRETCH = 1_000  # characters; a longer stretch of nothing but arithmetic is no step of anybody's
_DIGITS = _STRETCH  # nor is a longer number a quantity
_STATEMENTS = 1_000  # equations read of one text; the rest is not looked at
_OPERANDS = 32  # nor is a longer sum, or one nested deeper
_WORTH_REMEMBERING = 100  # characters of a stretch: a group says the same sums, and longer ones hold too much
_WAYS = 4  # sides of a chain that are looked at as ways to what stands behind them

_NUMBER = rf"(?P<number>{GROUPED}|{COMMAS}|{PLAIN}(?:{EXPONENT})?)(?P<percent>\s?\\?%)?"
_QUANTITY = re.compile(_NUMBER + r"|(?P<word>[A-Za-z]{3,})")
_OPERATOR = r"\\(?:times|cdot|div)(?![a-zA-Z])|(?<=[\d)\s])x(?=[\d(\s])"
_TOKEN = re.compile(
    rf"""(?P<unusual>(?=[\d.]+[\\({{]|\d{{1,3}}\.\d{{3}}\.\d)(?:{REPEATING}|{CONTINENTAL}))  # seldom, so asked at a glance
      | {_NUMBER}
      | (?P<operator>[{PROSE_MINUS}+*/×÷·∗⋅]|{_OPERATOR})
      | (?P<equals>==?)
      | (?P<bracket>[()])
      | (?P<nothing>[ \t$€£¥~]|\\[,;!$ ])
      | (?P<other>[^\W\d_]+|\n|.)""",
    re.VERBOSE,
)
# Where arithmetic may begin, and how far it then goes. One pass; prose is skipped by the first set alone, which asks
# for no kind of character: that is four times faster.
_RUN = re.compile(
    rf"""[-0-9($.+\x80-\U0010ffff](?<=[{PROSE_MINUS}\d($€£¥.+])(?:[{PROSE_MINUS}\d.,%$€£¥~()+*/×÷·∗⋅=\ \t]
      |{_OPERATOR}|\\[,;!$%\ ]|(?<=\d)(?:{SEPARATOR}(?=\d{{3}})|\{{,\}}(?=\d)|{EXPONENT}))*""",
    re.VERBOSE,
)
_SIGNS = {"×": "*", "∗": "*", "·": "*", "⋅": "*", "x": "*", "÷": "/", **dict.fromkeys(PROSE_MINUS, "-")}
_COMMANDS = {"\\times": "*", "\\cdot": "*", "\\div": "/"}

# Quantities that problems put in words; "half" and its like ground a division or a fraction.
_TWENTY = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
).split()
_LARGER = {
    **{"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90},
    **{"dozen": 12, "hundred": 100, "thousand": 1000},
}
_TIMES = {
    "pair": 2,
    "twice": 2,
    "double": 2,
    "doubled": 2,
    "doubles": 2,
    "thrice": 3,
    "triple": 3,
    "tripled": 3,
}
_PARTS = {
    "half": 2,
    "halves": 2,
    "third": 3,
    "thirds": 3,
    "quarter": 4,
    "quarters": 4,
    "fourth": 4,
    "fifth": 5,
}
_WORDS: dict[str, tuple[Quantity, ...]] = {
    **{word: (value,) for value, word in enumerate(_TWENTY)},
    **{word: (value,) for word, value in (_LARGER | _TIMES).items()},
    **{word: (Fraction(1, value), value) for word, value in _PARTS.items()},
}


class Written(NamedTuple):
    """A number as it stands in the text: its value, and to how many decimals it is given."""

    value: Quantity
    decimals: int


Token = str | Written


class Way(NamedTuple):
    """One side of an equation as a way to its result: its numbers, their value, and whether they cancel."""

    operands: tuple[Quantity, ...]
    value: Quantity
    cancels: bool

    @property
    def key(self) -> tuple[object, ...]:
        """Equal for the same sum written another way round."""
        return tuple(sorted(self.operands)), self.value


@dataclass(frozen=True, slots=True)
class Equation:
    """One equality of a chain: its left side's numbers, what its right side says, and whether they agree.

    A right side given as a decimal agrees if it is the left side correctly rounded: 10 / 3 = 3.33.

    ways: the sides with an operation that come to the right side: the left one, and what stands before it in
        a chain that is true. In ``2 * 3 + 4 = 6 + 4 = 10`` both come to 10.
    result: the right side, where that is one number and not another sum.
    precision: how far rounding may have moved the result.
    """

    operands: tuple[Quantity, ...]
    ways: tuple[Way, ...]
    result: Quantity | None
    precision: Quantity
    true: bool

    @property
    def key(self) -> tuple[object, ...]:
        """That of its left side."""
        return self.ways[-1].key


def unsigned(number: Quantity) -> Quantity:
    """Return a number without its sign; `abs` of either kind is no type that a checker can name."""
    return -number if number < 0 else number


def numbers(text: str) -> set[Quantity]:
    """Every quantity a text mentions, in digits or words; a percentage counts as both its readings.

    >>> sorted(numbers("Two pens cost $1,250.50, 20% off"))
    [Fraction(1, 5), 2, 20, Fraction(2501, 2)]
    """
    found: set[Quantity] = set()
    for digits, percent, word in set(_QUANTITY.findall(text)):  # what is said again and again is read once
        if word:
            found.update(_WORDS.get(word.lower(), ()))
        elif literal := _checked(digits):
            found.add(literal.value)
            if percent:
                found.add(Fraction(literal.value, 100))
    return found


def equations(text: str) -> Iterator[Equation]:
    """Every equality whose left side has an operation, in the order in which they are written.

    >>> [(e.operands == (3, 4), e.true) for e in equations("so 3 + 4 = 7, <<3+4=8>>; x = 7")]
    [(True, True), (True, False)]
    """
    return (each for each in statements(text) if len(each.operands) > 1)


def statements(text: str) -> Iterator[Equation]:
    """Every equality of numbers, those without an operation included.

    >>> [e.true for e in statements("5 = 7, and 2 + 3 = 5 = 5.0")]
    [False, True, True]
    """
    for stretch in islice(_stretches(text), _STATEMENTS):
        yield from _remembered(stretch) if len(stretch) <= _WORTH_REMEMBERING else _stated(stretch)


def _stated(stretch: str) -> Iterator[Equation]:
    """The equalities of a stretch of nothing but arithmetic; none of one that is too long."""
    for run in _unbroken(stretch) if len(stretch) <= _STRETCH else ():
        sides = _split(run)
        read = [_evaluate(side) for side in sides]
        ways: tuple[Way, ...] = ()
        for right, way, said in zip(sides[1:], read, read[1:], strict=False):
            if way is None or said is None:
                ways = ()
                continue
            if len(way.operands) > 1:
                ways = (*ways, way)[-_WAYS:]
            precision = _slack(right)
            true = unsigned(way.value - said.value) <= precision
            result = said.value if _is_number(right) else None
            yield Equation(way.operands, ways, result, precision, true)
            if not true:
                ways = ()


@remembered(2048)
def _remembered(stretch: str) -> tuple[Equation, ...]:
    return tuple(_stated(stretch))


def _is_number(side: list[Token]) -> bool:
    """Is it one number, with or without a sign?"""
    return isinstance(side[-1], Written) and (len(side) == 1 or (len(side) == 2 and side[0] in ("-", "+")))


def _slack(side: list[Token]) -> Quantity:
    """How far rounding may have moved a side: half a unit of its last decimal, if it is one decimal."""
    number = side[-1]
    if _is_number(side) and isinstance(number, Written) and number.decimals:
        return Fraction(10) ** -number.decimals / 2
    return 0


def _stretches(text: str) -> Iterator[str]:
    """Maximal stretches of arithmetic that hold an equals sign."""
    if "=" not in text:
        return iter(())
    return (match[0] for match in _RUN.finditer(text) if "=" in match[0])


def _unbroken(stretch: str) -> Iterator[list[Token]]:
    """The stretch cut where a comma or a full stop ends a statement."""
    run: list[Token] = []
    for match in _TOKEN.finditer(stretch):
        if match.lastgroup == "nothing":
            continue
        if match.lastgroup == "other":
            if "=" in run:
                yield run
            run = []
        else:
            run.append(_token(match))
    if "=" in run:
        yield run


def _token(match: re.Match[str]) -> Token:
    """One token; "?" for a number that nobody checks by hand, too large, with a cycle or a decimal comma: its side can't be read."""
    digits = match["number"]
    if digits:
        literal = _checked(digits)
        if literal is None:
            return "?"
        if match["percent"]:
            return Written(Fraction(literal.value, 100), literal.places + 2 if literal.places else 0)
        return Written(literal.value, literal.places)
    if match["unusual"]:
        return "?"
    text = match[0]
    if match["equals"]:
        return "="
    return _COMMANDS.get(text) or _SIGNS.get(text, text)


def _checked(digits: str) -> Literal | None:
    """A literal that somebody may check by hand."""
    short = len(digits) <= _DIGITS or sum(map(str.isdecimal, digits)) <= _DIGITS
    return written(digits) if short else None


def _split(run: list[Token]) -> list[list[Token]]:
    sides: list[list[Token]] = [[]]
    for token in run:
        if token == "=":
            sides.append([])
        else:
            sides[-1].append(token)
    return sides


def _evaluate(side: list[Token]) -> Way | None:
    """What a side comes to, or None if it is not arithmetic (or divides by 0, or never ends)."""
    operands = tuple(token.value for token in side if isinstance(token, Written))
    if not side or len(operands) > _OPERANDS:
        return None
    reader = _Reader(side)
    value = reader.sum()
    return None if value is None or not reader.at_end else Way(operands, value, reader.cancels)


class _Reader:
    """A precedence reader for + − * / and brackets; None stands for "this is not arithmetic".

    It also notices what is taken away from where it was added, or divided by what it was multiplied with.
    """

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.place = 0
        self.depth = 0
        self.cancels = False

    @property
    def at_end(self) -> bool:
        return self.place == len(self.tokens)

    def _next(self, *wanted: str) -> str | None:
        if not self.at_end:
            token = self.tokens[self.place]
            if isinstance(token, str) and token in wanted:
                self.place += 1
                return token
        return None

    def sum(self) -> Quantity | None:
        value = self.product()
        terms = {value}
        while value is not None and (sign := self._next("+", "-")):
            other = self.product()
            if other is None:
                return None
            other = other if sign == "+" else -other
            self.cancels |= -other in terms
            terms.add(other)
            value += other
        return value

    def product(self) -> Quantity | None:
        value = self.atom()
        factors, divisors = {value}, set[Quantity]()
        while value is not None and (sign := self._next("*", "/")):
            other = self.atom()
            if other is None or (sign == "/" and other == 0):
                return None
            self.cancels |= other in (divisors if sign == "*" else factors)
            (factors if sign == "*" else divisors).add(other)
            value = value * other if sign == "*" else lowest(Fraction(value, other))
        return value

    def atom(self) -> Quantity | None:
        negative = False
        while sign := self._next("-", "+"):
            negative ^= sign == "-"
        value: Quantity | None = None
        if self._next("("):
            self.depth += 1
            value = self.sum() if self.depth <= _OPERANDS else None
            self.depth -= 1
            if not self._next(")"):
                return None
        elif not self.at_end:
            token = self.tokens[self.place]
            if isinstance(token, Written):
                value = token.value
                self.place += 1
        return -value if negative and value is not None else value
