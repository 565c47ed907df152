"""Random trees for the laws of bounds and margins, and a reader of them that shares no code with the package.

A tree is nested tuples. `built` makes the reward; `silent` and `heard` say, by hand, whether it speaks on
a row and which leaves are read there; scores come from evaluating the reward. Every score is dyadic.
"""

from __future__ import annotations

import itertools

from hypothesis import strategies as st

import reasoning_rewards as rr
from reasoning_rewards import Reward, linear, steps, warmup
from tests.core.algebra.leaves import Given, Right


class Told(Given):
    """Scores within narrower bounds once the answer is known to be right, or wrong."""

    bounds_if_right = (0.5, 1.0)
    bounds_if_wrong = (-0.5, 0.25)
    low: float = -0.5


class Near(Given):
    """Knows by a gold of its own what is right, and pays wrong answers something."""

    gold: str = "right"
    bounds_if_right = (1.0, 1.0)
    bounds_if_wrong = (0.0, 0.75)
    low: float = 0.0

    @property
    def _question(self):
        return Right(score_column=self.gold)


FREE = {
    "a": Given(score_column="a"),
    "b": Given(score_column="b", low=0.0),
    "c": Given(score_column="c", low=0.25, high=0.5, silent=False),
    "told": Told(score_column="told"),
    "near": Near(score_column="near"),
    "far": Near(score_column="far", gold="right2", silent=False),
}
DECIDERS = {name: Right(score_column=name) for name in ("right", "right2")}
LEAVES = FREE | DECIDERS
SCHEDULES = {
    "fade": linear(1, 0),
    "rise": linear(0.5, 1),
    "warm": warmup(0.5),
    "step": steps(1, (0.5, 0.25)),
}
TIMES = (0.0, 0.25, 0.5 - 2**-40, 0.5, 0.75, 1.0)
COLUMNS = {"task": ("x", "y", "else"), "level": (1, 2), "flag": (True, False)}


def flagged(row):
    return row["flag"]


# op: (how many parts, settings to draw from, the reward)
OPS = {
    "sum": (2, [None], lambda _, x, y: x + y),
    "product": (2, [None], lambda _, x, y: x * y),
    "scale": (1, [-1.0, -0.5, 0.5, 2.0], lambda factor, x: factor * x),
    "clip": (1, [(-0.5, 0.75), (0.25, 1.5)], lambda ends, x: x.clip(*ends)),
    "at_least": (1, [0.25, 0.5, 1.0], lambda at, x: x.at_least(at)),
    "only_if": (
        2,
        [(1.0, 0.0), (0.5, 0.25)],
        lambda s, x, y: x.only_if(y, at_least=s[0], otherwise=s[1]),
    ),
    "requires": (2, [None], lambda _, x, y: x.requires(y)),
    "if_abstains": (1, [0.0, -0.25, 1.5], lambda score, x: x.if_abstains(score)),
    "first_of": (2, [None], lambda _, x, y: rr.first_of(x, y)),
    "route": (2, [None], lambda _, x, y: rr.route(column="task", x=x, y=y)),
    "when": (1, ["x", ("x", "y")], lambda values, x: x.when(task=values)),
    "when_level": (1, [1], lambda level, x: x.when(level=level)),
    "when_flagged": (1, [None], lambda _, x: x.when(flagged)),
    "anneal": (1, sorted(SCHEDULES), lambda name, x: x.anneal(SCHEDULES[name])),
    "named": (1, ["u", "v"], lambda name, x: x.named(name)),
}


def built(tree) -> Reward:
    if isinstance(tree, str):
        return LEAVES[tree]
    op, setting, *parts = tree
    return OPS[op][2](setting, *map(built, parts))


def names(tree) -> list[str]:
    """The leaves of a tree, each as often as it stands there."""
    return [tree] if isinstance(tree, str) else [name for part in tree[2:] for name in names(part)]


def ops(tree) -> set[str]:
    return set() if isinstance(tree, str) else {tree[0]}.union(*(ops(part) for part in tree[2:]))


def _open(tree, row):
    """The parts that a row is sent to; None where it is sent nowhere."""
    op, setting, *parts = tree
    if op == "route":
        return {"x": parts[:1], "y": parts[1:]}.get(row["task"])
    if op == "when":
        return parts if row["task"] in setting else None
    if op == "when_level":
        return parts if row["level"] == setting else None
    if op == "when_flagged":
        return parts if row["flag"] else None
    return parts


def silent(tree, row) -> bool:
    """Does the tree abstain on this row? ``row["mute"]`` holds the leaves that do."""
    if isinstance(tree, str):
        return tree in row["mute"]
    parts = _open(tree, row)
    if tree[0] == "if_abstains":
        return False
    if parts is None:
        return True
    every = all if tree[0] in ("sum", "first_of") else any
    return every(silent(part, row) for part in parts)


def heard(tree, row) -> list[str]:
    """The leaves whose scores are read on this row, each as often as it is."""
    if isinstance(tree, str):
        return [tree]
    parts = _open(tree, row) or []
    if tree[0] == "first_of":
        parts = parts[: 1 if not silent(parts[0], row) else 2]
    if tree[0] == "requires" and any(name in DECIDERS for name in names(parts[0])):
        parts = parts[:1]  # what is only required decides nothing where something else can
    return [name for part in parts for name in heard(part, row)]


def golds(tree, row) -> set[str] | None:
    """The golds that say what is right on this row; None where nothing does; empty where nothing ever could."""
    if not any(name in DECIDERS or name in ("near", "far") for name in names(tree)):
        return set()
    there = heard(tree, row)
    asking = [name for name in there if name in DECIDERS]
    asking = asking or [name for name in there if name in ("near", "far")]
    return {gold_of(name) for name in asking if name not in row["mute"]} or None


def gold_of(name: str) -> str | None:
    return {"right": "right", "right2": "right2", "near": "right", "far": "right2"}.get(name)


def rows(tree):
    """Every row that can matter to the tree: what its columns hold, and which leaves are mute on it."""
    mutable = sorted({name for name in names(tree) if LEAVES[name].may_abstain})
    read = {"task": {"route", "when"}, "level": {"when_level"}, "flag": {"when_flagged"}}
    domains = [values if ops(tree) & read[name] else values[:1] for name, values in COLUMNS.items()]
    for values in itertools.product(*domains):
        for mute in itertools.product((False, True), repeat=len(mutable)):
            yield dict(zip(COLUMNS, values, strict=True)) | {"mute": set(itertools.compress(mutable, mute))}


def answers(tree, row, between):
    """Every answer to the row: (right, wrong or neither; what each leaf scores), at the ends of all bounds.

    between: scores to try besides, for leaves whose bounds hold them.
    """
    deciding = golds(tree, row)
    used = sorted(set(names(tree)))
    asked = sorted({gold for name in used if (gold := gold_of(name))} | (deciding or set()))
    for truths in itertools.product((True, False), repeat=len(asked)):
        truth = dict(zip(asked, truths, strict=True))
        for right in (True, False) if deciding == set() else (_verdict(truth, deciding),):
            spans = [_bounds(name, truth, right) for name in used]
            choices = [sorted({low, high, *(x for x in between if low < x < high)}) for low, high in spans]
            for scores in itertools.product(*choices):
                yield (
                    right,
                    {
                        name: None if name in row["mute"] else score
                        for name, score in zip(used, scores, strict=True)
                    },
                )


def _verdict(truth, deciding):
    if deciding is None:
        return None
    said = {truth[gold] for gold in deciding}
    return said.pop() if len(said) == 1 else "disputed"


def _bounds(name, truth, right):
    leaf = LEAVES[name]
    if name in DECIDERS:
        return (float(truth[name]),) * 2
    right = truth[gold_of(name)] if gold_of(name) else right
    return {True: leaf.bounds_if_right, False: leaf.bounds_if_wrong}.get(right, leaf.bounds)


@st.composite
def trees(draw, leaves=None, but=(), depth=3):
    """Random trees; ``but``: operations left out."""
    if depth == 0 or draw(st.integers(0, 3)) == 0:
        return draw(st.sampled_from(leaves or sorted(LEAVES)))
    op = draw(st.sampled_from([op for op in OPS if op not in but]))
    count, settings, _ = OPS[op]
    parts = [draw(trees(leaves, but, depth - 1)) for _ in range(count)]
    return (op, draw(st.sampled_from(settings)), *parts)
