"""What a reward says: a rule and its sentence, one verdict for a row, one column of verdicts for a batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, overload

__all__ = [
    "Decision",
    "Facts",
    "Rule",
    "Score",
    "Verdict",
    "Verdicts",
    "number",
    "render",
    "sentence",
    "shown",
]

Score = float | None
Facts = tuple[tuple[str, object], ...]

_LONGEST_FACT = 80  # characters of a fact that a sentence shows


class Rule(str):
    """A rule that can decide a score: a stable slug, which carries the sentence that says it to a person.

    It is its slug wherever text is wanted: in comparisons, logs, JSON. The sentence may name facts in
    braces; a fact that a verdict does not carry leaves the sentence without its clause (clauses are
    separated by "; "). ``{tag:word}`` takes the quotes off a fact that is one word.

    >>> wrong = Rule("units.wrong", "another unit; read {read}, wanted {unit}")
    >>> print(Verdict(0.0, wrong, (("read", "kg"), ("unit", "cm")), name="units"))
    units  0  units.wrong  another unit; read 'kg', wanted 'cm'
    >>> wrong == "units.wrong", wrong.sentence
    (True, 'another unit; read {read}, wanted {unit}')
    """

    __slots__ = ("sentence",)
    sentence: str

    def __new__(cls, slug: str, sentence: str) -> Rule:
        """A slug with its sentence."""
        rule = super().__new__(cls, slug)
        rule.sentence = sentence
        return rule

    def __reduce__(self) -> tuple[type[Rule], tuple[str, str]]:
        return Rule, (str(self), self.sentence)


class Decision(NamedTuple):
    """The rule that decided a row, and what it saw; many rows may share one."""

    rule: str
    facts: Facts = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """One row's score with the rule that made it; ``print`` it to read why.

    ``score`` is a finite float inside the reward's bounds, or None where the reward abstains.
    ``rule`` is a stable slug such as ``number.differs``; ``facts`` are what the rule saw; ``parts``
    are the verdicts this one was computed from.

    >>> print(Verdict(0.0, Rule("answer.missing", "no answer after the thinking"), name="correctness"))
    correctness  0  answer.missing  no answer after the thinking
    """

    score: Score
    rule: str
    facts: Facts = ()
    parts: tuple[Verdict, ...] = ()
    name: str = ""

    def __str__(self) -> str:
        return render(self)


class Verdicts(Sequence[Verdict]):
    """A column of verdicts: scores, decisions and the columns they were computed from.

    ``verdicts[i]`` builds row i's tree on demand, so that scoring a batch costs no tree at all.

    scores: one float or None a row.
    decisions: one `Decision` a row.
    parts: the columns of the components that a person sees, each as long as this one: a row's parts are its rows.
    inner: the columns of the rewards inside this one, one for each, for code that walks a reward beside them.
    name: the label of the reward that spoke.
    through: True where this column only rescales, renames or silences its first inner one, so that a person
        reads the two as one line; its parts are then that one's.
    """

    __slots__ = ("decisions", "inner", "name", "scores", "through")

    def __init__(
        self,
        scores: list[Score],
        decisions: Sequence[Decision],
        parts: tuple[Verdicts, ...] = (),
        *,
        name: str = "",
        through: bool = False,
    ) -> None:
        self.scores = scores
        self.decisions = decisions
        self.inner = parts
        self.name = name
        self.through = through

    @property
    def parts(self) -> tuple[Verdicts, ...]:
        """The columns that this one was computed from, as a person sees them."""
        return self.inner[0].parts if self.through else self.inner

    def __len__(self) -> int:
        return len(self.scores)

    @overload
    def __getitem__(self, index: int) -> Verdict: ...
    @overload
    def __getitem__(self, index: slice) -> Verdicts: ...
    def __getitem__(self, index: int | slice) -> Verdict | Verdicts:
        if isinstance(index, slice):
            return self.take(range(*index.indices(len(self))))
        rule, facts = self.decisions[index]
        parts = tuple(part[index] for part in self.parts)
        return Verdict(self.scores[index], rule, facts, parts, self.name)

    def __iter__(self) -> Iterator[Verdict]:
        return (self[row] for row in range(len(self)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Verdicts):
            return NotImplemented
        return list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # a column of lists has no hash

    def __repr__(self) -> str:
        return f"<Verdicts of {self.name or 'a reward'}: {len(self)} rows>"

    def renamed(self, name: str) -> Verdicts:
        """The same column under another label."""
        return Verdicts(self.scores, self.decisions, self.inner, name=name, through=self.through)

    def take(self, rows: Sequence[int]) -> Verdicts:
        """The same column with only these rows, in this order."""
        return Verdicts(
            [self.scores[row] for row in rows],
            [self.decisions[row] for row in rows],
            tuple(part.take(rows) for part in self.inner),
            name=self.name,
            through=self.through,
        )

    def spread(self, rows: Sequence[int], length: int, rest: Decision) -> Verdicts:
        """This column laid out over ``length`` rows; rows not named abstain with ``rest``."""
        scores: list[Score] = [None] * length
        decisions = [rest] * length
        for row, score, decision in zip(rows, self.scores, self.decisions, strict=True):
            scores[row] = score
            decisions[row] = decision
        parts = tuple(part.spread(rows, length, rest) for part in self.inner)
        return Verdicts(scores, decisions, parts, name=self.name, through=self.through)


def render(verdict: Verdict) -> str:
    """The verdict as lines: label, score, rule, sentence; parts indented under their whole."""
    rows = _rows(verdict, "", "")
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = (
        f"{label:<{widths[0]}}  {score:>{widths[1]}}  {rule:<{widths[2]}}  {text}"
        for label, score, rule, text in rows
    )
    return "\n".join(line.rstrip() for line in lines)


def _rows(verdict: Verdict, lead: str, indent: str) -> list[tuple[str, str, str, str]]:
    score = "–" if verdict.score is None else number(verdict.score)
    rows = [(lead + (verdict.name or "verdict"), score, verdict.rule, sentence(verdict.rule, verdict.facts))]
    for place, part in enumerate(verdict.parts, 1):
        last = place == len(verdict.parts)
        branch, below = ("└─ ", "   ") if last else ("├─ ", "│  ")
        rows += _rows(part, indent + branch, indent + below)
    return rows


# ── sentences ──


def sentence(rule: str, facts: Facts = ()) -> str:
    """Return what a rule says about these facts; text is escaped and cut, so no log can be forged.

    A slug without a sentence says its facts.

    >>> sentence(Rule("number.differs", "different numbers; read {read}, gold {gold}"), (("read", "41"),))
    'different numbers'
    >>> sentence("units.wrong", (("unit", "cm"),))
    "unit 'cm'"
    """
    known = {name: _Shown(shown(fact)) for name, fact in facts}
    if not isinstance(rule, Rule):
        return ", ".join(f"{name} {text}" for name, text in known.items())
    clauses = []
    for clause in rule.sentence.split("; "):
        try:
            clauses.append(clause.format_map(known))
        except KeyError:
            continue
    return "; ".join(clauses)


class _Shown(str):
    """A fact inside a sentence; ``{tag:word}`` takes the quotes off a word that needs none."""

    __slots__ = ()

    def __format__(self, form: str) -> str:
        return self[1:-1] if form == "word" and self[:1] in ("'", '"') else str(self)


def shown(fact: object) -> str:
    """A fact on one line: strings quoted, escaped and cut; floats short."""
    if isinstance(fact, float):
        return number(fact)
    if not isinstance(fact, str):
        return str(fact)
    return repr(fact if len(fact) <= _LONGEST_FACT else fact[: _LONGEST_FACT - 1] + "…")


def number(value: float) -> str:
    """A float as a person writes it.

    >>> number(1.0), number(0.2), number(-0.0), number(1 / 3)
    ('1', '0.2', '0', '0.3333')
    """
    return f"{value + 0.0:.4g}"
