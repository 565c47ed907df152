r"""What the package siunitx writes: \num{12345}, \SI{5}{\kilo\meter}, \ang{30;15}, as text that everybody reads."""

from __future__ import annotations

import re

from reasoning_rewards.text.scan import pattern

__all__ = ["without_siunitx"]

_BEGINS = re.compile(r"\\(?:num|SI|si|qty|unit|ang)(?![A-Za-z])")
_OPTIONS = r"\s*(?:\[[^\[\]]{0,80}\]\s*)?"
_COMMAND = pattern(
    rf"\\(?:(?P<number>num){_OPTIONS}\{{(?P<digits>[^{{}}]*)\}}"
    rf"|(?:SI|qty){_OPTIONS}\{{(?P<amount>[^{{}}]*)\}}\s*\{{(?P<of>[^{{}}]*)\}}"
    rf"|(?:si|unit){_OPTIONS}\{{(?P<unit>[^{{}}]*)\}}"
    rf"|ang{_OPTIONS}\{{(?P<angle>[^{{}}]*)\}})"
)
_PREFIXES = {
    "kilo": "k",
    "centi": "c",
    "milli": "m",
    "deci": "d",
    "mega": "M",
    "giga": "G",
    "micro": "μ",
    "nano": "n",
}
_UNITS = {
    "meter": "m", "metre": "m", "second": "s", "gram": "g", "kilogram": "kg", "liter": "L", "litre": "L", "hour": "h",
    "minute": "min", "day": "day", "newton": "N", "joule": "J", "watt": "W", "volt": "V", "ampere": "A", "kelvin": "K",
    "pascal": "Pa", "hertz": "Hz", "mole": "mol", "ohm": "ohm", "coulomb": "C", "percent": r"\%", "degree": r"^\circ",
}  # fmt: skip
_OTHERWISE = {"per": "/", "squared": "^2", "cubed": "^3", "cdot": " "}
_MACRO = pattern(r"\\([A-Za-z]+)\s*")
_ENDS_OF_ANGLES = (r"^\circ ", "' ", '"')


def without_siunitx(text: str) -> str:
    r"""Write numbers, units and angles of siunitx in plain TeX.

    >>> without_siunitx(r"\num{12 345}"), without_siunitx(r"\SI{5}{\kilo\meter\per\second\squared}")
    ('12 345', '5 \\text{ km/s^2}')
    >>> without_siunitx(r"\qty{5}{m}"), without_siunitx(r"\ang{30;15}"), without_siunitx(r"\number")
    ('5 \\text{ m}', "30^\\circ 15' ", '\\number')
    """
    return _COMMAND().sub(_plain, text) if _BEGINS.search(text) else text


def _plain(command: re.Match[str]) -> str:
    if command["number"]:
        return command["digits"]
    if command["angle"] is not None:
        parts = command["angle"].split(";")
        return "".join(part + end for part, end in zip(parts, _ENDS_OF_ANGLES, strict=False) if part)
    unit = _unit(command["of"] if command["of"] is not None else command["unit"])
    return f"{command['amount'] or ''} {unit}".lstrip()


def _unit(macros: str) -> str:
    """Write the macros of a unit as its letters; a sign such as that of percent stands by itself."""
    written = _MACRO().sub(_letters, macros).replace(".", " ")
    return written if written.startswith(("\\", "^")) else rf"\text{{ {written}}}"


def _letters(macro: re.Match[str]) -> str:
    name = macro[1]
    return _PREFIXES.get(name) or _UNITS.get(name) or _OTHERWISE.get(name) or name
