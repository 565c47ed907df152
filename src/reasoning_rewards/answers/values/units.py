"""Units of measurement: what they are called, and (for those who ask) what they measure."""

from __future__ import annotations

from fractions import Fraction
from types import MappingProxyType

__all__ = ["COMPOUND", "CURRENCY", "LETTER_UNITS", "MONEY", "SIZES", "UNITS", "singular"]

# canonical name: (other names, size in its dimension's base unit, dimension)
_TABLE: dict[str, tuple[str, Fraction | int, str]] = {
    "mm": ("millimeter millimetre", Fraction(1, 1000), "m"),
    "cm": ("centimeter centimetre", Fraction(1, 100), "m"),
    "dm": ("decimeter decimetre", Fraction(1, 10), "m"),
    "m": ("meter metre", 1, "m"),
    "km": ("kilometer kilometre kms", 1000, "m"),
    "inch": ("inches", Fraction(254, 10000), "m"),
    "ft": ("foot feet", Fraction(3048, 10000), "m"),
    "yd": ("yard", Fraction(9144, 10000), "m"),
    "mi": ("mile", Fraction(1609344, 1000), "m"),
    "mg": ("milligram", Fraction(1, 1000), "g"),
    "g": ("gram gm", 1, "g"),
    "kg": ("kilogram kilo kgs", 1000, "g"),
    "lb": ("pound lbs", Fraction(45359237, 100000), "g"),
    "oz": ("ounce", Fraction(45359237, 1600000), "g"),
    "ton": ("tonne", 1000000, "g"),
    "ms": ("millisecond", Fraction(1, 1000), "s"),
    "s": ("second sec secs", 1, "s"),
    "min": ("minute mins", 60, "s"),
    "hr": ("hour hrs h", 3600, "s"),
    "day": ("", 86400, "s"),
    "week": ("", 604800, "s"),
    "month": ("", 1, "month"),
    "year": ("yr yrs", 12, "month"),
    "ml": ("milliliter millilitre", Fraction(1, 1000), "L"),
    "L": ("liter litre", 1, "L"),
    "gallon": ("gal", Fraction(3785411784, 1000000000), "L"),
    "quart": ("qt", Fraction(946352946, 1000000000), "L"),
    "pint": ("", Fraction(473176473, 1000000000), "L"),
    "cup": ("", Fraction(2365882365, 10000000000), "L"),
    "K": ("kelvin", 1, "K"),
    "Hz": ("hertz", 1, "Hz"),
    "N": ("newton", 1, "N"),
    "J": ("joule", 1, "J"),
    "W": ("watt", 1, "W"),
    "V": ("volt", 1, "V"),
    "Pa": ("pascal", 1, "Pa"),
    "mol": ("mole", 1, "mol"),
    "dollar": ("usd buck", 1, "dollar"),
    "cent": ("", Fraction(1, 100), "dollar"),
    "euro": ("eur", 1, "euro"),
    "pounds sterling": ("gbp", 1, "gbp"),
    "yen": ("jpy", 1, "yen"),
    "yuan": ("rmb cny", 1, "yuan"),
    "rupee": ("inr", 1, "rupee"),
    "%": ("percent percentage pct", 1, "%"),
    "°": ("degree deg", 1, "°"),
    "radian": ("rad", 1, "radian"),
}
_PLURALS = {"foot", "feet", "inches", "kms", "kgs", "lbs", "secs", "mins", "hrs", "yrs", "hertz"}
_SINGULAR_ONLY = {
    "mm",
    "cm",
    "dm",
    "m",
    "km",
    "mg",
    "g",
    "gm",
    "kg",
    "s",
    "ms",
    "L",
    "ml",
    "%",
    "°",
    "Hz",
    "N",
    "J",
}
_SINGULAR_ONLY |= {
    "K",
    "W",
    "V",
    "Pa",
    "yen",
    "yuan",
    "ft",
    "mi",
    "min",
    "usd",
    "eur",
    "gbp",
    "jpy",
    "rmb",
    "cny",
    "inr",
}


def _names() -> dict[str, str]:
    names = {}
    for canonical, (others, _size, _dimension) in _TABLE.items():
        for name in (canonical, *others.split()):
            names[name] = canonical
            if name not in _PLURALS and name not in _SINGULAR_ONLY:
                names[name + "s"] = canonical
    return names


UNITS = MappingProxyType(_names())
"""Every name of a unit, to its canonical name."""

SIZES = MappingProxyType({name: (size, dimension) for name, (_, size, dimension) in _TABLE.items()})
"""Canonical name to (size, base unit)."""

COMPOUND = MappingProxyType(
    {"mph": ("mi", "hr"), "kph": ("km", "hr"), "kmh": ("km", "hr"), "rpm": ("revolution", "min")}
)
"""Units over others that have a name of their own."""

MONEY = frozenset(("usd", "eur", "gbp", "jpy", "inr", "rmb", "cny"))
"""Currencies whose code may stand before an amount."""

CURRENCY = MappingProxyType(
    {"$": "dollar", "\\$": "dollar", "€": "euro", "£": "pounds sterling", "¥": "yen", "₹": "rupee"}
)
"""Signs that may stand before or after an amount."""

LETTER_UNITS = frozenset("mgshLNJWVK")
"""Single letters that are units in upright type, or after a number and a space."""

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
