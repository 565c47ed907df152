"""Every rule that can decide a score, and the sentence that says it to a person.

A sentence may name facts in braces; a fact that a verdict does not carry leaves the sentence
without its clause (clauses are separated by "; ").
"""

from __future__ import annotations

from types import MappingProxyType

__all__ = ["RULES"]

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
    "clip": "held within {low} and {high}",
    "schedule": "the part times {factor} at {progress} of the run",
    "reward.scored": "scored by its own code",
    "reward.abstains": "this reward has nothing to say about this row",
}

_LAYOUT = {
    "layout.ok": "every part is where the layout wants it",
    "layout.empty": "the completion is empty",
    "layout.unopened": "{tag} is missing",
    "layout.unclosed": "{tag} is never closed",
    "layout.repeated": "{tag} occurs {count} times; it may occur once",
    "layout.misplaced": "{tag} stands where it must not",
    "layout.blank": "nothing stands inside {tag}",
    "layout.leading": "text stands before {tag}; it begins {text}",
    "layout.between": "text stands between the parts; it begins {text}",
    "layout.trailing": "text follows {tag}; it begins {text}",
    "layout.no_answer": "no answer is marked after the thinking",
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
    "number.differs": "different numbers; read {read}, gold {gold}",
    "kind.differs": "answer and gold are different kinds of thing; read {read}, gold {gold}",
}

_PROXIMITY = {
    "proximity.exact": "the same number; read {read}, gold {gold}",
    "proximity.near": "off by {distance} of the gold's size; read {read}, gold {gold}",
    "proximity.far": "too far off to earn anything; read {read}, gold {gold}",
}

_LENGTH = {
    "length.within": "{length} {unit}, within {limit}",
    "length.over": "{length} {unit}, over {limit}",
    "length.cushion": "{length} {unit}, inside the cushion before {limit}",
}

_STEPS = {
    "steps.none": "no equation in the reasoning",
    "steps.checked": "{true} true and grounded, {false} false, {idle} that prove nothing; wanted {wanted}",
}

RULES = MappingProxyType(
    _ALGEBRA | _LAYOUT | _ANSWER | _GOLD | _COMPARISON | _PROXIMITY | _LENGTH | _STEPS
)
