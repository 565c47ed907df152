"""Every rule that can decide a score, and the sentence that says it to a person.

A sentence may name facts in braces; a fact that a verdict does not carry leaves the sentence
without its clause (clauses are separated by "; ").
"""

from __future__ import annotations

from types import MappingProxyType

__all__ = [
    "ANSWER_RULES",
    "CHECKPOINT_RULES",
    "COMPARISON_RULES",
    "GOLD_RULES",
    "LAYOUT_RULES",
    "PROXIMITY_RULES",
    "RULES",
    "STEPS_RULES",
    "SYMBOLIC_RULES",
    "WORKER_RULES",
    "number",
    "sentence",
    "shown",
]

_ALGEBRA = {
    "sum": "sum of the parts that do not abstain",
    "sum.abstains": "every part abstains",
    "scale": "the part times {factor}",
    "product": "product of the parts",
    "product.abstains": "a part abstains",
    "threshold.reached": "{score} reaches {at_least}",
    "threshold.missed": "{score} is below {at_least}",
    "threshold.abstains": "the part abstains",
    "gate.open": "the gate is open",
    "gate.closed": "the gate is closed; it wants {at_least}, the gate scored {got}",
    "gate.abstains": "the gate abstains",
    "abstains.scored": "nothing to judge ({because:word}), so what was set for such rows; gold {gold}",
    "clip": "held within {low} and {high}",
    "schedule": "the part times {factor} at {progress} of the run",
    "route.taken": "judged by the branch {branch:word}",
    "route.elsewhere": "this reward is not for this row",
    "first.spoke": "the first that does not abstain is {part:word}",
    "first.abstains": "every part abstains",
    "error.caught": "the reward's own code failed; {error}",
    "reward.scored": "scored by its own code",
    "reward.abstains": "this reward has nothing to say about this row",
}

_LAYOUT = {
    "layout.ok": "every part is where the layout wants it",
    "layout.empty": "the completion is empty",
    "layout.unopened": "{tag:word} is missing",
    "layout.unclosed": "{tag:word} is never closed",
    "layout.repeated": "{tag:word} occurs {count} times; it may occur once",
    "layout.misplaced": "{tag:word} stands where it must not",
    "layout.blank": "nothing stands inside {tag:word}",
    "layout.leading": "text stands before {tag:word}; it begins {text}",
    "layout.between": "text stands between the parts; it begins {text}",
    "layout.trailing": "text follows {tag:word}; it begins {text}",
    "layout.no_answer": "no answer is marked after the thinking",
}

_TAGS = {
    "tags.all": "all {wanted} signs of the layout, each once and in order",
    "tags.some": "{count} of the layout's {wanted} signs; the first that is missing, repeated or out of place is {tag:word}",
}

_PATTERN = {
    "pattern.found": "the pattern occurs",
    "pattern.absent": "the pattern does not occur",
    "pattern.too_long": "longer than the {limit} bytes that this pattern is looked for in",
    "pattern.failed": "the engine gave up on it; {error}",
}

_ANSWER = {
    "answer.missing": "no answer after the thinking",
    "answer.unfinished": "the thinking never ends, and nothing inside it counts",
    "answer.broken": "the answer can't be read; read {read}",
    "answer.too_long": "the answer is longer than the limit of {limit} characters",
    "answer.ambiguous": "the answer leaves a choice open; read {read}",
    "answer.not_a_number": "the answer is not one finite number; read {read}",
    "budget.exceeded": "comparing would cost more work than any real answer needs; read {read}",
    "ladder.undecided": "no rung of the ladder could decide; read {read}, gold {gold}",
}

_GOLD = {
    "gold.missing": "the gold is missing or a placeholder; gold {gold}",
    "gold.broken": "the gold can't be read; gold {gold}",
    "gold.too_long": "the gold is longer than the limit of {limit} characters",
    "gold.not_a_number": "the gold is not one finite number; gold {gold}",
}

_COMPARISON = {
    "text.same": "the same text; read {read}",
    "text.differs": "different text; read {read}, gold {gold}",
    "number.same": "the same number; read {read}, gold {gold}",
    "number.rounded": "the gold, correctly rounded or cut off; read {read}, gold {gold}",
    "number.differs": "different numbers; read {read}, gold {gold}",
    "algebra.same": "the same expression; read {read}, gold {gold}",
    "algebra.differs": "different expressions; read {read}, gold {gold}",
    "probe.same": "equal at every point tried, to 60 digits; read {read}, gold {gold}",
    "probe.differs": "different at a point that was tried; read {read}, gold {gold}",
    "unit.differs": "the same number of different units; read {read}, gold {gold}",
    "items.same": "the same items; read {read}, gold {gold}",
    "items.differ": "an item differs; read {read}, gold {gold}",
    "items.count": "not as many items; read {read}, gold {gold}",
    "set.same": "the same set; read {read}, gold {gold}",
    "set.differs": "a different set; read {read}, gold {gold}",
    "matrix.same": "the same matrix; read {read}, gold {gold}",
    "matrix.differs": "a different matrix; read {read}, gold {gold}",
    "equation.same": "the same equation; read {read}, gold {gold}",
    "equation.differs": "a different equation; read {read}, gold {gold}",
    "relation.same": "the same relation; read {read}, gold {gold}",
    "relation.differs": "a different relation; read {read}, gold {gold}",
    "ratio.same": "the same ratio; read {read}, gold {gold}",
    "ratio.differs": "a different ratio; read {read}, gold {gold}",
    "choice.same": "the same choice; read {read}, gold {gold}",
    "choice.differs": "a different choice; read {read}, gold {gold}",
    "time.same": "the same time; read {read}, gold {gold}",
    "time.differs": "a different time; read {read}, gold {gold}",
    "infinity.same": "the same infinity; read {read}, gold {gold}",
    "infinity.differs": "a different infinity; read {read}, gold {gold}",
    "base.same": "the same digits in the same base; read {read}, gold {gold}",
    "base.differs": "other digits, or another base; read {read}, gold {gold}",
    "name.differs": "about other names; read {read}, gold {gold}",
    "chain.broken": "the answer equates things that are not equal; read {read}",
    "kind.differs": "answer and gold are different kinds of thing; read {read}, gold {gold}",
}

_SYMBOLIC = {
    "symbolic.same": "the same to the algebra system; read {read}, gold {gold}",
    "symbolic.differs": "not the same to the algebra system; read {read}, gold {gold}",
}

_WORKER = {
    "worker.cpu_spent": "the engine came to no end in its time; read {read}, gold {gold}",
    "worker.memory_spent": "the engine ran out of memory; read {read}, gold {gold}",
    "worker.died": "two worker processes died over it; {fault:word}; read {read}, gold {gold}",
    "worker.stalled": "two worker processes stood still over it; {fault:word}; read {read}, gold {gold}",
    "worker.unable": "no worker process could be had that runs it; {fault:word}; read {read}, gold {gold}",
    "worker.skipped": "the batch's time for the engine was over; read {read}, gold {gold}",
}

_AUDIT = {
    "audit.verbatim": "well-formed, but not understood: only the same text is this gold; gold {gold}",
    "audit.twofold": "the gold reads in two ways, and either is right; gold {gold}; read {readings}",
}

_PROXIMITY = {
    "proximity.exact": "the same number; read {read}, gold {gold}",
    "proximity.near": "off by {distance} of the gold's size; read {read}, gold {gold}",
    "proximity.far": "too far off to earn anything; read {read}, gold {gold}",
}

_LENGTH = {
    "length.within": "{length} {unit:word}, within {limit}",
    "length.over": "{length} {unit:word}, over {limit}",
    "length.cushion": "{length} {unit:word}, inside the cushion before {limit}",
    "length.right": "right, with {length} {unit:word} of {limit}",
    "length.wrong": "wrong, with {length} {unit:word} of {limit}",
    "length.target": "{length} {unit:word}; asked for were {target}",
    "target.missing": "the row asks for no length",
}

_GROUP = {
    "group.right": "right, with {length} {unit:word}; the group has {size}, {right} of them right",
    "group.wrong": "wrong, with {length} {unit:word}; the group has {size}, {right} of them right",
    "diversity.right": "right; {sharing} of the group's {right} right answers take these steps",
    "diversity.wrong": "wrong",
}

_TRUNCATION = {
    "truncation.finished": "it came to its end",
    "truncation.cut": "it was cut off",
}

_REPETITION = {
    "repetition.none": "none of {total} n-grams occurs again",
    "repetition.found": "{again} of {total} n-grams have occurred before",
    "repetition.short": "shorter than an n-gram of {ngram}",
}

_STEPS = {
    "steps.none": "no equation in the reasoning; wanted {wanted}",
    "steps.checked": "{true} true and grounded, {false} false, {idle} that prove nothing; wanted {wanted}",
}

_PROCESS = {
    "steps.counted": "{count} different steps; {cap} are enough, and no more are counted",
    "steps.scored": "{count} steps, the least of them worth {least}: {step}",
    "steps.absent": "no steps in the reasoning",
    "correction.kept": "right from the first answer on; read {read}",
    "correction.mended": "the first answer was wrong and was mended; first {first}, read {read}",
    "correction.given_up": "the first answer was right and was given up; first {first}, read {read}",
    "correction.wrong": "wrong from the first answer on; first {first}, read {read}",
}

_CHECKPOINTS = {
    "checkpoints.reached": "{reached} of {wanted} checkpoints, among {claims} results; not reached: {missed}",
    "checkpoints.flooded": "{claims} results for {wanted} checkpoints, where {allowed} are free and twice that earn nothing; {reached} reached",
    "checkpoints.none": "no result of an equation in the reasoning; wanted {wanted}",
    "checkpoints.absent": "the row names no checkpoints",
}

_OVERLAP = {
    "overlap.same": "the same; read {read}, gold {gold}",
    "overlap.some": "{shared} of their words are shared; read {read}, gold {gold}",
    "overlap.none": "no word is shared; read {read}, gold {gold}",
}

RULES = MappingProxyType(
    _ALGEBRA
    | _LAYOUT
    | _TAGS
    | _PATTERN
    | _ANSWER
    | _GOLD
    | _COMPARISON
    | _SYMBOLIC
    | _WORKER
    | _AUDIT
    | _PROXIMITY
    | _LENGTH
    | _GROUP
    | _TRUNCATION
    | _REPETITION
    | _STEPS
    | _PROCESS
    | _CHECKPOINTS
    | _OVERLAP
)

LAYOUT_RULES = tuple(_LAYOUT)
ANSWER_RULES = tuple(_ANSWER)
GOLD_RULES = tuple(_GOLD)
COMPARISON_RULES = (*_COMPARISON, *_ANSWER, *_GOLD)
SYMBOLIC_RULES = tuple(_SYMBOLIC)
WORKER_RULES = tuple(_WORKER)
PROXIMITY_RULES = tuple(_PROXIMITY)
STEPS_RULES = tuple(_STEPS)
CHECKPOINT_RULES = tuple(_CHECKPOINTS)

_LONGEST_FACT = 80  # characters of a fact that a sentence shows


def sentence(rule: str, facts: tuple[tuple[str, object], ...] = ()) -> str:
    """Return what a rule says about these facts; text is escaped and cut, so no log can be forged.

    A rule that is not in the table (one of your own reward's) says its facts.

    >>> sentence("number.differs", (("read", "41"), ("gold", "42")))
    "different numbers; read '41', gold '42'"
    >>> sentence("text.same")
    'the same text'
    >>> sentence("units.wrong", (("unit", "cm"),))
    "unit 'cm'"
    """
    known = {name: _Shown(shown(fact)) for name, fact in facts}
    if rule not in RULES:
        return ", ".join(f"{name} {text}" for name, text in known.items())
    clauses = []
    for clause in RULES[rule].split("; "):
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
