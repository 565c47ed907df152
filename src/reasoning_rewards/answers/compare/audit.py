"""Which golds no reward can use, and how the others are read, before a run is paid for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from reasoning_rewards.answers.compare.golds import gold_fault, members
from reasoning_rewards.answers.compare.policy import NumberPolicy, insist_on_golds, insist_on_policy
from reasoning_rewards.answers.compare.rules import rule_of
from reasoning_rewards.answers.notation.gold import (
    AMBIGUOUS,
    Asked,
    Golds,
    bare,
    gold_text,
    is_wrapped,
    taken_from,
)
from reasoning_rewards.answers.notation.reader import read
from reasoning_rewards.answers.values import values
from reasoning_rewards.answers.values.values import Named, Number, Opaque, Value
from reasoning_rewards.errors import SettingError
from reasoning_rewards.stack import with_room
from reasoning_rewards.verdict import Rule, sentence, shown

__all__ = ["AUDIT_RULES", "GoldAudit", "GoldFinding", "GoldShare", "audit_golds"]

_VERBATIM = Rule(
    "audit.verbatim", "well-formed, but not understood: only the same text is this gold; gold {gold}"
)
_TWOFOLD = Rule(
    "audit.twofold", "the gold reads in two ways, and either is right; gold {gold}; read {readings}"
)

AUDIT_RULES = (_VERBATIM, _TWOFOLD)
_DEFAULT = NumberPolicy()
_SHOWN = 20  # findings that are printed
# What a gold is read as, in a person's words.
_KINDS: dict[type[Value], str] = {
    values.Scalar: "formula",
    values.Infinite: "infinity",
    values.Text: "words",
    values.Choice: "choice",
    values.Clock: "time",
    values.Based: "number in a base",
    values.Ratio: "ratio",
    values.Sequence: "point or interval",
    values.Listing: "list",
    values.Record: "list by name",
    values.FiniteSet: "set",
    values.Sets: "set",
    values.Grid: "matrix",
    values.Equation: "equation",
    values.Relation: "inequality",
    values.Chain: "equalities",
    Opaque: "verbatim",
}
_FAULTS = {
    "gold.ambiguous": "ambiguous",
    "gold.keys": "object of unknown keys",
    "gold.missing": "missing",
    "gold.not_a_number": "no number",
    "gold.too_long": "too long",
}
_BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class GoldFinding:
    """What is to be said about one gold: its row (or its line), its rule, its answer and how that was read."""

    row: int
    rule: str
    gold: str
    readings: tuple[str, ...] = ()
    line: int | None = None

    def __str__(self) -> str:
        said = sentence(self.rule, (("gold", self.gold), ("readings", " | ".join(self.readings))))
        return f"{_where(self.row, self.line)}  {self.rule}  {said}"


@dataclass(frozen=True, slots=True)
class GoldShare:
    """How many golds are of one kind, and the first of them."""

    kind: str
    count: int
    row: int
    gold: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class GoldAudit:
    """Every gold that is not simply fine, and what share of them is read as what.

    ``unusable``: placeholders and golds nothing can read; their rows abstain.
    ``verbatim``: well-formed, but not understood; only the same text pays.
    ``twofold``: read in two ways, either of which pays.
    ``kinds``: what golds are read as (number, fraction, words, choice …) or why not; each gold counts once.
    ``wrapped``: what answers were taken out of: JSON text, an object, a list, a worked solution.
    """

    total: int
    unusable: tuple[GoldFinding, ...]
    verbatim: tuple[GoldFinding, ...]
    twofold: tuple[GoldFinding, ...]
    kinds: tuple[GoldShare, ...] = ()
    wrapped: tuple[GoldShare, ...] = ()

    def __bool__(self) -> bool:
        return not (self.unusable or self.verbatim or self.twofold)

    def __str__(self) -> str:
        counts = f"{len(self.unusable)} unusable, {len(self.verbatim)} verbatim, {len(self.twofold)} read in two ways"
        findings = (*self.unusable, *self.verbatim, *self.twofold)
        lines = [f"{self.total} golds: {counts}"]
        lines += [self._share(each, "") for each in self.kinds]
        lines += [self._share(each, "taken out of: ") for each in self.wrapped]
        lines += map(str, findings[:_SHOWN])
        if len(findings) > _SHOWN:
            lines.append(f"... and {len(findings) - _SHOWN} more")
        return "\n".join(lines)

    def _share(self, share: GoldShare, lead: str) -> str:
        first = f"the first in {_where(share.row, share.line)}: {shown(share.gold)}"
        return f"{share.count / self.total:7.1%}  {lead}{share.kind}, {first}"


def audit_golds(
    golds: Iterable[object],
    *,
    policy: NumberPolicy = _DEFAULT,
    several: Golds | None = None,
    lines: Sequence[int] | None = None,
) -> GoldAudit:
    """Read every gold as a reward would, count what they are, and report those that are not simply fine.

    ``several``: what several golds in a row mean, as the setting ``golds`` of a reward: "any" or "all".
    ``lines``: the line of a file that each gold comes from, if findings are to name it.

    >>> print(audit_golds(['["42"]', "N/A", r"\\frac{", "1,5"]))  # doctest: +ELLIPSIS
    4 golds: 2 unusable, 0 verbatim, 1 read in two ways
      25.0%  number, the first in row 0: '42'
      25.0%  missing, the first in row 1: 'N/A'
      25.0%  broken, the first in row 2: ...
      25.0%  list, the first in row 3: '1,5'
      25.0%  taken out of: JSON text, the first in row 0: '["42"]'
    row 1  gold.missing  the gold is missing or a placeholder; gold 'N/A'
    row 2  gold.broken  the gold can't be read; gold ...
    row 3  audit.twofold  the gold reads in two ways, and either is right; gold '1,5'; read ...
    """
    if isinstance(golds, str | bytes | Mapping) or not isinstance(golds, Iterable):
        raise SettingError(f"golds={golds!r:.80}: expected a list of golds, such as [{golds!r:.80}]")
    insist_on_policy(policy)
    insist_on_golds(several, "several")
    total = 0
    found: dict[str, list[GoldFinding]] = {"unusable": [], "verbatim": [], "twofold": []}
    kinds, wrapped = _Shares(lines), _Shares(lines)
    for row, gold in enumerate(golds):
        total += 1
        wanted = Asked(gold, several) if several else gold
        list_name, finding, kind = with_room(_found, row, wanted, policy)
        kinds.count(kind, row, finding.gold)
        if wrapping := with_room(_wrapping, gold):
            wrapped.count(wrapping, row, taken_from(gold) or finding.gold)
        if list_name:
            found[list_name].append(finding if lines is None else replace(finding, line=lines[row]))
    lists = {name: tuple(each) for name, each in found.items()}
    return GoldAudit(total, **lists, kinds=kinds.sorted(), wrapped=wrapped.sorted())


class _Shares:
    """Kinds as they are counted, each with the first of it."""

    def __init__(self, lines: Sequence[int] | None) -> None:
        self._lines = lines
        self._known: dict[str, GoldShare] = {}

    def count(self, kind: str, row: int, gold: str) -> None:
        known = self._known.get(kind)
        if known is None:
            line = None if self._lines is None else self._lines[row]
            known = GoldShare(kind, 0, row, gold, line)
        self._known[kind] = replace(known, count=known.count + 1)

    def sorted(self) -> tuple[GoldShare, ...]:
        """The most frequent first."""
        return tuple(sorted(self._known.values(), key=lambda each: -each.count))


def _found(row: int, gold: object, policy: NumberPolicy) -> tuple[str, GoldFinding, str]:
    """The list a gold belongs in ("" where it is simply fine), what is to be said about it, and what it is."""
    fault = gold_fault(gold, policy)
    if fault:
        return "unusable", GoldFinding(row, rule_of(fault), gold_text(gold).text), _FAULTS.get(fault, _BROKEN)
    text = members(gold, policy)[0]
    readings = read(text)
    kind = _kind(readings[0])
    if isinstance(readings[0], Opaque):
        return "verbatim", GoldFinding(row, _VERBATIM, text), kind
    name = "twofold" if len(readings) > 1 else ""
    return name, GoldFinding(row, _TWOFOLD, text, tuple(map(repr, readings)) if name else ()), kind


def _kind(value: Value) -> str:
    while isinstance(value, Named):
        value = value.value
    if isinstance(value, Number):
        return "number" if value.digits or isinstance(value.exact, int) else "fraction"
    return _KINDS.get(type(value), type(value).__name__.lower())


def _wrapping(gold: object) -> str:
    """What an answer was taken out of; "" for a gold that is the answer."""
    text, fault = gold_text(gold)
    if fault == AMBIGUOUS:
        return "several golds"
    if isinstance(gold, str):
        if is_wrapped(gold) and taken_from(gold):
            return "JSON text"
        return "a worked solution" if not fault and len(text) < len(bare(gold)) else ""
    if isinstance(gold, Mapping):
        return "an object"
    return "a list or an array" if is_wrapped(gold) and taken_from(gold) else ""


def _where(row: int, line: int | None) -> str:
    return f"row {row}" if line is None else f"line {line}"
