"""Units of measurement: what they are called, and (for those who convert) what they measure.

Every size is exact: a fraction of base units, and a power of π for angles. A unit measures what its dimension says;
what has the same dimension is converted, be it heat or torque.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

from reasoning_rewards.caches import remembered

__all__ = [
    "ALSO",
    "COMPOUND",
    "CURRENCY",
    "LETTER_UNITS",
    "MONEY",
    "PREFIXES",
    "ROWS",
    "SYMBOLS",
    "TEXT_LETTERS",
    "UNITS",
    "Row",
    "Size",
    "singular",
    "size_of",
]


class Size(NamedTuple):
    """How large a unit is: a number of base units and a power of π, and which base units, each with its exponent."""

    number: Fraction
    dimension: tuple[tuple[str, int], ...]
    pi: int = 0


class Row(NamedTuple):
    """A unit as the table has it.

    symbol, names: what it is written as; of names the plural counts too.
    size, of: how many of which units it is; of "" it is a base unit.
    prefixes: symbols of the prefixes that it takes. pi: the power of π in its size.
    """

    symbol: str
    names: str
    size: Fraction | int = 1
    of: str = ""
    prefixes: str = ""
    pi: int = 0


_ALL = "Q R Y Z E P T G M k h da d c m u n p f a z y r q"
_LARGE, _SMALL = "k M G T P", "m u n p f"
_F = Fraction
_POUND = _F(45359237, 10**8)  # kilograms
_POUND_FORCE = _POUND * _F(980665, 10**5)
_FOOT = _F(3048, 10**4)
_INCH = _FOOT / 12
_GALLON = 231 * _INCH**3

ROWS = (
    # base units, and what is counted beside them
    Row("m", "meter metre", prefixes=_ALL),
    Row("g", "gram gramme", _F(1, 1000), "kg", _ALL),
    Row("s", "second", prefixes=_ALL),
    Row("A", "ampere amp", prefixes=_ALL),
    Row("K", "kelvin", prefixes=_ALL),
    Row("mol", "mole", prefixes=_ALL),
    Row("cd", "candela", prefixes=_SMALL),
    Row("bit", "", prefixes=_LARGE),
    Row("month", ""),
    # SI units with a name of their own
    Row("Hz", "hertz", 1, "s-1", _ALL),
    Row("N", "newton", 1, "kg m s-2", _ALL),
    Row("Pa", "pascal", 1, "kg m-1 s-2", _ALL),
    Row("J", "joule", 1, "kg m2 s-2", _ALL),
    Row("W", "watt", 1, "kg m2 s-3", _ALL),
    Row("C", "coulomb", 1, "A s", _ALL),
    Row("V", "volt", 1, "kg m2 s-3 A-1", _ALL),
    Row("F", "farad", 1, "kg-1 m-2 s4 A2", _ALL),
    Row("ohm", "", 1, "kg m2 s-3 A-2", _ALL),
    Row("S", "siemens", 1, "kg-1 m-2 s3 A2", _ALL),
    Row("Wb", "weber", 1, "kg m2 s-2 A-1", _ALL),
    Row("T", "tesla", 1, "kg s-2 A-1", _ALL),
    Row("H", "henry", 1, "kg m2 s-2 A-2", _ALL),
    Row("lm", "lumen", 1, "cd"),
    Row("lx", "lux", 1, "cd m-2"),
    Row("Bq", "becquerel", 1, "s-1", _LARGE),
    Row("Gy", "gray", 1, "m2 s-2", _SMALL),
    Row("Sv", "sievert", 1, "m2 s-2", _SMALL),
    Row("kat", "katal", 1, "mol s-1", _SMALL),
    # beside the SI
    Row("L", "liter litre", _F(1, 1000), "m3", _ALL),
    Row("ton", "tonne", 1000, "kg", _LARGE),
    Row("ha", "hectare", 10**4, "m2"),
    Row("eV", "electronvolt", _F(1602176634, 10**28), "kg m2 s-2", "m k M G T"),
    Row("cal", "calorie", _F(4184, 1000), "kg m2 s-2", "k"),
    Row("bar", "", 10**5, "kg m-1 s-2", "m k"),
    Row("atm", "atmosphere", 101325, "kg m-1 s-2"),
    Row("mmHg", "", _F(133322387415, 10**9), "kg m-1 s-2"),
    Row("torr", "", _F(101325, 760), "kg m-1 s-2"),
    Row("dyn", "dyne", _F(1, 10**5), "kg m s-2"),
    Row("erg", "", _F(1, 10**7), "kg m2 s-2"),
    Row("angstrom", "", _F(1, 10**10), "m"),
    Row("au", "", 149597870700, "m"),
    Row("byte", "", 8, "bit", _LARGE),
    # time
    Row("min", "minute", 60, "s"),
    Row("hr", "hour", 3600, "s"),
    Row("day", "", 86400, "s"),
    Row("week", "", 604800, "s"),
    Row("fortnight", "", 1209600, "s"),
    Row("year", "yr", 12, "month"),
    Row("decade", "", 120, "month"),
    Row("century", "", 1200, "month"),
    # imperial and American
    Row("inch", "", _INCH, "m"),
    Row("ft", "foot", _FOOT, "m"),
    Row("yd", "yard", 3 * _FOOT, "m"),
    Row("mi", "mile", 5280 * _FOOT, "m"),
    Row("furlong", "", 660 * _FOOT, "m"),
    Row("acre", "", 43560 * _FOOT**2, "m2"),
    Row("oz", "ounce", _POUND / 16, "kg"),
    Row("lb", "pound", _POUND, "kg"),
    Row("stone", "", 14 * _POUND, "kg"),
    Row("gallon", "gal", _GALLON, "m3"),
    Row("quart", "qt", _GALLON / 4, "m3"),
    Row("pint", "", _GALLON / 8, "m3"),
    Row("cup", "", _GALLON / 16, "m3"),
    Row("tbsp", "tablespoon", _GALLON / 256, "m3"),
    Row("tsp", "teaspoon", _GALLON / 768, "m3"),
    Row("lbf", "", _POUND_FORCE, "kg m s-2"),
    Row("psi", "", _POUND_FORCE / _INCH**2, "kg m-1 s-2"),
    Row("hp", "horsepower", 550 * _FOOT * _POUND_FORCE, "kg m2 s-3"),
    Row("knot", "", _F(1852, 3600), "m s-1"),
    # angles
    Row("radian", "rad"),
    Row("°", "degree deg", _F(1, 180), "radian", pi=1),
    Row("arcminute", "arcmin", _F(1, 180 * 60), "radian", pi=1),
    Row("arcsecond", "arcsec", _F(1, 180 * 3600), "radian", pi=1),
    Row("revolution", "rev", 2, "radian", pi=1),
    # money: none is converted to another
    Row("dollar", "usd buck"),
    Row("cent", "", _F(1, 100), "dollar"),
    Row("euro", "eur"),
    Row("gbp", "quid"),
    Row("pence", "penny", _F(1, 100), "gbp"),
    Row("yen", "jpy"),
    Row("yuan", "rmb cny"),
    Row("rupee", "inr"),
    Row("paise", "paisa", _F(1, 100), "rupee"),
    Row("won", "krw"),
    Row("ruble", "rouble rub"),
    Row("%", "percent percentage pct"),
)  # fmt: skip

_MADE_OF = MappingProxyType(
    {prefix + row.symbol: (row, prefix) for row in ROWS for prefix in ("", *row.prefixes.split())}
)  # canonical name to its row and its prefix
PREFIXES = MappingProxyType({
    "Q": ("quetta", 30), "R": ("ronna", 27), "Y": ("yotta", 24), "Z": ("zetta", 21), "E": ("exa", 18),
    "P": ("peta", 15), "T": ("tera", 12), "G": ("giga", 9), "M": ("mega", 6), "k": ("kilo", 3), "h": ("hecto", 2),
    "da": ("deca", 1), "d": ("deci", -1), "c": ("centi", -2), "m": ("milli", -3), "u": ("micro", -6),
    "n": ("nano", -9), "p": ("pico", -12), "f": ("femto", -15), "a": ("atto", -18), "z": ("zepto", -21),
    "y": ("yocto", -24), "r": ("ronto", -27), "q": ("quecto", -30),
})  # fmt: skip

# What else people write. Symbols in any case, or in the plural, that can hardly be anything else:
ALSO = {
    "m": "mtr mtrs", "cm": "cms", "mm": "mms", "km": "kms", "g": "gm gms", "kg": "kgs kilo kilos", "mg": "mgs",
    "L": "ltr ltrs", "mL": "ml mls", "s": "sec secs", "min": "mins", "hr": "h hrs", "year": "yrs",
    "week": "wk wks", "inch": "inches", "ft": "feet", "lb": "lbs", "oz": "ozs", "yd": "yds", "pint": "pts", "century": "centuries", "gallon": "gals",
    "byte": "B", "kbyte": "kB KB", "Mbyte": "MB", "Gbyte": "GB", "Tbyte": "TB", "revolution": "revs",
    "%": "percents",
}  # fmt: skip
_ENGLISH = frozenset(("as", "am"))  # and seldom attoseconds
# Short symbols that are units behind a number however they are set: no product of names is written so.
_PLAIN = frozenset("gm mm cm dm km ft yd mi mg kg lb oz ms mol Pa Hz hr min ml mL".split())
_NO_PLURAL = frozenset(
    "hertz siemens lux yen yuan won rmb cny usd eur gbp jpy inr krw rub pence foot %".split()
)


def _forms(row: Row, prefix: str) -> Iterator[str]:
    """The words for a unit with a prefix, in the singular and in the plural; not its symbol."""
    spoken = PREFIXES[prefix][0] if prefix else ""
    names = row.names.split() if len(row.symbol) < 3 or prefix else [row.symbol, *row.names.split()]
    if prefix and len(row.symbol) > 2 and row.symbol.isalpha() and row.symbol.islower():
        names = [row.symbol, *names]  # kilobit, megaohm
    for name in names:
        yield spoken + name
        if name not in _NO_PLURAL:
            yield spoken + name + "s"


def _symbols() -> dict[str, str]:
    """Every symbol, with every prefix."""
    found = {name: name for name in _MADE_OF}
    for symbol, others in ALSO.items():
        found.update(dict.fromkeys(others.split(), symbol))
    return {name: symbol for name, symbol in found.items() if name not in _ENGLISH}


def _names() -> dict[str, str]:
    """Every word for a unit, and those of its symbols that stand for nothing else."""
    found = {}
    for symbol, (row, prefix) in _MADE_OF.items():
        found.update(dict.fromkeys(_forms(row, prefix), symbol))
    for symbol, others in ALSO.items():
        found.update({name: symbol for name in others.split() if len(name) > 2 and name.islower()})
    found.update({symbol: SYMBOLS[symbol] for symbol in (*_PLAIN, *LETTER_UNITS)})
    found.update({row.symbol: row.symbol for row in ROWS if not row.symbol.isalpha()})
    return found


@remembered(1024)
def size_of(unit: str) -> Size | None:
    """Return how large a unit is, by its canonical name; None for what is no unit.

    >>> size_of("km"), size_of("kN").dimension
    (Size(number=Fraction(1000, 1), dimension=(('m', 1),), pi=0), (('kg', 1), ('m', 1), ('s', -2)))
    """
    known = _MADE_OF.get(unit)
    if known is None:
        return None
    row, prefix = known
    scale = _F(10) ** PREFIXES[prefix][1] if prefix else _F(1)
    return Size(row.size * scale, tuple(sorted(map(_power, row.of.split()))) or ((row.symbol, 1),), row.pi)


def _power(word: str) -> tuple[str, int]:
    """A base unit and its exponent: m-2."""
    letters = word.rstrip("-0123456789")
    return letters, int(word[len(letters) :] or 1)


LETTER_UNITS = frozenset("mgshLNJWVK")
"""Single letters that are units in upright type, or after a number and a space."""

TEXT_LETTERS = LETTER_UNITS | frozenset("ACFHT")
"""Single letters that are units in running text, after a number."""

SYMBOLS = MappingProxyType(_symbols())
"""Every symbol of a unit, which in upright type or behind a number and a space is one, to its canonical name."""

UNITS = MappingProxyType(_names())
"""Every word that is a unit wherever it stands behind a number, to its canonical name."""

COMPOUND = MappingProxyType({
    "mph": (("mi", 1), ("hr", -1)), "kph": (("km", 1), ("hr", -1)), "kmh": (("km", 1), ("hr", -1)),
    "kmph": (("km", 1), ("hr", -1)), "mpg": (("mi", 1), ("gallon", -1)),
    "rpm": (("revolution", 1), ("min", -1)), "cc": (("cm", 3),),
    **{f"{prefix}bps": ((f"{prefix}bit", 1), ("s", -1)) for prefix in "MG"},
    **{f"{prefix}Wh": ((f"{prefix}W", 1), ("hr", 1)) for prefix in ("", *"kMGTm")},
    **{f"{prefix}Ah": ((f"{prefix}A", 1), ("hr", 1)) for prefix in ("", "m")},
})  # fmt: skip
"""Units made of others that have a name of their own, each part with its exponent."""

MONEY = frozenset("usd eur gbp jpy inr rmb cny krw rub".split())
"""Currencies whose code may stand before an amount."""

CURRENCY = MappingProxyType(
    {
        "$": "dollar", "\\$": "dollar", "¢": "cent", "€": "euro", "£": "gbp", "¥": "yen", "₹": "rupee",
        "₩": "won", "₽": "ruble",
    }
)  # fmt: skip
"""Signs that may stand before or after an amount."""

_IRREGULAR = MappingProxyType(
    {
        "people": "person",
        "children": "child",
        "men": "man",
        "women": "woman",
        "teeth": "tooth",
        "mice": "mouse",
    }
)


def singular(noun: str) -> str:
    """Return what a noun's singular and plural share; good enough to tell one thing from another.

    >>> singular("dogs"), singular("boxes") == singular("box"), singular("berries") == singular("berry")
    ('dog', True, True)
    """
    noun = _IRREGULAR.get(noun, noun)
    if noun.endswith("ies"):
        return noun[:-3] + "y"
    if noun.endswith(("ses", "xes", "ches", "shes")):
        return noun[:-2]
    return noun.removesuffix("s") if not noun.endswith("ss") else noun
