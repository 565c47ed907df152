"""Which golds no reward can use, before a run is paid for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from reasoning_rewards.answers.compare.ladder import gold_fault
from reasoning_rewards.answers.compare.policy import NumberPolicy, insist_on_policy
from reasoning_rewards.answers.compare.rules import rule_of
from reasoning_rewards.answers.notation.gold import gold_text
from reasoning_rewards.answers.notation.reader import read
from reasoning_rewards.answers.values.values import Opaque
from reasoning_rewards.errors import SettingError
from reasoning_rewards.stack import with_room
from reasoning_rewards.verdict import Rule, sentence

__all__ = ["AUDIT_RULES", "GoldAudit", "GoldFinding", "audit_golds"]

_VERBATIM = Rule(
    "audit.verbatim", "well-formed, but not understood: only the same text is this gold; gold {gold}"
)
_TWOFOLD = Rule(
    "audit.twofold", "the gold reads in two ways, and either is right; gold {gold}; read {readings}"
)

AUDIT_RULES = (_VERBATIM, _TWOFOLD)
_DEFAULT = NumberPolicy()
_SHOWN = 20  # findings that are printed


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
        where = f"row {self.row}" if self.line is None else f"line {self.line}"
        return f"{where}  {self.rule}  {said}"


@dataclass(frozen=True, slots=True)
class GoldAudit:
    """Every gold that is not simply fine.

    ``unusable``: placeholders and golds nothing can read; their rows abstain.
    ``verbatim``: well-formed, but not understood; only the same text pays.
    ``twofold``: read in two ways, either of which pays.
    """

    total: int
    unusable: tuple[GoldFinding, ...]
    verbatim: tuple[GoldFinding, ...]
    twofold: tuple[GoldFinding, ...]

    def __bool__(self) -> bool:
        return not (self.unusable or self.verbatim or self.twofold)

    def __str__(self) -> str:
        counts = f"{len(self.unusable)} unusable, {len(self.verbatim)} verbatim, {len(self.twofold)} read in two ways"
        findings = (*self.unusable, *self.verbatim, *self.twofold)
        lines = [f"{self.total} golds: {counts}", *map(str, findings[:_SHOWN])]
        if len(findings) > _SHOWN:
            lines.append(f"... and {len(findings) - _SHOWN} more")
        return "\n".join(lines)


def audit_golds(
    golds: Iterable[object], *, policy: NumberPolicy = _DEFAULT, lines: Sequence[int] | None = None
) -> GoldAudit:
    """Read every gold as a reward would, and report those that are not simply fine.

    ``lines``: the line of a file that each gold comes from, if findings are to name it.

    >>> print(audit_golds(["42", "N/A", r"\\frac{", "1,5"]))  # doctest: +ELLIPSIS
    4 golds: 2 unusable, 0 verbatim, 1 read in two ways
    row 1  gold.missing  the gold is missing or a placeholder; gold 'N/A'
    row 2  gold.broken  the gold can't be read; gold ...
    row 3  audit.twofold  the gold reads in two ways, and either is right; gold '1,5'; read ...
    """
    if isinstance(golds, str | bytes | Mapping) or not isinstance(golds, Iterable):
        raise SettingError(f"golds={golds!r:.80}: expected a list of golds, such as [{golds!r:.80}]")
    insist_on_policy(policy)
    total = 0
    found: dict[str, list[GoldFinding]] = {"unusable": [], "verbatim": [], "twofold": []}
    for row, gold in enumerate(golds):
        total += 1
        kind, finding = with_room(_found, row, gold, policy)
        if kind:
            found[kind].append(finding if lines is None else replace(finding, line=lines[row]))
    return GoldAudit(total, *map(tuple, found.values()))


def _found(row: int, gold: object, policy: NumberPolicy) -> tuple[str, GoldFinding]:
    """What is to be said about a gold, and the list that it belongs in; "" for one that is simply fine."""
    fault = gold_fault(gold, policy)
    text = gold_text(gold).text
    if fault:
        return "unusable", GoldFinding(row, rule_of(fault), text)
    readings = read(text)
    if isinstance(readings[0], Opaque):
        return "verbatim", GoldFinding(row, _VERBATIM, text)
    kind = "twofold" if len(readings) > 1 else ""
    return kind, GoldFinding(row, _TWOFOLD, text, tuple(map(repr, readings)) if kind else ())
