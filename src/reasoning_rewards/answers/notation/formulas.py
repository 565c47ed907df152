r"""Chemical formulas, ions and reactions, in any dress: H_2O, \text{H}_2\text{O}, \ce{H2O} and H2O are one."""

from __future__ import annotations

import re

from reasoning_rewards.answers.values.values import Formula
from reasoning_rewards.text.scan import pattern

__all__ = ["read_formula"]

_ELEMENTS = frozenset(
    "H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr "
    "Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir "
    "Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm Bk Cf Es Fm Md No Lr".split()
)
_LONGEST = 300  # characters of a reaction; nothing longer is looked into
_BEGINS = re.compile(r"\s*\d*\s*(?:\\(?:text|mathrm)\s*\{)*\s*\d*\s*[(\[]?[A-Z]")
_COMPLEX = pattern(r"\[([^][]*)\](?!_?\{?\d)")  # the brackets of an ion's complex: [Fe(CN)6]^4-
_CHARGE = pattern(r"\^\s*\{?\s*(?:\\(?:text|mathrm)\s*\{)?\s*(\d*)\s*([+-])\s*\}*")
_DRESS = pattern(r"\\(?:text|mathrm|left|right)(?![A-Za-z])|\\[,;! ]|[{}_$~]")
_ARROWS = pattern(r"(\\(?:long)?rightarrow(?![A-Za-z])|\\to(?![A-Za-z])|->|\\rightleftharpoons|<=>|=)")
_BOTH_WAYS = frozenset(("\\rightleftharpoons", "<=>"))
_ATOMS = r"(?:[A-Z][a-z]?\d{0,3}|\((?:[A-Z][a-z]?\d{0,3}){1,20}\)\d{0,3}){1,40}"
_TERM = pattern(
    rf"\s*(?P<times>\d{{0,6}})\s*(?P<atoms>{_ATOMS}(?:\s*\\cdot\s*\d{{0,3}}{_ATOMS})?)\s*"
    r"(?:\^(?P<charge>\d*[+-])|(?P<sign>[+-])(?=\s*(?:\+|$)))?\s*(?P<state>\((?:s|l|g|aq)\))?\s*(?:\+(?=.)|$)",
    re.DOTALL,
)
_ATOM = pattern(r"([A-Z][a-z]?)(\d*)")
_COUNTED = pattern(r"[A-Za-z)](?:[2-9]|1\d)")
_ONE_ATOM = pattern(r"([A-Z][a-z]?)(\d+)")


def read_formula(text: str) -> Formula | None:
    r"""Read a formula of several atoms with a count among them, an ion, or a reaction; None for all else.

    >>> read_formula(r"\text{H}_2\text{O}"), read_formula("Fe3+") == read_formula(r"\mathrm{Fe}^{3+}")
    (Formula(sides=(('H2O',),), arrow=''), True)
    >>> read_formula("O2 + 2H2 -> 2H2O")
    Formula(sides=(('2 H2', 'O2'), ('2 H2O',)), arrow='->')
    >>> read_formula("AB"), read_formula("x_1"), read_formula("H_2"), read_formula(r"B \to C")
    (None, None, None, None)
    """
    if len(text) > _LONGEST or not _BEGINS.match(text):
        return None
    text = _COMPLEX().sub(r"\1", text)
    parts = _ARROWS().split(_DRESS().sub("", _CHARGE().sub(r"^\1\2 ", text)))
    if len(parts) > 3:
        return None
    sides = tuple(_terms(side) for side in parts[::2])
    if not all(sides) or (len(sides) == 1 and len(sides[0]) > 1):
        return None
    if not any(_says_enough(term, alone=len(sides) == 1) for side in sides for term in side):
        return None
    arrow = "" if len(parts) == 1 else "<->" if parts[1] in _BOTH_WAYS else "->"
    return Formula(tuple(tuple(sorted(side)) for side in sides), arrow)


def _terms(side: str) -> list[str]:
    """Return the terms of one side, each in one spelling; nothing where any of it is no formula."""
    terms = []
    place = 0
    while place < len(side):
        match = _TERM().match(side, place)
        if match is None or not all(
            symbol in _ELEMENTS and count != "1" for symbol, count in _ATOM().findall(match["atoms"])
        ):
            return []  # nobody counts one atom: P_1V_1 is no formula
        place = match.end()
        terms.append(_spelled(match))
    return terms


def _spelled(match: re.Match[str]) -> str:
    times = match["times"].lstrip("0")
    atoms = re.sub(r"\s*\\cdot\s*", "·", match["atoms"])
    charge = match["charge"] or match["sign"] or ""
    counted = _ONE_ATOM().fullmatch(atoms)
    if (
        match["sign"] and counted
    ):  # Fe3+ is charged three times; of several atoms, as in NH4+, the digit counts
        atoms, charge = counted[1], counted[2] + charge
    charge = charge.replace("1", "") if len(charge) == 2 else charge
    return (
        f"{times} " * (times not in ("", "1")) + atoms + f"^{charge}" * bool(charge) + (match["state"] or "")
    )


def _says_enough(term: str, *, alone: bool) -> bool:
    """Say whether a term can be nothing but chemistry: charged, or several atoms (in a reaction, or a count)."""
    if "^" in term:
        return True
    return (not alone or len(_ATOM().findall(term)) > 1) and _COUNTED().search(term) is not None
