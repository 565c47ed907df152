"""Days of the calendar: with the month's name in any order, year first as ISO writes it, or in a stated order of numbers."""

from __future__ import annotations

import re

from reasoning_rewards.answers.notation.words import undressed
from reasoning_rewards.text.scan import pattern

__all__ = ["read_date", "read_ordered_date"]

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_LONGEST = 60  # characters, with the dress
_NAME = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s+(?P<year>\d{4}))?"
_NAMED = tuple(
    pattern(rf"(?:on\s+)?(?:the\s+)?{shape}\.?", re.IGNORECASE | re.ASCII)
    for shape in (rf"{_NAME}\s+{_DAY}{_YEAR}", rf"{_DAY}\s+(?:of\s+)?{_NAME}{_YEAR}")
)
_DAY_IN = re.compile(r"\d")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_NUMBERS = pattern(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})", re.ASCII)
_YEAR_FIRST = pattern(r"(\d{4})([/.])(\d{1,2})\2(\d{1,2})", re.ASCII)


def read_date(text: str) -> str:
    r"""Return a date as ISO writes it, without the year where there is none; "" for what is no date.

    >>> read_date("March 5, 2024"), read_date(r"5\text{ March }2024"), read_date("the 5th of March"), read_date("May")
    ('2024-03-05', '2024-03-05', '03-05', '')
    """
    if len(text) > _LONGEST:
        return ""
    iso = _ISO.fullmatch(text)
    if iso is not None:
        return _valid(iso[1], int(iso[2]), int(iso[3])) or text
    said = undressed(text)
    if not said[:1].isalnum() or not _DAY_IN.search(said):
        return ""
    found = next((match for shape in _NAMED if (match := shape().fullmatch(said))), None)
    if found is None:
        return ""
    return _valid(found["year"] or "", 1 + _MONTHS.index(found["month"][:3].lower()), int(found["day"]))


def read_ordered_date(text: str, order: str) -> str:
    """Return a date in numbers, of which somebody said whether the month or the day comes first: "mdy", "dmy".

    >>> read_ordered_date("3/5/2024", "mdy"), read_ordered_date("3/5/2024", "dmy"), read_ordered_date("13/5/2024", "mdy")
    ('2024-03-05', '2024-05-03', '')
    """
    found = _NUMBERS().fullmatch(text)
    if found is None:
        found = _YEAR_FIRST().fullmatch(text)
        return _valid(found[1], int(found[3]), int(found[4])) if found else ""
    first, second = int(found[1]), int(found[3])
    return _valid(found[4], *((first, second) if order == "mdy" else (second, first)))


def _valid(year: str, month: int, day: int) -> str:
    """The date, if the calendar has it."""
    if not 1 <= month <= 12 or not 1 <= day <= _DAYS[month - 1]:
        return ""
    if (month, day) == (2, 29) and year and not _is_leap(int(year)):
        return ""
    return f"{year}-{month:02}-{day:02}".lstrip("-")


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
